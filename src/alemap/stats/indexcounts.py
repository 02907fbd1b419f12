"""Exact limits of a count of criteria, each met with its own probability."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from alemap.stats._arrays import Floats, floats, normal_below

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


def count_limits(chance: ArrayLike, quantile: float) -> tuple[Floats, Floats]:
    """Lowest and highest count whose tails hold no more than the normal `quantile` leaves outside.

    `chance` [areas, criteria]; NaN is a criterion that cannot be met or missed. The criteria are
    independent, so the distribution is built up criterion by criterion (Poisson binomial).
    Source: Hong, Computational Statistics and Data Analysis 2013; 59: 41-51.
    """
    probability = np.nan_to_num(floats(chance))
    mass = np.zeros((probability.shape[0], probability.shape[1] + 1))
    mass[:, 0] = 1.0
    for column in probability.T:
        met = column[:, np.newaxis]
        mass[:, 1:] = mass[:, 1:] * (1.0 - met) + mass[:, :-1] * met
        mass[:, 0] *= 1.0 - column
    tail = float(normal_below(-quantile))
    below = np.cumsum(mass, axis=1)
    above = np.cumsum(mass[:, ::-1], axis=1)
    lower = (below <= tail).sum(axis=1)
    upper = probability.shape[1] - (above <= tail).sum(axis=1)
    return lower.astype(np.float64), upper.astype(np.float64)
