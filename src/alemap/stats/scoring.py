"""An index's members on one scale: outliers treated, oriented, scaled, each with its sampling error.

Areas are the first axis, members the second. `direction` [members] is +1 where a high value shall give a
high score, -1 where a low one shall. Missing is NaN and stays.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

from alemap.stats._arrays import Floats, divide, floats, normal_below
from alemap.stats.deprivation import exponential
from alemap.stats.index import reference_moments
from alemap.stats.normalisation import goalposts, min_max, percentile_rank, rank_score, ratio_to_mean
from alemap.stats.quantile import quantiles
from alemap.stats.treatment import is_even, log_shifted, winsorise
from alemap.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike

Treatment = Literal["none", "winsorise", "logarithm", "winsorise_or_logarithm"]
Scale = Literal["z", "min_max", "percentile", "rank", "ratio", "goalposts", "exponential", "as_is"]
Criterion = Literal["better_than_mean", "worse_than_mean", "at_least_ratio", "worst_quarter"]

SCALES: tuple[Scale, ...] = (
    "z", "min_max", "percentile", "rank", "ratio", "goalposts", "exponential", "as_is",
)  # fmt: skip
CRITERIA: tuple[Criterion, ...] = (
    "better_than_mean", "worse_than_mean", "at_least_ratio", "worst_quarter",
)  # fmt: skip
RANKED = ("percentile", "rank", "exponential")
"""Scales that look at the order of the areas alone."""

QUARTERS = 4


@dataclass(frozen=True, slots=True)
class Scored:
    """Scores [areas, members] and their standard errors in the same unit (NaN where not known).

    Of a yes-or-no criterion also `chance`: the probability of yes, given the value's error.
    """

    scores: Floats
    errors: Floats
    chance: Floats | None = None


def treated(values: ArrayLike, errors: ArrayLike, treatment: Treatment) -> tuple[Floats, Floats]:
    """Draw outliers in, or take logarithms, member by member; errors follow.

    A winsorised value keeps its error; under the logarithm an error is divided by the distance to the
    logarithm's zero. `winsorise_or_logarithm` leaves a member alone that passes the test of skewness and
    kurtosis, else winsorises, and if that is not enough takes the logarithm of the values as they came.
    Source: OECD/JRC, Handbook on Constructing Composite Indicators, 2008, step 5.
    """
    data, spread = np.array(floats(values)), np.array(floats(errors))
    if treatment == "none":
        return data, spread
    for number, column in enumerate(data.T.copy()):
        if treatment == "logarithm":
            data[:, number], spread[:, number] = _logarithm(column, spread[:, number])
        elif not is_even(column):
            drawn = winsorise(column).values
            if treatment == "winsorise" or is_even(drawn):
                data[:, number] = drawn
            else:
                data[:, number], spread[:, number] = _logarithm(column, spread[:, number])
    return data, spread


def _logarithm(column: Floats, errors: Floats) -> tuple[Floats, Floats]:
    moved = log_shifted(column)
    # The derivative of ln(x - min + shift) is one over what the logarithm is taken of.
    return moved, errors / np.exp(moved)


def score(  # noqa: C901 - one case a scale
    values: ArrayLike,
    errors: ArrayLike,
    weights: ArrayLike,
    direction: ArrayLike,
    scale: Scale,
    *,
    bounds: tuple[float, float] = (0.0, 100.0),
    posts: tuple[ArrayLike, ArrayLike] | None = None,
) -> Scored:
    """Scale members so that they can be averaged.

    `z` by population-weighted mean and deviation (`weights` [areas]); `min_max` and `percentile` from
    `bounds[0]` to `bounds[1]`; `rank` from 1; `ratio` to the weighted mean; `goalposts` between `posts`
    (low, high [members]), within `bounds`; `exponential` 0 to 100 by rank; `as_is` leaves values alone.
    `ratio` and `as_is` cannot be turned round: ValueError for a direction below 0. A standard error passes
    through a linear scale exactly; through ranks it is half the way between the scores of the value plus
    and minus one error.
    """
    data, spread, sign = floats(values), floats(errors), floats(direction)
    low, high = bounds
    oriented = data * sign
    if scale in {"ratio", "as_is"} and np.any(sign < 0):
        raise ValueError(f"`{scale}` cannot turn a member round")
    match scale:
        case "z":
            moments = reference_moments(data, weights)
            return Scored((data - moments.mean) / moments.deviation * sign, spread / moments.deviation)
        case "min_max":
            width = np.fmax.reduce(data, initial=np.nan) - np.fmin.reduce(data, initial=np.nan)
            return Scored(min_max(oriented, low, high), divide(spread * (high - low), width))
        case "ratio":
            ratio = ratio_to_mean(data, weights)
            return Scored(ratio, spread * divide(ratio, np.where(data == 0, np.nan, data)))
        case "goalposts":
            if posts is None:
                raise ValueError("goalposts need a low and a high post for each member")
            least, most = floats(posts[0]), floats(posts[1])
            within = low + (high - low) * goalposts(data, least, most, sign)
            return Scored(within, divide(spread * (high - low), np.abs(most - least)))
        case "as_is":
            return Scored(data, spread)
        case "rank":
            scores = rank_score(oriented)
        case "percentile":
            scores = low + (high - low) * percentile_rank(oriented)
        case "exponential":
            ranks = rank_score(-oriented)
            scores = exponential(ranks, (~np.isnan(ranks)).sum(axis=0).astype(np.float64))
    return Scored(scores, _through_ranks(oriented, scores, spread))


def _through_ranks(oriented: Floats, scores: Floats, errors: Floats) -> Floats:
    """Half the difference between the scores one error above and one below, by interpolation."""
    found = np.full(oriented.shape, np.nan)
    for number in range(oriented.shape[1]):
        value, error = oriented[:, number], errors[:, number]
        seen = ~np.isnan(value)
        if not seen.any():
            continue
        knots, first = np.unique(value[seen], return_index=True)
        heights = scores[seen, number][first]
        above = np.interp(value + error, knots, heights)
        below = np.interp(value - error, knots, heights)
        found[:, number] = (above - below) / 2.0
    return np.where(np.isnan(errors), np.nan, found)


def meets(
    values: ArrayLike,
    errors: ArrayLike,
    sign: ArrayLike,
    criterion: Criterion,
    centre: ArrayLike,
    *,
    ratio: float = 2.0,
) -> Scored:
    """Whether each area meets a criterion on each member: 1 or 0, and how probable yes is.

    `sign` [members] is the polarity's (+1 high is worse); `centre` [members] or [areas, members] the mean
    that is compared with. `at_least_ratio`: the value is at least `ratio` times the mean; only where high
    is worse (ValueError else), for half of a good share is no twice a bad one. `worst_quarter`: see
    `quarters`. The limit is taken as known; a value without an error is certain.
    """
    data, spread, side = floats(values), floats(errors), floats(sign)
    middle = np.broadcast_to(floats(centre), data.shape)
    if criterion == "at_least_ratio" and np.any(side < 0):
        raise ValueError("`at_least_ratio` is for members where high is worse")
    if criterion == "worst_quarter":
        yes = quarters(data, side) == 1
        limit = _limit(data * side, yes) * side
        distance = (data - limit) * side
    elif criterion == "at_least_ratio":
        distance = data - ratio * middle
        yes = distance >= 0
    else:
        distance = (data - middle) * (side if criterion == "worse_than_mean" else -side)
        yes = distance > 0
    unknown = np.isnan(data) | np.isnan(distance)
    sure = np.isnan(spread) | (spread <= 0)
    likely = np.where(sure, yes, normal_below(divide(distance, np.where(sure, np.nan, spread))))
    chance = np.where(unknown, np.nan, likely)
    return Scored(np.where(unknown, np.nan, yes), np.sqrt(chance * (1.0 - chance)), chance)


def quarters(values: ArrayLike, sign: ArrayLike) -> Floats:
    """Quarter of each area on each member: 1 the worst, 2 and 3 the middle half, 4 the best.

    Equal values share the worse quarter; fewer than four values: NaN.
    """
    data = floats(values) * floats(sign)
    columns = [quantiles(column, QUARTERS, highest_first=True) for column in data.T]
    return np.column_stack(columns) if columns else data


def _limit(oriented: Floats, yes: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> Floats:
    """Midway between the lowest that meets and the highest that does not, per member."""
    lowest = np.where(yes, oriented, np.inf).min(axis=0, initial=np.inf)
    highest = np.where(yes | np.isnan(oriented), -np.inf, oriented).max(axis=0, initial=-np.inf)
    with np.errstate(invalid="ignore"):
        middle = (lowest + highest) / 2.0
    return floats(np.where(np.isfinite(middle), middle, np.nan))


def central(values: ArrayLike, weights: ArrayLike, blocks: Sequence[str] | None = None) -> Floats:
    """Weighted mean of each member, over all areas or over the area's own block (its municipality).

    Gives [areas, members]; `weights` [areas], `blocks` [areas].
    """
    data, size = floats(values), np.maximum(np.nan_to_num(floats(weights)), 0.0)
    names = np.asarray(blocks if blocks is not None else [""] * data.shape[0], dtype=np.str_)
    _, place = np.unique(names, return_inverse=True)
    inside = np.equal.outer(np.arange(place.max(initial=-1) + 1), place).astype(np.float64) * size
    means = divide(inside @ np.nan_to_num(data), inside @ (~np.isnan(data)).astype(np.float64))
    return floats(means[place])
