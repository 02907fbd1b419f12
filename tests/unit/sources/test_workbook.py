"""Workbooks as PxWeb and the agencies' offices write them."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

import pytest
import xlsxwriter

from alemap.definitions.read_options import WorkbookRead
from alemap.errors import Place, SourceError
from alemap.sources import decode
from alemap.sources.sheet import a1, as_text

PXWEB = [
    ["Folkmängd efter region, ålder och kön, Dalarnas län 2022"],
    [],
    ["", "2022", "", "2023", ""],
    ["", "män", "kvinnor", "män", "kvinnor"],
    ["1440", 1, 2.5, "..", 4],
    [1482.0, 5, 6, 7, "8*"],
    [],
    ["Källa: SCB"],
]


def book(*sheets, names=("Blad",)):
    content = io.BytesIO()
    workbook = xlsxwriter.Workbook(content, {"in_memory": True})
    for name, rows in zip(names, sheets, strict=True):
        sheet = workbook.add_worksheet(name)
        cells = (
            rows.items()
            if isinstance(rows, dict)
            else (((i, j), value) for i, row in enumerate(rows) for j, value in enumerate(row) if value != "")
        )
        for (i, j), value in cells:
            if isinstance(value, str) and value.startswith("#"):
                sheet.write_formula(i, j, "=1/0", None, value)
            elif isinstance(value, str):
                sheet.write_string(i, j, value)
            elif isinstance(value, dt.date):
                sheet.write_datetime(i, j, value, workbook.add_format({"num_format": "yyyy-mm-dd"}))
            else:
                sheet.write(i, j, value)
    workbook.close()
    return content.getvalue()


def read(rows, marks=("..",), **options):
    content = rows if isinstance(rows, bytes) else book(rows)
    whole = {"header_row": 1, "headers": ["measure"], "labels": ["kod"], **options}
    return decode("workbook", content, WorkbookRead(**whole), "f.xlsx", marks)


def fault(rows, **options):
    with pytest.raises(SourceError) as caught:
        read(rows, **options)
    assert caught.value.hint
    return caught.value


def at(cell):
    return Place("f.xlsx", cell=f"Blad!{cell}")


def test_stacked_headers_are_filled_to_the_right():
    decoded = read(PXWEB, header_row=3, headers=["år", "kön"])
    assert decoded.dimensions == ("kod", "år", "kön")
    assert decoded.frame.rows() == [
        ("1440", "2022", "män", 1.0, None, "Blad!B5"),
        ("1440", "2022", "kvinnor", 2.5, None, "Blad!C5"),
        ("1440", "2023", "män", None, "..", "Blad!D5"),
        ("1440", "2023", "kvinnor", 4.0, None, "Blad!E5"),
        ("1482", "2022", "män", 5.0, None, "Blad!B6"),
        ("1482", "2022", "kvinnor", 6.0, None, "Blad!C6"),
        ("1482", "2023", "män", 7.0, None, "Blad!D6"),
        ("1482", "2023", "kvinnor", 8.0, None, "Blad!E6"),
    ]
    assert decoded.title == "Folkmängd efter region, ålder och kön, Dalarnas län 2022"


def test_an_inner_header_is_not_filled_across_an_outer_one():
    rows = [["", "Folk", "In", "", "Ut"], ["", "", "alla", "egna", ""], ["a", 1, 2, 3, 4]]
    frame = read(rows, headers=["h1", "h2"]).frame
    assert frame.select("h1", "h2").rows() == [("Folk", ""), ("In", "alla"), ("In", "egna"), ("Ut", "")]


def test_labels_are_filled_down_within_their_group():
    rows = [["", "", "n"], ["2022", "1440", 1], ["", "1482", 2], ["2023", "", 3], ["", "1440", 4]]
    frame = read(rows, labels=["år", "kod"]).frame
    assert frame.select("år", "kod").rows() == [
        ("2022", "1440"),
        ("2022", "1482"),
        ("2023", ""),
        ("2023", "1440"),
    ]


def test_groups_of_the_title_are_dimensions():
    decoded = read(PXWEB, header_row=3, headers=["år", "kön"], title=r"(?P<lan>\w+) län (?P<till>\d{4})")
    assert decoded.dimensions == ("lan", "till", "kod", "år", "kön")
    assert decoded.frame.row(0)[:2] == ("Dalarnas", "2022")


def test_labels_by_name_are_found_wherever_they_stand():
    rows = [["Län", "antal", "Kommun\u00a0kod", "andel"], ["14", 5, "1440", 0.5]]
    decoded = read(rows, labels=["Kommun kod"], labels_by_name=True, skip=["Län"])
    assert decoded.frame.rows() == [
        ("1440", "antal", 5.0, None, "Blad!B2"),
        ("1440", "andel", 0.5, None, "Blad!D2"),
    ]


def test_with_stop_blank_rows_are_passed_over():
    rows = [["", "n"], ["a", 1], [], ["b", 2], ["Noter", 9]]
    assert read(rows, stop="^Not").frame["kod"].to_list() == ["a", "b"]


def test_figures_below_a_blank_row_are_not_lost_without_a_word():
    assert fault([["", "n"], ["a", 1], [], ["b", 2]]).place == at("B4")


def test_a_blank_column_between_is_passed_over():
    frame = read([["", "n", "", "m"], ["a", 1, "", 2]]).frame
    assert frame.select("measure", "value").rows() == [("n", 1.0), ("m", 2.0)]


def test_cells_keep_their_names_when_the_sheet_begins_further_down():
    rows = {(9, 3): "n", (10, 2): "a", (10, 3): 1}
    decoded = read(book(rows), header_row=10, labels=["x", "y", "kod"])
    assert decoded.frame.rows() == [("", "", "a", "n", 1.0, None, "Blad!D11")]


def test_dates_and_numbers_as_codes_become_text():
    assert as_text(dt.date(2024, 1, 31)) == "2024-01-31"
    assert as_text(1480.0) == "1480"
    assert as_text(3.5) == "3.5"
    assert as_text(True) == "TRUE"  # noqa: FBT003
    assert read([["", dt.date(2024, 1, 31)], [1480, 1]]).frame.row(0)[:2] == ("1480", "2024-01-31")


@pytest.mark.parametrize(
    ("row", "column", "name"), [(1, 1, "A1"), (7, 26, "Z7"), (1, 27, "AA1"), (3, 16384, "XFD3")]
)
def test_cells_are_named_as_the_workbook_does(row, column, name):
    assert a1(row, column) == name


@pytest.mark.parametrize(
    ("rows", "options", "cell"),
    [
        ([["", "n"], ["a", "tolv"]], {}, "B2"),
        ([["", "n", "m"], ["a", 1, ""]], {}, "C2"),
        ([["", "n"], ["a", "#DIV/0!"]], {}, "B2"),
        ([["", "n"], ["a", 1], ["#N/A", 1]], {}, "A3"),
        ([["", "n"], ["a", True]], {}, "B2"),
        ([["", "n"], ["a", dt.date(2024, 1, 31)]], {}, "B2"),
        ([["", "n"], ["", 3]], {}, "A2"),
        ([["", "n", "n"], ["a", 1, 2]], {}, "C1"),
        ([["", "n", "", "m"], ["a", 1, 5, 2]], {}, "C1"),
        ([["x"], ["a"]], {}, "B1"),
        ([["", "n"], ["a", 1]], {"header_row": 9}, "A9"),
        ([["", "n"], ["a", 1]], {"labels": ["Kommun"], "labels_by_name": True}, "A1"),
        ([["Titel"], ["", "n"], ["a", 1]], {"header_row": 2, "title": r"(?P<år>\d{4})"}, "A1"),
    ],
)
def test_a_fault_in_the_sheet_is_named_by_its_cell(rows, options, cell):
    assert fault(rows, **options).place == at(cell)


def test_a_sheet_is_found_by_name_before_pattern():
    content = book([["", "n"], ["a", 1]], [["", "n"], ["b", 1]], names=("Tabell", "Tabellförteckning"))
    assert read(content, sheet="Tabell").frame["kod"].to_list() == ["a"]
    assert read(content, sheet="förteck").frame["kod"].to_list() == ["b"]
    assert "Tabell, Tabellförteckning" in str(fault(content, sheet="Blad"))
    assert "2 of the sheets" in str(fault(content, sheet="abell"))
    assert "2 of the sheets" in str(fault(content))


def test_a_stray_cell_in_the_last_corner_is_refused_before_it_takes_all_memory():
    rows = {(0, 1): "n", (1, 0): "a", (1, 1): 1, (1048575, 16383): "x"}
    error = fault(book(rows))
    assert error.place == at("XFD1048576")


def test_a_stray_cell_in_another_sheet_does_not_matter():
    content = book([["", "n"], ["a", 1]], {(0, 0): 1, (1048575, 16383): 2}, names=("A & B", "Stor"))
    assert read(content, sheet="A & B").frame["cell"].to_list() == ["A & B!B2"]


def test_blank_formatted_cells_do_not_count():
    content = io.BytesIO()
    workbook = xlsxwriter.Workbook(content, {"in_memory": True})
    sheet = workbook.add_worksheet("Blad")
    sheet.write_row(0, 1, ["n"])
    sheet.write_row(1, 0, ["a", 1])
    sheet.write_blank(1048575, 16383, None, workbook.add_format({"bold": True}))
    workbook.close()
    assert read(content.getvalue()).frame.height == 1


@pytest.mark.parametrize(
    "content", [b"", b"<html>403 Forbidden</html>", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"]
)
def test_what_is_no_workbook_is_refused(content):
    assert fault(content).place.file == "f.xlsx"


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.99])
def test_a_truncated_workbook_is_refused(share):
    content = book(PXWEB)
    assert fault(content[: int(len(content) * share)]).place.file == "f.xlsx"


def test_another_zip_is_refused():
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("data.csv", "a")
    assert "no .xlsx or .ods workbook" in str(fault(content.getvalue()))


def test_rows_of_one_name_make_one_header():
    rows = [
        ["kod", "Folkmängd", "Folk-", "Inflyttade", ""],
        ["", "", "ökning", "Totalt", "Egna"],
        ["", "", "", "", "länet"],
        ["1440", 1, 2, 3, 4],
    ]
    decoded = read(rows, headers=["mått", "mått", "mått"])
    assert decoded.dimensions == ("kod", "mått")
    assert decoded.frame["mått"].to_list() == [
        "Folkmängd",
        "Folkökning",
        "Inflyttade Totalt",
        "Inflyttade Egna länet",
    ]


def test_rows_of_one_name_may_stand_below_another():
    rows = [
        ["", "2022", "", "2023"],
        ["kod", "Antal", "Andel", "Antal"],
        ["", "män", "män", "män"],
        ["1", 1, 2, 3],
    ]
    frame = read(rows, headers=["år", "mått", "mått"]).frame
    assert frame.select("år", "mått").rows() == [
        ("2022", "Antal män"),
        ("2022", "Andel män"),
        ("2023", "Antal män"),
    ]


def test_years_in_a_sheet_each_are_read_one_after_the_other():
    sheets = [[["kod", "Antal"], ["1440", year]] for year in (1, 2, 3)]
    content = book(*sheets, names=("År 2022", "År 2023", "Om {} statistiken"))
    frame = read(content, sheets=r"^År (?P<period>\d{4})$").frame
    assert frame.select("period", "value", "cell").rows() == [
        ("2022", 1.0, "År 2022!B2"),
        ("2023", 2.0, "År 2023!B2"),
    ]
    assert read(content, sheets="Om").frame["cell"].to_list() == ["Om {} statistiken!B2"]


def test_sheets_that_are_not_there_are_named():
    assert "the file has Blad" in str(fault([["kod", "n"], ["1", 1]], sheets=r"\d{4}"))


def test_a_title_may_stand_in_several_cells():
    rows = [
        ["Ekonomiskt bistånd, Dalarnas län", "", "Ålder: 18-24 år"],
        ["", "Januari 2024"],
        ["kod", "n"],
        ["1", 1],
    ]
    patterns = [r"(?P<län>\w+) län", r"Ålder: (?P<ålder>.+)", r"(?P<månad>\w+ \d{4})"]
    frame = read(rows, header_row=3, title=patterns).frame
    assert frame.select("län", "ålder", "månad").rows() == [("Dalarnas", "18-24 år", "Januari 2024")]
    assert "no cell above" in str(fault(rows, header_row=3, title=[*patterns, "Kön: (?P<kön>.+)"]))


def test_the_declared_decimal_sign_leaves_the_other_between_thousands():
    rows = [["kod", "n"], ["1", "1,234.5"], ["2", "12,345,678"], ["3", "1 000"]]
    assert read(rows, decimal=".").frame["value"].to_list() == [1234.5, 12345678.0, 1000.0]
    swedish = [["kod", "n"], ["1", "1.234,5"], ["2", "0,25"]]
    assert read(swedish, decimal=",").frame["value"].to_list() == [1234.5, 0.25]
    assert "neither a number" in str(fault(rows, decimal=","))


def test_blank_rows_between_are_passed_over_up_to_stop():
    rows = [["kod", "n"], ["1", 1], [], ["2", 2], ["Källa", ""]]
    frame = read(rows, stop="Källa").frame
    assert frame.select("kod", "value", "cell").rows() == [("1", 1.0, "Blad!B2"), ("2", 2.0, "Blad!B4")]
