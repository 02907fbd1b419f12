"""The register of interventions: CSV files and workbooks below `pipelines/interventions`."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from alemap.definitions.register_rows import RawTable, read_tables
from alemap.definitions.suggest import suggest
from alemap.definitions.text import read_text
from alemap.errors import DefinitionError, Place, SourceError, UsageError, fault

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from alemap.definitions.interventions import Intervention
    from alemap.definitions.project import Project
    from alemap.errors import Problem
    from alemap.sources.sheet import Book, Sheet

    Line = tuple[tuple[str, Place], ...]

FOLDER = "pipelines/interventions"
WORKBOOKS = (".xlsx", ".xls", ".ods")
SHEETS = ("insatser", "interventions")
"""What the register's sheet is called in a workbook that has several."""
COMMENT = "#"
"""What a row begins with that is not read."""


def read_register(project: Project) -> tuple[dict[str, Intervention], list[Problem]]:
    """Every intervention by id, and every fault of every file, sheet and cell; neither when there is none."""
    tables: list[RawTable] = []
    problems: list[Problem] = []
    folder = project.root / FOLDER
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        name = path.relative_to(project.root).as_posix()
        if path.suffix == ".csv":
            table, faults = _of_text(path, name)
        elif path.suffix in WORKBOOKS and not path.name.startswith("~$"):
            table, faults = _of_workbook(path, name)
        else:
            continue
        problems += faults
        if table is not None:
            tables.append(table)
    found, faults = read_tables(tables, project)
    return found, problems + faults


def load_register(project: Project) -> dict[str, Intervention]:
    """Every intervention by id; DefinitionError with all faults when a row has one that is no warning."""
    found, problems = read_register(project)
    faults = [problem for problem in problems if not problem.warning]
    if faults:
        raise DefinitionError(faults)
    return found


def find_intervention(register: Mapping[str, Intervention], name: str) -> Intervention:
    """The intervention of an id; UsageError when there is none."""
    if name not in register:
        raise UsageError(
            "`{name}` is not an intervention of the register",
            name=name,
            suggestion=suggest(name, register),
            hint="`alemap interventions list` shows all",
        )
    return register[name]


def _of_text(path: Path, name: str) -> tuple[RawTable | None, list[Problem]]:
    """A CSV file, divided by commas or semicolons, whichever its line of headings has more of."""
    text, problems = read_text(path, name)
    if text is None:
        return None, problems
    # divided as the reader of CSV does it: it knows no other line ends
    lines = list(io.StringIO(text, newline=""))
    headings = next((line for line in lines if line.strip() and not line.startswith(COMMENT)), None)
    if headings is None:
        return None, [_empty(Place(name, 1))]
    delimiter = max(",;", key=headings.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[Line] = []
    first = 1
    try:
        for row in reader:
            starts = _starts(lines[first - 1], delimiter)
            places = [
                Place(name, first, starts[at]) if at < len(starts) else Place(name, first)
                for at in range(len(row))
            ]
            first = reader.line_num + 1
            if any(text.strip() for text in row) and not row[0].startswith(COMMENT):
                rows.append(tuple((" ".join(t.split()), p) for t, p in zip(row, places, strict=True)))
    except csv.Error as error:
        what = "not valid CSV: {reason}"
        return None, [fault(Place(name, reader.line_num), "AM920", what, reason=str(error))]
    return _table(name, rows) if rows else (None, [_empty(Place(name, 1))])


def _starts(line: str, delimiter: str) -> list[int]:
    """Where each cell of a line begins, from 1; those after a line break within quotes are not known."""
    starts, quoted = [1], False
    for at, sign in enumerate(line, start=1):
        if sign == '"':
            quoted = not quoted
        elif sign == delimiter and not quoted:
            starts.append(at + 1)
    return starts


def _of_workbook(path: Path, name: str) -> tuple[RawTable | None, list[Problem]]:
    """The register's sheet of a workbook; an error cell is a fault of its own."""
    # imported here: most registers are CSV, and the library for workbooks is not light
    from alemap.sources.sheet import open_book  # noqa: PLC0415
    from alemap.sources.workbook import LIBRARY_ERRORS  # noqa: PLC0415

    try:
        book = open_book(path.read_bytes(), name)
        chosen = _sheet_of(book)
        if chosen is None:
            what = "none of the sheets is called {known}"
            known = ", ".join(f"`{each}`" for each in SHEETS)
            return None, [fault(Place(name), "AM920", what, known=known)]
        return _of_sheet(book.sheet(chosen))
    except SourceError as error:
        return None, [_problem(error, Place(name))]
    except OSError as error:
        return None, [_unreadable(name, error)]
    except LIBRARY_ERRORS as error:
        return None, [_unreadable(name, error)]


def _sheet_of(book: Book) -> str | None:
    """The sheet with the register's name, else the only one that is not hidden."""
    named = next((each for each in book.names if each.casefold() in SHEETS), None)
    shown = [each for each in book.names if each not in book.hidden]
    return named or (shown[0] if len(shown) == 1 else None)


def _of_sheet(sheet: Sheet) -> tuple[RawTable | None, list[Problem]]:
    problems: list[Problem] = []
    rows = list(_filled(sheet, problems))
    if not rows:
        return None, problems or [_empty(sheet.place(1, 1))]
    return _table(sheet.file, rows)[0], problems


def _table(file: str, rows: list[Line]) -> tuple[RawTable, list[Problem]]:
    """The table of rows, without the empty cells that a spreadsheet leaves to the right of its headings."""
    width = max(at for at, (text, _) in enumerate(rows[0], start=1) if text)
    cut = [row if any(text for text, _ in row[width:]) else row[:width] for row in rows]
    return RawTable(file, cut[0], tuple(cut[1:])), []


def _filled(sheet: Sheet, problems: list[Problem]) -> Iterator[Line]:
    """The rows that hold anything, each cell as text with its place."""
    for row in range(sheet.top, sheet.last_row + 1):
        cells = []
        for column in range(sheet.left, sheet.last_column + 1):
            try:
                text = sheet.text(row, column)
            except SourceError as error:
                problems.append(_problem(error, sheet.place(row, column)))
                text = ""
            cells.append((text, sheet.place(row, column)))
        if any(text for text, _ in cells) and not cells[0][0].startswith(COMMENT):
            yield tuple(cells)


def _problem(error: SourceError, place: Place) -> Problem:
    """What a reader of files refuses, as a fault of the register."""
    return fault(error.place or place, "AM920", error.message, hint=error.hint, **error.fields)


def _unreadable(name: str, error: Exception) -> Problem:
    return fault(Place(name), "AM920", "the file cannot be read: {reason}", reason=str(error))


def _empty(place: Place) -> Problem:
    hint = "`alemap interventions template` writes the headings"
    return fault(place, "AM920", "the register is empty", hint=hint)
