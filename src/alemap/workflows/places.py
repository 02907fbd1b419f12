"""Places: ranks with the worst first, how sure each is, and the order of the rows."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from alemap.stats._arrays import normal_quantile
from alemap.stats.ranks import rank_worst_first, tied
from alemap.stats.ranksets import rank_sets
from alemap.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alemap.domain import Polarity
    from alemap.results import Figure, RankRow

RANK_DRAWS = 4000
"""Random draws behind a rank set (seeded): enough that another seed moves no end by more than one place."""


@dataclass(frozen=True, slots=True)
class Place:
    """An area's rank, and the best and worst place it can hold by the data."""

    rank: int | None
    tied: bool
    lowest: int | None
    highest: int | None


def find_places(figures: Sequence[Figure], polarity: Polarity, confidence: float) -> list[Place]:
    """Ranks with their simultaneous confidence sets; no sets where a valued area lacks an interval."""
    bounds = np.array([(f.value, f.lower, f.upper) for f in figures], dtype=float).reshape(-1, 3)
    ranks = rank_worst_first(bounds[:, 0], polarity.sign)
    ties = tied(ranks)
    errors = (bounds[:, 2] - bounds[:, 1]) / (2 * normal_quantile(confidence))
    lowest = highest = np.full(len(figures), np.nan)
    valued = ~np.isnan(bounds[:, 0])
    if valued.sum() > 1 and not np.isnan(errors[valued]).any():
        sets = rank_sets(bounds[:, 0], errors, polarity.sign, confidence=confidence, draws=RANK_DRAWS)
        lowest, highest = sets.lowest, sets.highest
    return [
        Place(_whole(rank), bool(tie), _whole(low), _whole(high))
        for rank, tie, low, high in zip(
            ranks.tolist(), ties.tolist(), lowest.tolist(), highest.tolist(), strict=True
        )
    ]


def _whole(number: float) -> int | None:
    return None if math.isnan(number) else int(number)


def ordered(rows: Sequence[RankRow], top: int | None) -> tuple[RankRow, ...]:
    """The worst first; areas without value last, and kept whatever `top` says, for they are named."""
    valued = sorted((r for r in rows if r.rank is not None), key=lambda r: (r.rank, r.area.name, r.area.code))
    without = sorted((r for r in rows if r.rank is None), key=lambda r: (r.area.name, r.area.code))
    return (*(valued if top is None else valued[:top]), *without)
