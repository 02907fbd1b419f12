"""Draws of an index: its rules chosen anew, its weights moved, its sampling error added.

Arrays are draws x areas. Weights and methods are drawn apart from chance, so that what each does to the
ranks can be told from the other.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Protocol

import numpy as np

from alemap.stats._arrays import Bools, Floats, Ints, divide, floats
from alemap.stats.indexoptions import Choices, methods
from alemap.stats.indexrules import (
    IndexRules,
    averaged_members,
    scored_members,
    weights_of,
)
from alemap.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from alemap.stats.indexrules import Members

_BLOCK = 100_000
"""Draws times areas worked on at once: few enough to stay near the processor."""
_EVEN = 1 << 15
"""Fifteen bits tell a chance to within 0.00002, and none and all exactly."""


Block = tuple[Floats, Floats, Floats, Floats, Floats]
"""Some draws [draws, areas taking part]: the index; the same choices with other chance; the same chance with
other choices; and under the draw's choices the index without chance, and its standard error."""


class Draws(Protocol):
    """Blocks of draws of an index by its members, rules, choices and the areas to rank.

    `compared`: whether the last two of a block are wanted; they may be empty otherwise.
    """

    def __call__(
        self, members: Members, rules: IndexRules, choices: Choices, taking: Bools, *, compared: bool
    ) -> Iterator[Block]:
        """Draw."""
        ...


