"""The sample project end to end: what any correct reader of the agencies' files must find in it."""

# ruff: noqa: E501, S608 - queries are read as a whole; names are ours

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from alemap.definitions.project import load_project
from alemap.errors import MissingDataError
from alemap.render import views
from alemap.render.console import show as show_views
from alemap.stats.intervals import wilson
from alemap.workflows.compare import compare
from alemap.workflows.listing import listing
from alemap.workflows.profile import profile
from alemap.workflows.rank import rank
from alemap.workflows.reading import Reader, indicators_with_figures
from alemap.workflows.show import show
from kit.mini import REPOSITORY
from kit.program import run
from kit.state import rows


def ranked(sample, *words):
    ran = run("rank", *words, "--format", "json", cwd=sample)
    assert ran.status == 0, ran.err
    return json.loads(ran.out)


# --- published results --------------------------------------------------------------------------


def test_the_two_areas_with_challenges_rank_first_by_socioeconomic_conditions(sample):
    table = ranked(sample, "socioekonomi", "--level", "regso", "--period", "2022")
    assert len(table) == 24
    assert [(row["area"], row["municipality"], row["rank"]) for row in table[:2]] == [
        ("Centrala Nödinge", "Ale", 1),
        ("Komarken norra", "Kungälv", 2),
    ]
    # SCB's socio-economic index of 2022: Centrala Nödinge type 2, Komarken norra type 3, no other below 4
    types = dict(
        rows(
            sample,
            "SELECT a.name, r.value FROM raw.scb__regso_area_type AS r JOIN seed.area AS a ON a.code = r.area_code"
            " WHERE a.municipality IN ('1440', '1482') AND r.period = '2022'",
        )
    )
    assert {name: kind for name, kind in types.items() if kind <= 3} == {
        "Centrala Nödinge": 2,
        "Komarken norra": 3,
    }


def test_deso_sum_to_the_published_municipalities_and_the_country(sample):
    summed = dict(
        rows(
            sample,
            "SELECT area_code, persons FROM core_population WHERE period = '2023' AND sex = '_T' AND age = '_T'"
            " AND level IN ('kommun', 'riket')",
        )
    )
    published = dict(
        rows(
            sample,
            "SELECT area_code, value FROM stg_scb__population_municipality AS p JOIN seed.area AS a"
            " ON a.code = p.area_code WHERE a.level = 'kommun' AND p.period = '2023'",
        )
    )
    assert summed["00"] == 10_551_707
    assert len(published) == 290
    assert {code: summed[code] for code in published} == published


def test_regso_and_places_are_the_sums_of_their_parts(sample):
    """Every level holds the same persons: what a municipality's RegSO have in all is the municipality's."""
    found = rows(
        sample,
        "SELECT e.indicator, e.period, part.whole_code, sum(e.denominator), max(m.denominator) FROM estimate AS e"
        " JOIN seed.area_part AS part ON part.part_code = e.area_code AND part.whole_level = 'kommun'"
        " JOIN estimate AS m ON m.indicator = e.indicator AND m.period = e.period AND m.sex = e.sex"
        " AND m.category = e.category AND m.area_code = part.whole_code"
        " WHERE e.level = 'regso' AND part.whole_code IN ('1440', '1482') AND e.sex = '_T' AND e.category = '_T'"
        " AND e.indicator IN ('low_economic_standard', 'unemployed_of_labour_force', 'compulsory_education_only')"
        " GROUP BY ALL HAVING count(e.denominator) = count(*)",
    )
    assert len(found) >= 6
    for indicator, period, code, parts, whole in found:
        assert parts == pytest.approx(whole), (indicator, period, code)


def test_turnout_in_ale_is_the_published_one(sample):
    table = ranked(sample, "turnout_municipal", "--level", "kommun", "--period", "2022")
    (ale,) = [row for row in table if row["area_code"] == "1440"]
    assert round(ale["value"], 2) == 81.81


# --- rounding and comparators -------------------------------------------------------------------


def test_shares_from_whole_per_cent_have_wider_intervals_than_wilsons(sample):
    found = rows(
        sample,
        "SELECT value, lower, upper, numerator, denominator, method FROM estimate"
        " WHERE indicator = 'low_economic_standard' AND level IN ('deso', 'regso') AND value IS NOT NULL",
    )
    assert len(found) > 9000
    plain = wilson([row[3] for row in found], [row[4] for row in found])
    for (value, lower, upper, *_, method), low, high in zip(
        found, plain.lower.tolist(), plain.upper.tolist(), strict=True
    ):
        assert value - lower > value - 100 * low
        assert upper - value > 100 * high - value
        assert method not in {"wilson", "none"}


