"""`alemap show`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from alemap.cli.context import open_reader, prepare, write
from alemap.cli.options import (
    AsOfOption,
    Format,
    FormatOption,
    LangOption,
    LevelOption,
    OutputOption,
    PeriodOption,
    ProjectOption,
)

if TYPE_CHECKING:
    from alemap.render import Result


def command(
    measure: Annotated[
        str | None, typer.Argument(help="An indicator, a category or an index.", show_default=False)
    ] = None,
    area: Annotated[
        str | None,
        typer.Option("--area", "-a", help="Area by code, name or alias.", show_default=False),
    ] = None,
    snapshot: Annotated[
        str | None,
        typer.Option(
            help="The other way: which figures rest on this file (name, or sha256 or its beginning).",
            show_default=False,
        ),
    ] = None,
    level: LevelOption = None,
    period: PeriodOption = None,
    as_of: AsOfOption = None,
    fmt: FormatOption = Format.TABLE,
    output: OutputOption = None,
    lang: LangOption = None,
    project: ProjectOption = None,
) -> None:
    """Show what an indicator is, its series, and where each figure comes from: file, sha256 and cell.

    \b
    Examples:
      alemap show low_economic_standard --area "Centrala Nödinge"
      alemap show risk
    """  # noqa: D301 - the backspace keeps the examples' lines apart
    from alemap.errors import UsageError
    from alemap.workflows.show import show
    from alemap.workflows.snapshot_use import snapshot_use

    root, language = prepare(project, lang)
    result: Result
    with open_reader(root, as_of) as reader:
        if snapshot is not None and not (measure or area or level or period or as_of):
            result = snapshot_use(reader, root, snapshot)
        elif measure is not None and snapshot is None:
            result = show(reader, root, measure, area=area, level=level, period=period)
        else:
            raise UsageError(
                "show takes either a measure or `--snapshot`, and nothing else with the latter",
                hint="`alemap list indicators` shows the measures",
            )
    write([result], fmt, language, output, reader.as_of)
