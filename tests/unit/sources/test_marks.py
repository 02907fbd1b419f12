"""Numbers as Swedish agencies write them, and the marks they write instead."""

from __future__ import annotations

import polars as pl
import pytest

from alemap.errors import Place, SourceError
from alemap.sources.marks import read_figures, split

MARKS = frozenset({"..", ".", "-", "~100", "*", ""})


def figures(*texts, marks=MARKS, only_marks=False):
    return read_figures(
        pl.Series([None] * len(texts), dtype=pl.Float64),
        pl.Series(texts, dtype=pl.String),
        marks,
        lambda index: Place("fil.csv", line=index + 1),
        only_marks=only_marks,
    )


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1234", 1234),
        ("12,5", 12.5),
        ("12.5", 12.5),
        ("10 551 707", 10551707),
        ("10\u00a0551\u00a0707", 10551707),
        ("10\u202f551,5", 10551.5),
        ("\u22123,5", -3.5),
        ("-3.5", -3.5),
        ("37*", 37),
        ("37 **", 37),
        (" 4\u00a0", 4),
        (",5", 0.5),
        ("1.5E3", 1500),
        ("0", 0),
    ],
)
def test_a_number_is_read_as_agencies_write_it(text, value):
    assert figures(text).rows() == [(value, None)]


@pytest.mark.parametrize("text", ["..", ".", "-", "~100", "*", ""])
def test_a_known_mark_leaves_no_value(text):
    assert figures(f" {text} ").rows() == [(None, text)]


def test_a_mark_keeps_its_meaning_with_a_footnote_star():
    assert figures("..*").rows() == [(None, "..")]


@pytest.mark.parametrize(
    "text",
    ["..", "abc", "1,234,567", "1.234,5", "12 34", "1 2345", "nan", "inf", "1_0", "٣", "5-9", "4 %", "–5"],
)
def test_what_is_neither_number_nor_known_mark_is_refused_with_its_place(text):
    with pytest.raises(SourceError) as caught:
        figures("1", text, marks=frozenset())
    assert caught.value.place == Place("fil.csv", line=2)
    assert f"`{text}`" in str(caught.value)


def test_an_empty_cell_is_refused_unless_it_is_a_mark():
    with pytest.raises(SourceError, match="neither a figure nor a mark") as caught:
        figures("", marks=frozenset({".."}))
    assert '""' in caught.value.hint


def test_a_status_that_looks_like_a_number_is_never_a_value():
    with pytest.raises(SourceError):
        figures("5", only_marks=True)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 10**400, -(10**400)])
def test_a_number_that_is_not_finite_is_refused(value):
    numbers, texts = split([1, value])
    with pytest.raises(SourceError, match="finite"):
        read_figures(numbers, texts, MARKS, lambda index: Place("x", cell=f"value[{index}]"))


def test_a_text_that_overflows_is_refused():
    with pytest.raises(SourceError):
        figures("1e999")


def test_large_whole_numbers_are_kept():
    numbers, texts = split([10**30, 2, None, "..", 0.5])
    assert numbers.to_list() == [1e30, 2.0, None, None, 0.5]
    assert texts.to_list() == [None, None, "", "..", None]


def test_true_is_no_figure():
    numbers, texts = split([True])
    with pytest.raises(SourceError, match="True"):
        read_figures(numbers, texts, MARKS, lambda _: Place("x"))
