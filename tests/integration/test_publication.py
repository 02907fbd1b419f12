"""Publishing: a table is held against everything published before, and noted for good."""

from __future__ import annotations

import csv
import io
import json

from kit.mini import add_line, put, work_json
from kit.program import run


def exported(root, *words):
    ran = run("export", "unemployed", *words, "--lang", "en", cwd=root)
    assert ran.status == 0, ran.err
    return {row["area_code"]: row for row in csv.DictReader(io.StringIO(ran.out))}, ran.err


def ledger(root):
    return sorted((root / "ledger").glob("*.json"))


def test_an_export_shows_counts_and_hides_what_every_command_hides(mini_with_data):
    table, _ = exported(mini_with_data, "--level", "regso")
    assert (table["1440R001"]["numerator"], table["1440R001"]["denominator"]) == ("145.0", "1900.0")
    assert {table["1440R003"][name] for name in ("value", "lower", "upper", "numerator", "denominator")} == {
        ""
    }
    assert table["1440R003"]["status"] == "suppressed"
    assert ledger(mini_with_data) == []


def test_a_dry_run_notes_nothing_and_a_publication_is_noted_once_and_for_good(mini_with_data):
    exported(mini_with_data, "--level", "regso", "--dry-run")
    assert ledger(mini_with_data) == []
    _, said = exported(mini_with_data, "--level", "regso", "--publish")
    (file,) = ledger(mini_with_data)
    assert "0 of them withheld" in said
    assert file.name in said
    text = file.read_text(encoding="utf-8")
    assert "1440R001" in text
    # what is hidden is not in the ledger either
    assert "1440R003" not in text
    file.write_text(text.replace("145.0", "144.0"), encoding="utf-8")
    ran = run("export", "unemployed", "--publish", "--lang", "en", cwd=mini_with_data)
    assert ran.status == 2
    assert "has been changed since it was written" in ran.err


def test_a_published_figure_is_no_cover_for_a_later_one(mini_with_data):
    """Söder is published while Öster is large; when Öster is revised to 3, another area must be hidden."""
    put(mini_with_data, "data_in/work_1.json", work_json({"1440B0010": 30}))
    assert run("ingest", cwd=mini_with_data).status == 0
    before, _ = exported(mini_with_data, "--level", "regso", "--publish")
    assert before["1440R002"]["numerator"] == "60.0"
    put(mini_with_data, "data_in/work_1.json", work_json())
    assert run("ingest", cwd=mini_with_data).status == 0
    now, _ = exported(mini_with_data, "--level", "regso")
    assert now["1440R003"]["status"] == "suppressed"
    # every area that could cover it in Ale is known, so Ale itself, which was revised with it, is hidden
    ran = run("show", "unemployed", "--area", "1440", "--format", "json", cwd=mini_with_data)
    whole = {row["period"]: row for row in json.loads(ran.out)}
    assert whole["2023"]["status"] == "suppressed"
    rows = json.loads(run("audit", "--format", "json", cwd=mini_with_data).out)
    oster = [row for row in rows if row["area_code"] == "1440R003" and row["indicator"] == "unemployed"]
    assert oster[0]["safe"]


def test_what_publications_have_given_away_is_no_fault_of_these_tables(mini_with_data):
    """All is published; then the rule becomes stricter, and the old 30 of Öster are too few to be shown."""
    put(mini_with_data, "data_in/work_1.json", work_json({"1440B0010": 30}))
    assert run("ingest", cwd=mini_with_data).status == 0
    exported(mini_with_data, "--level", "regso", "--publish")
    add_line(mini_with_data, "alemap.toml", "[small_numbers]\nthreshold = 40")
    assert run("build", cwd=mini_with_data).status == 0
    ran = run("audit", "unemployed", "--format", "json", "--lang", "en", cwd=mini_with_data)
    assert ran.status == 0, ran.err
    narrow = {row["area_code"]: row for row in json.loads(ran.out) if not row["safe"]}
    assert {"1440R003", "1440B0010"} <= set(narrow)
    assert {row["given_away_by"] for row in narrow.values()} == {"ledger"}
    assert "0 of them narrower than the rule allows" in ran.err
    assert f"{len(narrow)} more are given away by what has been published" in ran.err
