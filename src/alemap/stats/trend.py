"""Trend markers: which way a short series goes, when any one point may be left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from alemap.stats._arrays import Bools, Floats, check_counts, divide, floats
from alemap.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import ArrayLike

CRITICAL = 9.5495
"""Chi-square with one degree of freedom at 99.8 %."""

HALF_WIDTHS = 1.96
"""Standard errors from a value to its 95 % limit, as agencies round it."""

FEWEST_POINTS = 3


@dataclass(frozen=True, slots=True)
class Trend:
    """Per series: slope per unit of time, chi-square, whether stable, and the direction.

    `stable`: the slope keeps its sign when any one point is left out. `direction`: +1 up, -1 down, 0 no
    marked change, NaN where it cannot be calculated. `slope` of counts is in log odds.
    """

    slope: Floats
    chi_square: Floats
    stable: Bools
    direction: Floats


def trend_of_values(
    times: ArrayLike, values: ArrayLike, lower: ArrayLike, upper: ArrayLike, critical: float = CRITICAL
) -> Trend:
    """Trend of values with 95 % limits, each point weighted by its precision.

    `times` [points]; the others [..., points]. A point without
    value, or whose limits do not lie apart, is left out; fewer than three points: not calculable.
    Source: Public Health England, Fingertips trend marker; a weighted least-squares slope.
    """
    when, value = floats(times), floats(values)
    error = (floats(upper) - floats(lower)) / (2.0 * HALF_WIDTHS)
    seen = ~np.isnan(value) & (error > 0)
    weight = np.where(seen, divide(1.0, error**2), 0.0)
    value = np.where(seen, value, 0.0)
    slope, precision = _slope(when, value, weight)
    chi_square = slope**2 * precision

    def without(point: int) -> Floats:
        kept = weight.copy()
        kept[..., point] = 0.0
        return _slope(when, value, kept)[0]

    return _marker(slope, chi_square, seen, without, critical)


def trend_of_counts(
    times: ArrayLike, numerator: ArrayLike, denominator: ArrayLike, critical: float = CRITICAL
) -> Trend:
    """Trend of shares by the chi-square test for linear trend; direction by the log-odds slope.

    `times` [points]; counts [..., points]. A share of 0 or 1 has no finite log odds: the series is not
    calculable, nor is one of fewer than three points. Missing points are left out.
    Source: Armitage, Biometrics 1955; 11: 375-386; Public Health England, Fingertips trend marker.
    """
    when, count, total = floats(times), floats(numerator), floats(denominator)
    check_counts(count, total, bounded=True)
    seen = ~np.isnan(count + total) & (total > 0)
    count, total = np.where(seen, count, 0.0), np.where(seen, total, 0.0)
    all_of, cases = total.sum(axis=-1), count.sum(axis=-1)
    moment = (total * when).sum(axis=-1)
    top = all_of * (all_of * (count * when).sum(axis=-1) - cases * moment) ** 2
    bottom = cases * (all_of - cases) * (all_of * (total * when**2).sum(axis=-1) - moment**2)
    with np.errstate(divide="ignore"):
        odds = np.log(divide(count, total - count))
    odds = np.where((count == total) & seen, np.inf, odds)
    finite = np.where(seen & np.isfinite(odds), odds, 0.0)
    weight = seen.astype(np.float64)
    defined = ~(seen & ~np.isfinite(odds)).any(axis=-1)
    slope = np.where(defined, _slope(when, finite, weight)[0], np.nan)

    def without(point: int) -> Floats:
        kept = weight.copy()
        kept[..., point] = 0.0
        return _slope(when, finite, kept)[0]

    return _marker(slope, divide(top, bottom), seen, without, critical)


def _slope(when: Floats, value: Floats, weight: Floats) -> tuple[Floats, Floats]:
    """Weighted slope and its precision (one over its variance), about the weighted mean time."""
    total = weight.sum(axis=-1, keepdims=True)
    centred = when - divide((weight * when).sum(axis=-1, keepdims=True), total)
    precision = (weight * centred**2).sum(axis=-1)
    product = weight * centred * value
    moment = product.sum(axis=-1)
    # A flat line leaves a moment of rounding error only, and no sign.
    moment = np.where(np.abs(moment) <= 1e-12 * np.abs(product).sum(axis=-1), 0.0, moment)
    return divide(moment, precision), precision


def _marker(
    slope: Floats, chi_square: Floats, seen: Bools, without: Callable[[int], Floats], critical: float
) -> Trend:
    sign = np.sign(slope)
    stable = np.ones(slope.shape, dtype=np.bool_)
    for point in range(seen.shape[-1]):
        left_out = np.where(seen[..., point], np.sign(without(point)), sign)
        stable &= left_out == sign
    known = (seen.sum(axis=-1) >= FEWEST_POINTS) & ~np.isnan(slope) & ~np.isnan(chi_square)
    marked = (chi_square > critical) & stable
    direction = np.where(known, np.where(marked, sign, 0.0), np.nan)
    return Trend(slope, chi_square, stable & ~np.isnan(slope), direction)
