"""Numbers as Swedish agencies write them, and the signs they write where there is no number."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from math import inf
from typing import Any

import polars as pl

from alemap.errors import Place, SourceError

Places = Callable[[int], Place]
"""Gives the place of the figure at an index, for errors."""

# Plain, no-break, narrow no-break and thin space, the ones used between thousands.
_SPACE = "[ \u00a0\u202f\u2009]"
_NUMBER = (
    r"^[+\-\u2212]?(?:(?:[0-9]{1,3}(?:" + _SPACE + r"[0-9]{3})+|[0-9]+)(?:[.,][0-9]+)?|[.,][0-9]+)"
    r"(?:[eE][+\-]?[0-9]+)?$"
)
# A bool is an int to isinstance and no figure, hence types are compared.
_NUMERIC = (int, float)
_FOOTNOTE_STARS = r"\s*\*+$"


def read_figures(
    numbers: pl.Series, texts: pl.Series, marks: Collection[str], place: Places, *, only_marks: bool = False
) -> pl.DataFrame:
    """Give `value` (Float64) and `mark` (String) of each figure, exactly one of them filled.

    `numbers` holds what the file has as numbers, null elsewhere; where it is null the text counts:
    a mark the definition knows, or a number with decimal comma or point, spaces between thousands,
    a real minus (U+2212), stars of a footnote behind it. With `only_marks` a text is never a number.
    An empty text is the mark "". SourceError at the first text that is neither, and at NaN and infinity.
    """
    known = pl.Series("marks", sorted(marks), dtype=pl.String).implode()
    text = pl.col("text").fill_null("").str.strip_chars()
    bare = text.str.replace(_FOOTNOTE_STARS, "")
    plain = bare.str.replace_all(_SPACE, "").str.replace("\u2212", "-", literal=True)
    number = (
        pl.lit(None, dtype=pl.Float64)
        if only_marks
        else pl.when(bare.str.contains(_NUMBER))
        .then(plain.str.replace(",", ".", literal=True))
        .cast(pl.Float64, strict=False)
    )
    frame = (
        pl.DataFrame([numbers.alias("number"), texts.alias("text")])
        .with_columns(
            mark=pl.when(pl.col("number").is_not_null())
            .then(None)
            .when(text.is_in(known))
            .then(text)
            .when((bare != "") & bare.is_in(known))
            .then(bare)
        )
        .with_columns(value=pl.when(pl.col("mark").is_null()).then(pl.col("number").fill_null(number)))
    )
    wrong = frame.select(pl.col("mark").is_null() & ~pl.col("value").is_finite().fill_null(value=False))
    first = wrong.to_series().arg_true()
    if len(first):
        _refuse(frame.row(first[0], named=True), place(first[0]))
    return frame.select("value", "mark")


def split(values: Sequence[Any]) -> tuple[pl.Series, pl.Series]:
    """Part values into numbers and texts, each null where the other is filled; null is an empty text."""
    numbers = [_as_number(value) if type(value) in _NUMERIC else None for value in values]
    texts = [None if type(value) in _NUMERIC else _as_text(value) for value in values]
    return pl.Series(numbers, dtype=pl.Float64), pl.Series(texts, dtype=pl.String)


def _as_number(value: float) -> float:
    try:
        return float(value)
    except OverflowError:  # a whole number of hundreds of digits, refused as not finite
        return inf


def _as_text(value: Any) -> str:
    return value if isinstance(value, str) else "" if value is None else str(value)


def _refuse(row: dict[str, Any], place: Place) -> None:
    if row["number"] is not None:
        raise SourceError("a figure is not a finite number", place=place, hint="Fetch the file again.")
    text = (row["text"] or "").strip()
    if not text:
        raise SourceError(
            "there is neither a figure nor a mark here",
            place=place,
            hint='If the agency leaves such cells empty on purpose, add "" under `marks` of the dataset.',
        )
    raise SourceError(
        "`{text}` is neither a number nor a known mark",
        place=place,
        hint="Add it under `marks` of the dataset or the agency, or, in a footer, end the data with `stop`.",
        text=text[:60],
    )
