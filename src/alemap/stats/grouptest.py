"""A difference between treated and other areas, tested as their number allows.

Every area has one number: its change, or its slope. With many areas the cluster-robust error and Student's
t will do; with fewer the wild cluster bootstrap; with few treated, what other choices of as many areas
would have given (placebo). Each interval holds the effects that the same test does not reject.
"""

from __future__ import annotations

import math
from enum import StrEnum
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from alemap.stats._arrays import Bools, Floats, floats, scipy_module
from alemap.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import ArrayLike

MANY_AREAS, MANY_TREATED, SOME_TREATED = 40, 10, 5
MOST_CHOICES = 5000
"""Above this, choices of areas are drawn at random rather than all gone through."""
DRAWS = 1999
_STEPS = 60
_CLOSE = 1e-9
_WEBB = np.array([-math.sqrt(1.5), -1.0, -math.sqrt(0.5), math.sqrt(0.5), 1.0, math.sqrt(1.5)])


class Inference(StrEnum):
    """How a difference is tested."""

    CLUSTER = "cluster"
    WILD = "wild"
    PLACEBO = "placebo"


@dataclass(frozen=True, slots=True)
class GroupTest:
    """The mean of the treated less that of the others, with p-value and interval.

    `lower`, `upper` are infinite where no effect is too large for the test: too few choices of areas.
    `error`: the heteroscedasticity-robust standard error, NaN with one area in a group; of the others alone
    for one treated area. `choices`: how many choices of areas the placebo test compares with (1: none).
    """

    effect: float
    error: float
    p_value: float
    lower: float
    upper: float
    inference: Inference
    choices: int


def suitable(treated: int, others: int) -> Inference:
    """The test for so many areas.

    Source: Cameron & Miller, Journal of Human Resources 2015; 50: 317-372; MacKinnon & Webb, Econometrics
    Journal 2018; 21: 114-135 (few treated: the bootstrap fails).
    """
    fewest = min(treated, others)
    if treated + others >= MANY_AREAS and fewest >= MANY_TREATED:
        return Inference.CLUSTER
    return Inference.WILD if fewest >= SOME_TREATED else Inference.PLACEBO


def least_p(treated: int, others: int) -> float:
    """The smallest p-value that the test for so many areas can give."""
    if suitable(treated, others) is not Inference.PLACEBO:
        return 1.0 / (DRAWS + 1.0)
    return 1.0 / min(math.comb(treated + others, treated), MOST_CHOICES)


def group_test(
    values: ArrayLike,
    treated: ArrayLike,
    confidence: float = 0.95,
    *,
    inference: Inference | None = None,
    error: float | None = None,
    seed: int = 1,
) -> GroupTest:
    """Test the difference between the treated areas' values and the others'.

    `values`, `treated` [areas]. `inference`: default by the number of areas. `error`: the cluster-robust
    error of the regression the values sum up, for `Inference.CLUSTER`. ValueError without areas on both
    sides. Sources: Cameron, Gelbach & Miller, Review of Economics and Statistics 2008; 90: 414-427 (null
    imposed); Webb, Queen's Economics Department Working Paper 1315, 2013 (six-point weights);
    Conley & Taber, Review of Economics and Statistics 2011; 93: 113-125 and Fisher 1935 (placebo).
    """
    value, given = floats(values), np.asarray(treated, dtype=np.bool_)
    number = int(given.sum())
    if number in {0, given.size}:
        raise ValueError("both treated and other areas are needed")
    way = inference or suitable(number, given.size - number)
    effect = float(value[given].mean() - value[~given].mean())
    robust = _robust_error(value, given) if error is None or way is not Inference.CLUSTER else error
    if way is Inference.CLUSTER:
        free = given.size - 1.0
        special = scipy_module("special")
        half = float(special.stdtrit(free, (1.0 + confidence) / 2.0)) * robust
        p_value = float(2.0 * special.stdtr(free, -abs(effect / robust))) if robust > 0 else 1.0
        return GroupTest(effect, robust, p_value, effect - half, effect + half, way, 1)
    if way is Inference.WILD:
        test, choices = _wild(value, given, seed), 1
    else:
        test, choices = _placebo(value, given, seed)
    scale = max(float(np.ptp(value)), abs(effect), 1e-12)
    low, high = (_limit(test, effect, scale * sign, 1.0 - confidence) for sign in (-1.0, 1.0))
    return GroupTest(effect, robust, test(0.0), low, high, way, choices)


def _robust_error(value: Floats, given: Bools) -> float:
    groups = (value[given], value[~given])
    parts = [(float(each.var(ddof=1)), each.size) for each in groups if each.size > 1]
    if not parts:
        return math.nan
    if len(parts) == 1:  # one area alone has no variance of its own; it is taken to have the others'
        variance, size = parts[0]
        return math.sqrt(variance * (1.0 + 1.0 / size))
    return math.sqrt(sum(variance / size for variance, size in parts))


