"""Delimited text without anything odd in it, parted into columns at once; what is odd is read row by row."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alemap.sources.table import Layout


def plain_columns(
    lines: Sequence[str], header: Sequence[str], layout: Layout, delimiter: str, stop: str | None
) -> list[pl.Series] | None:
    """The columns of the lines below a header, as text; None when a row is not like all the others.

    A row is like the others when it stands on one line, has as many cells as the header and a label, is not
    the header again and does not end the data. The last lines may be blank.
    """
    last = len(lines)
    while last and not lines[last - 1]:
        last -= 1
    body = "\n".join(lines[:last])
    if not body or body.count(delimiter) != last * (len(header) - 1) or (stop and _stops(lines[:last], stop)):
        return None
    try:
        rows = pl.read_csv(
            body.encode(),
            has_header=False,
            separator=delimiter,
            schema={str(at): pl.String for at in range(len(header))},
            empty_string_is_null=False,
        )
    except pl.exceptions.PolarsError:
        return None
    columns = rows.get_columns()
    if rows.height != last or any((columns[at] != "").any() for at in layout.nameless):
        return None
    labels = {at: _tidy(columns[at]) for at in layout.labels.values()}
    first = next(iter(layout.labels.values()))
    again = labels[first].dtype
    known = list(again.categories) if isinstance(again, pl.Enum) else []
    if header[first] in known or (stop and any(re.match(stop, text) for text in known)):
        return None
    if len({""} & {text for column in labels.values() for text in _texts(column)}):
        return None
    return [labels.get(at, column) for at, column in enumerate(columns)]


def _stops(lines: Sequence[str], stop: str) -> bool:
    pattern = re.compile(stop)
    return any(pattern.match(line) for line in lines)


def _tidy(column: pl.Series) -> pl.Series:
    """A column of labels as an Enum, each without surrounding blanks and with runs of blanks made one."""
    known = column.unique(maintain_order=True)
    tidied = pl.Series([" ".join(text.split()) for text in known], dtype=pl.String)
    whole = pl.Enum(tidied.unique(maintain_order=True))
    return tidied.cast(whole).gather(column.cast(pl.Enum(known)).to_physical())


def _texts(column: pl.Series) -> list[str]:
    kind = column.dtype
    return list(kind.categories) if isinstance(kind, pl.Enum) else []
