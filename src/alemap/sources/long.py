"""Long tables, a row per figure, as an R script writes them: CSV, Parquet, or JSON of rows or columns."""

from __future__ import annotations

import csv
import difflib
from collections import Counter
from typing import TYPE_CHECKING, Any, NoReturn

import polars as pl

from alemap.domain import CellForm
from alemap.errors import Place, SourceError
from alemap.sources import parquet
from alemap.sources.decoded import Decoded, check_columns, check_dimensions, check_size, join, numbered
from alemap.sources.marks import read_figures
from alemap.sources.text import decode_json, decode_text

if TYPE_CHECKING:
    from alemap.definitions.read_options import LongRead

LIBRARY_ERRORS: tuple[type[Exception], ...] = (pl.exceptions.PolarsError,)

_DEEPEST = 4


def read(content: bytes, options: LongRead, name: str, marks: frozenset[str]) -> Decoded:
    """Read every row: `labels` are its dimensions, `value` its figure, `mark` the sign in or beside it."""
    rows, cells = _rows(content, options, name)
    check_dimensions(options.labels, name)
    _check_columns(rows.columns, options, name, cells)

    def place(column: str, row: int) -> Place:
        return Place(name, cell=_cells(cells, rows.columns, column).text(row))

    labels = pl.DataFrame([_codes(rows[label], label, place) for label in options.labels])
    numbers, texts = _figures(rows[options.value], place)
    signs = None if options.mark is None else _texts(rows[options.mark], options.mark, place).fill_null("")
    if signs is not None:
        # A sign says more than the nothing, or R's NA, in the figure's place.
        texts = texts.zip_with((signs == "") | ~texts.fill_null("").is_in(["", "NA"]), signs)

    def at_value(row: int) -> Place:
        return place(options.value, row)

    figures = read_figures(numbers, texts, marks, at_value, decimal=options.decimal)
    if signs is not None:
        beside = figures["mark"].cast(pl.String).fill_null(signs)
        figures = read_figures(figures["value"], beside, marks, at_value, only_marks=True)
    return Decoded(
        frame=join(labels, figures, numbered(rows.height)),
        dimensions=tuple(options.labels),
        cells=_cells(cells, rows.columns, options.value),
    )


def _named(options: LongRead) -> list[str]:
    return [*options.labels, options.value, *([options.mark] if options.mark is not None else [])]


def _rows(content: bytes, options: LongRead, name: str) -> tuple[pl.DataFrame, CellForm | None]:
    """The file as columns, and how a cell is named: None where by the number of its row and its column."""
    if content.startswith(parquet.MAGIC):
        rows, columns = parquet.read(content, name, _named(options))
        _check_columns(columns, options, name, CellForm("[", "]"))
        return rows, CellForm("[", "]")
    if content.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"[", b"{"):
        document = decode_json(content, name)
        if isinstance(options.rows, list):
            return _nested(document, options.rows, options, name), CellForm("[", "]")
        return json_rows(inside(document, options.rows, name), name), CellForm("[", "]")
    return csv_rows(decode_text(content, options.encoding, name), options.delimiter, name), None


def csv_rows(text: str, delimiter: str, name: str) -> pl.DataFrame:
    """Delimited text under one header line, every column as text."""
    try:
        header = next(csv.reader([text.partition("\n")[0]], delimiter=delimiter), [])
    except csv.Error:  # a name of more letters than the library takes
        _fault("this line is no row of delimited text", Place(name, line=1))
    names = [" ".join(each.split()) for each in header]
    check_columns(len(names), Place(name, line=1))
    double = next((each for each, count in Counter(names).items() if count > 1), None)
    if double is not None:
        _fault("the header `{column}` stands there twice", Place(name, line=1), column=double)
    if len(names) < 2:  # noqa: PLR2004 - a code and a figure
        _fault(
            "the header has no columns: is it delimited by `{sign}`?",
            Place(name, line=1),
            sign=delimiter,
        )
    body = text.partition("\n")[2].rstrip("\n")
    if not body:
        return pl.DataFrame(schema=dict.fromkeys(names, pl.String))
    lines = body.count("\n") + 1
    check_size([lines], name)
    rows = pl.read_csv(
        body.encode(), has_header=False, separator=delimiter, schema=dict.fromkeys(names, pl.String)
    )
    if rows.height != lines:
        _fault("there are {rows} rows on {lines} lines", Place(name), rows=rows.height, lines=lines)
    return rows


def inside(document: Any, rows: str | None, name: str) -> Any:
    """The part of a JSON document that holds the rows."""
    for step in rows.split(".") if rows else ():
        if not isinstance(document, dict) or step not in document:
            _fault("there is no `{path}` in the document", Place(name), path=rows)
        document = document[step]
    return document


def json_rows(document: Any, name: str) -> pl.DataFrame:
    """Rows as objects (jsonlite's way), or columns as lists."""
    if isinstance(document, list) and all(isinstance(row, dict) for row in document):
        columns: dict[str, list[Any]] = {key: [] for row in document for key in row}
        check_size([len(document), max(len(columns), 1)], name)
        for key, column in columns.items():
            column += [row.get(key) for row in document]
    elif isinstance(document, dict) and all(isinstance(column, list) for column in document.values()):
        columns = document
    else:
        _fault("there should be a list of rows here, or an object of columns", Place(name))
    if len({len(column) for column in columns.values()}) > 1:
        _fault("the columns differ in length", Place(name))
    return pl.DataFrame([_series(key, column, name) for key, column in columns.items()])


