"""Finds the block of figures in a grid of cells: its rows, its columns, the headers above it."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from alemap.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

ENDLESS = "(?!)"
"""A pattern that ends no data."""

MARKS = frozenset({"..", ".", "...", "-", "--", "–", ":", "*", "x", "X", "~100"})
"""Signs that agencies write in a figure's place."""

_SAMPLE = 2000
_DENSE = 0.3
"""A column of figures has at least this share of the fullest one's."""
_MOST_HEADERS = 8
_CODE_HEADER = re.compile(
    r"kod|code|nummer|orgnr|(^|[_ -])(id|nr|sort)$|^sort"
    r"|^(kommun|län|region|deso|regso|område|area|distrikt)\b"
    r"|^(kön|kon|sex|gender|ålder|alder|age|åldersgrupp|grupp|group|klass|class)$",
    re.IGNORECASE,
)
_TIME_HEADER = re.compile(
    r"^(år|year|tid|time|period|läsår|månad|month|datum|date|kvartal|quarter)", re.IGNORECASE
)
_CODE = re.compile(r"0\d+|\d+\+\d*|\d+-")
_FIRST_YEAR, _LAST_YEAR = 1900, 2100
_CODE_WIDTH = 4
_FEW = 10
_BEGINNING = 30
_LONGEST = 18


@dataclass(frozen=True, slots=True)
class Block:
    """Where the figures are; rows and columns count from 0 within the grid.

    `headers`: the rows above the figures that name their columns. `labels`: the columns that say what the
    row is. `others`: columns that are neither (a running number, say).
    """

    first: int
    last: int
    headers: tuple[int, ...]
    labels: tuple[int, ...]
    figures: tuple[int, ...]
    others: tuple[int, ...]

    def size(self) -> int:
        """How many cells the block has."""
        return (self.last - self.first + 1) * len(self.figures)


def find_block(rows: Sequence[Sequence[Any]], is_number: Callable[[Any], bool]) -> Block | None:
    """Find the densest block of numbers; None where there is none with a header above it."""
    sample = rows if len(rows) <= 2 * _SAMPLE else [*rows[:_SAMPLE], *rows[-_SAMPLE:]]
    width = max((len(row) for row in sample), default=0)
    counts = [sum(1 for row in sample if at < len(row) and is_number(row[at])) for at in range(width)]
    fullest = max(counts, default=0)
    dense = [at for at, count in enumerate(counts) if count and count >= fullest * _DENSE]
    if not dense:
        return None
    first = _first(rows, dense, is_number)
    headers = _headers(rows, dense, first)
    columns = {at: _values(sample, at, is_number) for at in dense}
    texts = {at: _header(rows, headers, at) for at in dense}
    labels = {at for at in dense if _has_codes(sample, at) or _is_label(columns[at], texts[at], at, width)}
    running = {at for at in dense if at not in labels and not texts[at] and _is_running(columns[at], few=1)}
    figures = [at for at in dense if at not in labels and at not in running]
    if not figures:
        return None
    first = _first(rows, figures, is_number)
    headers = _headers(rows, figures, first)
    last = max(at for at in range(first, len(rows)) if any(_is(rows[at], c, is_number) for c in figures))
    while last + 1 < len(rows) and all(_text(rows[last + 1], c) in MARKS for c in figures):
        last += 1
    body = rows[first : min(last + 1, first + _SAMPLE)]
    worded = {
        at
        for at in range(width)
        if at not in figures and at not in running and any(_text(row, at) for row in body)
    }
    return Block(first, last, tuple(headers), tuple(sorted(worded)), tuple(figures), tuple(sorted(running)))


def end_pattern(texts: Sequence[str], data: Sequence[Sequence[str]]) -> str:
    """A pattern for the end of the data that fits none of its rows.

    `texts`: what the first row below the data begins with, each longer than the one before. `data`: the texts
    that the reader will try the pattern on. Without any such pattern, one that ends nothing.
    """
    patterns = [escaped(text[:_BEGINNING].rstrip()) for text in texts if text]
    patterns += [f"{escaped(text)}$" for text in texts if text]
    for pattern in patterns:
        fits = re.compile(pattern).match
        if not any(fits(text) for row in data for text in row):
            return pattern
    return ENDLESS


