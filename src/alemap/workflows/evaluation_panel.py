"""The panel of an evaluation: which areas and periods can be compared, or why none can."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from alemap.domain import Period, Status
from alemap.results.evaluation import Reason, Refusal
from alemap.values import dataclass
from alemap.workflows.breaks import other_borders
from alemap.workflows.trends import Course, comparable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from alemap.workflows.reading import Reader, Value
    from alemap.workflows.vocabulary import IndicatorInfo

    Floats = NDArray[np.float64]
    Bools = NDArray[np.bool_]

FEWEST_AREAS = 3
_MONTHS = 12
_SCHOOL_STARTS = 7
"""Months of a year before a school year begins."""


@dataclass(frozen=True, slots=True)
class Panel:
    """Values of treated and other areas [areas, periods] in periods that can be compared.

    `pooled` [periods]: the treated areas taken together, from counts where there are any (`from_counts`).
    `left_out`: other areas without a value in some period, with the status that says why. `people` [periods]:
    the treated areas' denominators together. `size`: the median of their denominators over that of the
    others', in the last period; None where they are not known.
    """

    info: IndicatorInfo
    periods: tuple[str, ...]
    after: Bools
    straddling: tuple[str, ...]
    areas: tuple[str, ...]
    treated: Floats
    others: Floats
    other_areas: tuple[str, ...]
    left_out: tuple[tuple[str, Status], ...]
    pooled: Floats
    from_counts: bool
    people: Floats
    size: float | None
    since_break: str | None

    @property
    def times(self) -> Floats:
        """When each period begins, in years."""
        return np.array([months(text)[0] / _MONTHS for text in self.periods])

    @property
    def seasonal(self) -> bool:
        """Whether the periods are parts of years."""
        return any(Period.parse(text).part for text in self.periods)

    @property
    def even(self) -> bool:
        """Whether the periods follow each other at equal distances."""
        steps = np.diff([months(text)[0] for text in self.periods])
        return bool(steps.size == 0 or (steps == steps[0]).all())


def months(text: str, pooled_years: int = 1) -> tuple[int, int]:
    """The first and the last month of a period, counted from year 0."""
    period = Period.parse(text)
    last = period.last_year * _MONTHS + period.last_month - 1
    if "/" in text:
        return period.first_year * _MONTHS + _SCHOOL_STARTS, last
    if period.part:
        length = {"Q": 3, "H": 6}.get(text[5:6], 1)
        return last - length + 1, last
    return min(period.first_year, period.last_year - pooled_years + 1) * _MONTHS, last


def read_panel(
    reader: Reader,
    indicator: str,
    treated: Sequence[str],
    others: Sequence[str],
    start: str | None,
    course: Course,
) -> Panel | Refusal:
    """The panel of one indicator, or why the treated areas have none.

    `start`: the first period, year or month with the intervention; periods that hold it but began before are
    left out. None: every period is before. Nothing from before the definition's last break is compared.
    Other areas must have a value in every period; the treated ones give the periods.
    """
    found = reader.series([indicator], [*treated, *others])
    series: dict[str, list[Value]] = {}
    for value in found:
        series.setdefault(value.area, []).append(value)
    if any(code not in series for code in treated):
        return Refusal(Reason.NO_FIGURES)
    moved = {area for area, _period in other_borders(reader, indicator, [*treated, *others])}
    if moved & set(treated):
        return Refusal(Reason.BORDERS)
    usable = {code: comparable(values, course) for code, values in series.items() if code not in moved}
    begun = next((since for code in treated if (since := usable[code][1]) is not None), None)
    kept = {code: {v.period: v for v in values} for code, (values, _since) in usable.items()}
    for code in treated:
        for value in kept[code].values():
            if value.figure.status is Status.SUPPRESSED:
                return Refusal(Reason.SUPPRESSED, period=value.period)
    shared = set.intersection(*(_valued(kept[code]) for code in treated))
    periods = sorted(shared, key=Period.parse)
    begin = None if start is None else months(start)[0]
    spans = {text: months(text, course.pooled_years) for text in periods}
    straddling = [t for t in periods if begin is not None and spans[t][0] < begin <= spans[t][1]]
    periods = [text for text in periods if text not in straddling]
    if not periods:
        return Refusal(Reason.NO_FIGURES)
    after = np.array([begin is not None and spans[text][0] >= begin for text in periods], dtype=np.bool_)
    if begun is not None and begin is not None and months(begun)[0] >= begin and not (~after).any():
        return Refusal(Reason.BREAK, period=begun)
    missing = [code for code in others if not set(periods) <= _valued(kept.get(code, {}))]
    complete = [code for code in others if code not in missing]
    pooled, from_counts = _pooled([kept[code] for code in treated], periods, reader.indicators[indicator])
    return Panel(
        reader.indicators[indicator],
        tuple(periods),
        after,
        tuple(straddling),
        tuple(treated),
        _matrix(kept, treated, periods),
        _matrix(kept, complete, periods),
        tuple(complete),
        tuple((code, _why(kept.get(code, {}), periods)) for code in missing),
        pooled,
        from_counts,
        _people([kept[code] for code in treated], periods),
        _size(kept, treated, complete, periods[-1]),
        begun,
    )


def _valued(values: Mapping[str, Value]) -> set[str]:
    return {text for text, value in values.items() if value.figure.value is not None}


def _why(values: Mapping[str, Value], periods: Sequence[str]) -> Status:
    """Why an area lacks a value in one of the periods: suppressed before anything else."""
    found = {values[text].figure.status for text in periods if text in values}
    return Status.SUPPRESSED if Status.SUPPRESSED in found else Status.MISSING


def _matrix(kept: Mapping[str, Mapping[str, Value]], codes: Sequence[str], periods: Sequence[str]) -> Floats:
    rows = [[kept[code][text].figure.value for text in periods] for code in codes]
    return np.array(rows, dtype=np.float64).reshape(len(codes), len(periods))


def _pooled(
    areas: Sequence[Mapping[str, Value]], periods: Sequence[str], info: IndicatorInfo
) -> tuple[Floats, bool]:
    """The treated areas as one: rebuilt from counts, or the mean where an agency gives values alone."""
    counts = np.array(
        [[(v[text].numerator, v[text].denominator) for text in periods] for v in areas], dtype=np.float64
    ).reshape(len(areas), len(periods), 2)
    values = np.array([[v[text].figure.value for text in periods] for v in areas], dtype=np.float64)
    whole = counts[..., 1]
    if counts.size and not np.isnan(counts).any() and (whole > 0).all():
        rebuilt = counts[..., 0] / whole * info.multiplier
        if np.allclose(rebuilt, values, rtol=1e-6, atol=1e-9):
            return counts[..., 0].sum(axis=0) / whole.sum(axis=0) * info.multiplier, True
    return values.mean(axis=0), False


def _people(areas: Sequence[Mapping[str, Value]], periods: Sequence[str]) -> Floats:
    """The treated areas' denominators together in each period; NaN where one is not known."""
    counts = np.array([[v[text].denominator for text in periods] for v in areas], dtype=np.float64)
    people: Floats = counts.reshape(len(areas), len(periods)).sum(axis=0)
    return people


def _size(
    kept: Mapping[str, Mapping[str, Value]], treated: Sequence[str], others: Sequence[str], period: str
) -> float | None:
    """How large the treated areas are beside the others, by the medians of their denominators."""
    own, theirs = ([kept[code][period].denominator for code in codes] for codes in (treated, others))
    if not others or any(count is None or count <= 0 for count in (*own, *theirs)):
        return None
    return float(np.median(np.array(own, dtype=float)) / np.median(np.array(theirs, dtype=float)))
