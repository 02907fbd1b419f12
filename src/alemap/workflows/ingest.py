"""Ingest: the agencies' files become snapshots, then raw tables, then a build; all of it or nothing."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import field, replace
from typing import TYPE_CHECKING

from alemap.definitions.suggest import suggest
from alemap.errors import MissingDataError, UnavailableError, UsageError
from alemap.values import dataclass
from alemap.warehouse import history, records
from alemap.warehouse.database import Database
from alemap.warehouse.publish import draft, exclusive
from alemap.warehouse.raw import digest_of_rows
from alemap.warehouse.snapshots import Snapshot, SnapshotStore, digest
from alemap.workflows.build import BuildResult, apply_build, plan_build
from alemap.workflows.calendar import due
from alemap.workflows.contents import Sources
from alemap.workflows.inbox import emptied
from alemap.workflows.raw_tables import raw_columns
from alemap.workflows.unchanged import project_fingerprint
from alemap.workflows.vintages import Loaded, load_files, vintage_fingerprint

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from alemap.definitions.project import Project
    from alemap.definitions.schema import Dataset
    from alemap.workflows.fetching import Network
    from alemap.workflows.inbox import Taken


@dataclass(frozen=True, slots=True)
class DatasetResult:
    """What happened to one dataset: `loaded`, `unchanged`, `absent`, `unavailable` (for a `reason`).

    In a dry run: `would load`, or `would fetch` so many `cells` in so many `files` (calls).
    """

    dataset: str
    outcome: str
    files: int
    size: int
    rows: int
    cells: int = 0
    reason: UnavailableError | None = None


@dataclass(frozen=True, slots=True)
class IngestResult:
    """What happened to each dataset, and the build that followed (None when there was none).

    `aside`: where a database that could not be read is kept. `vintages`: the numbers of those loaded.
    `taken`: the files of the inbox, each with its dataset and where it has gone.
    """

    datasets: tuple[DatasetResult, ...]
    build: BuildResult | None
    aside: Path | None = None
    vintages: Mapping[str, int] = field(default_factory=dict)
    taken: tuple[Taken, ...] = ()


@dataclass(frozen=True, slots=True)
class _New:
    """A dataset with something new: the fingerprint it will have, its snapshots and where their bytes are."""

    dataset: Dataset
    fingerprint: str
    files: tuple[tuple[Snapshot, Path], ...]

    def contents(self) -> Iterator[tuple[Snapshot, bytes]]:
        """The files' bytes, one file at a time; UsageError when one has changed since it was looked at."""
        for snapshot, path in self.files:
            content = path.read_bytes()
            if digest(content) != snapshot.sha256:
                raise UsageError(
                    "`{file}` has changed while it was being read",
                    file=snapshot.file,
                    hint="run the command again when nothing writes to the file any more",
                )
            yield snapshot, content


def ingest(
    project: Project,
    datasets: Sequence[str],
    *,
    now: str,
    build: bool = True,
    dry_run: bool = False,
    anew: bool = False,
    only_due: date | None = None,
    network: Network | None = None,
    report: Callable[[DatasetResult, int, int], None] | None = None,
    report_build: Callable[[str, int, int], None] | None = None,
) -> IngestResult:
    """Read the named datasets (none: all), load what is new, and build.

    Everything is read into a draft and checked there, so a fault in a file changes nothing. A dataset that
    its agency does not give, or not in whole, keeps what it has, and the others go on; with `anew` there
    would be nothing for it to keep, and it stops everything. `network`: what fetching needs; without it
    nothing is fetched.
    `only_due`: of the datasets that are fetched, only those of which something new can be there that day.
    `anew`: into an empty database, whatever the old one holds. History is carried over; where the old one
    cannot be read, it is kept beside the new one.
    `now` is the time to note (UTC, ISO 8601). `report` is told of each dataset, with its number of all,
    `report_build` of each step of the build.
    """
    chosen = _chosen(project, datasets)
    if only_due is not None:
        new = {entry.dataset.id for entry in due(project, only_due) if entry.last_asked is None}
        chosen = [dataset for dataset in chosen if not dataset.fetched or dataset.id in new]
    with (
        nullcontext() if dry_run else exclusive(project.database),
        emptied(project, dry_run=dry_run) as taken,
        Sources(project, network) as sources,
    ):
        known = {} if anew else _known_vintages(project.database)
        coming: list[_New] = []
        results: dict[str, DatasetResult] = {}

        def tell(result: DatasetResult) -> None:
            results[result.dataset] = result
            if report is not None:
                report(result, len(results), len(chosen))

        for dataset in chosen:
            try:
                found = _look(project, dataset, sources, known.get(dataset.id), now, dry_run=dry_run)
            except UnavailableError as error:
                if anew:
                    raise
                found = DatasetResult(dataset.id, "unavailable", 0, 0, 0, reason=error)
            if isinstance(found, _New):
                coming.append(found)
            else:
                tell(found)
        if dry_run:
            return IngestResult(tuple(results[dataset.id] for dataset in chosen), None, taken=tuple(taken))
        whole = build and len(chosen) == len(project.datasets) and not any(d.fetched for d in chosen)
        state = _state(project) if whole else None
        aside = _aside(project.database, now) if anew else None
        built = _write(project, coming, now, state, tell, report_build, build=build, anew=anew, aside=aside)
        sources.done([name for name, result in results.items() if result.reason is None])
        return IngestResult(
            tuple(results[dataset.id] for dataset in chosen),
            built,
            aside,
            _numbers(project.database) if coming else {},
            tuple(taken),
        )


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


