"""`alemap list`."""

from __future__ import annotations

from typing import Annotated

import typer

from alemap.cli.context import load, prepare, write
from alemap.cli.options import AsOfOption, Format, FormatOption, LangOption, OutputOption, ProjectOption


def command(
    what: Annotated[str, typer.Argument(help="indicators, datasets, areas, categories, indexes or targets.")],
    as_of: AsOfOption = None,
    fmt: FormatOption = Format.TABLE,
    output: OutputOption = None,
    lang: LangOption = None,
    project: ProjectOption = None,
) -> None:
    """List what the project defines: indicators, datasets, areas, categories, indexes, targets.

    \b
    Examples:
      alemap list indicators
      alemap list datasets --format json
    """  # noqa: D301 - the backspace keeps the examples' lines apart
    from alemap.workflows.listing import listing
    from alemap.workflows.reading import figures_known

    root, language = prepare(project, lang)
    definitions = load(root)
    known, at = figures_known(definitions.database, as_of, definitions.settings.small_numbers)
    write([listing(definitions, what, known)], fmt, language, output, at)
