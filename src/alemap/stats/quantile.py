"""Which fifth (or tenth, ...) an area belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from alemap.stats._arrays import Floats, floats
from alemap.stats.ranks import rank_worst_first

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


def quantiles(values: ArrayLike, number: int, *, highest_first: bool = False) -> Floats:
    """Quantile 1 to `number` of each value of one list; 1 holds the lowest, or the highest if so asked.

    Ties are never split: they all go where the first of them goes. Missing values get NaN, and so do
    all when fewer than `number` are present. ValueError for fewer than two quantiles.
    Source: Office for Health Improvement and Disparities, Fingertips public health technical guidance.
    """
    if number < 2:  # noqa: PLR2004 - one quantile divides nothing
        raise ValueError("at least two quantiles are needed")
    data = floats(values).ravel()
    present = int(np.count_nonzero(~np.isnan(data)))
    if present < number:
        return np.full(data.shape, np.nan)
    rank = rank_worst_first(data, 1.0 if highest_first else -1.0)
    # Whole numbers throughout: present / number itself need not be one.
    from_the_end = np.ceil((present + 1.0 - rank) * number / present)
    return number + 1.0 - from_the_end
