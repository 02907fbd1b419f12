"""Runs the command line: here, where it is quick, or as a process of its own, where that is the point."""

# ruff: noqa: S603 - the commands are our own

from __future__ import annotations

import contextlib
import io
import os
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING
from unittest import mock

from alemap.cli.app import main

if TYPE_CHECKING:
    from pathlib import Path

_QUIET = ("ALEMAP_LANG", "ALEMAP_DEBUG", "COLUMNS", "NO_COLOR", "FORCE_COLOR", "TERM")


@dataclass(frozen=True)
class Ran:
    """How a command ended and what it said."""

    status: int
    out: str
    err: str


def run(*args: str | Path, cwd: Path, env: dict[str, str] | None = None) -> Ran:
    """Run `alemap ARGS` in this process, its output caught as bytes; the environment is put back."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
    with (
        mock.patch.dict(os.environ),
        mock.patch.object(sys, "argv", ["alemap", *map(str, args)]),
        contextlib.chdir(cwd),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        for name in _QUIET:
            os.environ.pop(name, None)
        os.environ.update(env or {})
        try:
            main()
        except SystemExit as end:
            status = int(end.code or 0)
    return Ran(status, _said(out), _said(err))


def _said(stream: io.TextIOWrapper) -> str:
    stream.flush()
    return stream.buffer.getvalue().decode()  # type: ignore[attr-defined]


def environment(**more: str) -> dict[str, str]:
    """This process's environment without what changes alemap's output."""
    return {name: text for name, text in os.environ.items() if name not in _QUIET} | more


def command(*args: str | Path) -> list[str]:
    """The words that start `alemap ARGS` as a process."""
    return [sys.executable, "-m", "alemap", *map(str, args)]


def spawn(*args: str | Path, cwd: Path, env: dict[str, str] | None = None) -> Ran:
    """Run `alemap ARGS` as a process of its own."""
    done = subprocess.run(
        command(*args), cwd=cwd, env=environment(**(env or {})), capture_output=True, check=False, timeout=120
    )
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())
