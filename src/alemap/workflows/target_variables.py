"""Variables put together: each in per cent of its own base, and the mean of those."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from alemap.domain import Label, Period, Polarity, Status
from alemap.results import NO_FIGURE, Figure, Measure
from alemap.workflows.reading import pick_period
from alemap.workflows.target_scope import unknown
from alemap.workflows.target_series import Series, course_of, indicator_series

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alemap.definitions.targets import Target
    from alemap.workflows.reading import Reader, Value
    from alemap.workflows.target_scope import Scope


def of_variables(reader: Reader, target: Target, scope: Scope) -> Series:
    """The mean of the variables, each in per cent of its value in the base period.

    The errors of the variables may hang together in any way, so they are added, not their squares: the
    interval is never too narrow for that reason. A period counts when all variables have it.
    """
    given = target.measure.variables or []
    if isinstance(given, str):
        if given not in reader.indexes:
            raise unknown(target, given, "`{name}` is not a known index")
        rows = reader.store.rows("SELECT indicator FROM seed.index_member WHERE index_id = ?", [given])
        given = [row[0] for row in rows]
    for name in given:
        if name not in reader.indicators:
            raise unknown(target, name, "`{name}` is not a known indicator")
    single = {name: indicator_series(reader, scope, name) for name in given}
    values = {
        area.code: _put_together(target, [s.values[area.code] for s in single.values()])
        for area in scope.areas
    }
    measures = [reader.indicators[name].measure for name in given]
    unit = Label(f"{target.base.period} = 100", f"{target.base.period} = 100")
    switches = {m.register_uncertainty for m in measures}
    measure = Measure(
        target.id,
        Label(f"{len(given)} variabler", f"{len(given)} variables"),
        Label(f"{len(given)} variabler", f"{len(given)} variables"),
        unit,
        unit,
        1,
        Polarity.HIGHER_IS_WORSE,
        "score",
        any(m.synthetic for m in measures),
        next(iter(switches)) if len(switches) == 1 else None,
    )
    return Series(
        measure,
        values,
        course_of(reader, given),
        tuple(given),
        based=True,
        borders=frozenset().union(*(s.borders for s in single.values())),
        variables=tuple(m.short for m in measures),
    )


def _put_together(target: Target, variables: Sequence[Sequence[Value]]) -> list[Value]:
    """One area's values, a period of each year in which every variable has a figure or a reason for none."""
    bases = [_at(values, target.base.period) for values in variables]
    years = [{str(Period.parse(v.period).last_year) for v in values} for values in variables]
    made = []
    for year in sorted(set[str].intersection(*years)) if years else []:
        found = [_at(values, year) for values in variables]
        figure = _mean_of_shares(bases, found, is_base=found == bases)
        first = next(v for v in found if v is not None)
        made.append(replace(first, indicator=target.id, period=year, figure=figure, method=""))
    return made


def _at(values: Sequence[Value], period: str) -> Value | None:
    chosen = pick_period([v.period for v in values], period)
    return next((v for v in values if v.period == chosen), None)


def _mean_of_shares(bases: Sequence[Value | None], found: Sequence[Value | None], *, is_base: bool) -> Figure:
    """The mean of the values in per cent of their bases; no figure where any of the cells has none."""
    cells = [v.figure if v is not None else NO_FIGURE for v in (*bases, *found)]
    if any(cell.status is Status.SUPPRESSED for cell in cells):
        return Figure(None, status=Status.SUPPRESSED)
    if any(not cell.value for cell in cells[: len(bases)]) or any(cell.value is None for cell in cells):
        return NO_FIGURE
    status = Status.PROVISIONAL if any(c.status is Status.PROVISIONAL for c in cells) else Status.FINAL
    if is_base:
        return Figure(100.0, 100.0, 100.0, status)
    total = half = 0.0
    for base, now in zip(cells[: len(bases)], cells[len(bases) :], strict=True):
        whole = base.value or math.nan
        share = (now.value or 0.0) / whole
        total += share
        half += math.hypot(_half(now) / whole, share * _half(base) / whole)
    mean, width = 100.0 * total / len(bases), 100.0 * half / len(bases)
    if math.isnan(width):
        return Figure(mean, status=status)
    return Figure(mean, mean - width, mean + width, status)


def _half(figure: Figure) -> float:
    """Half the width of an interval; NaN without one."""
    if figure.lower is None or figure.upper is None:
        return math.nan
    return (figure.upper - figure.lower) / 2
