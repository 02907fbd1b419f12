"""Against: what a reviewer reads of a change in the definitions, down to the figures that it moves.

The old and the new definitions are built one after the other in a copy of the database, from what is stored
there; the live one is only read.
"""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from alemap.definitions.project import read_project
from alemap.errors import AlemapError, Place, Problem, fault
from alemap.models.contract import model_of
from alemap.models.graph import read_models
from alemap.results.history import Against, ChangedFile, DefinitionChange
from alemap.results.targets import Why
from alemap.warehouse import records
from alemap.warehouse.database import Database
from alemap.warehouse.publish import draft
from alemap.warehouse.snapshots import SnapshotStore
from alemap.workflows.build import apply_build, plan_build
from alemap.workflows.causes import definitions
from alemap.workflows.diff import definition_change, diff
from alemap.workflows.reading import Reader
from alemap.workflows.revisions import KEPT, check_out
from alemap.workflows.vintages import load_files, vintage_fingerprint

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alemap.definitions.indexes import Index
    from alemap.definitions.indicator import Indicator
    from alemap.definitions.project import Project
    from alemap.results.history import Diff
    from alemap.warehouse.snapshots import Snapshot

_WORDS = frozenset({
    "caveats", "category", "decimals", "factor", "kolada", "kolada_uncertainty", "name", "national_objective",
    "published_month", "sdg", "short",
})  # fmt: skip
"""Fields that say something about an indicator without changing what it measures."""
_REVISED = ("indicator", "index")
"""Kinds of definition that have a revision and a changelog."""


def against(root: Path, revision: str, *, now: str, top: int | None = None) -> Against:
    """What has changed since a revision: files, definitions, and, where there is a database, figures.

    `top`: only so many changed figures; the counts are of all. UsageError where git has no such revision.
    """
    with tempfile.TemporaryDirectory(prefix="alemap-") as name:
        folder = Path(name)
        check_out(root, revision, folder / "then")
        files = _files(folder / "then", root)
        old, faults = read_project(folder / "then")
        new, _ = read_project(root)
        left_out = sum(fault_.code != "AM153" for fault_ in faults)
        if old is None or new is None:
            what = "the definitions of `{revision}` cannot be read by this version of alemap"
            return Against(revision, files, (), (), None, Why(what, {"revision": revision}))
        changes = _definitions(old, new)
        figures: Diff | None = None
        what = "there is no database: `alemap ingest` makes one, and then the figures are compared, too"
        why: Why | None = Why(what, {})
        if new.database.is_file():
            try:
                figures, why = _figures(root, old, new, folder, now, top), None
            except AlemapError as error:
                at = Why("{reason} ({place})", {"place": str(error.place), "reason": error})
                why = at if error.place is not None else Why("{reason}", {"reason": error})
        moved = {row.indicator for row in figures.by_indicator} if figures is not None else set()
        unraised = _unraised(old, new, files, changes, moved)
        return Against(revision, files, changes, unraised, figures, why, left_out)


def problems(result: Against, root: Path) -> list[Problem]:
    """A fault for each definition that has changed what it measures and does not say so."""
    folders = ("pipelines/indicators/*/*.yaml", "pipelines/indexes/*.yaml")
    paths = {path.stem: path for folder in folders for path in root.glob(folder)}
    return [
        fault(
            _revision_place(root, paths[name]),
            "AM701",
            "`{name}` is not what it was at `{revision}`, but its `revision` is the same",
            name=name,
            revision=result.revision,
            hint="raise `revision` and say in `changelog` what has changed",
        )
        for name in result.unraised
    ]


def _revision_place(root: Path, path: Path) -> Place:
    """The line of a definition that says its revision."""
    lines = path.read_text(encoding="utf-8").splitlines()
    line = next((n for n, text in enumerate(lines, start=1) if text.startswith("revision:")), 1)
    return Place(path.relative_to(root).as_posix(), line, 1)


def _files(then: Path, now: Path) -> tuple[ChangedFile, ...]:
    """The definition and model files that are new, gone or changed."""

    def below(folder: Path) -> dict[str, bytes]:
        paths = [p for name in KEPT for p in [folder / name, *(folder / name).rglob("*")] if p.is_file()]
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}

    old, new = below(then), below(now)
    states = {True: "gone", False: "changed"}
    return tuple(
        ChangedFile(name, "new" if name not in old else states[name not in new])
        for name in sorted(old.keys() | new.keys())
        if old.get(name) != new.get(name)
    )


def _definitions(old: Project, new: Project) -> tuple[DefinitionChange, ...]:
    before, after = definitions(old), definitions(new)
    changes = [
        definition_change(*key, before.get(key), after.get(key))
        for key in sorted(before.keys() | after.keys())
    ]
    return tuple(change for change in changes if change is not None)


def _unraised(
    old: Project,
    new: Project,
    files: Sequence[ChangedFile],
    changes: Sequence[DefinitionChange],
    moved: set[str],
) -> tuple[str, ...]:
    """Indicators and indexes that measure something else under the same revision.

    Their own definition has changed (more than its words), or their own model, or figures of theirs have.
    """
    models = {Path(each.path).stem for each in files if each.path.startswith("sql/")}
    found = {
        change.id
        for change in changes
        if change.kind in _REVISED and change.state == "changed" and set(change.fields) - _WORDS
    }
    graph, _ = read_models(new.root)
    for name, indicator in new.indicators.items():
        model = model_of(name, published=indicator.source is not None)
        own = model in models and indicator.source is None
        if own or (name in moved and graph.upstream(model) & models):
            found.add(name)
    was: dict[str, Indicator | Index] = {**old.indicators, **old.indexes}
    now: dict[str, Indicator | Index] = {**new.indicators, **new.indexes}
    return tuple(
        name for name in sorted(found & was.keys() & now.keys()) if now[name].revision <= was[name].revision
    )


def _figures(root: Path, old: Project, new: Project, folder: Path, now: str, top: int | None) -> Diff:
    """Build first the old and then the new definitions in a copy of the database, and compare the two."""
    copy = folder / "alemap.duckdb"
    shutil.copyfile(new.database, copy)
    snapshots = SnapshotStore(new.snapshots)
    with Database.read(copy) as store:
        current = {name: records.current_snapshots(store, name) for name in records.vintages(store)}
    for project in (old, new):
        data = project.settings.data.model_copy(update={"database": str(copy)})
        there = replace(project, settings=project.settings.model_copy(update={"data": data}))
        _build(there, current, snapshots, now)
    with Reader.open(root, database=copy) as reader:
        (last,) = reader.store.rows("SELECT max(build) FROM meta.build")[0]
        return diff(reader, str(last - 1), top=top)


def _build(project: Project, current: dict[str, list[Snapshot]], snapshots: SnapshotStore, now: str) -> None:
    """Bring the copy to a project's definitions; tables made by others are read again from the bytes."""
    with Database.read(project.database) as store:
        known = records.vintages(store)
    coming = {}
    for name, files in current.items():
        dataset = project.datasets.get(name)
        if dataset is not None:
            wanted = vintage_fingerprint(project, dataset, [each.sha256 for each in files])
            if wanted != known.get(name):
                coming[name] = wanted
    plan = plan_build(project, coming)
    with draft(project.database, fresh=False) as store:
        records.prepare(store)
        for name, wanted in coming.items():
            contents = ((each, snapshots.read(name, each.sha256)) for each in current[name])
            rows = load_files(project, project.datasets[name], store, contents).rows
            records.refresh_vintage(store, name, wanted, rows)
        apply_build(project, plan, store, now, checked=False)
