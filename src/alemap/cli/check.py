"""`alemap check`."""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from alemap.cli.context import prepare, until_enough
from alemap.cli.options import LangOption, ProjectOption
from alemap.errors import ExitStatus

if TYPE_CHECKING:
    from alemap.errors import Problem
    from alemap.workflows.check import CheckReport


class CheckFormat(StrEnum):
    """How findings are written: for people, for programs, or as annotations on GitHub."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"


def command(
    fmt: Annotated[
        CheckFormat, typer.Option("--format", "-f", help="How to write the findings.")
    ] = CheckFormat.TEXT,
    tests: Annotated[bool, typer.Option("--tests", help="Run the SQL tests, too.")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Let warnings fail, too.")] = False,
    lang: LangOption = None,
    project: ProjectOption = None,
) -> None:
    """Check every definition and SQL model before it reaches a table: all faults at once, with file and line.

    Needs no data. The exit status is 1 when something is wrong.

    \b
    Examples:
      alemap check
      alemap check --tests --format github
    """  # noqa: D301 - the backspace keeps the examples' lines apart
    from alemap.workflows.check import check

    root, language = prepare(project, lang)
    report = check(root, tests=tests)
    with until_enough():
        _write(report, fmt, language)
    if report.errors or (strict and report.problems):
        raise typer.Exit(ExitStatus.FINDINGS)


def _write(report: CheckReport, fmt: CheckFormat, lang: str) -> None:
    if fmt is CheckFormat.JSON:
        sys.stdout.write(json.dumps(_records(report), ensure_ascii=False, indent=2) + "\n")
        return
    for record in _records(report):
        sys.stdout.write(_github(record) if fmt is CheckFormat.GITHUB else _text(record))
    if fmt is CheckFormat.TEXT:
        _summary(report, lang)


def _records(report: CheckReport) -> list[dict[str, object]]:
    records = [_problem(problem) for problem in report.problems]
    for test in report.tests or ():
        records += [
            {
                "file": test.file, "line": test.line, "column": None, "code": "AM450", "severity": "error",
                "message": f"{test.model}: {test.case}: {difference}", "hint": None,
            }
            for difference in test.differences
        ]  # fmt: skip
    return records


def _problem(problem: Problem) -> dict[str, object]:
    return {
        "file": problem.place.file, "line": problem.place.line, "column": problem.place.column,
        "code": problem.code, "severity": "warning" if problem.warning else "error",
        "message": problem.message, "hint": problem.hint,
    }  # fmt: skip


def _text(record: dict[str, object]) -> str:
    place = ":".join(str(record[key]) for key in ("file", "line", "column") if record[key] is not None)
    warning = "warning: " if record["severity"] == "warning" else ""
    hint = f"\n  hint: {record['hint']}" if record["hint"] else ""
    return f"{place}: {record['code']} {warning}{record['message']}{hint}\n"


def _github(record: dict[str, object]) -> str:
    """A workflow command that GitHub shows at the line of the file."""
    text = f"{record['message']}" + (f" ({record['hint']})" if record["hint"] else "")
    text = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    place = f"file={record['file']},line={record['line'] or 1},title={record['code']}"
    if record["column"] is not None:
        place += f",col={record['column']}"
    return f"::{record['severity']} {place}::{text}\n"


def _summary(report: CheckReport, lang: str) -> None:
    from alemap.render.translate import translator

    _ = translator(lang)
    template = _("{definitions} definitions and {models} models checked, {errors} fault(s)")
    if not report.models:
        template = _(
            "{errors} fault(s) in {definitions} definitions; the models are checked when they are mended"
        )
    text = template.format(definitions=report.definitions, models=report.models, errors=report.errors)
    if report.tests is not None:
        passed = sum(test.passed for test in report.tests)
        text += ", " + _("{passed} of {total} SQL tests passed").format(
            passed=passed, total=len(report.tests)
        )
    sys.stdout.write(text + "\n")
