"""Every definition, area list, mapping, SQL model and check: a new file needs no new code."""

from __future__ import annotations

import csv
import re

import pytest
from ruamel.yaml import YAML

from alemap.definitions.areas import COLUMNS as AREA_COLUMNS
from alemap.definitions.mappings import COLUMNS as MAPPING_COLUMNS
from alemap.definitions.mappings import IGNORE
from alemap.definitions.project import load_project
from alemap.models.checks import read_checks
from alemap.models.graph import DERIVED, read_models
from alemap.warehouse.database import Database
from alemap.workflows.check import check
from alemap.workflows.conform import known_marks
from kit.mini import REPOSITORY
from kit.state import rows


def named(*patterns):
    found = [
        path.relative_to(REPOSITORY).as_posix() for pattern in patterns for path in REPOSITORY.glob(pattern)
    ]
    return sorted(found)


DEFINITIONS = named("pipelines/**/*.yaml")
AREAS = named("pipelines/areas/*.csv")
CHANGES = named("pipelines/areas/changes/*.csv")
MAPPINGS = named("pipelines/mappings/*/*.csv")
NEIGHBOURS = named("pipelines/neighbours/*.csv")
REGISTER = named("pipelines/interventions/*.csv")
PRICES = named("pipelines/economics/*.csv")
MODELS = named("sql/staging/*.sql", "sql/core/*.sql", "sql/indicators/*.sql", "sql/marts/*.sql")
CHECKS = named("sql/checks/*.sql")
TESTS = named("sql/tests/*.yaml")

CODES = {
    "riket": r"00",
    "lan": r"\d{2}",
    "kommungrupp": r"G\d{2}",
    "kommun": r"\d{4}",
    "regso": r"\d{4}R\d{3}",
    "deso": r"\d{4}[ABC]\d{4}",
    "ort": r"\d{4}O\d{2}",
    "valdistrikt": r"V\d{8}",
    "skolenhet": r"S\d{8}",
}


def cases():
    """Each case of each SQL test file, as the file says it."""
    for name in TESTS:
        document = YAML(typ="safe").load((REPOSITORY / name).read_text(encoding="utf-8"))
        for case in document["cases"]:
            yield pytest.param(name, case["name"], id=f"{name.rpartition('/')[2]}: {case['name']}")


@pytest.fixture(scope="module")
def report():
    return check(REPOSITORY, tests=True)


@pytest.fixture(scope="module")
def project():
    return load_project(REPOSITORY)


@pytest.fixture(scope="module")
def graph():
    return read_models(REPOSITORY)[0]


@pytest.fixture(scope="module")
def checks():
    return {check.file: check for check in read_checks(REPOSITORY)}


def text_of(name):
    content = (REPOSITORY / name).read_bytes()
    assert not content.startswith(b"\xef\xbb\xbf"), "byte order mark"
    assert b"\r" not in content
    assert content.endswith(b"\n")
    return content.decode("utf-8")


def test_no_file_has_a_fault(report):
    assert [str(problem) for problem in report.problems] == []
    for name in (
        *DEFINITIONS,
        *AREAS,
        *CHANGES,
        *NEIGHBOURS,
        *REGISTER,
        *PRICES,
        *MAPPINGS,
        *MODELS,
        *CHECKS,
        *TESTS,
    ):
        assert "\t" not in text_of(name), name


def test_every_data_check_says_why_in_both_languages(checks):
    assert [name for name, each in checks.items() if each.reason.sv == each.reason.en] == []


def test_every_file_below_the_definitions_and_the_sql_is_read():
    there = {
        path.relative_to(REPOSITORY).as_posix()
        for folder in ("pipelines", "sql")
        for path in (REPOSITORY / folder).rglob("*")
        if path.is_file() and path.name != ".gitkeep"
    }
    assert there == {
        *DEFINITIONS,
        *AREAS,
        *CHANGES,
        *NEIGHBOURS,
        *REGISTER,
        *PRICES,
        *MAPPINGS,
        *MODELS,
        *CHECKS,
        *TESTS,
    }


@pytest.mark.parametrize("name", [name for name in DEFINITIONS if "/indicators/" in name])
def test_an_indicator_says_what_a_reader_asks(name, project):
    indicator = project.indicators[name.rpartition("/")[2].removesuffix(".yaml")]
    assert name.split("/")[2] == indicator.category
    for text in (indicator.definition, *indicator.caveats):
        assert text.sv.endswith("."), text.sv
        assert text.en.endswith("."), text.en
    for text in (indicator.name, indicator.definition, indicator.numerator, indicator.denominator):
        assert text.sv == text.sv.strip()
        assert text.en == text.en.strip()
    assert indicator.definition.sv != indicator.definition.en
    order = [level.id for level in project.vocabulary.levels]
    assert sorted(indicator.levels, key=order.index) == indicator.levels or set(indicator.levels) <= set(
        order
    )
    assert len(set(indicator.levels)) == len(indicator.levels)
    revisions = [line.revision for line in indicator.changelog]
    assert revisions == list(range(1, indicator.revision + 1))


def test_no_two_indicators_share_a_name(project):
    for lang in ("sv", "en"):
        names = [indicator.name.say(lang) for indicator in project.indicators.values()]
        assert len(set(names)) == len(names)


