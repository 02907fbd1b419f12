"""Every fault gives one clear error with its place and a hint, its exit status, and changes nothing."""

# ruff: noqa: E501 - a row of a table is one case

from __future__ import annotations

import json

import pytest

from kit.mini import DESO, add_line, book, edit, households_px, line_of, put, residents_rows, work_json
from kit.program import run
from kit.state import files, rows

DATASET = "pipelines/datasets/office/work.yaml"
SURVEY = "pipelines/datasets/office/survey.yaml"
INDICATOR = "pipelines/indicators/socioekonomi/unemployed.yaml"
MODEL = "sql/indicators/ind_unemployed.sql"
AREAS = "pipelines/areas/areas.csv"
NAMES = "pipelines/mappings/office/names.csv"


def changed_book(i, j, value):
    """The residents' workbook with one cell (row and column from 0) replaced."""
    rows = residents_rows()
    rows[i][j] = value
    return book(rows)


def refused(root, *words, status=2):
    """Run a command that must fail: nothing on stdout, no traceback, and not a byte changed."""
    before = files(root)
    ran = run(*(words or ("ingest",)), cwd=root)
    assert ran.status == status, (ran.out, ran.err)
    assert ran.out == ""
    assert "Traceback" not in ran.err
    assert ran.err.count("error:") == 1
    assert files(root) == before
    return ran.err


# --- definitions --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "old", "new", "code", "said", "hint"),
    [
        (INDICATOR, "decimals:", "decimal:", "AM123", "`decimal` is not a known field", "`decimals`"),
        (INDICATOR, "category: socioekonomi", "category: socioekonmi", "AM150", "`socioekonmi`", "`socioekonomi`"),
        (INDICATOR, "factor: arbete", "factor: arbet", "AM150", "`arbet` is not a known factor", "`arbete`"),
        (INDICATOR, "unit: percent", "unit: procent", "AM150", "`procent` is not a known unit", "`percent`"),
        (INDICATOR, "agency: office", "agency: ofice", "AM150", "`ofice` is not a known agency", "`office`"),
        (INDICATOR, "levels: [riket", "levels: [rike", "AM150", "`rike` is not a known level", "`riket`"),
        (INDICATOR, "multiplier: 100", "multiplier: 1", "AM155", "multiplier 100", None),
        (INDICATOR, "id: unemployed", "id: unemploied", "AM126", "the file's name says `unemployed`", None),
        (INDICATOR, "polarity: higher_is_worse", "polarity: bad", "AM125", "`polarity`", None),
        (INDICATOR, "kind: share", "kind: published", "AM125", "`source` is for kind `published`", None),
        (INDICATOR, "revision: 1\nchangelog", "revision: 2\nchangelog", "AM125", "not for revision 2", None),
        (DATASET, "form: jsonstat", "form: jsonstats", "AM127", "`jsonstats` is not a known form", "`jsonstat`"),
        (DATASET, "origin: real", "origin: genuine", "AM125", "`origin`", None),
        (DATASET, "Tid: { column: period }", "Tid: { column: year }", "AM152", "no dimension becomes `period`", None),
        (SURVEY, "map: office/names", "map: office/name", "AM150", "`office/name`", "`office/names`"),
        (SURVEY, "value: Andel", "valeu: Andel", "AM123", "`read.valeu` is not a known field", None),
        (SURVEY, "files: [data_in/survey.csv]", "files: [data_in/s.csv]", "AM153", "no file is named", "office.example"),
        ("pipelines/indexes/risk.yaml", "[unemployed]", "[unemployd]", "AM150", "`unemployd`", "`unemployed`"),
        ("pipelines/indexes/risk.yaml", "[unemployed]", "[lone_parents]", "AM157", "belongs to category", None),
        ("pipelines/indexes/risk.yaml", "[feels_safe]", "[women_share]", "AM156", "is neutral", None),
        ("pipelines/agencies/office.yaml", 'marks: { "-"', 'marks: { "-": zero, "-"', "AM121", "not valid YAML", None),
        (AREAS, "1440R002,Söder,regso,", "1440R002,Söder,regsoo,", "AM131", "`regsoo` is not a level", "`regso`"),
        (AREAS, "1440R003,Öster,regso,2020,1440", "1440R003,Öster,regso,2020,1450", "AM133", "`1450`", "parent"),
        (AREAS, "1440R003,Öster", "1440R002,Öster", "AM130", "stands already", None),
        (AREAS, "1440R001|1440R002", "1440R001|1440R009", "AM133", "part `1440R009`", None),
        (NAMES, "Söder,1440R002", "Norr,1440R002", "AM141", "stands already at line 2", None),
        (NAMES, "Söder,1440R002,,", "Söder,1440R002", "AM140", "4 fields", None),
    ],
)  # fmt: skip
def test_a_fault_in_a_definition_is_named_with_its_line(file, old, new, code, said, hint, mini_with_data):
    line = edit(mini_with_data, file, old, new)
    text = refused(mini_with_data)
    problem, *_ = [part for part in text.splitlines() if f" {code} " in part]
    assert problem.startswith(f"{file}:"), text
    assert said in text
    if hint:
        assert hint in text.partition("hint:")[2]
    # a fault of the whole stands at the top, any other at its own line or at the heading of its part
    found = int(problem.split(":")[1])
    parts = line_of(mini_with_data, file, r"^(id|dimensions|default|kind|part|1440O01)")
    assert found in {line, line + 1, 1, parts}, problem


