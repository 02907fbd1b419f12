"""Parquet files, read in a process of their own.

The library ends the whole process at some damaged files (an allocation of exabytes is no exception), and so
does the database's reader now and then: only another process can be lost without harm. It is started with the
first file, which takes some tenths of a second, and serves those that follow.
"""

from __future__ import annotations

import atexit
import contextlib
import io
import json
import os
import subprocess
import sys
import threading
from functools import cache
from typing import Any, NoReturn

import polars as pl

from alemap.errors import Place, SourceError
from alemap.sources.decoded import MAX_CELLS, check_size

MAGIC = b"PAR1"
"""How a Parquet file begins."""

SECONDS = 120.0
"""The most time a file may take; ten million cells take a few seconds."""

_MEGABYTE = 1_000_000

LARGEST = 2000 * _MEGABYTE
"""The most bytes a file's rows may take unpacked: a few kilobytes of it can hold millions of long texts."""

_MODULE = "alemap.sources.parquet_process"
_THREADS = "2"


def read(content: bytes, name: str, columns: list[str] | None = None) -> tuple[pl.DataFrame, list[str]]:
    """Give the rows of those of `columns` (None: all) that the file has, and the names of all it has.

    SourceError where the file is damaged, or holds more than can be read.
    """
    return _reader().read(content, name, columns)


class _Reader:
    """The process, started when it is needed; one that breaks down or takes too long is ended."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._turn = threading.Lock()

    def read(self, content: bytes, name: str, columns: list[str] | None) -> tuple[pl.DataFrame, list[str]]:
        with self._turn:
            process = self._process or self._start(name)
            late = threading.Event()
            alarm = threading.Timer(SECONDS, _end_late, (process, late))
            alarm.start()
            whole = False
            try:
                said, rows = _ask(process, content, columns)
                whole = True
            except (OSError, EOFError, ValueError):
                _broken(name, slow=late.is_set())
            finally:
                alarm.cancel()
                if not whole:
                    self.end()
        if "error" in said:
            _damaged(name, said["error"])
        check_size([said["rows"]], name)
        if said["bytes"] > LARGEST:
            raise SourceError(
                "the rows of this file take {size} MB, more than the {most} that can be read",
                place=Place(name),
                hint="Fetch the table in several parts.",
                size=said["bytes"] // _MEGABYTE,
                most=LARGEST // _MEGABYTE,
            )
        return pl.read_ipc_stream(io.BytesIO(rows)), said["columns"]

    def _start(self, name: str) -> subprocess.Popen[bytes]:
        environment = os.environ | {"POLARS_MAX_THREADS": _THREADS, "RUST_BACKTRACE": "0"}
        with contextlib.suppress(OSError):
            self._process = subprocess.Popen(  # noqa: S603 - our own module, no shell
                [sys.executable, "-P", "-m", _MODULE],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,  # a library's panic writes there
                env=environment,
            )
            if self._process.stdout and self._process.stdout.readline():
                return self._process
        self.end()
        raise SourceError(
            "the process that reads Parquet files cannot be started",
            place=Place(name),
            hint="Look whether programs may be started here; a table as CSV is read without.",
        )

    def end(self) -> None:
        """End the process, if there is one."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            with contextlib.suppress(OSError):
                process.communicate()


@cache
def _reader() -> _Reader:
    reader = _Reader()
    atexit.register(reader.end)
    return reader


def _end_late(process: subprocess.Popen[bytes], late: threading.Event) -> None:
    late.set()
    process.kill()


def _ask(
    process: subprocess.Popen[bytes], content: bytes, columns: list[str] | None
) -> tuple[dict[str, Any], bytes]:
    """Send a request and read its answer; EOFError or OSError where the process has ended."""
    if process.stdin is None or process.stdout is None:
        raise EOFError
    asked = {"size": len(content), "columns": columns, "most": MAX_CELLS, "largest": LARGEST}
    process.stdin.write(json.dumps(asked).encode() + b"\n")
    process.stdin.write(content)
    process.stdin.flush()
    line = process.stdout.readline()
    if not line:
        raise EOFError
    said: dict[str, Any] = json.loads(line)
    rows = process.stdout.read(said["size"])
    if len(rows) != said["size"]:
        raise EOFError
    return said, rows


def _damaged(name: str, reason: str) -> NoReturn:
    raise SourceError(
        "the file cannot be read as {form}: {reason}",
        place=Place(name),
        hint="Fetch the file again, and look whether `form` in the dataset's definition fits it.",
        form="Parquet",
        reason=reason[:200],
    )


def _broken(name: str, *, slow: bool) -> NoReturn:
    if slow:
        raise SourceError(
            "reading the Parquet file took more than {seconds} seconds",
            place=Place(name),
            hint="The file is damaged or far too large: fetch it again, or in several parts.",
            seconds=round(SECONDS),
        )
    raise SourceError(
        "the Parquet file is so damaged that the library reading it broke down",
        place=Place(name),
        hint="Fetch the file again, or have it written anew.",
    )
