"""Workbooks: a sheet with stacked headers and leading labels, as PxWeb and the agencies write them."""

from __future__ import annotations

import difflib
import operator
import re
import zipfile
import zlib
from typing import TYPE_CHECKING, Any, NoReturn

import polars as pl
import python_calamine

from alemap.errors import Place, SourceError
from alemap.sources.decoded import Decoded, spread
from alemap.sources.marks import read_figures, split
from alemap.sources.sheet import Sheet, a1, as_text, choose_sheet, letters, open_book

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from alemap.definitions.read_options import WorkbookRead

LIBRARY_ERRORS: tuple[type[Exception], ...] = (
    python_calamine.CalamineError,
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,
    EOFError,
    UnicodeDecodeError,  # a damaged file name inside the archive
)

# What the parser of figures takes as it is; everything else becomes text first.
_PLAIN = frozenset({str, int, float})

Column = tuple[int, tuple[str, ...]]
"""A column of figures (from 1) and its header texts, outermost first."""


def read(content: bytes, options: WorkbookRead, name: str, marks: frozenset[str]) -> Decoded:
    """Read the rows below the headers, down to `stop` or to the first blank row, of one sheet or several.

    A blank header repeats the text to its left, a blank label the one above, but never across a change
    of an outer header or label: there it stays blank, since the text beside belongs to another group.
    """
    book = open_book(content, name)
    parts = [
        _read_sheet(book.sheet(sheet), options, marks, groups)
        for sheet, groups in _sheets(book.names, options, name)
    ]
    if len(parts) == 1:
        return parts[0]
    frame = pl.concat([part.texts() for part in parts])
    return Decoded(frame=frame, dimensions=parts[0].dimensions, title=parts[0].title)


def _sheets(names: tuple[str, ...], options: WorkbookRead, name: str) -> list[tuple[str, dict[str, str]]]:
    """Give the sheets to read, each with the named groups of the pattern that chose it."""
    if options.sheets is None:
        return [(choose_sheet(names, options.sheet, name), {})]
    matches = {each: re.search(options.sheets, each) for each in names}
    found = [(each, match.groupdict("")) for each, match in matches.items() if match is not None]
    if not found:
        raise SourceError(
            "none of the sheets fits `{pattern}`; the file has {known}",
            place=Place(name),
            hint="Open the workbook and look at the names of its sheets.",
            pattern=options.sheets,
            known=", ".join(names)[:200],
        )
    return found


def _read_sheet(
    sheet: Sheet, options: WorkbookRead, marks: frozenset[str], chosen: dict[str, str]
) -> Decoded:
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
    groups = chosen | _title(sheet, options)
    label_columns = _label_columns(sheet, options)
    columns = _figure_columns(sheet, options, label_columns)
    rows, labels = _rows(sheet, options, last_header + 1, label_columns, [column for column, _ in columns])
    axes = [
        {group: [text] for group, text in groups.items()},
        {label: labels[at] for at, label in enumerate(options.labels)},
        _headers(options.headers, [texts for _, texts in columns]),
    ]
    frame = spread([axis for axis in axes if axis], sheet.file)
    figures = _figures(sheet, rows, [column for column, _ in columns], marks, options.decimal)
    above = (sheet.text(row, 1) for row in range(1, options.header_row))
    return Decoded(
        frame=pl.concat([frame, figures], how="horizontal"),
        dimensions=tuple(frame.columns),
        title=next(filter(None, above), None),
    )


