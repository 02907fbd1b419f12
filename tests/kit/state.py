"""What a project holds on disk and in its database, to see whether anything has changed."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from alemap.warehouse.database import Database

if TYPE_CHECKING:
    from pathlib import Path

Rows = list[tuple[object, ...]]


def files(folder: Path) -> dict[str, str]:
    """The digest of every file below a folder; lock and log of runs, which hold no data, left out."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix not in {".lock", ".jsonl"}
    }


def rows(root: Path, sql: str) -> Rows:
    """The rows of a query on the project's live database."""
    with Database.read(root / "data" / "alemap.duckdb") as store:
        return store.rows(sql)


def figures(root: Path) -> Rows:
    """Every estimate and index value, in the order of the keys."""
    return rows(
        root,
        "SELECT indicator, area_code, level, period, sex, category, value, lower, upper, numerator,"
        " denominator, status, method FROM estimate ORDER BY ALL",
    ) + rows(root, "SELECT * FROM index_value ORDER BY ALL")
