"""Models bound on tables without rows: what DuckDB says of names and types before there is any data."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from alemap.definitions.suggest import suggest
from alemap.errors import ModelError, Place, Problem, fault
from alemap.models.graph import line_of
from alemap.warehouse import records
from alemap.warehouse.database import Database, quoted
from alemap.workflows.raw_tables import raw_columns
from alemap.workflows.seed_tables import SEED_TABLES
from alemap.workflows.sql_words import in_our_words

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from alemap.definitions.project import Project
    from alemap.models.graph import Graph, Model

_POINTED = re.compile(r"LINE (\d+): ")


def empty_database(project: Project) -> Database:
    """A database in memory with every raw and seed table, without rows."""
    store = Database.memory()
    store.run("PRAGMA disable_optimizer")  # there is nothing to make quick, and planning takes the time
    records.prepare(store)
    make_tables(store, given_columns(project))
    return store


def make_tables(store: Database, tables: Mapping[str, Mapping[str, str]]) -> None:
    """Make tables without rows, all by one statement."""
    if not tables:
        return
    store.run(
        ";".join(
            f"CREATE TABLE {quoted(name)} ("
            + ", ".join(f"{quoted(column)} {kind}" for column, kind in columns.items())
            + ")"
            for name, columns in tables.items()
        )
    )


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
    place, why = pointed(model.file, reason, first_line)
    return ModelError("`{model}` does not run: {reason}", model=model.name, reason=why, place=place)


def pointed(file: str, reason: str, first_line: int = 1) -> tuple[Place, ModelError]:
    """The place in a file that DuckDB points at, and what it says, in our words.

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
    return place, in_our_words(reason)


def given_columns(project: Project) -> dict[str, dict[str, str]]:
    """The columns, with their types, of every table that the definitions make."""
    tables = {f"raw.{dataset.id}": raw_columns(dataset) for dataset in project.datasets.values()}
    return tables | {f"seed.{name}": dict(columns) for name, columns in SEED_TABLES.items()}


class Bench:
    """Empty tables to bind models on; made when first needed, for most often nothing has changed."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._waiting: dict[str, Mapping[str, str]] = {}
        self._store: Database | None = None

    @property
    def store(self) -> Database:
        """The database, with every table there is so far."""
        if self._store is None:
            self._store = empty_database(self._project)
        make_tables(self._store, self._waiting)
        self._waiting = {}
        return self._store

    def add(self, name: str, columns: Mapping[str, str]) -> None:
        """Have a table of these columns."""
        self._waiting[name] = columns

    def close(self) -> None:
        """Close the database if it was made."""
        if self._store is not None:
            self._store.close()
