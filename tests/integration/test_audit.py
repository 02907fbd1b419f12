"""The audit: an intruder who reads everything works out no small count, in any project."""

from __future__ import annotations

import json
import os

import pytest

from alemap.definitions.project import load_project
from alemap.warehouse.database import Database
from alemap.workflows.audit import audit
from alemap.workflows.ingest import ingest
from alemap.workflows.reading import Reader
from kit.program import run
from kit.random_project import write_random

NOW = "2026-11-22T12:00:00Z"
# `make audit-random N=200` asks for more
NUMBER = int(os.environ.get("ALEMAP_RANDOM_PROJECTS", "1"))
SEED = int(os.environ.get("ALEMAP_RANDOM_SEED", "507"))


def test_no_suppressed_figure_of_a_random_project_is_narrower_than_the_rule_allows(tmp_path):
    suppressed = 0
    for seed in range(SEED, SEED + NUMBER):
        root = write_random(tmp_path / str(seed), seed)
        ingest(load_project(root), (), now=NOW)
        with Reader.open(root) as reader:
            report = audit(load_project(root), reader)
        narrow = [record for record in report.table.records if not record["safe"]]
        assert narrow == [], f"seed {seed}"
        suppressed += report.suppressed
    assert suppressed > NUMBER


def test_the_audit_reports_every_width_and_the_narrowest_first(built_mini):
    ran = run("audit", "--format", "json", cwd=built_mini)
    assert ran.status == 0, ran.err
    rows = json.loads(ran.out)
    widths = [row["width"] for row in rows if row["width"] is not None]
    assert widths == sorted(widths)
    by_area = {row["area_code"]: row for row in rows if row["indicator"] == "unemployed"}
    # Öster's 3 and the 25 of Söder's first DeSO can only be told apart by themselves: 0 to 28
    assert (by_area["1440R003"]["width"], by_area["1440R003"]["needed"]) == (28, 5)
    assert "0 of them narrower" in ran.err


def test_the_audit_finds_a_figure_that_is_shown_after_all(mini_with_data):
    """Were Söder shown, Öster would be the rest of Ale."""
    with Database.write(mini_with_data / "data" / "alemap.duckdb") as store:
        store.run(
            "UPDATE mart_value SET status = 'final' WHERE indicator = 'unemployed' AND period = '2023'"
            " AND area_code IN ('1440R002', '1440C0010')"
        )
    ran = run("audit", "unemployed", "--format", "json", cwd=mini_with_data)
    assert ran.status == 1
    (oster,) = [row for row in json.loads(ran.out) if row["area_code"] == "1440R003"]
    assert (oster["width"], oster["safe"]) == (0, False)


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_an_unknown_indicator_is_told(lang, built_mini):
    ran = run("audit", "unemployd", "--lang", lang, cwd=built_mini)
    assert ran.status == 2
    assert "unemployed" in ran.err
