"""An index by its rules: from the members' values to scores, weights, the index and its error."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, cast

import numpy as np

from alemap.stats._arrays import Floats, divide, floats
from alemap.stats.index import Aggregation, CompositeIndex, IndexUncertainty, composite, score_errors
from alemap.stats.indexforms import against_mean, excess_shares, kept_members, per_resident
from alemap.stats.scoring import (
    CRITERIA,
    Criterion,
    Scale,
    Scored,
    Treatment,
    central,
    meets,
    quarters,
    score,
    treated,
)
from alemap.stats.structure import principal_components
from alemap.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Form = Literal["composite", "excess_share", "care_need"]

POSITIVE_BOUNDS = (1.0, 100.0)
"""What a geometric mean is taken of where the scale itself reaches 0 or below."""


@dataclass(frozen=True, slots=True)
class IndexRules:
    """How an index is made of its members.

    `form`: `composite` by the steps below; `excess_share` compares shares of volume and population (see
    `excess_shares`, `ratio` its limit); `care_need` weighs persons per resident (see `against_mean`).
    `scale`: a scale, or a yes-or-no criterion that `count` adds up. `high_is_worse`: which way the index
    itself points. `member_weights` by member, `group_weights` by category (None: equal); `pca`: squared
    loadings of the first component within each category. `posts`: goalposts by member.
    """

    form: Form = "composite"
    scale: Scale | Criterion = "z"
    treatment: Treatment = "none"
    aggregation: Aggregation = "mean"
    high_is_worse: bool = True
    bounds: tuple[float, float] = (0.0, 100.0)
    ratio: float = 2.0
    posts: Mapping[str, tuple[float, float]] | None = None
    member_weights: Mapping[str, float] | Literal["pca"] | None = None
    group_weights: Mapping[str, float] | None = None
    min_share: float = 0.6

    @property
    def counts(self) -> bool:
        """Whether the members are asked yes or no."""
        return self.scale in CRITERIA


@dataclass(frozen=True, slots=True)
class Members:
    """The members of an index over its areas.

    `values` and standard `errors` [areas, members] in the indicators' units; `weights` [areas] residents;
    `names` and `groups` (categories) of the members; `signs` [members] the polarities; `centre` the mean a
    criterion compares with [areas, members], default the weighted mean of all areas; `counts` [areas,
    members] the persons behind the values, for the forms that count persons.
    """

    names: tuple[str, ...]
    groups: tuple[str, ...]
    signs: tuple[float, ...]
    values: Floats
    errors: Floats
    weights: Floats
    centre: Floats | None = None
    counts: Floats | None = None

    def only(self, group: str) -> Members:
        """Keep the members of one category."""
        return kept_members(self, np.array([each == group for each in self.groups], dtype=np.bool_))


@dataclass(frozen=True, slots=True)
class RuledIndex:
    """An index made by its rules: the scores, the index with its account, its error, the weights used.

    `quarters` [areas, members]: 1 the worst, 4 the best, for the criterion `worst_quarter`.
    """

    scored: Scored
    index: CompositeIndex
    uncertainty: IndexUncertainty
    member_weights: Floats
    quarters: Floats | None = None


def scored_members(members: Members, rules: IndexRules) -> Scored:
    """Treat, orient and scale the members."""
    if rules.scale in CRITERIA:
        centre = centre_of(members)
        return meets(members.values, members.errors, members.signs, rules.scale, centre, ratio=rules.ratio)
    values, errors = treated(members.values, members.errors, rules.treatment)
    direction = floats(members.signs) * (1.0 if rules.high_is_worse else -1.0)
    posts = None
    if rules.posts is not None:
        pairs = [rules.posts.get(name, (np.nan, np.nan)) for name in members.names]
        posts = (floats([low for low, _ in pairs]), floats([high for _, high in pairs]))
    return score(
        values,
        errors,
        members.weights,
        direction,
        cast("Scale", rules.scale),
        bounds=rules.bounds,
        posts=posts,
    )


def centre_of(members: Members) -> Floats:
    """The mean each value is compared with [areas, members]."""
    return central(members.values, members.weights) if members.centre is None else members.centre


def averaged_members(members: Members, rules: IndexRules) -> Members:
    """The members as the mean takes them: persons per resident for care needs, else as they are."""
    return per_resident(members) if rules.form == "care_need" else members


def weights_of(members: Members, scores: Floats, rules: IndexRules) -> Floats:
    """Weight of each member within its category [members].

    `pca`: the squared loadings of the category's first principal component, which add up to 1 and are
    never negative; a category of one or two members has equal weights. ValueError when fewer than three
    areas have every member of a category, or a member does not vary.
    Source: OECD/JRC, Handbook on Constructing Composite Indicators, 2008, step 6.
    """
    if rules.member_weights is None:
        return np.ones(len(members.names))
    if rules.member_weights != "pca":
        return floats([rules.member_weights.get(name, 0.0) for name in members.names])
    found = np.ones(len(members.names))
    for group in dict.fromkeys(members.groups):
        columns = [n for n, each in enumerate(members.groups) if each == group]
        if len(columns) > 2:  # noqa: PLR2004 - two correlated members always load alike
            found[columns] = principal_components(scores[:, columns]).weights ** 2
    return found


def index_by_rules(members: Members, rules: IndexRules) -> RuledIndex:
    """Make the index; ValueError where its rules do not fit its members (see `score`, `composite`)."""
    if rules.form == "excess_share":
        centre = centre_of(members)
        scored = meets(
            members.values, members.errors, members.signs, "at_least_ratio", centre, ratio=rules.ratio
        )
        made, unsure = excess_shares(members, centre, rules.ratio, rules.min_share)
        return RuledIndex(scored, made, unsure, np.ones(len(members.names)))
    given, members = members, averaged_members(members, rules)
    scored = scored_members(members, rules)
    weights = weights_of(members, scored.scores, rules)
    index = composite(
        scored.scores, members.groups, _present_weights(members, scored.scores, rules), rules.min_share,
        member_weights=weights, aggregation=rules.aggregation,
    )  # fmt: skip
    errors = np.where(np.isnan(members.errors), np.nan, scored.errors)
    uncertainty = score_errors(
        errors, index, scores=scored.scores, member_weights=weights, aggregation=rules.aggregation
    )
    if rules.form == "care_need":
        index, uncertainty = against_mean(index, uncertainty, members.weights, given)
    fourths = quarters(members.values, members.signs) if rules.scale == "worst_quarter" else None
    return RuledIndex(scored, index, uncertainty, weights, fourths)


def _present_weights(members: Members, scores: Floats, rules: IndexRules) -> Mapping[str, float] | None:
    if rules.group_weights is None or rules.counts:
        return None
    present = {
        group for group, column in zip(members.groups, scores.T, strict=True) if not np.isnan(column).all()
    }
    return {group: weight for group, weight in rules.group_weights.items() if group in present}


def area_types(value: Floats, cuts: Sequence[float]) -> Floats:
    """Type 1, 2, ... of each area by how many standard deviations its value lies above the mean.

    `cuts` in standard deviations, the highest first; type 1 lies above the first, the last below all. Mean
    and deviation are those of all areas, unweighted. One area, or no spread: NaN.
    """
    seen = ~np.isnan(value)
    spread = float(value[seen].std()) if seen.sum() > 1 else 0.0
    place = divide(value - (value[seen].mean() if seen.any() else 0.0), spread)
    number = 1.0 + (place[:, np.newaxis] <= floats(cuts)).sum(axis=1)
    return np.where(np.isnan(place), np.nan, number)
