"""Each data check of one table finds the row it is for; nothing in what is as it should be, or nearly so."""

from __future__ import annotations

import pytest

from alemap.models.checks import read_checks
from alemap.warehouse.database import Database
from integration import test_check_queries
from kit.mini import REPOSITORY

CHECKS = {check.name: check for check in read_checks(REPOSITORY)}
PLACE = {"area_code": "1440", "period": "2023"}
PERSON = {**PLACE, "sex": "_T"}


def people(column, **persons):
    """A row for each part of one area's residents."""
    return [{**PERSON, "level": "deso", column: part, "persons": float(n)} for part, n in persons.items()]


def status(employed=60, unemployed=5, labour_force=65, outside=35, total=100):
    parts = {"employed": employed, "unemployed": unemployed, "labour_force": labour_force}
    return {"core_labour_status": people("labour_status", **parts, outside=outside, _T=total)}


def industries(care, total):
    return {"core_employed": people("industry", care=care, trade=50, _T=total)}


def households(count):
    homes = [{**PERSON, "household": "_T", "households": float(count)}]
    return {"core_households": homes, "core_population": people("age", _T=100)}


def by_sex(total, women, men, measure="N1"):
    row = {**PLACE, "dataset": "kolada__kpi", "measure": measure}
    values = {"_T": total, "K": women, "M": men}
    return {
        "core_published": [{**row, "sex": sex, "value": float(value)} for sex, value in values.items()],
        "seed.indicator_source": [{"uncertainty_measure": "N2"}, {"uncertainty_measure": None}],
    }


def answers(persons, of, women):
    row = {**PLACE, "measure": "anxiety"}
    rows = [
        {"sex": "_T", "persons": persons, "answers": of},
        {"sex": "K", "persons": women, "answers": 30},
        {"sex": "M", "persons": 10, "answers": 20},
    ]
    return {"core_resident_survey": [{**row, **each} for each in rows]}


def days(published):
    rebuilt = {**PERSON, "numerator": 2500.0, "denominator": 100.0}
    own = {**PERSON, "measure": "days_per_person", "value": published}
    return {"ind_ill_health_days": [rebuilt], "stg_forsakringskassan__ill_health_days": [own]}


def turnout(voters):
    row = {**PERSON, "denominator": 1000.0}
    return {
        "ind_turnout_regso": [{**row, "numerator": float(voters)}],
        "ind_turnout_municipal": [{**row, "numerator": 800.0}],
    }


def published(value, lower=None, upper=None, indicator="obesity"):
    row = {**PERSON, "indicator": indicator, "value": value, "lower": lower, "upper": upper}
    numbers = {name: None if row[name] is None else float(row[name]) for name in ("value", "lower", "upper")}
    return {"ind_published": [row | numbers], "seed.indicator": [{"indicator": indicator, "unit": "percent"}]}


def unsafe(value):
    return {"stg_bra__ntu": [{**PLACE, "measure": "N07609", "value": float(value)}]}


def part_of(table, whole, **more):
    """A table's row of an area that is said to lie in 1440, and what it lies in."""
    row = {"area_code": "1440A0010", "municipality": "1440", "period": "2023", **more}
    return {table: [row], "core_area_part": [{"part_code": "1440A0010", "whole_code": whole}]}


def ballots(voters=80, electors=100, foreign=10, blank=1):
    row = {**PLACE, "constituency_name": "Ale", "district_name": "Nol"}
    counts = {
        "voters": voters, "electors": electors, "foreign_electors": foreign, "valid_ballots": 78,
        "invalid_ballots": 2, "blank_ballots": blank,
    }  # fmt: skip
    rows = [{**row, "measure": name, "value": float(count)} for name, count in counts.items()]
    return {"stg_valmyndigheten__turnout_district": rows}


def kind(value):
    return {"stg_scb__regso_area_type": [{**PLACE, "value": value}]}


