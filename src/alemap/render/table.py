"""A table before it is laid out: what the views make, and what `console` and `export.markdown` show."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from alemap.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

ALWAYS = 100
"""Priority of a column that is never dropped."""


class Align(StrEnum):
    """Which side of its column a text stands at."""

    LEFT = "left"
    RIGHT = "right"


class Style(StrEnum):
    """What colour supports; the meaning is always in the text as well."""

    PLAIN = "plain"
    TITLE = "title"
    WORSE = "worse"
    BETTER = "better"
    GROUP = "group"


@dataclass(frozen=True, slots=True)
class Cell:
    """A text and its style; spaces at its ends are alignment. `short` stands in where the width is scarce."""

    text: str
    style: Style = Style.PLAIN
    short: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, and what becomes of it when the terminal is narrow.

    The lowest `priority` goes first, of equals the rightmost. `gives_way`: goes before all others as long
    as that saves them, whatever its priority (an interval makes room for an index's parts). `wrap` is the
    least width to which its texts may be wrapped at word boundaries; 0: never. `called` names it where it
    was dropped without a heading.
    """

    key: str
    heading: str
    align: Align = Align.LEFT
    priority: int = ALWAYS
    wrap: int = 0
    called: str = ""
    gives_way: bool = False

    @property
    def name(self) -> str:
        """How the legend names the column."""
        return self.called or self.heading


@dataclass(frozen=True, slots=True)
class Row:
    """The cells in the columns' order; a `group` row has text in the first cell only."""

    cells: tuple[Cell, ...]
    group: bool = False


@dataclass(frozen=True, slots=True)
class Note:
    """A sentence of the legend, said only when one of its columns is shown (none named: always)."""

    text: str
    columns: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class TableView:
    """A table in one language: title in segments, columns, rows, and the legend in paragraphs.

    `header` False: no headings (a list of fields and their texts).
    """

    title: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    legend: tuple[tuple[Note, ...], ...] = ()
    header: bool = True

    def legend_for(self, shown: Iterable[str]) -> list[str]:
        """Give the legend's paragraphs, each note only where its columns are among `shown`."""
        keys = frozenset(shown)
        paragraphs = (
            " ".join(note.text for note in notes if not note.columns or note.columns & keys)
            for notes in self.legend
        )
        return [paragraph for paragraph in paragraphs if paragraph]


class TableBuilder:
    """Collects columns with their cells, groups and legend, and turns them into a TableView."""

    def __init__(self, *title: str, header: bool = True) -> None:
        self._title = tuple(segment for segment in title if segment)
        self._header = header
        self._columns: list[Column] = []
        self._cells: list[list[Cell]] = []
        self._groups: dict[int, str] = {}
        self._legend: list[list[Note]] = [[]]

    def add(
        self,
        column: Column,
        texts: Sequence[str],
        *,
        styles: Sequence[Style] | None = None,
        short: Sequence[str] | None = None,
    ) -> None:
        """Add a column with one text a row, and its style and its short form where it has them."""
        self._columns.append(column)
        tones = styles if styles is not None else [Style.PLAIN] * len(texts)
        shorter = short if short is not None else [""] * len(texts)
        self._cells.append([Cell(*parts) for parts in zip(texts, tones, shorter, strict=True)])

    def group(self, before: int, text: str) -> None:
        """Put a group's name before the row of that number (from 0)."""
        self._groups[before] = text

    def note(self, text: str, *columns: str) -> None:
        """Add a sentence to the legend's last paragraph."""
        if text:
            self._legend[-1].append(Note(text, frozenset(columns)))

    def paragraph(self) -> None:
        """Begin a new paragraph of the legend."""
        self._legend.append([])

    def build(self) -> TableView:
        """Turn what was added into a table."""
        rows: list[Row] = []
        blank = (Cell(""),) * (len(self._columns) - 1)
        for number, cells in enumerate(zip(*self._cells, strict=True)):
            if number in self._groups:
                rows.append(Row((Cell(self._groups[number], Style.GROUP), *blank), group=True))
            rows.append(Row(tuple(cells)))
        return TableView(
            self._title,
            tuple(self._columns),
            tuple(rows),
            tuple(tuple(notes) for notes in self._legend if notes),
            self._header,
        )
