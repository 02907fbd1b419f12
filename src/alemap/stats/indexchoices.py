"""How sure the ranks of an index are, given both chance and the choices made when it was built.

Each draw chooses a scale and a mean among those declared, moves every weight, leaves out a member or
none, and adds the sampling error that the index then has. Ranks are taken in every draw.
Sources: Saisana, Saltelli & Tarantola, Journal of the Royal Statistical Society A 2005; 168: 307-323;
OECD/JRC, Handbook on Constructing Composite Indicators, 2008, step 7.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from alemap.stats._arrays import Bools, Floats, divide, floats
from alemap.stats.excessdraws import excess
from alemap.stats.indexdraws import averaged, counted
from alemap.stats.indexrules import index_by_rules
from alemap.stats.ranksets import rank_sets
from alemap.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from alemap.stats.indexdraws import Draws
    from alemap.stats.indexoptions import Choices
    from alemap.stats.indexrules import IndexRules, Members

_STILL = 1e-12
"""A variance of ranks below this is none."""

_EQUAL = 1e-12

ALL_PAIRS_UP_TO = 600
"""Up to so many areas every pair is followed through the draws."""


@dataclass(frozen=True, slots=True)
class IndexRanks:
    """Ranks of an index with the places each area can hold, and where the doubt comes from.

    `lowest`, `highest` [areas]: the ends of the rank interval. `sampling`
    [areas]: the share of the variance of the area's rank that is chance, the rest being weights and method
    (NaN where the rank never moves); `sampling_overall` the same over all areas together. `mean` and
    `deviation` [areas] of the rank over the draws. `together`: the intervals hold for all areas at once; of
    too many areas each holds by itself.
    """

    lowest: Floats
    highest: Floats
    sampling: Floats
    sampling_overall: float
    mean: Floats
    deviation: Floats
    together: bool


def index_ranks(
    members: Members,
    rules: IndexRules,
    choices: Choices,
    *,
    among: Sequence[int] | None = None,
    confidence: float = 0.95,
) -> IndexRanks:
    """Rank intervals over chance, weights and method together, and the two parts of the doubt.

    `among`: the areas to rank, default all that have an index value; the members' scales rest on all. One
    area lies above another for certain when it does so beyond chance (at the simultaneous critical value of
    all pairs) under at least the share `confidence` of the drawn choices. Above `ALL_PAIRS_UP_TO` areas the
    interval is instead the middle `confidence` of the area's own ranks over the draws, each area by itself.
    The two parts are the Shapley shares of the rank's variance, what both do only together being
    divided equally. ValueError as `index_by_rules`.
    Source: Mogstad, Romano, Shaikh & Wilhelm, Review of Economic Studies 2024; 91: 476-518 (the sets, here
    required to hold under most choices); Owen, SIAM/ASA Journal on Uncertainty Quantification 2014; 2:
    245-251 (the shares).
    """
    made = index_by_rules(members, rules)
    value = made.index.value
    taking = np.zeros(value.size, dtype=np.bool_)
    taking[np.arange(value.size) if among is None else np.asarray(among, dtype=np.int64)] = True
    taking &= ~np.isnan(value)
    draw: Draws = averaged
    if rules.form == "excess_share":
        draw = excess
    elif rules.counts:
        draw = counted
    sign = 1.0 if rules.high_is_worse else -1.0
    critical = 0.0
    if 1 < taking.sum() <= ALL_PAIRS_UP_TO:
        errors = np.nan_to_num(made.uncertainty.standard_error[taking])
        sets = rank_sets(
            value[taking],
            errors,
            confidence=confidence,
            draws=choices.draws,
            seed=choices.seed,
            step_down=False,
        )
        critical = float(sets.critical[0])
    tally = _Tally(int(taking.sum()), critical, whole=draw is counted)
    for first, same_choice, same_chance, centre, spread in draw(
        members, rules, choices, taking, compared=tally.pairs
    ):
        tally.rank(sign * first, sign * same_choice, sign * same_chance)
        tally.compare(sign * centre, spread)
    return tally.result(taking, confidence)


class _Tally:
    """What is kept of the draws: sums of ranks and their products, and how often one area lies above."""

    def __init__(self, number: int, critical: float, *, whole: bool) -> None:
        self.critical, self.whole = critical, whole
        self.middle = (number + 1.0) / 2.0
        self.sums, self.products = np.zeros((2, 3, number))
        self.pairs = number <= ALL_PAIRS_UP_TO
        self.above = np.zeros((number, number) if self.pairs else (0, 0))
        self.ranks: list[NDArray[np.float32]] = []
        self.number = 0

    def rank(self, first: Floats, same_choice: Floats, same_chance: Floats) -> None:
        """Rank a block of draws."""
        ranks = [_ranks(each, whole=self.whole) - self.middle for each in (first, same_choice, same_chance)]
        if not self.pairs:
            self.ranks.append((ranks[0] + self.middle).astype(np.float32))
        for n, each in enumerate(ranks):
            self.sums[n] += each.sum(axis=0)
            self.products[n] += np.einsum("ij,ij->j", ranks[0], each)
        self.number += len(first)

    def compare(self, centre: Floats, spread: Floats) -> None:
        """Count for every pair the draws in which the one lies above the other beyond chance."""
        if not self.pairs:
            return
        limit = (self.critical * spread) ** 2
        for values, squares in zip(centre, limit, strict=True):
            gap = values[:, np.newaxis] - values
            # Values that differ by rounding alone are equal.
            gap[gap < _EQUAL] = 0.0
            self.above += gap**2 > squares[:, np.newaxis] + squares

    def result(self, taking: Bools, confidence: float) -> IndexRanks:
        """Turn the sums into rank intervals and shares."""
        mean = self.sums / self.number
        covariance = self.products / self.number - mean[0] * mean
        variance = np.maximum(covariance[0], 0.0)
        by_choice, by_chance = np.clip(covariance[1:], 0.0, variance)
        # What choice and chance do only together is divided equally between them.
        part = (by_chance + variance - by_choice) / 2.0
        share = np.where(variance > _STILL, divide(part, variance), np.nan)
        overall = float(divide(part.sum(), variance.sum()))
        lowest, highest = self._sets(confidence)
        full = np.full((5, taking.size), np.nan)
        full[:, taking] = lowest, highest, share, mean[0] + self.middle, np.sqrt(variance)
        return IndexRanks(full[0], full[1], full[2], overall, full[3], full[4], self.pairs)

    def _sets(self, confidence: float) -> tuple[Floats, Floats]:
        """Best and worst place of each area."""
        if not self.pairs:
            cut = round((1.0 - confidence) / 2.0 * self.number)
            ends = cut, self.number - 1 - cut
            ranks = np.partition(np.concatenate(self.ranks).T, ends, axis=1)
            return np.floor(ranks[:, cut]).astype(np.float64), np.ceil(ranks[:, ends[1]]).astype(np.float64)
        sure = self.above >= confidence * self.number - _STILL
        return 1.0 + sure.sum(axis=0), len(sure) - sure.sum(axis=1).astype(np.float64)


def _ranks(x: Floats, *, whole: bool) -> Floats:
    """Rank of each area in each draw, 1 the highest; whole numbers that are equal share a middle place."""
    if not whole:
        order = np.argsort(-x, axis=1)
        ranks = np.empty(x.shape)
        np.put_along_axis(ranks, order, np.arange(1.0, x.shape[1] + 1.0)[np.newaxis], axis=1)
        return ranks
    steps = (x.max(initial=0.0) - x).astype(np.int64)
    width = int(steps.max(initial=0)) + 1
    flat = (np.arange(len(x))[:, np.newaxis] * width + steps).ravel()
    count = np.bincount(flat, minlength=len(x) * width).reshape(len(x), width)
    last = np.cumsum(count, axis=1)
    return floats((last - (count - 1) / 2.0).ravel()[flat].reshape(x.shape))