def escaped(text: str) -> str:
    """Make a text into a pattern that fits it, as a person would write it."""
    return re.sub(r"([.^$*+?{}\[\]\\|()])", r"\\\1", text)


def _first(rows: Sequence[Sequence[Any]], columns: Sequence[int], is_number: Callable[[Any], bool]) -> int:
    """Give the first row with numbers in half of the columns, passing over headers that are years."""
    for at, row in enumerate(rows):
        numbers = [row[c] for c in columns if _is(row, c, is_number)]
        marked = sum(1 for c in columns if _text(row, c) in MARKS)
        if (len(numbers) + marked) * 2 < len(columns) or not numbers:
            if marked and marked * 2 >= len(columns):
                return at
            continue
        below = rows[at + 1] if at + 1 < len(rows) else ()
        next_numbers = [below[c] for c in columns if _is(below, c, is_number)]
        if all(map(_is_year, numbers)) and next_numbers and not all(map(_is_year, next_numbers)):
            continue
        return at
    return next(at for at, row in enumerate(rows) if any(_is(row, c, is_number) for c in columns))


def _headers(rows: Sequence[Sequence[Any]], columns: Sequence[int], first: int) -> list[int]:
    """Give the rows directly above the figures that have a text above one of them."""
    at = first
    while at > max(first - _MOST_HEADERS, 0) and any(_text(rows[at - 1], c) for c in columns):
        at -= 1
    return list(range(at, first))


def _values(rows: Sequence[Sequence[Any]], at: int, is_number: Callable[[Any], bool]) -> list[Any]:
    return [row[at] for row in rows if _is(row, at, is_number)]


def _header(rows: Sequence[Sequence[Any]], headers: Sequence[int], at: int) -> str:
    return next(filter(None, (_text(rows[row], at) for row in headers)), "")


def _has_codes(rows: Sequence[Sequence[Any]], at: int) -> bool:
    """Whether some of a column's numbers begin with zeros, are sums or open: then all of them are codes."""
    return any(_CODE.fullmatch(_text(row, at)) for row in rows)


def _is_label(values: Sequence[Any], header: str, at: int, width: int) -> bool:
    """Whether numbers are years or codes, by their header and by what they are."""
    if _CODE_HEADER.search(header) and all(_whole(value) is not None for value in values):
        return True
    if all(map(_is_year, values)) and not _is_year(header):
        return bool(_TIME_HEADER.search(header)) or (len(set(values)) * 2 <= len(values) and at < width - 1)
    texts = {str(_whole(value)) for value in values}
    return (
        at == 0
        and len(values) > _FEW
        and len(texts) == len(values)
        and {len(text) for text in texts} == {_CODE_WIDTH}
        and not _is_running(values)
    )


def _is_running(values: Sequence[Any], few: int = _FEW) -> bool:
    """Whether these are the numbers of the rows: 0, 1, 2 or 1, 2, 3 and so on, more than `few` of them."""
    numbers = [_whole(value) for value in values[: _SAMPLE // 2]]
    return (
        len(numbers) > few
        and numbers[0] in (0, 1)
        and all(b is not None and a is not None and b == a + 1 for a, b in pairwise(numbers))
    )


def _is_year(value: Any) -> bool:
    number = _whole(value)
    return number is not None and _FIRST_YEAR <= number <= _LAST_YEAR


def _whole(value: Any) -> int | None:
    if isinstance(value, str):
        return int(value) if value.isascii() and value.isdecimal() and len(value) <= _LONGEST else None
    return int(value) if isinstance(value, int | float) and float(value).is_integer() else None


def _is(row: Sequence[Any], at: int, is_number: Callable[[Any], bool]) -> bool:
    return at < len(row) and is_number(row[at])


def _text(row: Sequence[Any], at: int) -> str:
    value = row[at] if at < len(row) else ""
    return "" if value is None else " ".join(str(value).split())
