"""SQL tests: `sql/tests/<model>.yaml`, rows in and rows out of one model."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import Field

from alemap.definitions.documents import read_document, validate
from alemap.definitions.settings import Strict
from alemap.definitions.suggest import closest
from alemap.errors import DefinitionError, ModelError, Place
from alemap.warehouse.database import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from alemap.models.graph import Graph
    from alemap.warehouse.database import Database

Cell = str | int | float | bool | None
Row = dict[str, Cell]


class SqlCase(Strict):
    """Rows of the tables a model reads (those not named are empty), and the rows it must give."""

    name: str
    given: dict[str, list[dict[str, Any]]]
    expect: list[dict[str, Any]]


class SqlTestFile(Strict):
    """The cases of one model."""

    model: str
    cases: list[SqlCase] = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class SqlTestResult:
    """One case: `differences` says which cells are not as expected."""

    file: str
    line: int
    model: str
    case: str
    differences: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Whether the model gave what was expected."""
        return not self.differences


def run_sql_tests(root: Path, graph: Graph, store: Database) -> Iterator[SqlTestResult]:
    """Run every case on a database whose tables all stand empty; nothing of a case is left behind.

    DefinitionError for a test file that cannot be read.
    """
    for path in sorted((root / "sql" / "tests").glob("*.yaml")):
        name = path.relative_to(root).as_posix()
        document, problems = read_document(path, name)
        if document is None:
            raise DefinitionError(problems)
        tests, problems = validate(SqlTestFile, document)
        if tests is None:
            raise DefinitionError(problems)
        for number, case in enumerate(tests.cases):
            line = document.place(["cases", number]).line or 1
            yield SqlTestResult(
                name,
                line,
                tests.model,
                case.name,
                tuple(_run(graph, store, tests.model, case, Place(name, line))),
            )


def _run(graph: Graph, store: Database, model: str, case: SqlCase, place: Place) -> list[str]:
    if model not in graph.models:
        return [f"`{model}` is no model"]
    store.run("BEGIN")
    try:
        for table, rows in case.given.items():
            fault = _fill(store, table, rows)
            if fault:
                return [fault]
        columns, found = store.table(graph.models[model].sql)
    except ModelError as error:
        return [f"{place}: {str(error.fields['reason']).splitlines()[0]}"]
    finally:
        store.run("ROLLBACK")
    return _differences(columns, found, case.expect)


def _fill(store: Database, table: str, rows: Sequence[Row]) -> str | None:
    """Put rows into a table, their columns typed as the table's own; a fault in words when it cannot be."""
    if table not in store.tables():
        return f"`{table}` is no table; {closest(table, store.tables()) or ''}"
    known, _ = store.table(f"SELECT * FROM {quoted(table)} LIMIT 0")  # noqa: S608
    for row in rows:
        unknown = [name for name in row if name not in known]
        if unknown:
            return f"`{table}` has no column `{unknown[0]}`; it has {', '.join(known)}"
        names = ", ".join(quoted(name) for name in row)
        marks = ", ".join("?" for _ in row)
        store.run(f"INSERT INTO {quoted(table)} ({names}) VALUES ({marks})", list(row.values()))  # noqa: S608
    return None


def _differences(
    columns: Sequence[str], found: Sequence[tuple[Any, ...]], expect: Sequence[Row]
) -> list[str]:
    """What differs, cell by cell; rows are matched by the columns that both hold as text."""
    named = list(dict.fromkeys(name for row in expect for name in row))
    unknown = [name for name in named if name not in columns]
    if unknown:
        return [f"the model gives no column `{unknown[0]}`; it gives {', '.join(columns)}"]
    got = [dict(zip(columns, row, strict=True)) for row in found]
    keys = [
        name for name in named if all(isinstance(row.get(name), str) for row in expect) and name != "status"
    ]
    rest = {_key(row, keys): row for row in got}
    if len(rest) != len(got):
        return [f"{len(got)} rows, not told apart by {', '.join(keys)}"]
    differences = []
    for row in expect:
        match = rest.pop(_key(row, keys), None)
        if match is None:
            differences.append(f"no row {_shown(row, keys)}")
            continue
        differences += [
            f"{_shown(row, keys)}: {name} is {match[name]!r}, expected {row[name]!r}"
            for name in row
            if not _same(match[name], row[name])
        ]
    return differences + [f"unexpected row {_shown(row, named)}" for row in rest.values()]


def _key(row: Row, keys: Sequence[str]) -> tuple[Cell, ...]:
    return tuple(row.get(name) for name in keys)


def _shown(row: Row, names: Sequence[str]) -> str:
    return "(" + ", ".join(f"{name}={row.get(name)}" for name in names) + ")"


def _same(got: Any, expected: Any) -> bool:
    if isinstance(expected, int | float) and not isinstance(expected, bool) and got is not None:
        return math.isclose(float(got), float(expected), rel_tol=1e-9, abs_tol=1e-12)
    return bool(got == expected)
