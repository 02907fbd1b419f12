"""`alemap targets`."""

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
from alemap.errors import UsageError

if TYPE_CHECKING:
    from alemap.render import Result


def command(
    targets: Annotated[
        list[str] | None,
        typer.Argument(help="Targets (default: all); with `--feasible` also indicators.", show_default=False),
    ] = None,
    feasible: Annotated[
        bool,
        typer.Option("--feasible", help="Show the smallest change that could be told from chance instead."),
    ] = False,
    due: Annotated[
        str | None,
        typer.Option("--due", help="With `--feasible`: by when (default: the target's).", show_default=False),
    ] = None,
    areas: Annotated[
        list[str] | None,
        typer.Option(
            "--area", "-a", help="In these areas: code, name or alias; may be repeated.", show_default=False
        ),
    ] = None,
    level: LevelOption = None,
    municipality: MunicipalityOption = None,
    period: PeriodOption = None,
    as_of: AsOfOption = None,
    fmt: FormatOption = Format.TABLE,
    output: OutputOption = None,
    lang: LangOption = None,
    project: ProjectOption = None,
) -> None:
    """Show how far targets have come, the pace seen and needed, and the chance of reaching them.

    \b
    Examples:
      alemap targets --municipality Ale
      alemap targets --feasible children_low_economic_standard --level regso --due 2030
    """  # noqa: D301 - the backspace keeps the examples' lines apart
    from alemap.workflows.target_feasible import feasible as smallest
    from alemap.workflows.targets import targets as follow

    root, language = prepare(project, lang)
    if due is not None and not feasible:
        raise UsageError("`--due` is for `--feasible`", hint="a target's own file says when it is due")
    where = {"areas": areas or (), "level": level, "municipalities": municipality or (), "period": period}
    result: Result
    with open_reader(root, as_of) as reader:
        if feasible:
            result = smallest(reader, root, targets or (), due=due, **where)  # type: ignore[arg-type]
        else:
            result = follow(reader, root, targets or (), **where)  # type: ignore[arg-type]
    write([result], fmt, language, output, reader.as_of)
