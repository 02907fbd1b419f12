"""The project's text files: UTF-8, with or without the byte order mark that spreadsheets write."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alemap.errors import Place, Problem, fault

if TYPE_CHECKING:
    from pathlib import Path


def read_text(path: Path, name: str) -> tuple[str | None, list[Problem]]:
    """The text of a file; a problem naming the line when it is not UTF-8, or cannot be read at all."""
    try:
        return path.read_text(encoding="utf-8-sig"), []
    except UnicodeDecodeError as error:
        line = bytes(error.object[: error.start]).count(b"\n") + 1
        return None, [fault(Place(name, line), "AM121", "the file is not UTF-8", hint="save it as UTF-8")]
    except OSError as error:
        return None, [fault(Place(name), "AM121", "the file cannot be read: {reason}", reason=error.strerror)]
