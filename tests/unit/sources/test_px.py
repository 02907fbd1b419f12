"""PX files: keywords, encodings, languages, marks, KEYS."""

from __future__ import annotations

import pytest

from alemap.definitions.read_options import PxRead
from alemap.errors import Place, SourceError
from alemap.sources import decode
from alemap.sources.pxtext import split_items

HEAD = """CHARSET="ANSI";
LANGUAGE="sv";
LANGUAGES="sv","en";
TITLE="Folkmängd efter region"
" och år";
TITLE[en]="Population";
LAST-UPDATED="20240322 08:00";
STUB="region";
STUB[en]="area";
HEADING="år";
HEADING[en]="year";
VALUES("region")="Ale; a","Kung"
"älv";
VALUES[en]("area")="Ale","Kungalv";
VALUES("år")="2022","2023";
VALUES[en]("year")="2022","2023";
CODES("region")="1440","1482";
TIMEVAL("år")=TLIST(A1),"2022","2023";
NOTE="Rad ett#rad två";
"""


def px(data='DATA=\n1 2 \n3 ".." ;\n', head=HEAD):
    return (head + data).encode("cp1252")


def read(content=None, marks=("..", "-"), **options):
    return decode("px", px() if content is None else content, PxRead(**options), "f.px", marks)


def fault(content, **options):
    with pytest.raises(SourceError) as caught:
        read(content, **options)
    assert caught.value.hint
    return caught.value


def test_a_file_is_read_whole():
    decoded = read()
    assert decoded.texts().rows() == [
        ("1440", "2022", 1.0, None, "DATA[0]"),
        ("1440", "2023", 2.0, None, "DATA[1]"),
        ("1482", "2022", 3.0, None, "DATA[2]"),
        ("1482", "2023", None, "..", "DATA[3]"),
    ]
    assert decoded.dimensions == ("region", "år")
    assert decoded.labels == {"region": {"1440": "Ale; a", "1482": "Kungälv"}}
    assert decoded.title == "Folkmängd efter region och år"
    assert decoded.updated == "20240322 08:00"
    assert decoded.notes == ("Rad ett\nrad två",)


def test_another_language_has_its_names_and_the_same_codes():
    decoded = read(language="en")
    assert decoded.dimensions == ("area", "year")
    assert decoded.labels == {"area": {"1440": "Ale", "1482": "Kungalv"}}
    assert decoded.title == "Population"
    assert read(language="sv").dimensions == ("region", "år")


def test_a_language_the_file_lacks_is_refused():
    assert "`fi`" in str(fault(px(), language="fi"))


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        ("", "cp1252"),
        ('CODEPAGE="iso-8859-15";\n', "utf-8"),
        ('CODEPAGE="iso-8859-1";\n', "iso-8859-1"),
        ('CODEPAGE="utf-8";\n', "cp1252"),
        ('CODEPAGE="nonsense";\n', "cp1252"),
        ('CODEPAGE="850";\n', "cp850"),
        ('CODEPAGE="Windows-1252";\n', "utf-8-sig"),
    ],
)
def test_the_bytes_decide_and_then_the_codepage(declared, encoding):
    assert read(px(head=declared + HEAD).decode("cp1252").encode(encoding)).dimensions == ("region", "år")


def test_the_signs_of_cp1252_are_read_where_iso_8859_1_is_declared():
    head = 'CODEPAGE="iso-8859-1";\n' + HEAD.replace("Rad ett", "2022–2023")
    assert read(px(head=head)).notes == ("2022–2023\nrad två",)


def test_another_alphabet_is_read_as_declared():
    content = 'CODEPAGE="Windows-1251";STUB="Рік";VALUES("Рік")="2022";DATA=1;'.encode("cp1251")
    assert read(content).dimensions == ("Рік",)


def test_a_declared_encoding_must_fit():
    assert fault(px(), encoding="utf-8").place == Place("f.px", line=4)


def test_the_sign_the_agency_shows_is_the_mark_when_it_is_known():
    head = HEAD + 'DATASYMBOL1="..";DATASYMBOLNIL="noll";\n'
    decoded = read(px('DATA=1 "." "-" -;', head))
    assert decoded.frame["mark"].to_list() == [None, "..", "-", "-"]


def test_marks_may_stand_without_quotes():
    assert read(px("DATA=1 .. - 4;")).frame["mark"].to_list() == [None, "..", "-", None]


