"""Exact confidence sets for the ranks of counts that share one total, such as votes or cases by cause."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

from alemap.stats._arrays import Floats, check_confidence, check_counts, floats, scipy_module
from alemap.stats.multiple import bonferroni, holm
from alemap.stats.ranksets import RankSets, Side, rank_sets_from

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


def rank_sets_of_counts(
    counts: ArrayLike,
    *,
    confidence: float = 0.95,
    simultaneous: bool = True,
    side: Side = "both",
    correction: Literal["holm", "bonferroni"] = "holm",
) -> RankSets:
    """Confidence sets for the ranks of multinomial counts; rank 1 the largest.

    Each pair is tested exactly: given their sum, a count is binomial with one half. Only for counts
    with the same exposure, never for rates of areas of different size. Missing counts take no part. The
    correction holds both for simultaneous sets (all pairs) and for sets by themselves (an area's own pairs).
    Source: Mogstad, Romano, Shaikh & Wilhelm, NBER working paper 29768, section 4; Holm 1979.
    """
    check_confidence(confidence)
    data = floats(counts).ravel()
    check_counts(data, np.ones(()), bounded=False)
    taking = ~np.isnan(data)
    x = data[taking]
    adjust = holm if correction == "holm" else bonferroni
    p = _above(x)
    alpha = 1.0 - confidence
    if simultaneous:
        apart = adjust(p) <= alpha
        above, below = apart.sum(axis=0), apart.sum(axis=1)
    else:
        # One family of tests per area: the others above it, the others below it.
        sides = [part for part, left_out in ((p.T, "upper"), (p, "lower")) if side != left_out]
        limit = _limits(np.concatenate(sides, axis=1), alpha, correction)
        with np.errstate(invalid="ignore"):
            above, below = (limit >= p.T).sum(axis=1), (p <= limit).sum(axis=1)
    found = above, below, np.full(x.size, np.nan)
    return rank_sets_from(data, taking, 1.0, found, side)


def _limits(family: Floats, alpha: float, correction: Literal["holm", "bonferroni"]) -> Floats:
    """Largest p-value that is significant within each row's own family [areas, 1]; -1 where none is."""
    if not family.size:
        return np.full((len(family), 1), -1.0)
    ordered = np.sort(family, axis=1)
    number = np.count_nonzero(~np.isnan(ordered), axis=1, keepdims=True)
    factor = number - np.arange(ordered.shape[1]) if correction == "holm" else number
    significant = np.logical_and.accumulate(ordered * factor <= alpha, axis=1)
    last = significant.sum(axis=1, keepdims=True)
    found = np.take_along_axis(ordered, np.maximum(last - 1, 0), axis=1)
    return np.where(last > 0, found, -1.0)


def _above(x: Floats) -> Floats:
    """P-value [j, k] of the test that j is no larger than k; NaN on the diagonal."""
    first, second = x[:, np.newaxis], x[np.newaxis, :]
    p = floats(scipy_module("special").betainc(np.maximum(first, 1.0), second + 1.0, 0.5))
    p = np.where(first == 0, 1.0, p)
    np.fill_diagonal(p, np.nan)
    return p