def averaged(
    members: Members, rules: IndexRules, choices: Choices, taking: Bools, *, compared: bool
) -> Iterator[Block]:
    """Draws of an index that is a mean."""
    seeds = np.random.SeedSequence(choices.seed).spawn(4)
    members = averaged_members(members, rules)
    variants = [
        _Variant.of(members, each, taking, turned=each.high_is_worse != rules.high_is_worse)
        for each in methods(rules, choices)
    ]
    drawn = [_Drawn.of(variants, members, rules, choices, np.random.default_rng(seed)) for seed in seeds[:2]]
    noise = [np.random.default_rng(seed) for seed in seeds[2:]]
    ranked = int(taking.sum())
    step = max(1, _BLOCK // max(ranked, 1))
    for start in range(0, choices.draws, step):
        here = slice(start, min(start + step, choices.draws))
        chance, other_chance = (rng.standard_normal((here.stop - start, ranked)) for rng in noise)
        (centre, spread), (other_centre, other_spread) = (each.block(variants, here) for each in drawn)
        yield (
            centre + spread * chance,
            centre + spread * other_chance,
            other_centre + other_spread * chance,
            centre if compared else centre[:0],
            spread if compared else spread[:0],
        )


@dataclass(frozen=True, slots=True)
class _Variant:
    """Scores and squared errors under one method: of the areas that have all members, and of the rest.

    `scores`, `squares` [members, complete areas]; `rest_scores`, `rest_squares` [other areas, members].
    """

    geometric: bool
    turned: bool
    complete: Bools
    scores: Floats
    squares: Floats
    rest_scores: Floats
    rest_squares: Floats
    weights: Floats

    @classmethod
    def of(cls, members: Members, rules: IndexRules, taking: Bools, *, turned: bool) -> _Variant:
        scored = scored_members(members, rules)
        weights = weights_of(members, scored.scores, rules)
        scores, errors = scored.scores[taking], np.where(np.isnan(members.errors), 0.0, scored.errors)[taking]
        geometric = rules.aggregation == "geometric"
        if geometric:
            low = rules.bounds[0]
            above, below = np.maximum(scores + errors, low), np.maximum(scores - errors, low)
            errors = (np.log(above) - np.log(below)) / 2.0
            scores = np.log(scores)
        squares = np.nan_to_num(errors) ** 2
        full = np.asarray(~np.isnan(scores).any(axis=1))
        return cls(
            geometric,
            turned,
            full,
            np.ascontiguousarray(scores[full].T),
            np.ascontiguousarray(squares[full].T),
            scores[~full],
            squares[~full],
            weights,
        )


@dataclass(frozen=True, slots=True)
class _Drawn:
    """The choices of every draw: method, weights of members and of categories."""

    method: Ints
    weights: Floats
    group_weights: Floats
    groups: tuple[str, ...]
    of_members: tuple[str, ...]

    @classmethod
    def of(
        cls,
        variants: Sequence[_Variant],
        members: Members,
        rules: IndexRules,
        choices: Choices,
        rng: np.random.Generator,
    ) -> _Drawn:
        number = choices.draws
        method = rng.permutation(number) % len(variants)
        groups = tuple(dict.fromkeys(members.groups))
        given = rules.group_weights or dict.fromkeys(groups, 1.0)
        group_weights = _moved(np.array([[given.get(g, 0.0) for g in groups]] * number), choices, rng)
        start = np.array([each.weights for each in variants])[method]
        weights = np.empty(start.shape)
        for group in groups:
            columns = [n for n, each in enumerate(members.groups) if each == group]
            weights[:, columns] = _moved(start[:, columns], choices, rng)
        weights *= kept_in(number, len(members.names), choices, rng)
        return cls(method, weights, group_weights, groups, members.groups)

    def block(self, variants: Sequence[_Variant], here: slice) -> tuple[Floats, Floats]:
        """Value and standard error of some draws [draws, areas], in standard scores of the draw."""
        method = self.method[here]
        centre, spread = np.empty((2, method.size, variants[0].complete.size))
        for place, variant in enumerate(variants):
            rows = np.flatnonzero(method == place)
            x, e = self._combined(variant, rows + here.start)
            middle, scale = moments(x)
            x -= middle
            x /= scale
            e /= scale
            # An area whose only members a draw leaves out stands in the middle.
            centre[rows], spread[rows] = np.nan_to_num(x), np.nan_to_num(e)
        return centre, spread

    def _combined(self, variant: _Variant, rows: Ints) -> tuple[Floats, Floats]:
        """Value and error of the index for every draw of weights: products of matrices."""
        full = variant.complete
        whole = self._effective(rows)
        if full.all():
            value, error = whole @ variant.scores, np.sqrt(whole**2 @ variant.squares)
        else:
            value, error = np.empty((2, rows.size, full.size))
            value[:, full], error[:, full] = whole @ variant.scores, np.sqrt(whole**2 @ variant.squares)
            value[:, ~full], error[:, ~full] = self._filling_in(variant, rows)
        if variant.geometric:
            np.exp(value, out=value)
            error *= value
        return (-value if variant.turned else value), error

    def _effective(self, rows: Ints) -> Floats:
        """Weight of each member in the whole index where nothing is missing [draws, members]."""
        inside = np.equal.outer(np.asarray(self.groups), np.asarray(self.of_members)).astype(np.float64)
        weights = self.weights[rows]
        having = weights @ inside.T
        share = np.where(having > 0, self.group_weights[rows], 0.0)
        each = np.nan_to_num(divide(share, having * share.sum(axis=1, keepdims=True)))
        return floats(weights * (each @ inside))

    def _filling_in(self, variant: _Variant, rows: Ints) -> tuple[Floats, Floats]:
        """Value and error where members are missing: the others of the category take their weight."""
        scores, squares = variant.rest_scores, variant.rest_squares
        total, sums, variance = np.zeros((3, rows.size, len(scores)))
        for number, group in enumerate(self.groups):
            columns = [n for n, each in enumerate(self.of_members) if each == group]
            drawn, there = self.weights[rows][:, columns], ~np.isnan(scores[:, columns])
            having = drawn @ there.T.astype(np.float64)
            share = np.where(having > 0, self.group_weights[rows, number : number + 1], 0.0)
            scale = np.nan_to_num(divide(share, having))
            total += share
            sums += scale * (drawn @ np.nan_to_num(scores[:, columns]).T)
            variance += scale**2 * (drawn**2 @ np.where(there, squares[:, columns], 0.0).T)
        return divide(sums, total), divide(np.sqrt(variance), total)


def moments(x: Floats) -> tuple[Floats, Floats]:
    """Mean and standard deviation of each draw over the areas [draws, 1]; no spread counts as 1."""
    if np.isnan(x).any():
        middle, spread = np.nanmean(x, axis=1), np.nanstd(x, axis=1)
    else:
        middle = x.mean(axis=1)
        # The mean of squares will do: scores lie near 0, or spread more than a thousandth of their mean.
        spread = np.sqrt(np.maximum(np.einsum("ij,ij->i", x, x) / x.shape[1] - middle**2, 0.0))
    return middle[:, np.newaxis], np.where(spread > 0, spread, 1.0)[:, np.newaxis]


def _moved(weights: Floats, choices: Choices, rng: np.random.Generator) -> Floats:
    """Draw weights around the given ones [draws, weights]."""
    if choices.weights == "dirichlet":
        total = weights.sum(axis=1, keepdims=True)
        return floats(rng.standard_gamma(np.nan_to_num(divide(weights, total)) * weights.shape[1]))
    half = choices.weights
    return floats(weights * rng.uniform(1.0 - half, 1.0 + half, weights.shape))


def kept_in(number: int, size: int, choices: Choices, rng: np.random.Generator) -> Bools:
    """Whether a draw keeps a member: it leaves out one, or none [draws, members]."""
    kept = np.ones((number, size), dtype=np.bool_)
    if choices.leave_one_out and size > 1:
        left = rng.integers(0, size + 1, number)
        kept[left < size, left[left < size]] = False
    return kept


def counted(
    members: Members, rules: IndexRules, choices: Choices, taking: Bools, *, compared: bool
) -> Iterator[Block]:
    """Draws of a count: each criterion is met with its chance; a draw may leave a member out."""
    seeds = np.random.SeedSequence(choices.seed).spawn(4)
    scored = scored_members(members, rules)
    chance = scored.chance
    likely = np.nan_to_num(np.empty((taking.size, 0)) if chance is None else chance)[taking]
    sure = np.nan_to_num(scored.scores)[taking]
    doubt = likely * (1.0 - likely)
    below = np.ascontiguousarray(np.rint(likely.T * _EVEN), dtype=np.uint16)
    number, size = choices.draws, len(members.names)
    kept, other = (kept_in(number, size, choices, np.random.default_rng(seed)) for seed in seeds[:2])
    lots = [np.random.default_rng(seed) for seed in seeds[2:]]
    step = max(1, _BLOCK // max(below.shape[1], 1))
    for start in range(0, number, step):
        here = slice(start, min(start + step, number))
        shape = (here.stop - start, below.shape[1])
        sums, lost = np.zeros((2, *shape), dtype=np.uint16), np.zeros((3, *shape), dtype=np.uint16)
        for member, column in enumerate(below):
            met, again = (evenly(rng, shape) >> 1 < column for rng in lots)
            sums[0] += met
            sums[1] += again
            # what the draws that leave this member out do not count
            for place, (gone, hits) in enumerate(((kept, met), (kept, again), (other, met))):
                rows = np.flatnonzero(~gone[here, member])
                lost[place, rows] += hits[rows]
        first, same_choice, same_chance = (sums[[0, 1, 0]] - lost).astype(np.float64)
        counted_in = kept[here].astype(np.float64)
        plain = (counted_in @ sure.T, np.sqrt(counted_in @ doubt.T)) if compared else (first[:0], first[:0])
        yield first, same_choice, same_chance, *plain


def evenly(rng: np.random.Generator, shape: tuple[int, int]) -> NDArray[np.uint16]:
    """Whole numbers below 65,536, each as likely, four of every number that the generator gives."""
    raw = rng.bit_generator.random_raw(-(-math.prod(shape) // 4))
    return np.asarray(raw, dtype=np.uint64).view(np.uint16)[: math.prod(shape)].reshape(shape)
