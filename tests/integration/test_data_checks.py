"""Data checks at build: what they find is told, counted, compared with last time and kept."""

from __future__ import annotations

import json

from kit import state
from kit.mini import add_line, edit, put, work_json
from kit.program import run

WARN, ERROR = "ind_unemployed__above_zero", "ind_unemployed__below_half"
COUNTS = "SELECT row_count FROM meta.check_count WHERE name = 'ind_unemployed__above_zero'"


def test_checks_are_compared_with_last_time_and_run_only_where_something_changed(mini_with_data):
    root = mini_with_data
    assert state.rows(root, COUNTS) == [(0,)]
    put(root, "data_in/work_1.json", work_json({"1482A0010": 0}))
    first = run("ingest", cwd=root)
    assert f"check `{WARN}` found 2 row(s), worse than last time (0)" in first.err  # DeSO and RegSO
    assert "  area_code=1482A0010, period=2023\n" in first.err  # its 0 persons are for nobody's eyes
    ((kept,),) = state.rows(
        root,
        f"SELECT failure FROM meta.check_failure WHERE name = '{WARN}' AND position = 0",  # noqa: S608
    )
    assert json.loads(kept) == {"area_code": "1482A0010", "period": "2023", "numerator": 0.0}
    assert "2 row(s)" in run("doctor", cwd=root).out
    edit(root, "data_in/survey.csv", "61,5", "62,5")  # nothing that the check reads
    second = run("ingest", cwd=root)
    assert WARN not in second.err
    assert "1 check(s) found rows before" in second.err
    put(root, "data_in/work_1.json", work_json({"1482A0010": 0, "1440C0010": 0}))
    edit(root, f"sql/checks/{WARN}.sql", "-- reason", "-- tolerance: 3 rows, for now\n-- reason")
    third = run("ingest", cwd=root)  # 1440C0010 shares its RegSO with another DeSO
    assert WARN not in third.err
    assert "row(s)" not in run("doctor", cwd=root).out
    runs = f"SELECT row_count FROM meta.check_run WHERE name = '{WARN}' ORDER BY build"  # noqa: S608
    assert state.rows(root, runs) == [(0,), (2,), (3,)]


def test_the_rows_that_stop_a_build_are_kept_beside_the_database(mini_with_data):
    before = state.figures(mini_with_data)
    put(mini_with_data, "data_in/work_1.json", work_json({"1440A0010": 900, "1440A0020": 800}))
    ran = run("ingest", cwd=mini_with_data)
    assert ran.status == 1
    assert f"check `{ERROR}` found" in ran.err
    assert "rows: alemap.failed.jsonl" in ran.err
    kept = mini_with_data / "data" / "alemap.failed.jsonl"
    lines = [json.loads(line) for line in kept.read_text(encoding="utf-8").splitlines()]
    assert {line["check"] for line in lines} == {ERROR}
    assert {"1440A0010", "1440R001"} <= {line["row"]["area_code"] for line in lines}
    assert state.figures(mini_with_data) == before
    put(mini_with_data, "data_in/work_1.json", work_json({"1440A0010": 101}))
    assert run("ingest", cwd=mini_with_data).status == 0
    assert not kept.exists()


def test_a_tolerance_that_is_no_number_of_rows_is_a_fault(mini):
    edit(mini, f"sql/checks/{WARN}.sql", "-- reason", "-- tolerance: some\n-- reason")
    ran = run("check", cwd=mini)
    assert ran.status == 1
    assert "AM440" in ran.out


def test_the_rows_of_a_mapping_that_no_figure_needs_are_named(mini_with_data):
    names = "pipelines/mappings/office/names.csv"
    assert "no figure has" not in run("doctor", "--lang", "en", cwd=mini_with_data).out
    add_line(mini_with_data, names, "Nordost,1440R003,,")
    told = " ".join(run("doctor", "--lang", "sv", cwd=mini_with_data).out.split())
    assert f"office/names: ingen siffra har koden Nordost {names}" in told
    add_line(mini_with_data, names, "Sydost,1440R003,,")
    told = " ".join(run("doctor", "--lang", "en", cwd=mini_with_data).out.split())
    assert "office/names: no figure has 2 of the codes: Nordost, Sydost" in told
