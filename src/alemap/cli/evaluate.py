"""`alemap evaluate`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from alemap.cli.context import load, open_reader, prepare, write
from alemap.cli.options import AsOfOption, Format, FormatOption, LangOption, OutputOption, ProjectOption

if TYPE_CHECKING:
    from alemap.render import Result


def command(
    name: Annotated[
        str | None, typer.Argument(help="An intervention of the register, by its id.", show_default=False)
    ] = None,
    area: Annotated[
        list[str] | None,
        typer.Option(
            "--area", "-a", help="Area that got it: code or name; repeat for several.", show_default=False
        ),
    ] = None,
    start: Annotated[
        str | None,
        typer.Option(
            "--start", help="When it began: a year or a month (default: the register's).", show_default=False
        ),
    ] = None,
    indicator: Annotated[
        list[str] | None,
        typer.Option(
            "--indicator",
            "-i",
            help="Indicator (default: the register's); repeat for several.",
            show_default=False,
        ),
    ] = None,
    against: Annotated[
        list[str] | None,
        typer.Option(
            "--against",
            help="Compare with: rest (of the municipality), similar (by the index), or areas; repeat.",
            show_default=False,
        ),
    ] = None,
    before: Annotated[
        bool, typer.Option("--before", help="Show what could be seen, from the periods before it begins.")
    ] = False,
    power: Annotated[
        float, typer.Option("--power", min=0.5, max=0.99, help="With --before: the chance to see it.")
    ] = 0.8,
    as_of: AsOfOption = None,
    fmt: FormatOption = Format.TABLE,
    output: OutputOption = None,
    lang: LangOption = None,
    project: ProjectOption = None,
) -> None:
    """Show whether an intervention changed anything: its areas against others, before and after.

    Or that the data cannot carry an answer, and why. With --before: the smallest effect that could be seen.

    \b
    Examples:
      alemap evaluate familjecentral_komarken
      alemap evaluate --area "Komarken norra" --start 2023 --indicator ill_health_days
    """  # noqa: D301 - the backspace keeps the examples' lines apart
    from alemap.workflows.evaluation_jobs import evaluation

    root, language = prepare(project, lang)
    register = None if name is None else load(root)
    result: Result
    with open_reader(root, as_of) as reader:
        result = evaluation(
            reader, register, name, areas=area or (), start=start, indicators=indicator or (),
            against=against or (), before=before, power_share=power,
        )  # fmt: skip
    write([result], fmt, language, output, reader.as_of)
