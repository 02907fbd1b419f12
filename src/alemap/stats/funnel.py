"""Funnel plots: how far from the common level an area may lie by chance, and overdispersion."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Literal

import numpy as np

from alemap.stats._arrays import Bools, Floats, check_counts, divide, floats, normal_quantile
from alemap.stats.intervals import Interval, poisson_limits
from alemap.values import dataclass

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

TWO_SIGMA = 0.95
THREE_SIGMA = 0.998


class Position(StrEnum):
    """Where an area lies in a funnel: outside the 99.8 % limits, the 95 % limits, or neither."""

    FAR_ABOVE = "far_above"
    ABOVE = "above"
    WITHIN = "within"
    BELOW = "below"
    FAR_BELOW = "far_below"
    NOT_APPLICABLE = "not_applicable"


def pooled(numerator: ArrayLike, denominator: ArrayLike) -> float:
    """Compute the common level of all areas, from those that have both counts."""
    top, bottom = np.broadcast_arrays(floats(numerator), floats(denominator))
    both = ~np.isnan(top + bottom)
    return float(divide(top[both].sum(), bottom[both].sum()))


def proportion_limits(population: ArrayLike, baseline: float, confidence: float = TWO_SIGMA) -> Interval:
    """Limits within which an area's share lies by chance when the true share is `baseline`.

    An area is outside exactly when Wilson's interval for it leaves `baseline` out. Population 0: NaN.
    Source: Spiegelhalter, Statistics in Medicine 2005; 24: 1185-1202.
    """
    size = floats(population)
    half = normal_quantile(confidence) * np.sqrt(divide(baseline * (1.0 - baseline), size))
    centre = np.where(np.isnan(half), np.nan, baseline)
    return Interval(centre, np.maximum(centre - half, 0.0), np.minimum(centre + half, 1.0))


def ratio_limits(events: ArrayLike, confidence: float = TWO_SIGMA) -> tuple[Floats, Floats]:
    """Find the expected counts at which so many observed events lie on the lower and the upper limit.

    The pair (expected, events / expected) is a point of the funnel's lower and upper curve; for rates,
    expected / baseline is the population. The lower curve comes first. No events lie on no upper
    limit: 0. The limits are exact for any number. Source: see `poisson_limits`.
    """
    lower, upper = poisson_limits(events, confidence, exact_below=np.inf)
    return upper, lower


def proportion_positions(
    numerator: ArrayLike, denominator: ArrayLike, baseline: float | None = None
) -> list[Position]:
    """Place each area's share; `baseline` defaults to the pooled share. No denominator: not applicable."""
    top, bottom = np.broadcast_arrays(floats(numerator), floats(denominator))
    check_counts(top, bottom, bounded=True)
    level = pooled(top, bottom) if baseline is None else baseline
    value = divide(top, bottom)
    inner = proportion_limits(bottom, level, TWO_SIGMA)
    outer = proportion_limits(bottom, level, THREE_SIGMA)
    return _positions(
        (value < outer.lower, value < inner.lower, value > inner.upper, value > outer.upper), np.isnan(value)
    )


def rate_positions(
    events: ArrayLike, exposure: ArrayLike, baseline: float | None = None, *, fewest: float = 0.0
) -> list[Position]:
    """Place each area's count; `baseline` events per exposure defaults to the pooled rate.

    For ratios of observed to expected, `exposure` is the expected count and `baseline` 1. For
    standardised rates, `exposure` is events / rate and `fewest` 10: with fewer events the funnel does
    not apply, nor do they count in the pooled rate. An area lies outside when exact or Byar's limits
    of its count leave the expected count out.
    """
    count, base = np.broadcast_arrays(floats(events), floats(exposure))
    check_counts(count, base, bounded=False)
    taking = count >= fewest
    level = pooled(count[taking], base[taking]) if baseline is None else baseline
    expected = np.where(base > 0, base * level, np.nan)
    low, high = poisson_limits(count, TWO_SIGMA)
    far_low, far_high = poisson_limits(count, THREE_SIGMA)
    # An area lies low when even its upper limit is below what is expected.
    outside = (far_high < expected, high < expected, low > expected, far_low > expected)
    return _positions(outside, np.isnan(expected + count) | ~taking)