def _placebo(value: Floats, given: Bools, seed: int) -> tuple[Callable[[float], float], int]:
    """The p-value of an effect, by what every choice of as many areas would have given."""
    size, number = given.size, int(given.sum())
    if math.comb(size, number) <= MOST_CHOICES:
        chosen = np.zeros((math.comb(size, number), size), dtype=np.bool_)
        for row, areas in enumerate(combinations(range(size), number)):
            chosen[row, list(areas)] = True
    else:
        generator = np.random.default_rng(seed)
        order = generator.random((MOST_CHOICES - 1, size)).argsort(axis=1)
        chosen = np.vstack([given, order < number])
    share = chosen / number - ~chosen / (size - number)
    seen, with_effect = share @ value, share @ given.astype(np.float64)
    own = float(value[given].mean() - value[~given].mean())
    slack = _CLOSE * max(float(np.abs(value).max()), 1e-12)

    def p_value(effect: float) -> float:
        return float((np.abs(seen - effect * with_effect) >= abs(own - effect) - slack).mean())

    return p_value, len(chosen)


def _wild(value: Floats, given: Bools, seed: int) -> Callable[[float], float]:
    """The p-value of an effect by the wild cluster bootstrap-t with that effect imposed."""
    weights = np.random.default_rng(seed).choice(_WEBB, (DRAWS, given.size))
    own = float(value[given].mean() - value[~given].mean())
    error = _robust_error(value, given)
    # residuals under an effect are these less the effect times those: sums are had once for all effects
    plain, per_effect = value - value.mean(), given - given.mean()
    groups = [_Moments.of(weights[:, part], plain[part], per_effect[part]) for part in (given, ~given)]

    def p_value(effect: float) -> float:
        (ours, our_variance), (theirs, their_variance) = (group.at(effect) for group in groups)
        errors = np.sqrt(our_variance + their_variance)
        larger = np.abs(ours - theirs) * error >= abs(own - effect) * errors * (1.0 - _CLOSE)
        return float((larger.sum() + 1.0) / (DRAWS + 1.0))

    return p_value


@dataclass(frozen=True, slots=True)
class _Moments:
    """Sums over a group's areas, [draws] each, of which mean and variance under any effect are made."""

    size: int
    means: tuple[Floats, Floats]
    squares: tuple[Floats, Floats, Floats]

    @classmethod
    def of(cls, weights: Floats, plain: Floats, per_effect: Floats) -> _Moments:
        """Make the sums."""
        size, squared = weights.shape[1], weights**2
        return cls(
            size,
            (weights @ plain / size, weights @ per_effect / size),
            (squared @ plain**2, squared @ (plain * per_effect), squared @ per_effect**2),
        )

    def at(self, effect: float) -> tuple[Floats, Floats]:
        """The group's mean, and the variance of it, under an effect."""
        mean = self.means[0] - effect * self.means[1]
        total = self.squares[0] - 2.0 * effect * self.squares[1] + effect**2 * self.squares[2]
        return mean, np.maximum(total - self.size * mean**2, 0.0) / (self.size * (self.size - 1.0))


def _limit(test: Callable[[float], float], effect: float, step: float, alpha: float) -> float:
    """The effect farthest off, in the direction of `step`, that the test does not reject."""
    inner, outer = effect, effect + step
    for _ in range(_STEPS // 4):
        if test(outer) <= alpha:
            break
        inner, outer = outer, outer + (outer - effect)
    else:
        return math.copysign(math.inf, step)
    for _ in range(_STEPS):
        middle = (inner + outer) / 2.0
        if test(middle) > alpha:
            inner = middle
        else:
            outer = middle
    return outer


def change_weights(after: ArrayLike) -> Floats:
    """Weights [periods] that make of an area's series its mean after less its mean before."""
    later = np.asarray(after, dtype=np.bool_)
    if later.all() or not later.any():
        raise ValueError("periods both before and after are needed")
    return floats(later / later.sum() - ~later / (~later).sum())


def slope_weights(times: ArrayLike) -> Floats:
    """Weights [periods] that make of an area's series its least-squares slope per unit of time."""
    centred = floats(times) - floats(times).mean()
    if centred.size < 2 or not centred.any():  # noqa: PLR2004 - a slope needs two points
        raise ValueError("two periods are needed")
    return floats(centred / (centred**2).sum())


def minimum_detectable(
    spread: float, treated: int, others: int, power: float = 0.8, confidence: float = 0.95
) -> float:
    """The smallest effect seen with a chance of `power`, when areas' changes have this standard deviation.

    (t(1 - alpha/2) + t(power)) spread sqrt(1/treated + 1/others), with Student's t for all areas less two.
    Source: Bloom, Evaluation Review 1995; 19: 547-556.
    """
    free = treated + others - 2.0
    if free < 1:
        raise ValueError("three areas at least are needed")
    quantile = scipy_module("special").stdtrit
    factor = float(quantile(free, (1.0 + confidence) / 2.0) + quantile(free, power))
    return factor * spread * math.sqrt(1.0 / treated + 1.0 / others)


def spread_of_changes(panel: ArrayLike, before: int, after: int) -> float:
    """How much areas' changes vary, from all stretches of `before` and `after` periods in a panel.

    `panel` [areas, periods] without an intervention. What all areas share in a stretch is no variation.
    The changes are of means over several periods as they came, so errors that hang together in time count.
    Source: Bertrand, Duflo & Mullainathan, Quarterly Journal of Economics 2004; 119: 249-275.
    """
    values = floats(panel)
    stretches = values.shape[1] - before - after + 1
    if stretches < 1 or before < 1 or after < 1:
        raise ValueError("the panel is shorter than what is to be measured")
    weights = change_weights([False] * before + [True] * after)
    variances = [
        (values[:, start : start + before + after] @ weights).var(ddof=1) for start in range(stretches)
    ]
    return math.sqrt(float(np.mean(variances)))