def test_the_rest_of_the_municipality_leaves_the_area_out(sample):
    table = ranked(sample, "low_economic_standard", "--level", "regso", "--municipality", "Ale")
    counts = {
        code: (numerator, denominator)
        for code, numerator, denominator in rows(
            sample,
            "SELECT area_code, numerator, denominator FROM estimate WHERE indicator = 'low_economic_standard'"
            f" AND sex = '_T' AND period = '{table[0]['period']}'",
        )
    }
    whole = counts["1440"]
    assert len(table) == 13
    for row in table:
        part = counts[row["area_code"]]
        assert row["comparator_value"] == pytest.approx(100 * (whole[0] - part[0]) / (whole[1] - part[1]))


# --- what is in it ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def project():
    return load_project(REPOSITORY)


def test_there_are_indicators_enough_in_every_category(project):
    found = list(project.indicators.values())
    assert len(found) >= 36
    for category in project.vocabulary.categories:
        assert sum(indicator.category == category.id for indicator in found) >= 5, category.id
    below = [
        indicator
        for indicator in found
        if set(indicator.levels) & {"regso", "deso", "ort", "valdistrikt", "skolenhet"}
    ]
    assert len(below) >= 18


def test_every_loaded_indicator_has_figures_at_every_level_it_names(project, sample):
    having = set(rows(sample, "SELECT DISTINCT indicator, level FROM mart_period WHERE valued > 0"))
    loaded = {name for name, _ in having}
    optional = {key for key, dataset in project.datasets.items() if dataset.optional}
    resting = rows(sample, "SELECT indicator, dataset FROM seed.indicator_dataset")
    waiting = {indicator for indicator, dataset in resting if dataset in optional}
    assert waiting == {
        "cars_in_traffic", "employed_care", "employed_manufacturing", "net_domestic_migration",
        "net_foreign_migration", "residents_rental",
    }  # fmt: skip
    made = {key for key, indicator in project.indicators.items() if indicator.source is None}
    assert made - waiting == made & loaded
    assert len(loaded) >= 60
    wanted = {
        (indicator.id, level)
        for indicator in project.indicators.values()
        if indicator.id in loaded
        for level in indicator.levels
    }
    assert wanted - having == set()


def test_an_indicator_that_is_not_loaded_is_listed_and_named_never_shown_as_empty(project, sample):
    with Reader.open(sample) as reader:
        waiting = {key for key in project.indicators if not reader.levels_of(key)}
        assert "neet_16_24" in waiting
        with pytest.raises(MissingDataError, match="`kolada__kpi` holds no figures for `N02797`"):
            rank(reader, "neet_16_24")
        with pytest.raises(MissingDataError, match="not loaded"):
            compare(reader, ["neet_16_24"])
        shown = show(reader, sample, "neet_16_24")
        assert (shown.series, shown.traces) == ((), ())
        assert "ej inläst" in table_text(shown)
        tables = (compare(reader, level="kommun"), profile(reader, "Ale", level="kommun"))
        assert all(row.measure.id not in waiting for table in tables for row in table.rows)
    listed = {
        r["id"]: r["status"]
        for r in listing(
            project, "indicators", indicators_with_figures(sample / "data" / "alemap.duckdb")
        ).records
    }
    assert {key for key, status in listed.items() if status == "not_loaded"} == waiting


def test_the_sample_data_are_small():
    size = sum(path.stat().st_size for path in (REPOSITORY / "sample_data").rglob("*") if path.is_file())
    assert size < 6_000_000


