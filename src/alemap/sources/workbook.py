"""Workbooks: a sheet with stacked headers and leading labels, as PxWeb and the agencies write them."""

from __future__ import annotations

import difflib
import re
import zipfile
import zlib
from typing import TYPE_CHECKING, Any, NoReturn

import polars as pl
import python_calamine

from alemap.errors import Place, SourceError
from alemap.sources.decoded import Decoded, join, spread
from alemap.sources.marks import read_figures, split
from alemap.sources.sheet import Sheet, a1, open_sheet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from alemap.definitions.schema import WorkbookRead

LIBRARY_ERRORS: tuple[type[Exception], ...] = (
    python_calamine.CalamineError,
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,
    EOFError,
    UnicodeDecodeError,  # a damaged file name inside the archive
)

Column = tuple[int, tuple[str, ...]]
"""A column of figures (from 1) and its header texts, outermost first."""


def read(content: bytes, options: WorkbookRead, name: str, marks: frozenset[str]) -> Decoded:
    """Read the rows below the headers, down to `stop` or to the first blank row.

    A blank header repeats the text to its left, a blank label the one above, but never across a change
    of an outer header or label: there it stays blank, since the text beside belongs to another group.
    """
    sheet = open_sheet(content, options.sheet, name)
    last_header = options.header_row + len(options.headers) - 1
    if not any(
        sheet.text(row, column)
        for row in range(options.header_row, last_header + 1)
        for column in range(1, sheet.last_column + 1)
    ):
        raise SourceError(
            "there is no header here",
            place=sheet.place(options.header_row, 1),
            hint="Open the sheet and look on which row the header begins; `header_row` counts from 1.",
        )
    groups = _title(sheet, options)
    label_columns = _label_columns(sheet, options)
    columns = _figure_columns(sheet, options, label_columns)
    rows = list(_rows(sheet, options, last_header + 1, label_columns, [column for column, _ in columns]))
    spots = [(row, column) for row, _ in rows for column, _ in columns]

    def place(index: int) -> Place:
        return sheet.place(*spots[index])

    values = [_value(sheet, row, column) for row, column in spots]
    numbers, texts = split(values)
    figures = read_figures(numbers, texts, marks, place)
    axes = [
        {group: [text] for group, text in groups.items()},
        {label: [labels[at] for _, labels in rows] for at, label in enumerate(options.labels)},
        {header: [texts[at] for _, texts in columns] for at, header in enumerate(options.headers)},
    ]
    frame = spread([axis for axis in axes if axis], name)
    cells = pl.Series([sheet.cell(row, column) for row, column in spots], dtype=pl.String)
    above = (sheet.text(row, 1) for row in range(1, options.header_row))
    return Decoded(
        frame=join(frame, figures, cells),
        dimensions=tuple(frame.columns),
        title=next(filter(None, above), None),
    )


def _title(sheet: Sheet, options: WorkbookRead) -> dict[str, str]:
    """Give the named groups of the title pattern, searched in the cells above the headers."""
    if options.title is None:
        return {}
    for row in range(sheet.top, options.header_row):
        for column in range(sheet.left, sheet.last_column + 1):
            match = re.search(options.title, sheet.text(row, column))
            if match is not None:
                return {group: (text or "").strip() for group, text in match.groupdict().items()}
    raise SourceError(
        "no cell above the header fits the title `{pattern}`",
        place=sheet.place(max(options.header_row - 1, 1), 1),
        hint="Open the sheet and look at its title; `title` must fit one cell above `header_row`.",
        pattern=options.title,
    )


def _label_columns(sheet: Sheet, options: WorkbookRead) -> list[int]:
    """Give the columns of the labels: the leading ones, or those with these headers."""
    if not options.labels_by_name:
        return list(range(1, len(options.labels) + 1))
    row = options.header_row
    headers = {sheet.text(row, column): column for column in range(sheet.last_column, sheet.left - 1, -1)}
    return [
        headers.get(" ".join(label.split())) or _unknown(label, headers, sheet, row)
        for label in options.labels
    ]