def test_a_fault_is_found_without_data_too(mini):
    line = edit(mini, INDICATOR, "decimals:", "decimal:")
    found = run("check", "--format", "json", "--select", "unemployed", cwd=mini)
    assert found.status == 1
    assert json.loads(found.out) == [
        {
            "file": INDICATOR, "line": line, "column": 1, "code": "AM123", "severity": "error",
            "message": "`decimal` is not a known field", "hint": "did you mean `decimals`?", "cell": None,
        }
    ]  # fmt: skip
    github = run("check", "--format", "github", "--select", "unemployed", cwd=mini)
    assert github.status == 1
    assert github.out.startswith(f"::error file={INDICATOR},line={line},col=1,title=AM123::`decimal`")


def test_an_unquoted_code_is_refused(mini_with_data):
    line = edit(mini_with_data, "alemap.toml", '["1440", "1482"]', "[1440, 1482]")
    text = refused(mini_with_data)
    assert f"alemap.toml:{line}: " in text


def test_an_unquoted_code_in_yaml_is_refused_with_the_reason(mini_with_data):
    line = edit(mini_with_data, DATASET, "constants: { sex: _T }", "constants: { sex: _T, kind: 0114 }")
    text = refused(mini_with_data)
    assert f"{DATASET}:{line}:" in text
    assert "AM124" in text
    assert "put codes in quotes" in text


def test_an_indicator_without_a_model_is_refused(mini_with_data):
    (mini_with_data / MODEL).unlink()
    (mini_with_data / "sql/tests/ind_unemployed.yaml").unlink()
    for check in (mini_with_data / "sql/checks").glob("ind_unemployed*"):
        check.unlink()
    text = refused(mini_with_data)
    assert f"{INDICATOR}:1:" in text
    assert "the indicator has no model" in text
    assert f"write {MODEL}" in text


def test_all_faults_are_told_at_once(mini_with_data):
    edit(mini_with_data, INDICATOR, "factor: arbete", "factor: arbet")
    edit(mini_with_data, DATASET, "agency: office", "agency: offices")
    edit(mini_with_data, AREAS, "1440R003,Öster,regso,2020,1440", "1440R003,Öster,regso,2020,1450")
    text = refused(mini_with_data)
    assert "error: 3 fault(s)" in text
    assert [line.split(":")[0] for line in text.splitlines() if ": AM1" in line] == [
        AREAS,
        DATASET,
        INDICATOR,
    ]


@pytest.mark.parametrize(
    "name", [AREAS, NAMES, INDICATOR, MODEL, "sql/checks/ind_unemployed__below_half.sql"]
)
def test_a_file_that_is_not_utf8_is_named(name, mini_with_data):
    path = mini_with_data / name
    path.write_bytes(
        b"# \xe5\n" + path.read_bytes() if name.endswith("yaml") else path.read_bytes() + b"-- \xe5\n"
    )
    text = refused(mini_with_data)
    assert name in text
    assert "UTF-8" in text


@pytest.mark.parametrize("name", [AREAS, NAMES])
def test_a_byte_order_mark_from_a_spreadsheet_is_no_fault(name, mini_with_data):
    path = mini_with_data / name
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert run("ingest", cwd=mini_with_data).status == 0


