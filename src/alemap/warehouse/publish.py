"""Publishing: one writer at a time, a new file beside the live one, then a rename over it.

A reader keeps the file it opened; a killed writer leaves the live file as it was and, at worst, a
draft that the next writer throws away.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING

from alemap.errors import BusyError
from alemap.warehouse.database import Database

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def exclusive(database: Path) -> Iterator[None]:
    """Hold the writer's lock; BusyError naming the holder when another run has it.

    The lock is the operating system's, so it ends with its process however that ends.
    """
    database.parent.mkdir(parents=True, exist_ok=True)
    path = database.with_suffix(".lock")
    with path.open("a+", encoding="ascii") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            file.seek(0)
            raise BusyError(
                "another alemap run holds the database (process {pid})",
                pid=file.read().strip() or "?",
                hint="wait until it has finished, then run the command again",
            ) from error
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


@contextmanager
def draft(database: Path, *, fresh: bool, aside: Path | None = None) -> Iterator[Database]:
    """A writable copy of the live file (an empty one when `fresh`), renamed over it if the block succeeds.

    Call it under `exclusive`. An error or a kill inside the block leaves the live file untouched. `aside`:
    keep what was the live file there.
    """
    path = database.with_suffix(".draft")
    _discard(path)
    if not fresh and database.is_file():
        shutil.copyfile(database, path)
    try:
        with Database.write(path) as store:
            yield store
            store.run("CHECKPOINT")
        _sync(path)
        if aside is not None:
            database.replace(aside)
        path.replace(database)
        _sync(database.parent)
    finally:
        _discard(path)


def _discard(path: Path) -> None:
    path.unlink(missing_ok=True)
    path.with_name(path.name + ".wal").unlink(missing_ok=True)


def _sync(path: Path) -> None:
    """Make sure the bytes (of a folder: its names) are on disk before going on."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
