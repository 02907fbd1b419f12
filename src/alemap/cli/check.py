"""`alemap check`."""

from __future__ import annotations

import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from alemap.cli.context import prepare, until_enough
from alemap.cli.options import LangOption, ProjectOption
from alemap.errors import ExitStatus

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alemap.results.check import Finding
    from alemap.workflows.check import CheckReport


class CheckFormat(StrEnum):
    """How findings are written: for people, for programs, or as annotations on a code host."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"
    JUNIT = "junit"
    SARIF = "sarif"


def command(
    fmt: Annotated[
        CheckFormat, typer.Option("--format", "-f", help="How to write the findings.")
    ] = CheckFormat.TEXT,
    select: Annotated[
        list[str] | None,
        typer.Option(
            "--select",
            help="Only these: a code or how it begins (AM4), a path, or an id; repeat for several.",
            show_default=False,
        ),
    ] = None,
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
      alemap check --select unemployed_of_labour_force --select AM2
      alemap check --tests --format github
    """  # noqa: D301 - the backspace keeps the examples' lines apart
    from alemap.workflows.check import check
    from alemap.workflows.selecting import selected

    root, language = prepare(project, lang)
    report = selected(root, check(root, tests=tests), select or ())
    with until_enough():
        sys.stdout.write(_text(report, fmt, language))
    if report.errors or (strict and report.problems):
        raise typer.Exit(ExitStatus.FINDINGS)


def _text(report: CheckReport, fmt: CheckFormat, lang: str) -> str:
    from importlib.metadata import version

    from alemap.export import findings as export
    from alemap.render.findings import check_text

    found = _findings(report, lang)
    match fmt:
        case CheckFormat.JSON:
            return export.to_json(found)
        case CheckFormat.GITHUB:
            return export.to_github(found)
        case CheckFormat.JUNIT:
            return export.to_junit(found, report.files)
        case CheckFormat.SARIF:
            return export.to_sarif(found, version("alemap"))
        case CheckFormat.TEXT:
            return check_text(found, report.summary, lang)


def _findings(report: CheckReport, lang: str) -> Sequence[Finding]:
    from alemap.render.findings import finding

    return [finding(problem, lang) for problem in report.findings]
