"""`alemap profile`."""

from __future__ import annotations

from typing import Annotated

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


def command(
    area: Annotated[str, typer.Argument(help="Area by code, name or alias.")],
    level: LevelOption = None,
    period: PeriodOption = None,
    as_of: AsOfOption = None,
    fmt: FormatOption = Format.TABLE,
    output: OutputOption = None,
    lang: LangOption = None,
    project: ProjectOption = None,
) -> None:
    """Show one area through all categories, the worst first, with its own earlier periods.

    \b
    Examples:
      alemap profile "Centrala Nödinge"
      alemap profile Ale --level kommun
    """  # noqa: D301 - the backspace keeps the examples' lines apart
    from alemap.workflows.profile import profile

    root, language = prepare(project, lang)
    with open_reader(root, as_of) as reader:
        result = profile(reader, area, level=level, period=period)
    write([result], fmt, language, output, reader.as_of)
