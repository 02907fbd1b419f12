"""Comparators and verdicts: what an area is held against, and how sure the difference is."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from alemap.domain import Kind, Label, Status, Verdict
from alemap.results import NO_FIGURE, Figure
from alemap.stats.differences import mover, ratio
from alemap.stats.estimates import estimate
from alemap.stats.intervals import Interval
from alemap.stats.multiple import benjamini_hochberg, comparisons
from alemap.stats.rounding import widened
from alemap.stats.suppression import primary
from alemap.stats.verdict import verdicts
from alemap.values import dataclass
from alemap.workflows.reading import COUNTRY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from alemap.workflows.reading import Reader, Value
    from alemap.workflows.vocabulary import IndicatorInfo

    Floats = NDArray[np.float64]

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
    ratio_lower: float | None = None
    ratio_upper: float | None = None


def containers_of(reader: Reader, codes: Sequence[str], container: str) -> dict[str, str]:
    """The municipality, county or country (a level of `CONTAINERS`) that each area lies in."""
    if container == "riket":
        return dict.fromkeys(codes, COUNTRY)
    rows = reader.store.rows(
        "SELECT part_code, whole_code FROM seed.area_part"
        " WHERE whole_level = ? AND list_contains(?, part_code)",
        [container, list(codes)],
    )
    return dict(rows)


def comparator_label(container: str, scope: Sequence[str], *, rest_of: bool) -> Label:
    """What the comparator is called: the rest of the whole where it is reckoned, else the whole."""
    if container == "kommun" and len(scope) == 1:
        name = scope[0]
        return Label(f"Övriga {name}", f"Rest of {name}") if rest_of else Label(name, name)
    definite = {
        "kommun": (Label("Övriga kommunen", "Rest of municipality"), Label("Kommunen", "Municipality")),
        "lan": (Label("Övriga länet", "Rest of county"), Label("Länet", "County")),
        "riket": (Label("Övriga riket", "Rest of country"), Label("Riket", "Country")),
    }
    return definite[container][0 if rest_of else 1]


def rests(reader: Reader, items: Sequence[tuple[IndicatorInfo, Value, Value | None]]) -> list[Figure]:
    """For each part and whole: the whole without the part where both have counts, else the whole's figure.

    An area is not compared with a mean it is part of. A suppressed part hides its rest as well: the
    whole minus the rest would give it away. A rest of too few is itself suppressed.
    """
    figures = [_without_counts(info, part, whole) for info, part, whole in items]
    kinds: dict[tuple[Kind, float, bool], list[int]] = {}
    for n, (info, _, whole) in enumerate(items):
        if figures[n] is None and whole is not None:
            kinds.setdefault((info.kind, info.multiplier, whole.figure.lower is not None), []).append(n)
    confidence = reader.settings.comparison.confidence
    threshold = reader.settings.small_numbers.threshold
    for key, places in kinds.items():
        pairs = [(items[n][1], items[n][2]) for n in places]
        for n, figure in zip(places, _subtracted(key, pairs, confidence, threshold), strict=True):
            figures[n] = figure
    return [NO_FIGURE if figure is None else figure for figure in figures]


def _without_counts(info: IndicatorInfo, part: Value, whole: Value | None) -> Figure | None:
    """The comparator where nothing is to be subtracted; None where the counts are."""
    if whole is None:
        return NO_FIGURE
    if part.figure.status is Status.SUPPRESSED:
        return Figure(None, status=Status.SUPPRESSED)
    if part.area == whole.area:
        return whole.figure
    counts = (part.numerator, part.denominator, whole.numerator, whole.denominator)
    if None in counts:
        return whole.figure if info.kind is Kind.PUBLISHED or not whole.figure.status.has_value else NO_FIGURE
    return None


def _subtracted(
    key: tuple[Kind, float, bool],
    pairs: Sequence[tuple[Value, Value | None]],
    confidence: float,
    threshold: int,
) -> list[Figure]:
    """The figures of the wholes without their parts, of one kind and multiplier."""
    kind, multiplier, with_interval = key
    counts = np.array(
        [
            (
                w.numerator,
                w.denominator,
                w.numerator_error or 0,
                p.numerator,
                p.denominator,
                p.numerator_error or 0,
            )
            for p, w in pairs
            if w is not None
        ],
        dtype=float,
    )
    # Sums of shares given in whole per cent may differ from the whole in the last binary digit.
    numerator = np.maximum(counts[:, 0] - counts[:, 3], 0.0)
    denominator = counts[:, 1] - counts[:, 4]
    denominator = np.where(denominator > 0, denominator, np.nan)
    small = primary(kind, numerator, denominator, threshold)
    made = estimate(kind, numerator, denominator, multiplier, confidence, with_interval=with_interval)
    # What rounding left uncertain in the whole, without the part's share of it.
    error = np.sqrt(np.maximum(counts[:, 2] ** 2 - counts[:, 5] ** 2, 0.0)) / denominator * multiplier
    interval = widened(Interval(made.value, made.lower, made.upper), error, confidence)
    columns = (interval.value.tolist(), interval.lower.tolist(), interval.upper.tolist(), small.tolist())
    figures = []
    for (_, whole), value, lower, upper, few in zip(pairs, *columns, strict=True):
        if few:
            figures.append(Figure(None, status=Status.SUPPRESSED))
        elif whole is None or math.isnan(value):
            figures.append(NO_FIGURE)
        else:
            figures.append(Figure(value, _number(lower), _number(upper), whole.figure.status))
    return figures


def outcomes(pairs: Sequence[Pair], confidence: float) -> tuple[list[Outcome], int]:
    """The outcome of every pair, verdicts after Benjamini-Hochberg over all of them, and their number.

    Rates are tested by their ratio's logarithm, all else by the difference.
    """
    if not pairs:
        return [], 0
    bounds = (*_bounds([pair.figure for pair in pairs]), *_bounds([pair.comparator for pair in pairs]))
    made = mover(*bounds, confidence)
    # A ratio is for values that cannot be negative: a net flow has none.
    below = (bounds[0] < 0) | (bounds[3] < 0)
    a, lower_a, upper_a, b, lower_b, upper_b = (np.where(below, np.nan, column) for column in bounds)
    by = ratio(a, lower_a, upper_a, b, lower_b, upper_b, confidence)
    rate = np.array([pair.info.kind is Kind.RATE for pair in pairs]) & ~np.isnan(by.p_value)
    standardised = np.where(rate, by.standardised, made.standardised)
    p_value = np.where(rate, by.p_value, made.p_value)
    adjusted = benjamini_hochberg(p_value)
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
            _number(by.ratio[n]),
            _number(standardised[n]),
            _number(p_value[n]),
            words[n],
            _number(by.lower[n]),
            _number(by.upper[n]),
        )
        for n, pair in enumerate(pairs)
    ]
    return results, int(comparisons(p_value))


def _bounds(figures: Sequence[Figure]) -> tuple[Floats, Floats, Floats]:
    """Values, lower and upper limits as arrays, NaN where there is none."""
    rows = [(figure.value, figure.lower, figure.upper) for figure in figures]
    columns = np.array(rows, dtype=float)
    return columns[:, 0], columns[:, 1], columns[:, 2]


def _status(pair: Pair) -> Status:
    """The difference's status: suppressed if either side is, then whatever reason there is for no value."""
    sides = (pair.figure.status, pair.comparator.status)
    if Status.SUPPRESSED in sides:
        return Status.SUPPRESSED
    without = next((status for status in sides if not status.has_value), None)
    if without is not None:
        return without
    return Status.PROVISIONAL if Status.PROVISIONAL in sides else Status.FINAL


def _number(value: float) -> float | None:
    """None for a number that is missing or, as a difference without any error in units of it, infinite."""
    return float(value) if math.isfinite(value) else None
