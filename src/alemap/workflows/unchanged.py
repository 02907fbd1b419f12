"""The quick way out of a rerun: nothing the figures follow from has changed, so nothing is read."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from alemap.errors import MissingDataError
from alemap.models.fingerprints import fingerprint
from alemap.warehouse import records
from alemap.warehouse.database import Database
from alemap.warehouse.snapshots import SnapshotStore, digest

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from importlib.resources.abc import Traversable
    from pathlib import Path

_DEFINITIONS = ("alemap.toml", "pipelines/**/*.yaml", "pipelines/**/*.csv", "sql/**/*.sql")


def project_fingerprint(root: Path, patterns: Mapping[str, Sequence[str]]) -> str:
    """A digest of settings, definitions, models, the datasets' files (by their patterns), and the program."""
    wanted = [*_DEFINITIONS, *(pattern for each in patterns.values() for pattern in each)]
    paths = {path for pattern in wanted for path in root.glob(pattern) if path.is_file()}
    named = sorted((path.relative_to(root).as_posix(), path) for path in paths)
    return fingerprint(
        [*(f"{name}={digest(path.read_bytes())}" for name, path in named), program_fingerprint()]
    )


@cache
def program_fingerprint() -> str:
    """A digest of the program's own source, so that a mended method or reader is not skipped."""
    return fingerprint(sorted(_sources(resources.files("alemap"))))


def _sources(folder: Traversable) -> list[str]:
    found = []
    for entry in folder.iterdir():
        if entry.is_dir() and entry.name not in {"starter", "__pycache__", "cli", "render", "export"}:
            found += _sources(entry)
        elif entry.name.endswith(".py"):
            found.append(f"{entry.name}={digest(entry.read_bytes())}")
    return found


def unchanged_datasets(root: Path, database: Path, snapshots: SnapshotStore) -> list[str]:
    """Every dataset, when nothing has changed since the last ingest of them all; else none."""
    if not database.is_file():
        return []
    try:
        store = Database.read(database)
    except MissingDataError:
        return []
    with store:
        known, patterns = records.project_state(store)
        stored = [(name, s.sha256) for name in patterns for s in records.current_snapshots(store, name)]
    if known is None or not all(snapshots.content_path(name, sha).is_file() for name, sha in stored):
        return []
    return sorted(patterns) if project_fingerprint(root, patterns) == known else []


def nothing_to_build(root: Path, database: Path) -> bool:
    """Whether everything was built by the definitions and program as they are, and nothing read since."""
    if not database.is_file():
        return False
    with Database.read(database) as store:
        known = records.built(store)
    return known is not None and project_fingerprint(root, {}) == known
