"""Options that mean the same everywhere."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Format(StrEnum):
    """How a result is written."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    MD = "md"


class Lang(StrEnum):
    """The language of tables and messages."""

    SV = "sv"
    EN = "en"


ProjectOption = Annotated[
    Path | None,
    typer.Option(
        "--project", help="The project's folder (default: found from here upward).", show_default=False
    ),
]
LangOption = Annotated[
    Lang | None,
    typer.Option(
        "--lang", help="Language of tables and messages (default: the project's).", show_default=False
    ),
]
FormatOption = Annotated[Format, typer.Option("--format", "-f", help="How to write the result.")]
OutputOption = Annotated[
    Path | None,
    typer.Option("--output", "-o", help="Write to this file instead of the screen.", show_default=False),
]
LevelOption = Annotated[
    str | None,
    typer.Option("--level", help="Level of areas: regso, deso, ort, kommun, ...", show_default=False),
]
MunicipalityOption = Annotated[
    list[str] | None,
    typer.Option(
        "--municipality", "-m",
        help="Only areas in this municipality (or county): code or name; repeat for several.",
        show_default=False,
    ),
]  # fmt: skip
PeriodOption = Annotated[
    str | None,
    typer.Option(
        "--period", "-p", help="Period, or the year it ends in (default: the latest).", show_default=False
    ),
]
AsOfOption = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        help="The figures as they were on this day (or at a time, or after a build of `alemap log`).",
        show_default=False,
    ),
]
QuietOption = Annotated[bool, typer.Option("--quiet", "-q", help="Say only what has changed or gone wrong.")]
DryRunOption = Annotated[bool, typer.Option("--dry-run", help="Say what would be done, and do nothing.")]
