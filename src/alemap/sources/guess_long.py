"""How a long table is probably read: where its rows are, which column holds the figures, which the signs."""

from __future__ import annotations

import csv
from typing import Any

import polars as pl

from alemap.domain import Remark
from alemap.errors import Place, SourceError
from alemap.sources.decoded import MAX_COLUMNS
from alemap.sources.long import csv_rows, json_rows
from alemap.sources.text import decode_text

Guess = tuple[dict[str, Any], tuple[Remark, ...]]

_VALUES = ("value", "värde", "varde", "obs_value", "antal", "andel", "belopp")
_ALWAYS_LONG = ("value", "värde", "varde", "obs_value")
_MARKS = ("status", "mark", "flag", "obs_status", "obs_flag", "anm")
_DELIMITERS = (",", ";", "\t")
_NUMBER = r"^\s*[+\-\u2212]?\d+(?:[.,]\d+)?(?:[eE][+\-]?\d+)?\s*$"
_DECIMAL_COMMA = r"^\s*[+\-\u2212]?\d+,\d+\s*$"
_DEEPEST = 3
_MOST_NUMBERS = 0.5


def guess_long(rows: pl.DataFrame, name: str) -> Guess:
    """Give the `read` options; SourceError where no column can hold figures."""
    floats = [column for column in rows.columns if rows[column].dtype.is_float()]
    named = [column for column in rows.columns if column.casefold() in _VALUES]
    values = [column for column in named if _holds_figures(rows[column])] or floats
    if not values:
        raise SourceError(
            "no column of this table holds figures",
            place=Place(name),
            hint="Look whether it is a list (of key figures, of areas) rather than a table.",
        )
    mark = next((column for column in rows.columns if column.casefold() in _MARKS), None)
    left = [column for column in floats if column != values[0]]
    labels = [column for column in rows.columns if column not in (values[0], mark, *left)]
    if not labels:
        raise SourceError(
            "no column of this table says what its rows are",
            place=Place(name),
            hint="Look whether its header and delimiter are whole; each row needs a label.",
        )
    read: dict[str, Any] = {"labels": labels, "value": values[0]}
    remarks = []
    if mark is not None:
        read["mark"] = mark
    if left:
        read["skip"] = left
        fields = {"value": values[0], "others": ", ".join(left)}
        remarks.append(Remark("`{value}` is taken for the figures; {others} are left out", fields))
    figures = rows[values[0]]
    if figures.dtype == pl.String and figures.str.contains(_DECIMAL_COMMA).any():
        read["decimal"] = ","
        fields = {"column": values[0]}
        remarks.append(Remark("`{column}` holds numbers written with a comma for the decimals", fields))
    return read, tuple(remarks)


def guess_json_rows(document: Any, name: str) -> Guess | None:
    """Give the `read` options of rows in a JSON document; None where none have a column of figures."""
    for path, part in _lists_of_rows(document):
        try:
            read, remarks = guess_long(json_rows(part, name), name)
        except SourceError:
            continue
        if not path:
            return read, remarks
        where = ".".join(path)
        return {"rows": where, **read}, (Remark("the rows stand under `{path}`", {"path": where}), *remarks)
    return None


def guess_csv(content: bytes, name: str) -> Guess | None:
    """Give the `read` options of delimited text that a program wrote: every line alike below one header.

    None where the header has no column called `value` or the like: then it is an agency's own layout.
    """
    try:
        text = decode_text(content, None, name)
        first = text.partition("\n")[0]
        delimiter = max(_DELIMITERS, key=first.count)
        header = [
            " ".join(each.split()).casefold() for each in next(csv.reader([first], delimiter=delimiter), [])
        ]
        if not any(each in _ALWAYS_LONG for each in header) or "" in header or len(header) > MAX_COLUMNS:
            return None
        read, remarks = guess_long(csv_rows(text, delimiter, name), name)
    except (SourceError, pl.exceptions.PolarsError, csv.Error):
        return None
    return ({} if delimiter == "," else {"delimiter": delimiter}) | read, remarks


def _holds_figures(column: pl.Series) -> bool:
    """Whether a column has numbers, or texts of which most are."""
    if column.dtype != pl.String:
        return column.dtype.is_numeric()
    texts = column.drop_nulls()
    return len(texts) > 0 and texts.str.contains(_NUMBER).sum() >= _MOST_NUMBERS * len(texts)


def _lists_of_rows(document: Any) -> list[tuple[tuple[str, ...], Any]]:
    """The parts of a document that are lists of objects, or columns of equal length; the longest first."""
    found: list[tuple[int, tuple[str, ...], Any]] = []

    def look(part: Any, path: tuple[str, ...]) -> None:
        if isinstance(part, list):
            if part and all(isinstance(row, dict) for row in part):
                found.append((len(part), path, part))
            return
        if not isinstance(part, dict) or len(path) > _DEEPEST:
            return
        lengths = {len(each) if isinstance(each, list) else -1 for each in part.values()}
        if len(part) > 1 and len(lengths) == 1 and lengths.isdisjoint({-1, 0}):
            found.append((lengths.pop(), path, part))
        for key, inner in part.items():
            if "." not in key:
                look(inner, (*path, key))

    look(document, ())
    return [(path, part) for _, path, part in sorted(found, key=lambda each: -each[0])]
