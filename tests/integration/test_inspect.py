"""How a statistician adds a table: inspect the file, fill in what is left open, check, ingest."""

from __future__ import annotations

import io
import json

import polars as pl
import pytest
import xlsxwriter

from alemap.definitions.project import load_project
from alemap.sources.recognise import recognise
from alemap.warehouse.database import Database
from alemap.workflows.inspect import inspect
from kit.mini import DESO, write_mini
from kit.program import run

AREAS = list(DESO)[:3]
PERIODS = ("2022", "2023")


def json_stat() -> bytes:
    document = {
        "class": "dataset",
        "label": "Folkmängd efter region och år",
        "note": [
            "Från och med referensåret 2025 är en liten slumpmässig osäkerhet införd (Cell Key Method)."
        ],
        "id": ["Region", "Kon", "ContentsCode", "Tid"],
        "size": [3, 3, 1, 2],
        "dimension": {
            "Region": {"category": {"index": AREAS, "label": {code: code for code in AREAS}}},
            "Kon": {
                "category": {
                    "index": ["1", "2", "1+2"],
                    "label": {"1": "män", "2": "kvinnor", "1+2": "totalt"},
                }
            },
            "ContentsCode": {"category": {"index": ["BE1"], "label": {"BE1": "Folkmängd"}}},
            "Tid": {"category": {"index": list(PERIODS)}},
        },
        # the total of the second area and last year is one too many
        "value": [1, 2, 3, 4, 4, 6, 1, 2, 3, 4, 4, 7, 1, 2, 3, None, 4, 7],
        "status": {"15": ".."},
    }
    return json.dumps(document).encode()


def pxweb() -> bytes:
    columns = [
        {"code": "Region", "text": "region", "type": "d"},
        {"code": "Kon", "text": "kön", "type": "d"},
        {"code": "Tid", "text": "år", "type": "t"},
        {"code": "0001", "text": "Antal bilar", "type": "c"},
        {"code": "0002", "text": "Antal cyklar", "type": "c"},
    ]
    data = [
        {"key": [area, sex, period], "values": ["12", ".."]}
        for area in AREAS
        for sex in ("1", "2")
        for period in PERIODS
    ]
    return b"\xef\xbb\xbf" + json.dumps({"columns": columns, "comments": [], "data": data}).encode()


def px() -> bytes:
    areas = ",".join(f'"{code}"' for code in AREAS)
    return (
        'CHARSET="ANSI";\nTITLE="Hushåll efter region och år";\nSTUB="region";\nHEADING="år";\n'
        f'VALUES("region")={areas};\nVALUES("år")="2022","2023";\nDATA=\n1 2\n3 "-"\n5 6\n;\n'
    ).encode("cp1252")


def workbook() -> bytes:
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True})
    book.add_worksheet("Om statistiken").write(0, 0, "Läs mig")
    sheet = book.add_worksheet("Tabell 1")
    rows = [
        ["Sjuka efter kommun, kön och månad", "", "Uppdaterad 2024-01-31"],
        [],
        ["Kommun", "Kommunnamn", "År", "Månad", "Kvinnor och män", "Kvinnor", "Män"],
        ["1440", "Ale", 2023, "Januari", 30, 10, 20],
        ["1440", "Ale", 2023, "Februari", 30, 10, "*"],
        ["1482", "Kungälv", 2023, "Januari", 40, 20, 20],
        ["1482", "Kungälv", 2023, "Februari", 41, 21, 20],
        ["9999", "Okänd", 2023, "Februari", 1, 1, 0],
        [],
        ["Källa: Kontoret"],
    ]
    for i, row in enumerate(rows):
        sheet.write_row(i, 0, row)
    hidden = book.add_worksheet("Underlag")
    hidden.hide()
    book.close()
    return content.getvalue()


def table() -> bytes:
    lines = [
        "Kontorets enkät;;;",
        "Hämtad 2024-02-01;;;",
        "",
        "Område;År;Andel nöjda, procent;Antal svar",
        "Norr;2023;61,5;1 200",
        "Söder;2023;48,0*;900",
        "Öster;2023;..;..",
        "",
        "Källa: Kontoret;;;",
    ]
    return "\r\n".join(lines).encode("cp1252")


def kolada(period: int, next_page: str | None) -> bytes:
    figures = [
        {"gender": "T", "count": 1, "status": "", "value": 12.5},
        {"gender": "K", "count": 1, "status": "Privacy", "value": None},
        {"gender": "M", "count": 1, "status": "", "value": 11.0, "isdeleted": False},
    ]
    values = [
        {"kpi": "N00001", "municipality": code, "period": period, "values": figures}
        for code in ("1440", "1482")
    ]
    return json.dumps({"count": 2, "values": values, "next_url": next_page}).encode()


