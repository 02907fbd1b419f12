"""Ingest: the agencies' files become snapshots, then raw tables, then a build; all of it or nothing."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from alemap.definitions.suggest import suggest
from alemap.errors import MissingDataError, UsageError
from alemap.warehouse import history, records
from alemap.warehouse.database import Database
from alemap.warehouse.publish import draft, exclusive
from alemap.warehouse.snapshots import Snapshot, SnapshotStore, digest
from alemap.workflows.build import BuildResult, apply_build, plan_build
from alemap.workflows.unchanged import project_fingerprint
from alemap.workflows.vintages import decode_files, files_of, vintage_fingerprint

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    import polars as pl

    from alemap.definitions.project import Project
    from alemap.definitions.schema import Dataset


@dataclass(frozen=True, slots=True)
class DatasetResult:
    """What happened to one dataset: `loaded`, `unchanged`, or `would load` in a dry run."""

    dataset: str
    outcome: str
    files: int
    size: int
    rows: int


@dataclass(frozen=True, slots=True)
class IngestResult:
    """What happened to each dataset, and the build that followed (None when there was none).

    `aside`: where a database that could not be read is kept. `vintages`: the numbers of those loaded.
    """

    datasets: tuple[DatasetResult, ...]
    build: BuildResult | None
    aside: Path | None = None
    vintages: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Loaded:
    """A dataset decoded and conformed, ready to be written."""

    dataset: Dataset
    fingerprint: str
    frame: pl.DataFrame
    contents: tuple[tuple[Snapshot, bytes], ...]


def ingest(
    project: Project,
    datasets: Sequence[str],
    *,
    now: str,
    build: bool = True,
    dry_run: bool = False,
    anew: bool = False,
    report: Callable[[DatasetResult, int, int], None] | None = None,
    report_build: Callable[[str, int, int], None] | None = None,
) -> IngestResult:
    """Read the named datasets (none: all), load what is new, and build.

    Everything is read and checked before anything is written, so a fault anywhere changes nothing.
    `anew`: into an empty database, whatever the old one holds. History is carried over; where the old one
    cannot be read, it is kept beside the new one.
    `now` is the time to note (UTC, ISO 8601). `report` is told of each dataset, with its number of all,
    `report_build` of each step of the build.
    """
    chosen = _chosen(project, datasets)
    with nullcontext() if dry_run else exclusive(project.database):
        known = {} if anew else _known_vintages(project.database)
        loaded: list[_Loaded] = []
        results: list[DatasetResult] = []
        for number, dataset in enumerate(chosen, start=1):
            item, result = _read(project, dataset, known.get(dataset.id), now, dry_run=dry_run)
            if item is not None:
                loaded.append(item)
            results.append(result)
            if report is not None:
                report(result, number, len(chosen))
        if dry_run:
            return IngestResult(tuple(results), None)
        state = _state(project) if build and len(chosen) == len(project.datasets) else None
        aside = _aside(project.database, now) if anew else None
        built = _write(project, loaded, now, state, report_build, build=build, anew=anew, aside=aside)
        return IngestResult(tuple(results), built, aside, _numbers(project.database) if loaded else {})


def _state(project: Project) -> str:
    return project_fingerprint(project.root, {d.id: d.files for d in project.datasets.values()})


def _chosen(project: Project, names: Sequence[str]) -> list[Dataset]:
    for name in names:
        if name not in project.datasets:
            raise UsageError(
                "`{name}` is not a dataset",
                name=name,
                suggestion=suggest(name, project.datasets),
                hint="`alemap list datasets` shows them",
            )
    return [project.datasets[name] for name in (names or project.datasets)]


def _aside(database: Path, now: str) -> Path | None:
    """Where to keep the old database if it cannot be read, and its history not be carried over."""
    if not database.is_file():
        return None
    try:
        Database.read(database).close()
    except MissingDataError:
        return database.with_suffix(f".{''.join(c for c in now if c.isalnum())}.old")
    return None


def _numbers(database: Path) -> dict[str, int]:
    with Database.read(database) as store:
        return dict(store.rows("SELECT dataset, max(vintage) FROM meta.vintage GROUP BY dataset"))


def _known_vintages(database: Path) -> dict[str, str]:
    if not database.is_file():
        return {}
    with Database.read(database) as store:
        tables = store.tables()
        return {name: mark for name, mark in records.vintages(store).items() if f"raw.{name}" in tables}


def _read(
    project: Project, dataset: Dataset, known: str | None, now: str, *, dry_run: bool
) -> tuple[_Loaded | None, DatasetResult]:
    files = [(name, path.read_bytes()) for name, path in files_of(project, dataset)]
    digests = [digest(content) for _, content in files]
    size = sum(len(content) for _, content in files)
    wanted = vintage_fingerprint(project, dataset, digests)
    if wanted == known:
        _keep_missing(project, dataset, files, digests, now)
        return None, DatasetResult(dataset.id, "unchanged", len(files), size, 0)
    if dry_run:
        return None, DatasetResult(dataset.id, "would load", len(files), size, 0)
    contents = [
        (_snapshot(project, dataset, name, content, sha256, now), content)
        for (name, content), sha256 in zip(files, digests, strict=True)
    ]
    frame = decode_files(project, dataset, contents)
    result = DatasetResult(dataset.id, "loaded", len(files), size, frame.height)
    return _Loaded(dataset, wanted, frame, tuple(contents)), result


def _keep_missing(
    project: Project, dataset: Dataset, files: Sequence[tuple[str, bytes]], digests: Sequence[str], now: str
) -> None:
    """Store again the bytes of an unchanged dataset whose snapshot someone has removed."""
    store = SnapshotStore(project.snapshots)
    for (name, content), sha256 in zip(files, digests, strict=True):
        if not store.content_path(dataset.id, sha256).is_file():
            store.keep(_snapshot(project, dataset, name, content, sha256, now), content)


def _snapshot(
    project: Project, dataset: Dataset, name: str, content: bytes, sha256: str, now: str
) -> Snapshot:
    licence = dataset.licence or project.agencies[dataset.agency].licence
    return Snapshot(dataset.id, name, dataset.page or "", sha256, len(content), now, licence)


def _write(
    project: Project,
    loaded: Sequence[_Loaded],
    now: str,
    state: str | None,
    report: Callable[[str, int, int], None] | None,
    *,
    build: bool,
    anew: bool,
    aside: Path | None,
) -> BuildResult | None:
    """Write the new vintages and the build to a draft and publish it; with nothing to do, do nothing.

    `state`: the fingerprint of the whole project, where the whole of it is read and built.
    """
    coming = {item.dataset.id: item.fingerprint for item in loaded}
    if not loaded and not build:
        return None
    plan = plan_build(project, coming, known={} if anew else None) if build else None
    if not loaded and plan is not None and not plan.needed:
        return plan.nothing_done()
    store_of_bytes = SnapshotStore(project.snapshots)
    with draft(project.database, fresh=anew, aside=aside) as store:
        records.prepare(store)
        if anew and project.database.is_file() and aside is None:
            history.carry(store, project.database)
        before = records.forget_tables(store) if anew else {}
        for item in loaded:
            name, rows = item.dataset.id, item.frame.height
            kept = [store_of_bytes.keep(snapshot, content) for snapshot, content in item.contents]
            store.load(f"raw.{name}", item.frame)
            if before.get(name) == item.fingerprint:
                records.refresh_vintage(store, name, item.fingerprint, rows)
            else:
                records.record_vintage(store, name, item.fingerprint, rows, now, kept)
        result = apply_build(project, plan, store, now, report) if plan is not None else None
        records.record_project(store, state, {d.id: d.files for d in project.datasets.values()})
        return result
