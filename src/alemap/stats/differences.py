"""Difference and ratio of two independent values, from each value's own interval."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from alemap.stats._arrays import Floats, check_counts, divide, floats, normal_quantile, two_sided_p
from alemap.values import dataclass

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


@dataclass(frozen=True, slots=True)
class Difference:
    """A minus B with its limits, its size in standard errors, and its two-sided p-value."""

    difference: Floats
    lower: Floats
    upper: Floats
    standardised: Floats
    p_value: Floats


@dataclass(frozen=True, slots=True)
class Ratio:
    """A divided by B with its limits, the log ratio in standard errors, and its two-sided p-value."""

    ratio: Floats
    lower: Floats
    upper: Floats
    standardised: Floats
    p_value: Floats


def mover(
    value_a: ArrayLike,
    lower_a: ArrayLike,
    upper_a: ArrayLike,
    value_b: ArrayLike,
    lower_b: ArrayLike,
    upper_b: ArrayLike,
    confidence: float = 0.95,
) -> Difference:
    """Difference A - B of two independent estimates from their separate intervals (MOVER).

    Shapes broadcast; units are those of the values. `confidence` is the one both intervals were made
    with. With Wilson's limits this is Newcombe's hybrid score interval (method 10). The standardised
    difference is the difference divided by the standard error on its side towards zero, so that it
    passes the quantile exactly when the interval leaves zero out; p follows from it. No difference:
    standardised 0, p 1. Two values without any width that differ: infinite, p 0. An interval missing:
    the difference stands, the rest is NaN.
    Source: Zou & Donner, Statistics in Medicine 2008; 27: 1693-1702; Newcombe, Statistics in
    Medicine 1998; 17: 873-890.
    """
    a, la, ua = floats(value_a), floats(lower_a), floats(upper_a)
    b, lb, ub = floats(value_b), floats(lower_b), floats(upper_b)
    difference = a - b
    below, above, standardised = _combine((a, la, ua), (b, lb, ub), normal_quantile(confidence))
    return Difference(
        difference, difference - below, difference + above, standardised, two_sided_p(standardised)
    )


_Estimate = tuple[Floats, Floats, Floats]


def _combine(a: _Estimate, b: _Estimate, z: float) -> tuple[Floats, Floats, Floats]:
    """Distances from A - B to its lower and upper limit, and A - B in standard errors."""
    (value_a, lower_a, upper_a), (value_b, lower_b, upper_b) = a, b
    # Half an interval tests nothing: with any limit missing, both distances are.
    missing = np.isnan(lower_a) | np.isnan(upper_a) | np.isnan(lower_b) | np.isnan(upper_b)
    with np.errstate(divide="ignore", invalid="ignore"):
        difference = value_a - value_b
        below = np.where(missing, np.nan, np.hypot(value_a - lower_a, upper_b - value_b))
        above = np.where(missing, np.nan, np.hypot(upper_a - value_a, value_b - lower_b))
        towards_zero = np.where(difference > 0, below, above)
        sizes = difference * z / towards_zero
    sizes = np.where((difference == 0) & ~np.isnan(towards_zero), 0.0, sizes)
    return below, above, sizes


def ratio(
    value_a: ArrayLike,
    lower_a: ArrayLike,
    upper_a: ArrayLike,
    value_b: ArrayLike,
    lower_b: ArrayLike,
    upper_b: ArrayLike,
    confidence: float = 0.95,
) -> Ratio:
    """Ratio A / B of two independent non-negative estimates, by MOVER on the log scale.

    Shapes broadcast. B = 0: NaN. A = 0: ratio 0, lower limit 0, upper limit by Fieller-type MOVER
    (which needs no logarithm), standardised and p NaN. A lower limit of 0 for A gives lower limit 0,
    for B an infinite upper limit. An interval missing: the ratio stands, the rest is NaN.
    Source: Zou & Donner 2008 (see `mover`) on logarithms; for A = 0 Donner & Zou, Statistical
    Methods in Medical Research 2012; 21: 347-359.
    """
    a, la, ua = floats(value_a), floats(lower_a), floats(upper_a)
    b, lb, ub = floats(value_b), floats(lower_b), floats(upper_b)
    check_counts(a, b, bounded=False)
    quotient = divide(a, b)
    with np.errstate(divide="ignore", invalid="ignore"):
        logs_a, logs_b = (
            (np.log(value), np.log(np.maximum(lower, 0.0)), np.log(upper))
            for value, lower, upper in ((a, la, ua), (b, lb, ub))
        )
        below, above, standardised = _combine(logs_a, logs_b, normal_quantile(confidence))
        lower, upper = quotient * np.exp(-below), quotient * np.exp(above)
        # With A = 0 the logarithm fails and Fieller's form does not.
        zero = (a == 0) & (b > 0)
        upper = np.where(zero, ua / np.sqrt(lb * (2.0 * b - lb)), upper)
    lower = np.where(zero, 0.0, lower)
    missing = np.isnan(quotient) | np.isnan(la) | np.isnan(ua) | np.isnan(lb) | np.isnan(ub)
    lower, upper = (np.where(missing, np.nan, limit) for limit in (lower, upper))
    standardised = np.where(missing | zero, np.nan, standardised)
    return Ratio(quotient, lower, upper, standardised, two_sided_p(standardised))
