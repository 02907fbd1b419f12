"""What may stand in an analysis of an intervention's economy: prices, costs, outcomes, who pays and gains.

Every amount has a source and a year; what is uncertain has a range and the form of its distribution.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from alemap.definitions.basics import Change, Id, Text
from alemap.definitions.settings import Strict

Actor = Literal["municipality", "region", "state", "individual", "others"]
ACTORS: tuple[Actor, ...] = ("municipality", "region", "state", "individual", "others")
Distribution = Literal["triangular", "uniform", "normal", "lognormal", "beta"]
Range = Annotated[tuple[float, float], Field(strict=False)]
Years = Annotated[tuple[int, int], Field(strict=False)]


class Estimate(Strict):
    """A number that is not known for certain.

    `range`: the lowest and highest value of a `triangular` or `uniform` distribution, or the 95 % limits of a
    `normal`, `lognormal` or `beta` one. Without a range the number is taken as known.
    """

    value: float = Field(strict=False)
    range: Range | None = None
    distribution: Distribution = "triangular"
    source: str | None = None


class Price(Strict):
    """What one unit costs, in kronor of a year, with its source and the index that carries it to another."""

    name: Text
    unit: Text
    value: float = Field(ge=0, strict=False)
    year: int = Field(ge=1980, le=2100)
    index: Id
    source: str = Field(min_length=5)
    range: Range | None = None
    distribution: Distribution = "triangular"


class Flow(Strict):
    """An amount of something that has a price: what an actor spends or saves, or moves between two.

    `actor`: whose resource it is, a real cost or gain. `payer` and `receiver` instead: a transfer, which
    moves money and uses nothing up. `quantity`: how many units.
    """

    name: Text
    price: Id
    quantity: Estimate = Estimate(value=1.0)
    actor: Actor | None = None
    payer: Actor | None = None
    receiver: Actor | None = None

    @model_validator(mode="after")
    def _one_kind(self) -> Flow:
        ends = (self.payer is not None, self.receiver is not None)
        if (self.actor is None) != all(ends) or (self.actor is not None and any(ends)):
            raise ValueError("give `actor` (a real resource), or `payer` and `receiver` (a transfer)")
        if self.payer is not None and self.payer == self.receiver:
            raise ValueError("`payer` and `receiver` are two different actors")
        return self


class Cost(Flow):
    """A cost of the intervention.

    `per`: `once` (at the start, not discounted), each `year`, or each `participant`, in the year they take
    part. `years`: first and last year of a yearly cost; default all years the intervention runs. `by_year`:
    the part of the quantity in each year from the first; default the whole in each.
    """

    per: Literal["once", "year", "participant"] = "year"
    years: Years | None = None
    by_year: list[Annotated[float, Field(ge=0, strict=False)]] | None = Field(default=None, min_length=1)


class Outcome(Strict):
    """Something that becomes of participants, and what one more of them is worth a year.

    `success`: the share of participants it happens to. `otherwise`: the share it would have happened to
    without the intervention. `begins`: years from taking part until the first year of effects. `years`: how
    many years of effects. `persistence`: the part of the effect that is left from one year to the next.
    `by_year`: the part left in each year instead, from the first. `effects`: what one more success means
    in a year.
    """

    name: Text
    success: Estimate
    otherwise: Estimate
    source: str = Field(min_length=5)
    begins: int = Field(default=0, ge=0)
    years: int | None = Field(default=None, ge=1)
    persistence: Estimate = Estimate(value=1.0)
    by_year: list[Annotated[float, Field(ge=0, strict=False)]] | None = Field(default=None, min_length=1)
    effects: dict[Id, Flow] = Field(min_length=1)

    @model_validator(mode="after")
    def _one_length(self) -> Outcome:
        if (self.years is None) == (self.by_year is None):
            raise ValueError("give `years` (with `persistence`), or `by_year`")
        return self

    @property
    def length(self) -> int:
        """How many years effects last."""
        return self.years if self.years is not None else len(self.by_year or ())


class Economics(Strict):
    """The economy of one intervention, counted to the start of its first year.

    `intervention`: its id in the register. `synthetic`: whether the figures are made up. `price_year`: the
    year in whose prices everything is said. `run_years`: how many years it takes in participants,
    `participants` in each. `horizon`: the last year that counts. `timing`: when in a year money falls due.
    `draws` and `seed`: of the random draws behind intervals. `left_out`: what is not counted, in words.
    """

    id: Id
    name: Text
    intervention: Id | None = None
    description: Text
    synthetic: bool
    price_year: int = Field(ge=1980, le=2100)
    run_years: int = Field(ge=1, le=50)
    horizon: int = Field(ge=1, le=100)
    discount_rate: float = Field(ge=0, le=0.2, strict=False)
    timing: Literal["start", "mid", "end"] = "end"
    participants: Estimate
    prices: dict[Id, Price] = Field(min_length=1)
    costs: dict[Id, Cost] = Field(min_length=1)
    outcomes: dict[Id, Outcome] = Field(min_length=1)
    left_out: list[Text] = Field(default_factory=list)
    draws: int = Field(default=10_000, ge=200, le=200_000)
    seed: int = Field(default=1, ge=0)
    revision: int = Field(ge=1)
    changelog: list[Change] = Field(min_length=1)
