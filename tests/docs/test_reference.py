"""The reference pages hold everything there is, and nothing that is not."""

from __future__ import annotations

import csv
import inspect
import re
import tomllib
from itertools import chain

import pytest
import typer

from alemap.cli.app import app
from alemap.definitions import (
    basics,
    economics,
    fetching,
    indexes,
    indicator,
    programmes,
    schema,
    settings,
    targets,
)
from alemap.definitions.areas import COLUMNS as AREA_COLUMNS
from alemap.definitions.mappings import COLUMNS as MAPPING_COLUMNS
from alemap.definitions.project import load_project
from alemap.definitions.read_options import READERS
from alemap.definitions.register_columns import COLUMNS as REGISTER_COLUMNS
from alemap.definitions.register_words import WORDS
from alemap.domain import Status, Verdict
from alemap.errors import ExitStatus
from alemap.models.contract import KEYS, SHAPES
from alemap.models.graph import DERIVED, read_models
from alemap.models.lint import _WORDS
from alemap.stats.estimates import Method
from alemap.workflows import sql_tests
from alemap.workflows.seeds import make_seeds
from docs.pages import ROOT, section

REFERENCE = ROOT / "docs" / "reference"
DEPENDENCIES = ROOT / "docs" / "dependencies.md"


def _models() -> dict[str, type[settings.Strict]]:
    return {
        name: found
        for name, found in chain.from_iterable(
            inspect.getmembers(module, inspect.isclass)
            for module in (
                settings,
                basics,
                economics,
                fetching,
                indexes,
                indicator,
                programmes,
                schema,
                targets,
                sql_tests,
            )
        )
        if issubclass(found, settings.Strict) and found is not settings.Strict
    }


def _text(page: str) -> str:
    return (REFERENCE / page).read_text(encoding="utf-8")


def _rows(text: str) -> list[list[str]]:
    """The cells of a section's tables, without headings."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    cells = [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]
    ruled = [n for n, row in enumerate(cells) if set("".join(row)) <= set("-:")]
    heads = {number for n in ruled for number in (n, n - 1)}
    return [row for n, row in enumerate(cells) if n not in heads]


def _named(rows: list[list[str]]) -> set[str]:
    return {row[0].strip("*`") for row in rows}


@pytest.mark.parametrize("name", sorted(_models()))
def test_every_field_of_a_definition_is_described(name: str) -> None:
    model = _models()[name]
    page = REFERENCE / ("sources.md" if model in READERS.values() else "definitions.md")
    rows = _rows(section(page, name) if name != "Settings" else section(page, "Settings").split("### P")[0])
    assert _named(rows) == set(model.model_fields)
    required = {field for field, info in model.model_fields.items() if info.is_required()}
    assert {row[0].strip("*`") for row in rows if row[0].startswith("**")} == required


def test_the_columns_of_area_and_mapping_files_are_described() -> None:
    text = _text("definitions.md")
    assert ",".join(AREA_COLUMNS) in text
    assert ",".join(MAPPING_COLUMNS) in text


def test_the_columns_and_words_of_the_register_are_described() -> None:
    rows = _rows(section(REFERENCE / "definitions.md", "Interventions"))
    columns, lists = rows[: len(REGISTER_COLUMNS)], rows[len(REGISTER_COLUMNS) :]
    assert [row[0].strip("*`") for row in columns] == [column.key for column in REGISTER_COLUMNS]
    assert [row[0].startswith("**") for row in columns] == [column.required for column in REGISTER_COLUMNS]
    assert [row[1] for row in columns] == [column.heading.sv for column in REGISTER_COLUMNS]
    with_list = [column for column in REGISTER_COLUMNS if column.choices is not None]
    for column, (name, words) in zip(with_list, lists, strict=True):
        assert name == f"`{column.key}`"
        said = [f"`{code}` ({label.sv})" for code, label in WORDS[column.choices].items()]
        assert words == ", ".join(said)


@pytest.mark.parametrize("name", sorted(typer.main.get_command(app).commands))
def test_every_option_of_a_command_is_described(name: str) -> None:
    command = typer.main.get_command(app).commands[name]
    text = section(REFERENCE / "commands.md", name)
    options = {max(p.opts, key=len) for p in command.params if p.param_type_name == "option"}
    described = set(re.findall(r"`(--[a-z-]+)", text.split("Options:")[1].split("\n\n")[0]))
    assert described == options - {"--help"}
    assert f"`alemap {name}" in text


def test_every_exit_status_is_described() -> None:
    rows = _rows(section(REFERENCE / "commands.md", "Exit status"))
    assert {(int(row[0]), row[1]) for row in rows} == {(status.value, status.name) for status in ExitStatus}


def test_every_code_of_the_source_is_described() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "src").rglob("*.py"))
    described = _named(_rows(_text("checks.md")))
    assert described == set(re.findall(r"AM\d{3}", source))


def test_the_sql_contract_is_that_of_the_program() -> None:
    text = _text("sql-contract.md")
    described = _rows(section(REFERENCE / "sql-contract.md", "Indicator models"))
    shapes = {row[0]: row[1].strip("`") for row in described}
    assert shapes == {name: ", ".join(columns[len(KEYS) : -1]) for name, columns in SHAPES.items()}
    assert f"`{', '.join(KEYS)}`" in text
    graph, _ = read_models(ROOT)
    for seed in make_seeds(load_project(ROOT), graph):
        assert f"`seed.{seed.name}`" in text
    words = [*DERIVED, *Status, *Method, *(name for name in graph.models if name.startswith("mart_"))]
    assert [word for word in words if f"`{word}`" not in text] == []
    for _, what, _ in _WORDS.values():
        assert what.removeprefix("a ").removesuffix(" function") in text.replace("`", "")


def test_every_form_and_sample_file_is_described() -> None:
    text = _text("sources.md")
    assert all(f"\n## {form}\n" in text for form in READERS)
    rows = _rows(section(REFERENCE / "sources.md", "The sample's files"))
    listed = {row[0].strip("`"): row for row in rows}
    with (ROOT / "sample_data" / "manifest.csv").open(encoding="utf-8", newline="") as file:
        origins = {row["file"]: row["origin"] for row in csv.DictReader(file)}
    assert set(listed) == set(origins)
    datasets = load_project(ROOT).datasets
    for name, row in listed.items():
        dataset = datasets[row[2].strip("`")]
        assert row[1] == dataset.form
        assert any(path.relative_to(ROOT).as_posix() == name for p in dataset.files for path in ROOT.glob(p))
        assert row[3] == ("real" if origins[name] == "real" else "invented")


def test_every_verdict_is_explained_in_swedish_and_english() -> None:
    rows = _rows(section(ROOT / "docs" / "guides" / "read-the-tables.md", "A ranked table of one indicator"))
    explained = {word.strip() for row in rows for word in row[1].split(",")}
    assert {"not tested" if word == "untested" else str(word) for word in Verdict} == explained


def test_every_dependency_has_its_line() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    groups = chain.from_iterable(project["dependency-groups"].values())
    for title, wanted in (("The program", project["project"]["dependencies"]), ("Development", groups)):
        declared = {re.match(r"[\w.-]+", text)[0] for text in wanted}
        rows = _rows(section(DEPENDENCIES, title))
        assert [row[0] for row in rows] == sorted(declared)
        assert all(len(row) == 4 and all(row) for row in rows)
