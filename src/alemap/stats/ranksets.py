"""How sure a rank is: confidence sets for the ranks of areas, and for who is among the worst.

Source of the method: Mogstad, Romano, Shaikh & Wilhelm, Review of Economic Studies 2024; 91: 476-518.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

from alemap.stats._arrays import Bools, Floats, Ints, check_confidence, floats, scipy_module
from alemap.stats.ranks import rank_worst_first, rounded
from alemap.values import dataclass

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

FEWEST_DRAWS = 1000
MOST_DRAWS = 20_000

Side = Literal["both", "lower", "upper"]

_FIRST_TRIED = 12
_ALL_PAIRS_UP_TO = 64
_BLOCK = 4_000_000
_CACHED = 100_000


@dataclass(frozen=True, slots=True)
class RankSets:
    """Ranks with the best and the worst place each area can hold; NaN where it takes no part.

    Rank 1 is the worst. `lowest` and `highest` are the ends of the set: `3 (1-6)`. `critical`: how many
    standard errors apart two areas must lie to count as different. `compared` is the number of areas
    that take part.
    """

    rank: Floats
    lowest: Floats
    highest: Floats
    critical: Floats
    compared: int


def rank_sets(
    values: ArrayLike,
    standard_errors: ArrayLike,
    sign: float = 1.0,
    *,
    confidence: float = 0.95,
    simultaneous: bool = True,
    side: Side = "both",
    draws: int | None = None,
    seed: int = 1,
    step_down: bool = True,
) -> RankSets:
    """Confidence sets for the ranks of areas with independent, normally distributed estimates.

    `values`, `standard_errors` [areas]; `sign` as in `rank_worst_first`. Simultaneous sets hold for all
    areas at once with the given confidence; otherwise each holds by itself. `side` `lower` (`upper`)
    bounds only the low (high) end. Areas without a value or standard error take no part; a standard
    error of 0 is a value known exactly. Every pair is tested with step-down: pairs told apart drop out
    and the rest is tested again (`step_down` False: once, for simultaneous sets that are quicker and a
    little wider). The simultaneous critical value comes from `draws` random draws
    with `seed` (the same seed gives the same sets): 1 000, or more where areas are few, up to 20 000.
    Memory grows with draws times areas, never with pairs times draws. The critical value of a set by
    itself is integrated without chance; its cost grows with pairs.
    """
    check_confidence(confidence)
    data, spread = floats(values).ravel(), floats(standard_errors).ravel()
    if np.any(spread < 0):
        raise ValueError("a standard error is negative")
    taking = ~np.isnan(data) & ~np.isnan(spread)
    x = rounded(data[taking]) * (1.0 if sign >= 0 else -1.0)
    s = spread[taking]
    if simultaneous:
        number = draws or min(MOST_DRAWS, max(FEWEST_DRAWS, _BLOCK // max(x.size, 1) ** 2))
        found = _simultaneous(x, s, confidence, number, seed, again=step_down)
    else:
        found = _marginal(x, s, confidence, side)
    return rank_sets_from(data, taking, sign, found, side)


_Found = tuple[Ints, Ints, Floats]
"""Per area taking part: how many lie significantly above, how many below, and the critical value."""


def rank_sets_from(data: Floats, taking: Bools, sign: float, found: _Found, side: Side) -> RankSets:
    """Turn counts of areas told apart into sets of ranks."""
    above, below, critical = found
    number = int(taking.sum())
    parts = np.full((4, data.size), np.nan)
    parts[0, taking] = rank_worst_first(data[taking], sign)
    parts[1, taking] = above + 1.0 if side != "upper" else 1.0
    parts[2, taking] = number - below if side != "lower" else number
    parts[3, taking] = critical
    rank, lowest, highest, limit = parts
    return RankSets(rank, lowest, highest, limit, number)


def _simultaneous(
    x: Floats, s: Floats, confidence: float, draws: int, seed: int, *, again: bool = True
) -> _Found:
    """Compare all pairs at once."""
    number = x.size
    nobody = np.zeros(number, dtype=np.int64)
    if number < 2:  # noqa: PLR2004 - one area has no rival
        return nobody, nobody, np.full(number, np.nan)
    maxima = _Maxima(x, s, draws, seed)
    critical, counts = np.inf, (nobody, nobody)
    while True:
        new = float(np.quantile(maxima.over_pairs(critical), confidence))
        found = _told_apart(x, s, new) if new < critical else counts
        if not again:
            return *found, np.full(number, new)
        if np.array_equal(found[0], counts[0]) and np.array_equal(found[1], counts[1]):
            return *counts, np.full(number, min(new, critical))
        critical, counts = new, found


def _told_apart(x: Floats, s: Floats, critical: float) -> tuple[Ints, Ints]:
    """Per area: how many others lie above it and below it by more than the critical value."""
    order = np.argsort(-x, kind="stable")
    value, variance = x[order], s[order] ** 2
    above, below = np.zeros((2, x.size), dtype=np.int64)
    rows = max(1, _BLOCK // x.size)
    for first in range(0, x.size, rows):
        block = slice(first, first + rows)
        # Sorted downwards, only areas further on can lie below.
        gap = value[block, np.newaxis] - value[first:]
        gap[gap < 0] = 0.0
        apart = gap**2 > critical**2 * (variance[block, np.newaxis] + variance[first:])
        below[order[block]] += apart.sum(axis=1)
        above[order[first:]] += apart.sum(axis=0)
    return above, below


class _Maxima:
    """Largest standardised difference of each random draw, over the pairs still in question.

    For standard normal z and standard errors s, the difference (z_j s_j - z_k s_k) / sqrt(s_j^2 + s_k^2)
    is at most sqrt(z_j^2 + z_k^2), and at most the larger |z| where both have one sign. So the largest
    of all pairs lies among each draw's few largest and few smallest z, unless the bound says that one
    left out could be larger; then more are tried.
    """

    def __init__(self, x: Floats, s: Floats, draws: int, seed: int) -> None:
        self.x, self.s = x, s
        self.z = np.random.default_rng(seed).standard_normal((draws, x.size))
        # A value known exactly has no error to draw.
        self.z[:, s == 0] = 0.0
        self.best = np.full(draws, np.nan)
        self.pair = np.zeros((2, draws), dtype=np.int64)

    def over_pairs(self, critical: float) -> Floats:
        """Give the maximum of every draw, leaving out pairs (j above k) already told apart at `critical`."""
        if self.x.size <= _ALL_PAIRS_UP_TO:
            return self._over_all(critical)
        left, tried = self._to_find(critical), min(_FIRST_TRIED, self.x.size)
        while left.size:
            step = max(1, _BLOCK // tried**2)
            for first in range(0, left.size, step):
                here = left[first : first + step]
                self.best[here], self.pair[:, here], sure = self._among(self.z[here], tried, critical)
                left[first : first + step] = np.where(sure, -1, here)
            left = left[left >= 0]
            tried = min(4 * tried, self.x.size)
        return self.best.copy()

    def _to_find(self, critical: float) -> Ints:
        """The draws whose maximum is not known: it lay in a pair that has been told apart since.

        Pairs only ever drop out, so a maximum whose pair is still there remains the maximum.
        """
        if critical == np.inf:
            return np.arange(len(self.z))
        up, down = self.pair
        gap = self.x[up] - self.x[down]
        dropped = (gap > 0) & (gap**2 > critical**2 * (self.s[up] ** 2 + self.s[down] ** 2))
        return np.flatnonzero(dropped | np.isnan(self.best))

    def _over_all(self, critical: float) -> Floats:
        order = np.argsort(-self.x, kind="stable")
        x, s = self.x[order], self.s[order]
        first, second = np.triu_indices(x.size, 1)
        sd = np.hypot(s[first], s[second])
        # Two values known exactly have no error between them.
        scale = np.where(sd > 0, sd, np.inf)
        apart = (
            (x[first] - x[second] > critical * sd) if critical < np.inf else np.zeros(sd.shape, dtype=bool)
        )
        errors = self.z[:, order] * s
        maxima = np.empty(len(errors))
        step = max(1, _CACHED // sd.size)
        for start in range(0, len(errors), step):
            block = errors[start : start + step]
            size = (block[:, second] - block[:, first]) / scale
            # Of a pair told apart only the other direction is left to test.
            np.abs(size, out=size, where=~apart)
            maxima[start : start + step] = size.max(axis=1)
        return maxima

    def _among(self, z: Floats, tried: int, critical: float) -> tuple[Floats, Ints, Bools]:
        """Maximum of the `tried` largest against the `tried` smallest z, its pair, and whether it is sure."""
        number = z.shape[1]
        high = np.argpartition(-z, min(tried, number - 1), axis=1)
        low = np.argpartition(z, min(tried, number - 1), axis=1)
        top, bottom = high[:, :tried], low[:, :tried]
        best, pair = self._best(z, top, bottom, critical)
        if tried == number:
            return best, pair, np.ones(len(z), dtype=np.bool_)
        rows = np.arange(len(z))
        largest, smallest = z.max(axis=1), -z.min(axis=1)
        next_high, next_low = z[rows, high[:, tried]], -z[rows, low[:, tried]]
        bound = np.maximum(
            np.hypot(np.maximum(largest, 0), np.maximum(next_low, 0)),
            np.hypot(np.maximum(next_high, 0), np.maximum(smallest, 0)),
        )
        return best, pair, best >= np.maximum(bound, np.maximum(largest, smallest))

    def _best(self, z: Floats, top: Ints, bottom: Ints, critical: float) -> tuple[Floats, Ints]:
        rows = np.arange(len(z))[:, np.newaxis]
        up, down = z[rows, top] * self.s[top], z[rows, bottom] * self.s[bottom]
        square = self.s**2
        variance = square[top][:, :, np.newaxis] + square[bottom][:, np.newaxis, :]
        size = up[:, :, np.newaxis] - down[:, np.newaxis, :]
        # Two values known exactly have no error between them.
        size /= np.sqrt(np.where(variance > 0, variance, np.inf) if (self.s == 0).any() else variance)
        if critical < np.inf:
            gap = self.x[top][:, :, np.newaxis] - self.x[bottom][:, np.newaxis, :]
            size[(gap > 0) & (gap**2 > critical**2 * variance)] = -np.inf
        size[top[:, :, np.newaxis] == bottom[:, np.newaxis, :]] = -np.inf
        flat = size.reshape(len(z), -1)
        place = flat.argmax(axis=1)
        first, second = np.divmod(place, bottom.shape[1])
        draw = np.arange(len(z))
        return flat[draw, place], np.stack([top[draw, first], bottom[draw, second]])


_NODES = 96
_REACH = 9.0


def _marginal(x: Floats, s: Floats, confidence: float, side: Side) -> _Found:
    """Compare each area by itself with all others."""
    above, below = np.zeros((2, x.size), dtype=np.int64)
    limits = np.full(x.size, np.nan)
    nodes, weights = np.polynomial.legendre.leggauss(_NODES)
    points = nodes * _REACH
    density = weights * _REACH * np.exp(-(points**2) / 2.0) / np.sqrt(2.0 * np.pi)
    for area in range(x.size):
        others = np.arange(x.size) != area
        gap = x[others] - x[area]
        sd = np.hypot(s[others], s[area])
        test_above = np.full(gap.shape, side != "upper")
        test_below = np.full(gap.shape, side != "lower")
        while (test_above | test_below).any():
            tests = (test_above, test_below)
            critical = _critical((s[area], s[others], sd), tests, confidence, (points, density))
            limits[area] = critical
            new_above, new_below = test_above & (gap > critical * sd), test_below & (-gap > critical * sd)
            if not (new_above | new_below).any():
                break
            above[area] += int(new_above.sum())
            below[area] += int(new_below.sum())
            test_above, test_below = test_above & ~new_above, test_below & ~new_below
    return above, below, limits


def _critical(
    spread: tuple[float, Floats, Floats],
    tests: tuple[Bools, Bools],
    confidence: float,
    grid: tuple[Floats, Floats],
) -> float:
    """Critical value of the largest of one area's standardised differences, to the last digit.

    Given the area's own error the others' are independent, so the probability that none exceeds the
    critical value is a product, and what remains is one integral.
    """
    normal = scipy_module("special").ndtr
    own, other, sd = spread
    test_above, test_below = tests
    points, density = grid
    known = other == 0
    scale = np.where(known, 1.0, other)
    start = points[:, np.newaxis] * own

    def probability(critical: float) -> float:
        high = np.where(test_above, start + critical * sd, np.inf)
        low = np.where(test_below, start - critical * sd, -np.inf)
        within = normal(high / scale) - normal(low / scale)
        exact = (low <= 0) & (high >= 0)
        return float(density @ np.where(known, exact, np.maximum(within, 0.0)).prod(axis=1))

    if own == 0 and known.all():
        return 0.0
    return float(
        scipy_module("optimize").brentq(lambda c: probability(c) - confidence, 0.0, 40.0, xtol=1e-10)
    )


def among_the_worst(
    values: ArrayLike,
    standard_errors: ArrayLike,
    places: int,
    sign: float = 1.0,
    confidence: float = 0.95,
    *,
    draws: int | None = None,
    seed: int = 1,
) -> Bools:
    """Mark the areas that cannot be told from the worst `places`.

    With the given confidence the marked areas include all that truly are among the worst `places`.
    An area that takes no part is not marked. For the best, turn `sign` round.
    """
    sets = rank_sets(
        values, standard_errors, sign, confidence=confidence, side="lower", draws=draws, seed=seed
    )
    return np.asarray(sets.lowest <= places)
