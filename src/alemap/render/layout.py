"""Fits a table into a width: drops columns by priority, wraps names, headings, title and legend.

Nothing is ever cut: a text that is wider than the terminal stays whole and the terminal breaks it.
"""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from alemap.render.table import ALWAYS, Cell, Column, Row, TableView
from alemap.render.translate import translator
from alemap.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

GAP = 2
INDENT = 1
_HEADING_LINES = 2
_NARROWEST = 20
"""Least width of a last column whose longest word sticks out."""
_TEXT_WIDTH = 78
"""Least width of title and legend where there is room: a small table still has readable lines."""


@dataclass(frozen=True, slots=True)
class Laid:
    """A table with its lines broken: `widths` in characters, a cell's lines joined by newlines."""

    title: tuple[str, ...]
    columns: tuple[Column, ...]
    widths: tuple[int, ...]
    headings: tuple[str, ...]
    rows: tuple[Row, ...]
    legend: tuple[str, ...]
    header: bool

    @property
    def width(self) -> int:
        """The table's width, from the left edge to the end of the last column."""
        return _total(self.widths)


def wrapped(text: str, width: int) -> list[str]:
    """Break text into lines of at most `width` characters, at plain spaces only; an indent goes on."""
    if len(text) <= width:
        return [text]
    indent = " " * (len(text) - len(text.lstrip(" ")))
    return textwrap.wrap(
        text, max(width, 1), subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )


def lay(view: TableView, width: int | None, lang: str) -> Laid:
    """Lay a table out for a terminal `width` characters wide; None: as wide as its content."""
    _ = translator(lang)
    kept = _kept(view.columns, tuple(_shortened(row) for row in view.rows), width)
    columns = tuple(view.columns[i] for i in kept)
    rows = tuple(Row(tuple(row.cells[i] for i in kept), row.group) for row in view.rows)
    widths = _widths(columns, rows, width)
    headings = _headings(columns, widths)
    rows = tuple(_broken(row, widths) for row in rows)
    text_width = max(_total(widths), _TEXT_WIDTH)
    if width is not None:
        text_width = min(text_width, width)
    dropped = [column for i, column in enumerate(view.columns) if i not in kept]
    legend = view.legend_for(column.key for column in columns)
    if not rows:
        legend.insert(0, _("No rows."))
    if dropped:
        names = ", ".join(column.name for column in dropped)
        legend.append(_("Left out for want of width: {columns}.").format(columns=names))
    return Laid(
        tuple(_title(view.title, text_width)),
        columns,
        widths,
        headings,
        rows,
        tuple(line for paragraph in legend for line in wrapped(paragraph, text_width)),
        view.header,
    )


def _shortened(row: Row) -> Row:
    return Row(tuple(Cell(c.short or c.text, c.style) for c in row.cells), row.group)


def _kept(columns: Sequence[Column], rows: Sequence[Row], width: int | None) -> list[int]:
    """Find the columns that fit when each wrapping column is at its least width.

    Columns that give way go first, as long as that saves all others; what then fits again comes back.
    """
    everything = list(range(len(columns)))
    if width is None:
        return everything
    least = [_least(column, texts) for column, texts in _by_column(columns, rows)]

    def fits(kept: list[int]) -> bool:
        return _total([least[i] for i in kept]) <= width

    by_priority = sorted(everything, key=lambda i: (columns[i].priority, -i))
    yielding = [i for i in by_priority if columns[i].gives_way]
    kept = _dropped_until(fits, everything, yielding)
    if fits(kept):
        for i in reversed(yielding):
            if i not in kept and fits([*kept, i]):
                kept.append(i)
        return sorted(kept)
    return _dropped_until(fits, everything, [i for i in by_priority if columns[i].priority < ALWAYS])


def _dropped_until(fits: Callable[[list[int]], bool], kept: list[int], order: Sequence[int]) -> list[int]:
    for i in order:
        if fits(kept):
            break
        kept = [k for k in kept if k != i]
    return kept


