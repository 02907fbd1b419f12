"""Nothing is overwritten: earlier states can be read again, and a database says which format it has."""

from __future__ import annotations

import csv
import inspect
import io
import json
import random
import shutil
from pathlib import Path

import pytest
import typer

from alemap.cli.app import app
from alemap.definitions.project import load_project
from alemap.warehouse.database import Database
from alemap.workflows.build import build
from alemap.workflows.ingest import ingest
from alemap.workflows.reading import Reader
from kit import state
from kit.mini import DESO, add_line, edit, put, work_json
from kit.program import run
from kit.vintages import FIRST, SECOND, SURVEY, THIRD


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
        json.loads(run("rank", "socioekonomi", "--format", "json", *more, cwd=three_vintages).out)
        for more in (("--as-of", "2026-01-31"), ())
    )
    of = {row["area"]: row for row in then}["Norr"], {row["area"]: row for row in now}["Norr"]
    assert of[0]["as_of"] == FIRST
    assert "as_of" not in of[1]
    for row in of:
        assert row["part_unemployed"] == pytest.approx(row["value"])
    assert of[0]["value"] != of[1]["value"]
    # the whole index rested on Söder's answer, which the office has withdrawn since
    ran = run("rank", "risk", "--as-of", "2026-01-31", "--lang", "en", cwd=three_vintages)
    assert (ran.status, ran.out) == (2, "")
    assert "suppressed today" in ran.err


def test_every_command_that_opens_the_database_can_be_asked_of_the_past():
    for name, command in typer.main.get_command(app).commands.items():
        code = inspect.getsource(command.callback)
        # diff has both states; only what can be read today is attacked
        if "open_reader(" in code and name not in {"diff", "audit"}:
            assert "open_reader(root, as_of)" in code, name
            assert "reader.as_of" in code, name


def test_every_reading_command_says_as_of_when_it_is(three_vintages):
    for words in (
        ["rank", "socioekonomi"], ["compare", "--area", "Norr"], ["profile", "Norr"], ["list", "indicators"],
        ["gaps", "unemployed"], ["explain", "Norr", "socioekonomi"], ["targets"],
        ["show", "unemployed", "--area", "Norr"],
    ):  # fmt: skip
        ran = run(*words, "--as-of", "2026-02-01", "--lang", "en", cwd=three_vintages)
        assert ran.status == 0, ran.err
        assert "as of 2026-02-01" in ran.out
        assert "figures of build 1" in " ".join(ran.out.split())
    exported = ["export", "unemployed", "--as-of", "2026-02-01"]
    assert FIRST in run(*exported, cwd=three_vintages).out.splitlines()[1]
    published = run(*exported, "--publish", "--lang", "en", cwd=three_vintages)
    assert (published.status, published.out) == (2, "")
    assert "only today's are published" in published.err
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


def _diff(root: Path, *args: str, indexes: bool = False) -> list[dict[str, str]]:
    """The changes of figures and definitions, or those of indexes."""
    ran = run("diff", *args, "--format", "csv", cwd=root)
    assert ran.status == 0, ran.err
    return [row for row in csv.DictReader(io.StringIO(ran.out)) if bool(row["index"]) is indexes]


def test_a_diff_shows_lost_figures_first_and_never_what_is_or_was_suppressed(three_vintages):
    rows = _diff(three_vintages, "--since", "1")
    assert [(r["change"], r["measure"], r["area"]) for r in rows[:3]] == [
        ("lost", "feels_safe", "Hamnen"),
        ("hidden", "feels_safe", "Söder"),
        ("revised", "unemployed", "1440A0010"),
    ]
    assert {r["causes"] for r in rows} == {"data"}
    assert {r["changed"] for r in rows} == {"office__survey", "office__work"}
    ale = next(r for r in rows if r["area_code"] == "1440")
    assert float(ale["difference"]) == pytest.approx(100 * (357 - 208) / 4000)
    width = float(ale["before_upper"]) - float(ale["before_lower"])
    assert float(ale["interval_widths"]) == pytest.approx(float(ale["difference"]) / width)
    assert (ale["rank_before"], ale["rank_after"], ale["ranked"]) == ("2", "1", "2")
    hidden = rows[1]
    assert all(hidden[name] == "" for name in ("before_value", "after_value", "difference", "rank_before"))
    for fmt in ("table", "md", "json", "csv"):
        assert "82.5" not in run("diff", "--since", "1", "--format", fmt, cwd=three_vintages).out
        assert "82,5" not in run("diff", "--since", "1", "--format", fmt, cwd=three_vintages).out
    # 1440B0010 went from 3 to 2 persons, hidden both times: nothing is said of it
    assert not [r for r in rows if r["area_code"] in {"1440B0010", "1440R003"}]


