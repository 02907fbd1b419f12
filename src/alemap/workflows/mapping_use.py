"""Which rows of the mapping files no figure has needed: seen only where there are data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alemap.warehouse.database import quoted

if TYPE_CHECKING:
    from alemap.definitions.project import Project
    from alemap.warehouse.database import Database


def unused_rows(project: Project, store: Database) -> dict[str, list[str]]:
    """The agency's codes of each mapping that none of its datasets holds, in the order of the file.

    A mapping with a dataset that is not loaded yet is left out: its codes may still come.
    """
    found: dict[str, set[str]] = {}
    waiting: set[str] = set()
    for dataset in project.datasets.values():
        for dimension in dataset.dimensions.values():
            if dimension.map is None:
                continue
            if not store.has(f"raw.{dataset.id}"):
                waiting.add(dimension.map)
                continue
            column = quoted(f"{dimension.column}_source")
            rows = store.rows(f"SELECT DISTINCT {column} FROM {quoted(f'raw.{dataset.id}')}")  # noqa: S608
            found.setdefault(dimension.map, set()).update(row[0] for row in rows)
    left = {
        name: [code for code in project.mappings[name].codes if code not in codes]
        for name, codes in sorted(found.items())
        if name in project.mappings and name not in waiting
    }
    return {name: codes for name, codes in left.items() if codes}
