"""`alemap inspect`."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from alemap.cli.context import LANGUAGE, until_enough
from alemap.cli.options import LangOption, ProjectOption
from alemap.errors import ProjectError, UsageError

if TYPE_CHECKING:
    from alemap.cli.options import Lang
    from alemap.errors import PassingError
    from alemap.results.inspection import Inspection


class InspectFormat(StrEnum):
    """How the result is written: tables and drafts for people, or one object for programs."""

    TABLE = "table"
    JSON = "json"


def command(
    source: Annotated[str, typer.Argument(metavar="FILE|ADDRESS", help="The agency's file, or its address.")],
    dataset: Annotated[
        str | None,
        typer.Option("--id", help="The dataset's id: `<agency>__<name>`.", show_default=False),
    ] = None,
    write: Annotated[
        bool, typer.Option("--write", help="Write the drafts into the project; needs --id.")
    ] = False,
    fmt: Annotated[
        InspectFormat, typer.Option("--format", "-f", help="How to write the result.")
    ] = InspectFormat.TABLE,
    lang: LangOption = None,
    project: ProjectOption = None,
) -> None:
    """Say what a file holds, and draft the dataset's definition and staging model that read it.

    The drafts leave FILL_IN where only you know; `alemap check` points each of them out.

    \b
    Examples:
      alemap inspect sample_data/scb/000007A8_2022.xlsx
      alemap inspect answer.json --id scb__population --write
    """  # noqa: D301 - the backspace keeps the examples' lines apart
    from alemap.workflows.inspect import inspect, write_drafts

    root, language = _project(project, lang)
    if write and (dataset is None or root is None):
        raise UsageError(
            "`--write` needs `--id`" if root is not None else "`--write` needs a project",
            hint="say under which name the dataset is to stand: `--id scb__population`"
            if root is not None
            else "run it in a project's folder, or name one with `--project`",
        )
    content = _fetched(source, root, language) if _is_address(source) else _content(source)
    file = _place(source, root, dataset)
    definitions = None
    if root is not None:
        from alemap.definitions.project import read_project

        definitions, _problems = read_project(root)
    result = inspect(content, source, definitions, dataset=dataset, file=file)
    written = write_drafts(root, result, content, file) if write and root is not None else []
    if root is not None and file in written and _in_inbox(source, root):
        Path(source).unlink()  # it lies now where its definition looks for it
    _show(result, fmt, language, drafts=not write)
    if written:
        from alemap.render.translate import translator

        said = translator(language)("written: {path}")
        sys.stderr.write("".join(said.format(path=path) + "\n" for path in written))


def _project(project: Path | None, lang: Lang | None) -> tuple[Path | None, str]:
    """The project's folder, None outside of one, and the language."""
    import os

    from alemap.cli.context import language, root_of

    try:
        root: Path | None = root_of(project)
    except ProjectError:
        if project is not None:
            raise
        root = None
    chosen = language(lang, root)
    os.environ[LANGUAGE] = chosen
    return root, chosen


def _content(source: str) -> bytes:
    try:
        return Path(source).read_bytes()
    except OSError as error:
        raise UsageError(
            "cannot read `{path}`: {reason}", path=source, reason=error.strerror or str(error)
        ) from error


def _is_address(source: str) -> bool:
    return source.startswith(("https://", "http://"))


def _fetched(address: str, root: Path | None, lang: str) -> bytes:
    """Fetch an address; each wait before another try is said on standard error."""
    import math

    from alemap.cli.context import clock
    from alemap.render.error import filled
    from alemap.render.translate import translator
    from alemap.workflows.inspect_address import fetch_address

    def wait(host: str, reason: PassingError, seconds: float) -> None:
        fields = {"host": host, "reason": reason, "seconds": math.ceil(seconds)}
        said = translator(lang)("{host}: {reason}; trying again in {seconds} s")
        sys.stderr.write(filled(said, fields, lang) + "\n")

    return fetch_address(address, root, clock(), wait)


def _place(source: str, root: Path | None, dataset: str | None) -> str:
    """Where the file is to lie below the project: where it does, or for one from outside in `files`.

    The inbox is no place to stay: what lies there is moved by the next `alemap ingest`.
    """
    if _is_address(source):
        from alemap.workflows.inspect_address import file_name

        path = Path(file_name(source))
    else:
        path = Path(source).resolve()
        if root is not None and path.is_relative_to(root.resolve()) and not _in_inbox(source, root):
            return path.relative_to(root.resolve()).as_posix()
    folder = "files" if dataset is None else f"files/{dataset.partition('__')[0]}"
    return f"{folder}/{path.name}"


def _in_inbox(source: str, root: Path) -> bool:
    if _is_address(source):
        return False
    from alemap.definitions.settings import load_settings

    return Path(source).resolve().parent == (root / load_settings(root).data.inbox).resolve()


def _show(result: Inspection, fmt: InspectFormat, lang: str, *, drafts: bool) -> None:
    with until_enough():
        if fmt is InspectFormat.JSON:
            from alemap.export.inspection import inspection_json

            sys.stdout.write(inspection_json(result))
            return
        from alemap.render.console import show
        from alemap.render.inspection import inspection_views

        show(inspection_views(result, lang), lang=lang, stream=sys.stdout)
        for draft in result.drafts if drafts else ():
            comment = "--" if draft.path.endswith(".sql") else "#"
            sys.stdout.write(f"\n{comment} {draft.path}\n{draft.text}")
