"""Ingest from fake agencies on real sockets: the right rows, or status 3 and nothing changed."""

from __future__ import annotations

import json
import os
import threading

import pytest
from pytest_httpserver import HTTPServer

from kit.fake_agency import FakeTime, until
from kit.fake_kolada import PAGING, FakeKolada
from kit.fake_pxweb import TABLE_1, FakePxweb
from kit.fetching import WORK, fetch_kpi, fetch_work, run_ingest
from kit.mini import DESO, add_line, edit
from kit.program import run
from kit.state import files, rows

KPIS = [f"N{number:05}" for number in range(1, 28)]
AREAS = ["1440", "1482"]
YEARS = [2024, 2025, 2026]
WAYS = [(2, "jsonstat", "all"), (1, "jsonstat", "pasted"), (1, "pxweb_json", "all")]


@pytest.fixture(scope="module")
def server():
    with HTTPServer(threaded=True) as server:
        yield server


@pytest.fixture
def pxweb(server):
    server.clear()
    fake = FakePxweb(server)
    yield fake
    fake.end_slow.set()


@pytest.fixture
def kolada(server):
    server.clear()
    return FakeKolada(server, kpis=KPIS, areas=AREAS, years=YEARS, page=50)


def work(root):
    return rows(root, "SELECT area_code, measure, period, value, status FROM raw.office__work ORDER BY ALL")


def truth(pxweb):
    names = {"01": "unemployed", "02": "labour_force"}
    return sorted(
        (area, names[m], year, float(value), "final") for (area, m, year), value in pxweb.values.items()
    )


def posts(agency):
    return [body for method, _, body in agency.asked if method == "POST"]


def outcome(result, dataset="office__work"):
    (found,) = [each for each in result.datasets if each.dataset == dataset]
    return found


@pytest.mark.parametrize(("version", "form", "query"), WAYS)
def test_a_table_is_fetched_in_parts_and_is_what_the_agency_has(mini, pxweb, version, form, query):
    fetch_work(mini, pxweb.address, version=version, form=form, query=query)
    time = FakeTime()
    dry = outcome(run_ingest(mini, time, dry_run=True))
    assert (dry.outcome, dry.files, dry.cells) == ("would fetch", 3, 28)
    assert posts(pxweb) == []
    assert not (mini / "data").exists()
    result = run_ingest(mini, time, build=False)
    assert outcome(result).outcome == "loaded"
    assert work(mini) == truth(pxweb)
    assert len(posts(pxweb)) == 3
    assert not (mini / "data" / "spool" / "office__work").exists()
    again = run_ingest(mini, time, "office__work", build=False)
    assert outcome(again).outcome == "unchanged"


def test_every_answer_is_kept_with_its_question(mini, pxweb):
    fetch_work(mini, pxweb.address, version=1)
    run_ingest(mini, FakeTime(), "office__work", build=False)
    notes = [json.loads(p.read_text()) for p in (mini / "data" / "snapshots").rglob("*.json")]
    assert {note["method"] for note in notes} == {"POST"}
    assert {note["address"] for note in notes} == {f"{pxweb.address}/v1/sv/{TABLE_1}"}
    assert {note["query"] for note in notes} == set(posts(pxweb))
    assert {note["file"] for note in notes} == {f"Work_00{n}.json" for n in (1, 2, 3)}
    assert all(note["headers"]["content-type"] == "application/json" for note in notes)
    assert all(note["fetched"] == "2026-11-22T12:00:00Z" and len(note["sha256"]) == 64 for note in notes)


@pytest.mark.parametrize(
    ("form", "fault"),
    [("jsonstat", "a code vanished"), ("pxweb_json", "a row missing"), ("jsonstat", "a dimension missing")],
)
def test_an_answer_that_lacks_something_is_asked_for_again_and_refused_if_it_stays_so(
    mini, pxweb, form, fault
):
    fetch_work(mini, pxweb.address, version=1, form=form)
    pxweb.misbehave([None, None, fault])
    assert outcome(run_ingest(mini, FakeTime(), "office__work", build=False)).outcome == "loaded"
    assert work(mini) == truth(pxweb)
    before = files(mini)
    pxweb.values["1440A0010", "01", "2023"] += 1
    pxweb.misbehave([None, None, *[fault] * 12])
    found = outcome(run_ingest(mini, FakeTime(), "office__work", build=False))
    assert found.outcome == "unavailable"
    assert "`office__work` is not whole: 3 of 3 parts are missing: `Region 1440A0010" in str(found.reason)
    assert {name: d for name, d in files(mini).items() if "/spool/" not in name} == before


