"""The composite risk index: standardise, orient, average within categories, weigh the categories.

Arrays are areas x indicators. Every step is linear in the standardised values, so that the account of
an area's value by indicator adds up exactly.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

from alemap.stats._arrays import Bools, Floats, divide, floats
from alemap.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import ArrayLike


Aggregation = Literal["mean", "geometric", "count"]


@dataclass(frozen=True, slots=True)
class Reference:
    """Mean and standard deviation per indicator over the reference areas."""

    mean: Floats
    deviation: Floats


def reference_moments(values: ArrayLike, weights: ArrayLike, reference: ArrayLike | None = None) -> Reference:
    """Weighted mean and standard deviation (divisor: the sum of weights) of each indicator.

    `values` [areas, indicators], `weights` [areas] (population), `reference` [areas] Boolean, default
    all. Missing values, and weights that are missing or not above 0, are left out. A column with one
    value, or without spread, has deviation NaN.
    """
    data = floats(values)
    weight = np.nan_to_num(floats(weights), nan=0.0)
    if reference is not None:
        weight = np.where(np.asarray(reference, dtype=np.bool_), weight, 0.0)
    shares = np.where(np.isnan(data), 0.0, np.maximum(weight, 0.0)[:, np.newaxis])
    total = shares.sum(axis=0)
    filled = np.where(shares > 0, data, 0.0)
    centre = divide((shares * filled).sum(axis=0), total)
    squares = shares * np.where(shares > 0, filled - centre, 0.0) ** 2
    spread = np.sqrt(divide(squares.sum(axis=0), total))
    # Equal values leave a spread of rounding error only; dividing by it would make noise a score.
    flat = spread <= 1e-12 * np.abs(filled).max(axis=0, initial=0.0)
    return Reference(centre, np.where(flat, np.nan, spread))


def standardise(
    values: ArrayLike, weights: ArrayLike, sign: ArrayLike, reference: ArrayLike | None = None
) -> Floats:
    """Z-scores [areas, indicators], oriented so that higher is worse.

    `sign` [indicators] is the polarity's; ValueError for 0, for an indicator without a bad side has no
    place in a risk index. An indicator without spread over the reference areas is NaN throughout.
    """
    direction = floats(sign)
    if np.any(direction == 0):
        raise ValueError("an indicator with neutral polarity cannot be part of a risk index")
    moments = reference_moments(values, weights, reference)
    return (floats(values) - moments.mean) / moments.deviation * np.sign(direction)


@dataclass(frozen=True, slots=True)
class CompositeIndex:
    """An index and its exact account.

    `value` [areas]; `parts` [areas, groups] mean z per category; `contributions` [areas, indicators],
    whose sum over the indicators present is `value`; `coverage` [areas, groups] share of a category's
    indicators the area has; `weights` [areas, indicators] the weight of each z in the value (0 where it
    is missing); `present` where there is a z; `groups` the categories in order, `group_weights` theirs,
    summing to 1; `membership` [groups, indicators].
    """

    value: Floats
    parts: Floats
    contributions: Floats
    coverage: Floats
    weights: Floats
    present: Bools
    groups: tuple[str, ...]
    group_weights: Floats
    membership: Bools


def composite(
    z: ArrayLike,
    groups: Sequence[str],
    group_weights: Mapping[str, float] | None = None,
    min_share: float = 0.6,
    *,
    member_weights: ArrayLike | None = None,
    aggregation: Aggregation = "mean",
) -> CompositeIndex:
    """Mean of the scores within each category, then the weighted mean of the categories.

    `z` [areas, indicators] oriented; `groups` [indicators] names each indicator's category;
    `group_weights` per category, `member_weights` [indicators] within it, both default equal. An indicator
    that no area has is no member (it does not exist at this level), and a category without members is
    left out, the other weights filling its place. An area needs at least `min_share` of a category's
    members for that category's part, and every category's part for the index value. `aggregation`
    `geometric` takes geometric means at both levels (scores above 0), its contributions in proportion to
    the logarithms; `count` adds up scores of 0 and 1, without weights. ValueError when a weight is missing
    or negative or all are zero, for a geometric mean of scores of 0 or below, or when `groups` does not
    match the columns.
    """
    scores = floats(z)
    names = np.asarray(groups, dtype=np.str_)
    if scores.ndim != 2 or names.shape != scores.shape[1:]:  # noqa: PLR2004 - areas by indicators
        raise ValueError(f"{names.size} group names for an array of shape {scores.shape}")
    if aggregation == "geometric" and np.any(scores <= 0):
        raise ValueError("a geometric mean needs scores above 0")
    size = np.ones(names.size) if member_weights is None else floats(member_weights)
    if np.any(size < 0):
        raise ValueError("weights must be 0 or more")
    present = ~np.isnan(scores) & (size > 0)
    exists = present.any(axis=0)
    order = tuple(dict.fromkeys(names[exists].tolist()))
    membership = np.array([(names == name) & exists for name in order]).reshape(len(order), names.size)
    share = _normalised(order, group_weights)

    having = present.astype(np.float64) @ membership.T
    coverage = divide(having, membership.sum(axis=1))
    # A share such as 3/5 against 0.6 must not fail by the last bit.
    complete = (coverage >= min_share - 1e-9) & (having > 0)
    added = np.log(np.where(present, scores, 1.0)) if aggregation == "geometric" else scores
    sums = np.where(present, added * size, 0.0) @ membership.T
    weight = (present * size) @ membership.T
    if aggregation == "count":
        parts, each = np.where(complete, sums, np.nan), np.where(complete, 1.0, np.nan)
    else:
        parts = np.where(complete, divide(sums, weight), np.nan)
        each = np.where(complete, divide(share, weight), np.nan)
    weights = np.where(present, (np.nan_to_num(each) @ membership) * size, 0.0)
    valued = complete.all(axis=1) & bool(order)
    weights = np.where(valued[:, np.newaxis], weights, np.nan)
    contributions = np.where(present, weights * added, np.nan)
    value = np.where(valued, np.nansum(contributions, axis=1), np.nan)
    if aggregation == "geometric":
        parts, total = np.exp(parts), np.exp(value)
        contributions = contributions * np.where(value == 0, 1.0, divide(total, value))[:, np.newaxis]
        value = total
    return CompositeIndex(value, parts, contributions, coverage, weights, present, order, share, membership)


def _normalised(order: tuple[str, ...], given: Mapping[str, float] | None) -> Floats:
    if given is None:
        return np.full(len(order), 1.0 / max(len(order), 1))
    lacking = [name for name in order if name not in given]
    if lacking:
        raise ValueError(f"no weight for {', '.join(lacking)}")
    weights = np.array([given[name] for name in order], dtype=np.float64)
    if np.any(weights < 0) or (order and weights.sum() <= 0):
        raise ValueError("category weights must be 0 or more, and one above 0")
    return weights / weights.sum() if order else weights


@dataclass(frozen=True, slots=True)
class IndexUncertainty:
    """Standard error of the index [areas] and of its parts [areas, groups], and how much is known.

    `known` [areas]: the share of the index's weight whose indicators have a standard error; the rest is
    counted as free of error, so below 1 the standard error is a lower bound.
    """

    standard_error: Floats
    parts: Floats
    known: Floats


def sampling_standard_error(
    standard_errors: ArrayLike, deviation: ArrayLike, index: CompositeIndex
) -> IndexUncertainty:
    """Find the standard error of the index from those of the indicators, by the delta method.

    `standard_errors` [areas, indicators] in the indicators' units, `deviation` [indicators] from
    `reference_moments`. The reference mean and spread are taken as fixed, and the indicators' errors as
    independent of each other. Areas without an index value: NaN; no standard error known: NaN.
    """
    return score_errors(floats(standard_errors) / floats(deviation), index)


def score_errors(
    errors: ArrayLike,
    index: CompositeIndex,
    *,
    scores: ArrayLike | None = None,
    member_weights: ArrayLike | None = None,
    aggregation: Aggregation = "mean",
) -> IndexUncertainty:
    """Find the standard error of an index and its parts from those of the scores [areas, indicators].

    The errors of the indicators are taken as independent; one that is not known counts as free of error.
    A geometric mean's relative error is the mean of the scores' relative errors (`scores` needed); a
    count's variance is the sum of the criteria's. Other arguments as for `composite`.
    """
    scaled = floats(errors)
    size = np.ones(scaled.shape[1]) if member_weights is None else floats(member_weights)
    if aggregation == "geometric":
        scaled = divide(scaled, np.nan if scores is None else scores)
    missing = np.isnan(scaled)
    squares = np.where(missing, 0.0, scaled) ** 2
    total = index.weights.sum(axis=1)
    known = divide(np.where(missing, 0.0, index.weights).sum(axis=1), total)
    error = np.sqrt((index.weights**2 * squares).sum(axis=1))
    having = index.present & ~missing
    weight = (index.present * size) @ index.membership.T
    part = np.sqrt(np.where(having, squares * size**2, 0.0) @ index.membership.T)
    if aggregation != "count":
        part = divide(part, weight)
    if aggregation == "geometric":
        error, part = error * index.value, part * index.parts
    shown = ~np.isnan(index.parts) & ((having.astype(np.float64) @ index.membership.T) > 0)
    return IndexUncertainty(np.where(known > 0, error, np.nan), np.where(shown, part, np.nan), known)
