"""Trends: which way series go over their last comparable periods."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from alemap.domain import Kind, Period, Status
from alemap.results.trend import Direction, Reason, TrendMark
from alemap.stats._arrays import normal_quantile, two_sided_p
from alemap.stats.monotone import mann_kendall
from alemap.stats.multiple import benjamini_hochberg
from alemap.stats.trend import trend_of_counts, trend_of_values
from alemap.values import dataclass
from alemap.workflows.breaks import other_borders

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from numpy.typing import NDArray

    from alemap.workflows.reading import Reader, Value
    from alemap.workflows.vocabulary import IndicatorInfo

    Floats = NDArray[np.float64]

FEWEST, MOST = 4, 5
"""Points a trend needs, and at most takes, where the values have intervals."""

FEWEST_BARE, MOST_BARE = 5, 10
"""The same where they have none: fewer than five cannot differ from chance."""


@dataclass(frozen=True, slots=True)
class Course:
    """What decides which periods of an indicator can be compared."""

    breaks: tuple[str, ...] = ()
    repeated_years: int = 0
    pooled_years: int = 1


@dataclass(frozen=True, slots=True)
class _Tested:
    """A series' mark before its p-value is adjusted, and the direction it would have."""

    mark: TrendMark
    would_be: Direction
    stable: bool


def read_courses(reader: Reader) -> dict[str, Course]:
    """Breaks, repeated and pooled years of every indicator."""
    breaks: dict[str, list[str]] = {}
    for indicator, since in reader.store.rows(
        "SELECT indicator, since FROM seed.indicator_break ORDER BY 1, 2"
    ):
        breaks.setdefault(indicator, []).append(since)
    rows = reader.store.rows("SELECT indicator, repeated_years, pooled_years FROM seed.indicator")
    return {
        name: Course(tuple(sorted(breaks.get(name, ()), key=Period.parse)), again, pooled)
        for name, again, pooled in rows
    }


def trends(
    reader: Reader, series: Mapping[tuple[str, str], Sequence[Value]], period: str | None = None
) -> dict[tuple[str, str], TrendMark]:
    """The mark of each series, whose key is (indicator, area); p-values adjusted over all of them.

    `period`: nothing after it counts. Shares from counts by Armitage's test, other values with intervals by
    a weighted slope, both with the last five comparable periods; values without intervals by Mann and
    Kendall's test on the last ten. A direction needs an adjusted p-value below 1 - confidence, and a slope
    that keeps its sign whichever period is left out.
    """
    courses = read_courses(reader)
    confidence = reader.settings.comparison.confidence
    areas: dict[str, list[str]] = {}
    for name, area in series:
        areas.setdefault(name, []).append(area)
    borders = {name: other_borders(reader, name, codes) for name, codes in areas.items()}
    tested = {
        key: _tested(
            reader.indicators[key[0]],
            courses.get(key[0], Course()),
            *within_borders(_until(values, period), borders[key[0]]),
            confidence,
        )
        for key, values in series.items()
    }
    p_values = np.array(
        [math.nan if t.mark.p_value is None else t.mark.p_value for t in tested.values()], dtype=float
    )
    adjusted = benjamini_hochberg(p_values) if tested else p_values
    marks = {}
    for (key, test), p_value in zip(tested.items(), adjusted.tolist(), strict=True):
        if test.mark.p_value is None:
            marks[key] = test.mark
            continue
        sure = test.stable and p_value < 1 - confidence
        marks[key] = replace(
            test.mark, p_value=p_value, direction=test.would_be if sure else Direction.STEADY
        )
    return marks


def comparable(
    values: Sequence[Value], course: Course, period: str | None = None
) -> tuple[list[Value], str | None]:
    """The values that can be compared with the last, oldest first, and the break they begin at.

    Nothing from before the last break in the definition; of values that the agency repeats the first;
    of periods that overlap the later. Of borders see `within_borders`.
    """
    ordered = _until(values, period)
    begun = None
    for since in course.breaks:
        start = Period.parse(since)
        if ordered and start <= Period.parse(ordered[-1].period):
            kept = [v for v in ordered if Period.parse(v.period) >= start]
            begun = since if len(kept) < len(ordered) else begun
            ordered = kept
    measured = _measured(ordered, course.repeated_years)
    chosen: list[Value] = []
    free: int | None = None
    for value in reversed(measured):
        time = Period.parse(value.period)
        began = min(time.first_year, time.last_year - course.pooled_years + 1)
        if time.part == 0 and free is not None and time.last_year >= free:
            continue
        chosen.append(value)
        free = began if time.part == 0 else None
    return chosen[::-1], begun


