"""The store's own records: vintages with their snapshots, fingerprints of tables, builds, checks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alemap.warehouse import history
from alemap.warehouse.database import FORMAT
from alemap.warehouse.snapshots import Snapshot

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from alemap.domain import Moment
    from alemap.warehouse.database import Database

_TABLES = """
CREATE SCHEMA IF NOT EXISTS raw;
CREATE SCHEMA IF NOT EXISTS cube;
CREATE SCHEMA IF NOT EXISTS seed;
CREATE SCHEMA IF NOT EXISTS meta;
CREATE SCHEMA IF NOT EXISTS history;
CREATE TABLE IF NOT EXISTS meta.format (version INTEGER);
CREATE TABLE IF NOT EXISTS meta.build (build INTEGER PRIMARY KEY, built VARCHAR, program VARCHAR);
CREATE TABLE IF NOT EXISTS meta.mart (position INTEGER, name VARCHAR, sql VARCHAR);
CREATE TABLE IF NOT EXISTS meta.ingredient (name VARCHAR PRIMARY KEY, fingerprint VARCHAR);
CREATE TABLE IF NOT EXISTS meta.definition (kind VARCHAR, id VARCHAR, body VARCHAR);
CREATE TABLE IF NOT EXISTS history.change (build INTEGER, name VARCHAR);
CREATE TABLE IF NOT EXISTS history.definition (kind VARCHAR, id VARCHAR, body VARCHAR, superseded INTEGER);
CREATE TABLE IF NOT EXISTS meta.vintage (
    dataset VARCHAR, vintage INTEGER, fingerprint VARCHAR, row_count BIGINT, loaded VARCHAR,
    PRIMARY KEY (dataset, vintage));
CREATE TABLE IF NOT EXISTS meta.snapshot (
    dataset VARCHAR, vintage INTEGER, position INTEGER, file VARCHAR, address VARCHAR, sha256 VARCHAR,
    size BIGINT, fetched VARCHAR, licence VARCHAR);
CREATE TABLE IF NOT EXISTS meta.hidden (
    indicator VARCHAR, area_code VARCHAR, period VARCHAR, sex VARCHAR, category VARCHAR);
CREATE TABLE IF NOT EXISTS meta.fingerprint (name VARCHAR PRIMARY KEY, fingerprint VARCHAR);
CREATE TABLE IF NOT EXISTS meta.project (fingerprint VARCHAR);
CREATE TABLE IF NOT EXISTS meta.built (fingerprint VARCHAR);
CREATE TABLE IF NOT EXISTS meta.file_pattern (dataset VARCHAR, pattern VARCHAR);
CREATE TABLE IF NOT EXISTS meta.check_run (build INTEGER, name VARCHAR, row_count BIGINT);
CREATE TABLE IF NOT EXISTS meta.check_failure (name VARCHAR, position INTEGER, failure VARCHAR);
CREATE TABLE IF NOT EXISTS meta.area_rebuilt (
    dataset VARCHAR, area_code VARCHAR, period VARCHAR, how VARCHAR);
CREATE TABLE IF NOT EXISTS meta.check_count (name VARCHAR PRIMARY KEY, severity VARCHAR, row_count BIGINT);
CREATE TABLE IF NOT EXISTS estimate (
    indicator VARCHAR, area_code VARCHAR, level VARCHAR, period VARCHAR, sex VARCHAR, category VARCHAR,
    value DOUBLE, lower DOUBLE, upper DOUBLE, numerator DOUBLE, denominator DOUBLE,
    numerator_error DOUBLE, status VARCHAR, method VARCHAR);
CREATE TABLE IF NOT EXISTS index_value (
    index_id VARCHAR, category VARCHAR, level VARCHAR, area_code VARCHAR, period VARCHAR,
    first_period VARCHAR, last_period VARCHAR, value DOUBLE, lower DOUBLE, upper DOUBLE,
    comparator DOUBLE, difference_error DOUBLE, coverage DOUBLE, known_error DOUBLE,
    area_type DOUBLE, residents DOUBLE, status VARCHAR);
CREATE TABLE IF NOT EXISTS index_part (
    index_id VARCHAR, level VARCHAR, area_code VARCHAR, period VARCHAR, category VARCHAR,
    indicator VARCHAR, indicator_period VARCHAR, score DOUBLE, contribution DOUBLE,
    category_contribution DOUBLE, value DOUBLE, error DOUBLE, centre DOUBLE, persons DOUBLE,
    quarter DOUBLE, status VARCHAR);
"""


def prepare(store: Database) -> None:
    """Make the schemas and the tables that are not models, where they are not there yet."""
    for statement in _TABLES.split(";"):
        if statement.strip():
            store.run(statement)
    store.run(f"INSERT INTO meta.format SELECT {FORMAT} WHERE NOT EXISTS (SELECT 1 FROM meta.format)")  # noqa: S608
    history.prepare(store)


def vintages(store: Database) -> dict[str, str]:
    """The fingerprint of each dataset's current vintage, where its raw table is here."""
    if "meta.vintage" not in store.tables():
        return {}
    rows = store.rows(
        "SELECT dataset, arg_max(fingerprint, vintage) FROM meta.vintage GROUP BY dataset ORDER BY dataset"
    )
    return {dataset: fingerprint for dataset, fingerprint in rows if fingerprint}


