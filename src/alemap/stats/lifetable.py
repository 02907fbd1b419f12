"""Life expectancy from an abridged life table, with its interval."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from alemap.stats._arrays import Bools, Floats, check_counts, divide, floats, normal_quantile
from alemap.stats.intervals import Interval

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

FIRST_YEAR = 0.1
"""Share of the first year of life lived by those who die in it."""

SMALLEST_POPULATION = 5000.0
WIDEST_INTERVAL = 20.0


def life_expectancy(
    deaths: ArrayLike,
    population: ArrayLike,
    start_ages: ArrayLike,
    confidence: float = 0.95,
    *,
    smallest: float = SMALLEST_POPULATION,
    widest: float = WIDEST_INTERVAL,
) -> Interval:
    """Years left to live at each start age, by Chiang's method, with Silcocks' interval.

    `deaths`, `population` [..., bands] of the same period; `start_ages` [bands], rising, the last band
    open; any number of bands from two. NaN: an area of `smallest` persons or fewer; an age whose 95 %
    interval is wider than `widest` years. No deaths in the open band leaves life unbounded: value and
    lower limit NaN, upper limit infinite for the ages above the last other band without deaths, NaN
    below it. ValueError for start ages that do not rise.
    Source: Chiang, The Life Table and its Construction, 1968; Silcocks, Jenner & Reza, Journal of
    Epidemiology and Community Health 2001; 55: 38-43.
    """
    died, base, ages = floats(deaths), floats(population), floats(start_ages)
    check_counts(died, base, bounded=False)
    width = np.diff(ages)
    if ages.ndim != 1 or not width.size or not np.all(width > 0):
        raise ValueError("start ages must be one rising list of at least two")
    lived = np.where(ages == 0, FIRST_YEAR, 0.5)[:-1]
    rate = divide(died, base)
    quotient = _probability(rate[..., :-1], width, lived)
    survivors = np.concatenate([np.ones_like(rate[..., :1]), np.cumprod(1.0 - quotient, axis=-1)], axis=-1)
    in_band = width * (survivors[..., 1:] + lived * (survivors[..., :-1] - survivors[..., 1:]))
    open_band = divide(survivors[..., -1:], rate[..., -1:])
    years = _from_the_end(np.concatenate([in_band, open_band], axis=-1))
    left = divide(years, survivors)

    spread = divide(quotient**2 * (1.0 - quotient), died[..., :-1])
    spread = np.where(died[..., :-1] == 0, 0.0, spread)
    reach = survivors[..., :-1] * ((1.0 - lived) * width + left[..., 1:])
    final = survivors[..., -1:] ** 2 * divide(1.0, died[..., -1:] * rate[..., -1:] ** 2)
    variance = _from_the_end(np.concatenate([reach**2 * spread, final], axis=-1))
    error = np.sqrt(divide(variance, survivors**2))

    small = base.sum(axis=-1, keepdims=True) <= smallest
    vague = 2.0 * normal_quantile(0.95) * error > widest
    left = np.where(small | vague, np.nan, left)
    half = normal_quantile(confidence) * error
    unbounded = (died[..., -1:] == 0) & _all_from_here(died > 0) & ~small
    return Interval(left, left - half, np.where(unbounded, np.inf, left + half))


def _all_from_here(there: Bools) -> Bools:
    """Where every closed band from this one on has it; the open band itself always does."""
    flipped = np.flip(there, axis=-1).copy()
    flipped[..., 0] = True
    return np.flip(np.logical_and.accumulate(flipped, axis=-1), axis=-1)


def _probability(rate: Floats, width: Floats, lived: Floats) -> Floats:
    """Probability of dying within a band from its death rate; 1 where the rate is beyond possible."""
    raw = rate * width / (1.0 + rate * width * (1.0 - lived))
    return np.where(rate * width * lived > 1.0, 1.0, raw)


def _from_the_end(values: Floats) -> Floats:
    return np.flip(np.cumsum(np.flip(values, axis=-1), axis=-1), axis=-1)
