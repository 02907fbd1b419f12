"""From an indicator's counts to its value, interval and the name of the method used."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from alemap.domain import Kind
from alemap.stats._arrays import Floats, divide, floats, normal_quantile
from alemap.stats.intervals import Interval, poisson, poisson_is_exact, ratio_of_groups, wilson
from alemap.values import dataclass

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


class Method(StrEnum):
    """How an interval came about."""

    WILSON = "wilson"
    EXACT = "poisson_exact"
    BYAR = "byar"
    ODDS = "wilson_odds"
    ROUNDED = "wilson_rounding"
    PUBLISHED = "published"
    NORMAL = "normal"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Estimate:
    """Values in the indicator's unit with limits (NaN where none), and the method per value."""

    value: Floats
    lower: Floats
    upper: Floats
    method: list[Method]


def estimate(
    kind: Kind,
    numerator: ArrayLike,
    denominator: ArrayLike,
    multiplier: float = 1.0,
    confidence: float = 0.95,
    *,
    with_interval: bool = True,
) -> Estimate:
    """Value and interval from counts, times `multiplier`.

    Share: Wilson. Rate: exact Poisson below 10 events, Byar from 10. Ratio: odds of Wilson's limits.
    Mean: no interval (a sum over persons says nothing of their spread). `with_interval` False, for a
    complete register read as a finished count, gives the value alone. Denominator 0 or a missing
    count: NaN. The method is `none` wherever there is no interval. ValueError for kind `published`
    (see `published`) and for impossible counts (see `wilson`, `poisson`).
    """
    top, bottom = np.broadcast_arrays(floats(numerator), floats(denominator))
    top, bottom = top.ravel(), bottom.ravel()
    bare = np.full(top.shape, np.nan)
    methods = np.full(top.shape, Method.NONE, dtype=object)
    match kind:
        case Kind.PUBLISHED:
            raise ValueError("a published value is not made from counts")
        case Kind.SHARE if with_interval:
            interval = wilson(top, bottom, confidence)
            methods[:] = Method.WILSON
        case Kind.RATE if with_interval:
            interval = poisson(top, bottom, confidence)
            methods[:] = Method.BYAR
            methods[poisson_is_exact(top)] = Method.EXACT
        case Kind.RATIO if with_interval:
            interval = ratio_of_groups(top, bottom, confidence)
            methods[:] = Method.ODDS
        case _:
            interval = Interval(divide(top, bottom), bare, bare)
    return _named(interval.scaled(multiplier), methods)


def published(
    value: ArrayLike,
    lower: ArrayLike | None = None,
    upper: ArrayLike | None = None,
    *,
    standard_error: ArrayLike | None = None,
    half_width: ArrayLike | None = None,
    multiplier: float = 1.0,
    confidence: float = 0.95,
) -> Estimate:
    """Take an agency's own value with its limits, or make them from its standard error or half-width.

    Limits given by the agency are kept as they are. Where they are missing and a standard error is
    there, the limits are value -/+ z times it; a half-width (an agency's 95 % "uncertainty") is put on both
    sides as it stands. Neither: value alone, method `none`.
    """
    centre = floats(value).ravel()
    none = np.full(centre.shape, np.nan)
    low = none if lower is None else floats(lower).ravel()
    high = none if upper is None else floats(upper).ravel()
    half = none if half_width is None else floats(half_width).ravel()
    methods = np.full(centre.shape, Method.PUBLISHED, dtype=object)
    if standard_error is not None:
        spread = normal_quantile(confidence) * floats(standard_error).ravel()
        made = np.isnan(low) & np.isnan(high) & np.isnan(half) & ~np.isnan(spread)
        methods[made] = Method.NORMAL
        half = np.where(np.isnan(half), spread, half)
    without = np.isnan(low) & np.isnan(high)
    low = np.where(without, centre - half, low)
    high = np.where(without, centre + half, high)
    return _named(Interval(centre, low, high).scaled(multiplier), methods)


def _named(interval: Interval, methods: np.ndarray[tuple[int, ...], np.dtype[np.object_]]) -> Estimate:
    without = np.isnan(interval.value) | (np.isnan(interval.lower) & np.isnan(interval.upper))
    methods[without] = Method.NONE
    return Estimate(interval.value, interval.lower, interval.upper, methods.tolist())
