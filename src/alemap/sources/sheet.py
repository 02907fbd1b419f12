"""A workbook opened safely: its sheets chosen by name, measured before they are loaded, cells by A1 name."""

from __future__ import annotations

import datetime as dt
import io
import re
from dataclasses import field
from typing import TYPE_CHECKING, Any

import python_calamine

from alemap.errors import Place, SourceError
from alemap.sources.archive import Errors, check_archive, declared_extent, measure_ods, measure_xlsx
from alemap.sources.biff import measure_xls
from alemap.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Sequence

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True, slots=True)
class Sheet:
    """The used part of a sheet; rows and columns count from 1 as in the workbook itself."""

    file: str
    name: str
    rows: list[list[Any]]
    top: int
    left: int
    errors: Errors

    @property
    def last_row(self) -> int:
        """The last row that holds anything."""
        return self.top + len(self.rows) - 1

    @property
    def last_column(self) -> int:
        """The last column that holds anything."""
        return self.left + (len(self.rows[0]) if self.rows else 0) - 1

    def at(self, row: int, column: int) -> Any:
        """Give a cell's value, "" where there is none; SourceError where it is an error such as #N/A.

        The library gives an error as an empty cell, which would pass for a missing figure.
        """
        if (row, column) in self.errors:
            raise SourceError(
                "the cell holds an error of the spreadsheet (such as #N/A or #DIV/0!)",
                place=self.place(row, column),
                hint="Ask the agency for a whole file, or mend the formula in it.",
            )
        if self.top <= row <= self.last_row and self.left <= column <= self.last_column:
            return self.rows[row - self.top][column - self.left]
        return ""

    def text(self, row: int, column: int) -> str:
        """Give a cell as text: whole numbers without `.0`, dates as 2024-01-31, runs of blanks as one."""
        return as_text(self.at(row, column))

    def column(self, column: int, first: int) -> list[Any]:
        """Give the values of a column from row `first` to the last row, "" where there is none.

        Errors of the spreadsheet look like blanks here: `check` the cells that are used.
        """
        above = [""] * max(self.top - first, 0)
        if not self.left <= column <= self.last_column:
            return above + [""] * max(self.last_row - max(first, self.top) + 1, 0)
        index = column - self.left
        return above + [row[index] for row in self.rows[max(first - self.top, 0) :]]

    def check(self, rows: Sequence[int], columns: Sequence[int]) -> None:
        """SourceError at the first of these cells that holds an error of the spreadsheet."""
        if self.errors:
            used, wide = set(rows), set(columns)
            for row, column in sorted(self.errors):
                if row in used and column in wide:
                    self.at(row, column)

    def cell(self, row: int, column: int) -> str:
        """Name the cell with its sheet: `Tabell!C7`."""
        return f"{self.name}!{a1(row, column)}"

    def place(self, row: int, column: int) -> Place:
        """Give the cell's place, for errors."""
        return Place(self.file, cell=self.cell(row, column))


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook that passed the tests of its container; sheets are measured, then loaded, one by one."""

    file: str
    content: bytes
    kind: str
    names: tuple[str, ...]
    hidden: frozenset[str]
    errors: dict[str, Errors]
    _book: python_calamine.CalamineWorkbook = field(repr=False)

    def sheet(self, name: str) -> Sheet:
        """Load a sheet.

        The extent of the filled cells is measured first (of .xls and .ods when the workbook is opened),
        because the library makes room for the whole rectangle: one stray cell in the last corner of a
        sheet would take 500 GB.
        """
        errors = self.errors.get(name)
        if errors is None:
            errors = measure_xlsx(self.content, name, self.file) if self.kind == "xlsx" else frozenset()
        sheet = self._book.get_sheet_by_name(name)
        start = sheet.start or (0, 0)
        return Sheet(self.file, name, sheet.to_python(), start[0] + 1, start[1] + 1, errors)

    def claimed(self, name: str) -> tuple[int, int] | None:
        """Rows and columns the sheet itself says it spans; None when it says nothing."""
        return declared_extent(self.content, name) if self.kind == "xlsx" else None


def a1(row: int, column: int) -> str:
    """Name a cell, both counted from 1: (7, 3) -> C7."""
    return f"{letters(column)}{row}"


def letters(column: int) -> str:
    """Name a column, counted from 1: 28 -> AB."""
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def as_text(value: Any) -> str:
    """Give a cell's value as text."""
    if isinstance(value, str):
        return " ".join(value.split())
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, (dt.date, dt.time)):
        return value.isoformat()
    return str(value)


def open_book(content: bytes, name: str) -> Book:
    """Open a workbook; SourceError when it is none, is locked, or would take too much room."""
    if content.startswith(_ZIP):
        kind = check_archive(content, name)
    elif content.startswith(_OLE):
        kind = "xls"
    else:
        raise SourceError(
            "this is no workbook",
            place=Place(name),
            hint="An agency's error page is often saved in a workbook's place: open the file and look.",
        )
    unfolded = measure_ods(content, name) if kind == "ods" else {}
    in_order = measure_xls(content, name) if kind == "xls" else []
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    except python_calamine.PasswordError as error:
        raise SourceError(
            "the workbook is locked with a password",
            place=Place(name),
            hint="Save it without a password.",
        ) from error
    visible = python_calamine.SheetVisibleEnum.Visible
    hidden = frozenset(sheet.name for sheet in book.sheets_metadata if sheet.visible != visible)
    errors = unfolded | dict(zip(book.sheet_names, in_order, strict=False))
    return Book(name, content, kind, tuple(book.sheet_names), hidden, errors, book)


def choose_sheet(names: tuple[str, ...], pattern: str | None, name: str) -> str:
    """Give the sheet with this name, else the one the pattern is found in, else the only one there is."""
    if pattern in names:
        return str(pattern)
    fitting = names if pattern is None else [each for each in names if re.search(pattern, each)]
    if len(fitting) == 1:
        return fitting[0]
    raise SourceError(
        "{count} of the sheets fit `{pattern}`; the file has {known}",
        place=Place(name),
        hint="Name the sheet under `read`: `sheet`, as a name or a pattern that fits one sheet alone.",
        count=len(fitting),
        pattern=pattern or "",
        known=", ".join(names)[:200],
    )
