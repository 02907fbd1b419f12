"""Models bound on tables without rows: what DuckDB says of names and types before there is any data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alemap.definitions.suggest import suggest
from alemap.errors import ModelError, Place, Problem, fault
from alemap.models.graph import line_of
from alemap.warehouse import records
from alemap.warehouse.database import Database, quoted
from alemap.workflows.raw_tables import raw_columns
from alemap.workflows.seed_tables import SEED_TABLES

if TYPE_CHECKING:
    from collections.abc import Collection

    from alemap.definitions.project import Project
    from alemap.models.graph import Graph, Model


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


def bind(store: Database, model: Model) -> tuple[str, ...]:
    """Make a model's table from empty ones and give its columns; ModelError where it does not run."""
    store.run(f"CREATE OR REPLACE TABLE {quoted(model.name)} AS {model.sql}")
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


def model_error(model: Model, reason: str) -> ModelError:
    """DuckDB's complaint about a model, with the line in the model's own file."""
    lines = reason.splitlines()
    place = next((line for line in lines if line.startswith("LINE ")), "")
    number = int(place.removeprefix("LINE ").split(":")[0]) if place else None
    return ModelError(
        "`{model}` does not run: {reason}", model=model.name, reason=lines[0], place=Place(model.file, number)
    )
