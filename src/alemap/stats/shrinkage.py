"""Small areas' shares and rates drawn towards what the areas have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

from alemap.stats._arrays import Floats, check_counts, divide, floats
from alemap.values import dataclass

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


@dataclass(frozen=True, slots=True)
class LogitShrinkage:
    """Shrunk shares with what led there.

    `value` the shrunk share; `weight` the area's own weight (1: not drawn at all); `logit` and
    `variance` per area; `parent_logit`; `between` the variance between areas.
    """

    value: Floats
    weight: Floats
    logit: Floats
    variance: Floats
    parent_logit: float
    between: float


def shrink_logit(
    numerator: ArrayLike, denominator: ArrayLike, about: Literal["parent", "mean"] = "parent"
) -> LogitShrinkage:
    """Draw the shares of the areas of one parent towards the parent's share, on the log-odds scale.

    The variance between areas is taken `about` the parent's logit or the areas' mean logit; the shares
    are drawn to the parent's either way. Half a case is added to each side, so that none and all have
    a defined logit. Areas without persons: NaN. One area alone: nothing to estimate a spread from, NaN.
    Source: The English Indices of Deprivation 2019, technical report, appendix D.
    """
    count, total = np.broadcast_arrays(floats(numerator), floats(denominator))
    check_counts(count, total, bounded=True)
    seen = (total > 0) & ~np.isnan(count)
    number, base = np.where(seen, count, np.nan), np.where(seen, total, np.nan)
    logit = _logit(number, base)
    variance = (base + 1.0) * (base + 2.0) / (base * (number + 1.0) * (base - number + 1.0))
    parent = float(_logit(np.nansum(number), np.nansum(base)))
    centre = parent if about == "parent" else float(np.nanmean(logit)) if seen.any() else np.nan
    between = float(divide(np.nansum((logit - centre) ** 2), seen.sum() - 1.0))
    # Own precision over own and common precision together, written so that no spread gives weight 0.
    weight = between / (between + variance)
    drawn = weight * logit + (1.0 - weight) * parent
    return LogitShrinkage(1.0 / (1.0 + np.exp(-drawn)), weight, logit, variance, parent, between)


def _logit(count: ArrayLike, total: ArrayLike) -> Floats:
    return np.log((floats(count) + 0.5) / (floats(total) - floats(count) + 0.5))


@dataclass(frozen=True, slots=True)
class Smoothed:
    """Smoothed rates, the estimated variance between areas, and the common rate."""

    value: Floats
    between: Floats
    common: Floats


def empirical_bayes(
    events: ArrayLike, population: ArrayLike, family: Literal["poisson", "binomial"] = "poisson"
) -> Smoothed:
    """Rates drawn towards the overall rate, the more the smaller the area.

    Areas without population get the overall rate; missing counts NaN. No spread beyond chance: all
    get the overall rate.
    Source: Marshall, Applied Statistics 1991; 40: 283-294 (poisson); Martuzzi & Elliott, Statistics
    in Medicine 1996; 15: 1867-1873 (binomial).
    """
    count, base = np.broadcast_arrays(floats(events), floats(population))
    check_counts(count, base, bounded=family == "binomial")
    seen = ~np.isnan(count + base)
    total = base[seen].sum()
    common = float(divide(count[seen].sum(), total))
    rate = divide(count, base)
    spread = float(divide(np.nansum(base * (rate - common) ** 2), total))
    mean_base = float(divide(total, seen.sum()))
    noise = common if family == "poisson" else common * (1.0 - common)
    between = float(np.maximum(spread - divide(noise, mean_base), 0.0))
    if family == "binomial":
        # The variance of a mean of Bernoulli draws whose own probabilities vary with that variance.
        between = float(np.maximum(divide(spread * mean_base - noise, mean_base - 1.0), 0.0))
        noise -= between
    weight = np.where(base > 0, divide(between, between + divide(noise, base)), 0.0)
    value = common + np.nan_to_num(weight) * np.where(base > 0, rate - common, 0.0)
    return Smoothed(np.where(seen, value, np.nan), floats(between), floats(common))