@pytest.mark.parametrize("name", [name for name in DEFINITIONS if "/datasets/" in name])
def test_a_dataset_is_used_and_says_where_it_comes_from(name, project):
    _, _, agency, file = name.split("/")
    dataset = project.datasets[f"{agency}__{file.removesuffix('.yaml')}"]
    assert dataset.agency == agency
    assert dataset.table
    assert dataset.licence or project.agencies[agency].licence
    if dataset.expect is not None:
        assert dataset.expect.reason
    assert (REPOSITORY / "sql" / "staging" / f"stg_{dataset.id}.sql").is_file()
    for sign in known_marks(dataset, project):
        assert not re.fullmatch(r"-?\d+([.,]\d+)?", sign), f"`{sign}` would be read as a number"


@pytest.mark.parametrize("name", AREAS)
def test_the_areas_of_a_level_stand_in_their_own_file_in_order(name, project):
    lines = list(csv.DictReader(text_of(name).splitlines()))
    level = name.rpartition("/")[2].removesuffix(".csv")
    assert tuple(lines[0]) == AREA_COLUMNS
    codes = [line["code"] for line in lines]
    assert codes == sorted(codes)
    for line in lines:
        assert line["level"] == level
        assert re.fullmatch(CODES[level], line["code"]), line["code"]
        assert line["name"] == line["name"].strip()
        if level != "riket":
            assert line["parent"] in project.areas.by_code
        if level in {"kommun", "regso", "deso", "ort"}:
            assert project.areas.municipality(line["code"]) == line["code"][:4]


@pytest.mark.parametrize("name", MAPPINGS)
def test_a_mapping_is_used_and_leads_to_known_codes(name, project):
    key = "/".join(name.split("/")[2:]).removesuffix(".csv")
    lines = list(csv.DictReader(text_of(name).splitlines()))
    assert tuple(lines[0]) == MAPPING_COLUMNS
    columns = {
        dimension.column
        for dataset in project.datasets.values()
        for dimension in dataset.dimensions.values()
        if dimension.map == key
    }
    assert columns, "no dataset uses it"
    if columns == {"area_code"}:
        unknown = [line["code"] for line in lines if line["code"] not in {IGNORE, *project.areas.by_code}]
        assert unknown == []


@pytest.mark.parametrize("name", MODELS)
def test_a_model_is_read_by_something(name, project, graph, checks):
    key = name.rpartition("/")[2].removesuffix(".sql")
    model = graph.models[key]
    used = {reference for other in graph.models.values() for reference in other.references}
    by_checks = {word for each in checks.values() for word in re.findall(r"\w+", each.sql)}
    by_program = {"mart_value", "mart_period", "mart_index"}
    indicators = {f"ind_{indicator}" for indicator in project.indicators} | {"ind_published"}
    assert key in used | by_checks | by_program | indicators
    if model.layer == "indicators":
        assert key in indicators, "no definition"
    if model.layer == "staging":
        assert model.references == {f"raw.{key.removeprefix('stg_')}"}
    else:
        assert not any(reference.startswith("raw.") for reference in model.references)


def test_the_sample_gives_every_model_unique_rows(sample, graph, project):
    waiting = {f"raw.{key}" for key, dataset in project.datasets.items() if dataset.optional}
    for key in graph.order:
        if graph.models[key].references & waiting:
            waiting.add(key)
    with Database.read(sample / "data" / "alemap.duckdb") as store:
        for name in MODELS:
            key = name.rpartition("/")[2].removesuffix(".sql")
            assert bool(store.rows(f"SELECT 1 FROM {key} LIMIT 1")) != (key in waiting), name  # noqa: S608
            if "/indicators/" in name:
                keys = ("indicator, " if key == "ind_published" else "") + "area_code, period, sex, category"
                double = f"SELECT {keys} FROM {key} GROUP BY {keys} HAVING count(*) > 1 LIMIT 3"  # noqa: S608
                assert store.rows(double) == [], name


@pytest.mark.parametrize("name", CHECKS)
def test_a_check_of_severity_error_finds_nothing_in_the_sample(name, sample, graph, checks):
    found = checks[name]
    model = found.name.rpartition("__")[0]
    assert model in {*graph.models, *DERIVED}, "a check is named <model>__<rule>"
    if found.severity == "error":
        assert rows(sample, found.sql) == []
    assert len(found.reason.en) > 20


@pytest.mark.parametrize(("file", "case"), list(cases()))
def test_sql(file, case, report):
    (result,) = [each for each in report.tests or () if (each.file, each.case) == (file, case)]
    assert result.passed, "\n".join(result.differences)


def test_the_index_weighs_only_what_has_figures(project, sample):
    having = {
        (i, level)
        for i, level in rows(sample, "SELECT DISTINCT indicator, level FROM mart_period WHERE valued > 0")
    }
    for index in project.indexes.values():
        for members in index.members.values():
            for member in members:
                assert any((member, level) in having for level in index.levels), member


def test_every_core_and_indicator_model_is_tested_at_an_edge():
    """No value, a value of 0, or a figure that is not final; a tie where the lowest of several is chosen."""
    edge = re.compile(r"\bnull\b|:\s*[,}]|: 0[ ,}]|status: (?!final)|among equals")
    plain = [
        path.stem
        for folder in ("core", "indicators")
        for path in sorted((REPOSITORY / "sql" / folder).glob("*.sql"))
        if not edge.search((REPOSITORY / "sql" / "tests" / f"{path.stem}.yaml").read_text(encoding="utf-8"))
    ]
    assert plain == []
