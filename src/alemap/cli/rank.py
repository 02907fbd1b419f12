"""`alemap rank`."""

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
    MunicipalityOption,
    OutputOption,
    PeriodOption,
    ProjectOption,
)


def command(
    measure: Annotated[
        str | None,
        typer.Argument(
            help="An index, a category or an indicator (default: the risk index).", show_default=False
        ),
    ] = None,
    level: LevelOption = None,
    municipality: MunicipalityOption = None,
    period: PeriodOption = None,
    top: Annotated[
        int | None, typer.Option("--top", min=1, help="Show only the worst N.", show_default=False)
    ] = None,
    as_of: AsOfOption = None,
    fmt: FormatOption = Format.TABLE,
    output: OutputOption = None,
    lang: LangOption = None,
    project: ProjectOption = None,
) -> None:
    """Rank areas, the worst first: where risks are highest, and how sure that is.

    \b
    Examples:
      alemap rank socioekonomi --level regso
      alemap rank unemployed_of_labour_force --municipality Ale --top 5
    """  # noqa: D301 - the backspace keeps the examples' lines apart
    from alemap.workflows.rank import rank

    root, language = prepare(project, lang)
    with open_reader(root, as_of) as reader:
        result = rank(reader, measure, level=level, municipalities=municipality or (), period=period, top=top)
    write([result], fmt, language, output, reader.as_of)
