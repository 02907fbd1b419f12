"""P-values adjusted for the number of comparisons.

All functions take an array of any shape as one family. NaN stays NaN and does not count.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from alemap.stats._arrays import Floats, Ints, floats

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import ArrayLike


def comparisons(p_values: ArrayLike) -> int:
    """How many p-values there are: the number to print beside adjusted ones."""
    return int(np.count_nonzero(~np.isnan(floats(p_values))))


def bonferroni(p_values: ArrayLike) -> Floats:
    """P-values times their number, at most 1. Source: Dunn, JASA 1961; 56: 52-64."""
    return _adjust(p_values, lambda p: p * p.size)


def holm(p_values: ArrayLike) -> Floats:
    """Holm's step-down adjustment: controls the chance of any false finding.

    Source: Holm, Scandinavian Journal of Statistics 1979; 6: 65-70.
    """

    def step_down(p: Floats) -> Floats:
        order = np.argsort(p, kind="stable")
        steps = np.maximum.accumulate(p[order] * np.arange(p.size, 0, -1))
        return _unsort(steps, order)

    return _adjust(p_values, step_down)


def benjamini_hochberg(p_values: ArrayLike) -> Floats:
    """Benjamini-Hochberg's step-up adjustment: controls the share of false findings.

    Source: Benjamini & Hochberg, JRSS B 1995; 57: 289-300.
    """
    return _adjust(p_values, lambda p: _step_up(p, 1.0))


def benjamini_yekutieli(p_values: ArrayLike) -> Floats:
    """Like Benjamini-Hochberg, valid under any dependence between the tests.

    Source: Benjamini & Yekutieli, Annals of Statistics 2001; 29: 1165-1188.
    """
    return _adjust(p_values, lambda p: _step_up(p, float(np.sum(1.0 / np.arange(1, p.size + 1)))))


def hochberg(p_values: ArrayLike) -> Floats:
    """Hochberg's step-up adjustment: as Holm, a little sharper for independent tests.

    Source: Hochberg, Biometrika 1988; 75: 800-802.
    """

    def step_up(p: Floats) -> Floats:
        order = np.argsort(p, kind="stable")[::-1]
        steps = np.minimum.accumulate(p[order] * np.arange(1, p.size + 1))
        return _unsort(steps, order)

    return _adjust(p_values, step_up)


def _step_up(p: Floats, factor: float) -> Floats:
    order = np.argsort(p, kind="stable")[::-1]
    steps = np.minimum.accumulate(p[order] * (factor * p.size / np.arange(p.size, 0, -1)))
    return _unsort(steps, order)


def _unsort(steps: Floats, order: Ints) -> Floats:
    back = np.empty_like(steps)
    back[order] = steps
    return back


def _adjust(p_values: ArrayLike, method: Callable[[Floats], Floats]) -> Floats:
    """Apply `method` to the values that are there, and cap at 1; ValueError outside [0, 1]."""
    adjusted = floats(p_values).copy()
    seen = ~np.isnan(adjusted)
    present = adjusted[seen]
    if np.any((present < 0) | (present > 1)):
        raise ValueError("a p-value lies outside 0 to 1")
    if present.size:
        adjusted[seen] = np.minimum(method(present), 1.0)
    return adjusted
