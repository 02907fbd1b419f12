"""An error as the user reads it: what is wrong, where, what to type next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alemap.domain import Label
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
    message, hint = problem_texts(problem, lang)
    lines = [f"{problem.place}: {problem.code}{kind} {message}"]
    if hint:
        lines.append(f"  {_('hint')}: {hint}")
    return lines


def problem_texts(problem: Problem, lang: str) -> tuple[str, str | None]:
    """A problem's message and hint in `lang`."""
    hint = problem.hint and _filled(problem.hint, problem.fields, lang)
    return _filled(problem.message, problem.fields, lang), hint


def _filled(template: str, fields: Mapping[str, object], lang: str) -> str:
    """Say the template in `lang` with its fields; a text with other braces in it stays as it is."""
    return filled(translate(template, lang), fields, lang)


def filled(text: str, fields: Mapping[str, object], lang: str) -> str:
    """A text, in `lang` already, with its fields; a text with other braces in it stays as it is.

    A field that is an error itself, the reason for this one, is said in `lang` too, as is a label.
    """
    if not fields:
        return text
    try:
        return text.format(**{name: _said(value, lang) for name, value in fields.items()})
    except (KeyError, IndexError, ValueError):
        return text


def _said(value: object, lang: str) -> object:
    """A field's value in `lang`: an error as its text, a known phrase (why a file cannot be read) as such."""
    if isinstance(value, AlemapError):
        return _filled(value.message, value.fields, lang)
    if isinstance(value, Label):
        return value.say(lang)
    return translate(value, lang) if isinstance(value, str) and " " in value else value