def test_settings_that_cannot_be_read_are_named(mini_with_data):
    edit(mini_with_data, "alemap.toml", 'language = "en"', 'language = "no"')
    text = refused(mini_with_data)
    assert f"alemap.toml:{line_of(mini_with_data, 'alemap.toml', 'language')}: " in text


def test_a_municipality_that_does_not_exist_is_named(mini_with_data):
    edit(mini_with_data, "alemap.toml", '"1482"', '"1483"')
    assert "`1483` is not a known municipality" in refused(mini_with_data)


# --- the agencies' files ------------------------------------------------------------------------


def with_unknown_area():
    document = json.loads(work_json())
    index = document["dimension"]["Region"]["category"]["index"]
    index["1440X9999"] = index.pop("1440C0020")
    return json.dumps(document).encode()


def with_number_as_text():
    document = json.loads(work_json())
    document["value"][5] = "many"
    return json.dumps(document).encode()


def with_other_contents():
    return work_json().replace(b'"02"', b'"03"')


WORK = "data_in/work_1.json"
BOOK = "data_in/residents.xlsx"
PX = "data_in/households.px"
CSV = "data_in/survey.csv"


@pytest.mark.parametrize(
    ("file", "content", "place", "said"),
    [
        # the fifth DeSO's first of four figures
        (WORK, with_unknown_area(), f"{WORK} value[16]", "area code `1440X9999` is not a known area"),
        (WORK, with_number_as_text(), f"{WORK} value[5]", "many"),
        (WORK, with_other_contents(), f"{WORK} value[2]", "code `03` in dimension `Contents` is not mapped"),
        (WORK, work_json()[:-40], WORK, ""),
        (WORK, b"", WORK, ""),
        (WORK, work_json().replace(b"1000", b"NaN"), WORK, ""),
        (WORK, work_json(periods=("2022",)).replace(b'"2022"', b'"year"'), f"{WORK} value[0]", "`year` is not a period"),
        (BOOK, changed_book(3, 2, "flickor"), f"{BOOK} T2!C5", "code `flickor` in dimension `kön` is not mapped"),
        (BOOK, changed_book(2, 1, "tjugotvå"), f"{BOOK} T2!B5", "`tjugotvå` is not a period"),
        (BOOK, changed_book(4, 0, "1440Z0001"), f"{BOOK} T2!B5", "area code `1440Z0001` is not a known area"),
        (BOOK, changed_book(6, 3, "tolv"), f"{BOOK} T2!D7", "`tolv`"),
        (BOOK, changed_book(5, 0, "1440A0010"), f"{BOOK} T2!", "two figures for the same area_code `1440A0010`"),
        (BOOK, book(residents_rows())[:-600], BOOK, ""),
        (BOOK, b"not a workbook", BOOK, ""),
        (PX, households_px()[:-40], PX, ""),
        (PX, households_px().replace(b"1440C0010", b"1440C0019"), f"{PX} DATA[", "`1440C0019` is not a known area"),
        (PX, households_px().replace(b"60 700", b"sixty 700"), PX, "sixty"),
        (CSV, "Område;Kön;År;Andel\nNord;alla;2023;5,0\n".encode(), f"{CSV} R2C4", "code `Nord` in dimension `Område`"),
        (CSV, "Område;Kön;Månad;Andel\nNorr;alla;2023;5,0\n".encode(), CSV, "År"),
        (CSV, "Område;Kön;År;Andel\nNorr;alla;2023;fem\n".encode(), f"{CSV}:2:4", "`fem`"),
        (CSV, "Område;Kön;År;Andel\nNorr;alla;2023;5\nNorr;alla;2023;6\n".encode(), f"{CSV} R2C4", "two figures"),
        (CSV, "Område;Kön;År;Andel\nNorr;alla;2023;\n".encode(), f"{CSV}:2:4", "neither a figure nor a mark"),
        (CSV, "Område;Kön;År;Andel\n".encode(), CSV, ""),
    ],
)  # fmt: skip
def test_a_fault_in_a_file_is_named_with_its_cell(file, content, place, said, mini_with_data):
    put(mini_with_data, file, content)
    text = refused(mini_with_data)
    assert f"\n  {place}" in text, text
    assert said in text


