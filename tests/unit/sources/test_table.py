"""Delimited text as agencies write it."""

from __future__ import annotations

import pytest

from alemap.definitions.read_options import TableRead
from alemap.errors import Place, SourceError
from alemap.sources import decode

SCHOOL = """Statistik från Skolverket, https://www.skolverket.se;;;;
;;;;
Grundskola - Slutbetyg årskurs 9;;;;
Valt läsår: 2024/25;;;;
;;;;
Skola;Skol-enhetskod;Kommun-kod;Antal elever;Andel (%);
Aroseniusskolan;10000001;1440;92;84,5;
Himlaskolan ;10000002;1440;..;~100;

Skola;Skol-enhetskod;Kommun-kod;Antal elever;Andel (%);
Kyrkbyskolan;10000003;1440;1 204*;.;
;;;;;
Förklaringar
;Antal elever: "alla" elever
"""
SCHOOL_READ = {
    "header_starts": "Skola;",
    "labels": ["Skol-enhetskod", "Kommun-kod"],
    "skip": ["Skola"],
    "preamble": [r"Valt läsår: (?P<period>[\d/]+)"],
    "stop": "Förklaringar",
}


def read(text, marks=("..", ".", "~100"), encoding="utf-8", **options):
    return decode("table", text.encode(encoding), TableRead(**options), "f.csv", marks)


def fault(text, **options):
    with pytest.raises(SourceError) as caught:
        read(text, **options)
    assert caught.value.hint
    return caught.value


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_a_school_table_is_read_whole(encoding):
    decoded = read(SCHOOL, encoding=encoding, **SCHOOL_READ)
    assert decoded.dimensions == ("period", "Skol-enhetskod", "Kommun-kod", "measure")
    assert decoded.texts().rows() == [
        ("2024/25", "10000001", "1440", "Antal elever", 92.0, None, "R7C4"),
        ("2024/25", "10000001", "1440", "Andel (%)", 84.5, None, "R7C5"),
        ("2024/25", "10000002", "1440", "Antal elever", None, "..", "R8C4"),
        ("2024/25", "10000002", "1440", "Andel (%)", None, "~100", "R8C5"),
        ("2024/25", "10000003", "1440", "Antal elever", 1204.0, None, "R11C4"),
        ("2024/25", "10000003", "1440", "Andel (%)", None, ".", "R11C5"),
    ]
    assert decoded.title == "Statistik från Skolverket, https://www.skolverket.se"


def test_line_ends_of_windows_change_nothing():
    windows = read(SCHOOL.replace("\n", "\r\n"), **SCHOOL_READ)
    assert windows.frame.equals(read(SCHOOL, **SCHOOL_READ).frame)


def test_headers_of_a_wide_table_are_split_by_a_pattern():
    text = '\n"region","kön","Antal 2022","Antal 2023"\n"Ale (Alafors) ","totalt",12,13\n'
    pattern = r"(?P<measure>.+) (?P<period>\d{4})"
    decoded = read(text, delimiter=",", labels=["region", "kön"], measure_pattern=pattern)
    assert decoded.dimensions == ("region", "kön", "measure", "period")
    assert decoded.texts().row(1) == ("Ale (Alafors)", "totalt", "Antal", "2023", 13.0, None, "R3C4")


def test_a_long_table_has_one_value_column():
    decoded = read("kod,år,antal\n1440,2023,7\n", delimiter=",", labels=["kod", "år"], value="antal")
    assert decoded.texts().rows() == [("1440", "2023", 7.0, None, "R2C3")]


def test_a_column_of_a_long_table_that_nobody_named_is_a_fault():
    error = fault("kod,grupp,antal\n1440,a,7\n", delimiter=",", labels=["kod"], value="antal")
    assert error.place == Place("f.csv", line=1, column=2)
    options = {"delimiter": ",", "labels": ["kod"], "value": "antal", "skip": ["grupp"]}
    assert read("kod,grupp,antal\n1440,a,7\n", **options).frame.height == 1


