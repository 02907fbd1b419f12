"""The register of interventions: what a file may look like; every fault at once, with its cell."""

from __future__ import annotations

import io
import shutil

import pytest
import xlsxwriter

from alemap.definitions.project import load_project
from alemap.definitions.register_words import Evidence, Principal, Reaching
from alemap.errors import DefinitionError
from alemap.render.findings import check_text, finding
from alemap.results.check import CheckSummary
from alemap.workflows.register import load_register, read_register
from kit.mini import put, write_mini

HEAD = "id,name,actor,principal,target_group,level,factor,areas"


def workbook(path, sheets):
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for row, cells in enumerate(rows):
                for column, cell in enumerate(cells):
                    if cell is not None:
                        sheet.write(row, column, cell)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(buffer.getvalue())


@pytest.fixture(scope="module")
def read_once(tmp_path_factory):
    return load_project(write_mini(tmp_path_factory.mktemp("register") / "mini"))


@pytest.fixture
def project(read_once):
    """The small project, whose register each test writes anew."""
    shutil.rmtree(read_once.root / "pipelines/interventions", ignore_errors=True)
    return read_once


def test_a_workbook_and_a_semicolon_file_are_read_alike(project):
    swedish = [
        "insats_id", "Namn", "aktör", "Huvudman", "målgrupp", "nivå", "faktor", "områden", "antal nådda",
        "kostnad", "år", "start", "evidens",
    ]  # fmt: skip
    row = ["lasning", "Läsning", "Biblioteket", "Kommun", "Barn", "selektiv", "skola", "1440R001|1440R002"]
    figures = [120, 95000.0, 2024, "2023-08", "Beprövad"]
    workbook(
        project.root / "pipelines/interventions/a.xlsx",
        {"Läs mig": [["hej"]], "Insatser": [[], swedish, [*row, *figures], []]},
    )
    line = ";".join(['"annan"', *row[1:2], '"Byn; biblioteket"', *row[3:], *map(str, figures)]).replace(
        "95000.0", "95 000"
    )
    put(project.root, "pipelines/interventions/b.csv", f"\ufeff{';'.join(swedish)};;\n{line};;\n;;\n")
    found, problems = read_register(project)
    assert [str(each) for each in problems] == []
    one, other = found["lasning"], found["annan"]
    assert (one.principal, one.level, one.evidence) == (
        Principal.MUNICIPALITY, Reaching.SELECTIVE, Evidence.PROVEN,
    )  # fmt: skip
    assert (one.factor, one.areas) == (("barn_unga", "skola"), ("1440R001", "1440R002"))
    assert (one.reach, one.cost, one.year, one.age_from, one.age_to) == (120, 95000, 2024, 0, None)
    assert (other.actor, other.reach, other.cost) == ("Byn; biblioteket", 120, 95000)
    assert str(one.place) == "pipelines/interventions/a.xlsx Insatser!A3"
    assert [one.runs_in(year) for year in (2022, 2023, 2031)] == [False, True, True]


def test_remarks_and_empty_lines_above_the_headings_are_passed_over(project):
    rows = [HEAD, "a,A,X,kommun,barn,selektiv,skola,1440R001"]
    lines = ["# Insatser i Byn, år 2024, med anmärkning", "", *(row.replace(",", ";") for row in rows)]
    put(project.root, "pipelines/interventions/a.csv", "\n".join(lines) + "\n")
    found, problems = read_register(project)
    assert list(found) == ["a"]
    assert not problems


def test_every_fault_of_every_row_is_told_with_its_cell(project):
    head = [*HEAD.split(","), "reach", "year", "start"]
    workbook(
        project.root / "pipelines/interventions/register.xlsx",
        {
            "Blad": [
                head,
                ["a", "A", "X", "kommun", "barn", "universel", "skola", "1440R001", "många", 2024, "2023"],
                ["a", "", "X", "kommunen", "barn", "selektiv", "skoll", "1440R9", 12, None, "våren"],
                ["b", "B", "X", "kommun", "barn", "selektiv", "skola", "1440R001|1440", 3, 2024, "2023"],
            ]
        },
    )
    text = f'{HEAD}\n"x ""y""","N, M",A,kommun,barn,universell,skola,1440R77\nz,Z\n'
    put(project.root, "pipelines/interventions/rows.csv", text)
    found, problems = read_register(project)
    assert found == {}
    said = sorted((p.code, str(p.place).removeprefix("pipelines/interventions/")) for p in problems)
    assert said == [
        ("AM924", "rows.csv:3:1"),
        ("AM925", "register.xlsx Blad!B3"),
        ("AM926", "rows.csv:2:1"),
        ("AM927", "register.xlsx Blad!A3"),
        ("AM928", "register.xlsx Blad!D3"),
        ("AM928", "register.xlsx Blad!F2"),
        ("AM929", "register.xlsx Blad!I2"),
        ("AM931", "register.xlsx Blad!K3"),
        ("AM932", "register.xlsx Blad!H3"),
        ("AM932", "rows.csv:2:49"),
        ("AM933", "register.xlsx Blad!G3"),
        ("AM936", "register.xlsx Blad!I3"),
        ("AM937", "register.xlsx Blad!I4"),
        ("AM938", "register.xlsx Blad!H4"),
    ]
    assert text.splitlines()[1][48:] == "1440R77"
    with pytest.raises(DefinitionError) as error:
        load_register(project)
    assert len(error.value.problems) == len(problems) - 1  # a warning stops no one
    shown = check_text([finding(each, "sv") for each in problems], CheckSummary(0, 0, 0, 0, None), "sv")
    assert "register.xlsx Blad!F2: AM928 `universel` finns inte i listan för `level`" in shown
    assert "tips: menade du `universell`" in shown


def test_a_small_reach_may_be_left_unsaid(project):
    rows = "\n".join(
        f"{key},N {key},A,kommun,barn,universell,skola,1440,{reach},2024"
        for key, reach in (("few", "<5"), ("none", "0"), ("fewer", "<4"))
    )
    put(project.root, "pipelines/interventions/r.csv", f"{HEAD},reach,year\n{rows}\n")
    found, problems = read_register(project)
    assert (found["few"].reach, found["few"].few) == (None, True)
    assert (found["none"].reach, found["none"].few) == (0, False)
    assert [problem.code for problem in problems] == ["AM929"]
    assert "`<4` says more" in problems[0].text


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04 no archive", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"<html>"]
)
def test_what_is_no_workbook_is_a_fault_and_no_crash(project, content):
    path = project.root / "pipelines/interventions/x.xlsx"
    path.parent.mkdir()
    path.write_bytes(content)
    found, problems = read_register(project)
    assert (found, [problem.code for problem in problems]) == ({}, ["AM920"])


def test_a_sheet_that_is_not_the_register_is_asked_for(project):
    path = project.root / "pipelines/interventions/x.xlsx"
    workbook(path, {"Ett": [["id"]], "Två": [["id"]]})
    assert [p.code for p in read_register(project)[1]] == ["AM920"]
    workbook(path, {"Ett": []})
    assert [p.code for p in read_register(project)[1]] == ["AM920"]
