"""Indices of other producers: the exponential transformation of ranks and the Care Need Index."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from alemap.stats._arrays import Floats, divide, floats

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

SCALE = 23.0
"""Makes good on one domain cancel about a tenth of bad on another."""

CARE_NEED_WEIGHTS = {
    "under5": 3.23,
    "foreign_born": 5.72,
    "over65_alone": 6.15,
    "single_parent": 4.19,
    "moved_in": 4.19,
    "unemployed": 5.13,
    "low_educated": 3.97,
}
"""Statistics Sweden's weights per person of the seven groups."""


def exponential(rank: ArrayLike, number: ArrayLike) -> Floats:
    """Turn ranks (1 the most deprived of `number`) into scores 0 to 100 that stretch the worst end.

    Missing ranks stay missing; rank 1 gives 100. ValueError for a rank outside 1 to `number`.
    Source: The English Indices of Deprivation 2019, technical report, appendix E.
    """
    place, size = floats(rank), floats(number)
    if np.any((place < 1) | (place > size)):
        raise ValueError("a rank lies outside 1 to the number of areas")
    relative = (size - place + 1.0) / size
    return floats(-SCALE * np.log(1.0 - relative * (1.0 - np.exp(-100.0 / SCALE))))


def deciles(rank: ArrayLike, number: ArrayLike) -> Floats:
    """Decile of a rank: 1 holds the first tenth (the most deprived when rank 1 is)."""
    return floats(np.ceil(10.0 * floats(rank) / floats(number)))


def care_need_sum(counts: ArrayLike, weights: ArrayLike | None = None) -> Floats:
    """Weighted number of persons with care needs; `counts` [..., 7] in the order of `CARE_NEED_WEIGHTS`.

    Source: Sundquist, Malmstrom, Johansson & Sundquist, Journal of Epidemiology and Community Health
    2003; 57: 347-352; weights as published by Statistics Sweden.
    """
    share = floats(list(CARE_NEED_WEIGHTS.values()) if weights is None else weights)
    return floats((floats(counts) * share).sum(axis=-1))


def care_need_index(counts: ArrayLike, population: ArrayLike, reference: float | None = None) -> Floats:
    """Care Need Index: an area's weighted sum per person against the reference mean.

    `counts` [areas, 7], `population` [areas]. `reference` defaults to the population-weighted mean of
    the areas given, so that the index's own weighted mean is 1. No population: NaN.
    """
    total, persons = care_need_sum(counts), floats(population)
    if reference is None:
        both = ~np.isnan(total + persons)
        reference = float(divide(total[both].sum(), persons[both].sum()))
    return divide(divide(total, persons), reference)