def test_commas_and_semicolons_separate_figures_too():
    assert read(px("DATA=1,2;3\t4;")).frame["value"].to_list() == [1, 2, 3, 4]


def test_a_missing_last_semicolon_is_forgiven_after_a_separator():
    assert read(px("DATA=1 2 3 4 \n")).frame["value"].to_list() == [1, 2, 3, 4]
    assert fault(px("DATA=1 2\n3 4")).place.line == 21


def test_without_codes_the_values_are_the_codes():
    head = HEAD.replace('CODES("region")="1440","1482";\n', "")
    assert read(px(head=head)).frame["region"].to_list()[0] == "Ale; a"


def test_strings_in_a_row_are_one_string():
    assert split_items('"a",\n"b" "c",TLIST(A1),"d"') == ["a", "bc", "TLIST(A1)", "d"]


def test_with_keys_rows_left_out_are_zeros():
    head = HEAD + 'KEYS("region")=CODES;\n'
    decoded = read(px('DATA=\n"1482",5 ".." \n;', head))
    assert decoded.texts().rows() == [
        ("1440", "2022", 0.0, None, "DATA[0]"),
        ("1440", "2023", 0.0, None, "DATA[1]"),
        ("1482", "2022", 5.0, None, "DATA[2]"),
        ("1482", "2023", None, "..", "DATA[3]"),
    ]


def test_keys_may_be_values():
    head = HEAD + 'KEYS("region")=VALUES;\n'
    assert read(px('DATA="Kungälv" 5 6 "Ale; a",1 2;', head)).frame["value"].to_list() == [1, 2, 5, 6]


@pytest.mark.parametrize(
    ("data", "message", "line"),
    [
        ('DATA=\n"1482",5 6\n"9999" 1 2;', "`9999` is no value of `region`", 23),
        ('DATA=\n"1482",5 6\n"1482" 1 2;', "has stood before", 23),
        ('DATA=\n"1482",5;', "there are 2 values", 21),
        ('DATA=\n"1482",5 6\n"1440" 1 x;', "`x` is neither", 23),
    ],
)
def test_damaged_rows_with_keys_name_their_line(data, message, line):
    error = fault(px(data, HEAD + 'KEYS("region")=CODES;\n'))
    assert message in str(error)
    assert error.place.line == line


def test_a_figure_that_is_none_names_line_and_cell():
    error = fault(px("DATA=\n1 2 \n3 x4 ;"))
    assert error.place == Place("f.px", line=22, cell="DATA[3]")


@pytest.mark.parametrize("data", ["DATA=1 2 3;", "DATA=1 2 3 4 5;", "DATA=;"])
def test_the_number_of_figures_must_be_the_product_of_the_sizes(data):
    assert "where the sizes make 4" in str(fault(px(data)))


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (px(data=""), 20),
        (px(head=HEAD.replace("TITLE[en]=", "???")), 6),
        (px()[:60], 4),
        (b"", 1),
        (b"\n\nDATA", 3),
        (b"a\n\0", 2),
    ],
)
def test_a_damaged_head_names_its_line(content, line):
    assert fault(content).place.line == line


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('CODES("region")="1440","1482"', 'CODES("region")="1440"', "differ in number"),
        ('CODES("region")="1440","1482"', 'CODES("region")="1440","1440"', "twice"),
        ('VALUES("år")="2022","2023";\n', "", "missing"),
        ('STUB[en]="area";\n', "", "same dimensions"),
        ('HEADING="år"', 'CODES("region")="1482","1440";\nHEADING="år"', "`CODES` is said twice"),
    ],
)
def test_keywords_that_do_not_fit_are_refused(old, new, message):
    options = {"language": "en"} if "STUB" in old else {}
    assert message in str(fault(px(head=HEAD.replace(old, new)), **options))


def test_what_is_said_twice_alike_does_no_harm_and_every_note_is_kept():
    twice = 'CODES("region")="1440","1482";\nNOTE="Rad tre";\nNOTE[en]="Three";\nHEADING="år"'
    decoded = read(px(head=HEAD.replace('HEADING="år"', twice)))
    assert decoded.notes == ("Rad tre\nRad ett\nrad två",)
    assert decoded.texts().equals(read().texts())


def test_a_dimension_named_twice_is_refused():
    content = b'STUB="a";HEADING="a";VALUES("a")="x";DATA=1;'
    with pytest.raises(SourceError, match="`a` cannot name a dimension"):
        decode("px", content, PxRead(), "f.px", [])
