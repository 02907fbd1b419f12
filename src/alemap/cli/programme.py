"""`alemap programme`."""

from __future__ import annotations

import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from alemap.cli.context import load, open_reader, prepare, today, until_enough, write, write_whole
from alemap.cli.options import AsOfOption, Format, LangOption, OutputOption, ProjectOption

if TYPE_CHECKING:
    from pathlib import Path

    from alemap.results.programmes import Chain


class What(StrEnum):
    """What is done with a programme."""

    LIST = "list"
    SHOW = "show"
    FOLLOW_UP = "follow-up"


class DrawnFormat(StrEnum):
    """How a programme is written: as any result, or its chain as a drawing."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    MD = "md"
    MERMAID = "mermaid"
    SVG = "svg"


def command(
    what: Annotated[What, typer.Argument(help="list, show a chain, or fill it with figures.")] = What.LIST,
    programme: Annotated[
        str | None,
        typer.Argument(help="The programme's id (not needed when there is one).", show_default=False),
    ] = None,
    as_of: AsOfOption = None,
    fmt: Annotated[
        DrawnFormat, typer.Option("--format", "-f", help="How to write it; mermaid and svg are for `show`.")
    ] = DrawnFormat.TABLE,
    output: OutputOption = None,
    lang: LangOption = None,
    project: ProjectOption = None,
) -> None:
    """Show what a programme is to lead to and by which steps, and follow it up with figures.

    \b
    Examples:
      alemap programme
      alemap programme show --format svg --output kedja.svg
      alemap programme follow-up
    """  # noqa: D301 - the backspace keeps the examples' lines apart
    from alemap.definitions.programme_files import find_programme, load_programmes
    from alemap.workflows.programmes import chain, programme_list
    from alemap.workflows.register import load_register

    root, language = prepare(project, lang)
    drawn = fmt in {DrawnFormat.MERMAID, DrawnFormat.SVG}
    _fits(what, programme, as_of, drawn=drawn)
    definitions = load(root)
    programmes = load_programmes(definitions)
    plain = Format.TABLE if drawn else Format(fmt.value)
    if what is What.LIST:
        write([programme_list(definitions, programmes)], plain, language, output)
        return
    chosen = find_programme(programmes, programme)
    if what is What.FOLLOW_UP:
        from alemap.workflows.programme_follow_up import follow_up

        with open_reader(root, as_of) as reader:
            found = follow_up(definitions, reader, chosen, today())
        write([found], plain, language, output, reader.as_of)
        return
    made = chain(definitions, chosen, load_register(definitions))
    if drawn:
        _draw(made, fmt, language, output)
    else:
        write([made], plain, language, output)


def _fits(what: What, programme: str | None, as_of: str | None, *, drawn: bool) -> None:
    """UsageError for what has no meaning together."""
    from alemap.errors import UsageError

    if drawn and what is not What.SHOW:
        raise UsageError("only a chain can be drawn", hint="use `alemap programme show`")
    if what is What.LIST and programme is not None:
        raise UsageError("`list` shows all programmes", hint="use `alemap programme show`")
    if as_of is not None and what is not What.FOLLOW_UP:
        raise UsageError("`--as-of` is for `follow-up`", hint="leave it out")


def _draw(made: Chain, fmt: DrawnFormat, lang: str, output: Path | None) -> None:
    from alemap.export.programme_drawing import mermaid, svg

    text = svg(made, lang) if fmt is DrawnFormat.SVG else mermaid(made, lang)
    if output is not None:
        write_whole(output, text)
        return
    with until_enough():
        sys.stdout.write(text)
