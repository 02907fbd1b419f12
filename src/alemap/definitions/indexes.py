"""What may stand in an index's file: its rules, its members, and what could as well have been chosen."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from alemap.definitions.basics import Change, Id, Text
from alemap.definitions.settings import Level, Strict

Scale = Literal["z", "min_max", "percentile", "rank", "ratio", "goalposts", "exponential", "as_is"]
Criterion = Literal["better_than_mean", "worse_than_mean", "at_least_ratio", "worst_quarter"]
Aggregation = Literal["mean", "geometric", "count"]

Ends = Annotated[tuple[float, float], Field(strict=False)]
"""A low and a high end."""

CRITERIA = ("better_than_mean", "worse_than_mean", "at_least_ratio", "worst_quarter")
BOUNDED = ("min_max", "percentile", "goalposts")
FIXED = (*CRITERIA, "as_is", "ratio")
"""Scales without alternatives for the rank interval."""
UNTURNABLE = ("ratio", "as_is", "at_least_ratio")
"""Scales on which a member cannot be turned round."""


class Missing(Strict):
    """What may be missing.

    `min_share`: the least share of a category's indicators an area must have. `min_areas`: the least share
    of the reference areas that must have an indicator for it to take part at a level. `min_members`: the
    least share of the index's members, those under `absent` included, that must take part at a level for
    the index to be given there.
    """

    min_share: float = Field(ge=0, le=1, strict=False)
    min_areas: float = Field(default=0.6, ge=0, le=1, strict=False)
    min_members: float = Field(default=0.0, ge=0, le=1, strict=False)


class Absent(Strict):
    """A part of the published index that the project has no figures for."""

    name: Text
    weight: float | None = Field(default=None, gt=0, strict=False)


class AreaType(Strict):
    """A type of area: its name, and how many standard deviations above the mean it begins."""

    name: Text
    above: float | None = Field(default=None, strict=False)


class Uncertainty(Strict):
    """What could as well have been chosen; every draw chooses anew, for the rank interval.

    `weights`: each weight times a number within 1 -/+ this share, or `dirichlet`. `leave_one_out`: each draw
    leaves out one member at most. `normalisation`: alternatives, default `min_max` and `percentile`.
    `aggregation`: alternatives, default none: what may make up for what is part of the index's meaning.
    """

    weights: float | Literal["dirichlet"] = Field(default=0.25, union_mode="left_to_right")
    leave_one_out: bool = True
    normalisation: list[Scale] | None = None
    aggregation: list[Literal["mean", "geometric"]] | None = None
    draws: int = Field(default=1000, ge=200, le=20_000)
    seed: int = Field(default=1, ge=0)

    @model_validator(mode="after")
    def _share(self) -> Uncertainty:
        if self.weights != "dirichlet" and not 0 <= self.weights < 1:
            raise ValueError("`weights` is a share from 0 to below 1, or `dirichlet`")
        return self


class Index(Strict):
    """A composite index: members by category, orientation by polarity, scale, weights, missing rule."""

    id: Id
    name: Text
    definition: Text
    reading: Text | None = None
    unit: Text | None = None
    levels: list[Level] = Field(min_length=1)
    reference: dict[Level, Level] = Field(
        description="per level: `project`, or the level whose areas hold the project's municipalities"
    )
    form: Literal["composite", "excess_share", "care_need"] = "composite"
    orientation: Literal["worse", "better"] = "worse"
    treatment: Literal["none", "winsorise", "logarithm", "winsorise_or_logarithm"] = "none"
    normalisation: Scale | Criterion = "z"
    scale: Ends | None = None
    ratio: float | None = Field(default=None, gt=0, strict=False)
    goalposts: dict[Id, Ends] | None = None
    mean_of: Literal["reference", "municipality"] = "reference"
    member_weights: Literal["equal", "pca"] | dict[Id, float] = "equal"
    category_weights: Literal["equal"] | dict[Id, float] = "equal"
    aggregation: Aggregation = "mean"
    types: list[AreaType] = Field(default_factory=list)
    missing: Missing
    max_age_years: int = Field(ge=0)
    members: dict[Id, list[Id]]
    stand_ins: dict[Id, Text] = Field(default_factory=dict)
    absent: list[Absent] = Field(default_factory=list)
    uncertainty: Uncertainty = Uncertainty()
    decimals: int = Field(default=2, ge=0, le=4)
    source: str
    default: bool = False
    revision: int = Field(ge=1)
    changelog: list[Change] = Field(min_length=1)

    @model_validator(mode="after")
    def _reference_for_each_level(self) -> Index:
        if set(self.reference) != set(self.levels):
            raise ValueError("`reference` names each of `levels` once")
        return self

    @property
    def listed(self) -> list[str]:
        """All members, in order."""
        return [member for members in self.members.values() for member in members]

    @property
    def bounds(self) -> tuple[float, float]:
        """Where a bounded scale begins and ends."""
        return self.scale or (0.0, 100.0)

    @property
    def scales(self) -> tuple[str, ...]:
        """The alternatives to the scale for the rank interval, the index's own included."""
        if self.form != "composite" or self.normalisation in FIXED:
            return ()
        found = self.uncertainty.normalisation
        return tuple(
            dict.fromkeys((self.normalisation, *(("min_max", "percentile") if found is None else found)))
        )

    @property
    def aggregations(self) -> tuple[str, ...]:
        """The alternatives to the mean for the rank interval, the index's own included."""
        if self.form != "composite" or self.normalisation in FIXED:
            return ()
        return tuple(dict.fromkeys((self.aggregation, *(self.uncertainty.aggregation or ()))))
