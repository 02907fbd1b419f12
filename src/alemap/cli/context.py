"""What every command needs around its workflow: the project, the language, and where output goes."""

from __future__ import annotations

import locale
import os
import sys
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from alemap.cli.options import Format, Lang

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from alemap.definitions.project import Project
    from alemap.domain import Moment
    from alemap.render import Result
    from alemap.sources.http.messages import Clock
    from alemap.workflows.reading import Reader

LANGUAGE = "ALEMAP_LANG"
"""The language chosen for this run, kept where the error handler finds it whatever has failed."""


def root_of(project: Path | None) -> Path:
    """The project's folder: the one named, or the nearest one upward."""
    from alemap.definitions.settings import find_root

    return project.resolve() if project is not None else find_root(Path.cwd())


def language(asked: Lang | None, root: Path | None) -> str:
    """The language asked for, else the project's, else the locale's."""
    if asked is not None:
        return asked.value
    if root is not None:
        from alemap.definitions.settings import load_settings

        return load_settings(root).project.language
    return "sv" if (locale.getlocale()[0] or "").startswith("sv") else "en"


def _language_said(root: Path) -> str:
    """The language of settings that have a fault."""
    import tomllib

    from alemap.definitions.settings import SETTINGS_FILE

    section = tomllib.loads((root / SETTINGS_FILE).read_text(encoding="utf-8")).get("project")
    said = section.get("language") if isinstance(section, dict) else None
    return said if said in {"sv", "en"} else "sv"


def prepare(project: Path | None, lang: Lang | None, *, faulty: bool = False) -> tuple[Path, str]:
    """The project's folder and the language; the latter noted for messages about errors.

    `faulty`: the command tells faults of the settings itself.
    """
    from alemap.errors import DefinitionError

    if lang is not None:
        os.environ[LANGUAGE] = lang.value
    root = root_of(project)
    try:
        chosen = language(lang, root)
    except DefinitionError:
        if not faulty:
            raise
        chosen = _language_said(root)
    os.environ[LANGUAGE] = chosen
    return root, chosen


def open_reader(root: Path, as_of: str | None = None) -> Reader:
    """The project's database, read-only; with `as_of`, as it was then."""
    from alemap.workflows.reading import Reader

    return Reader.open(root, as_of)


def load(root: Path) -> Project:
    """The project's definitions, checked."""
    from alemap.definitions.project import load_project

    return load_project(root)


def now() -> str:
    """The time to note in records: UTC, ISO 8601, whole seconds."""
    return datetime.now(tz=UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def today() -> date:
    """The day it is, UTC."""
    return datetime.now(tz=UTC).date()


def clock() -> Clock:
    """The computer's time, for the network layer."""
    from time import monotonic, sleep

    from alemap.sources.http.messages import Clock

    return Clock(now=lambda: datetime.now(tz=UTC), monotonic=monotonic, sleep=sleep)


def write(
    results: Sequence[Result], fmt: Format, lang: str, output: Path | None, as_of: Moment | None = None
) -> None:
    """Write results as asked: tables to the screen or a file, other formats as text.

    `as_of`: the earlier state that the figures are of; every format says so.
    """
    if output is not None:
        write_whole(output, text(results, fmt, lang, as_of))
        return
    with until_enough():
        if fmt is Format.TABLE:
            _show(results, lang, as_of)
        else:
            sys.stdout.write(text(results, fmt, lang, as_of))


@contextmanager
def until_enough() -> Iterator[None]:
    """Write to standard output until whoever reads it has seen enough (`alemap rank | head`)."""
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        # Nothing more can be said there; what is left in the buffer must not complain at the exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _show(results: Sequence[Result], lang: str, as_of: Moment | None) -> None:
    from alemap.render import all_views
    from alemap.render.console import show

    show(all_views(results, lang, as_of), lang=lang, stream=sys.stdout)


def text(results: Sequence[Result], fmt: Format, lang: str, as_of: Moment | None = None) -> str:
    """Results as a text in the format asked for."""
    if fmt is Format.TABLE:
        import io

        from alemap.render import all_views
        from alemap.render.console import show

        stream = io.StringIO()
        show(all_views(results, lang, as_of), lang=lang, stream=stream, color=False)
        return stream.getvalue()
    from alemap.export import write_all

    return write_all(results, fmt.value, lang, as_of)


def write_whole(path: Path, text: str) -> None:
    """Write a file whole or not at all; UsageError when its folder cannot be written to.

    What is no file (`/dev/null`, a pipe) is written into and never replaced; a link stays one.
    """
    from alemap.errors import UsageError

    target = path.resolve()
    if not target.parent.is_dir():
        raise UsageError(
            "cannot write `{path}`: there is no folder `{folder}`",
            path=str(path),
            folder=str(path.parent),
            hint="make it first",
        )
    part = target.with_name(f".{target.name}.part")
    try:
        if path.exists() and not path.is_file():
            with suppress(BrokenPipeError):  # whoever reads it has seen enough
                path.write_text(text, encoding="utf-8", newline="")
            return
        part.write_text(text, encoding="utf-8", newline="")
        part.replace(target)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise UsageError(
            "cannot write `{path}`: {reason}", path=str(path), reason=error.strerror or str(error)
        ) from error
