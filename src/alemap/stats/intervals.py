"""Confidence intervals of shares, counts per exposure, ratios of two groups, and means.

All values are on the proportion scale: the caller multiplies by 100 or 100 000.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from alemap.stats._arrays import (
    Bools,
    Floats,
    check_confidence,
    check_counts,
    divide,
    floats,
    normal_quantile,
    scipy_module,
)
from alemap.values import dataclass

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

BYAR_FROM = 10.0
"""From this many events on, Byar's approximation replaces the exact limits."""


@dataclass(frozen=True, slots=True)
class Interval:
    """Values with their limits, arrays of one shape; NaN where there is none."""

    value: Floats
    lower: Floats
    upper: Floats

    def scaled(self, factor: ArrayLike) -> Interval:
        """Give the same interval in another unit, for a positive factor."""
        by = floats(factor)
        return Interval(self.value * by, self.lower * by, self.upper * by)


def wilson(numerator: ArrayLike, denominator: ArrayLike, confidence: float = 0.95) -> Interval:
    """Wilson's score interval of a proportion, without continuity correction.

    Numerators need not be whole (weighted or rounded counts). Shapes broadcast. Denominator 0 or
    missing: NaN. Numerator 0: lower limit exactly 0; numerator = denominator: upper limit exactly 1.
    ValueError for a negative count or a numerator above its denominator.
    Source: Wilson, JASA 1927; 22: 209-212; Newcombe, Statistics in Medicine 1998; 17: 857-872, method 3.
    """
    count, total = floats(numerator), floats(denominator)
    check_counts(count, total, bounded=True)
    z2 = normal_quantile(confidence) ** 2
    total = np.where(total > 0, total, np.nan)
    count = np.minimum(count, total)
    rest = total - count
    # The smaller tail is computed first and directly, so that tiny shares keep their digits.
    centre = count + z2 / 2.0
    half = np.sqrt(z2 * (count * rest / total + z2 / 4.0))
    lower = np.where(count == 0, 0.0, (centre - half) / (total + z2))
    upper = np.where(rest == 0, 1.0, (centre + half) / (total + z2))
    missing = np.isnan(count + total)
    return Interval(
        count / total,
        np.where(missing, np.nan, np.maximum(lower, 0.0)),
        np.where(missing, np.nan, np.minimum(upper, 1.0)),
    )


def poisson_limits(
    events: ArrayLike, confidence: float = 0.95, *, exact_below: float = BYAR_FROM
) -> tuple[Floats, Floats]:
    """Limits of a Poisson count: exact (chi-square) below `exact_below` events, Byar's from there on.

    0 events: lower limit 0. Missing: NaN. ValueError for a negative count.
    Source: Garwood, Biometrika 1936; 28: 437-442 (exact); Breslow & Day, Statistical Methods in
    Cancer Research II, IARC 1987, p. 69 (Byar).
    """
    count = floats(events)
    check_counts(count, np.ones(()), bounded=False)
    z = normal_quantile(confidence)
    large = np.maximum(count, BYAR_FROM)
    above = large + 1.0
    lower = large * (1.0 - 1.0 / (9.0 * large) - z / (3.0 * np.sqrt(large))) ** 3
    upper = above * (1.0 - 1.0 / (9.0 * above) + z / (3.0 * np.sqrt(above))) ** 3
    lower, upper = np.maximum(lower, 0.0), np.asarray(upper)
    small = count < exact_below
    if np.any(small):
        lower, upper = np.array(lower), np.array(upper)
        lower[small], upper[small] = _exact_limits(count[small], confidence)
    return lower, upper


