"""`alemap compare`."""

from __future__ import annotations

import sys
from enum import StrEnum
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


class By(StrEnum):
    """A breakdown whose groups are compared with each other."""

    SEX = "sex"


def command(
    measures: Annotated[
        list[str] | None,
        typer.Argument(help="Indicators or categories (default: all with a bad side).", show_default=False),
    ] = None,
    area: Annotated[
        list[str] | None,
        typer.Option(
            "--area", "-a", help="Area by code, name or alias; repeat for several.", show_default=False
        ),
    ] = None,
    against: Annotated[
        str | None,
        typer.Option(
            help="kommun (the rest of the municipality), lan, riket, another area, or an earlier period.",
            show_default="kommun",
        ),
    ] = None,
    by: Annotated[
        By | None, typer.Option("--by", help="Compare women with men instead.", show_default=False)
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
    """Compare areas with the rest of the municipality, county or country, another area or an earlier year.

    The largest standardised differences come first, each with its interval and a verdict. Without
    arguments: for each municipality of the project the ranked risk table and the 15 differences that
    matter most.

    \b
    Examples:
      alemap compare --area "Centrala Nödinge"
      alemap compare socioekonomi --area "Komarken norra" --against riket
    """  # noqa: D301 - the backspace keeps the examples' lines apart
    from alemap.render.translate import translator
    from alemap.results import RankTable
    from alemap.workflows.compare import compare, overview

    root, language = prepare(project, lang)
    results: list[Result]
    with open_reader(root, as_of) as reader:
        if measures or area or against or by or level or top:
            results = [
                compare(
                    reader, measures or (), areas=area or (), level=level, municipalities=municipality or (),
                    against=against, by_sex=by is By.SEX, period=period, top=top,
                )
            ]  # fmt: skip
        else:
            results = [*overview(reader, municipality or (), period)]
            if any(
                isinstance(table, RankTable) and table.measure.id in reader.categories for table in results
            ):
                text = translator(language)(
                    "the default index has no figures here: its categories that have are ranked"
                )
                sys.stderr.write(text + "\n")
    write(results, fmt, language, output, reader.as_of)
