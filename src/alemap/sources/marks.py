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
_SPACES = " \u00a0\u202f\u2009"


def _number(thousands: str, decimal: str) -> str:
    """Make the pattern of a number, given the signs that may stand between thousands and before decimals."""
    return (
        r"^[+\-\u2212]?(?:(?:[0-9]{1,3}(?:[" + thousands + r"][0-9]{3})+|[0-9]+)(?:[" + decimal + r"][0-9]+)?"
        r"|[" + decimal + r"][0-9]+)(?:[eE][+\-]?[0-9]+)?$"
    )


# By the decimal sign declared: the signs between thousands that are left out, and the whole pattern.
_WRITTEN = {
    None: (f"[{_SPACES}]", _number(_SPACES, ".,")),
    ",": (f"[{_SPACES}.]", _number(_SPACES + ".", ",")),
    ".": (f"[{_SPACES},]", _number(_SPACES + ",", ".")),
}
# A bool is an int to isinstance and no figure, hence types are compared.
_NUMERIC = (int, float)
_FOOTNOTE_STARS = r"\s*\*+$"


def read_figures(
    numbers: pl.Series,
    texts: pl.Series,
    marks: Collection[str],
    place: Places,
    *,
    only_marks: bool = False,
    decimal: str | None = None,
) -> pl.DataFrame:
    """Give `value` (Float64) and `mark` (String) of each figure, exactly one of them filled.

    `numbers` holds what the file has as numbers, null elsewhere; where it is null the text counts:
    a mark the definition knows, or a number with decimal comma or point, spaces between thousands,
    a real minus (U+2212), stars of a footnote behind it. With `only_marks` a text is never a number.
    `decimal`: the decimal sign; the other one may then stand between thousands. Without it both are taken
    for decimals, and `1,234` is a little more than one. An empty text is the mark "". SourceError at the
    first text that is neither, and at NaN and infinity.
    """
    known = pl.Series("marks", sorted(marks), dtype=pl.String).implode()
    text = pl.col("text").fill_null("").str.strip_chars()
    bare = text.str.replace(_FOOTNOTE_STARS, "")
    between, written = _WRITTEN[decimal]
    plain = bare.str.replace_all(between, "").str.replace("\u2212", "-", literal=True)
    number = (
        pl.lit(None, dtype=pl.Float64)
        if only_marks
        else pl.when(bare.str.contains(written))
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
    numbers = [v if type(v) is float else _as_number(v) if type(v) is int else None for v in values]
    texts = [v if type(v) is str else None if type(v) in _NUMERIC else _as_text(v) for v in values]
    return pl.Series(numbers, dtype=pl.Float64), pl.Series(texts, dtype=pl.String)


def _as_number(value: float) -> float:
    try:
        return float(value)
    except OverflowError:  # a whole number of hundreds of digits, refused as not finite
        return inf


def _as_text(value: Any) -> str:
    return "" if value is None else str(value)


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
