"""The ledger: every table that has been published, for good; files of their own, never changed.

A publication is a JSON file named by its time and by the digest of its bytes, so that a changed one is seen.
The ledger lies outside the database, which can be made again; what has been published cannot be taken back.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import asdict
from typing import TYPE_CHECKING

from alemap.errors import LedgerError, Place
from alemap.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_DIGITS = 16


@dataclass(frozen=True, slots=True)
class PublishedFigure:
    """A figure that was shown: its keys, its counts, and the parts of an own area as they were then."""

    indicator: str
    area: str
    period: str
    sex: str
    category: str
    numerator: float | None
    denominator: float | None
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Publication:
    """What was published at once: when (UTC, ISO 8601), under which title, which figures."""

    published: str
    title: str
    figures: tuple[PublishedFigure, ...]


def publications(folder: Path) -> list[Publication]:
    """Everything in the ledger, oldest first; LedgerError when a file is not what was written."""
    return [_read(path) for path in _files(folder)]


def ledger_fingerprint(folder: Path) -> str:
    """What the ledger holds, by the names of its files, which carry their digests."""
    return " ".join(path.name for path in _files(folder))


def publish(folder: Path, publication: Publication) -> Path:
    """Add a publication, whole or not at all; gives its file. The same one twice is kept once."""
    text = json.dumps(asdict(publication), ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    content = text.encode()
    stamp = publication.published.replace(":", "").replace("-", "")
    path = folder / f"{stamp}_{_digest(content)}.json"
    folder.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    with part.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    return path


def _files(folder: Path) -> Sequence[Path]:
    return sorted(folder.glob("*.json")) if folder.is_dir() else []


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:_DIGITS]


def _read(path: Path) -> Publication:
    content = path.read_bytes()
    if not path.stem.endswith(f"_{_digest(content)}"):
        raise LedgerError(
            "a publication in the ledger has been changed since it was written",
            place=Place(str(path)),
            hint="fetch the file again from the copy or the version control that keeps the project",
        )
    data = json.loads(content)
    figures = tuple(PublishedFigure(**{**each, "parts": tuple(each["parts"])}) for each in data["figures"])
    return Publication(data["published"], data["title"], figures)
