"""Comparators and verdicts: what an area is held against, and how sure the difference is."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from alemap.domain import Kind, Status, Verdict
from alemap.results import NO_FIGURE, Figure
from alemap.stats.differences import mover
from alemap.stats.estimates import estimate
from alemap.stats.intervals import Interval
from alemap.stats.multiple import benjamini_hochberg, comparisons
from alemap.stats.rounding import widened
from alemap.stats.verdicts import verdicts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alemap.workflows.reading import IndicatorInfo, Reader, Value

CONTAINERS = ("kommun", "lan", "riket")
"""Levels an area can be compared with as the whole it lies in."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A figure and the figure it is compared with, of one indicator."""

    info: IndicatorInfo
    figure: Figure
    comparator: Figure


@dataclass(frozen=True, slots=True)
class Outcome:
    """The difference of a pair: figure minus comparator, with its test."""

    difference: Figure
    ratio: float | None
    standardised: float | None
    p_value: float | None
    verdict: Verdict


def rest(reader: Reader, info: IndicatorInfo, part: Value, whole: Value | None) -> Figure:
    """The whole without the part, where both have counts; else the whole's own published figure.

    An area is not compared with a mean it is part of. A suppressed part hides its rest as well: the
    whole minus the rest would give it away.
    """
    if whole is None:
        return NO_FIGURE
    if part.figure.status is Status.SUPPRESSED:
        return Figure(None, status=Status.SUPPRESSED)
    if part.area == whole.area:
        return whole.figure
    if whole.numerator is None or whole.denominator is None or part.numerator is None or part.denominator is None:
        return whole.figure if info.kind is Kind.PUBLISHED or not whole.figure.status.has_value else NO_FIGURE
    # Sums of shares given in whole per cent may differ from the whole in the last binary digit.
    numerator = max(whole.numerator - part.numerator, 0.0)
    denominator = whole.denominator - part.denominator
    if denominator <= 0:
        return NO_FIGURE
    made = estimate(
        info.kind,
        [numerator],
        [denominator],
        info.multiplier,
        reader.settings.comparison.confidence,
        with_interval=whole.figure.lower is not None,
    )
    interval = Interval(made.value, made.lower, made.upper)
    if whole.numerator_error:
        # What rounding left uncertain in the whole, without the part's share of it.
        error = math.sqrt(max(whole.numerator_error**2 - (part.numerator_error or 0.0) ** 2, 0.0))
        scaled = [error / denominator * info.multiplier]
        interval = widened(interval, scaled, reader.settings.comparison.confidence)
    value, lower, upper = (_number(float(x[0])) for x in (interval.value, interval.lower, interval.upper))
    return Figure(value, lower, upper, whole.figure.status)


def outcomes(pairs: Sequence[Pair], confidence: float) -> tuple[list[Outcome], int]:
    """The outcome of every pair, verdicts after Benjamini-Hochberg over all of them, and their number."""
    if not pairs:
        return [], 0
    figures = [_bounds(pair.figure) for pair in pairs]
    others = [_bounds(pair.comparator) for pair in pairs]
    made = mover(*np.array(figures).T, *np.array(others).T, confidence=confidence)  # type: ignore[arg-type]
    adjusted = benjamini_hochberg(made.p_value)
    words = verdicts(
        made.difference,
        [pair.info.measure.polarity.sign for pair in pairs],
        p_value=adjusted,
        alpha=1 - confidence,
        status=[_status(pair) for pair in pairs],
    )
    results = [
        Outcome(
            Figure(
                _number(made.difference[n]), _number(made.lower[n]), _number(made.upper[n]), _status(pair)
            ),
            _ratio(pair),
            _number(made.standardised[n]),
            _number(made.p_value[n]),
            words[n],
        )
        for n, pair in enumerate(pairs)
    ]
    return results, int(comparisons(made.p_value))


def _bounds(figure: Figure) -> tuple[float, float, float]:
    return tuple(math.nan if x is None else x for x in (figure.value, figure.lower, figure.upper))  # type: ignore[return-value]


def _status(pair: Pair) -> Status:
    """The difference's status: suppressed if either side is, then whatever reason there is for no value."""
    sides = (pair.figure.status, pair.comparator.status)
    if Status.SUPPRESSED in sides:
        return Status.SUPPRESSED
    without = next((status for status in sides if not status.has_value), None)
    if without is not None:
        return without
    return Status.PROVISIONAL if Status.PROVISIONAL in sides else Status.FINAL


def _ratio(pair: Pair) -> float | None:
    value, other = pair.figure.value, pair.comparator.value
    return value / other if value is not None and other else None


def _number(value: float) -> float | None:
    """None for a number that is missing or, as a difference without any error in units of it, infinite."""
    return float(value) if math.isfinite(value) else None
