"""`alemap check`."""

from __future__ import annotations

import sys
from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from alemap.cli.context import now, prepare, text, until_enough
from alemap.cli.options import Format, LangOption, ProjectOption
from alemap.errors import ExitStatus

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alemap.results.check import Finding
    from alemap.results.history import Against
    from alemap.workflows.check import CheckReport


SHOWN = 20
"""Changed figures of a table; JSON has all."""


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
    against: Annotated[
        str | None,
        typer.Option(
            "--against",
            metavar="REVISION",
            help="Say what has changed since a revision of git, down to the figures.",
            show_default=False,
        ),
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Let warnings fail, too.")] = False,
    lang: LangOption = None,
    project: ProjectOption = None,
) -> None:
    """Check every definition and SQL model before it reaches a table: all faults at once, with file and line.

    Needs no data. The exit status is 1 when something is wrong. With `--against`, also what has changed:
    files, definitions (is their revision raised?) and, where there is a database, figures.

    \b
    Examples:
      alemap check
      alemap check --select unemployed_of_labour_force --select AM2
      alemap check --tests --format github
      alemap check --against main
    """  # noqa: D301 - the backspace keeps the examples' lines apart
    from alemap.workflows.check import check
    from alemap.workflows.selecting import selected

    root, language = prepare(project, lang, faulty=True)
    report = selected(root, check(root, tests=tests), select or ())
    change: Against | None = None
    if against is not None and not report.errors:
        from alemap.workflows.against import against as against_revision
        from alemap.workflows.against import problems

        change = against_revision(root, against, now=now(), top=SHOWN if fmt is CheckFormat.TEXT else None)
        report = replace(report, problems=(*report.problems, *problems(change, root)))
    with until_enough():
        sys.stdout.write(_text(report, fmt, language, change))
    if report.errors or (strict and report.problems):
        raise typer.Exit(ExitStatus.FINDINGS)


def _text(report: CheckReport, fmt: CheckFormat, lang: str, change: Against | None) -> str:
    from importlib.metadata import version

    from alemap.export import findings as export
    from alemap.render.findings import check_text

    found = _findings(report, lang)
    match fmt:
        case CheckFormat.JSON:
            return export.to_json(found) if change is None else _change_json(found, change)
        case CheckFormat.GITHUB:
            return export.to_github(found)
        case CheckFormat.JUNIT:
            return export.to_junit(found, report.files)
        case CheckFormat.SARIF:
            return export.to_sarif(found, version("alemap"))
        case CheckFormat.TEXT:
            told = check_text(found, report.summary, lang)
            return told if change is None else f"{told}\n{text([change], Format.TABLE, lang)}"


def _change_json(found: Sequence[Finding], change: Against) -> str:
    """An object: the findings, and one record for each file, definition and figure that has changed."""
    import json
    from dataclasses import asdict

    from alemap.export import records

    changes = [{key: value for key, value in row.items() if value is not None} for row in records(change)]
    both = {"findings": [asdict(each) for each in found], "changes": changes}
    return json.dumps(both, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def _findings(report: CheckReport, lang: str) -> Sequence[Finding]:
    from alemap.render.findings import finding

    return [finding(problem, lang) for problem in report.findings]
