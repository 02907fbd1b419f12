"""`alemap explain`."""

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
    area: Annotated[str, typer.Argument(help="The area: code, name or alias.")],
    measure: Annotated[
        str | None,
        typer.Argument(
            help="An index, a category or an indicator (default: the risk index).", show_default=False
        ),
    ] = None,
    against: Annotated[
        str | None,
        typer.Option(
            help="Another area of the same level; for an indicator also an earlier period"
            " (default: the other areas).",
            show_default=False,
        ),
    ] = None,
    weight: Annotated[
        list[str] | None,
        typer.Option(
            "--weight",
            help="INDICATOR=FACTOR: the index and rank if it weighed so; repeat for several.",
            show_default=False,
        ),
    ] = None,
    by: Annotated[
        str | None,
        typer.Option(
            "--by",
            help="Split an indicator by sex, category, parts, or an indicator that sorts areas into classes.",
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
    """Say why an area differs: what each indicator adds to its index, as a sum without remainder.

    Of a single indicator: how much of its difference is who makes up the area, and how much is how they
    fare.

    \b
    Examples:
      alemap explain "Centrala Nödinge"
      alemap explain Ale unemployed_of_labour_force --against Kungälv --by socioeconomic_area_type
    """  # noqa: D301 - the backspace keeps the examples' lines apart
    from alemap.errors import UsageError
    from alemap.workflows.composition import composition
    from alemap.workflows.explain import explain, read_weights

    root, language = prepare(project, lang)
    where = {"against": against, "level": level, "period": period}
    result: Result
    with open_reader(root, as_of) as reader:
        if measure is not None and measure in reader.indicators:
            if weight:
                raise UsageError(
                    "`--weight` is for an index or category", hint="leave it or the indicator out"
                )
            result = composition(reader, area, measure, by=by, **where)
        elif by:
            raise UsageError("`--by` splits a single indicator", hint="name an indicator after the area")
        else:
            result = explain(reader, area, measure, weights=read_weights(weight or ()), **where)
    write([result], fmt, language, output, reader.as_of)