def test_too_many_calls_are_waited_out_whatever_was_asked(mini, pxweb):
    fetch_work(mini, pxweb.address, version=1)
    pxweb.misbehave(["403", None, "403", None, "403"])
    time = FakeTime()
    assert outcome(run_ingest(mini, time, "office__work", build=False)).outcome == "loaded"
    assert len(time.waits) == 3
    assert work(mini) == truth(pxweb)


def test_a_changed_label_is_no_hindrance_where_codes_are_asked_for(mini, pxweb):
    fetch_work(mini, pxweb.address)
    pxweb.misbehave([None, None, "a label changed"])
    run_ingest(mini, FakeTime(), "office__work", build=False)
    assert work(mini) == truth(pxweb)


def test_an_interrupted_fetch_names_what_is_missing_and_goes_on_from_there(mini, pxweb):
    fetch_work(mini, pxweb.address)
    pxweb.misbehave([None, None, None, *["503"] * 4])
    found = outcome(run_ingest(mini, FakeTime(), "office__work", build=False))
    text = str(found.reason)
    assert "2 of 3 parts are missing: `Region 1440C0010–1482A0010`, `Region 1482C0010`" in text
    assert "gave no answer after 4 tries: it answered with status 503" in text
    pxweb.asked.clear()
    assert outcome(run_ingest(mini, FakeTime(), "office__work", build=False)).outcome == "loaded"
    assert len(posts(pxweb)) == 3, "the two missing parts, and the first to see that it is still the same"
    assert work(mini) == truth(pxweb)
    assert not (mini / "data" / "spool" / "office__work").exists()


@pytest.mark.parametrize("told", [True, False])
def test_parts_from_before_a_change_are_not_mixed_with_later_ones(mini, pxweb, told):
    fetch_work(mini, pxweb.address)
    pxweb.misbehave([None, None, None, *["503"] * 4])
    run_ingest(mini, FakeTime(), "office__work", build=False)
    pxweb.values = {key: value + 1 for key, value in pxweb.values.items()}
    if told:
        pxweb.updated = "2026-04-01T08:00:00Z"
    assert outcome(run_ingest(mini, FakeTime(), "office__work", build=False)).outcome == "loaded"
    assert work(mini) == truth(pxweb)


def test_a_table_that_is_changed_while_it_is_fetched_is_refused_and_fetched_anew(mini, pxweb):
    fetch_work(mini, pxweb.address, version=1)
    answer, counted = pxweb.answer, []

    def change_after_two(request):
        if request.method == "POST":
            counted.append(1)
            if len(counted) == 3:
                pxweb.updated = "2026-04-01T08:00:00Z"
        return answer(request)

    pxweb.answer = change_after_two
    found = outcome(run_ingest(mini, FakeTime(), "office__work", build=False))
    assert "the table was changed while it was fetched" in str(found.reason)
    assert outcome(run_ingest(mini, FakeTime(), "office__work", build=False)).outcome == "loaded"
    assert work(mini) == truth(pxweb)


def test_new_figures_make_a_new_vintage_and_a_new_time_stamp_does_not(mini, pxweb):
    fetch_work(mini, pxweb.address)
    time = FakeTime()
    run_ingest(mini, time, "office__work", build=False)
    pxweb.updated = "2026-05-01T08:00:00Z"
    assert outcome(run_ingest(mini, time, "office__work", build=False)).outcome == "unchanged"
    pxweb.values["1440A0010", "01", "2023"] += 1
    assert outcome(run_ingest(mini, time, "office__work", build=False)).outcome == "loaded"
    assert work(mini) == truth(pxweb)
    assert rows(mini, "SELECT max(vintage) FROM meta.vintage WHERE dataset = 'office__work'") == [(2,)]


def test_without_network_what_is_stored_is_used_and_what_is_missing_is_named(mini, pxweb):
    fetch_work(mini, pxweb.address)
    ended = run("ingest", "--offline", "--no-build", "--lang", "en", cwd=mini)
    assert ended.status == 3
    assert "hint: leave out `--offline`" in ended.err
    assert f"`GET {pxweb.address}/v2/config` would be fetched, and the network may not be used" in ended.err
    assert pxweb.asked == []
    run_ingest(mini, FakeTime(), "office__work", build=False)
    pxweb.asked.clear()
    ended = run("ingest", "--offline", "--no-build", "--lang", "en", cwd=mini)
    assert (ended.status, pxweb.asked) == (0, [])
    edit(mini, WORK, "unemployed", "jobless")
    assert (
        outcome(run_ingest(mini, FakeTime(), "office__work", offline=True, build=False)).outcome == "loaded"
    )
    assert {row[1] for row in work(mini)} == {"jobless", "labour_force"}


