"""Snapshots: the agency's own bytes, kept untouched under their sha256, with where they came from."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import asdict, field, replace
from typing import TYPE_CHECKING

from alemap.errors import MissingDataError, Place
from alemap.values import dataclass

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One stored answer or file: what it is, where it came from, when it was fetched (UTC, ISO 8601).

    What was fetched also has its `method`, its `query` (the request's body) and the answer's `headers`;
    `notes` are those that the file itself holds.
    """

    dataset: str
    file: str
    address: str
    sha256: str
    size: int
    fetched: str
    licence: str
    method: str = ""
    query: str = ""
    accept: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SnapshotStore:
    """A folder of snapshots: `<agency>/<dataset>/<sha256>.bin` and beside it `.json`."""

    folder: Path

    def content_path(self, dataset: str, sha256: str) -> Path:
        """Where the bytes of a snapshot lie."""
        agency, _, name = dataset.partition("__")
        return self.folder / agency / name / f"{sha256}.bin"

    def read(self, dataset: str, sha256: str) -> bytes:
        """The bytes of a snapshot; MissingDataError when they are gone or no longer what was stored."""
        path = self.content_path(dataset, sha256)
        try:
            content = path.read_bytes()
        except FileNotFoundError as error:
            raise MissingDataError(
                "the snapshot of `{dataset}` is gone",
                dataset=dataset,
                place=Place(str(path)),
                hint="run `alemap ingest` to store it again",
            ) from error
        if digest(content) != sha256:
            raise MissingDataError(
                "the snapshot of `{dataset}` has been changed since it was stored",
                dataset=dataset,
                place=Place(str(path)),
                hint="delete the file and run `alemap ingest`",
            )
        return content

    def record(self, dataset: str, sha256: str) -> Snapshot | None:
        """What was noted with a snapshot; None where the note is gone."""
        try:
            return _read(self.content_path(dataset, sha256).with_suffix(".json"))
        except (OSError, ValueError, TypeError):
            return None

    def keep(self, snapshot: Snapshot, content: bytes) -> Snapshot:
        """Store bytes once; when they are there already, the first record of them is kept and returned.

        Notes that the first record lacks are added to it.
        """
        path = self.content_path(snapshot.dataset, snapshot.sha256)
        record = path.with_suffix(".json")
        if path.is_file() and record.is_file():
            first = _read(record)
            if snapshot.notes and snapshot.notes != first.notes:
                first = replace(first, notes=snapshot.notes)
                _write_record(record, first)
            return first
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(path, content)
        _write_record(record, snapshot)
        return snapshot


def _read(record: Path) -> Snapshot:
    found = json.loads(record.read_text(encoding="utf-8"))
    return Snapshot(**{**found, "notes": tuple(found.get("notes", ()))})


def _write_record(record: Path, snapshot: Snapshot) -> None:
    """Write what is known of a snapshot; notes only where there are any."""
    known = {key: value for key, value in asdict(snapshot).items() if key != "notes" or value}
    _write(record, json.dumps(known, ensure_ascii=False, indent=2, sort_keys=True).encode())


def digest(content: bytes) -> str:
    """The sha256 of bytes, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def _write(path: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    part.write_bytes(content)
    part.replace(path)
