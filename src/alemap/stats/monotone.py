"""Trend of a series without standard errors: Mann and Kendall's test, Theil and Sen's slope."""

from __future__ import annotations

import math
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from alemap.stats._arrays import Floats, floats, two_sided_p
from alemap.values import dataclass

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

_FEWEST = 3
_EXACT_UP_TO = 40


@dataclass(frozen=True, slots=True)
class MonotoneTrend:
    """Kendall's S, its two-sided p-value, the median slope per unit of time, and whether its sign is stable.

    `stable`: the slope keeps its sign when any one point is left out.
    """

    s: int
    p_value: float
    slope: float
    stable: bool


def mann_kendall(times: ArrayLike, values: ArrayLike) -> MonotoneTrend:
    """Test one series for a trend, up or down, without assuming a form or knowing any error.

    Points without value are left out; fewer than three: NaN. Without ties and up to 40 points the p-value
    is exact; with ties it is normal, with the variance corrected for them and for continuity.
    Source: Mann, Econometrica 1945; 13: 245-259; Kendall, Rank Correlation Methods, 1975, ch. 4; Sen,
    JASA 1968; 63: 1379-1389.
    """
    when, value = floats(times), floats(values)
    seen = ~np.isnan(value)
    when, value = when[seen], value[seen]
    if value.size < _FEWEST:
        return MonotoneTrend(0, math.nan, math.nan, stable=False)
    order = np.argsort(when, kind="stable")
    when, value = when[order], value[order]
    first, second = np.triu_indices(value.size, k=1)
    s = int(np.sign(value[second] - value[first]).sum())
    slope = _slope(when, value)
    kept = [np.delete(np.arange(value.size), point) for point in range(value.size)]
    signs = {np.sign(_slope(when[part], value[part])) for part in kept}
    return MonotoneTrend(s, _p_value(s, value), slope, stable=slope != 0 and signs == {np.sign(slope)})


def _slope(when: Floats, value: Floats) -> float:
    first, second = np.triu_indices(value.size, k=1)
    return float(np.median((value[second] - value[first]) / (when[second] - when[first])))


def _p_value(s: int, value: Floats) -> float:
    size = value.size
    _, ties = np.unique(value, return_counts=True)
    if ties.max() == 1 and size <= _EXACT_UP_TO:
        counts = _inversions(size)
        least = (size * (size - 1) // 2 - abs(s)) // 2
        tail = sum(counts[: least + 1]) / math.factorial(size)
        return min(1.0, 2.0 * tail)
    variance = (size * (size - 1) * (2 * size + 5) - float((ties * (ties - 1) * (2 * ties + 5)).sum())) / 18
    if variance == 0:
        return 1.0
    return float(two_sided_p(max(abs(s) - 1, 0) / math.sqrt(variance)))


@cache
def _inversions(size: int) -> tuple[int, ...]:
    """How many orders of `size` things have 0, 1, 2, ... pairs the wrong way round."""
    counts = [1]
    for more in range(1, size):
        longer = [0] * (len(counts) + more)
        for place, count in enumerate(counts):
            for step in range(more + 1):
                longer[place + step] += count
        counts = longer
    return tuple(counts)