def within_borders(
    values: Sequence[Value], borders: AbstractSet[tuple[str, str]]
) -> tuple[Sequence[Value], str | None]:
    """The values since the code means the area it does in the last, and the period they begin at if any go.

    `values`: one area's, oldest first. `borders`: (area, period) of figures of another area.
    """
    moved = [(v.area, v.period) in borders for v in values]
    if True not in moved or moved[-1]:
        return values, None
    kept = values[len(moved) - moved[::-1].index(True) :]
    return kept, kept[0].period


def _until(values: Sequence[Value], period: str | None) -> list[Value]:
    """The values up to a period, oldest first."""
    last = None if period is None else Period.parse(period)
    return sorted(
        (v for v in values if last is None or Period.parse(v.period) <= last),
        key=lambda v: Period.parse(v.period),
    )


def _measured(values: Sequence[Value], repeated_years: int) -> list[Value]:
    """The values less those that only repeat one measured at most so many years before."""
    kept: list[Value] = []
    for value in values:
        if kept and repeated_years:
            before = kept[-1]
            years = Period.parse(value.period).last_year - Period.parse(before.period).last_year
            if years <= repeated_years and value.figure.value == before.figure.value:
                continue
        kept.append(value)
    return kept


def _tested(
    info: IndicatorInfo, course: Course, values: Sequence[Value], border: str | None, confidence: float
) -> _Tested:
    usable, begun = comparable(values, course)
    if begun is not None:
        border = None
    valued = [v for v in usable if v.figure.value is not None]
    bare = any(v.figure.lower is None or v.figure.upper is None for v in valued)
    fewest, most = (FEWEST_BARE, MOST_BARE) if bare else (FEWEST, MOST)
    valued = valued[-most:]
    if len(valued) < fewest:
        hidden = any(v.figure.status is Status.SUPPRESSED for v in usable[-most:])
        since = Reason.BREAK if begun else Reason.BORDER if border else Reason.FEW
        return _Tested(
            TrendMark(
                Direction.UNKNOWN,
                points=len(valued),
                since_break=begun,
                since_border=border,
                reason=Reason.SUPPRESSED if hidden else since,
            ),
            Direction.UNKNOWN,
            stable=False,
        )
    times = np.array([_time(v.period) for v in valued])
    figures = np.array([v.figure.value for v in valued], dtype=float)
    mark = TrendMark(
        Direction.STEADY, first=valued[0].period, last=valued[-1].period, points=len(valued),
        since_break=begun, since_border=border,
    )  # fmt: skip
    if bare:
        found = mann_kendall(times, figures)
        sign = Direction.UP if found.slope > 0 else Direction.DOWN
        return _Tested(replace(mark, pace=found.slope, p_value=found.p_value), sign, found.stable)
    return _with_intervals(info, valued, times, mark, confidence)


def _with_intervals(
    info: IndicatorInfo, valued: Sequence[Value], times: Floats, mark: TrendMark, confidence: float
) -> _Tested:
    bounds = np.array([(v.figure.value, v.figure.lower, v.figure.upper) for v in valued], dtype=float)
    # The test reads limits as 95 % ones.
    stretch = normal_quantile(0.95) / normal_quantile(confidence)
    low = bounds[:, 0] - (bounds[:, 0] - bounds[:, 1]) * stretch
    high = bounds[:, 0] + (bounds[:, 2] - bounds[:, 0]) * stretch
    by_value = trend_of_values(times, bounds[:, 0], low, high)
    counts = np.array([(v.numerator, v.denominator) for v in valued], dtype=float)
    exact = info.kind is Kind.SHARE and not np.isnan(counts).any()
    exact = exact and not any(v.numerator_error for v in valued)
    test = trend_of_counts(times, counts[:, 0], counts[:, 1]) if exact else by_value
    if np.isnan(test.chi_square):
        test = by_value
    slope, chi_square = float(by_value.slope), float(by_value.chi_square)
    half = math.nan
    if chi_square > 0:
        half = normal_quantile(confidence) * abs(slope) / math.sqrt(chi_square)
    return _Tested(
        replace(
            mark,
            pace=slope,
            lower=None if math.isnan(half) else slope - half,
            upper=None if math.isnan(half) else slope + half,
            p_value=float(two_sided_p(math.sqrt(max(float(test.chi_square), 0.0)))),
        ),
        Direction.UP if test.slope > 0 else Direction.DOWN,
        bool(test.stable),
    )


def _time(text: str) -> float:
    """A period as a point in time: the middle of its years, the quarter or month within one."""
    period = Period.parse(text)
    middle = (period.first_year + period.last_year) / 2
    if period.part == 0:
        return middle
    parts = 4 if "Q" in text else 2 if "H" in text else 12
    return period.last_year + (period.part - 0.5) / parts - 0.5
