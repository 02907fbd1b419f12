"""The shape of raw tables: what a dataset's definition says its columns are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alemap.warehouse.database import quoted
from alemap.warehouse.raw import drop

if TYPE_CHECKING:
    from alemap.definitions.schema import Dataset
    from alemap.warehouse.database import Database

FIGURE_COLUMNS = {
    "value": "DOUBLE",
    "status": "VARCHAR",
    "mark": "VARCHAR",
    "cell": "VARCHAR",
    "snapshot": "VARCHAR",
}


def raw_columns(dataset: Dataset) -> dict[str, str]:
    """Column names and types of a dataset's raw table, in order."""
    columns: dict[str, str] = {}
    for dimension in dataset.dimensions.values():
        if dimension.column is None:
            continue
        columns[dimension.column] = "VARCHAR"
        if dimension.map is not None:
            columns[f"{dimension.column}_source"] = "VARCHAR"
    return {**columns, **dict.fromkeys(dataset.constants, "VARCHAR"), **FIGURE_COLUMNS}


def make_empty(store: Database, dataset: Dataset) -> None:
    """Make a dataset's raw table without rows, so that models on it can run before it is ingested."""
    columns = ", ".join(f"{quoted(name)} {kind}" for name, kind in raw_columns(dataset).items())
    drop(store, dataset.id)
    store.run(f"CREATE TABLE {quoted(f'raw.{dataset.id}')} ({columns})")