def test_a_diff_tells_of_indexes_how_many_values_and_places_are_others(three_vintages):
    query = "SELECT area_code, value FROM index_value WHERE category = 'socioekonomi' AND value IS NOT NULL"
    with Reader.open(three_vintages, "1") as reader:
        then = dict(reader.store.rows(query))
    now = dict(state.rows(three_vintages, query))
    assert _diff(three_vintages, "--since", "1", "--indicator", "risk") == []
    rows = _diff(three_vintages, "--since", "1", "--indicator", "risk", indexes=True)
    whole, work, _trust = sorted((r for r in rows if r["change"] == "index"), key=lambda r: r["category"])
    assert (work["level"], work["period"], work["index"]) == ("regso", "2023", "risk")
    assert (work["areas"], work["compared"], work["ranked"], work["causes"]) == ("3", "3", "3", "data")
    largest = max(then, key=lambda code: abs(now[code] - then[code]))
    assert (work["area_code"], float(work["difference"])) == (
        largest,
        pytest.approx(now[largest] - then[largest]),
    )
    places = [sorted(values, key=values.get, reverse=True) for values in (then, now)]
    moved = {r["area_code"]: (r["rank_before"], r["rank_after"]) for r in rows if r["change"] == "index_rank"}
    expected = {code: tuple(str(each.index(code) + 1) for each in places) for code in then}
    assert moved == {code: ranks for code, ranks in expected.items() if ranks[0] != ranks[1]}
    assert work["moved"] == str(len(moved))
    # Söder's answer, withdrawn since, stood behind the whole: nothing of it is told
    assert (whole["compared"], whole["difference"], whole["ranked"]) == ("0", "", "0")
    assert int(whole["untold"]) > 0
    shown = run("diff", "--since", "1", "--area", "Norr", "--lang", "sv", cwd=three_vintages).out
    assert "Norr 2 → 1" in shown
    assert "Hamnen" not in shown
    assert _diff(three_vintages, "--since", "1", "--level", "kommun", indexes=True) == []


def test_a_diff_can_be_narrowed_and_its_default_is_the_last_build(three_vintages):
    assert {r["measure"] for r in _diff(three_vintages)} == {"feels_safe"}
    assert {r["level"] for r in _diff(three_vintages, "--since", "1", "--level", "regso")} == {"regso"}
    assert [r["area"] for r in _diff(three_vintages, "--since", "1", "--area", "Ale")] == ["Ale"]
    assert _diff(three_vintages, "--since", "2", "--indicator", "unemployed") == []
    nothing = run("diff", "--since", "2", "--indicator", "unemployed", cwd=three_vintages)
    assert "No figure has changed" in nothing.out
    assert run("diff", "--indicator", "unemploid", cwd=three_vintages).status == 2


def test_the_log_tells_runs_that_failed_and_what_the_others_loaded(own):
    assert run("ingest", "--quiet", cwd=own).status == 0
    put(own, "data_in/work_1.json", b"{")
    assert run("ingest", cwd=own).status == 2
    put(own, "data_in/work_1.json", work_json())
    assert run("ingest", cwd=own).status == 0
    assert run("ingest", "--dry-run", cwd=own).status == 0
    log = own / "data" / "alemap.runs.jsonl"
    log.write_text(log.read_text(encoding="utf-8") + '{"started": "2026-', encoding="utf-8")
    runs = json.loads(run("log", "--every", "--format", "json", cwd=own).out)
    assert [r["status"] for r in runs] == ["unreadable", "done", "failed", "unchanged", *["done"] * 3]
    assert runs[1]["datasets"] == [{"dataset": "office__work", "vintage": 3, "rows": 28}]
    assert (runs[1]["build"], runs[2]["code"]) == (4, "AM200")
    assert "data_in/work_1.json" in runs[2]["error"]
    shown = run("log", "--top", "2", "--lang", "en", cwd=own, env={"COLUMNS": "80"}).out
    assert "2 of 6 shown" in shown
    assert "1 run(s) that changed nothing are left out" in " ".join(shown.split())
    told = " ".join(run("log", "--lang", "sv", cwd=own).out.split())
    assert "AM200: data_in/work_1.json:1:2: detta är inte JSON, eller så bryts den av här" in told


def test_a_change_is_put_down_to_what_changed_and_definitions_are_told_once(own):
    path = "pipelines/indicators/trygghet/women_share.yaml"
    edit(own, path, "sv: En mening.", "sv: En annan mening.")
    edit(own, path, "revision: 1\n", "revision: 2\n")
    add_line(own, path, '  - { revision: 2, date: "2026-04-01", sv: Ny mening., en: New sentence. }')
    edit(own, "sql/indicators/ind_women_share.sql", "part.sex = 'K'", "part.sex = 'M'")
    edit(
        own,
        "pipelines/areas/areas.csv",
        "1440R003,Öster,regso,2020,1440,,,,",
        "1440R003,Österut,regso,2020,1440,,,,",
    )
    build(load_project(own), now="2026-04-10T08:00:00Z")
    rows = _diff(own)
    definition, *figures = rows
    assert definition["change"] == "definition_changed"
    assert (definition["definition"], definition["definition_fields"]) == ("women_share", "definition")
    assert (definition["revision_before"], definition["revision_after"]) == ("1", "2")
    assert definition["changelog"] == "New sentence."
    assert {r["measure"] for r in figures} == {"women_share"}
    assert {r["causes"] for r in figures} == {"definition"}


