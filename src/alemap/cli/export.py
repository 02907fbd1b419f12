"""`alemap export`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from alemap.cli.context import load, now, open_reader, prepare, write
from alemap.cli.options import (
    AsOfOption,
    DryRunOption,
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
    from alemap.workflows.publication import Export


def command(
    measures: Annotated[list[str], typer.Argument(help="Indicators or categories.")],
    level: LevelOption = None,
    municipality: MunicipalityOption = None,
    period: PeriodOption = None,
    publish: Annotated[
        bool,
        typer.Option("--publish", help="Note the table in the ledger, and withhold what it asks for."),
    ] = False,
    dry_run: DryRunOption = False,
    as_of: AsOfOption = None,
    fmt: FormatOption = Format.CSV,
    output: OutputOption = None,
    lang: LangOption = None,
    project: ProjectOption = None,
) -> None:
    """Export figures with their counts, to be published: nothing that small numbers forbid is in them.

    With --publish the table is held against all that has been published before, and noted in the ledger;
    with --dry-run it is only held against it.

    \b
    Examples:
      alemap export unemployed_of_labour_force --level regso
      alemap export socioekonomi --level deso --publish --output ale.csv
    """  # noqa: D301 - the backspace keeps the examples' lines apart
    from alemap.workflows.publication import check_time, export, held_against_ledger, plain, record

    root, language = prepare(project, lang)
    check_time(as_of, held=publish or dry_run)
    with open_reader(root, as_of) as reader:
        values = export(reader, measures, level=level, municipalities=municipality or (), period=period)
        if dry_run:
            result = held_against_ledger(load(root), reader, values)
        else:
            result = record(load(root), reader, values, now()) if publish else plain(reader, values)
    write([result.table], fmt, language, output, reader.as_of)
    if publish or dry_run:
        _say(result, language)


def _say(result: Export, lang: str) -> None:
    """Say what has been withheld and noted."""
    from alemap.render.translate import translator

    _ = translator(lang)
    text = _("{count} figure(s), {withheld} of them withheld because of earlier publications")
    sys.stderr.write(text.format(count=result.figures, withheld=result.withheld) + "\n")
    if result.file is not None:
        noted = _("noted as published in `{file}`")
        sys.stderr.write(noted.format(file=f"{result.file.parent.name}/{result.file.name}") + "\n")
