"""`alemap gaps`."""

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
    MunicipalityOption,
    OutputOption,
    PeriodOption,
    ProjectOption,
)

if TYPE_CHECKING:
    from alemap.render import Result


def command(
    measures: Annotated[
        list[str] | None,
        typer.Argument(help="Indicators or categories (default: all with a bad side).", show_default=False),
    ] = None,
    level: LevelOption = None,
    municipality: MunicipalityOption = None,
    period: PeriodOption = None,
    top: Annotated[
        int | None, typer.Option("--top", min=1, help="Show only the N largest.", show_default=False)
    ] = None,
    as_of: AsOfOption = None,
    fmt: FormatOption = Format.TABLE,
    output: OutputOption = None,
    lang: LangOption = None,
    project: ProjectOption = None,
) -> None:
    """Show how far apart areas lie: the worst against the best, and how much of the spread is not chance.

    Of a single indicator: all measures of inequality, with the gradient along the risk index.

    \b
    Examples:
      alemap gaps --municipality Ale
      alemap gaps low_economic_standard --level regso
    """  # noqa: D301 - the backspace keeps the examples' lines apart
    from alemap.workflows.gaps import gaps
    from alemap.workflows.inequality import inequality

    root, language = prepare(project, lang)
    where = {"level": level, "municipalities": municipality or (), "period": period}
    result: Result
    with open_reader(root, as_of) as reader:
        if measures and len(measures) == 1 and measures[0] in reader.indicators and top is None:
            result = inequality(reader, measures[0], **where)  # type: ignore[arg-type]
        else:
            result = gaps(reader, measures or (), **where, top=top)  # type: ignore[arg-type]
    write([result], fmt, language, output, reader.as_of)
