"""How unevenly a group lives: dissimilarity, isolation and exposure over the areas of a place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from alemap.stats._arrays import divide, floats
from alemap.values import dataclass

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


@dataclass(frozen=True, slots=True)
class Segregation:
    """Shares from 0 to 1; isolation and exposure add up to 1."""

    dissimilarity: float
    isolation: float
    exposure: float


def segregation(group: ArrayLike, rest: ArrayLike) -> Segregation:
    """Measure one group against the rest of the population; one count of each per area.

    Dissimilarity: the share of the group that would have to move for an even spread. Isolation
    (exposure): the group's share (the rest's share) where a member of the group lives, on average.
    Areas missing either count are left out; a group or rest of nobody: NaN where it divides.
    Source: Massey & Denton, Social Forces 1988; 67: 281-315.
    """
    members, others = floats(group), floats(rest)
    both = ~np.isnan(members + others)
    members, others = members[both], others[both]
    of_group, of_rest = divide(members, members.sum()), divide(others, others.sum())
    # An empty area divides by nothing, and nobody of the group lives there to count it.
    local = np.where(members + others > 0, divide(members, members + others), 0.0)
    isolation = float((of_group * local).sum())
    return Segregation(float(np.abs(of_group - of_rest).sum() / 2.0), isolation, 1.0 - isolation)
