"""Numbers as Swedish agencies write them, and the signs they write where there is no number."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from math import inf, isfinite
from typing import Any, NoReturn

import numpy as np
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
_RUN = r"\s{2,}"
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
    """Give `value` (Float64) and `mark` (Enum) of each figure: at least one of them is filled.

    `numbers` holds what the file has as numbers, null elsewhere; where it is null the text counts:
    a mark the definition knows, or a number with decimal comma or point, spaces between thousands,
    a real minus (U+2212), stars of a footnote behind it. With `only_marks` a text is never a number.
    `decimal`: the decimal sign; the other one may then stand between thousands. Without it both are taken
    for decimals, and `1,234` is a little more than one. An empty text is the mark "". A text beside a number
    is a mark too, of a figure that stands with a reservation (provisional, a break in the series).
    SourceError at the first text that is neither, and at NaN and infinity.
    """
    written = numbers.null_count() == len(numbers) and not only_marks
    if written and decimal != "," and not any(map(_is_number, marks)):
        numbers, texts = _plain_numbers(texts)
    plain = numbers.is_finite().fill_null(value=False)
    rest = (~plain if texts.null_count() == len(texts) else ~plain | texts.is_not_null()).arg_true()
    value = numbers.clone()
    at = np.zeros(len(numbers), dtype=np.uint32)
    signs: list[str] = []
    if len(rest):
        found = _read_rest(numbers.gather(rest), texts.gather(rest), marks, decimal, only_marks=only_marks)
        wrong = found.select(
            (pl.col("mark").is_null() & (pl.col("value").is_null() | pl.col("flag").fill_null(value=False)))
            | ~pl.col("value").is_finite().fill_null(value=True)
        )
        first = wrong.to_series().arg_true()
        if len(first):
            row = int(first[0])
            _refuse(numbers[int(rest[row])], texts[int(rest[row])], place(int(rest[row])))
        signs = found["mark"].drop_nulls().unique(maintain_order=True).to_list()
        order = {sign: number for number, sign in enumerate(signs, start=1)}
        at[rest.to_numpy()] = (
            found["mark"].replace_strict(order, default=0, return_dtype=pl.UInt32).fill_null(0).to_numpy()
        )
        value = value.scatter(rest, found["value"])
    kinds = pl.Series("mark", [None, *signs], dtype=pl.Enum(signs))
    return pl.DataFrame([value.alias("value"), kinds.gather(pl.Series(at))])


def known_sign(sign: str, marks: Collection[str]) -> bool:
    """Whether a sign has a meaning: as it is, or as several letters that each have one (Eurostat's `bp`)."""
    return sign in marks or (len(sign) > 1 and sign.isalpha() and all(letter in marks for letter in sign))


def _read_rest(
    numbers: pl.Series, texts: pl.Series, marks: Collection[str], decimal: str | None, *, only_marks: bool
) -> pl.DataFrame:
    """Value, mark and whether there is a text beside the number, of figures that are no plain numbers."""
    text = pl.col("text").fill_null("").str.strip_chars().str.replace_all(_RUN, " ")
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
    frame = pl.DataFrame([numbers.alias("number"), texts.alias("text")]).with_columns(bare=bare, text=text)
    signs = pl.concat([frame["text"], frame["bare"].filter(frame["bare"] != "")]).unique()
    known = pl.Series(
        "marks", [sign for sign in signs.to_list() if known_sign(sign, marks)], dtype=pl.String
    ).implode()
    beside = pl.col("number").is_not_null()
    return frame.with_columns(
        flag=beside & (pl.col("text") != ""),
        mark=pl.when(beside & (pl.col("text") == ""))
        .then(None)
        .when(pl.col("text").is_in(known))
        .then(pl.col("text"))
        .when((pl.col("bare") != "") & pl.col("bare").is_in(known))
        .then(pl.col("bare")),
    ).with_columns(value=pl.when(beside).then(pl.col("number")).when(pl.col("mark").is_null()).then(number))


def _plain_numbers(texts: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Part texts into those that are numbers as they stand and the rest; polars reads them in one go."""
    numbers = texts.cast(pl.Float64, strict=False)
    plain = numbers.is_finite().fill_null(value=False)
    none = pl.Series([None], dtype=pl.Float64)
    return numbers.zip_with(plain, none), texts.zip_with(~plain, pl.Series([None], dtype=pl.String))


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def split(values: Sequence[Any]) -> tuple[pl.Series, pl.Series]:
    """Part values into numbers and texts, each null where the other is filled; null is an empty text."""
    kinds = set(map(type, values))
    if kinds == {float}:
        return pl.Series(values, dtype=pl.Float64), pl.repeat(None, len(values), dtype=pl.String, eager=True)
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


def _refuse(number: float | None, text: str | None, place: Place) -> NoReturn:
    text = (text or "").strip()
    if number is not None and (not text or not isfinite(number)):
        raise SourceError("a figure is not a finite number", place=place, hint="Fetch the file again.")
    if number is not None:
        raise SourceError(
            "`{text}` beside a figure is no known mark",
            place=place,
            hint="Say under `marks` of the dataset or the agency what it means: `provisional`, or `final`"
            " where the figure stands as it is.",
            text=text[:60],
        )
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
