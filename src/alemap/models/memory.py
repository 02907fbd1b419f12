"""What is known of models that have not changed since they were last looked at.

To parse a model and bind it takes far longer than to see that its text, and the columns of what it reads,
are those of the last time. Only what was found without fault is kept, so a fault is always found anew. It is
kept by content, for all projects of a user together, below `$XDG_CACHE_HOME` (`~/.cache`). The file can be
deleted at any time; it is not read when the program or one of its libraries is another.
"""

from __future__ import annotations

import hashlib
import json
import os
from contextlib import suppress
from dataclasses import field
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import alemap
from alemap.models.fingerprints import fingerprint
from alemap.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST = 1000
"""So many entries of a kind are kept; when there are more, only those asked for last."""

Columns = dict[str, str]
Origins = dict[str, frozenset[tuple[str, str]]]


@dataclass(slots=True)
class Memory:
    """Remembered models.

    `texts`: what a text reads. `sound`: texts without fault of their own, and checks that run. `bound`: of
    a text over given columns its own columns with their types, and what each comes from.
    """

    file: Path
    stamp: str
    texts: dict[str, list[str]] = field(default_factory=dict)
    sound: dict[str, bool] = field(default_factory=dict)
    bound: dict[str, tuple[Columns, dict[str, list[list[str]]]]] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)
    changed: bool = False

    def reads(self, text: str) -> frozenset[str] | None:
        """The tables a text is known to read; None when it is not known."""
        key = _key(text)
        self.asked.add(key)
        found = self.texts.get(key)
        return None if found is None else frozenset(found)

    def learn_reads(self, text: str, tables: frozenset[str]) -> None:
        """Keep what a text reads."""
        self.texts[_key(text)] = sorted(tables)
        self.changed = True

    def is_sound(self, *texts: str) -> bool:
        """Whether these texts together are known to be without fault."""
        key = _key(*texts)
        self.asked.add(key)
        return key in self.sound

    def learn_sound(self, *texts: str) -> None:
        """Keep that these texts together are without fault."""
        self.sound[_key(*texts)] = True
        self.changed = True

    def outcome(self, key: str) -> tuple[Columns, Origins] | None:
        """The columns of a model without fault over what `key` stands for, and what each comes from."""
        self.asked.add(key)
        found = self.bound.get(key)
        if found is None:
            return None
        columns, origins = found
        return columns, {name: frozenset((t, c) for t, c in each) for name, each in origins.items()}

    def learn_outcome(self, key: str, columns: Columns, origins: Origins) -> None:
        """Keep the columns of a model without fault, and what each comes from."""
        self.bound[key] = columns, {name: sorted(map(list, each)) for name, each in origins.items()}
        self.changed = True

    def save(self) -> None:
        """Write down what was learnt, where that is possible; nothing depends on it."""
        if not self.changed:
            return
        kept = {}
        for name in ("texts", "sound", "bound"):
            found = getattr(self, name)
            full = len(found) > MOST
            kept[name] = {k: value for k, value in found.items() if not full or k in self.asked}
        part = self.file.with_name(f"{self.file.name}.{os.getpid()}")
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            part.write_text(json.dumps({"stamp": self.stamp, **kept}), encoding="utf-8")
            part.replace(self.file)
        except OSError:
            with suppress(OSError):
                part.unlink()


def read_memory() -> Memory:
    """What is remembered; nothing where there is no file or it is not to be used."""
    file, stamp = memory_file(), _stamp()
    try:
        found = json.loads(file.read_bytes())
        if found["stamp"] == stamp:
            return Memory(file, stamp, found["texts"], found["sound"], found["bound"])
    except (OSError, ValueError, LookupError, TypeError):
        pass  # there is none, or it was damaged: everything is looked at afresh
    return Memory(file, stamp)


def memory_file() -> Path:
    """Where it is kept."""
    base = os.environ.get("XDG_CACHE_HOME")
    folder = Path(base) if base else Path(os.path.expanduser("~")) / ".cache"  # noqa: PTH111 - never fails
    return folder / "alemap" / "models.json"


def outcome_key(name: str, sql: str, tables: Mapping[str, Mapping[str, str]]) -> str:
    """What a model's columns follow from: its name and text, and the columns and types of all it reads."""
    read = (f"{table}={list(columns.items())}" for table, columns in sorted(tables.items()))
    return fingerprint([name, sql, *read])


def _key(*texts: str) -> str:
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()


def _stamp() -> str:
    """The program as it is: its own files, by size and time, and the libraries that judge models."""
    package = Path(str(alemap.__file__)).parent
    files = (
        f"{entry.path}:{(status := entry.stat()).st_size}:{status.st_mtime_ns}"
        for folder in (package, *(each for each in package.iterdir() if each.is_dir()))
        for entry in os.scandir(folder)
        if entry.name.endswith(".py")
    )
    return _key(*sorted(files), version("duckdb"), version("sqlglot"))
