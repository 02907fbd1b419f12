"""Kolada's data pages: v3 (`next_url`, deleted rows) and v2, one file being one page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

import polars as pl

from alemap.errors import Place, SourceError
from alemap.sources.decoded import Decoded, join
from alemap.sources.guess_json import refuse_without_figures
from alemap.sources.marks import read_figures, split
from alemap.sources.text import decode_json

if TYPE_CHECKING:
    from alemap.definitions.read_options import KoladaRead

LIBRARY_ERRORS: tuple[type[Exception], ...] = ()


def read(content: bytes, options: KoladaRead, name: str, marks: frozenset[str]) -> Decoded:
    """Read a page: dimensions `kpi`, `municipality` (`ou` for units), `period`, `gender`.

    The mark is the status word (`Missing`, `Privacy`, ...). Rows with `isdeleted` true are left out.
    A figure with a status, which says there is none, is refused.
    """
    del options
    document = decode_json(content, name)
    refuse_without_figures(document, name)
    records = document.get("values") if isinstance(document, dict) else None
    if not isinstance(records, list):
        _fault("there should be a page with `values` here", None, name)
    count = document.get("count")
    if isinstance(count, int) and count < len(records):
        _fault(
            "`count` says {count}, but there are {found} records",
            "count",
            name,
            count=count,
            found=len(records),
        )
    unit = "ou" if any(isinstance(record, dict) and "ou" in record for record in records) else "municipality"
    keys = ("kpi", unit, "period", "gender")
    rows: list[tuple[str, ...]] = []
    values: list[Any] = []
    statuses: list[str] = []
    cells: list[str] = []
    for i, record in enumerate(records):
        outer = tuple(_code(record, key, f"values[{i}]", name) for key in keys[:3])
        for j, figure in enumerate(_figures(record, f"values[{i}]", name)):
            where = f"values[{i}].values[{j}]"
            gender = _code(figure, "gender", where, name)
            if _deleted(record) or _deleted(figure):
                continue
            values.append(_number(figure, where, name))
            statuses.append(_status(figure, where, name))
            rows.append((*outer, gender))
            cells.append(where)

    def place(index: int) -> Place:
        return Place(name, cell=cells[index])

    numbers, _ = split(values)
    figures = read_figures(numbers, pl.Series(statuses, dtype=pl.String), marks, place, only_marks=True)
    dimensions = pl.DataFrame(rows, schema=dict.fromkeys(keys, pl.String), orient="row")
    frame = join(dimensions, figures, pl.Series(cells, dtype=pl.String))
    return Decoded(frame=frame, dimensions=keys)


def _figures(record: dict[str, Any], where: str, name: str) -> list[Any]:
    figures = record.get("values")
    if not isinstance(figures, list):
        _fault("there should be a list here", f"{where}.values", name)
    return figures


def _code(record: Any, key: str, where: str, name: str) -> str:
    """Give a code as text; a year may be a number, a municipality not (it would have lost its zeros)."""
    code = record.get(key) if isinstance(record, dict) else None
    if key == "period" and isinstance(code, int) and not isinstance(code, bool):
        return str(code)
    if not isinstance(code, str) or not code.strip():
        _fault("there should be a code as text here", f"{where}.{key}", name)
    return code.strip()


def _deleted(record: dict[str, Any]) -> bool:
    return record.get("isdeleted") is True


def _number(figure: dict[str, Any], where: str, name: str) -> int | float | None:
    value = figure.get("value")
    if value is not None and type(value) not in (int, float):
        _fault("this is no figure", f"{where}.value", name)
    number: int | float | None = value
    return number


def _status(figure: dict[str, Any], where: str, name: str) -> str:
    status = figure.get("status") or ""
    if not isinstance(status, str):
        _fault("a status is not text", f"{where}.status", name)
    if status.strip() and figure.get("value") is not None:
        _fault("there is a figure although its status is `{status}`", where, name, status=status.strip())
    return status.strip()


def _fault(message: str, where: str | None, name: str, **fields: Any) -> NoReturn:
    raise SourceError(
        message,
        place=Place(name, cell=where),
        hint="The file is not a data page of Kolada: fetch it again, or look whether `form` fits.",
        **fields,
    )
