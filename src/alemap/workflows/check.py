"""Check: every fault in definitions and models, found without data, all reported at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from alemap.definitions.project import Project, load_project
from alemap.errors import DefinitionError, ModelError, Place, Problem
from alemap.models.checks import read_checks
from alemap.models.contract import contract_problems
from alemap.models.graph import Graph, read_models
from alemap.models.lint import lint
from alemap.warehouse import records
from alemap.warehouse.database import Database, quoted
from alemap.workflows.build import missing_tables, model_error
from alemap.workflows.raw_tables import make_empty
from alemap.workflows.seeds import make_seeds, seed_names
from alemap.workflows.sql_tests import SqlTestResult, run_sql_tests

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What `check` looked at and found; `tests` is None when the SQL tests were not asked for."""

    problems: tuple[Problem, ...]
    definitions: int
    models: int
    tests: tuple[SqlTestResult, ...] | None

    @property
    def errors(self) -> int:
        """How many faults are no mere warnings, failed tests included."""
        failed = sum(not test.passed for test in self.tests or ())
        return failed + sum(not problem.warning for problem in self.problems)


def check(root: Path, *, tests: bool = False) -> CheckReport:
    """Read definitions and models, bind the models on empty tables, and run the SQL tests if asked."""
    problems: list[Problem] = []
    try:
        project = load_project(root)
    except DefinitionError as error:
        return CheckReport(tuple(error.problems), len(list(root.glob("pipelines/**/*.yaml"))), 0, None)
    graph, found = read_models(root)
    problems += found
    for model in graph.models.values():
        problems += lint(model)
    if not found:
        problems += _bound(project, graph)
    try:
        read_checks(root)
    except DefinitionError as error:
        problems += error.problems
    results = None
    if tests and not any(not problem.warning for problem in problems):
        with _empty_database(project, graph) as store:
            for name in graph.order:
                _bind(store, graph, name)
            results = tuple(run_sql_tests(root, graph, store))
    count = len(project.indicators) + len(project.datasets) + len(project.indexes) + len(project.agencies)
    problems.sort(key=lambda p: (p.place.file, p.place.line or 0, p.code))
    return CheckReport(tuple(problems), count, len(graph.models), results)


def _empty_database(project: Project, graph: Graph) -> Database:
    """A database in memory with every raw and seed table, without rows."""
    store = Database.memory()
    records.prepare(store)
    for dataset in project.datasets.values():
        make_empty(store, dataset)
    for seed in make_seeds(project, graph):
        store.load(f"seed.{seed.name}", seed.frame.clear())
    return store


def _bind(store: Database, graph: Graph, name: str) -> None:
    store.run(f"CREATE OR REPLACE TABLE {quoted(name)} AS {graph.models[name].sql}")


def _bound(project: Project, graph: Graph) -> list[Problem]:
    """Run every model, and then every data check, on empty tables: names, types and the contract."""
    problems = missing_tables(graph, [*(f"raw.{name}" for name in project.datasets), *seed_names()])
    if problems:
        return problems
    broken: set[str] = set()
    with _empty_database(project, graph) as store:
        for name in graph.order:
            model = graph.models[name]
            if name in broken or model.references & broken:
                broken.add(name)
                continue
            try:
                _bind(store, graph, name)
            except ModelError as error:
                broken.add(name)
                told = model_error(model, str(error.fields["reason"]))
                place = told.place or error.place
                if place is not None:
                    problems.append(Problem(place, "AM415", str(told.fields["reason"])))
                continue
            names, _ = store.table(f"SELECT * FROM {quoted(name)} LIMIT 0")  # noqa: S608
            problems += contract_problems(model, names)
        if not broken:
            problems += _checks_bound(project.root, store)
    return problems


def _checks_bound(root: Path, store: Database) -> list[Problem]:
    problems = []
    try:
        checks = read_checks(root)
    except DefinitionError:
        return []
    for each in checks:
        try:
            store.rows(each.sql)
        except ModelError as error:
            reason = str(error.fields["reason"]).splitlines()[0]
            problems.append(Problem(Place(each.file), "AM415", reason))
    return problems
