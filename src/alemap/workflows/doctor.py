"""Doctor: versions, project, database, what is stale or missing, and what to do about it."""

from __future__ import annotations

import platform
from importlib.metadata import version
from typing import TYPE_CHECKING

from alemap.errors import AlemapError, DefinitionError
from alemap.results import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from alemap.definitions.project import Project
    from alemap.warehouse.database import Database

NAMES_SHOWN = 5
_UNUSED = "{name}: no figure has {count} of the codes: {names}"
PACKAGES = ("duckdb", "polars", "numpy", "scipy", "sqlglot", "pydantic", "typer", "rich")


def doctor(root: Path) -> tuple[Finding, ...]:
    """What is well and what is not, in the order in which to mend it."""
    findings = list(_versions())
    from alemap.definitions.project import load_project  # noqa: PLC0415 - a fault in it is a finding

    try:
        project = load_project(root)
    except DefinitionError as error:
        count = {"count": len(error.problems)}
        findings.append(Finding("project", "{count} fault(s)", good=False, hint="alemap check", fields=count))
        return tuple(findings)
    except AlemapError as error:
        findings.append(_failed("project", error))
        return tuple(findings)
    fields: dict[str, object] = {
        "name": project.settings.project.name,
        "indicators": len(project.indicators),
        "datasets": len(project.datasets),
    }
    state = "{name} ({indicators} indicators, {datasets} datasets)"
    findings.append(Finding("project", state, good=True, fields=fields))
    findings += _database(project)
    return tuple(findings)


def _failed(what: str, error: AlemapError) -> Finding:
    return Finding(what, error.message, good=False, hint=error.hint, fields=error.fields)


def _versions() -> Iterator[Finding]:
    yield Finding("alemap", version("alemap"), good=True)
    yield Finding("Python", platform.python_version(), good=True)
    yield Finding("packages", ", ".join(f"{name} {version(name)}" for name in PACKAGES), good=True)


def _database(project: Project) -> Iterator[Finding]:
    from alemap.models.checks import read_checks  # noqa: PLC0415 - only where there is a project
    from alemap.warehouse import records  # noqa: PLC0415
    from alemap.warehouse.database import Database  # noqa: PLC0415
    from alemap.workflows.mapping_use import unused_rows  # noqa: PLC0415
    from alemap.workflows.reading import indicators_with_figures  # noqa: PLC0415

    if not project.database.is_file():
        yield Finding("database", "none yet", good=False, hint="alemap ingest")
        return
    try:
        with Database.read(project.database) as store:
            vintages = records.vintages(store)
            stored = {name: [s.sha256 for s in records.current_snapshots(store, name)] for name in vintages}
            waited_for = frozenset(
                indicator
                for indicator, dataset in _resting(store)
                if dataset not in vintages
                and dataset in project.datasets
                and project.datasets[dataset].optional
            )
            unused = unused_rows(project, store)
            warnings = store.rows(
                "SELECT name, row_count FROM meta.check_count WHERE row_count > 0 ORDER BY name"
            )
    except AlemapError as error:
        yield _failed("database", error)
        return
    valued = indicators_with_figures(project.database)
    fields = {"file": project.settings.data.database, "size": round(project.database.stat().st_size / 1e6)}
    yield Finding("database", "{file}, {size} MB", good=True, fields=fields)
    yield from _datasets(project, vintages, stored)
    yield from _build(project)
    yield from _figures(project, valued, waited_for)
    for name, codes in unused.items():
        state = "{name}: no figure has the code {names}" if len(codes) == 1 else _UNUSED
        fields = {"name": name, "count": len(codes), "names": ", ".join(codes[:NAMES_SHOWN])}
        yield Finding("mapping", state, good=True, hint=project.mappings[name].file, fields=fields)
    tolerated = {check.name: check.tolerance for check in read_checks(project.root)}
    for name, count in warnings:
        if count <= tolerated.get(name, 0):
            continue
        fields = {"name": name, "count": count}
        yield Finding(
            "check", "{name}: {count} row(s)", good=False, hint=f"sql/checks/{name}.sql", fields=fields
        )


def _resting(store: Database) -> list[tuple[str, str]]:
    """Each indicator with the datasets it rests on, where the database has been built."""
    if not store.has("seed.indicator_dataset"):
        return []
    return [(row[0], row[1]) for row in store.rows("SELECT indicator, dataset FROM seed.indicator_dataset")]


def _figures(project: Project, valued: frozenset[str], waited_for: frozenset[str]) -> Iterator[Finding]:
    """Indicators must have figures, but for those that wait for an agency's answer."""
    empty = {name for name in project.indicators if name not in valued}
    made = sorted(empty - waited_for - {name for name in empty if project.indicators[name].source})
    if made:
        yield _named("indicators", "without figures: {names}", made, "alemap ingest")
    waiting = len(empty) - len(made)
    fields = {"count": len(project.indicators) - len(empty), "waiting": waiting}
    if waiting:
        state = "{count} are loaded, {waiting} wait for figures of an agency"
        yield Finding("indicators", state, good=True, hint="alemap list indicators", fields=fields)
    elif not made:
        yield Finding("indicators", "all {count} have figures", good=True, fields=fields)


def _named(what: str, state: str, names: Sequence[str], hint: str) -> Finding:
    """Something to see to, with the first of the names it concerns."""
    more = len(names) - NAMES_SHOWN
    fields = {"names": ", ".join(names[:NAMES_SHOWN]), "more": more}
    return Finding(
        what, state + " and {more} more" if more > 0 else state, good=False, hint=hint, fields=fields
    )


def _datasets(project: Project, vintages: dict[str, str], stored: dict[str, list[str]]) -> Iterator[Finding]:
    from alemap.warehouse.snapshots import digest  # noqa: PLC0415
    from alemap.workflows.vintages import files_of, vintage_fingerprint  # noqa: PLC0415

    missing, stale = [], []
    for name, dataset in project.datasets.items():
        if name not in vintages:
            if dataset.fetched or not dataset.optional or files_of(project, dataset):
                missing.append(name)
            continue
        if dataset.fetched:
            digests = stored[name]
        else:
            digests = [digest(path.read_bytes()) for _, path in files_of(project, dataset)]
        if vintage_fingerprint(project, dataset, digests) != vintages[name]:
            stale.append(name)
    if missing:
        yield _named("datasets", "not ingested: {names}", missing, "alemap ingest")
    if stale:
        yield _named("datasets", "changed since they were read: {names}", stale, "alemap ingest")
    if not missing and not stale:
        fields = {"count": len(vintages.keys() & project.datasets.keys())}
        yield Finding("datasets", "all {count} are read and unchanged", good=True, fields=fields)


def _build(project: Project) -> Iterator[Finding]:
    from alemap.workflows.build import plan_build  # noqa: PLC0415

    plan = plan_build(project, {})
    changed = sorted(name for name in plan.changed if not name.startswith(("gone:", "seed.", "check:")))
    if not plan.needed:
        yield Finding("build", "up to date", good=True)
        return
    yield _named("build", "older than the definitions: {names}", changed or ["seed"], "alemap build")
