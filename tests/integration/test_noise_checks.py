"""Parts against totals: exact until the agency adds noise, within a tolerance from then on."""

from __future__ import annotations

import pytest

from alemap.models.checks import read_checks
from alemap.warehouse.database import Database
from kit.mini import REPOSITORY

COLUMNS = "area_code VARCHAR, level VARCHAR, period VARCHAR, sex VARCHAR, age VARCHAR, persons DOUBLE"
CHECKS = {check.name: check for check in read_checks(REPOSITORY)}


def found(noise_from, period, women, name="core_population__sexes_add_up", young=100):
    """The rows a check finds: 1000 residents, of them 400 men, so many women, and so many young."""
    with Database.memory() as store:
        store.run("CREATE SCHEMA seed")
        store.run("CREATE TABLE seed.dataset (dataset VARCHAR, noise_from VARCHAR)")
        store.insert("seed.dataset", [("scb__deso_population", noise_from), ("other__table", "2000")])
        store.run(f"CREATE TABLE core_population ({COLUMNS})")
        store.run(f"CREATE TABLE core_birth_country ({COLUMNS}, birth_country VARCHAR)")
        store.run(f"CREATE TABLE core_education ({COLUMNS}, education VARCHAR)")
        store.run("CREATE TABLE stg_scb__population_municipality AS SELECT area_code, period, sex,"
                  " persons AS value FROM core_population")  # fmt: skip
        place = ("1440", "kommun", period)
        people = {("_T", "_T"): 1000, ("M", "_T"): 400, ("K", "_T"): women, ("_T", "0-19"): young}
        store.insert("core_population", [(*place, *key, count) for key, count in people.items()])
        store.insert("core_birth_country", [(*place, "_T", "_T", women + 400, "_T")])
        store.insert("core_education", [(*place, "_T", "_T", women + 400, "known")])
        store.insert("stg_scb__population_municipality", [("1440", period, "_T", women + 400)])
        store.run("CREATE TABLE core_area (area_code VARCHAR, level VARCHAR, parent VARCHAR)")
        return len(store.table(CHECKS[name].sql)[1])


@pytest.mark.parametrize("noise_from", ["2025", None])
def test_before_the_noise_parts_are_exactly_the_total(noise_from):
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
def test_from_then_on_they_lie_within_a_tolerance(name, near, far):
    assert found("2025", "2025", near, name) == 0
    assert found("2025", "2025", far, name) == 1


def test_what_must_be_exact_before_is_not_asked_of_figures_with_noise():
    for name in ("core_population__sexes_add_up", "core_population__published_population"):
        assert found("2025", "2026", 700, name) == 0
    assert found("2025", "2025", 600, "core_population__ages_within_total", young=1015) == 0
    assert found("2025", "2025", 600, "core_population__ages_within_total", young=1016) == 1
