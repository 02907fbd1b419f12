"""`alemap log`."""

from __future__ import annotations

from typing import Annotated

import typer

from alemap.cli.context import prepare, write
from alemap.cli.options import Format, FormatOption, LangOption, OutputOption, ProjectOption


def command(
    top: Annotated[
        int | None, typer.Option("--top", min=1, help="Show only the last N.", show_default=False)
    ] = None,
    every: Annotated[bool, typer.Option("--every", help="Runs that changed nothing, too.")] = False,
    fmt: FormatOption = Format.TABLE,
    output: OutputOption = None,
    lang: LangOption = None,
    project: ProjectOption = None,
) -> None:
    """List the runs of ingest and build: when, what they loaded, how long they took, how they ended.

    \b
    Examples:
      alemap log
      alemap log --every --format json
    """  # noqa: D301 - the backspace keeps the examples' lines apart
    from alemap.workflows.runs import runs

    root, language = prepare(project, lang)
    write([runs(root, top=top, every=every)], fmt, language, output)
