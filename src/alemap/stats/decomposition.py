"""Exactly additive accounts of a difference: rate against composition, and indicator by indicator."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from alemap.stats._arrays import Floats, divide, floats
from alemap.values import dataclass

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


@dataclass(frozen=True, slots=True)
class Kitagawa:
    """Per stratum what composition and rate contribute to A - B, and the totals, which add up to it."""

    composition: Floats
    rate: Floats
    composition_effect: Floats
    rate_effect: Floats
    difference: Floats


def kitagawa(share_a: ArrayLike, share_b: ArrayLike, rate_a: ArrayLike, rate_b: ArrayLike) -> Kitagawa:
    """Split the difference of two overall rates into composition and rate effects, without remainder.

    Shares of the population and rates per stratum [..., strata]. In each stratum the composition
    effect is the difference in share times the mean rate, the rate effect the difference in rate times
    the mean share. A stratum that one side lacks has share 0 there; give it the other side's rate, so
    that it counts as composition alone. Missing: NaN.
    Source: Kitagawa, JASA 1955; 50: 1168-1194.
    """
    sa, sb, ra, rb = (floats(part) for part in (share_a, share_b, rate_a, rate_b))
    composition = (sa - sb) * (ra + rb) / 2.0
    rate = (ra - rb) * (sa + sb) / 2.0
    by_composition, by_rate = composition.sum(axis=-1), rate.sum(axis=-1)
    return Kitagawa(composition, rate, by_composition, by_rate, by_composition + by_rate)


def index_difference(score_a: ArrayLike, score_b: ArrayLike, weight: ArrayLike) -> Floats:
    """Find what each indicator contributes to the difference A - B of an additive index.

    Scores and weights [..., indicators]; weights are normalised to sum 1. The contributions add up to
    the difference. ValueError for a negative weight.
    """
    share = floats(weight)
    if np.any(share < 0):
        raise ValueError("weights must be 0 or more")
    return divide(share, share.sum(axis=-1, keepdims=True)) * (floats(score_a) - floats(score_b))
