"""Filling gaps before an index is built, so that the rule is written down and not left to chance."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from alemap.stats._arrays import Floats, divide, floats

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike


def impute_group_mean(values: ArrayLike, groups: Sequence[str]) -> Floats:
    """Fill each missing value with the mean of its indicator over the areas of the same group.

    `values` [areas, indicators]; `groups` [areas], for example the kind of municipality. A group with
    no value at all stays missing. An imputed value is no observation: count coverage before this step.
    Source: OECD/JRC, Handbook on Constructing Composite Indicators, 2008, step 3.
    """
    data = floats(values)
    names, member = np.unique(np.asarray(groups, dtype=np.str_), return_inverse=True)
    if member.shape != data.shape[:1]:
        raise ValueError(f"{member.size} groups for {data.shape[0]} areas")
    belongs = (member == np.arange(names.size)[:, np.newaxis]).astype(np.float64)
    seen = ~np.isnan(data)
    means = divide(belongs @ np.where(seen, data, 0.0), belongs @ seen.astype(np.float64))
    return np.where(seen, data, means[member])