def test_an_agency_that_is_away_leaves_its_figures_and_hinders_no_other(mini, pxweb):
    fetch_work(mini, pxweb.address)
    pxweb.misbehave(["wait an hour"] * 99)
    ended = run("ingest", "--lang", "en", cwd=mini)
    assert ended.status == 3
    assert "office__survey: loaded" in ended.err
    assert "error: 1 of 4 dataset(s) could not be fetched: `office__work`" in ended.err
    assert run("rank", "feels_safe", "--lang", "en", cwd=mini).status == 0
    assert work(mini) == []


def test_codes_that_the_agency_has_no_more_are_named(mini, pxweb):
    fetch_work(mini, pxweb.address)
    edit(mini, WORK, 'Region: "*"', 'Region: ["1440A0010", "1440A0999", "1482*", "9999*"]')
    found = outcome(run_ingest(mini, FakeTime(), "office__work", build=False))
    assert str(found.reason) == "the agency has no Region `1440A0999`, `9999*`"
    edit(mini, WORK, '"1440A0999", "1482*", "9999*"', '"1482*"')
    edit(mini, WORK, "rows: [14, 56]", "rows: [12, 12]")
    assert outcome(run_ingest(mini, FakeTime(), "office__work", build=False)).outcome == "loaded"
    assert {row[0] for row in work(mini)} == {"1440A0010", "1482A0010", "1482C0010"}


@pytest.mark.parametrize("version", [1, 2])
def test_a_code_that_has_come_to_mean_something_else_is_refused(mini, pxweb, version):
    fetch_work(mini, pxweb.address, version=version)
    expected = 'labels: { Region: { "1440A0010": område 1440A } }'
    edit(mini, WORK, "fetch:", f"fetch:\n  {expected}")
    assert outcome(run_ingest(mini, FakeTime(), "office__work", build=False)).outcome == "loaded"
    pxweb.labels["1440A0010"] = "Riket"
    found = outcome(run_ingest(mini, FakeTime(), "office__work", build=False))
    assert str(found.reason) == ("`1440A0010` of Region now means `Riket`, where `område 1440A` is expected")
    assert work(mini) == truth(pxweb)


def test_due_asks_for_what_can_be_new_and_says_where_the_query_ends(mini, pxweb):
    fetch_work(mini, pxweb.address)
    add_line(mini, WORK, "published: { month: 3, lag_years: 1 }")
    run_ingest(mini, FakeTime(), build=False)
    edit(mini, WORK, 'Tid: "*"', 'Tid: ["2022", "2023"]')
    pxweb.asked.clear()
    ran = run("ingest", "office__work", "--due", "--no-build", "--lang", "en", cwd=mini)
    assert (ran.status, pxweb.asked) == (0, [])
    (how,) = [
        r["how"]
        for r in json.loads(run("calendar", "--format", "json", cwd=mini).out)
        if r["id"] == "office__work"
    ]
    assert how == "all_asked"
    assert "office__work: 2024 was expected in 2025-03; `fetch` asks for nothing after 2023\n" in ran.err
    edit(mini, WORK, '["2022", "2023"]', "{ last: 3 }")
    assert run("ingest", "office__work", "--due", "--no-build", cwd=mini).status == 0
    assert pxweb.asked


def test_quiet_says_one_line_of_what_has_changed_and_a_hint_that_helps(mini, pxweb):
    fetch_work(mini, pxweb.address, read=10)
    (mini / "data_in" / "survey.csv").unlink()
    add_line(mini, "pipelines/datasets/office/survey.yaml", "optional: true")
    ran = run("ingest", "--no-build", "--lang", "en", cwd=mini)
    assert ran.status == 0, ran.err
    pxweb.values["1440A0010", "01", "2023"] += 1
    ran = run("ingest", "--quiet", "--lang", "en", cwd=mini)
    assert (ran.status, ran.err) == (0, "office__work: loaded, 28 figures from 3 file(s)\n")
    pxweb.misbehave(["other host"])
    ran = run("ingest", "--quiet", "--lang", "en", cwd=mini)
    assert ran.status == 3
    assert "is redirected to another host, `elsewhere.invalid`\n  hint: if the agency has moved" in ran.err
    assert "hint: what would help is said of each of them above" in ran.err