def _table(root: Path) -> dict[tuple[object, ...], tuple[object, ...]]:
    found = state.rows(
        root,
        "SELECT indicator, area_code, level, period, sex, category, value, status, lower, upper, numerator,"
        " denominator, method FROM estimate",
    )
    return {row[:6]: row[6:] for row in found}


def _by_hand(before: dict, after: dict) -> dict[tuple[object, ...], str]:
    """What a diff must say of two tables, worked out figure by figure."""
    found = {}
    old_periods = {(k[0], k[2], k[3]) for k, v in before.items() if v[0] is not None}
    for key in before.keys() | after.keys():
        old, new = before.get(key, (None, None)), after.get(key, (None, None))
        if old == new:
            continue
        if "suppressed" in (old[1], new[1]):
            kind = "hidden" if old[0] is not None else "shown" if new[0] is not None else None
        elif old[0] is not None and new[0] is not None:
            kind = "revised" if old[0] != new[0] else "interval"
        elif old[0] is not None:
            kind = "lost"
        elif new[0] is not None:
            kind = "new" if (key[0], key[2], key[3]) in old_periods else "new_period"
        else:
            kind = "status" if None not in (old[1], new[1]) else None
        if kind is not None:
            found[key] = kind
    return found


def test_two_vintages_give_exactly_the_planted_diff(mini):
    chance = random.Random(20261122)  # noqa: S311 - a plan, not a secret
    codes = sorted(DESO)
    put(mini, "data_in/work_1.json", work_json(periods=("2022",)))
    ingest(load_project(mini), (), now=FIRST)
    tables = [_table(mini)]
    for month in (2, 3):
        revised = {code: chance.choice([0, 2, 7, 40, 60]) for code in chance.sample(codes, 3)}
        put(mini, "data_in/work_1.json", work_json(revised))
        survey = (mini / SURVEY).read_text(encoding="utf-8").splitlines()
        kept = [line for line in survey[1:] if chance.random() > 0.2]
        changed = [
            line.rsplit(";", 1)[0] + f";{chance.choice(['..', '44,5', '71,0'])}"
            if chance.random() < 0.3
            else line
            for line in kept
        ]
        put(mini, SURVEY, "\n".join([survey[0], *changed]) + "\n")
        ingest(load_project(mini), (), now=f"2026-0{month}-10T08:00:00Z")
        tables.append(_table(mini))
    for since in range(1, len(tables)):
        expected = _by_hand(tables[since - 1], tables[-1])
        rows = _diff(mini, "--since", str(since))
        single = {
            tuple(r[n] for n in ("measure", "area_code", "level", "period", "sex", "category")): r["change"]
            for r in rows
            if r["change"] != "new_period"
        }
        assert single == {key: kind for key, kind in expected.items() if kind != "new_period"}
        new = {(k[0], k[2], k[3]): 0 for k, kind in expected.items() if kind == "new_period"}
        assert sum(r["change"] == "new_period" for r in rows) == len(new)
        for row in rows:
            key = tuple(row[n] for n in ("measure", "area_code", "level", "period", "sex", "category"))
            if row["change"] == "revised":
                old, now = tables[since - 1][key][0], tables[-1][key][0]
                assert float(row["difference"]) == pytest.approx(now - old)
        with Reader.open(mini, str(since)) as reader:  # and the state then, key by key, where it may be shown
            then = reader.store.rows(
                "SELECT indicator, area_code, level, period, sex, category, value FROM estimate"
            )
        for *key, value in then:
            hidden = tables[-1].get(tuple(key), (None, None))[1] == "suppressed"
            assert value == (None if hidden else tables[since - 1][tuple(key)][0])
        assert {tuple(key) for *key, _value in then} == tables[since - 1].keys()


def test_a_file_leads_to_the_figures_that_rest_on_it(three_vintages):
    ran = run("show", "--snapshot", "survey.csv", "--format", "json", cwd=three_vintages)
    (row,) = json.loads(ran.out)
    assert (row["measure"], row["dataset"], row["vintage"], row["replaced"]) == (
        "feels_safe", "office__survey", 2, None,
    )  # fmt: skip
    shown = state.rows(three_vintages, "SELECT count(*) FROM estimate WHERE indicator = 'feels_safe'")
    assert [(row["figures"],)] == shown
    assert (row["periods"], row["indexes"]) == (["2023"], ["risk"])
    assert row["models"] == ["stg_office__survey", "core_published", "ind_published"]
    ((old,),) = state.rows(
        three_vintages, "SELECT sha256 FROM meta.snapshot WHERE dataset = 'office__survey' AND vintage = 1"
    )
    (gone,) = json.loads(run("show", "--snapshot", old[:12], "--format", "json", cwd=three_vintages).out)
    assert (gone["replaced"], gone["figures"]) == (THIRD, 0)
    assert run("show", "--snapshot", "nowhere.csv", cwd=three_vintages).status == 2
    assert run("show", cwd=three_vintages).status == 2
