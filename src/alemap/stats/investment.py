"""Building blocks of an investment's appraisal: how long effects last, and draws of what is uncertain."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from alemap.stats._arrays import Floats, floats, normal_quantile

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike

_LIMITS = 0.95
"""Confidence of the limits that describe a normal, lognormal or beta distribution."""


def effect_years(
    entries: ArrayLike, begins: int, kept: ArrayLike | int, persistence: ArrayLike = 1.0
) -> Floats:
    """How many effect-years there are in each year when so many enter in each.

    `entries` [..., years]: those who enter in years 1, 2, ... `begins`: years from entering to the first
    effect. `kept`: a number of years, each keeping `persistence` [...] of the one before, or the part kept
    in each year [length]. Returns [..., years]; effects after the last year are not counted.
    """
    enter, stays = floats(entries), floats(persistence)
    years = enter.shape[-1]
    kernel = stays[..., np.newaxis] ** np.arange(float(kept)) if isinstance(kept, int) else floats(kept)
    shape = np.broadcast_shapes(enter.shape[:-1], kernel.shape[:-1])
    found = np.zeros((*shape, years))
    for after in range(min(kernel.shape[-1], max(years - begins, 0))):
        shift = begins + after
        found[..., shift:] += enter[..., : years - shift] * kernel[..., after : after + 1]
    return found


def draw(
    value: float, limits: Sequence[float], form: str, size: int, generator: np.random.Generator
) -> Floats:
    """Draw `size` values of an uncertain number.

    `triangular` and `uniform`: between the limits (the former with its top at `value`). `normal`: about
    `value`; `lognormal`: with `value` as its median; `beta`: with mean `value`; for these three the limits
    are 95 % ones, of which the width alone counts. ValueError for another form, or limits that do not fit.
    """
    low, high = limits
    if not low <= value <= high or low == high:
        raise ValueError("the value must lie between limits that are apart")
    if form == "triangular":
        return floats(generator.triangular(low, value, high, size))
    if form == "uniform":
        return floats(generator.uniform(low, high, size))
    width = 2.0 * normal_quantile(_LIMITS)
    if form == "normal":
        return floats(generator.normal(value, (high - low) / width, size))
    if form == "lognormal":
        if low <= 0:
            raise ValueError("a lognormal number is above 0")
        return floats(value * np.exp(generator.normal(0.0, np.log(high / low) / width, size)))
    if form == "beta":
        a, b = beta_parameters(value, low, high)
        return floats(generator.beta(a, b, size))
    raise ValueError(f"no such distribution: {form}")


def beta_parameters(mean: float, low: float, high: float) -> tuple[float, float]:
    """Parameters of the beta distribution with a mean and 95 % limits as wide as these, by its moments.

    ValueError when the limits leave 0 to 1, or are too wide for any.
    """
    spread = (high - low) / (2.0 * normal_quantile(_LIMITS))
    if not 0 <= low < high <= 1 or not 0 < mean < 1:
        raise ValueError("a share lies between 0 and 1")
    known = mean * (1.0 - mean) / spread**2 - 1.0
    if known <= 0:
        raise ValueError("the limits are too wide for a share")
    return mean * known, (1.0 - mean) * known
