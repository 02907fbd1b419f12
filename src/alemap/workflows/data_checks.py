"""Data checks at the end of a build: errors keep the old database live, warnings are told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from alemap.errors import CheckFailedError, ModelError, Place
from alemap.models.checks import Check, read_checks

if TYPE_CHECKING:
    from pathlib import Path

    from alemap.warehouse.database import Database


@dataclass(frozen=True, slots=True)
class CheckResult:
    """A data check's outcome: how many rows it found, and the first of them."""

    check: Check
    count: int
    columns: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]


def run_checks(root: Path, store: Database) -> tuple[CheckResult, ...]:
    """Run every data check; errors end the build, warnings are returned."""
    warnings: list[CheckResult] = []
    failed: list[CheckResult] = []
    store.run("DELETE FROM meta.check_count")
    for check in read_checks(root):
        try:
            columns, rows = store.table(check.sql)
        except ModelError as error:
            raise ModelError(
                "the check does not run: {reason}",
                reason=str(error.fields["reason"]).splitlines()[0],
                place=Place(check.file),
            ) from error
        store.run("INSERT INTO meta.check_count VALUES (?, ?, ?)", [check.name, check.severity, len(rows)])
        if rows:
            result = CheckResult(check, len(rows), columns, tuple(sorted(rows, key=str)[:5]))
            (failed if check.severity == "error" else warnings).append(result)
    if failed:
        first = failed[0]
        shown = "; ".join(
            ", ".join(f"{c}={v}" for c, v in zip(first.columns, row, strict=True)) for row in first.rows
        )
        raise CheckFailedError(
            "check `{check}` found {count} row(s): {reason} First rows: {rows}",
            check=first.check.name,
            count=first.count,
            reason=first.check.reason,
            rows=shown,
            place=Place(first.check.file),
            hint="the database stays as it was; mend the data or the model, then build again",
        )
    return tuple(warnings)
