"""`alemap audit`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from alemap.cli.context import load, open_reader, prepare, write
from alemap.cli.options import Format, FormatOption, LangOption, OutputOption, ProjectOption
from alemap.errors import ExitStatus

if TYPE_CHECKING:
    from alemap.workflows.audit import AuditReport


def command(
    measures: Annotated[
        list[str] | None, typer.Argument(help="Only these indicators (default: all).", show_default=False)
    ] = None,
    top: Annotated[
        int | None, typer.Option("--top", min=1, help="Show only the N narrowest.", show_default=False)
    ] = None,
    fmt: FormatOption = Format.TABLE,
    output: OutputOption = None,
    lang: LangOption = None,
    project: ProjectOption = None,
) -> None:
    """Attack all that can be read, as an intruder would, and say how well each suppressed figure is hidden.

    The width is how far the lowest and the highest count that fit all that is shown lie apart. The exit
    status is 1 when one is narrower than the rule for small numbers allows, unless it is what has been
    published that gives it away.

    \b
    Examples:
      alemap audit --top 10
      alemap audit unemployed_of_labour_force --format csv
    """  # noqa: D301 - the backspace keeps the examples' lines apart
    from alemap.workflows.audit import audit

    root, language = prepare(project, lang)
    with open_reader(root) as reader:
        unknown = [name for name in measures or () if name not in reader.indicators]
        if unknown:
            raise reader.not_found(unknown[0])
        report = audit(load(root), reader, measures or (), top)
    write([report.table], fmt, language, output)
    _say(report, language)
    if report.narrow:
        raise typer.Exit(ExitStatus.FINDINGS)


def _say(report: AuditReport, lang: str) -> None:
    """Say how many figures were attacked, and how many can be worked out."""
    from alemap.render.translate import translator

    _ = translator(lang)
    text = _("{count} suppressed figure(s), {narrow} of them narrower than the rule allows")
    sys.stderr.write(text.format(count=report.suppressed, narrow=report.narrow) + "\n")
    if report.published:
        more = _("{count} more are given away by what has been published, whatever is hidden now")
        sys.stderr.write(more.format(count=report.published) + "\n")
    if report.without_counts:
        more = _("{count} more that the agencies suppress themselves have no counts here")
        sys.stderr.write(more.format(count=report.without_counts) + "\n")
