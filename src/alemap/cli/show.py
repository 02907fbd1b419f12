"""`alemap show`."""

from __future__ import annotations

from typing import Annotated

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


def command(
    measure: Annotated[str, typer.Argument(help="An indicator, a category or an index.")],
    area: Annotated[
        str | None,
        typer.Option("--area", "-a", help="Area by code, name or alias.", show_default=False),
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
    from alemap.workflows.show import show

    root, language = prepare(project, lang)
    with open_reader(root, as_of) as reader:
        result = show(reader, root, measure, area=area, level=level, period=period)
    write([result], fmt, language, output, reader.as_of)