OFFENCES = "stg_polisen__reported_offences"
SCHOOLS = "stg_skolverket__grade9_school"
DISTRICTS = "stg_valmyndigheten__turnout_district"
CASES = {
    "core_employed__within_total": ([industries(65, 100)], [industries(66, 100)]),
    "core_households__within_population": ([households(100)], [households(101)]),
    "core_labour_status__parts_near_total": (
        [status(), status(employed=75), status(outside=50)],
        [status(employed=76), status(outside=51), status(unemployed=25)],
    ),
    "core_published__sexes_around_total": (
        [by_sex(50, 55, 45), by_sex(50, 51, 51), by_sex(3, 5, 5, measure="N2")],
        [by_sex(50, 55, 52), by_sex(50, 0, 0), by_sex(40, 42, 60)],
    ),
    "core_resident_survey__within_answers": (
        [answers(30, 50, 20)],
        [answers(60, 50, 20), answers(30, 50, 21), answers(30, 45, 20)],
    ),
    "ind_ill_health_days__regso_near_published": ([days(25.5), days(24.5)], [days(25.6), days(24.4)]),
    "ind_turnout_regso__near_election": ([turnout(820), turnout(780)], [turnout(821), turnout(779)]),
    "ind_published__interval_holds_value": (
        [published(20), published(20, 20, 20), published(20, 18, 22)],
        [published(20, 21, 22), published(20, 18, 19)],
    ),
    "ind_published__share_within_100": (
        [published(0), published(100), published(104, indicator="preschool_enrolled_1_5"),
         published(-3, indicator="school_merit_salsa")],
        [published(101), published(-1)],
    ),
    "stg_bra__ntu__unsafe_level": ([unsafe(40)], [unsafe(75)]),
    f"{OFFENCES}__within_municipality": (
        [part_of(OFFENCES, "1440", measure="theft", value=3.0)],
        [part_of(OFFENCES, "1482", measure="theft", value=3.0)],
    ),
    "stg_scb__regso_area_type__known_class": ([kind(1.0), kind(None)], [kind(6.0), kind(0.0), kind(2.5)]),
    f"{SCHOOLS}__known_areas": (
        [part_of(SCHOOLS, "1440", measure="pupils", school_name="Nolskolan")],
        [part_of(SCHOOLS, "1482", measure="pupils", school_name="Nolskolan")],
    ),
    f"{DISTRICTS}__known_areas": (
        [part_of(DISTRICTS, "1440", measure="voters", district_name="Nol")],
        [part_of(DISTRICTS, "1482", measure="voters", district_name="Nol")],
    ),
    f"{DISTRICTS}__ballots_add_up": (
        [ballots(), ballots(electors=0, foreign=0)],
        [ballots(voters=81), ballots(electors=79), ballots(foreign=101), ballots(blank=3)],
    ),
}  # fmt: skip
"""By check: tables that are sound, and tables with one row that it must find."""


@pytest.fixture(scope="module")
def store():
    with Database.memory() as store:
        store.run("CREATE SCHEMA seed")
        yield store


def found(store, name, tables):
    """How many rows a check finds."""
    for table, rows in tables.items():
        kinds = {
            column: "VARCHAR" if any(isinstance(row[column], str) for row in rows) else "DOUBLE"
            for column in rows[0]
        }
        columns = ", ".join(f"{column} {kind}" for column, kind in kinds.items())
        store.run(f"CREATE OR REPLACE TABLE {table} ({columns})")
        store.insert(table, [tuple(row.values()) for row in rows])
    return len(store.rows(CHECKS[name].sql))


def test_each_check_finds_what_it_is_for_and_nothing_else(store):
    for name, (sound, planted) in CASES.items():
        assert [found(store, name, tables) for tables in sound] == [0] * len(sound), name
        assert [found(store, name, tables) for tables in planted] == [1] * len(planted), name


def test_every_data_check_has_its_case():
    # those that allow for an agency's noise stand in test_noise_checks
    noise = {name for name, check in CHECKS.items() if "noise_from" in check.words}
    assert CHECKS.keys() == CASES.keys() | test_check_queries.PLANTED.keys() | noise
