"""Rounded sources: what rounding adds to an interval.

A figure rounded to a step is off by an amount spread evenly over one step, with standard error
step/sqrt(12); errors of separately rounded parts add as squares.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from alemap.stats._arrays import floats, normal_quantile
from alemap.stats.intervals import Interval

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


def widened(interval: Interval, standard_error: ArrayLike, confidence: float = 0.95) -> Interval:
    """Widen an interval by a further, independent error on each side.

    Each limit's distance from the value and z times `standard_error` (same unit) are added as squares
    (MOVER, Zou & Donner, Statistics in Medicine 2008; 27: 1693-1702). A missing error adds nothing;
    an interval that is missing stays so. For one rounded figure the normal quantile is a little wide:
    0.57 of a step where 0.475 holds 95 %.
    """
    extra = normal_quantile(confidence) * np.nan_to_num(floats(standard_error))
    return Interval(
        interval.value,
        interval.value - np.hypot(interval.value - interval.lower, extra),
        interval.value + np.hypot(interval.upper - interval.value, extra),
    )
