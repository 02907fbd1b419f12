"""Silence: what compiled libraries print on their own is kept from standard output."""

from __future__ import annotations

import contextlib
import ctypes
import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_STANDARD_OUTPUT = 1


@contextlib.contextmanager
def silenced() -> Iterator[None]:
    """Send standard output nowhere while a library works that prints to it past Python.

    HiGHS prints a line of its workings whatever it is told, and standard output carries the data asked for.
    Where there is no standard output there is nothing to do.
    """
    try:
        kept = os.dup(_STANDARD_OUTPUT)
    except OSError:
        yield
        return
    with contextlib.suppress(ValueError, AttributeError):
        sys.stdout.flush()
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, _STANDARD_OUTPUT)
        yield
    finally:
        _flush()
        os.dup2(kept, _STANDARD_OUTPUT)
        os.close(nowhere)
        os.close(kept)


def _flush() -> None:
    """Have C's own buffers written while they still lead nowhere."""
    with contextlib.suppress(OSError, AttributeError, TypeError):
        ctypes.CDLL(None).fflush(None)
