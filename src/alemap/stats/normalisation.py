"""Indicators on a common scale. Areas are the first axis; each column is scaled by itself.

NaN is left out and stays. A column without spread is NaN wherever the method divides by its spread.
To orient an indicator so that higher is worse, multiply it by its sign first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from alemap.stats._arrays import Floats, divide, floats
from alemap.stats.ranks import rank_worst_first

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import ArrayLike


def min_max(values: ArrayLike, low: float = 0.0, high: float = 100.0) -> Floats:
    """Scale each column to run from `low` at its minimum to `high` at its maximum."""
    data = floats(values)
    least, most = _reduce(np.fmin.reduce, data), _reduce(np.fmax.reduce, data)
    return low + (high - low) * divide(data - least, most - least)


def z_score(values: ArrayLike, mean: float = 0.0, deviation: float = 1.0) -> Floats:
    """Scale each column to the given mean and sample standard deviation, unweighted."""
    data = floats(values)
    seen = ~np.isnan(data)
    number = seen.sum(axis=0)
    centred = data - divide(np.where(seen, data, 0.0).sum(axis=0), number)
    spread = np.sqrt(divide((np.where(seen, centred, 0.0) ** 2).sum(axis=0), np.maximum(number - 1.0, 0.0)))
    flat = _reduce(np.fmin.reduce, data) == _reduce(np.fmax.reduce, data)
    return mean + deviation * divide(centred, np.where(flat, np.nan, spread))


def rank_score(values: ArrayLike) -> Floats:
    """Rank each column from 1 at the lowest; ties share the lower rank."""
    data = floats(values)
    columns = data.reshape(data.shape[0], -1)
    ranks = [rank_worst_first(column, -1.0) for column in columns.T]
    return np.stack(ranks, axis=-1).reshape(data.shape) if ranks else data.copy()


def percentile_rank(values: ArrayLike) -> Floats:
    """Scale ranks to run from 0 at the lowest to 1 at the highest; one value alone: NaN."""
    ranks = rank_score(values)
    return divide(ranks - 1.0, (~np.isnan(ranks)).sum(axis=0) - 1.0)


def borda(values: ArrayLike) -> Floats:
    """Count the areas below in each column."""
    return rank_score(values) - 1.0


def fraction_of_max(values: ArrayLike) -> Floats:
    """Divide each column by its maximum; a maximum of 0: NaN."""
    data = floats(values)
    return divide(data, _reduce(np.fmax.reduce, data))


def distance_to_max(values: ArrayLike) -> Floats:
    """One minus the distance to the maximum in parts of the range: `min_max` from 0 to 1."""
    return min_max(values, 0.0, 1.0)


def ratio_to_mean(values: ArrayLike, weights: ArrayLike | None = None) -> Floats:
    """Divide each column by its mean, weighted by `weights` [areas] (population) if given."""
    data = floats(values)
    size = np.ones(data.shape[0]) if weights is None else floats(weights)
    share = np.where(np.isnan(data), 0.0, np.nan_to_num(size).reshape(-1, *(1,) * (data.ndim - 1)))
    return divide(data, divide((share * np.nan_to_num(data)).sum(axis=0), share.sum(axis=0)))


def goalposts(values: ArrayLike, low: ArrayLike, high: ArrayLike, sign: ArrayLike = 1.0) -> Floats:
    """Scale from 0 at `low` to 1 at `high`, cut off at both; turned round where `sign` is negative.

    Goalposts are set beforehand, so that the scores of years can be compared. Equal goalposts: NaN.
    """
    data = floats(values)
    score = divide(data - floats(low), floats(high) - floats(low))
    inside = np.where(np.isnan(score), np.nan, np.clip(score, 0.0, 1.0))
    return np.where(floats(sign) < 0, 1.0 - inside, inside)


def _reduce(method: Callable[..., Floats], data: Floats) -> Floats:
    """Lowest or highest value per column, NaN for a column of nothing but missing."""
    return method(data, axis=0, initial=np.nan)
