"""A workbook's sheet opened safely: chosen by name, measured before it is loaded, its cells by A1 name."""

from __future__ import annotations

import datetime as dt
import html
import io
import re
import zipfile
from dataclasses import dataclass
from typing import Any, NoReturn

import python_calamine

from alemap.errors import Place, SourceError

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MAX_CELLS = 10_000_000
_MAX_BYTES = 1_000_000_000
# An opening tag of a cell with something in it; an empty cell that only has a format is not counted.
_FILLED = re.compile(
    rb"<(?:\w+:)?c\s(?P<before>(?:[^>]*?\s)?)r=\"(?P<letters>[A-Z]{1,3})(?P<digits>\d{1,7})\""
    rb"(?P<after>[^>]*)(?<!/)>(?!</(?:\w+:)?c>)"
)
_RELATIONS = "xl/_rels/workbook.xml.rels"
_SHEET = re.compile(r"<(?:\w+:)?sheet\s[^>]*>")
_RELATION = re.compile(r"<(?:\w+:)?Relationship\s[^>]*>")
_ATTRIBUTE = re.compile(r"([\w:]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")


@dataclass(frozen=True, slots=True)
class Sheet:
    """The used part of a sheet; rows and columns count from 1 as in the workbook itself."""

    file: str
    name: str
    rows: list[list[Any]]
    top: int
    left: int
    errors: frozenset[str]

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
        if self.errors and a1(row, column) in self.errors:
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

    def cell(self, row: int, column: int) -> str:
        """Name the cell with its sheet: `Tabell!C7`."""
        return f"{self.name}!{a1(row, column)}"

    def place(self, row: int, column: int) -> Place:
        """Give the cell's place, for errors."""
        return Place(self.file, cell=self.cell(row, column))


def a1(row: int, column: int) -> str:
    """Name a cell, both counted from 1: (7, 3) -> C7."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row}"


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


def open_sheet(content: bytes, pattern: str | None, name: str) -> Sheet:
    """Load the sheet with this name, else the one the pattern is found in, else the only one there is.

    The extent of the filled cells is measured first, because the library makes room for the whole
    rectangle: one stray cell in the last corner of a sheet would take 500 GB.
    """
    if content.startswith(_ZIP):
        _check_archive(content, name)
    elif not content.startswith(_OLE):
        raise SourceError(
            "this is no workbook",
            place=Place(name),
            hint="An agency's error page is often saved in a workbook's place: open the file and look.",
        )
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    chosen = _choose(book.sheet_names, pattern, name)
    errors = _measure(content, chosen, name) if content.startswith(_ZIP) else frozenset[str]()
    sheet = book.get_sheet_by_name(chosen)
    start = sheet.start or (0, 0)
    return Sheet(name, chosen, sheet.to_python(), start[0] + 1, start[1] + 1, errors)


def _choose(names: list[str], pattern: str | None, name: str) -> str:
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
        known=", ".join(names),
    )


def _check_archive(content: bytes, name: str) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if "xl/workbook.xml" not in archive.namelist():
            raise SourceError(
                "this is no .xlsx workbook",
                place=Place(name),
                hint="Save it as .xlsx; .ods and .xlsb are not read.",
            )
        if any(part.flag_bits & 1 for part in archive.infolist()):
            raise SourceError(
                "the workbook is locked with a password",
                place=Place(name),
                hint="Save it without a password.",
            )
        if sum(part.file_size for part in archive.infolist()) > _MAX_BYTES:
            _too_large(Place(name))


def _measure(content: bytes, sheet: str, name: str) -> frozenset[str]:
    """Refuse a sheet whose filled cells span too large a rectangle; give the cells with an error value."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        part = _part(archive, sheet)
        cells = _FILLED.findall(archive.read(part)) if part in archive.namelist() else []
    columns = {letters: _column(letters) for letters in {letters for _, letters, _, _ in cells}}
    rows = [int(digits) for _, _, digits, _ in cells]
    if rows:
        height = max(rows) - min(rows) + 1
        width = max(columns.values()) - min(columns.values()) + 1
        if height * width > _MAX_CELLS:
            last = max((int(digits) * columns[letters], letters, digits) for _, letters, digits, _ in cells)
            _too_large(Place(name, cell=f"{sheet}!{(last[1] + last[2]).decode()}"))
    return frozenset(
        f"{letters.decode()}{int(digits)}"
        for before, letters, digits, after in cells
        if b't="e"' in before + after
    )


def _part(archive: zipfile.ZipFile, sheet: str) -> str:
    """Give the name of the sheet's part in the archive, "" when the archive does not say."""
    book = archive.read("xl/workbook.xml").decode("utf-8", "replace")
    found = [_attributes(tag) for tag in _SHEET.findall(book)]
    key = next(
        (value for tag in found if tag.get("name") == sheet for k, value in tag.items() if k.endswith(":id")),
        "",
    )
    if _RELATIONS not in archive.namelist():
        return ""
    relations = archive.read(_RELATIONS).decode("utf-8", "replace")
    targets = {tag.get("Id"): tag.get("Target", "") for tag in map(_attributes, _RELATION.findall(relations))}
    target = targets.get(key, "")
    return target.lstrip("/") if target.startswith("/xl/") else f"xl/{target.removeprefix('xl/')}"


def _attributes(tag: str) -> dict[str, str]:
    return {key: html.unescape(double or single) for key, double, single in _ATTRIBUTE.findall(tag)}


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number


def _too_large(place: Place) -> NoReturn:
    raise SourceError(
        "the sheet's cells span more than can be read",
        place=place,
        hint="A stray cell far from the table makes a sheet huge: open it, delete what is outside the table.",
    )