def test_a_column_without_a_name_is_left_out_only_on_purpose():
    text = ",deso,antal\n0,0180C1010,34\n"
    error = fault(text, delimiter=",", labels=["deso"])
    assert error.place == Place("f.csv", line=2, column=1)
    assert read(text, delimiter=",", labels=["deso"], skip=[""]).frame.height == 1


def test_a_row_that_ends_before_a_nameless_label_is_cut_short():
    content = b"kod;n;\na;1;x\nb;2\n"
    with pytest.raises(SourceError, match="the row has 2 cells where the header has 3"):
        decode("table", content, TableRead(labels=[""], skip=["kod"]), "f", [])


def test_a_label_column_may_lack_a_name():
    decoded = read(",2022\nAle (Alafors),4\n", delimiter=",", labels=[""], measure="period")
    assert decoded.dimensions == ("", "period")
    assert decoded.texts().rows() == [("Ale (Alafors)", "2022", 4.0, None, "R2C2")]


def test_no_break_spaces_in_headers_and_labels_become_plain():
    decoded = read("kod;16-24\u00a0år\nAle\u00a0 kommun;1\n", labels=["kod"])
    assert decoded.texts().row(0)[:2] == ("Ale kommun", "16-24 år")


def test_a_quoted_line_end_keeps_the_line_numbers():
    decoded = read('kod;antal\n"a\nb";1\nc;2\n', labels=["kod"])
    assert decoded.frame.select("kod", "cell").rows() == [("a b", "R2C2"), ("c", "R4C2")]


@pytest.mark.parametrize(
    ("text", "options", "place"),
    [
        ("kod;antal\n1440;tolv\n", {}, Place("f.csv", line=2, column=2)),
        ("kod;antal\n1440;\n", {}, Place("f.csv", line=2, column=2)),
        ("kod;antal;andel\n1440;1;2\n1482;1\n", {}, Place("f.csv", line=3)),
        ("kod;antal\n1440;1;5\n", {}, Place("f.csv", line=2, column=3)),
        ("kod;antal\n;5\n", {}, Place("f.csv", line=2)),
        ('kod;antal\n1440;1\n"1482;5\n', {}, Place("f.csv", line=3)),
        ("kod;antal;antal\n1440;1;2\n", {}, Place("f.csv", line=1, column=3)),
        ("\nkommun;antal\n1440;1\n", {}, Place("f.csv", line=2)),
        ("kod\n1440\n", {}, Place("f.csv", line=1)),
        ("kod;antal\n1440;1\n", {"value": "andel"}, Place("f.csv", line=1)),
        ("kod;antal\n1440;1\n", {"measure_pattern": r"(?P<a>\d+)"}, Place("f.csv", line=1, column=2)),
        ("kod;antal\n1440;1\n", {"preamble": ["(?P<period>2024)"]}, Place("f.csv", line=1)),
        ("kod;antal\n1440;1\n", {"header_starts": "region"}, Place("f.csv")),
        ("", {}, Place("f.csv")),
        ("kod;antal\n1440\0;1\n", {}, Place("f.csv", line=2)),
        ("kod;value\n1440;1\n", {"labels": ["kod", "value"]}, Place("f.csv", line=1)),
    ],
)
def test_a_damaged_table_is_refused_with_its_place(text, options, place):
    assert fault(text, **{"labels": ["kod"], **options}).place == place


def test_the_nearest_header_is_suggested():
    assert "`Kommunkod`" in str(fault("Kommunkod;antal\n1440;1\n", labels=["Kommun-kod"]))


def test_a_wrong_declared_encoding_names_the_line():
    with pytest.raises(SourceError) as caught:
        decode(
            "table",
            "kod;antal\nmän;1".encode("cp1252"),
            TableRead(encoding="utf-8", labels=["kod"]),
            "f.csv",
            [],
        )
    assert caught.value.place == Place("f.csv", line=2)


def test_a_table_without_rows_is_empty():
    assert read("kod;antal\n", labels=["kod"]).frame.columns == ["kod", "measure", "value", "mark", "cell"]
