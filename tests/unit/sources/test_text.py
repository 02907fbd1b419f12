"""Encodings found and declared, JSON with its faults placed, and the door all forms go through."""

from __future__ import annotations

import subprocess
import sys

import pytest

from alemap.definitions.read_options import JsonStatRead, KoladaRead
from alemap.domain import CellForm
from alemap.errors import Place, SourceError
from alemap.sources import FORMS, decode
from alemap.sources.decoded import cell_texts, check_size, numbered, spread
from alemap.sources.text import decode_json, decode_text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_the_encoding_is_found(encoding):
    assert decode_text("kön;Örebro\r\ny".encode(encoding), None, "f.csv") == "kön;Örebro\ny"


def test_a_declared_encoding_is_used():
    assert decode_text("Ø".encode("cp850"), "cp850", "f.csv") == "Ø"


def test_a_byte_order_mark_is_no_part_of_the_text_when_utf8_is_declared():
    assert decode_text(b"\xef\xbb\xbfa", "utf-8", "f.csv") == "a"


def test_a_wrong_declared_encoding_names_the_line():
    with pytest.raises(SourceError) as caught:
        decode_text("a\nb\nkön".encode("cp1252"), "utf-8", "f.csv")
    assert caught.value.place == Place("f.csv", line=3)


def test_a_declared_encoding_that_contradicts_the_byte_order_mark_is_refused():
    with pytest.raises(SourceError, match="are not cp1252"):
        decode_text(b"\xef\xbb\xbfa", "cp1252", "f.csv")


def test_an_unknown_encoding_is_refused():
    with pytest.raises(SourceError, match="`latin-99` is no encoding"):
        decode_text(b"a", "latin-99", "f.csv")


def test_nul_is_no_text():
    with pytest.raises(SourceError, match="NUL") as caught:
        decode_text(b"a\nb\0c", None, "f.csv")
    assert caught.value.place == Place("f.csv", line=2)


def test_bytes_that_are_no_text_at_all_are_refused():
    with pytest.raises(SourceError):
        decode_text(b"a\n\x81\x8d", None, "f.csv")


def test_truncated_json_names_line_and_column():
    with pytest.raises(SourceError) as caught:
        decode_json(b'{"a": [1,\n 2', "f.json")
    assert caught.value.place == Place("f.json", line=2, column=3)


@pytest.mark.parametrize(
    "content",
    [b'{"value": [NaN]}', b"[" * 200_000, b'["\\ud800"]', b"1" * 5000, b"\xff\xfe\x00", b""],
    ids=["nan", "deep", "surrogate", "digits", "odd utf-16", "empty"],
)
def test_json_that_holds_no_table_is_refused(content):
    with pytest.raises(SourceError):
        decode_json(content, "f.json")


def test_a_whole_surrogate_pair_is_a_character():
    assert decode_json(b'["\\ud83d\\ude00"]', "f.json") == ["😀"]


def test_an_unknown_form_is_refused():
    with pytest.raises(SourceError, match="`sdmx`"):
        decode("sdmx", b"", KoladaRead(), "f", [])


def test_a_form_is_imported_when_it_is_needed():
    code = "import sys, alemap.sources; sys.exit('polars' in sys.modules or 'python_calamine' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0  # noqa: S603


def test_every_form_has_options():
    from alemap.definitions.read_options import READERS  # noqa: PLC0415

    assert set(READERS) == set(FORMS)


def test_spread_runs_the_last_axis_fastest():
    frame = spread([{"a": ["x", "y"], "b": ["1", "2"]}, {"c": ["p", "q"]}], "f")
    assert frame.rows() == [("x", "1", "p"), ("x", "1", "q"), ("y", "2", "p"), ("y", "2", "q")]


def test_spread_of_nothing_keeps_the_columns():
    frame = spread([{"a": []}, {"c": ["p"]}], "f")
    assert frame.columns == ["a", "c"]
    assert frame.height == 0


@pytest.mark.parametrize("name", ["value", "mark", "cell"])
def test_a_dimension_cannot_take_a_figure_columns_name(name):
    with pytest.raises(SourceError, match=f"`{name}`"):
        spread([{name: ["x"]}], "f")


def test_sizes_beyond_any_table_are_refused():
    with pytest.raises(SourceError, match="1000000000000"):
        check_size([1_000_000, 1_000_000], "f")


@pytest.mark.parametrize(
    ("form", "words"),
    [
        (CellForm("value[", "]"), ["value[0]", "value[1]", "value[2]"]),
        (CellForm("R", width=2, between="C", row=5, column=3), ["R5C3", "R5C4", "R6C3"]),
    ],
)
def test_places_are_numbers_until_someone_asks(form, words):
    assert cell_texts(numbered(3), form).to_list() == words
    assert [form.text(place) for place in range(3)] == words


def test_options_of_the_right_form_reach_the_reader():
    with pytest.raises(SourceError, match="no JSON-stat dataset"):
        decode("jsonstat", b"{}", JsonStatRead(), "f.json", [])
