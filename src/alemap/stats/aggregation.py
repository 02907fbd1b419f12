"""Means over indicators, and ranking by pairwise contests.

Indicators are the last axis. Missing ones are left out and the other weights fill their place, alike
in every mean; nothing present: NaN.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from alemap.stats._arrays import Floats, divide, floats

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


def arithmetic_mean(values: ArrayLike, weights: ArrayLike | None = None) -> Floats:
    """Weighted mean: good in one may make up for bad in another without limit."""
    data, share = _weighted(values, weights)
    return divide((share * np.nan_to_num(data)).sum(axis=-1), share.sum(axis=-1))


def geometric_mean(values: ArrayLike, weights: ArrayLike | None = None) -> Floats:
    """Weighted geometric mean; ValueError for values of 0 or below."""
    data, share = _positive(values, weights)
    return np.exp(divide((share * np.log(data)).sum(axis=-1), share.sum(axis=-1)))


def harmonic_mean(values: ArrayLike, weights: ArrayLike | None = None) -> Floats:
    """Weighted harmonic mean, the strictest on a bad indicator; ValueError for values of 0 or below."""
    data, share = _positive(values, weights)
    return divide(share.sum(axis=-1), (share / data).sum(axis=-1))


def power_mean(values: ArrayLike, power: float, weights: ArrayLike | None = None) -> Floats:
    """Weighted generalised mean; `power` 1 arithmetic, -1 harmonic, towards 0 geometric.

    ValueError for values of 0 or below unless `power` is 1.
    """
    if power == 1:
        return arithmetic_mean(values, weights)
    if power == 0:
        return geometric_mean(values, weights)
    data, share = _positive(values, weights)
    mean = divide((share * data**power).sum(axis=-1), share.sum(axis=-1))
    return floats(mean ** (1.0 / power))


def _weighted(values: ArrayLike, weights: ArrayLike | None) -> tuple[Floats, Floats]:
    data = floats(values)
    share = np.ones(data.shape[-1]) if weights is None else floats(weights)
    if np.any(share < 0):
        raise ValueError("weights must be 0 or more")
    return data, np.where(np.isnan(data), 0.0, share)


def _positive(values: ArrayLike, weights: ArrayLike | None) -> tuple[Floats, Floats]:
    data, share = _weighted(values, weights)
    if np.any(data <= 0):
        raise ValueError("this mean needs values above 0: normalise to a range that starts above 0")
    return np.where(np.isnan(data), 1.0, data), share


def copeland(values: ArrayLike, weights: ArrayLike | None = None) -> Floats:
    """Score each area by contests with every other: won less lost.

    `values` [areas, indicators]. An indicator's weight goes to the higher of the two, half to each in a
    tie; more than half of the weight wins the contest. Indicators missing for either are left out of
    their contest; no indicator in common is a draw.
    Source: Munda & Nardo, Applied Economics 2009; 41: 1513-1523.
    """
    data = floats(values)
    share = np.ones(data.shape[1]) if weights is None else floats(weights)
    balance = np.zeros((data.shape[0], data.shape[0]))
    for column, weight in zip(data.T, share, strict=True):
        # One indicator at a time keeps memory at areas squared.
        balance += weight * np.nan_to_num(np.sign(column[:, np.newaxis] - column))
    # Sums of weights such as .1 + .2 - .3 must be a draw.
    balance[np.abs(balance) <= 1e-12 * share.sum()] = 0.0
    return floats(np.sign(balance).sum(axis=1))
