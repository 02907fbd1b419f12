"""`check`: every fault of the definitions and models, found without data, all reported at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from alemap.definitions.project import Project, read_project
from alemap.errors import DefinitionError, ModelError, Place, Problem, fault
from alemap.models.checks import read_checks
from alemap.models.contract import contract_problems
from alemap.models.graph import Graph, read_models
from alemap.models.lint import lint
from alemap.results.check import CheckSummary
from alemap.workflows.binding import bind, empty_database, missing_tables, model_error
from alemap.workflows.seed_tables import seed_names
from alemap.workflows.sql_tests import SqlTestResult, run_sql_tests

if TYPE_CHECKING:
    from pathlib import Path

    from alemap.warehouse.database import Database

_CHECKED = ("alemap.toml", "pipelines/**/*.yaml", "pipelines/**/*.csv", "sql/**/*.sql", "sql/**/*.yaml")


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What `check` looked at and found; `tests` is None when the SQL tests were not asked for."""

    problems: tuple[Problem, ...]
    files: tuple[str, ...]
    definitions: int
    models: int
    tests: tuple[SqlTestResult, ...] | None

    @property
    def findings(self) -> tuple[Problem, ...]:
        """Every fault, what the SQL tests found included."""
        return self.problems + tuple(p for test in self.tests or () for p in test.problems)

    @property
    def errors(self) -> int:
        """How many faults are no mere warnings; a failed test counts once."""
        failed = sum(not test.passed for test in self.tests or ())
        return failed + sum(not problem.warning for problem in self.problems)

    @property
    def summary(self) -> CheckSummary:
        """How much was checked and found."""
        warnings = sum(problem.warning for problem in self.problems)
        tests = None if self.tests is None else (sum(t.passed for t in self.tests), len(self.tests))
        return CheckSummary(self.definitions, self.models, self.errors, warnings, tests)


def check(root: Path, *, tests: bool = False) -> CheckReport:
    """Read definitions and models, bind the models on empty tables, and run the SQL tests if asked."""
    project, problems = read_project(root)
    graph, found = read_models(root)
    problems += found
    for model in graph.models.values():
        problems += lint(model)
    results: tuple[SqlTestResult, ...] | None = None
    if project is not None:
        with empty_database(project) as store:
            problems += _bound(project, graph, store)
            if tests and not any(not problem.warning for problem in problems):
                results = tuple(run_sql_tests(root, graph, store))
    problems.sort(key=lambda p: (p.place.file, p.place.line or 0, p.place.column or 0, p.code))
    files = tuple(
        sorted(path.relative_to(root).as_posix() for pattern in _CHECKED for path in root.glob(pattern))
    )
    definitions = sum(name.startswith("pipelines/") and name.endswith(".yaml") for name in files)
    return CheckReport(tuple(problems), files, definitions, len(graph.models), results)


def _bound(project: Project, graph: Graph, store: Database) -> list[Problem]:
    """Run every model, and then every data check, on empty tables: names, types and the contract."""
    defined = {key.partition(":")[2] for key in project.documents if key.startswith("dataset:")}
    problems = missing_tables(graph, [*(f"raw.{name}" for name in defined), *seed_names()])
    # What rests on something that has a fault of its own cannot be judged.
    known = {*(f"raw.{name}" for name in project.datasets), *seed_names(), *store.tables()}
    broken = {ref for model in graph.models.values() for ref in model.references} - known - set(graph.models)
    for name in graph.order:
        model = graph.models.get(name)
        if model is None or model.references & broken:
            broken.add(name)
            continue
        try:
            names = bind(store, model)
        except ModelError as error:
            broken.add(name)
            told = model_error(model, str(error.fields["reason"]))
            place = told.place or error.place or Place(model.file)
            problems.append(fault(place, "AM415", "{reason}", reason=str(told.fields["reason"])))
            continue
        problems += contract_problems(model, names)
    return problems + _checks_bound(project.root, store, broken)


def _checks_bound(root: Path, store: Database, broken: set[str]) -> list[Problem]:
    """Data checks that do not run, those left out that read what has a fault of its own."""
    problems: list[Problem] = []
    try:
        checks = read_checks(root)
    except DefinitionError as error:
        return error.problems
    for each in checks:
        try:
            store.rows(each.sql)
        except ModelError as error:
            reason = str(error.fields["reason"]).splitlines()[0]
            if not any(name in each.sql for name in broken):
                problems.append(fault(Place(each.file), "AM415", "{reason}", reason=reason))
    return problems