def forget_tables(store: Database) -> dict[str, str]:
    """Note, in a file that took over vintages, that no raw table is here; gives what `vintages` gave."""
    before = vintages(store)
    store.run("UPDATE meta.vintage SET fingerprint = ''")
    return before


def record_vintage(
    store: Database, dataset: str, fingerprint: str, rows: int, loaded: str, snapshots: Sequence[Snapshot]
) -> int:
    """Note a new vintage of a dataset and the snapshots it was read from; gives its number."""
    (number,) = store.rows(
        "SELECT coalesce(max(vintage), 0) + 1 FROM meta.vintage WHERE dataset = ?", [dataset]
    )[0]
    store.run("INSERT INTO meta.vintage VALUES (?, ?, ?, ?, ?)", [dataset, number, fingerprint, rows, loaded])
    store.insert(
        "meta.snapshot",
        [
            (dataset, number, n, s.file, s.address, s.sha256, s.size, s.fetched, s.licence)
            for n, s in enumerate(snapshots)
        ],
    )
    return int(number)


def refresh_vintage(store: Database, dataset: str, fingerprint: str, rows: int) -> None:
    """Note that the current vintage has been read again, by a definition or reader that may have changed."""
    store.run(
        "UPDATE meta.vintage SET fingerprint = ?, row_count = ? WHERE dataset = ?"
        " AND vintage = (SELECT max(vintage) FROM meta.vintage WHERE dataset = ?)",
        [fingerprint, rows, dataset, dataset],
    )


def current_snapshots(store: Database, dataset: str, as_of: Moment | None = None) -> list[Snapshot]:
    """The snapshots of a dataset's current vintage (of an earlier state: the one then), in order read."""
    rows = store.rows(
        "SELECT dataset, file, address, sha256, size, fetched, licence FROM meta.snapshot"
        " WHERE dataset = $1 AND vintage ="
        " (SELECT max(vintage) FROM meta.vintage WHERE dataset = $1 AND ($2 IS NULL OR loaded <= $2))"
        " ORDER BY position",
        [dataset, as_of.built if as_of is not None else None],
    )
    return [Snapshot(*row) for row in rows]


def fingerprints(store: Database) -> dict[str, str]:
    """The fingerprints of all tables as they were last made."""
    if "meta.fingerprint" not in store.tables():
        return {}
    return dict(store.rows("SELECT name, fingerprint FROM meta.fingerprint"))


def record_fingerprints(store: Database, prints: Mapping[str, str]) -> None:
    """Replace all fingerprints by these."""
    store.run("DELETE FROM meta.fingerprint")
    store.insert("meta.fingerprint", sorted(prints.items()))


def record_marts(store: Database, marts: Sequence[tuple[str, str]]) -> None:
    """Keep the queries that made the marts, in order, so that they can be asked of earlier figures too."""
    store.run("DELETE FROM meta.mart")
    store.insert("meta.mart", [(n, name, sql) for n, (name, sql) in enumerate(marts)])


def project_state(store: Database) -> tuple[str | None, dict[str, list[str]]]:
    """The project's fingerprint when last ingested in whole (None: never), and the datasets' files."""
    if not store.has("meta.project"):
        return None, {}
    prints = store.rows("SELECT fingerprint FROM meta.project")
    patterns: dict[str, list[str]] = {}
    for dataset, pattern in store.rows(
        "SELECT dataset, pattern FROM meta.file_pattern ORDER BY dataset, pattern"
    ):
        patterns.setdefault(dataset, []).append(pattern)
    return (prints[0][0] if prints else None), patterns


def built(store: Database) -> str | None:
    """The fingerprint of definitions and program when all was last built; None when something is left."""
    rows = store.rows("SELECT fingerprint FROM meta.built") if store.has("meta.built") else []
    return rows[0][0] if rows else None


def record_built(store: Database, fingerprint: str | None) -> None:
    """Note by what everything has been built; None when something is left to build."""
    store.run("DELETE FROM meta.built")
    store.insert("meta.built", [(fingerprint,)] if fingerprint is not None else [])


def record_project(store: Database, fingerprint: str | None, patterns: Mapping[str, Sequence[str]]) -> None:
    """Note what the whole project was when it was ingested; None when only parts of it were."""
    store.run("DELETE FROM meta.project")
    store.run("DELETE FROM meta.file_pattern")
    if fingerprint is None:
        return
    store.run("INSERT INTO meta.project VALUES (?)", [fingerprint])
    rows = [(dataset, pattern) for dataset, each in patterns.items() for pattern in each]
    store.insert("meta.file_pattern", rows)
