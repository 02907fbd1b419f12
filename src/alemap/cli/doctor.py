"""`alemap doctor`."""

from __future__ import annotations

import typer

from alemap.cli.context import prepare, write
from alemap.cli.options import Format, FormatOption, LangOption, OutputOption, ProjectOption
from alemap.errors import ExitStatus


def command(
    fmt: FormatOption = Format.TABLE,
    output: OutputOption = None,
    lang: LangOption = None,
    project: ProjectOption = None,
) -> None:
    """Say how it stands: versions, project, database, what is stale or missing, and what to do.

    The exit status is 1 when there is something to see to.

    \b
    Examples:
      alemap doctor
      alemap doctor --format json
    """  # noqa: D301 - the backspace keeps the examples' lines apart
    from alemap.workflows.doctor import doctor

    root, language = prepare(project, lang)
    findings = doctor(root)
    write([findings], fmt, language, output)
    if not all(finding.good for finding in findings):
        raise typer.Exit(ExitStatus.FINDINGS)
