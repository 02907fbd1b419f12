"""`alemap schema`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from alemap.cli.context import prepare, until_enough, write_whole
from alemap.cli.options import LangOption, ProjectOption


def command(
    kind: Annotated[
        str | None,
        typer.Argument(
            help="agency, dataset, economics, index, indicator, programme, sql_test, target, vocabulary",
            show_default=False,
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="Write one file a kind into this folder.", show_default=False),
    ] = None,
    names: Annotated[
        bool, typer.Option("--names", help="Let references be chosen among the project's own names.")
    ] = False,
    lang: LangOption = None,
    project: ProjectOption = None,
) -> None:
    """Write the JSON Schemas of the definitions, so that an editor completes and underlines while you type.

    \b
    Examples:
      alemap schema indicator
      alemap schema --names --output .vscode/schemas
    """  # noqa: D301 - the backspace keeps the examples' lines apart
    from alemap.workflows.schemas import schema_texts

    root = prepare(project, lang)[0] if names or project is not None else None
    texts = schema_texts(kind, root if names else None)
    if output is None:
        with until_enough():
            sys.stdout.write(texts[kind] if kind else _together(texts))
        return
    output.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        write_whole(output / f"{name}.json", text)


def _together(texts: dict[str, str]) -> str:
    """All schemas as one JSON object, by kind."""
    import json

    return (
        json.dumps({name: json.loads(text) for name, text in texts.items()}, ensure_ascii=False, indent=2)
        + "\n"
    )
