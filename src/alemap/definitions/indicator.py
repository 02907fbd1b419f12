"""One indicator, as its file says it: what it is in words, whom it counts, how far it can be compared."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from alemap.definitions.basics import Change, DatasetId, Id, Text
from alemap.definitions.settings import Level, Strict
from alemap.definitions.wording import UnfitError
from alemap.domain import Kind, Period, Polarity, RegisterUncertainty

Base = Literal[
    "residents", "respondents", "labour_force", "employed", "insured", "pupils", "leavers", "electors",
    "voters", "elected", "households", "dwellings", "staff", "benefit_days", "municipality",
]  # fmt: skip
"""Who or what the denominator counts."""

KoladaId = Annotated[str, Field(pattern=r"^[NU]\d{5}$")]


class PublishedSource(Strict):
    """Where a published value stands: the dataset and its measure, and the measure of its half-width."""

    dataset: DatasetId
    measure: str
    uncertainty_measure: str | None = None


class Population(Strict):
    """Whom the denominator counts: the base, from and to which age, and which sex if only one.

    `ages`: the first and the last age in years; the last is left out where there is none (`[18]`).
    """

    base: Base
    ages: list[Annotated[int, Field(ge=0, le=120)]] | None = Field(default=None, min_length=1, max_length=2)
    sex: Literal["K", "M"] | None = None

    @model_validator(mode="after")
    def _ages_in_order(self) -> Population:
        if self.ages is not None and self.ages != sorted(self.ages):
            raise ValueError("`ages` is the first and the last age, in that order")
        return self


class Caveat(Text):
    """What a reader must know before comparing.

    `break`: from the period `since` on figures cannot be compared with those before; trends stop there.
    `place`: counted where it happens or where the school lies, not where people live. `repeated`: the
    agency repeats a value in years it did not measure. `title`: the agency's title says something else
    than the figures. `pooled`: several years lie in one figure. `method`: how it is measured or
    estimated. `coverage`: who or what is not in it. `reading`: what it says and does not say.
    """

    kind: Literal["break", "place", "repeated", "title", "pooled", "method", "coverage", "reading"]
    since: str | None = None

    @model_validator(mode="after")
    def _break_has_a_period(self) -> Caveat:
        if (self.kind == "break") != (self.since is not None):
            raise ValueError("`since` is for a caveat of kind `break`, and that kind needs it")
        if self.since is not None:
            try:
                Period.parse(self.since)
            except ValueError as error:
                what = "`since` is `{text}`, which is no period such as 2024, 2021-2024, 2024/25 or 2024-Q3"
                raise UnfitError(what, text=self.since) from error
        return self


class SmallNumbers(Strict):
    """An indicator's own rule for small numbers, where it differs from that of `alemap.toml`."""

    threshold: int | None = Field(default=None, ge=0)
    zeros: Literal["closed", "open"] | None = None
    dominance: float | None = Field(default=None, gt=0, le=1, strict=False)


class Indicator(Strict):
    """One indicator: what it is, in words; how it is made; which way is bad.

    `kind` share: numerator out of denominator, Wilson's interval. rate: events per denominator, exact
    or Byar's limits. ratio: one group to another. mean: a sum over persons, no interval. published: the
    agency's own value, with its interval where it gives one. The model is `sql/indicators/ind_<id>.sql`;
    a published indicator names its `source` instead and shares one model.
    """

    id: Id
    name: Text
    short: Text
    category: Id
    factor: Id
    definition: Text
    kind: Kind = Field(strict=False)
    unit: Id
    multiplier: float = Field(default=1.0, gt=0, strict=False)
    decimals: int = Field(default=1, ge=0, le=4)
    polarity: Polarity = Field(strict=False)
    numerator: Text
    denominator: Text
    population: Population
    levels: list[Level] = Field(min_length=1)
    breakdowns: list[Literal["sex", "category"]] = Field(default_factory=list)
    register_based: bool = Field(description="True for a complete register, False for a sample survey")
    register_uncertainty: RegisterUncertainty | None = Field(default=None, strict=False)
    agency: Id
    source: PublishedSource | None = None
    small_numbers: SmallNumbers | None = None
    kolada: KoladaId | None = None
    kolada_uncertainty: KoladaId | None = None
    pooled_years: int = Field(default=1, ge=1, le=10)
    repeated_years: int = Field(default=0, ge=0, le=10)
    published_month: int = Field(ge=1, le=12)
    sdg: list[Annotated[int, Field(ge=1, le=17)]] = Field(min_length=1)
    national_objective: Literal["MO1", "MO2", "MO3", "MO4", "MO5", "MO6", "MO7", "MO8", "health"]
    caveats: list[Caveat] = Field(default_factory=list)
    revision: int = Field(ge=1)
    changelog: list[Change] = Field(min_length=1)

    @model_validator(mode="after")
    def _source_fits_kind(self) -> Indicator:
        if (self.kind is Kind.PUBLISHED) != (self.source is not None):
            raise ValueError("`source` is for kind `published`, and that kind needs it")
        if self.changelog[-1].revision != self.revision:
            what = "the last line of `changelog` is not for revision {revision}"
            raise UnfitError(what, revision=self.revision)
        return self

    @property
    def breaks(self) -> list[str]:
        """The periods from which figures cannot be compared with those before, oldest first."""
        return sorted((c.since for c in self.caveats if c.since is not None), key=Period.parse)
