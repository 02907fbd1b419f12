"""`check`: every fault of the definitions and models, found without data, all reported at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alemap.definitions.area_checks import area_problems
from alemap.definitions.consistency import consistency_problems
from alemap.definitions.economics_files import read_economics
from alemap.definitions.plausibility import plausibility_problems
from alemap.definitions.programme_files import read_programmes
from alemap.definitions.project import Project, read_project
from alemap.definitions.target_faults import target_faults
from alemap.errors import ModelError, Place, Problem, fault
from alemap.models.checks import Check, find_checks
from alemap.models.contract import contract_problems, type_problems
from alemap.models.graph import Graph, read_models
from alemap.models.lineage import Lineage, lineage_problems
from alemap.models.lint import lint
from alemap.models.scopes import resolve
from alemap.models.style import style_problems
from alemap.results.check import CheckSummary
from alemap.values import dataclass
from alemap.workflows.binding import (
    bind,
    empty_database,
    known_columns,
    missing_tables,
    pointed,
    unknown_columns,
)
from alemap.workflows.register import FOLDER, WORKBOOKS, read_register
from alemap.workflows.seed_tables import seed_names
from alemap.workflows.sql_tests import SqlTestResult, run_sql_tests
from alemap.workflows.usage import test_problems, usage_problems

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from pathlib import Path

    from alemap.models.scopes import Outputs
    from alemap.warehouse.database import Database

_CHECKED = (
    "alemap.toml", "pipelines/**/*.yaml", "pipelines/**/*.csv", "sql/**/*.sql", "sql/**/*.yaml",
    *(f"{FOLDER}/*{ending}" for ending in WORKBOOKS),
)  # fmt: skip


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
    checks, found = find_checks(root)
    problems += found
    results: tuple[SqlTestResult, ...] | None = None
    if project is not None:
        problems += plausibility_problems(project)
        problems += consistency_problems(project)
        problems += area_problems(project)
        register, found = read_register(project)
        problems += [*found, *read_economics(root, register)[1]]
        problems += read_programmes(project, register)[1]
        problems += target_faults(project)
        problems += usage_problems(project, graph, checks)
        with empty_database(project) as store:
            problems += _bound(project, graph, store, checks)
            if tests and not any(not problem.warning for problem in problems):
                results = tuple(run_sql_tests(root, graph, store))
    problems.sort(key=_where)
    files = tuple(
        sorted(path.relative_to(root).as_posix() for pattern in _CHECKED for path in root.glob(pattern))
    )
    definitions = sum(name.startswith("pipelines/") and name.endswith(".yaml") for name in files)
    return CheckReport(tuple(problems), files, definitions, len(graph.models), results)


def _where(problem: Problem) -> tuple[str, int, int, str]:
    return (problem.place.file, problem.place.line or 0, problem.place.column or 0, problem.code)


def _bound(project: Project, graph: Graph, store: Database, checks: Sequence[Check]) -> list[Problem]:
    """Run every model, and then every data check, on empty tables: names, types, the contract, the style."""
    defined = {key.partition(":")[2] for key in project.documents if key.startswith("dataset:")}
    problems = missing_tables(graph, [*(f"raw.{name}" for name in defined), *seed_names()])
    columns: dict[str, Collection[str]] = known_columns(project, store)
    # What rests on something that has a fault of its own cannot be judged.
    broken = {ref for model in graph.models.values() for ref in model.references}
    broken -= columns.keys() | graph.models.keys()
    direct: dict[str, Outputs] = {}
    for name in graph.order:
        model = graph.models.get(name)
        if model is None or model.references & broken:
            broken.add(name)
            continue
        resolved = resolve(model.tree, {ref: columns[ref] for ref in model.references})
        try:
            types = bind(store, model)
        except ModelError as error:
            broken.add(name)
            problems += unknown_columns(model, resolved) or [
                fault(error.place or Place(model.file), "AM415", "{reason}", reason=error.fields["reason"])
            ]
            continue
        columns[name] = types
        problems += contract_problems(model, tuple(types))
        problems += type_problems(model, types)
        problems += style_problems(model, resolved)
        direct[name] = resolved.outputs
        if types.keys() == resolved.outputs.keys():
            problems += lineage_problems(model, Lineage(direct))
    problems += test_problems(project, graph, columns)
    return problems + list(_checks_bound(checks, store, broken))


def _checks_bound(checks: Sequence[Check], store: Database, broken: set[str]) -> Iterator[Problem]:
    """Data checks that do not run, those left out that read what has a fault of its own."""
    for each in checks:
        try:
            store.rows(each.sql)
        except ModelError as error:
            if not any(name in each.sql for name in broken):
                place, reason = pointed(each.file, str(error.fields["reason"]))
                yield fault(place, "AM415", "{reason}", reason=reason)
