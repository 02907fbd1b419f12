"""How a long table is probably read: which column holds the figures, which the signs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alemap.domain import Remark
from alemap.errors import Place, SourceError

if TYPE_CHECKING:
    import polars as pl

_VALUES = ("value", "värde", "varde", "obs_value", "antal", "andel", "belopp")
_MARKS = ("status", "mark", "flag", "obs_status", "obs_flag")


def guess_long(rows: pl.DataFrame, name: str) -> tuple[dict[str, Any], tuple[Remark, ...]]:
    """Give the `read` options; SourceError where no column can hold figures."""
    floats = [column for column in rows.columns if rows[column].dtype.is_float()]
    named = [column for column in rows.columns if column.casefold() in _VALUES]
    values = [column for column in named if rows[column].dtype.is_numeric()] or floats
    if not values:
        raise SourceError(
            "no column of this table holds figures",
            place=Place(name),
            hint="Look whether it is a list (of key figures, of areas) rather than a table.",
        )
    mark = next((column for column in rows.columns if column.casefold() in _MARKS), None)
    left = [column for column in floats if column != values[0]]
    labels = [column for column in rows.columns if column not in (values[0], mark, *left)]
    read: dict[str, Any] = {"labels": labels, "value": values[0]}
    remarks = []
    if mark is not None:
        read["mark"] = mark
    if left:
        read["skip"] = left
        fields = {"value": values[0], "others": ", ".join(left)}
        remarks.append(Remark("`{value}` is taken for the figures; {others} are left out", fields))
    return read, tuple(remarks)
