"""An error as the user reads it: what is wrong, where, what to type next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alemap.errors import AlemapError, DefinitionError
from alemap.render.translate import translate, translator

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alemap.errors import Problem


def error_text(error: AlemapError, lang: str) -> str:
    """Write an error for stderr, with a newline at its end; a DefinitionError lists all its problems."""
    _ = translator(lang)
    lines: list[str] = []
    if isinstance(error, DefinitionError):
        for problem in error.problems:
            lines += _problem(problem, lang)
        if lines:
            lines.append("")
    lines.append(f"{_('error')}: {_filled(error.message, error.fields, lang)}")
    if error.place is not None:
        lines.append(f"  {error.place}")
    if error.hint:
        lines += ["", f"{_('hint')}: {_filled(error.hint, error.fields, lang)}"]
    return "\n".join(lines) + "\n"


def _problem(problem: Problem, lang: str) -> list[str]:
    _ = translator(lang)
    kind = f" {_('warning')}:" if problem.warning else ""
    lines = [f"{problem.place}: {problem.code}{kind} {translate(problem.message, lang)}"]
    if problem.hint:
        lines.append(f"  {_('hint')}: {translate(problem.hint, lang)}")
    return lines


def _filled(template: str, fields: Mapping[str, object], lang: str) -> str:
    """Say the template in `lang` with its fields; a text with other braces in it stays as it is.

    A field that is an error itself, the reason for this one, is said in `lang` too.
    """
    text = translate(template, lang)
    said = {
        name: _filled(field.message, field.fields, lang) if isinstance(field, AlemapError) else field
        for name, field in fields.items()
    }
    try:
        return text.format(**said)
    except (KeyError, IndexError, ValueError):
        return text