def _exact_limits(count: Floats, confidence: float) -> tuple[Floats, Floats]:
    """Exact limits: small whole counts from a table of ten, others one by one."""
    special = scipy_module("special")
    tail = (1.0 - confidence) / 2.0

    def exact(x: Floats) -> tuple[Floats, Floats]:
        # A chi-square quantile with 2k degrees of freedom, halved, is a gamma quantile of shape k.
        at_zero = x == 0
        lower = np.where(at_zero, 0.0, special.gammaincinv(np.where(at_zero, 1.0, x), tail))
        return lower, special.gammainccinv(x + 1.0, tail)

    whole = count.astype(np.int64)
    if np.array_equal(whole, count) and count.max() < BYAR_FROM:
        low, high = exact(np.arange(BYAR_FROM))
        return low[whole], high[whole]
    return exact(count)


def poisson(events: ArrayLike, exposure: ArrayLike, confidence: float = 0.95) -> Interval:
    """Events per exposure with the count's Poisson limits divided by the exposure.

    Shapes broadcast. Exposure 0 or missing: NaN. Events may exceed the exposure.
    Source: see `poisson_limits`.
    """
    count, base = np.broadcast_arrays(floats(events), floats(exposure))
    check_counts(count, base, bounded=False)
    lower, upper = poisson_limits(count, confidence)
    missing = np.isnan(count)
    return Interval(
        divide(count, base),
        np.where(missing, np.nan, divide(lower, base)),
        np.where(missing, np.nan, divide(upper, base)),
    )


def poisson_is_exact(events: ArrayLike) -> Bools:
    """Where `poisson` uses the exact limits; False where the count is missing."""
    return np.asarray(floats(events) < BYAR_FROM)


def ratio_of_groups(numerator: ArrayLike, denominator: ArrayLike, confidence: float = 0.95) -> Interval:
    """Ratio of one group to another (dependants per worker), by the odds of Wilson's limits.

    With p the numerator's share of both groups together, the ratio is p / (1 - p), and so are its
    limits. Denominator 0 or missing: NaN. Numerator 0: lower limit 0. The upper limit is infinite
    only where Wilson's is 1, which a denominator above 0 excludes.
    Source: Wilson's interval (see `wilson`) is invariant under a monotone transformation.
    """
    group, other = floats(numerator), floats(denominator)
    share = wilson(group, group + other, confidence)
    empty = ~(other > 0)
    limits = (
        divide(group, other),
        divide(share.lower, 1 - share.lower),
        divide(share.upper, 1 - share.upper),
    )
    return Interval(*(np.where(empty, np.nan, limit) for limit in limits))


@dataclass(frozen=True, slots=True)
class Moments:
    """Per group: number of values, their sum and their sample standard deviation (NaN for one value)."""

    count: Floats
    total: Floats
    deviation: Floats


def moments(values: ArrayLike, groups: ArrayLike) -> Moments:
    """Count, sum and sample standard deviation of `values` per group number 0, 1, ...; NaN left out."""
    data = floats(values)
    number = np.asarray(groups, dtype=np.int64)
    size = int(number.max(initial=-1)) + 1
    seen = ~np.isnan(data)
    data, number = data[seen], number[seen]
    count = floats(np.bincount(number, minlength=size))
    total = floats(np.bincount(number, weights=data, minlength=size))
    centred = data - divide(total, count)[number]
    squares = np.bincount(number, weights=centred**2, minlength=size)
    return Moments(count, total, np.sqrt(divide(squares, np.maximum(count - 1.0, 0.0))))


def mean(value: ArrayLike, deviation: ArrayLike, count: ArrayLike, confidence: float = 0.95) -> Interval:
    """Mean with Student's t limits, from the mean, the sample standard deviation and the number.

    Fewer than two values: the mean stands, its limits are NaN.
    Source: Student, Biometrika 1908; 6: 1-25.
    """
    check_confidence(confidence)
    centre, spread, number = np.broadcast_arrays(floats(value), floats(deviation), floats(count))
    free = np.where(number >= 2, number - 1.0, np.nan)  # noqa: PLR2004 - a spread takes two values
    quantile = scipy_module("special").stdtrit(free, (1.0 + confidence) / 2.0)
    half = quantile * divide(spread, np.sqrt(number))
    return Interval(np.array(centre), centre - half, centre + half)
