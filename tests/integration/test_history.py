"""Nothing is overwritten: earlier states can be read again, and a database says which format it has."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path

import pytest

from alemap.definitions.project import load_project
from alemap.warehouse.database import Database
from alemap.workflows.build import build
from alemap.workflows.ingest import ingest
from kit import state
from kit.mini import edit, put, work_json, write_mini
from kit.program import run

FIRST, SECOND, THIRD = (f"2026-0{month}-10T08:00:00Z" for month in (1, 2, 3))
SURVEY = "data_in/survey.csv"


def _three_vintages(root: Path) -> None:
    """January: as it stands. February: unemployment revised. March: the survey revised, hidden, removed."""
    write_mini(root)
    ingest(load_project(root), (), now=FIRST)
    put(root, "data_in/work_1.json", work_json({"1440A0010": 250, "1440B0010": 2}))
    ingest(load_project(root), (), now=SECOND)
    edit(root, SURVEY, "Norr;alla;2023;61,5", "Norr;alla;2023;63,5")
    edit(root, SURVEY, "Söder;alla;2023;82,5", "Söder;alla;2023;..")
    edit(root, SURVEY, "Hamnen;alla;2023;58,0\n", "")
    ingest(load_project(root), (), now=THIRD)


@pytest.fixture(scope="session")
def three_vintages(once) -> Path:
    """The small project after three builds; for reading only."""
    return once("three_vintages", _three_vintages)


@pytest.fixture
def own(three_vintages, tmp_path) -> Path:
    """A copy of it for a test's own use."""
    return Path(shutil.copytree(three_vintages, tmp_path / "own"))


def _figures(root: Path, *args: str) -> dict[str, tuple[str, str]]:
    ran = run(*args, "--format", "csv", cwd=root)
    assert ran.status == 0, ran.err
    return {row["area"]: (row["value"], row["status"]) for row in csv.DictReader(io.StringIO(ran.out))}


def test_an_earlier_state_is_read_as_it_was_by_date_time_and_build(three_vintages):
    first = _figures(three_vintages, "rank", "unemployed", "--as-of", "2026-01-31")
    assert float(first["Norr"][0]) == pytest.approx(100 * 145 / 1900)
    for text in ("1", FIRST, "2026-02-09"):
        assert _figures(three_vintages, "rank", "unemployed", "--as-of", text) == first
    today = _figures(three_vintages, "rank", "unemployed")
    assert float(today["Norr"][0]) == pytest.approx(100 * 295 / 1900)
    for text in ("2", "3", "2030-01-01"):
        assert _figures(three_vintages, "rank", "unemployed", "--as-of", text) == today


def test_what_has_gone_is_there_and_what_is_suppressed_today_stays_so(three_vintages):
    before = _figures(three_vintages, "rank", "feels_safe", "--as-of", "2")
    assert before["Hamnen"] == ("58.0", "final")
    assert before["Norr"] == ("61.5", "final")
    assert before["Söder"] == ("", "suppressed")  # 82,5 was published then
    assert "82.5" not in run("show", "feels_safe", "--area", "Söder", "--as-of", "2", cwd=three_vintages).out


def test_indexes_and_their_parts_are_those_of_the_time(three_vintages):
    then, now = (
        json.loads(run("rank", "risk", "--format", "json", *more, cwd=three_vintages).out)
        for more in (("--as-of", "2026-01-31"), ())
    )
    of = {row["area"]: row for row in then}["Norr"], {row["area"]: row for row in now}["Norr"]
    assert of[0]["as_of"] == FIRST
    assert "as_of" not in of[1]
    for row in of:
        assert row["part_socioekonomi"] + row["part_trygghet"] == pytest.approx(row["value"])
    assert of[0]["value"] != of[1]["value"]


def test_every_reading_command_says_as_of_when_it_is(three_vintages):
    for words in (
        ["rank"], ["compare", "--area", "Norr"], ["profile", "Norr"], ["list", "indicators"],
        ["gaps", "unemployed"],
        ["show", "unemployed", "--area", "Norr"],
    ):  # fmt: skip
        ran = run(*words, "--as-of", "2026-02-01", "--lang", "en", cwd=three_vintages)
        assert ran.status == 0, ran.err
        assert "as of 2026-02-01" in ran.out
        assert "figures of build 1" in " ".join(ran.out.split())
    trace = run("show", "unemployed", "--area", "Norr", "--as-of", "2026-02-01", cwd=three_vintages).out
    assert FIRST in trace  # the file of the vintage of the time
    assert f"{SECOND}" not in trace


@pytest.mark.parametrize(
    ("text", "words"),
    [("2025-12-31", "the first build ran"), ("9", "no build 9"), ("soon", "neither a date nor")],
)
def test_a_time_without_figures_is_refused(three_vintages, text, words):
    ran = run("rank", "--as-of", text, "--lang", "en", cwd=three_vintages)
    assert (ran.status, ran.out) == (2, "")
    assert words in ran.err


def test_history_holds_only_what_changed(own):
    changed = "SELECT DISTINCT indicator, superseded FROM history.estimate ORDER BY ALL"
    assert state.rows(own, changed) == [("feels_safe", 3), ("unemployed", 2)]
    causes = "SELECT build, name FROM history.change ORDER BY ALL"
    assert state.rows(own, causes) == [(2, "data:office__work"), (3, "data:office__survey")]
    before = state.files(own)
    assert build(load_project(own), now="2026-04-01T08:00:00Z").build is None
    assert state.files(own) == before


def test_building_everything_again_keeps_the_past(own):
    then = _figures(own, "rank", "feels_safe", "--as-of", "2")
    build(load_project(own), now="2026-04-10T08:00:00Z", full=True)
    assert _figures(own, "rank", "feels_safe", "--as-of", "2") == then
    assert state.rows(own, "SELECT count(*) FROM history.estimate WHERE superseded > 3") == [(0,)]


def test_reading_one_dataset_anew_keeps_the_past_and_loses_the_others_visibly(own):
    then = _figures(own, "rank", "unemployed", "--as-of", "3")
    ingest(load_project(own), ["office__survey"], now="2026-04-10T08:00:00Z", anew=True)
    assert state.rows(own, "SELECT DISTINCT indicator FROM estimate") == [("feels_safe",)]
    assert _figures(own, "rank", "unemployed", "--as-of", "3") == then
    assert run("ingest", cwd=own).status == 0  # reads what is not there
    assert _figures(own, "rank", "unemployed") == then
    assert state.rows(own, "SELECT max(vintage) FROM meta.vintage WHERE dataset = 'office__survey'") == [(2,)]


def test_a_database_of_another_format_is_told_and_kept(own):
    database = own / "data" / "alemap.duckdb"
    with Database.write(database) as store:
        store.run("UPDATE meta.format SET version = 99")
    for words in (["rank"], ["build"], ["ingest"]):
        ran = run(*words, "--lang", "en", cwd=own)
        assert ran.status == 2
        assert "the database has format 99" in ran.err
        assert "alemap ingest --anew" in ran.err
    ran = run("ingest", "--anew", "--lang", "en", cwd=own)
    assert ran.status == 0
    assert "history begins anew" in ran.err
    (kept,) = (own / "data").glob("*.old")
    with Database.write(kept) as store:
        assert store.rows("SELECT version FROM meta.format") == [(99,)]
    assert run("rank", cwd=own).status == 0