FILES = {
    "persons": ("folk.json", json_stat()),
    "vehicles": ("fordon.json", pxweb()),
    "homes": ("hushåll.px", px()),
    "illness": ("sjuka 2023.xlsx", workbook()),
    "opinion": ("enkät.csv", table()),
    "measures": ("sida1.json", kolada(2023, "https://x.example/?page=2")),
}
"""One file of each form, with the dataset's name."""


@pytest.fixture(scope="module")
def followed(tmp_path_factory):
    """The small project after all six tables were added; what inspect and the first check said."""
    folder = tmp_path_factory.mktemp("inspect")
    root = write_mini(folder / "mini")
    said = {}
    for name, (file, content) in FILES.items():
        (folder / file).write_bytes(content)
        said[name] = run(
            "inspect", str(folder / file), "--id", f"bureau__{name}", "--write", "--lang", "en", cwd=root
        )
    open_points = run("check", "--lang", "en", cwd=root)
    for path in [*root.glob("pipelines/*/bureau/*.yaml"), root / "pipelines/agencies/bureau.yaml"]:
        text = path.read_text(encoding="utf-8")
        for sign in ('"..":', '"-":', '"*":'):
            text = text.replace(f"{sign} FILL_IN", f"{sign} suppressed")
        text = text.replace("sida1.json", "sida*.json")
        path.write_text(text.replace("FILL_IN", "ifyllt"), encoding="utf-8")
    # inspect has said that a page follows; without it the rest would be missing in silence
    (root / "files/bureau/sida2.json").write_bytes(kolada(2022, None))
    checked = run("check", "--lang", "en", cwd=root)
    loaded = run("ingest", "--lang", "en", cwd=root)
    return root, said, open_points, checked, loaded


def rows(root, name, columns="area_code, period, value, status"):
    with Database.read(load_project(root).database) as store:
        return sorted(store.rows(f"SELECT {columns} FROM raw.bureau__{name}"), key=str)  # noqa: S608


def test_every_point_left_open_is_shown_with_its_line(followed):
    root, _, open_points, _, _ = followed
    assert open_points.status == 1
    found = {line.split(": ")[0] for line in open_points.out.splitlines() if "AM610" in line}
    drafted = [
        *root.glob("pipelines/datasets/bureau/*.yaml"),
        root / "pipelines/agencies/bureau.yaml",
    ]
    assert {place.split(":")[0] for place in found} == {p.relative_to(root).as_posix() for p in drafted}
    assert "`name.en` is still to be filled in" in open_points.out
    assert 'marks."' not in open_points.out


def test_what_is_filled_in_is_accepted_and_loaded(followed):
    _, _, _, checked, loaded = followed
    assert checked.status == 0, checked.out
    assert loaded.status == 0, loaded.err


def test_json_stat(followed):
    root, said, *_ = followed
    assert ("1440A0010", "2022", "_T", "folkmangd", 4.0, "final") in rows(
        root, "persons", "area_code, period, sex, measure, value, status"
    )
    assert len(rows(root, "persons")) == 18
    assert "1 of 5 totals are not the sum of women and men" in said["persons"].out
    assert load_project(root).datasets["bureau__persons"].noise_from == "2025"


def test_pxweb_json(followed):
    root, *_ = followed
    found = rows(root, "vehicles", "measure, sex, value, status")
    assert set(found) == {
        ("antal_bilar", "K", 12.0, "final"),
        ("antal_bilar", "M", 12.0, "final"),
        ("antal_cyklar", "K", None, "suppressed"),
        ("antal_cyklar", "M", None, "suppressed"),
    }


def test_px(followed):
    root, *_ = followed
    assert rows(root, "homes")[3] == (AREAS[1], "2023", None, "suppressed")


def test_workbook(followed):
    root, said, *_ = followed
    out = said["illness"].out
    assert "the workbook has 3 sheets; `Tabell 1` has most figures" in out
    assert "the sheet `Underlag` is hidden" in out
    assert "Tabell 1!C1: `Uppdaterad 2024-01-31`" in out
    assert "1 code(s) of `Kommun` are no known areas: 9999" in out
    found = rows(root, "illness", "area_code, period, sex, value, status")
    assert ("1440", "2023-02", "M", None, "suppressed") in found
    assert ("1482", "2023-01", "_T", 40.0, "final") in found
    assert len(found) == 15