@pytest.mark.parametrize(
    ("cell", "text"), [((3, 2), "flickor"), ((3, 3), "pojkar")], ids=["one header", "another header"]
)
def test_a_changed_header_is_named_at_the_header_or_a_figure_below_it(cell, text, mini_with_data):
    put(mini_with_data, BOOK, changed_book(*cell, text))
    column = "ABCDEFG"[cell[1]]
    assert f"{BOOK} T2!{column}" in refused(mini_with_data)


def test_an_unmapped_code_is_answered_with_where_to_map_it(mini_with_data):
    put(mini_with_data, CSV, "Område;Kön;År;Andel\nNord;alla;2023;5,0\n")
    text = refused(mini_with_data)
    assert f"hint: add it to {NAMES}, or leave it out on purpose with `ignore`" in text
    assert "`Norr`" in text


def test_a_code_left_out_on_purpose_is_not_missed(built_mini):
    ((number,),) = rows(built_mini, "SELECT count(*) FROM raw.office__survey WHERE area_code IS NULL")
    assert number == 1


def test_a_dataset_cut_short_is_refused(mini_with_data):
    edit(mini_with_data, DATASET, "rows: [14, 56]", "rows: [40, 56]")
    put(mini_with_data, WORK, work_json())
    text = refused(mini_with_data)
    assert "holds 28 figures where 40 to 56 are expected (seven DeSO and one or two years)" in text
    assert "data_in/work_*.json" in text


def test_two_files_that_overlap_are_refused(mini_with_data):
    put(mini_with_data, "data_in/work_2.json", work_json({"1440A0010": 5}, periods=("2023",)))
    text = refused(mini_with_data)
    assert "two figures for the same" in text
    assert "data_in/work_1.json value[" in text
    assert "data_in/work_2.json value[" in text


def test_a_file_that_has_vanished_is_named(mini_with_data):
    (mini_with_data / WORK).unlink()
    text = refused(mini_with_data)
    assert "no file is named `data_in/work_*.json`" in text
    assert f"{DATASET}:{line_of(mini_with_data, DATASET, '^files')}:" in text


def test_a_folder_in_a_files_place_is_named(mini_with_data):
    (mini_with_data / CSV).unlink()
    (mini_with_data / CSV).mkdir()
    assert CSV in refused(mini_with_data)


def test_a_faulty_file_stops_the_good_ones_too(mini_with_data):
    put(mini_with_data, WORK, work_json({"1440A0010": 5}))
    put(mini_with_data, PX, households_px()[:-40])
    refused(mini_with_data)


# --- models and checks --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("GROUP BY\n", "GROUPED BY\n", "cannot be parsed"),
        ("part.measure = 'unemployed'", "part.measur = 'unemployed'", "measur"),
        ("JOIN core_area_part", "JOIN core_area_parts", "`core_area_parts` is neither a model nor a CTE"),
        (
            "FROM stg_office__work AS part",
            "FROM raw.office__wrk AS part",
            "there is no table `raw.office__wrk`",
        ),
        (
            "  part.period,\n  part.sex,",
            "  part.sex,\n  part.period,",
            "the columns are area_code, sex, period",
        ),
        ("AS numerator", "AS numerators", "the columns are"),
    ],
)
def test_a_fault_in_a_model_is_named_with_its_line(old, new, said, mini_with_data):
    line = edit(mini_with_data, MODEL, old, new)
    text = refused(mini_with_data)
    assert said in text
    if said.startswith("the columns"):
        assert f"{MODEL}:2:3: AM430" in text
    else:
        shown = [n for n in range(line - 1, line + 2) if f"{MODEL}:{n}" in text]
        assert shown, (line, text)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("'final'", "'certain'"), "gives the status `certain`"),
        (("SUM(part.value)", "SUM(part.value) * 100"), "gives impossible counts"),
        (("  part.period,\n  part.sex\n", "  part.period,\n  part.sex,\n  part.area_code\n"), "more than once"),
    ],
)  # fmt: skip
def test_a_model_that_does_not_keep_the_contract_is_refused(change, said, mini_with_data):
    edit(mini_with_data, MODEL, *change)
    text = refused(mini_with_data)
    assert said in text
    assert MODEL in text
    assert "hint:" in text


def test_models_that_read_each_other_are_refused(mini_with_data):
    put(mini_with_data, "sql/core/core_a.sql", "SELECT area_code FROM core_b")
    put(mini_with_data, "sql/core/core_b.sql", "SELECT area_code FROM core_a")
    assert "in a circle: core_" in refused(mini_with_data)


