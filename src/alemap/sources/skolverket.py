"""Skolverket's statistics of a school unit, as its interface for planned educations gives them (v4).

Shape: `body` holds a list for each measure, its entries `value` (text with decimal comma, or a sign),
`valueType` and `timePeriod`; upper secondary schools have such lists for each programme in `programMetrics`.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import field
from math import inf
from typing import TYPE_CHECKING, Any, NoReturn

import polars as pl

from alemap.errors import Place, SourceError
from alemap.sources.decoded import Decoded, join
from alemap.sources.marks import read_figures
from alemap.sources.text import decode_json
from alemap.values import dataclass

if TYPE_CHECKING:
    from alemap.definitions.read_options import SkolverketRead

LIBRARY_ERRORS: tuple[type[Exception], ...] = ()

WHOLE_SCHOOL = "_T"
"""The code of `program` where a figure is of the whole unit."""

APPROXIMATE = "cirka"
"""The mark of a figure that the agency has rounded: `cirka 370`."""

_DIMENSIONS = ("unit", "program", "measure", "period")
_EXISTS = "EXISTS"
_MISSING = "MISSING"
_MEASURE = re.compile(r"[A-Za-z]\w*", re.ASCII)
_APPROXIMATE = re.compile(rf"{APPROXIMATE}\s+(\d[\d\s]*)", re.ASCII)


@dataclass(slots=True)
class _Rows:
    keys: list[tuple[str, ...]] = field(default_factory=list)
    numbers: list[float | None] = field(default_factory=list)
    texts: list[str | None] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    cells: list[str] = field(default_factory=list)


def read(content: bytes, options: SkolverketRead, name: str, marks: frozenset[str]) -> Decoded:
    """Read a unit's statistics: dimensions `unit`, `program` (`_T`: the whole unit), `measure`, `period`.

    The mark is the sign in the value's place, or `valueType` where there is none; `cirka 370` is 370 with
    the mark `cirka`. An entry without value and period says that there is nothing, and is passed over.
    """
    document = decode_json(content, name)
    body = document.get("body") if isinstance(document, dict) else None
    if not isinstance(body, dict):
        _fault("there should be an object named `body` here", None, name)
    programs = body.get("programMetrics")
    if programs is not None and not isinstance(programs, list):
        _fault("there should be a list here", "body.programMetrics", name)
    rows = _Rows()
    if not programs or "schoolUnit" in body:
        _measures(body, WHOLE_SCHOOL, "body", options, name, rows)
    for i, program in enumerate(programs or ()):
        where = f"body.programMetrics[{i}]"
        _measures(program, _code(program, "programCode", where, name), where, options, name, rows)

    def place(index: int) -> Place:
        return Place(name, cell=rows.cells[index])

    numbers, texts = pl.Series(rows.numbers, dtype=pl.Float64), pl.Series(rows.texts, dtype=pl.String)
    figures = read_figures(numbers, texts, marks, place)
    _check_kinds(figures, rows, name)
    dimensions = pl.DataFrame(rows.keys, schema=dict.fromkeys(_DIMENSIONS, pl.String), orient="row")
    return Decoded(join(dimensions, figures, pl.Series(rows.cells, dtype=pl.String)), _DIMENSIONS)


def _measures(
    part: dict[str, Any], program: str, where: str, options: SkolverketRead, name: str, rows: _Rows
) -> None:
    """Add the figures of a unit or programme: of the measures asked for, or of all there are."""
    unit = _code(part, "schoolUnit", where, name)
    for measure in options.measures:
        if measure not in part:
            near = difflib.get_close_matches(measure, list(part), n=1)
            _fault(
                "there is no measure `{measure}`; the nearest is `{near}`",
                where,
                name,
                measure=measure,
                near=near[0] if near else "-",
            )
    for measure, entries in part.items():
        if options.measures and measure not in options.measures:
            continue
        if entries is None or (not options.measures and not _is_measure(entries)):
            continue
        if not isinstance(entries, list) or not _MEASURE.fullmatch(measure):
            _fault("there should be a list here", f"{where}.{measure[:40]}", name)
        for i, entry in enumerate(entries):
            _entry(entry, (unit, program, measure), f"{where}.{measure}[{i}]", name, rows)


def _is_measure(entries: Any) -> bool:
    return isinstance(entries, list) and any(
        isinstance(entry, dict) and "valueType" in entry for entry in entries
    )


def _entry(entry: Any, key: tuple[str, ...], where: str, name: str, rows: _Rows) -> None:
    kind = _code(entry, "valueType", where, name)
    value, period = entry.get("value"), entry.get("timePeriod")
    if value is None and period is None and kind == _MISSING:
        return
    if type(value) not in (str, int, float, type(None)):
        _fault("this is no figure", f"{where}.value", name)
    number, text = _parted(value, kind)
    rows.keys.append((*key, _code(entry, "timePeriod", where, name)))
    rows.numbers.append(number)
    rows.texts.append(text)
    rows.kinds.append(kind)
    rows.cells.append(where)


def _parted(value: str | float | None, kind: str) -> tuple[float | None, str | None]:
    """A value as a number and the sign beside it, or as text."""
    if value is None:
        return None, "" if kind == _EXISTS else kind
    if not isinstance(value, str):
        try:
            return float(value), None
        except OverflowError:  # a whole number of hundreds of digits, refused as not finite
            return inf, None
    about = _APPROXIMATE.fullmatch(value.strip())
    return (float("".join(about[1].split())), APPROXIMATE) if about is not None else (None, value)


def _check_kinds(figures: pl.DataFrame, rows: _Rows, name: str) -> None:
    """Refuse a number of which `valueType` says that there is none."""
    for row, kind in enumerate(rows.kinds):
        if kind != _EXISTS and figures["value"][row] is not None:
            _fault("there is a figure although its status is `{status}`", rows.cells[row], name, status=kind)


def _code(part: Any, key: str, where: str, name: str) -> str:
    code = part.get(key) if isinstance(part, dict) else None
    if not isinstance(code, str) or not code.strip():
        _fault("there should be a code as text here", f"{where}.{key}", name)
    return code.strip()


def _fault(message: str, where: str | None, name: str, **fields: Any) -> NoReturn:
    raise SourceError(
        message,
        place=Place(name, cell=where),
        hint="The file is not a school unit's statistics: fetch it again, or look whether `form` fits.",
        **fields,
    )