def _widths(columns: Sequence[Column], rows: Sequence[Row], width: int | None) -> tuple[int, ...]:
    """Give each column's width: as its texts are, else as their short forms, else wrapped."""
    natural = _naturals(columns, rows)
    if width is None or _total(natural) <= width:
        return tuple(natural)
    shorter = tuple(_shortened(row) for row in rows)
    short = _naturals(columns, shorter)
    if _total(short) <= width:
        return tuple(_widened(short, natural, width))
    least = [_least(column, texts) for column, texts in _by_column(columns, shorter)]
    if _total(least) <= width:
        return tuple(_widened(least, short, width))
    # even the least widths are too much: down to the longest word
    over = _total(least) - width
    for i, (column, texts) in enumerate(_by_column(columns, shorter)):
        if column.wrap:
            less = min(least[i] - _word(column, texts), over)
            least[i] -= less
            over -= less
    # A word that is still too long (an address, a digest) sticks out of the last column by itself; the
    # other lines of that column keep to the width.
    if over > 0 and columns[-1].wrap:
        least[-1] = max(least[-1] - over, _NARROWEST)
    return tuple(least)


def _widened(widths: list[int], wanted: Sequence[int], width: int) -> list[int]:
    """Share out what is left of the width, to where most is wanting."""
    for _step in range(width - _total(widths)):
        shortest = max(range(len(widths)), key=lambda i: wanted[i] - widths[i])
        if widths[shortest] >= wanted[shortest]:
            break
        widths[shortest] += 1
    return widths


def _by_column(columns: Sequence[Column], rows: Sequence[Row]) -> Iterator[tuple[Column, list[str]]]:
    """Pair each column with its texts; a group's name is in none."""
    for i, column in enumerate(columns):
        yield column, [row.cells[i].text for row in rows if not row.group]


def _total(widths: Sequence[int]) -> int:
    return INDENT + sum(widths) + GAP * (len(widths) - 1)


def _longest_word(text: str) -> int:
    return max((len(word) for word in text.split(" ")), default=0)


def _word(column: Column, texts: Sequence[str]) -> int:
    return max(_longest_word(column.heading), max(map(_longest_word, texts), default=0))


def _naturals(columns: Sequence[Column], rows: Sequence[Row]) -> list[int]:
    return [_natural(column, texts) for column, texts in _by_column(columns, rows)]


def _natural(column: Column, texts: Sequence[str]) -> int:
    """Find the width at which no text is broken and the heading takes two lines at most."""
    width = max(_longest_word(column.heading), max(map(len, texts), default=0))
    while len(wrapped(column.heading, width)) > _HEADING_LINES:
        width += 1
    return width


def _least(column: Column, texts: Sequence[str]) -> int:
    natural = _natural(column, texts)
    return min(natural, max(_word(column, texts), column.wrap)) if column.wrap else natural


def _headings(columns: Sequence[Column], widths: Sequence[int]) -> tuple[str, ...]:
    """Wrap headings to their columns, blank lines above so that all end on the rule."""
    lines = [wrapped(c.heading, w) for c, w in zip(columns, widths, strict=True)]
    height = max(map(len, lines), default=1)
    return tuple("\n".join([""] * (height - len(part)) + part) for part in lines)


def _broken(row: Row, widths: Sequence[int]) -> Row:
    """Break each text to its column's width, or take its short form; a group's name runs across them."""
    if row.group:
        return Row(
            (Cell(_lines(row.cells[0].text, _total(widths)), row.cells[0].style), *row.cells[1:]), group=True
        )
    cells = zip(row.cells, widths, strict=True)
    return Row(
        tuple(Cell(_lines(c.text if len(c.text) <= w else c.short or c.text, w), c.style) for c, w in cells)
    )


def _lines(text: str, width: int) -> str:
    return "\n".join(wrapped(text, width))


def _title(segments: Sequence[str], width: int) -> list[str]:
    """Join segments by a middle dot, a new line begun where the next one does not fit."""
    lines: list[str] = []
    for segment in segments:
        joined = f"{lines[-1]} · {segment}" if lines else segment
        if lines and len(joined) <= width:
            lines[-1] = joined
        else:
            lines.extend(wrapped(segment, width))
    return lines
