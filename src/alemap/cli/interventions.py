"""`alemap interventions`."""

from __future__ import annotations

import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from alemap.cli.context import load, open_reader, prepare, today, until_enough, write, write_whole
from alemap.cli.options import (
    AsOfOption,
    Format,
    FormatOption,
    LangOption,
    LevelOption,
    MunicipalityOption,
    OutputOption,
    ProjectOption,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from alemap.render import Result
    from alemap.workflows.interventions import Chosen
    from alemap.workflows.reading import Reader


class What(StrEnum):
    """Which table of the register."""

    OVERVIEW = "overview"
    LIST = "list"
    AGES = "ages"
    ACTORS = "actors"
    GAPS = "gaps"
    DOSE = "dose"
    OVERLAPS = "overlaps"
    COSTS = "costs"
    TEMPLATE = "template"


def command(
    what: Annotated[
        What, typer.Argument(help="Which table; `template` writes the register's empty form.")
    ] = What.OVERVIEW,
    year: Annotated[
        int | None,
        typer.Option(
            "--year",
            min=1900,
            max=2100,
            help="What went on in this year (default: this one).",
            show_default=False,
        ),
    ] = None,
    by: Annotated[
        str | None,
        typer.Option(
            "--by", help="For `dose`: need by this index, category or indicator.", show_default=False
        ),
    ] = None,
    level: LevelOption = None,
    municipality: MunicipalityOption = None,
    as_of: AsOfOption = None,
    fmt: FormatOption = Format.TABLE,
    output: OutputOption = None,
    lang: LangOption = None,
    project: ProjectOption = None,
) -> None:
    """Show the register of interventions, and set it against need.

    \b
    Examples:
      alemap interventions ages --municipality Ale
      alemap interventions dose --municipality Ale
      alemap interventions template --output insatser.csv
    """  # noqa: D301 - the backspace keeps the examples' lines apart
    root, language = prepare(project, lang)
    _fits(what, by, level, as_of)
    if what is What.TEMPLATE:
        _template(fmt, language, output)
        return
    from alemap.workflows.interventions import choose

    chosen = choose(load(root), municipality or (), year or today().year)
    needs = as_of is not None or chosen.project.database.is_file()
    if what is What.DOSE or (what is What.GAPS and needs):
        with open_reader(root, as_of) as reader:
            result = _against_need(what, chosen, reader, level, by)
        write([result], fmt, language, output, reader.as_of)
        return
    write([_made(what, chosen)], fmt, language, output)


def _fits(what: What, by: str | None, level: str | None, as_of: str | None) -> None:
    """UsageError for an option that the table has no use for."""
    from alemap.errors import UsageError

    if by is not None and what is not What.DOSE:
        raise UsageError("`--by` is for `dose`", hint="leave it out")
    if level is not None and what not in {What.DOSE, What.GAPS}:
        raise UsageError("`--level` is for `dose` and `gaps`", hint="leave it out")
    if as_of is not None and what not in {What.DOSE, What.GAPS}:
        raise UsageError("`--as-of` is for `dose` and `gaps`", hint="leave it out")


def _template(fmt: Format, lang: str, output: Path | None) -> None:
    """The form as CSV; to a file with the mark by which spreadsheets know UTF-8."""
    from alemap.errors import UsageError
    from alemap.workflows.register_template import template

    if fmt not in {Format.TABLE, Format.CSV}:
        raise UsageError("the template is CSV", hint="leave `--format` out")
    if output is not None:
        write_whole(output, "\ufeff" + template(lang))
        return
    with until_enough():
        sys.stdout.write(template(lang))


def _against_need(what: What, chosen: Chosen, reader: Reader, level: str | None, by: str | None) -> Result:
    """The tables that set the register against figures."""
    if what is What.DOSE:
        from alemap.workflows.intervention_dose import dose

        return dose(chosen, reader, level=level, measure=by)
    from alemap.workflows.intervention_gaps import gaps

    return gaps(chosen, reader, level=level)


def _made(what: What, chosen: Chosen) -> Result:
    """The tables that need no figures; gaps without a database are those of the register alone."""
    from alemap.workflows import interventions
    from alemap.workflows.intervention_overlaps import overlaps

    if what is What.GAPS:
        from alemap.workflows.intervention_gaps import gaps

        return gaps(chosen, None)
    makers: dict[What, Callable[[Chosen], Result]] = {
        What.OVERVIEW: interventions.overview,
        What.LIST: interventions.listed,
        What.AGES: interventions.ages,
        What.ACTORS: interventions.actors,
        What.OVERLAPS: overlaps,
        What.COSTS: interventions.costs,
    }
    return makers[what](chosen)