def _look(
    project: Project, dataset: Dataset, sources: Sources, known: str | None, now: str, *, dry_run: bool
) -> _New | DatasetResult:
    """What is new in a dataset; where nothing is, or in a dry run, its result at once."""
    if dry_run and dataset.fetched and not sources.offline:
        plan = sources.plan(dataset)
        return DatasetResult(dataset.id, "would fetch", len(plan.parts), plan.size, 0, plan.cells)
    files = sources.files(dataset, now)
    if not files and dataset.optional:
        return DatasetResult(dataset.id, "absent", 0, 0, 0)
    size = sum(snapshot.size for snapshot, _ in files)
    item = _New(dataset, vintage_fingerprint(project, dataset, [s.sha256 for s, _ in files]), files)
    if item.fingerprint == known:
        _keep_missing(project, item)
        return DatasetResult(dataset.id, "unchanged", len(files), size, 0)
    if dry_run:
        return DatasetResult(dataset.id, "would load", len(files), size, 0)
    if dataset.fetched and known is not None and _same_figures(project, item):
        return DatasetResult(dataset.id, "unchanged", len(files), size, 0)
    return item


def _same_figures(project: Project, item: _New) -> bool:
    """Whether other bytes hold the very figures that are loaded: a new time stamp is no new vintage."""
    dataset = item.dataset
    columns = [name for name in raw_columns(dataset) if name not in {"cell", "snapshot"}]
    with Database.memory() as trial, Database.read(project.database) as live:
        records.prepare(trial)
        load_files(project, dataset, trial, item.contents())
        return digest_of_rows(trial, dataset.id, columns) == digest_of_rows(live, dataset.id, columns)


def _keep_missing(project: Project, item: _New) -> None:
    """Store again the bytes of an unchanged dataset whose snapshot someone has removed."""
    store = SnapshotStore(project.snapshots)
    if all(store.content_path(item.dataset.id, snapshot.sha256).is_file() for snapshot, _ in item.files):
        return
    for snapshot, content in item.contents():
        if not store.content_path(item.dataset.id, snapshot.sha256).is_file():
            store.keep(snapshot, content)


def _write(
    project: Project,
    coming: Sequence[_New],
    now: str,
    state: str | None,
    tell: Callable[[DatasetResult], None],
    report: Callable[[str, int, int], None] | None,
    *,
    build: bool,
    anew: bool,
    aside: Path | None,
) -> BuildResult | None:
    """Write the new vintages and the build to a draft and publish it; with nothing to do, do nothing.

    `state`: the fingerprint of the whole project, where the whole of it is read and built.
    """
    prints = {item.dataset.id: item.fingerprint for item in coming}
    if not coming and not build:
        return None
    plan = plan_build(project, prints, known={} if anew else None) if build else None
    if not coming and plan is not None and not plan.needed:
        return plan.nothing_done()
    store_of_bytes = SnapshotStore(project.snapshots)
    with draft(project.database, fresh=anew, aside=aside) as store:
        records.prepare(store)
        if anew and project.database.is_file() and aside is None:
            history.carry(store, project.database)
        before = records.forget_tables(store) if anew else {}
        loaded: dict[str, Loaded] = {}
        for item in coming:
            loaded[item.dataset.id] = load_files(project, item.dataset, store, item.contents())
            size = sum(snapshot.size for snapshot, _ in item.files)
            tell(
                DatasetResult(item.dataset.id, "loaded", len(item.files), size, loaded[item.dataset.id].rows)
            )
        for item in coming:
            name = item.dataset.id
            rows, notes = loaded[name].rows, loaded[name].notes
            kept = [
                store_of_bytes.keep(replace(snapshot, notes=notes[snapshot.sha256]), content)
                for snapshot, content in item.contents()
            ]
            if before.get(name) == item.fingerprint:
                records.refresh_vintage(store, name, item.fingerprint, rows)
            else:
                records.record_vintage(store, name, item.fingerprint, rows, now, kept)
        result = apply_build(project, plan, store, now, report) if plan is not None else None
        if plan is None:
            records.record_built(store, None)
        records.record_project(store, state, {d.id: d.files for d in project.datasets.values()})
        return result