def _positions(outside: tuple[Bools, Bools, Bools, Bools], without: Bools) -> list[Position]:
    far_below, below, above, far_above = outside
    words = list(Position)
    codes = np.full(without.shape, words.index(Position.WITHIN))
    # The outer limits come last, for whoever is outside them is outside the inner ones too.
    for mask, word in (
        (below, Position.BELOW),
        (above, Position.ABOVE),
        (far_below, Position.FAR_BELOW),
        (far_above, Position.FAR_ABOVE),
        (without, Position.NOT_APPLICABLE),
    ):
        codes[mask] = words.index(word)
    return [words[code] for code in codes.ravel().tolist()]


@dataclass(frozen=True, slots=True)
class Transformed:
    """Values on the scale where chance variation is even: value, standard error, common level."""

    value: Floats
    standard_error: Floats
    target: float


def transform(
    kind: Literal["share", "log_ratio", "root_ratio"], numerator: ArrayLike, denominator: ArrayLike
) -> Transformed:
    """Put shares on the arcsine scale, ratios of observed to expected on the log or square-root scale.

    The target is the pooled share, or a ratio of 1. A log of no events is -inf.
    Source: Spiegelhalter, Sherlaw-Johnson, Bardsley, Blunt, Wood & Grigg, JRSS A 2012; 175: 1-47.
    """
    top, bottom = np.broadcast_arrays(floats(numerator), floats(denominator))
    check_counts(top, bottom, bounded=kind == "share")
    quotient, spread = divide(top, bottom), np.sqrt(divide(1.0, bottom))
    if kind == "share":
        return Transformed(
            np.arcsin(np.sqrt(quotient)), spread / 2.0, float(np.arcsin(np.sqrt(pooled(top, bottom))))
        )
    if kind == "root_ratio":
        return Transformed(np.sqrt(quotient), spread / 2.0, 1.0)
    with np.errstate(divide="ignore"):
        return Transformed(np.log(quotient), spread, 0.0)


@dataclass(frozen=True, slots=True)
class Overdispersion:
    """Spread beyond chance: phi (1 is chance alone), the variance between areas, and the z-scores."""

    phi: float
    between: float
    z: Floats
    trimmed: Floats
    adjusted: Floats


def overdispersion(
    values: Transformed, trim: Literal["winsorise", "truncate"] = "winsorise", share: float = 0.1
) -> Overdispersion:
    """Estimate overdispersion from trimmed z-scores and adjust every z for it.

    Phi is the mean square of the z-scores after the outer `share` at each end is pulled in (winsorise)
    or left out (truncate, NaN in `trimmed`). The variance between areas follows by moments and is 0
    where phi is below its expectation. Fewer than two areas: phi and the adjusted scores are NaN.
    Source: Spiegelhalter 2005 (see `proportion_limits`), section 5; DerSimonian & Laird, Controlled
    Clinical Trials 1986; 7: 177-188.
    """
    z = (values.value - values.target) / values.standard_error
    seen = z[~np.isnan(z)]
    if seen.size < 2:  # noqa: PLR2004 - one area has no spread
        return Overdispersion(np.nan, np.nan, z, z, np.full(z.shape, np.nan))
    trimmed = _winsorised(z, seen, share) if trim == "winsorise" else _truncated(z, share)
    used = ~np.isnan(trimmed)
    number = int(used.sum())
    phi = float(np.mean(trimmed[used] ** 2))
    weight = values.standard_error[used] ** -2.0
    scale = weight.sum() - (weight**2).sum() / weight.sum()
    between = max(0.0, float((number * phi - (number - 1)) / scale))
    adjusted = (values.value - values.target) / np.sqrt(values.standard_error**2 + between)
    return Overdispersion(phi, between, z, trimmed, adjusted)


def _winsorised(z: Floats, seen: Floats, share: float) -> Floats:
    low, high = np.quantile(seen, [share, 1.0 - share])
    return np.clip(z, low, high)


def _truncated(z: Floats, share: float) -> Floats:
    """Leave out the whole number of areas that `share` comes to, at each end."""
    order = np.argsort(z, kind="stable")[: int(np.count_nonzero(~np.isnan(z)))]
    away = int(share * order.size)
    kept = np.full(z.shape, np.nan)
    inside = order[away : order.size - away]
    kept[inside] = z[inside]
    return kept
