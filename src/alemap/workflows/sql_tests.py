"""SQL tests: `sql/tests/<model>.yaml`, rows in and rows out of one model."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from pydantic import Field

from alemap.definitions.documents import read_document, validate
from alemap.definitions.project import load_project
from alemap.definitions.settings import Strict
from alemap.definitions.suggest import suggest
from alemap.errors import DefinitionError, ModelError, Problem, fault
from alemap.models.graph import read_models
from alemap.values import dataclass
from alemap.warehouse.database import quoted
from alemap.workflows.binding import bind, empty_database
from alemap.workflows.sql_words import in_our_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from alemap.definitions.documents import Document
    from alemap.errors import Place
    from alemap.models.graph import Graph
    from alemap.warehouse.database import Database

Cell = str | int | float | bool | None
Row = dict[str, Cell]
Difference = tuple[str, dict[str, Any]]
"""A template and its fields, besides `model` and `case`."""


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
    """One case: `problems` says which cells are not as expected."""

    file: str
    line: int
    model: str
    case: str
    problems: tuple[Problem, ...]

    @property
    def passed(self) -> bool:
        """Whether the model gave what was expected."""
        return not self.problems

    @property
    def differences(self) -> tuple[str, ...]:
        """What differs, in English."""
        return tuple(problem.text for problem in self.problems)


def run_sql_tests(root: Path, graph: Graph, store: Database) -> Iterator[SqlTestResult]:
    """Run every case on a database whose tables all stand empty; nothing of a case is left behind.

    DefinitionError for a test file that cannot be read.
    """
    for path in sorted((root / "sql" / "tests").glob("*.yaml")):
        yield from run_test_file(path, path.relative_to(root).as_posix(), graph, store)


def run_test_file(path: Path, name: str, graph: Graph, store: Database) -> Iterator[SqlTestResult]:
    """Run the cases of one file, `name` being its path as shown; DefinitionError when it cannot be read."""
    tests, document = read_test_file(path, name)
    for number in range(len(tests.cases)):
        yield run_case(tests, number, document, graph, store)


def run_case(
    tests: SqlTestFile, number: int, document: Document, graph: Graph, store: Database
) -> SqlTestResult:
    """Run one case of a file on a database whose tables stand empty."""
    case, place = tests.cases[number], document.place(["cases", number])
    problems = tuple(_run(graph, store, tests.model, case, place))
    return SqlTestResult(document.name, place.line or 1, tests.model, case.name, problems)


def database_for_tests(root: Path) -> tuple[Graph, Database]:
    """A project's models, and a database in memory with all its tables, empty, for its SQL tests.

    DefinitionError or ModelError when the project has a fault.
    """
    project = load_project(root)
    graph, problems = read_models(root)
    if problems:
        raise DefinitionError(problems)
    store = empty_database(project)
    for name in graph.order:
        bind(store, graph.models[name])
    return graph, store


def read_test_file(path: Path, name: str) -> tuple[SqlTestFile, Document]:
    """The cases of a file, and where they stand; DefinitionError when it cannot be read."""
    document, problems = read_document(path, name)
    if document is None:
        raise DefinitionError(problems)
    tests, problems = validate(SqlTestFile, document)
    if tests is None:
        raise DefinitionError(problems)
    return tests, document


def _run(graph: Graph, store: Database, model: str, case: SqlCase, place: Place) -> Iterator[Problem]:
    """Each difference as a problem of the case."""
    store.run("BEGIN")
    try:
        for difference in _found(graph, store, model, case):
            message, fields = difference
            yield fault(place, "AM450", message, model=model, case=case.name, **fields)
    finally:
        store.run("ROLLBACK")


def _found(graph: Graph, store: Database, model: str, case: SqlCase) -> Iterator[Difference]:
    if model not in graph.models:
        yield "{model}: there is no such model", {}
        return
    try:
        for table, rows in case.given.items():
            wrong = _fill(store, table, rows)
            if wrong:
                yield wrong
                return
        columns, found = store.table(graph.models[model].sql)
    except ModelError as error:
        yield "{model}: {case}: {reason}", {"reason": in_our_words(str(error.fields["reason"]))}
        return
    yield from _differences(columns, found, case.expect)


def _fill(store: Database, table: str, rows: Sequence[Row]) -> Difference | None:
    """Put rows into a table, their columns typed as the table's own; the fault when it cannot be."""
    if table not in store.tables():
        names = {"table": table, "known": suggest(table, store.tables()) or "-"}
        return "{model}: {case}: `{table}` is no table (like it: {known})", names
    known = store.columns(table)
    for row in rows:
        unknown = [name for name in row if name not in known]
        if unknown:
            fields = {"table": table, "column": unknown[0], "known": ", ".join(known)}
            return "{model}: {case}: `{table}` has no column `{column}`; it has {known}", fields
        names_of = ", ".join(quoted(name) for name in row)
        marks = ", ".join("?" for _ in row)
        store.run(f"INSERT INTO {quoted(table)} ({names_of}) VALUES ({marks})", list(row.values()))  # noqa: S608
    return None


def _differences(
    columns: Sequence[str], found: Sequence[tuple[Any, ...]], expect: Sequence[Row]
) -> Iterator[Difference]:
    """What differs, cell by cell; rows are matched by the columns that both hold as text."""
    named = list(dict.fromkeys(name for row in expect for name in row))
    unknown = [name for name in named if name not in columns]
    if unknown:
        fields = {"column": unknown[0], "known": ", ".join(columns)}
        yield "{model}: {case}: the model gives no column `{column}`; it gives {known}", fields
        return
    got = [dict(zip(columns, row, strict=True)) for row in found]
    keys = [
        name for name in named if all(isinstance(row.get(name), str) for row in expect) and name != "status"
    ]
    rest = {_key(row, keys): row for row in got}
    if len(rest) != len(got):
        fields = {"count": str(len(got)), "keys": ", ".join(keys)}
        yield "{model}: {case}: {count} rows, not told apart by {keys}", fields
        return
    for row in expect:
        match = rest.pop(_key(row, keys), None)
        if match is None:
            yield "{model}: {case}: no row {row}", {"row": _shown(row, keys)}
            continue
        for name in row:
            if not _same(match[name], row[name]):
                yield (
                    "{model}: {case}: {row}: {column} is {got}, expected {expected}",
                    {"row": _shown(row, keys), "column": name, "got": _cell(match[name]),
                     "expected": _cell(row[name])},
                )  # fmt: skip
    for row in rest.values():
        yield "{model}: {case}: unexpected row {row}", {"row": _shown(row, named)}


def _key(row: Row, keys: Sequence[str]) -> tuple[Cell, ...]:
    return tuple(row.get(name) for name in keys)


def _shown(row: Row, names: Sequence[str]) -> str:
    return "(" + ", ".join(f"{name}={row.get(name)}" for name in names) + ")"


def _cell(value: Cell) -> str:
    return "null" if value is None else repr(value)


def _same(got: Any, expected: Any) -> bool:
    if isinstance(expected, int | float) and not isinstance(expected, bool) and got is not None:
        return math.isclose(float(got), float(expected), rel_tol=1e-9, abs_tol=1e-12)
    return bool(got == expected)
