"""`alemap diff`."""

from __future__ import annotations

from typing import Annotated

import typer

from alemap.cli.context import open_reader, prepare, write
from alemap.cli.options import Format, FormatOption, LangOption, LevelOption, OutputOption, ProjectOption

SHOWN = 20
"""Rows of a table when no number is asked for; other formats give all."""


def command(
    since: Annotated[
        str | None,
        typer.Option(
            help="Day, time or build to compare with (default: before the last build).", show_default=False
        ),
    ] = None,
    indicator: Annotated[
        list[str] | None,
        typer.Option(
            "--indicator", help="Only this indicator or index; repeat for several.", show_default=False
        ),
    ] = None,
    area: Annotated[
        list[str] | None,
        typer.Option(
            "--area", "-a", help="Area by code, name or alias; repeat for several.", show_default=False
        ),
    ] = None,
    level: LevelOption = None,
    top: Annotated[
        int | None,
        typer.Option("--top", min=1, help=f"Show only N (default of tables: {SHOWN}).", show_default=False),
    ] = None,
    fmt: FormatOption = Format.TABLE,
    output: OutputOption = None,
    lang: LangOption = None,
    project: ProjectOption = None,
) -> None:
    """Show which figures have changed, and why: lost ones first, then the largest revisions.

    A figure that was or is suppressed is shown neither as it was nor as it is.

    \b
    Examples:
      alemap diff
      alemap diff --since 1 --indicator low_economic_standard --level kommun
    """  # noqa: D301 - the backspace keeps the examples' lines apart
    from alemap.workflows.diff import diff

    root, language = prepare(project, lang)
    cut = SHOWN if top is None and fmt is Format.TABLE else top
    with open_reader(root) as reader:
        result = diff(reader, since, indicators=indicator or (), areas=area or (), level=level, top=cut)
    write([result], fmt, language, output)