def _figures(
    sheet: Sheet, rows: list[int], columns: list[int], marks: frozenset[str], decimal: str | None
) -> pl.DataFrame:
    """Give value, mark and cell of every row and column, row by row."""
    sheet.check(rows, columns)
    first = rows[0] if rows else 1
    gaps = len(rows) > 0 and rows[-1] - first + 1 != len(rows)
    numbers: list[pl.Series] = []
    texts: list[pl.Series] = []
    cells: list[pl.Series] = []
    lines = pl.Series("row", rows, dtype=pl.Int64)
    for column in columns:
        values = sheet.column(column, first)
        if gaps:
            values = [values[row - first] for row in rows]
        own = values[: len(rows)]
        if not _PLAIN.issuperset(map(type, own)):
            own = [value if type(value) in _PLAIN else as_text(value) for value in own]
        number, text = split(own)
        numbers.append(number)
        texts.append(text)
        prefix = pl.lit(f"{sheet.name}!{letters(column)}")
        cells.append(pl.select(pl.concat_str(prefix, lines.cast(pl.String))).to_series())
    # Column after column, brought into the order of reading: row by row.
    width, height = len(columns), len(rows)
    at = pl.int_range(width * height, dtype=pl.Int64, eager=True)
    order = (at % width) * height + at // width

    def place(index: int) -> Place:
        return sheet.place(rows[index // width], columns[index % width])

    number, text, cell = (pl.concat(series).gather(order) for series in (numbers, texts, cells))
    figures = read_figures(number, text.str.replace_all(r"\s+", " "), marks, place, decimal=decimal)
    return figures.with_columns(cell.alias("cell"))


def _headers(names: Sequence[str], texts: Sequence[tuple[str, ...]]) -> dict[str, list[str]]:
    """Give the code of each column in every dimension of the headers; rows of the same name are joined."""
    return {
        name: [
            _joined([text for own, text in zip(names, column, strict=True) if own == name])
            for column in texts
        ]
        for name in dict.fromkeys(names)
    }


def _joined(parts: list[str]) -> str:
    """Put the lines of a header together: `Folk-` above `ökning` is one word."""
    text = ""
    for part in filter(None, parts):
        divided = text.endswith("-") and part[0].islower()
        text = text[:-1] + part if divided else f"{text} {part}".strip()
    return text


def _title(sheet: Sheet, options: WorkbookRead) -> dict[str, str]:
    """Give the named groups of the title's patterns, each searched in the cells above the headers."""
    groups: dict[str, str] = {}
    above = [
        sheet.text(row, column)
        for row in range(sheet.top, options.header_row)
        for column in range(sheet.left, sheet.last_column + 1)
    ]
    for pattern in options.titles:
        match = next(filter(None, (re.search(pattern, text) for text in above)), None)
        if match is None:
            raise SourceError(
                "no cell above the header fits the title `{pattern}`",
                place=sheet.place(max(options.header_row - 1, 1), 1),
                hint="Open the sheet and look at its title; `title` must fit one cell above `header_row`.",
                pattern=pattern,
            )
        groups |= {group: (text or "").strip() for group, text in match.groupdict().items()}
    return groups


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
) -> tuple[list[int], list[list[str]]]:
    """Give the numbers of the rows of data, and for each label column its texts on them."""
    stop = re.compile(options.stop) if options.stop is not None else None
    texts = [_texts(sheet.column(column, first)) for column in labels]
    end = _first_that(texts[0], stop.match) if stop is not None else len(texts[0])
    # Rows with all their labels, mostly all rows, are taken at once.
    whole = min(end, *(_first_that(column, operator.not_) for column in texts))
    rows = list(range(first, first + whole))
    found: list[tuple[str, ...]] = []
    before = tuple(column[whole - 1] for column in texts) if whole else ("",) * len(labels)
    for row, own in enumerate(zip(*(column[whole:end] for column in texts), strict=True), first + whole):
        if not any(own):
            if any(sheet.text(row, column) for column in columns):
                raise SourceError(
                    "there are figures but no label on this row",
                    place=sheet.place(row, labels[0]),
                    hint="If the data end above, say so with `stop`.",
                )
            if stop is None:
                _check_end(sheet, row + 1, columns)
                break
            continue
        before = own if all(own) else _fill(own, before)
        rows.append(row)
        found.append(before)
    sheet.check(rows, labels)
    return rows, [texts[at][:whole] + [own[at] for own in found] for at in range(len(labels))]


def _first_that(texts: list[str], fits: Callable[[str], object]) -> int:
    """Give the index of the first text that fits, or how many there are; each text is looked at once."""
    fitting = {text for text in set(texts) if fits(text)}
    return (
        next((at for at, text in enumerate(texts) if text in fitting), len(texts)) if fitting else len(texts)
    )


def _texts(values: list[Any]) -> list[str]:
    """Give cells as text; each text of a long column is tidied once."""
    if set(map(type, values)) != {str}:
        return list(map(as_text, values))
    tidy = {value: as_text(value) for value in set(values)}
    return [tidy[value] for value in values]


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
