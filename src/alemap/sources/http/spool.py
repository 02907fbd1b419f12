"""The spool: answers of a fetch that is not complete yet, so that the next run goes on from there.

A folder for each dataset below the data folder. It is emptied when the dataset has been loaded, when the
table has changed, and after a day; what is left of datasets that are no longer fetched is swept.
"""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import asdict
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from alemap.sources.http.messages import MEGABYTE, Answer, Request

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from alemap.sources.http.messages import Clock

LIFE = timedelta(hours=24)
"""Older answers are not put together with new ones: the table may have been changed in between."""

MOST = 4000 * MEGABYTE
"""No more is kept than this, of all datasets together."""

_STATE = "state.txt"


class Spool:
    """The answers kept of one dataset."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self._folder = folder
        self._clock = clock

    def begin(self, state: str) -> None:
        """Go on with a fetch; answers that were fetched for another state of the table are thrown away."""
        path = self._folder / _STATE
        if not path.is_file() or path.read_text(encoding="utf-8") != state:
            self.clear()
        self._folder.mkdir(parents=True, exist_ok=True)
        path.write_text(state, encoding="utf-8")

    def get(self, request: Request, *, any_age: bool = False) -> Answer | None:
        """What answered the same request before; None when there is nothing, or not of use any more."""
        record, content = self._paths(request)
        try:
            noted = json.loads(record.read_text(encoding="utf-8"))
            kept = content.read_bytes()
            age = self._clock.now() - datetime.fromisoformat(noted["fetched"])
            whole = sha256(kept).hexdigest() == noted["sha256"]
            answer = Answer(request, kept, dict(noted["headers"]), noted["fetched"])
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return answer if whole and (any_age or age < LIFE) else None

    def put(self, answer: Answer) -> None:
        """Keep an answer, whole or not at all."""
        record, content = self._paths(answer.request)
        self._folder.mkdir(parents=True, exist_ok=True)
        noted = {
            **asdict(answer.request), "headers": answer.headers, "fetched": answer.fetched,
            "sha256": answer.sha256,
        }  # fmt: skip
        _write(content, answer.content)
        _write(record, json.dumps(noted, ensure_ascii=False, indent=1).encode())

    def path(self, request: Request) -> Path:
        """Where the bytes of an answer lie."""
        return self._paths(request)[1]

    def clear(self) -> None:
        """Throw away all answers."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def _paths(self, request: Request) -> tuple[Path, Path]:
        return self._folder / f"{request.key}.json", self._folder / f"{request.key}.bin"


def sweep(folder: Path, datasets: Collection[str], clock: Clock, most: int = MOST) -> None:
    """Throw away what no dataset can use any more, and the oldest where there is too much."""
    found = sorted(
        (max((file.stat().st_mtime for file in path.iterdir()), default=0.0), path)
        for path in (folder.iterdir() if folder.is_dir() else ())
        if path.is_dir()
    )
    size = sum(_size(path) for _, path in found)
    oldest = (clock.now() - 7 * LIFE).timestamp()
    for touched, path in found:
        if path.name not in datasets or touched < oldest or size > most:
            size -= _size(path)
            shutil.rmtree(path, ignore_errors=True)


def _size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.iterdir() if file.is_file())


def _write(path: Path, content: bytes) -> None:
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    part.write_bytes(content)
    part.replace(path)