def _figure_columns(sheet: Sheet, options: WorkbookRead, labels: list[int]) -> list[Column]:
    """Give the columns of figures, up to the last header text; a wholly blank column is passed over."""
    rows = range(options.header_row, options.header_row + len(options.headers))
    first = 1 if options.labels_by_name else len(labels) + 1
    columns: list[Column] = []
    seen: dict[tuple[str, ...], int] = {}
    texts: tuple[str, ...] = ("",) * len(rows)
    end = max(
        (c for c in range(first, sheet.last_column + 1) if any(sheet.text(r, c) for r in rows)), default=0
    )
    for column in range(first, end + 1):
        if column in labels:
            continue
        own = tuple(sheet.text(row, column) for row in rows)
        if not any(own) and _is_blank(sheet, column, rows[-1] + 1):
            continue
        texts = _fill(own, texts)
        if own[-1] in options.skip:
            continue
        if texts in seen:
            raise SourceError(
                "the header `{header}` stands there twice, in the columns of {first} and of this cell",
                place=sheet.place(rows[-1], column),
                hint="Name all header rows under `headers`; each column needs a header of its own.",
                header=" / ".join(texts),
                first=a1(rows[-1], seen[texts]),
            )
        seen[texts] = column
        columns.append((column, texts))
    if not columns:
        raise SourceError(
            "the header has no column of figures",
            place=sheet.place(rows[0], first),
            hint="Open the sheet and look on which row the header begins; `header_row` counts from 1.",
        )
    return columns


def _fill(own: tuple[str, ...], before: tuple[str, ...]) -> tuple[str, ...]:
    """Fill blanks from the neighbour before, outermost first, as long as no outer text has changed."""
    filled: list[str] = []
    same = True
    for text, former in zip(own, before, strict=True):
        filled.append(text or (former if same else ""))
        same = same and text in ("", former)
    return tuple(filled)


def _rows(
    sheet: Sheet, options: WorkbookRead, first: int, labels: list[int], columns: list[int]
) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Give each row of data with its labels."""
    stop = re.compile(options.stop) if options.stop is not None else None
    before = ("",) * len(labels)
    for row in range(first, sheet.last_row + 1):
        own = tuple(sheet.text(row, column) for column in labels)
        if stop is not None and stop.match(own[0]):
            return
        filled = any(sheet.text(row, column) for column in columns)
        if not any(own) and not filled:
            if stop is None:
                _check_end(sheet, row + 1, columns)
                return
            continue
        if not any(own):
            raise SourceError(
                "there are figures but no label on this row",
                place=sheet.place(row, labels[0]),
                hint="If the data end above, say so with `stop`.",
            )
        before = _fill(own, before)
        yield row, before


def _check_end(sheet: Sheet, first: int, columns: list[int]) -> None:
    """Refuse figures below the blank row that ends the data: they would be lost without a word."""
    for row in range(first, sheet.last_row + 1):
        for column in columns:
            if type(sheet.at(row, column)) in (int, float):
                raise SourceError(
                    "there are figures below the blank row that ends the data",
                    place=sheet.place(row, column),
                    hint="With `stop`, blank rows are passed over and the data end where it says.",
                )


def _value(sheet: Sheet, row: int, column: int) -> Any:
    """Give a cell for the parser: numbers as they are, everything else as text."""
    value = sheet.at(row, column)
    return value if type(value) in (int, float) else sheet.text(row, column)


def _is_blank(sheet: Sheet, column: int, first: int) -> bool:
    return not any(sheet.text(row, column) for row in range(first, sheet.last_row + 1))


def _unknown(label: str, headers: dict[str, int], sheet: Sheet, row: int) -> NoReturn:
    near = difflib.get_close_matches(label, [header for header in headers if header], n=1)
    raise SourceError(
        "there is no column `{column}`; the nearest is `{near}`",
        place=sheet.place(row, 1),
        hint="The agency may have changed the header; open the sheet and look, and check `header_row`.",
        column=label,
        near=near[0] if near else "-",
    )
