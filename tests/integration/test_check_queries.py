"""Each data check of the whole table of figures finds the case it is for, and nothing in a sound table."""

from __future__ import annotations

import pytest

from alemap.models.checks import read_checks
from alemap.warehouse.database import Database
from kit.mini import REPOSITORY

COLUMNS = (
    "indicator", "area_code", "level", "period", "sex", "category", "value", "lower", "upper", "numerator",
    "denominator", "status", "method",
)  # fmt: skip
SOUND = {
    "indicator": "poor", "level": "kommun", "sex": "_T", "category": "_T", "numerator": 20.0,
    "denominator": 100.0, "status": "final", "method": "wilson",
}  # fmt: skip
AREAS = [f"14{number:02}" for number in range(10, 32)]
PERIODS = ("2020", "2021", "2022")


@pytest.fixture(scope="module")
def checks():
    return {check.name: check for check in read_checks(REPOSITORY)}


def sound():
    """Twenty-two municipalities over three years, each a little different."""
    return {
        (area, period): {
            **SOUND, "area_code": area, "period": period, "value": 20.0 + place + 0.1 * year,
            "lower": 18.0 + place + 0.1 * year, "upper": 22.0 + place + 0.1 * year,
        }
        for place, area in enumerate(AREAS)
        for year, period in enumerate(PERIODS)
    }  # fmt: skip


def alter(**fields):
    """One figure is another."""

    def plant(rows):
        rows["1415", "2022"].update(fields)
        return list(rows.values())

    return plant


def twice(rows):
    return [*rows.values(), rows["1415", "2022"]]


def all_of_a_year(rows):
    for area in AREAS:
        rows[area, "2022"].update(value=25.0, lower=23.0, upper=27.0)
    return list(rows.values())


def last_years_file(rows):
    return [
        row if row["period"] != "2022" else {**rows[area, "2021"], "period": "2022"}
        for (area, _), row in rows.items()
    ]


def cut_short(rows):
    return [row for (area, period), row in rows.items() if period != "2022" or area < "1425"]


def a_year_lost(rows):
    return [{**row, "period": {"2022": "2023"}.get(row["period"], row["period"])} for row in rows.values()]


PLANTED = {
    "estimate__unique_keys": (twice, 1),
    "estimate__share_within_100": (alter(value=101.0), 1),
    "estimate__interval_holds_value": (alter(lower=90.0, upper=95.0), 1),
    "estimate__suppressed_without_numbers": (alter(status="suppressed"), 1),
    "estimate__no_jump": (alter(value=90.0, lower=88.0, upper=92.0), 1),
    "estimate__not_all_equal": (all_of_a_year, 1),
    "estimate__not_repeated": (last_years_file, 1),
    "estimate__area_in_force": (alter(area_code="1499"), 1),
    "mart_period__no_fewer_areas": (cut_short, 1),
    "mart_period__no_gap": (a_year_lost, 1),
}


def found(queries, rows, repeated_years=0):
    """How many rows each query gives, of a database with these figures."""
    with Database.memory() as store:
        store.run("CREATE SCHEMA seed")
        texts = {"value", "lower", "upper", "numerator", "denominator"}
        kinds = ", ".join(f"{name} {'DOUBLE' if name in texts else 'VARCHAR'}" for name in COLUMNS)
        store.run(f"CREATE TABLE estimate ({kinds})")
        store.insert("estimate", [tuple(row[name] for name in COLUMNS) for row in rows])
        store.run(
            "CREATE TABLE seed.indicator AS SELECT 'poor' AS indicator, 'share' AS kind, 100 AS multiplier,"
            f" {repeated_years} AS repeated_years"
        )
        store.run(
            "CREATE TABLE seed.area AS SELECT DISTINCT area_code AS code, 'Name' AS name,"
            " CASE area_code WHEN '1499' THEN '2021-12-31' ELSE '' END AS valid_to FROM estimate"
        )
        store.run(
            "CREATE TABLE mart_period AS SELECT indicator, level, sex, period, count(value) AS valued"
            " FROM estimate GROUP BY indicator, level, sex, period"
        )
        return [len(store.rows(query)) for query in queries]


@pytest.mark.parametrize("name", PLANTED)
def test_a_check_finds_what_it_is_for(name, checks):
    plant, count = PLANTED[name]
    assert found([checks[name].sql], plant(sound())) == [count]


def test_no_check_finds_anything_in_a_sound_table(checks):
    queries = [checks[name].sql for name in PLANTED]
    assert found(queries, list(sound().values())) == [0] * len(PLANTED)


def test_what_the_agency_itself_repeats_is_no_old_file(checks):
    assert found([checks["estimate__not_repeated"].sql], last_years_file(sound()), repeated_years=3) == [0]


def test_every_check_of_the_whole_table_has_its_case(checks):
    assert PLANTED.keys() == {name for name in checks if name.startswith(("estimate__", "mart_period__"))}
