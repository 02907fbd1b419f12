"""Models bound on tables without rows: what DuckDB says of names and types before there is any data."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from alemap.definitions.suggest import suggest
from alemap.errors import ModelError, Place, Problem, fault
from alemap.models.graph import DERIVED, line_of
from alemap.models.places import place_of
from alemap.warehouse import records
from alemap.warehouse.database import Database, quoted
from alemap.workflows.raw_tables import raw_columns
from alemap.workflows.seed_tables import SEED_TABLES

if TYPE_CHECKING:
    from collections.abc import Collection

    from alemap.definitions.project import Project
    from alemap.models.graph import Graph, Model
    from alemap.models.scopes import Resolved

_POINTED = re.compile(r"LINE (\d+): ")


def empty_database(project: Project) -> Database:
    """A database in memory with every raw and seed table, without rows."""
    store = Database.memory()
    store.run("PRAGMA disable_optimizer")  # there is nothing to make quick, and planning takes the time
    records.prepare(store)
    tables = {f"raw.{dataset.id}": raw_columns(dataset) for dataset in project.datasets.values()}
    tables |= {f"seed.{name}": dict(columns) for name, columns in SEED_TABLES.items()}
    store.run(
        ";".join(
            f"CREATE TABLE {quoted(name)} ("
            + ", ".join(f"{quoted(column)} {kind}" for column, kind in columns.items())
            + ")"
            for name, columns in tables.items()
        )
    )
    return store


def bind(store: Database, model: Model) -> dict[str, str]:
    """Make a model's table from empty ones, and give its columns with their types.

    ModelError where it does not run, at the line and column that DuckDB points at.
    """
    try:
        store.run(f"CREATE OR REPLACE TABLE {quoted(model.name)} AS\n{model.sql}")
    except ModelError as error:
        raise model_error(model, str(error.fields["reason"]), first_line=2) from error
    return store.columns(model.name)


def missing_tables(graph: Graph, known: Collection[str]) -> list[Problem]:
    """Raw and seed tables that a model reads and no definition makes."""
    return [
        fault(
            Place(model.file, line_of(model.sql, name)),
            "AM414",
            "there is no table `{name}`",
            suggestion=suggest(name, known),
            name=name,
        )
        for model in graph.models.values()
        for name in sorted(model.references)
        if "." in name and name not in known
    ]


def model_error(model: Model, reason: str, *, first_line: int = 1) -> ModelError:
    """DuckDB's complaint about a model, with the line and column in the model's own file."""
    place, reason = pointed(model.file, reason, first_line)
    return ModelError("`{model}` does not run: {reason}", model=model.name, reason=reason, place=place)


def pointed(file: str, reason: str, first_line: int = 1) -> tuple[Place, str]:
    """The place in a file that DuckDB points at, and the first line of what it says.

    `first_line`: the line of the statement at which the file's text began.
    """
    lines = reason.splitlines()
    place = Place(file)
    for number, line in enumerate(lines):
        match = _POINTED.match(line)
        if match:
            caret = lines[number + 1].find("^") - match.end() if number + 1 < len(lines) else -1
            # a long line is cut at its beginning, and where is then not told
            known = caret >= 0 and not line[match.end() :].startswith("...")
            place = Place(file, int(match[1]) - first_line + 1, caret + 1 if known else None)
    return place, lines[0]


def known_columns(project: Project, store: Database) -> dict[str, Collection[str]]:
    """The columns of every table there is before the models are made."""
    columns: dict[str, Collection[str]] = {f"seed.{name}": tuple(each) for name, each in SEED_TABLES.items()}
    columns |= {f"raw.{d.id}": tuple(raw_columns(d)) for d in project.datasets.values()}
    return columns | {name: tuple(store.columns(name)) for name in DERIVED}


def unknown_columns(model: Model, resolved: Resolved) -> list[Problem]:
    """Every column of a model that none of its tables has, with those it could have meant."""
    return [
        fault(
            place_of(model, column.this),
            "AM416",
            "there is no column `{name}`",
            suggestion=suggest(column.sql("duckdb"), known) or suggest(column.name, known),
            name=column.sql("duckdb"),
        )
        for column, known in resolved.unknown
    ]
