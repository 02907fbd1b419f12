"""Ranks with the worst first; ties share the better rank and missing values get none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from alemap.stats._arrays import Bools, Floats, floats

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

SIGNIFICANT_DIGITS = 12
"""Values equal to this many significant digits are ties: what differs beyond is floating point."""


def rounded(values: ArrayLike, digits: int = SIGNIFICANT_DIGITS) -> Floats:
    """Round the values to so many significant digits; zero, infinite and missing stay as they are."""
    data = floats(values)
    regular = np.isfinite(data) & (data != 0)
    safe = np.where(regular, np.abs(data), 1.0)
    places = digits - 1 - np.floor(np.log10(safe))
    # Beyond 300 the power itself would overflow; such values are far below anything counted.
    scale = 10.0 ** np.clip(places, -300, 300)
    return np.where(regular, np.round(data * scale) / scale, data)


def rank_worst_first(values: ArrayLike, sign: float = 1.0) -> Floats:
    """Rank 1 is the worst: the highest value for sign +1 (or 0), the lowest for -1.

    `values` is one list of areas. Ties share the better (lower) number and the next rank is skipped:
    1, 2, 2, 4. NaN is unranked (NaN).
    """
    data = rounded(values).ravel()
    risk = data if sign >= 0 else -data
    ranks = np.full(risk.shape, np.nan)
    seen = ~np.isnan(risk)
    ordered = np.sort(-risk[seen])
    ranks[seen] = np.searchsorted(ordered, -risk[seen], side="left") + 1.0
    return ranks


def tied(ranks: ArrayLike) -> Bools:
    """Where another area has the same rank: to be shown as `3=`."""
    data = floats(ranks)
    _, place, number = np.unique(data, return_inverse=True, return_counts=True)
    return np.asarray((number[place].reshape(data.shape) > 1) & ~np.isnan(data))