def test_the_second_of_two_ingests_ends_at_once_and_names_the_first(mini, pxweb):
    fetch_work(mini, pxweb.address, read=20)
    pxweb.misbehave([None, None, "slow"])
    first = threading.Thread(target=run_ingest, args=(mini, FakeTime()), kwargs={"build": False})
    first.start()
    until(len(pxweb.asked) > 2 for _ in iter(int, 1))
    second = run("ingest", "--lang", "en", cwd=mini)
    pxweb.end_slow.set()
    first.join()
    assert second.status == 4
    assert f"another alemap run holds the database (process {os.getpid()})" in second.err
    assert work(mini) == truth(pxweb)


def kpi(root):
    return rows(root, "SELECT measure, area_code, period, value, status FROM raw.council__kpi ORDER BY ALL")


def kpi_truth(kolada):
    return sorted(
        (key, area, str(year), value, "final" if value is not None else "nonresponse")
        for (key, area, year), value in kolada.rows.items()
    )


def test_key_figures_come_25_at_a_time_and_page_by_page(mini, kolada):
    kolada.rows["N00002", "1482", 2025] = None
    fetch_kpi(mini, kolada.address, KPIS, AREAS, 2024)
    result = run_ingest(mini, FakeTime(), "council__kpi", build=False)
    assert outcome(result, "council__kpi").outcome == "loaded"
    assert kpi(mini) == kpi_truth(kolada)
    data = [path for _, path, _ in kolada.asked if "/data/" in path]
    assert len(data) == 5, "150 rows on three pages and a look for a fourth, 12 rows on one"


def test_a_level_asks_for_its_areas_in_force(mini, kolada):
    add_line(mini, "pipelines/areas/areas.csv", "1499,Fordom,kommun,,14,,2000-12-31,,")
    fetch_kpi(mini, kolada.address, KPIS, ["kommun"], 2024)
    assert (
        outcome(run_ingest(mini, FakeTime(), "council__kpi", build=False), "council__kpi").outcome == "loaded"
    )
    assert kpi(mini) == kpi_truth(kolada)


@pytest.mark.parametrize("fault", [*PAGING])
def test_pages_that_are_wrong_are_refused(mini, kolada, fault):
    fetch_kpi(mini, kolada.address, KPIS, AREAS, 2024)
    kolada.misbehave([None, None, fault])
    found = outcome(run_ingest(mini, FakeTime(), "council__kpi", build=False), "council__kpi")
    assert found.outcome == "loaded"
    assert kpi(mini) == kpi_truth(kolada)
    kolada.misbehave([None, None, *[fault] * 99])
    found = outcome(run_ingest(mini, FakeTime(), "council__kpi", build=False), "council__kpi")
    assert found.outcome == "unavailable"
    assert "council__kpi` is not whole" in str(found.reason)


def test_a_withdrawn_key_figure_is_named(mini, kolada):
    fetch_kpi(mini, kolada.address, KPIS, AREAS, 2024)
    kolada.kpis = KPIS[:-2]
    found = outcome(run_ingest(mini, FakeTime(), "council__kpi", build=False), "council__kpi")
    assert str(found.reason) == "the agency has no key figure `N00026`, `N00027`"
    kolada.kpis = KPIS
    kolada.rows = {key: value for key, value in kolada.rows.items() if key[0] != "N00003"}
    found = outcome(run_ingest(mini, FakeTime(), "council__kpi", build=False), "council__kpi")
    assert str(found.reason) == "the agency sent no figures for kpi `N00003`"


def test_nothing_is_sent_twice_that_has_not_changed(mini, kolada):
    fetch_kpi(mini, kolada.address, KPIS, AREAS, 2024)
    run_ingest(mini, FakeTime(), "council__kpi", build=False)
    kept = files(mini / "data" / "snapshots")
    kolada.server.clear_log()
    assert (
        outcome(run_ingest(mini, FakeTime(), "council__kpi", build=False), "council__kpi").outcome
        == "unchanged"
    )
    statuses = [response.status_code for _, response in kolada.server.log]
    assert statuses.count(304) == 5
    assert files(mini / "data" / "snapshots") == kept


def test_the_small_project_has_as_many_areas_as_the_fake(pxweb):
    assert len(pxweb.values) == len(DESO) * 4