def test_semicolon_table_in_windows_1252(followed):
    root, said, *_ = followed
    assert "Windows-1252" in said["opinion"].out
    assert rows(root, "opinion", "area_code, measure, value, status") == [
        ("1440R001", "andel_nojda_procent", 61.5, "final"),
        ("1440R001", "antal_svar", 1200.0, "final"),
        ("1440R002", "andel_nojda_procent", 48.0, "final"),
        ("1440R002", "antal_svar", 900.0, "final"),
        ("1440R003", "andel_nojda_procent", None, "suppressed"),
        ("1440R003", "antal_svar", None, "suppressed"),
    ]


def test_kolada(followed):
    root, said, *_ = followed
    assert "https://x.example/?page=2" in said["measures"].out
    found = rows(root, "measures", "measure, area_code, period, sex, value, status")
    assert found[0] == ("N00001", "1440", "2022", "K", None, "suppressed")
    assert {row[2] for row in found} == {"2022", "2023"}


def test_nothing_is_written_over(followed):
    root, *_ = followed
    before = (root / "pipelines/datasets/bureau/persons.yaml").read_bytes()
    again = run(
        "inspect", "files/bureau/folk.json", "--id", "bureau__persons", "--write", "--lang", "en", cwd=root
    )
    assert again.status == 2
    assert "`pipelines/datasets/bureau/persons.yaml` is there already" in again.err
    assert (root / "pipelines/datasets/bureau/persons.yaml").read_bytes() == before


QUERY = {
    "queryObj": {
        "query": [
            {"code": "Region", "selection": {"filter": "item", "values": [*AREAS, "9999"]}},
            {"code": "Kon", "selection": {"filter": "item", "values": ["1", "2"]}},
            {"code": "ContentsCode", "selection": {"filter": "item", "values": ["BE0101N1"]}},
            {"code": "Tid", "selection": {"filter": "top", "values": "3"}},
        ],
        "response": {"format": "px"},
    },
    "tableIdForQuery": "TAB638",
}


def test_a_saved_query_becomes_a_dataset_that_is_fetched(mini):
    (mini / "fråga.json").write_text(json.dumps(QUERY), encoding="utf-8")
    done = run("inspect", "fråga.json", "--id", "statistics__people", "--write", "--lang", "en", cwd=mini)
    assert done.status == 0, done.err
    assert "1 code(s) of `Region` are no known areas: 9999" in done.out
    assert "`px`; it is fetched as JSON-stat" in done.out
    for path in mini.glob("pipelines/*/**/*.yaml"):
        text = path.read_text(encoding="utf-8").replace("protocol: file", "protocol: pxweb1")
        path.write_text(text.replace("FILL_IN", "https://ifyllt.example"), encoding="utf-8")
    checked = run("check", "--lang", "en", cwd=mini)
    assert checked.status == 0, checked.out
    dataset = load_project(mini).datasets["statistics__people"]
    assert dataset.fetch.table == "TAB638"
    assert dataset.fetch.query["Tid"].last == 3
    assert dataset.columns == ("area_code", "sex", "measure", "period")
    assert not (mini / "files").exists()


def test_an_address_is_fetched_first(mini, httpserver):
    httpserver.expect_request("/stat/folk").respond_with_data(json_stat(), content_type="application/json")
    address = httpserver.url_for("/stat/folk?lang=sv")
    done = run("inspect", address, "--id", "bureau__folk", "--write", "--lang", "en", cwd=mini)
    assert done.status == 0, done.err
    assert "written: files/bureau/folk" in done.err
    assert (mini / "files/bureau/folk").read_bytes() == json_stat()
    httpserver.expect_request("/page").respond_with_data("<!DOCTYPE html><p>Tabell", content_type="text/html")
    page = run("inspect", httpserver.url_for("/page"), "--lang", "en", cwd=mini)
    assert (page.status, "this is a web page" in page.err) == (2, True)
    httpserver.expect_request("/gone").respond_with_data("nej", status=404)
    gone = run("inspect", httpserver.url_for("/gone"), "--lang", "en", cwd=mini)
    assert gone.status == 3
    assert "404" in gone.err