def manifest():
    with (REPOSITORY / "sample_data" / "manifest.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_file_is_in_the_manifest_once_with_origin_and_licence():
    listed = [row["file"] for row in manifest()]
    there = {
        path.relative_to(REPOSITORY).as_posix()
        for path in (REPOSITORY / "sample_data").rglob("*")
        if path.is_file() and path.name != "manifest.csv"
    }
    assert sorted(listed) == sorted(there)
    for row in manifest():
        assert row["origin"] in {"real", "synthetic"}, row
        assert all(row[name].strip() for name in ("agency", "table", "title", "period", "licence")), row


def test_the_manifest_and_the_definitions_agree(project):
    origins = {row["file"]: (row["origin"], row["agency"], row["licence"]) for row in manifest()}
    read = set()
    for dataset in project.datasets.values():
        licence = dataset.licence or project.agencies[dataset.agency].licence
        for pattern in dataset.files:
            for path in REPOSITORY.glob(pattern):
                name = path.relative_to(REPOSITORY).as_posix()
                assert origins[name] == (dataset.origin.value, dataset.agency, licence), dataset.id
                read.add(name)
    assert read == set(origins)


def test_every_form_is_in_the_sample(project):
    assert {dataset.form for dataset in project.datasets.values()} == {
        "jsonstat", "pxweb_json", "px", "kolada", "workbook", "table",
    }  # fmt: skip


# --- made-up figures say so ---------------------------------------------------------------------


def test_made_up_datasets_are_marked_in_the_list(project, sample):
    lines = run("list", "datasets", cwd=sample).out.splitlines()
    for dataset in project.datasets.values():
        (line,) = [line for line in lines if line.split()[:1] == [dataset.id]]
        synthetic = dataset.origin.value == "synthetic"
        assert ("synthetic" in line or "syntetisk" in line) == synthetic, line
        assert f"{dataset.name.sv}*" in line or not synthetic


def table_text(result):
    stream = io.StringIO()
    show_views(views(result, "sv"), lang="sv", stream=stream, width=160, color=False)
    return stream.getvalue()


def test_made_up_figures_are_marked_in_every_table_that_shows_them(project, sample):
    with Reader.open(sample) as reader:
        marked = {key for key, info in reader.indicators.items() if info.measure.synthetic}
        assert 5 < len(marked) < len(project.indicators)
        for key, indicator in project.indicators.items():
            if not reader.levels_of(key):
                continue
            text = table_text(rank(reader, key))
            assert (f"{indicator.name.sv}*" in text) == (key in marked), text[:200]
            assert ("påhittade" in text) == (key in marked), key
        # reading the SQL graph for each makes this slow: a few show what holds for all
        for key in [*sorted(marked)[:2], "low_economic_standard"]:
            text = table_text(show(reader, sample, key))
            assert (f"{project.indicators[key].name.sv}*" in text) == (key in marked), text[:200]
        area = ["Centrala Nödinge"]
        for result in (
            compare(reader, areas=area),
            profile(reader, area[0]),
            profile(reader, "Ale", level="kommun"),
        ):
            text = table_text(result)
            assert "påhittade" in text
            for row in result.rows:
                assert row.measure.synthetic == (row.measure.id in marked)
                assert (f"{row.measure.name.sv}*" in text) == row.measure.synthetic, row.measure.id


def test_made_up_datasets_are_the_indicators_that_rest_on_them(project, sample):
    made_up = {key for key, dataset in project.datasets.items() if dataset.origin.value == "synthetic"}
    resting = rows(sample, "SELECT DISTINCT indicator, dataset FROM seed.indicator_dataset")
    wanted = {indicator for indicator, dataset in resting if dataset in made_up}
    assert {
        name for (name,) in rows(sample, "SELECT indicator FROM seed.indicator WHERE synthetic")
    } == wanted


@pytest.mark.parametrize("target", ["risk", "delaktighet", "barn_unga", "halsa", "socioekonomi", "trygghet"])
def test_an_index_is_marked_when_one_of_its_parts_is_made_up(target, sample):
    ran = run("rank", target, cwd=sample)
    (first,) = json.loads(run("rank", target, "--top", "1", "--format", "json", cwd=sample).out)[:1]
    assert ("*" in ran.out.splitlines()[0]) == first["synthetic"]
    assert ("påhittade" in ran.out) == first["synthetic"]


# --- another municipality -----------------------------------------------------------------------


def test_a_new_municipality_has_its_tables_from_the_start(tmp_path):
    ran = run("init", "goteborg", "--municipality", "1480", "--lang", "sv", cwd=tmp_path)
    assert ran.status == 0, ran.err
    assert "Göteborg" in ran.err
    root = tmp_path / "goteborg"
    assert run("ingest", "--quiet", cwd=root).status == 0
    table = ranked(root, "socioekonomi", "--level", "regso")
    assert len(table) == 147
    assert {row["municipality"] for row in table} == {"Göteborg"}
    assert table[0]["rank"] == 1
    assert sum(row["value"] is not None for row in table) >= 140
    types = dict(
        rows(
            root,
            "SELECT area_code, value FROM raw.scb__regso_area_type WHERE period = '2022' AND area_code LIKE '1480R%'",
        )
    )
    # SCB's type 1 is the worst: the ten first are all of the two worst types
    assert {types[row["area_code"]] for row in table[:10]} <= {1, 2}
    # health and safety among RegSO are made up for Ale and Kungälv only; Göteborg's own tables must not need them
    assert run("rank", cwd=root).status == 0
    assert run("compare", cwd=root).status == 0
    assert run("profile", table[0]["area_code"], cwd=root).status == 0
    assert {path.name for path in Path(root).iterdir()} == {
        "alemap.toml",
        "data",
        "pipelines",
        "sample_data",
        "sql",
    }
