"""`check`: every fault of the definitions and models, found without data, all reported at once."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from alemap.definitions.area_checks import area_problems
from alemap.definitions.consistency import consistency_problems
from alemap.definitions.economics_files import read_economics
from alemap.definitions.pinpoint import pinpointed
from alemap.definitions.plausibility import plausibility_problems
from alemap.definitions.programme_files import read_programmes
from alemap.definitions.project import Project, read_project
from alemap.definitions.settings import SETTINGS_FILE, ProjectSettings, Settings
from alemap.definitions.target_faults import target_faults
from alemap.errors import DefinitionError, ModelError, Problem, fault
from alemap.models.checks import Check, find_checks
from alemap.models.graph import DERIVED, Graph, read_models
from alemap.models.lineage import Lineage, lineage_problems
from alemap.models.memory import Memory, outcome_key, read_memory
from alemap.results.check import CheckSummary
from alemap.values import dataclass
from alemap.workflows.binding import Bench, given_columns, missing_tables, pointed
from alemap.workflows.register import FOLDER, WORKBOOKS, read_register
from alemap.workflows.seed_tables import seed_names
from alemap.workflows.sql_tests import SqlTestResult, run_sql_tests
from alemap.workflows.usage import test_problems, usage_problems

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from alemap.models.graph import Model
    from alemap.models.memory import Origins

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
    project, problems = _read(root)
    memory = read_memory()
    graph, found = read_models(root, memory)
    problems += found
    for model in graph.models.values():
        problems += _linted(model, memory)
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
        with closing(Bench(project)) as bench:
            problems += _bound(project, graph, bench, checks, memory)
            if tests and not any(not problem.warning for problem in problems):
                results = tuple(run_sql_tests(root, graph, bench.store))
        memory.save()
    problems = sorted(pinpointed(root, problems), key=_where)
    files = tuple(
        sorted(path.relative_to(root).as_posix() for pattern in _CHECKED for path in root.glob(pattern))
    )
    definitions = sum(name.startswith("pipelines/") and name.endswith(".yaml") for name in files)
    return CheckReport(tuple(problems), files, definitions, len(graph.models), results)


def _read(root: Path) -> tuple[Project | None, list[Problem]]:
    """The project and its faults; where the settings have one, the rest is looked at all the same."""
    try:
        return read_project(root)
    except DefinitionError as error:
        nowhere = Settings(project=ProjectSettings(name="-", municipalities=["0000"]))
        project, found = read_project(root, nowhere)
        return project, [*error.problems, *(each for each in found if each.place.file != SETTINGS_FILE)]


def _where(problem: Problem) -> tuple[str, int, int, str]:
    return (problem.place.file, problem.place.line or 0, problem.place.column or 0, problem.code)


def _linted(model: Model, memory: Memory) -> list[Problem]:
    """Faults of a model's text alone."""
    if memory.is_sound(model.file, model.sql):
        return []
    from alemap.models.lint import lint  # noqa: PLC0415 - parses, which takes long

    problems = list(lint(model))
    if not problems:
        memory.learn_sound(model.file, model.sql)
    return problems


def _bound(
    project: Project, graph: Graph, bench: Bench, checks: Sequence[Check], memory: Memory
) -> list[Problem]:
    """Run every model, and then every data check, on empty tables: names, types, the contract, the style.

    Those that were found without fault, and read what they read then, are not run again.
    """
    defined = {key.partition(":")[2] for key in project.documents if key.startswith("dataset:")}
    problems = missing_tables(graph, [*(f"raw.{name}" for name in defined), *seed_names()])
    columns = given_columns(project) | _derived_columns(bench, memory)
    # What rests on something that has a fault of its own cannot be judged.
    broken = {ref for model in graph.models.values() for ref in model.references}
    broken -= columns.keys() | graph.models.keys()
    broken |= graph.unread.keys()
    direct: dict[str, Origins] = {}
    for name in graph.order:
        model = graph.models.get(name)
        if model is None or model.references & broken:
            broken.add(name)
            continue
        read = {ref: columns[ref] for ref in model.references}
        key = outcome_key(model.file, model.sql, read)
        known = memory.outcome(key)
        if known is not None:
            columns[name], direct[name] = known
            bench.add(name, columns[name])
        else:
            from alemap.workflows.judging import judge  # noqa: PLC0415 - parses, which takes long

            judged = judge(model, bench.store, read)
            problems += judged.problems
            if not judged.columns:
                broken.add(name)
                continue
            columns[name], direct[name] = judged.columns, judged.outputs
            if not judged.problems and judged.columns.keys() == judged.outputs.keys():
                memory.learn_outcome(key, judged.columns, judged.outputs)
        if columns[name].keys() == direct[name].keys():
            problems += lineage_problems(model, Lineage(direct))
    problems += test_problems(project, graph, columns, memory)
    return problems + list(_checks_bound(checks, bench, broken, columns, memory))


def _derived_columns(bench: Bench, memory: Memory) -> dict[str, dict[str, str]]:
    """The columns of the tables that the statistics make."""
    found = {}
    for name in DERIVED:
        known = memory.outcome(name)
        if known is None:
            known = bench.store.columns(name), {}
            memory.learn_outcome(name, *known)
        found[name] = known[0]
    return found


def _checks_bound(
    checks: Sequence[Check],
    bench: Bench,
    broken: set[str],
    columns: Mapping[str, Mapping[str, str]],
    memory: Memory,
) -> Iterator[Problem]:
    """Data checks that do not run, those left out that read what has a fault of its own."""
    for each in checks:
        key = outcome_key(each.file, each.sql, {name: columns[name] for name in each.words & columns.keys()})
        if memory.is_sound(key):
            continue
        try:
            bench.store.rows(each.sql)
        except ModelError as error:
            if not any(name in each.sql for name in broken):
                place, reason = pointed(each.file, str(error.fields["reason"]))
                yield fault(place, "AM415", "{reason}", reason=reason)
        else:
            memory.learn_sound(key)