def test_a_failed_check_keeps_the_old_database(mini_with_data):
    put(mini_with_data, WORK, work_json({"1440C0010": 690}))
    before = files(mini_with_data / "data" / "snapshots")
    database = (mini_with_data / "data" / "alemap.duckdb").read_bytes()
    ran = run("ingest", cwd=mini_with_data)
    assert ran.status == 1
    assert "check `ind_unemployed__below_half` found" in ran.err
    # where it is, not the count: it may be a small one
    assert "area_code=1440C0010, period=2023" in ran.err
    assert "690" not in ran.err + run("log", "--format", "json", cwd=mini_with_data).out
    assert "Half of the labour force is never unemployed." in ran.err
    assert "sql/checks/ind_unemployed__below_half.sql" in ran.err
    assert (mini_with_data / "data" / "alemap.duckdb").read_bytes() == database
    assert before.items() <= files(mini_with_data / "data" / "snapshots").items()


def test_a_warning_is_told_and_published(mini_with_data):
    put(mini_with_data, WORK, work_json({"1440B0010": 0}))
    ran = run("ingest", "--quiet", cwd=mini_with_data)
    assert ran.status == 0
    assert "warning: check `ind_unemployed__above_zero` found" in ran.err
    doctor = run("doctor", cwd=mini_with_data)
    assert doctor.status == 1
    assert "ind_unemployed__above_zero" in doctor.out


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("SELECT area_code FROM ind_unemployed", "the check's header is incomplete"),
        ("-- severity: error\n-- reason: x\nSELECT area FROM ind_unemployed", "the check does not run"),
    ],
)
def test_a_check_that_cannot_be_run_is_refused(sql, said, mini_with_data):
    put(mini_with_data, "sql/checks/ind_unemployed__x.sql", sql)
    put(mini_with_data, WORK, work_json({"1440B0010": 9}))
    text = refused_but_for_snapshots(mini_with_data)
    assert said in text
    assert "sql/checks/ind_unemployed__x.sql" in text


def refused_but_for_snapshots(root):
    database = (root / "data" / "alemap.duckdb").read_bytes()
    ran = run("ingest", cwd=root)
    assert ran.status == 2, ran.err
    assert "Traceback" not in ran.err
    assert (root / "data" / "alemap.duckdb").read_bytes() == database
    return ran.err


# --- the command line ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "said", "hint"),
    [
        (
            ("rank", "unemployd"),
            "`unemployd` is neither an index, a category nor an indicator",
            "`unemployed`",
        ),
        (("rank", "socioekonmi"), "`socioekonmi`", "`socioekonomi`"),
        (("rank", "unemployed", "--level", "regs"), "`regs` is not a level", "`regso`"),
        (("rank", "feels_safe", "--level", "deso"), "no figures for level `deso`", "`regso`"),
        (("rank", "unemployed", "--municipality", "Alle"), "`Alle` is not a known area", "`Ale`"),
        (("rank", "unemployed", "--municipality", "Norr"), "`Norr` is not a municipality", "--municipality"),
        (("rank", "unemployed", "--period", "1999"), "no figures for 1999", "2022, 2023"),
        (("compare", "--area", "Östr"), "`Östr` is not a known area", "`Öster`"),
        (("compare", "unemployd"), "`unemployd`", "`unemployed`"),
        (("compare", "--by", "sex", "--against", "riket"), "--against", "leave one of them out"),
        (("profile", "Nor"), "`Nor` is not a known area", "`Norr`"),
        (("show", "feels_saf"), "`feels_saf`", "`feels_safe`"),
        (("show", "unemployed", "--area", "Östr"), "`Östr` is not a known area", "`Öster`"),
        (("list", "indicator"), "`indicator` cannot be listed", "`indicators`"),
        (("list", "x"), "`x` cannot be listed", "datasets"),
        (("ingest", "office__wrk"), "`office__wrk` is not a dataset", "`office__work`"),
    ],
)
def test_an_unknown_name_is_answered_with_the_closest(words, said, hint, mini_with_data):
    text = refused(mini_with_data, *words)
    assert said in text
    assert hint in text.partition("hint:")[2]


