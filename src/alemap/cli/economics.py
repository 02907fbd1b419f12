"""`alemap economics`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from alemap.cli.context import prepare, write
from alemap.cli.options import Format, FormatOption, LangOption, OutputOption, ProjectOption

if TYPE_CHECKING:
    from alemap.render import Result


def command(
    name: Annotated[
        str | None, typer.Argument(help="The analysis (default: a line for each).", show_default=False)
    ] = None,
    rate: Annotated[
        float | None,
        typer.Option(
            "--rate",
            min=0,
            max=20,
            help="Discount rate in per cent (default: the analysis' own).",
            show_default=False,
        ),
    ] = None,
    draws: Annotated[
        int | None,
        typer.Option("--draws", min=200, max=200_000, help="How many random draws.", show_default=False),
    ] = None,
    seed: Annotated[
        int | None, typer.Option("--seed", min=0, help="Seed of the draws.", show_default=False)
    ] = None,
    years: Annotated[bool, typer.Option("--years", help="Show the flows year by year as well.")] = False,
    fmt: FormatOption = Format.TABLE,
    output: OutputOption = None,
    lang: LangOption = None,
    project: ProjectOption = None,
) -> None:
    """Show what an intervention is worth: who pays, who gains, how many must succeed for it to pay.

    The analyses are files in pipelines/economics, every price with its source.

    \b
    Examples:
      alemap economics
      alemap economics family_centre_komarken --rate 3
    """  # noqa: D301 - the backspace keeps the examples' lines apart
    from alemap.workflows.economics import economics, economics_list

    root, language = prepare(project, lang)
    result: Result
    if name is None:
        _fits({"--rate": rate, "--draws": draws, "--seed": seed, "--years": years or None})
        result = economics_list(root)
    else:
        share = None if rate is None else rate / 100
        result = economics(root, name, rate=share, draws=draws, seed=seed, with_years=years)
    write([result], fmt, language, output)


def _fits(options: dict[str, object]) -> None:
    """UsageError for an option that the list has no use for."""
    from alemap.errors import UsageError

    given = next((name for name, value in options.items() if value is not None), None)
    if given is not None:
        raise UsageError(
            "`{option}` is for one analysis", option=given, hint="name the analysis, or leave it out"
        )
