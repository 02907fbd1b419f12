"""Parts against totals: exact until the agency adds noise, within a tolerance from then on."""

from __future__ import annotations

import pytest

from alemap.models.checks import read_checks
from alemap.warehouse.database import Database
from kit.mini import REPOSITORY

COLUMNS = "area_code VARCHAR, level VARCHAR, period VARCHAR, sex VARCHAR, age VARCHAR, persons DOUBLE"
CHECKS = {check.name: check for check in read_checks(REPOSITORY)}


TABLES = {
    "core_population": COLUMNS,
    "core_birth_country": f"{COLUMNS}, birth_country VARCHAR",
    "core_education": f"{COLUMNS}, education VARCHAR",
    "stg_scb__population_municipality": "area_code VARCHAR, period VARCHAR, sex VARCHAR, value DOUBLE",
    "core_area": "area_code VARCHAR, level VARCHAR, parent VARCHAR",
    "seed.dataset": "dataset VARCHAR, noise_from VARCHAR",
}


@pytest.fixture(scope="module")
def store():
    with Database.memory() as store:
        store.run("CREATE SCHEMA seed")
        for name, columns in TABLES.items():
            store.run(f"CREATE TABLE {name} ({columns})")
        yield store


@pytest.fixture
def found(store):
    """The rows a check finds: 1000 residents, of them 400 men, so many women, and so many young."""

    def count(noise_from, period, women, name="core_population__sexes_add_up", young=100):
        for table in TABLES:
            store.run(f"DELETE FROM {table}")  # noqa: S608
        store.insert("seed.dataset", [("scb__deso_population", noise_from), ("other__table", "2000")])
        place = ("1440", "kommun", period)
        people = {("_T", "_T"): 1000, ("M", "_T"): 400, ("K", "_T"): women, ("_T", "0-19"): young}
        store.insert("core_population", [(*place, *key, persons) for key, persons in people.items()])
        store.insert("core_birth_country", [(*place, "_T", "_T", women + 400, "_T")])
        store.insert("core_education", [(*place, "_T", "_T", women + 400, "known")])
        store.insert("stg_scb__population_municipality", [("1440", period, "_T", women + 400)])
        return len(store.table(CHECKS[name].sql)[1])

    return count


@pytest.mark.parametrize("noise_from", ["2025", None])
def test_before_the_noise_parts_are_exactly_the_total(found, noise_from):
    period = "2024" if noise_from else "2025"
    for name in (
        "core_population__sexes_add_up",
        "core_population__published_population",
        "core_birth_country__equals_population",
        "core_education__within_population",
    ):
        assert found(noise_from, period, 600, name) == 0
        assert found(noise_from, period, 601, name) == 1, name
    assert found(noise_from, period, 600, "core_population__ages_within_total", young=1001) == 1
    assert found(noise_from, period, 700, "core_population__sexes_near_total") == 0


@pytest.mark.parametrize(
    ("name", "near", "far"),
    [
        ("core_population__sexes_near_total", 615, 616),
        ("core_population__near_published", 605, 606),
        ("core_birth_country__equals_population", 615, 616),
        ("core_education__within_population", 615, 616),
    ],
)
def test_from_then_on_they_lie_within_a_tolerance(found, name, near, far):
    assert found("2025", "2025", near, name) == 0
    assert found("2025", "2025", far, name) == 1


def test_what_must_be_exact_before_is_not_asked_of_figures_with_noise(found):
    for name in ("core_population__sexes_add_up", "core_population__published_population"):
        assert found("2025", "2026", 700, name) == 0
    assert found("2025", "2025", 600, "core_population__ages_within_total", young=1015) == 0
    assert found("2025", "2025", 600, "core_population__ages_within_total", young=1016) == 1
