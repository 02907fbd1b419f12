"""Doctor: versions, project, database, what is stale or missing, and what to do about it."""

from __future__ import annotations

import platform
from importlib.metadata import version
from typing import TYPE_CHECKING

from alemap.errors import AlemapError, DefinitionError
from alemap.results import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from alemap.definitions.project import Project

PACKAGES = ("duckdb", "polars", "numpy", "scipy", "sqlglot", "pydantic", "typer", "rich")


def doctor(root: Path) -> tuple[Finding, ...]:
    """What is well and what is not, in the order in which to mend it."""
    findings = list(_versions())
    from alemap.definitions.project import load_project  # noqa: PLC0415 - a fault in it is a finding

    try:
        project = load_project(root)
    except DefinitionError as error:
        count = len(error.problems)
        findings.append(Finding("project", f"{count} fault(s)", good=False, hint="alemap check"))
        return tuple(findings)
    except AlemapError as error:
        findings.append(Finding("project", str(error), good=False, hint=error.hint))
        return tuple(findings)
    name = project.settings.project.name
    findings.append(
        Finding(
            "project",
            f"{name} ({len(project.indicators)} indicators, {len(project.datasets)} datasets)",
            good=True,
        )
    )
    findings += _database(project)
    return tuple(findings)


def _versions() -> Iterator[Finding]:
    yield Finding("alemap", version("alemap"), good=True)
    yield Finding("Python", platform.python_version(), good=True)
    yield Finding("packages", ", ".join(f"{name} {version(name)}" for name in PACKAGES), good=True)


def _database(project: Project) -> Iterator[Finding]:
    from alemap.warehouse import records  # noqa: PLC0415 - only where there is a project
    from alemap.warehouse.database import Database  # noqa: PLC0415
    from alemap.workflows.reading import indicators_with_figures  # noqa: PLC0415

    if not project.database.is_file():
        yield Finding("database", "none yet", good=False, hint="alemap ingest")
        return
    try:
        with Database.read(project.database) as store:
            vintages = records.vintages(store)
            warnings = store.rows(
                "SELECT name, row_count FROM meta.check_count WHERE row_count > 0 ORDER BY name"
            )
    except AlemapError as error:
        yield Finding("database", str(error), good=False, hint=error.hint)
        return
    valued = indicators_with_figures(project.database)
    size = project.database.stat().st_size / 1_000_000
    yield Finding("database", f"{project.settings.data.database}, {size:.0f} MB", good=True)
    yield from _datasets(project, vintages)
    yield from _build(project)
    empty = sorted(set(project.indicators) - valued)
    if empty:
        yield Finding("indicators", f"without figures: {', '.join(empty)}", good=False, hint="alemap ingest")
    else:
        yield Finding("indicators", f"all {len(valued)} have figures", good=True)
    for name, count in warnings:
        yield Finding("check", f"{name}: {count} row(s)", good=False, hint=f"sql/checks/{name}.sql")


def _datasets(project: Project, vintages: dict[str, str]) -> Iterator[Finding]:
    from alemap.warehouse.snapshots import digest  # noqa: PLC0415
    from alemap.workflows.ingest import files_of, vintage_fingerprint  # noqa: PLC0415

    missing, stale = [], []
    for name, dataset in project.datasets.items():
        if name not in vintages:
            missing.append(name)
            continue
        digests = [digest(path.read_bytes()) for _, path in files_of(project, dataset)]
        if vintage_fingerprint(project, dataset, digests) != vintages[name]:
            stale.append(name)
    if missing:
        yield Finding(
            "datasets",
            f"not ingested: {', '.join(missing)}",
            good=False,
            hint=f"alemap ingest {' '.join(missing)}",
        )
    if stale:
        yield Finding(
            "datasets",
            f"changed since they were read: {', '.join(stale)}",
            good=False,
            hint=f"alemap ingest {' '.join(stale)}",
        )
    if not missing and not stale:
        yield Finding("datasets", f"all {len(project.datasets)} are read and unchanged", good=True)


def _build(project: Project) -> Iterator[Finding]:
    from alemap.workflows.build import plan_build  # noqa: PLC0415

    plan = plan_build(project, {})
    changed = sorted(name for name in plan.changed if not name.startswith(("gone:", "seed.")))
    if plan.needed:
        some = ", ".join(changed[:5]) or "seeds"
        more = f" and {len(changed) - 5} more" if len(changed) > 5 else ""  # noqa: PLR2004
        yield Finding("build", f"older than the definitions: {some}{more}", good=False, hint="alemap build")
    else:
        yield Finding("build", "up to date", good=True)