def test_a_table_an_r_script_wrote_is_described(mini):
    rows = {"kommun": ["1440", "1482"], "år": [2023, 2023], "value": [1.5, None], "status": ["", "Privacy"]}
    pl.DataFrame(rows).write_parquet(mini / "r.parquet")
    done = run("inspect", "r.parquet", "--format", "json", "--lang", "en", cwd=mini)
    found = json.loads(done.out)
    assert found["read"] == {"labels": ["kommun", "år"], "value": "value", "mark": "status"}
    assert [each["becomes"] for each in found["dimensions"]] == ["area_code", "period"]
    assert found["marks"] == [{"sign": "Privacy", "count": 1, "meaning": None}]
    pl.DataFrame({"id": ["N1"], "title": ["Oro"]}).write_parquet(mini / "r.parquet")
    assert (
        "no column of this table holds figures" in run("inspect", "r.parquet", "--lang", "en", cwd=mini).err
    )


LONG = {
    "csv": (
        b'"kommun","ar","kon","value","status"\n"0114","2023","T",12.5,""\n"1440","2023","K",NA,"Privacy"\n',
        {"labels": ["kommun", "ar", "kon"], "value": "value", "mark": "status"},
        {"NA": None, "Privacy": 1},
    ),
    "semicolons": (b"region;value\n1440;2,5\n", {"labels": ["region"], "value": "value", "decimal": ",",
                   "delimiter": ";"}, {}),
    "rows": (
        json.dumps({"data": [{"regionId": "1440", "ar": 2023, "varde": "12,25"}], "sidor": 1}).encode(),
        {"rows": "data", "labels": ["regionId", "ar"], "value": "varde", "decimal": ","},
        {},
    ),
    "columns": (b'{"kommun": ["1440"], "value": [2.5]}', {"labels": ["kommun"], "value": "value"}, {}),
}  # fmt: skip


@pytest.mark.parametrize("kind", LONG)
def test_rows_that_a_program_wrote_are_known(kind):
    content, read, marks = LONG[kind]
    found = inspect(content, "r", None)
    assert (found.form, found.read) == ("long", read)
    assert {mark.sign: mark.count for mark in found.marks} == {
        sign: count for sign, count in marks.items() if count
    }


def test_a_layout_of_an_agency_stays_a_table():
    assert inspect(b"Kommun;2022;2023\n1440;1;2\n", "t.csv", None).form == "table"


ROLES = {
    "json-stat": json.dumps(
        {
            "id": ["born", "when", "what", "where"], "size": [3, 2, 1, 2],
            "dimension": {
                "born": {"category": {"index": ["1990", "1991", "1992"]}},
                "when": {"category": {"index": ["2022", "2023"]}},
                "what": {"category": {"index": ["a"], "label": {"a": "Antal"}}},
                "where": {"category": {"index": ["X1", "X2"]}},
            },
            "role": {"time": ["when"], "metric": ["what"], "geo": ["where", "nowhere"]},
            "value": [1] * 12,
        }
    ).encode(),
    "px": (
        'STUB="born","when","what";STUB[en]="b","w","t";HEADING="where";HEADING[en]="p";'
        'VALUES("born")="1990","1991","1992";VALUES("when")="2022","2023";VALUES("what")="a";'
        'VALUES("where")="X1","X2";CONTVARIABLE="what";TIMEVAL("when")=TLIST(A1,"2022"-"2023");'
        f'MAP("where")="land";DATA={"1 " * 12};'
    ).encode(),
    "px-json": json.dumps(
        {
            "columns": [{"code": code, "type": kind} for code, kind in
                        (("born", "d"), ("when", "t"), ("where", "d"), ("a", "c"))],
            "data": [{"key": [b, w, "X1"], "values": ["1"]} for b in ("1990", "1991", "1992")
                     for w in ("2022", "2023")],
        }
    ).encode(),
}  # fmt: skip


@pytest.mark.parametrize("form", ROLES)
def test_the_roles_a_file_gives_its_dimensions_count(form):
    found = inspect(ROLES[form], "f", None)
    becomes = {each.name: each.becomes for each in found.dimensions}
    assert (becomes["born"], becomes["when"]) == ("born", "period")
    assert becomes.get("what", becomes.get("measure")) == "measure"
    said = [remark.message for remark in found.remarks]
    assert any("says that `{name}` is areas" in message for message in said) == (form != "px-json")


def test_notes_are_shown_one_by_one():
    document = {**json.loads(ROLES["json-stat"]), "note": [f"Not {n} " + "x" * 400 for n in range(7)]}
    remarks = inspect(json.dumps(document).encode(), "f", None).remarks
    notes = [remark.fields["text"] for remark in remarks if remark.message == "note in the file: {text}"]
    assert [note[:5] for note in notes] == [f"Not {n}" for n in range(5)]
    assert {len(note) for note in notes} == {304}
    assert ("the file has {count} notes in all", {"count": 7}) in [(r.message, r.fields) for r in remarks]


