"""Who reads what: models nobody uses, models that read past their layer, models without a SQL test."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from alemap.definitions.suggest import suggest
from alemap.definitions.text import read_text
from alemap.errors import DefinitionError, Place, Problem, fault
from alemap.models.contract import PUBLISHED_MODEL
from alemap.models.fingerprints import fingerprint
from alemap.models.graph import DERIVED, line_of
from alemap.workflows.sql_tests import SqlTestFile, read_test_file

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from pathlib import Path

    from alemap.definitions.documents import Document
    from alemap.definitions.project import Project
    from alemap.models.checks import Check
    from alemap.models.graph import Graph, Model
    from alemap.models.memory import Memory

_BELOW = {
    "staging": ("raw.",),
    "core": ("stg_", "core_", "seed."),
    "indicators": ("stg_", "core_", "seed."),
    "marts": ("core_", "mart_", "seed."),
}
"""What the names begin with that a model of each layer may read, besides what the statistics make."""


def usage_problems(project: Project, graph: Graph, checks: Collection[Check]) -> Iterator[Problem]:
    """Models and datasets that nothing reads, and models that read past their layer."""
    read = {reference for model in graph.models.values() for reference in model.references}
    in_unread = {word for text in graph.unread.values() for word in re.findall(r"\w+", text)}
    named = in_unread | {word for check in checks for word in re.findall(r"\w+", check.sql)}
    defined = {key.partition(":")[2] for key in project.documents if key.startswith("indicator:")}
    for model in graph.models.values():
        used = model.name in read or model.name in named or model.layer == "marts"
        if model.layer == "indicators":
            if model.name != PUBLISHED_MODEL and model.name.removeprefix("ind_") not in defined:
                what = "no definition is named `{name}`"
                name = model.name.removeprefix("ind_")
                similar = suggest(name, defined)
                hint = "write pipelines/indicators/<category>/{name}.yaml"
                place = Place(model.file, 1)
                yield fault(place, "AM318", what, hint=hint, suggestion=similar, warning=True, name=name)
        elif not used:
            yield fault(
                Place(model.file, 1), "AM317", "nothing reads `{name}`", warning=True, name=model.name
            )
        yield from _layers(model)
    for key, dataset in project.datasets.items():
        if f"raw.{key}" not in read and key not in in_unread:
            place = project.documents[f"dataset:{key}"].place(["id"])
            hint = "write sql/staging/{model}.sql"
            what = "no model reads `{name}`"
            yield fault(
                place,
                "AM225",
                what,
                hint=hint,
                warning=True,
                name=f"raw.{dataset.id}",
                model=f"stg_{dataset.id}",
            )
    for check in checks:
        model_name = check.name.partition("__")[0]
        models = (*graph.models, *graph.unread, *DERIVED)
        if not any(check.name.startswith(f"{name}__") for name in models):
            what = "a check is named <model>__<rule>, and `{name}` is no model"
            place = Place(check.file, 1)
            similar = suggest(model_name, graph.models)
            yield fault(place, "AM441", what, suggestion=similar, warning=True, name=model_name)


def _layers(model: Model) -> Iterator[Problem]:
    wrong = [
        name
        for name in sorted(model.references)
        if name.startswith(("raw.", "seed.", "stg_", "core_", "ind_", "mart_"))
        and not name.startswith(_BELOW[model.layer])
    ]
    for name in wrong:
        what = "a model in sql/{layer} does not read `{name}`"
        hint = "raw tables are read by staging, staging by core and indicators, estimates by marts"
        place = Place(model.file, line_of(model.sql, name))
        yield fault(place, "AM319", what, hint=hint, layer=model.layer, name=name)


def test_problems(
    project: Project, graph: Graph, tables: Mapping[str, Collection[str]], memory: Memory
) -> Iterator[Problem]:
    """SQL tests of what is not there, and models of `core` and `indicators` without any.

    `tables`: the columns of each table that is known. `memory`: the tests known to be without fault.
    """
    tested: set[str] = set()
    around = fingerprint(f"{name}={list(columns)}" for name, columns in sorted(tables.items()))
    for path in sorted((project.root / "sql" / "tests").glob("*.yaml")):
        name = path.relative_to(project.root).as_posix()
        text, problems = read_text(path, name)
        if text is None:
            tested.add(path.stem)
            yield from problems
            continue
        known = memory.reads(text)
        if memory.is_sound(text, around) and known is not None:
            tested |= known
            continue
        of, problems = _test_file(path, name, graph, tables)
        tested.add(of)
        if not problems:
            memory.learn_reads(text, frozenset({of}))
            memory.learn_sound(text, around)
        yield from problems
    for model in graph.models.values():
        if model.layer in {"core", "indicators"} and model.name not in tested:
            hint = "write sql/tests/{name}.yaml, with an edge case among its cases"
            place = Place(model.file, 1)
            yield fault(place, "AM320", "`{name}` has no SQL test", hint=hint, warning=True, name=model.name)


def _test_file(
    path: Path, name: str, graph: Graph, tables: Mapping[str, Collection[str]]
) -> tuple[str, list[Problem]]:
    """The model that a file tests, and what is wrong with the file."""
    try:
        tests, document = read_test_file(path, name)
    except DefinitionError as error:
        return path.stem, list(error.problems)
    if tests.model in graph.unread:
        return tests.model, []
    if tests.model not in graph.models:
        what, similar = "`{name}` is no model", suggest(tests.model, graph.models)
        place = document.place(["model"])
        return tests.model, [fault(place, "AM321", what, suggestion=similar, name=tests.model)]
    return tests.model, list(_unknown_columns(tests, document, graph, tables))


def _unknown_columns(
    tests: SqlTestFile, document: Document, graph: Graph, tables: Mapping[str, Collection[str]]
) -> Iterator[Problem]:
    for number, case in enumerate(tests.cases):
        rows = [(["given", table], table, each) for table, each in case.given.items()]
        for steps, table, each in [*rows, (["expect"], tests.model, case.expect)]:
            location: list[Any] = ["cases", number, *steps]
            if table not in tables:
                if table in graph.models or table in graph.unread:
                    continue  # the model has a fault of its own
                what, similar = "`{name}` is no table", suggest(table, tables)
                yield fault(document.place(location), "AM321", what, suggestion=similar, name=table)
                continue
            for index, row in enumerate(each):
                for column in row:
                    if column not in tables[table]:
                        what, similar = "`{table}` has no column `{name}`", suggest(column, tables[table])
                        place = document.place([*location, index, column])
                        yield fault(place, "AM321", what, suggestion=similar, table=table, name=column)
