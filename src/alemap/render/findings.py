"""Findings of `check` for people: one fault a line, its hint below, then what was checked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alemap.render.error import problem_texts
from alemap.render.translate import translator
from alemap.results.check import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable

    from alemap.errors import Problem
    from alemap.results.check import CheckSummary


def finding(problem: Problem, lang: str) -> Finding:
    """A problem with its texts in `lang`."""
    message, hint = problem_texts(problem, lang)
    place = problem.place
    severity = "warning" if problem.warning else "error"
    return Finding(place.file, place.line, place.column, problem.code, severity, message, hint, place.cell)


def check_text(findings: Iterable[Finding], summary: CheckSummary, lang: str) -> str:
    """All findings and the summary, ready to write."""
    _ = translator(lang)
    lines = []
    for each in findings:
        kind = f" {_('warning')}:" if each.severity == "warning" else ""
        lines.append(f"{each.place}: {each.code}{kind} {each.message}")
        if each.hint:
            lines.append(f"  {_('hint')}: {each.hint}")
    lines.append(_summary(summary, lang))
    return "\n".join(lines) + "\n"


def _summary(summary: CheckSummary, lang: str) -> str:
    _ = translator(lang)
    text = _("{definitions} definitions and {models} models checked, {errors} fault(s)").format(
        definitions=summary.definitions, models=summary.models, errors=summary.errors
    )
    if summary.warnings:
        text += ", " + _("{count} warning(s)").format(count=summary.warnings)
    if summary.tests is not None:
        passed, total = summary.tests
        text += ", " + _("{passed} of {total} SQL tests passed").format(passed=passed, total=total)
    return text
