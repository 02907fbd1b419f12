"""`alemap calendar`."""

from __future__ import annotations

from alemap.cli.context import load, prepare, today, write
from alemap.cli.options import Format, FormatOption, LangOption, OutputOption, ProjectOption


def command(
    fmt: FormatOption = Format.TABLE,
    output: OutputOption = None,
    lang: LangOption = None,
    project: ProjectOption = None,
) -> None:
    """List what has come, what is due and what is late, and where to find it.

    \b
    Examples:
      alemap calendar
      alemap calendar --format csv --output kalender.csv
    """  # noqa: D301 - the backspace keeps the examples' lines apart
    from alemap.workflows.calendar import calendar_listing

    root, language = prepare(project, lang)
    write([calendar_listing(load(root), today())], fmt, language, output)
