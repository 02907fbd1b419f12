"""Socialstyrelsen's and Skolverket's interfaces, and files at addresses: workbooks, exports, JSON-stat."""

from __future__ import annotations

import json

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Response

from kit.fake_agency import FakeAgency, FakeTime, as_json
from kit.fake_skolverket import ROOT, TELLING, FakeSkolverket
from kit.fake_socialstyrelsen import FakeSocialstyrelsen
from kit.fetching import BOARD, fetch_breast_feeding, fetch_schools, run_ingest
from kit.mini import book, put, residents_rows, work_json
from kit.state import rows

_FILE = """\
id: board__{name}
agency: board
name: {{ sv: Fil, en: File }}
table: T
origin: real
form: {form}
fetch: {{ address: [{address}]{more} }}
{rest}"""

FILES = {
    "workbook": (
        "/filer/residents.xlsx",
        book(residents_rows()),
        (
            "read: { header_row: 3, headers: [år, kön], labels: [region] }\n"
            "dimensions:\n  region: { column: area_code }\n  år: { column: period }\n"
            "  kön: { column: sex, codes: { totalt: _T, kvinnor: K, män: M } }\n"
        ),
        42,
    ),
    "table": (
        "/siris/export?pFormat=csv&pAr={year}",
        "Kommun;Kön;År;Andel\n1440;alla;2023;61,5\n1482;alla;2023;..\n".encode("cp1252"),
        (
            "read: { labels: [Kommun, Kön, År], value: Andel }\n"
            "dimensions:\n  Kommun: { column: area_code }\n  Kön: { column: sex, codes: { alla: _T } }\n"
            "  År: { column: period }\n"
        ),
        2,
    ),
    "jsonstat": (
        "/eurostat/data/work?format=JSON&lang=en",
        work_json(),
        (
            "dimensions:\n  Region: { column: area_code }\n  Contents: { column: measure }\n"
            "  Tid: { column: period }\nconstants: { sex: _T }\n"
        ),
        28,
    ),
}


class FakeFiles(FakeAgency):
    """Serves each of `files` by its path, under an ETag where `tag`."""

    def __init__(self, server, content):
        super().__init__(server)
        self.content = content

    def answer(self, request):
        response = Response(self.content, 200, content_type="application/octet-stream")
        response.set_etag(str(hash(self.content)))
        return response.make_conditional(request)


@pytest.fixture(scope="module")
def server():
    with HTTPServer(threaded=True) as server:
        yield server


def ingested(root, name):
    (found,) = run_ingest(root, FakeTime(), f"board__{name}", build=False).datasets
    return found


def test_socialstyrelsens_sparse_rows_come_whole_by_measure(mini, server):
    server.clear()
    fake = FakeSocialstyrelsen(server)
    fetch_breast_feeding(mini, fake.address)
    fake.misbehave([*[None] * 5, "503", "half a body"])
    assert ingested(mini, "health").outcome == "loaded"
    found = rows(mini, "SELECT measure, area_code, sex, period, value FROM raw.board__health ORDER BY ALL")
    sex = {"2": "K", "3": "_T"}
    assert found == sorted(
        (m, r, sex[k], y, float(value.replace(",", ".")))
        for (m, r, k, y), value in fake.values.items()
        if k in sex
    )
    asked = {path.partition("?")[0] for _, path, _ in fake.asked if "/resultat/" in path}
    assert asked == {
        f"/api/v1/sv/amning/resultat/matt/{m}/region/1440,1482/kon/2,3/ar/2023,2024" for m in "14"
    }

    fake.pages = 2
    assert "several pages where one was asked for" in str(ingested(mini, "health").reason)
    fake.pages = 1
    fake.values = {key: value for key, value in fake.values.items() if key[1] != "1482"}
    assert str(ingested(mini, "health").reason) == "the agency sent no figures for region `1482`"
    fake.codes["kon"]["2"] = "Flickor"
    assert "`2` of kon now means `Flickor`, where `kvinnor` is expected" in str(
        ingested(mini, "health").reason
    )


def test_school_units_come_whole_as_the_manual_says(mini, server):
    server.clear()
    fake = FakeSkolverket(server)
    fetch_schools(mini, fake)

    def ingested():
        (found,) = run_ingest(mini, FakeTime(), "skolverket__school_units", build=False).datasets
        return found

    fake.misbehave([*TELLING, None, "429 in 2 seconds", "another unit", "half a body"])
    assert ingested().outcome == "loaded"
    table = "SELECT area_code, measure, period, value, status, mark FROM raw.skolverket__school_units"
    found = rows(mini, f"{table} ORDER BY ALL")
    assert len(found) == 6 * 4, "the seventh has no statistics"
    assert found[:4] == [
        ("S10000000", "all_subjects_passed", "2024/25", None, "suppressed", ".."),
        ("S10000000", "merit_value", "2023/24", 190.0, "final", None),
        ("S10000000", "merit_value", "2024/25", 200.5, "final", None),
        ("S10000000", "pupils", "2024/25", 10.0, "final", "cirka"),
    ]
    pages = [path for _, path, _ in fake.asked if path.startswith(f"{ROOT}/school-units?")]
    assert {path.rpartition("page=")[2] for path in pages} == {"0&size=100", "1&size=100"}

    fake.misbehave(["another place"] * 6)
    assert "which was not asked for" in str(ingested().reason)
    fake.units = {code: ("1440", measures) for code, (_, measures) in fake.units.items()}
    assert "no school unit of form `gr` in `1482`" in str(ingested().reason)
    assert rows(mini, f"{table} ORDER BY ALL") == found


@pytest.mark.parametrize("form", FILES)
def test_a_file_is_fetched_as_it_is_and_again_only_when_it_has_changed(mini, server, form):
    address, content, rest, count = FILES[form]
    server.clear()
    server.clear_log()
    fake = FakeFiles(server, content)
    put(mini, "pipelines/agencies/board.yaml", BOARD.format(protocol="file", address=fake.address))
    more = ', year: "2023"' if "{year}" in address else ""
    text = _FILE.format(name="file", form=form, address=f'"{address}"', more=more, rest=rest)
    put(mini, "pipelines/datasets/board/file.yaml", text)
    fake.misbehave(["web page", "429 in 2 seconds", "half a body"])
    assert ingested(mini, "file").outcome == "loaded"
    assert rows(mini, "SELECT count(*) FROM raw.board__file") == [(count,)]
    assert fake.asked[-1][1] == address.replace("{year}", "2023")
    assert ingested(mini, "file").outcome == "unchanged"
    assert server.log[-1][1].status_code == 304
    if form != "table":  # nothing in a text table says how long it should be
        fake.misbehave([*["cut, length as sent"] * 9])
        fake.content = content + b"\n"
        assert ingested(mini, "file").outcome == "unavailable"
        assert rows(mini, "SELECT count(*) FROM raw.board__file") == [(count,)]


def test_a_json_stat_file_without_all_its_figures_is_refused(mini, server):
    server.clear()
    document = json.loads(FILES["jsonstat"][1])
    document["value"].pop()
    fake = FakeFiles(server, as_json(document).get_data())
    put(mini, "pipelines/agencies/board.yaml", BOARD.format(protocol="file", address=fake.address))
    text = _FILE.format(name="file", form="jsonstat", address='"/a.json"', more="", rest=FILES["jsonstat"][2])
    put(mini, "pipelines/datasets/board/file.yaml", text)
    assert "has not the shape" in str(ingested(mini, "file").reason)