@pytest.mark.parametrize(
    "words",
    [("rank", "--top", "0"), ("rank", "--format", "xml"), ("rnak",), ("rank", "--by"), ("list",), ("show",)],
)
def test_a_usage_error_has_status_2(words, mini_with_data):
    ran = run(*words, cwd=mini_with_data)
    assert ran.status == 2
    assert ran.out == ""
    assert "Traceback" not in ran.err


@pytest.mark.parametrize(
    "words", [("ingest",), ("build",), ("rank",), ("compare",), ("profile", "Ale"), ("show", "x"), ("list", "areas"),
              ("check",), ("doctor",)]
)  # fmt: skip
def test_no_project_has_status_2_and_says_how_to_make_one(words, tmp_path):
    text = refused(tmp_path, *words, "--lang", "en")
    assert "no alemap project" in text
    assert "`alemap init DIR`" in text


def test_a_named_folder_that_is_no_project(tmp_path):
    assert "is no alemap project" in refused(tmp_path, "rank", "--project", "nowhere", "--lang", "en")


@pytest.mark.parametrize(
    "words", [("rank",), ("compare",), ("profile", "Ale"), ("show", "unemployed"), ("build",)]
)
def test_no_database_has_a_hint(words, mini):
    text = refused(mini, *words)
    assert "there is no database yet" in text
    assert "hint: run `alemap ingest`" in text


def test_lists_and_doctor_need_no_database(mini):
    assert run("list", "indicators", cwd=mini).status == 0
    ran = run("doctor", cwd=mini)
    assert ran.status == 1
    assert "alemap ingest" in ran.out


@pytest.mark.parametrize("content", [b"this is no database", b""])
def test_a_broken_database_is_mended_as_the_hint_says(content, mini_with_data):
    put(mini_with_data, "data/alemap.duckdb", content)
    text = refused(mini_with_data, "rank")
    hint = text.partition("hint: ")[2]
    words = hint.split("`")[1].split()
    assert words[0] == "alemap"
    assert run(*words[1:], cwd=mini_with_data).status == 0
    assert run("rank", cwd=mini_with_data).status == 0


def test_a_snapshot_that_was_changed_is_not_taken_for_the_agencys(mini_with_data):
    (path,) = (mini_with_data / "data" / "snapshots" / "office" / "work").glob("*.bin")
    path.write_bytes(path.read_bytes() + b" ")
    assert "has been changed since it was stored" in refused(mini_with_data, "build", "--full")


def test_a_snapshot_that_is_gone_is_named(mini_with_data):
    (path,) = (mini_with_data / "data" / "snapshots" / "office" / "work").glob("*.bin")
    path.unlink()
    text = refused(mini_with_data, "build", "--full")
    assert "the snapshot of `office__work` is gone" in text
    words = text.partition("hint: ")[2].split("`")[1].split()
    assert run(*words[1:], cwd=mini_with_data).status == 0
    assert run("build", "--full", cwd=mini_with_data).status == 0


def test_an_output_that_cannot_be_written_is_named(mini_with_data):
    text = refused(mini_with_data, "rank", "--output", "nowhere/out.csv", "--format", "csv")
    assert "cannot write `nowhere/out.csv`" in text


def test_a_project_is_not_made_over_another(mini_with_data):
    assert "holds an alemap project already" in refused(mini_with_data, "init", ".", "--lang", "en")


def test_an_unknown_municipality_makes_no_project(tmp_path):
    text = refused(tmp_path, "init", "new", "--municipality", "1400", "--lang", "en")
    assert "`1400` is not a municipality" in text
    assert list(tmp_path.iterdir()) == []


def test_errors_are_told_in_the_projects_language(mini_with_data):
    edit(mini_with_data, "alemap.toml", 'language = "en"', 'language = "sv"')
    ran = run("rank", "unemployd", cwd=mini_with_data)
    assert ran.err.startswith("fel: ")
    assert "tips: " in ran.err
    assert run("rank", "unemployd", "--lang", "en", cwd=mini_with_data).err.startswith("error: ")


def test_every_deso_of_the_small_project_is_in_its_files(built_mini):
    """Guards the guard: the tests above change single codes of these."""
    ((number,),) = rows(built_mini, "SELECT count(DISTINCT area_code) FROM raw.office__work")
    assert number == len(DESO)


def test_a_line_too_many_in_a_csv_is_named(mini_with_data):
    line = add_line(mini_with_data, AREAS, "1440R007,Extra")
    assert f"{AREAS}:{line}:1: AM132" in refused(mini_with_data)