def _nested(document: Any, lists: list[str], options: LongRead, name: str) -> pl.DataFrame:
    """The rows of lists within lists, each with the fields of the objects around it; the named columns."""
    rows: list[tuple[dict[str, Any], Any]] = [({}, document)]
    for key in lists:
        inner: list[tuple[dict[str, Any], Any]] = []
        for outer, part in rows:
            found = part.get(key) if isinstance(part, dict) else None
            if not isinstance(found, list):
                _fault("there should be a list named `{key}` here", Place(name), key=key)
            fields = outer | _fields(part)
            inner += [(fields, each) for each in found]
        check_size([len(inner)], name)
        rows = inner
    whole = [outer | _fields(row) for outer, row in rows]
    named = _named(options)
    there = [column for column in named if any(column in row for row in whole)]
    return pl.DataFrame([_series(column, [row.get(column) for row in whole], name) for column in there])


def _fields(part: Any, depth: int = 0) -> dict[str, Any]:
    """An object's fields that are no lists, those of objects within it by both names, to some depth."""
    found: dict[str, Any] = {}
    for key, value in part.items() if isinstance(part, dict) else ():
        if isinstance(value, dict):
            if depth < _DEEPEST:
                found |= {f"{key}.{inner}": each for inner, each in _fields(value, depth + 1).items()}
        elif not isinstance(value, list):
            found[key] = value
    return found


def _series(key: str, column: list[Any], name: str) -> pl.Series:
    kinds = {type(value) for value in column} - {type(None)}
    if not kinds <= {int, float, str}:
        row = next(i for i, value in enumerate(column) if type(value) not in {int, float, str, type(None)})
        _fault("this is neither a text nor a number", Place(name, cell=f"[{row}].{key}"))
    if kinds <= {int, float}:
        whole = all(value is None or -(2**63) <= value < 2**63 for value in column)
        kind = pl.Int64 if whole and float not in kinds else pl.Float64
        return pl.Series(key, column, dtype=kind, strict=False)
    return pl.Series(key, [None if value is None else str(value) for value in column], dtype=pl.String)


def _check_columns(columns: list[str], options: LongRead, name: str, cells: CellForm | None) -> None:
    named = _named(options)
    where = Place(name, line=1 if cells is None else None)
    for column in named:
        if column not in columns:
            near = difflib.get_close_matches(column, columns, n=1)
            raise SourceError(
                "there is no column `{column}`; the nearest is `{near}`",
                place=where,
                hint="Look at the file's columns; `labels`, `value` and `mark` name them.",
                column=column,
                near=near[0] if near else "-",
            )
    for column in columns:
        if column not in named and column not in options.skip:
            raise SourceError(
                "the column `{column}` is neither a label nor the value",
                place=where,
                hint="Name it under `labels`, or under `skip` to leave it out on purpose.",
                column=column,
            )


def _texts(column: pl.Series, name: str, place: Any) -> pl.Series:
    """A column as text, stripped: whole numbers without decimals, dates as 2024-01-31."""
    kind = column.dtype
    if kind.is_float():
        wrong = (
            column.is_not_null() & ~((column == column.round()) & column.is_finite()).fill_null(value=False)
        ).arg_true()
        if len(wrong):
            _fault("`{text}` is no code", place(name, int(wrong[0])), text=str(column[int(wrong[0])]))
        column = column.cast(pl.Int64, strict=False)
    elif not (kind.is_integer() or kind in (pl.String, pl.Categorical, pl.Enum, pl.Date, pl.Null)):
        _fault("a column of {kind} holds no codes", place(name, 0), kind=str(kind))
    return column.cast(pl.String).str.strip_chars()


def _codes(column: pl.Series, name: str, place: Any) -> pl.Series:
    codes = _texts(column, name, place)
    empty = (codes.is_null() | (codes == "")).arg_true()
    if len(empty):
        _fault("there is no code here", place(name, int(empty[0])))
    known = codes.unique(maintain_order=True)
    return codes.cast(pl.Enum(known)).alias(name)


def _figures(column: pl.Series, place: Any) -> tuple[pl.Series, pl.Series]:
    """The figures that are numbers in the file, and those that are text."""
    if column.dtype.is_numeric():
        numbers = column.cast(pl.Float64)
        return numbers, pl.Series([None], dtype=pl.String).new_from_index(0, len(column))
    texts = _texts(column, column.name, place)
    return pl.Series([None], dtype=pl.Float64).new_from_index(0, len(column)), texts


def _cells(cells: CellForm | None, columns: list[str], column: str) -> CellForm:
    """How the cells of a column are named: `[3].value`, or `R5C2` in delimited text under its header."""
    if cells is not None:
        return CellForm(cells.start, f"{cells.end}.{column}")
    return CellForm("R", width=1, between="C", row=2, column=columns.index(column) + 1)


def _fault(message: str, place: Place, **fields: Any) -> NoReturn:
    raise SourceError(
        message,
        place=place,
        hint="Have the file written anew; `form: table` reads text with notes and wide headers.",
        **fields,
    )
