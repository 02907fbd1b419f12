"""Data checks at the end of a build: errors keep the old database live, warnings are told.

A check is run when its query or something it reads has changed. What it found is kept with the database; of
a build that an error stopped, in a file beside it.
"""

from __future__ import annotations

import json
import re
from numbers import Number
from typing import TYPE_CHECKING

from alemap.errors import CheckFailedError, ModelError, Place
from alemap.models.checks import Check, read_checks
from alemap.models.fingerprints import fingerprint
from alemap.values import dataclass
from alemap.workflows.sql_words import in_our_words

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from pathlib import Path

    from alemap.warehouse.database import Database

FIRST = 5
"""How many rows of a check are printed."""
KEPT = 200
"""How many are kept."""
_COUNTS = re.compile(r"(?:raw|stg_|core_|ind_)\w*")
_NO_COUNTS = re.compile(r"core_(?:area\w*|published)|ind_published")
"""Tables with the agencies' own counts, which nobody may see; and those among them that hold none."""


@dataclass(frozen=True, slots=True)
class CheckResult:
    """A data check's outcome: how many rows it found, how many last time (None: not run then), the first."""

    check: Check
    count: int
    before: int | None
    columns: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]

    @property
    def told(self) -> tuple[str, ...]:
        """The first rows in words, for the screen and the log.

        Of a check on the agencies' counts only where a fault is, never the counts: they may be small ones.
        """
        counts = any(_COUNTS.fullmatch(word) and not _NO_COUNTS.fullmatch(word) for word in self.check.words)
        lines = (
            ", ".join(
                f"{column}={value}"
                for column, value in zip(self.columns, row, strict=True)
                if not (counts and isinstance(value, Number))
            )
            for row in self.rows[:FIRST]
        )
        return tuple(line for line in dict.fromkeys(lines) if line)


def check_fingerprints(root: Path, prints: Mapping[str, str], derived: Mapping[str, str]) -> dict[str, str]:
    """What each check's outcome follows from: its text and whatever table it names."""
    tables = {**prints, **derived}
    return {
        f"check:{check.name}": fingerprint(
            [check.sql, *(f"{name}={tables[name]}" for name in sorted(check.words & tables.keys()))]
        )
        for check in read_checks(root)
    }


def run_checks(
    root: Path, store: Database, build: int, due: Collection[str] | None, failures: Path
) -> tuple[tuple[CheckResult, ...], int]:
    """Run the checks named in `due` (None: all); gives the warnings, and how many others still have rows.

    CheckFailedError when one of severity error finds more rows than it puts up with; they are then written
    to the file `failures`.
    """
    checks = read_checks(root)
    counts = dict(store.rows("SELECT name, row_count FROM meta.check_count"))
    _forget(store, counts.keys() - {check.name for check in checks})
    warnings: list[CheckResult] = []
    failed: list[CheckResult] = []
    standing = 0
    for check in checks:
        before = counts.get(check.name)
        if due is not None and check.name not in due and before is not None:
            standing += before > check.tolerance
            continue
        result = _run(store, check, before)
        _record(store, result, build)
        if result.count > check.tolerance:
            (failed if check.severity == "error" else warnings).append(result)
    if failed:
        _write(failures, failed)
        raise _error(failed, failures)
    failures.unlink(missing_ok=True)
    return tuple(warnings), standing


def _run(store: Database, check: Check, before: int | None) -> CheckResult:
    try:
        columns, rows = store.table(check.sql)
    except ModelError as error:
        raise ModelError(
            "the check does not run: {reason}",
            reason=in_our_words(str(error.fields["reason"])),
            place=Place(check.file),
        ) from error
    return CheckResult(check, len(rows), before, columns, tuple(sorted(rows, key=str)[:KEPT]))


def _record(store: Database, result: CheckResult, build: int) -> None:
    name = result.check.name
    _forget(store, [name])
    store.run("INSERT INTO meta.check_count VALUES (?, ?, ?)", [name, result.check.severity, result.count])
    store.run("INSERT INTO meta.check_run VALUES (?, ?, ?)", [build, name, result.count])
    store.insert("meta.check_failure", [(name, n, _json(result, row)) for n, row in enumerate(result.rows)])


def _forget(store: Database, names: Collection[str]) -> None:
    for table in ("meta.check_count", "meta.check_failure"):
        for name in names:
            store.run(f"DELETE FROM {table} WHERE name = ?", [name])  # noqa: S608 - two tables of ours


def _json(result: CheckResult, row: Sequence[object]) -> str:
    return json.dumps(dict(zip(result.columns, row, strict=True)), ensure_ascii=False, default=str)


def _write(file: Path, failed: Sequence[CheckResult]) -> None:
    """Keep what stopped the build where the draft, which is thrown away, does not take it along."""
    lines = [
        json.dumps({"check": each.check.name, "row": json.loads(_json(each, row))}, ensure_ascii=False)
        for each in failed
        for row in each.rows
    ]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _error(failed: Sequence[CheckResult], failures: Path) -> CheckFailedError:
    first = failed[0]
    others = ", ".join(each.check.name for each in failed[1:])
    return CheckFailedError(
        "check `{check}` found {count} row(s): {reason} First rows: {rows}{others}",
        check=first.check.name,
        count=first.count,
        reason=first.check.reason,
        rows="; ".join(first.told),
        others=f" (+ {others})" if others else "",
        file=failures.name,
        place=Place(first.check.file),
        hint="the database stays as it was; mend the data or the model, then build again (rows: {file})",
    )