def test_metadata_is_named_and_cannot_be_written(mini):
    values = [
        {"id": "N07609", "title": "Oro för brott, andel (%)", "operating_area": "Trygghet"},
        {"id": "N07657", "title": "Osäkerhetstal - Oro för brott, andel (%)", "operating_area": "Trygghet"},
    ]
    (mini / "kpi.json").write_text(json.dumps({"count": 2, "values": values}), encoding="utf-8")
    done = run("inspect", "kpi.json", "--lang", "en", cwd=mini)
    assert "a list of 2 key figures, no figures" in done.out
    assert "`N07657` is the uncertainty of `N07609`" in done.out
    refused = run("inspect", "kpi.json", "--id", "kolada__x", "--write", "--lang", "en", cwd=mini)
    assert (refused.status, "nothing to write" in refused.err) == (2, True)


def test_outside_a_project_areas_are_not_looked_for(tmp_path):
    (tmp_path / "folk.json").write_bytes(json_stat())
    done = run("inspect", "folk.json", "--format", "json", "--lang", "en", cwd=tmp_path)
    found = json.loads(done.out)
    assert done.status == 0
    assert found["form"] == "jsonstat"
    assert found["dimensions"][0] == {
        "name": "Region",
        "codes": 3,
        "first": [{"code": code, "label": code} for code in AREAS],
        "becomes": "region",
        "known_areas": None,
    }
    assert found["marks"] == [{"sign": "..", "count": 1, "meaning": None}]
    assert "id: FILL_IN__FILL_IN" in found["drafts"]["pipelines/datasets/FILL_IN/FILL_IN.yaml"]
    refused = run("inspect", "folk.json", "--write", "--lang", "en", cwd=tmp_path)
    assert refused.status == 2
    assert "needs a project" in refused.err


@pytest.mark.parametrize(
    ("body", "read", "said"),
    [
        ("1440;2022;1.234\n0114;2022;2.345", {}, "each point has three digits behind it (`1.234`)"),
        ("1440;2022;1.234.567\n0114;2022;2.345", {"decimal": ","}, "the decimal sign is a comma"),
        ("1440;2022;5\n1440;2023;Uppgift saknas", {}, None),
        ("1440;2022;5\nKälla: 1440", {"stop": "Källa: 1440"}, "from line 3 on: `Källa: 1440`"),
        ("1440;2022;5\n14;;", {"stop": "14;;"}, "from line 3 on: `14`"),
    ],
)
def test_a_draft_loses_no_row_and_takes_no_thousand_for_one(body, read, said):
    found = recognise(f"kommun;år;antal\n{body}\n".encode(), "f.csv")
    assert found.read == {"labels": ["kommun", "år"], "value": "antal", **read}
    told = [remark.message.format(**remark.fields) for remark in found.remarks]
    assert said is None or any(said in each for each in told)


def test_ages_and_sexes_in_figures_are_no_figures():
    rows = "".join(f"1440;{age};{sex};{age * 3}\n" for age in (16, 17) for sex in ("1", "2", "1+2"))
    read = recognise(f"kommun;ålder;kategori;antal\n{rows}".encode(), "f.csv").read
    assert read == {"labels": ["kommun", "ålder", "kategori"], "value": "antal"}


def test_a_number_longer_than_any_is_no_year():
    assert recognise(b"kommun;antal\n1440;" + b"9" * 5000 + b"\n", "f.csv").read["labels"] == ["kommun"]


def test_numbers_of_few_rows_are_left_out_and_a_row_cut_short_is_an_error():
    assert recognise(b",kommun,2021\n0,1440,1\n1,1482,3\n", "f.csv").read["skip"] == [""]
    cut = b"kommun;ar;antal\n1440;2021;5\n0114;2021;6\n1440;2022\n"
    assert "stop" not in recognise(cut, "f.csv").read


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"<!DOCTYPE html><title>503</title>", "web page"),
        (b'{"a": 1}', "none of the forms"),
        (b"Namn;Adress\nA;B\n", "no column of figures below a header"),
        (b"\x00\x01\x02", "NUL"),
        (b";".join([b"value"] * 200_000) + b"\n" + b";".join([b"1"] * 200_000), "more than the 100000 that"),
    ],
)
def test_what_is_no_table_is_refused(tmp_path, content, said):
    (tmp_path / "x").write_bytes(content)
    done = run("inspect", "x", "--lang", "en", cwd=tmp_path)
    assert (done.status, said in done.err) == (2, True), done.err
