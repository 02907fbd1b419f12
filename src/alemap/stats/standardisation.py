"""Age-standardised rates: direct with Dobson's limits, indirect with the count's own limits.

Age bands are the last axis; areas, years, sexes stand before it. Values are per person: the caller
multiplies by 100 000. A missing count in any band makes the result missing: fill true zeros first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from alemap.stats._arrays import Floats, check_counts, divide, floats
from alemap.stats.intervals import Interval, poisson_limits
from alemap.values import dataclass

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

FEWEST_EVENTS = 10.0
"""Below this many events a directly standardised rate is not given: its limits cannot be trusted."""


def direct(
    events: ArrayLike,
    population: ArrayLike,
    standard: ArrayLike,
    confidence: float = 0.95,
    *,
    fewest: float = FEWEST_EVENTS,
) -> Interval:
    """Directly standardised rate with Dobson's limits (Byar's, or exact, for the total count).

    `events`, `population` [..., bands]; `standard` [bands] or broadcastable, in any unit. Fewer than
    `fewest` events in all, or a band without population that the standard has: NaN.
    Source: Dobson, Kuulasmaa, Eberle & Scherer, Statistics in Medicine 1991; 10: 457-462.
    """
    count = floats(events)
    return _dobson(count, count, population, standard, confidence, fewest)


def direct_repeated(
    persons: ArrayLike,
    frequency: ArrayLike,
    population: ArrayLike,
    standard: ArrayLike,
    confidence: float = 0.95,
    *,
    fewest: float = FEWEST_EVENTS,
) -> Interval:
    """Directly standardised rate of events that one person may have several times.

    `persons` [..., bands, frequencies]: how many had that many events; `frequency` [frequencies]: how
    many events. Persons are independent, their events are not: the variance of a count of events is
    the sum of frequency squared times persons. Otherwise as `direct`.
    Source: Stukel, Glynn, Fisher, Sharp, Lu-Yao & Wennberg, Statistics in Medicine 1994; 13: 1781-1791.
    """
    number, times = floats(persons), floats(frequency)
    events, squares = (number * times).sum(axis=-1), (number * times**2).sum(axis=-1)
    return _dobson(events, squares, population, standard, confidence, fewest)


def _dobson(
    count: Floats,
    squares: Floats,
    population: ArrayLike,
    standard: ArrayLike,
    confidence: float,
    fewest: float,
) -> Interval:
    base, weight = floats(population), floats(standard)
    check_counts(count, base, bounded=False)
    if np.any(weight < 0):
        raise ValueError("a weight of the standard population is negative")
    scale = weight / weight.sum(axis=-1, keepdims=True)
    # A band of weight 0 takes no part, so it may lack a population.
    rate = np.where(scale == 0, 0.0, scale * divide(count, base)).sum(axis=-1)
    variance = np.where(scale == 0, 0.0, scale**2 * divide(squares, base**2)).sum(axis=-1)
    total = count.sum(axis=-1)
    lower, upper = poisson_limits(total, confidence)
    step = np.sqrt(divide(variance, total))
    few = total < fewest
    parts = (rate, rate + step * (lower - total), rate + step * (upper - total))
    return Interval(*(np.where(few, np.nan, part) for part in parts))


@dataclass(frozen=True, slots=True)
class Indirect:
    """Observed and expected events, their ratio, and the ratio times the reference's crude rate."""

    observed: Floats
    expected: Floats
    ratio: Interval
    reference_rate: Floats
    rate: Interval


def indirect(
    events: ArrayLike,
    population: ArrayLike,
    reference_events: ArrayLike,
    reference_population: ArrayLike,
    confidence: float = 0.95,
) -> Indirect:
    """Indirectly standardised ratio (observed to expected) and rate, with exact or Byar's limits.

    `events`, `population` [..., bands]; the reference's [bands] or broadcastable. Only the sum of
    `events` counts, so it may be given as one band's worth where ages are unknown. Nothing expected: NaN.
    Source: Breslow & Day, Statistical Methods in Cancer Research II, IARC 1987, pp. 65-69.
    """
    observed = floats(events).sum(axis=-1)
    base = floats(population)
    cases, persons = floats(reference_events), floats(reference_population)
    check_counts(cases, persons, bounded=False)
    expected = (base * divide(cases, persons)).sum(axis=-1)
    lower, upper = poisson_limits(observed, confidence)
    ratio = Interval(*(divide(part, expected) for part in (observed, lower, upper)))
    crude = divide(cases.sum(axis=-1), persons.sum(axis=-1))
    return Indirect(observed, expected, ratio, crude, ratio.scaled(crude))
