"""`alemap init`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from alemap.cli.context import LANGUAGE, language
from alemap.cli.options import DryRunOption, LangOption


def command(
    folder: Annotated[Path, typer.Argument(help="The new project's folder.", metavar="DIR")],
    municipality: Annotated[
        list[str] | None,
        typer.Option(
            "--municipality",
            "-m",
            help="Municipality, code or name; repeat for several.",
            show_default="1440 and 1482",
        ),
    ] = None,
    dry_run: DryRunOption = False,
    lang: LangOption = None,
) -> None:
    """Make a new project: definitions, SQL and sample data, set for your municipalities.

    \b
    Examples:
      alemap init kartlaggning
      alemap init goteborg --municipality 1480
    """  # noqa: D301 - the backspace keeps the examples' lines apart
    import os

    from alemap.render.translate import translator
    from alemap.workflows.init import init

    chosen = language(lang, None)
    os.environ[LANGUAGE] = chosen
    _ = translator(chosen)
    names = init(folder.resolve(), municipality or ["1440", "1482"], dry_run=dry_run)
    template = _("would make {folder} for {names}") if dry_run else _("made {folder} for {names}")
    sys.stderr.write(template.format(folder=folder, names=", ".join(names)) + "\n")
    if not dry_run:
        sys.stderr.write(_("next: cd {folder}, then `alemap ingest`").format(folder=folder) + "\n")
