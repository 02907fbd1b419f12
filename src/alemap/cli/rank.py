"""`alemap rank`."""

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
    shrink: Annotated[
        bool, typer.Option("--shrink", help="Raw values beside values drawn towards the municipality's.")
    ] = False,
    funnel: Annotated[
        bool, typer.Option("--funnel", help="What chance allows at each area's size, with overdispersion.")
    ] = False,
    clusters: Annotated[
        bool, typer.Option("--clusters", help="Which neighbours are high or low together.")
    ] = False,
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
      alemap rank unemployed_of_labour_force --municipality Ale --shrink
    """  # noqa: D301 - the backspace keeps the examples' lines apart
    root, language = prepare(project, lang)
    where = {"level": level, "municipalities": municipality or (), "period": period}
    result: Result
    with open_reader(root, as_of) as reader:
        way = _way(shrink=shrink, funnel=funnel, clusters=clusters)
        if way is None:
            from alemap.workflows.rank import rank

            result = rank(reader, measure, **where, top=top)  # type: ignore[arg-type]
        else:
            from alemap.workflows import small_areas

            result = small_areas.ranked(reader, way, measure, **where, top=top)  # type: ignore[arg-type]
    write([result], fmt, language, output, reader.as_of)


def _way(**flags: bool) -> str | None:
    """The one other way to rank that was asked for."""
    from alemap.errors import UsageError

    chosen = [name for name, given in flags.items() if given]
    if len(chosen) > 1:
        raise UsageError(
            "`--shrink`, `--funnel` and `--clusters` are three different tables", hint="ask for one at a time"
        )
    return chosen[0] if chosen else None
