"""A programme and its theory: what is to lead to what, by which measures one sees it, and when.

Modelled on the effect chain of Kungälv's follow-up: performances, organisation and profession, the target
group in the short and in the long run, structure and society; before them resources and activities.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, model_validator

from alemap.definitions.basics import Change, Id, Text
from alemap.definitions.register_words import Evidence
from alemap.definitions.settings import Strict
from alemap.domain import Origin


class Stage(StrEnum):
    """Where in the chain a step stands, from what is put in to what society gets."""

    RESOURCE = "resource"
    ACTIVITY = "activity"
    PERFORMANCE = "performance"
    ORGANISATION = "organisation"
    SHORT_TERM = "short_term"
    LONG_TERM = "long_term"
    SOCIETY = "society"


EFFECTS = (Stage.SHORT_TERM, Stage.LONG_TERM, Stage.SOCIETY)
"""The stages that a chain is for: something has become better for somebody."""
MEASURED = (Stage.PERFORMANCE, Stage.ORGANISATION, *EFFECTS)
"""The stages that need a measure: Kungälv's five levels."""

Frequency = Literal["month", "quarter", "half_year", "year", "two_years", "four_years", "once"]
Year = Annotated[str, Field(pattern=r"^\d{4}$")]
Lag = Annotated[tuple[int, int], Field(strict=False)]


class ProgrammeMeasure(Strict):
    """What one looks at to see whether a step has been taken.

    `indicator`: one of the project's own; else `name` and `unit` of a measure that the programme collects,
    with `values` by year so far. `persons`: the values count persons, so that few are hidden. `areas`: where,
    default the programme's. `direction`: which way it is to move; `lag`: years from the programme's start
    until that should show, at the earliest and at the latest. `next`: the day from which there will be new
    figures, where no dataset's calendar says so.
    """

    indicator: Id | None = None
    name: Text | None = None
    unit: Text | None = None
    values: dict[Year, Annotated[float, Field(strict=False)]] = Field(default_factory=dict)
    persons: bool = False
    areas: list[str] = Field(default_factory=list)
    direction: Literal["up", "down"]
    lag: Lag
    source: Text | None = None
    frequency: Frequency | None = None
    responsible: str = Field(min_length=1)
    next: str | None = Field(default=None, pattern=r"^\d{4}-\d{2}-\d{2}$")

    @model_validator(mode="after")
    def _one_kind(self) -> ProgrammeMeasure:
        own = (self.name, self.unit, self.source, self.frequency)
        if self.indicator is not None and (any(each is not None for each in own[:2]) or self.values):
            raise ValueError("an `indicator` has its own name, unit and values")
        if self.indicator is None and any(each is None for each in own):
            raise ValueError("give `indicator`, or `name`, `unit`, `source` and `frequency`")
        if self.lag[0] < 0 or self.lag[1] < self.lag[0]:
            raise ValueError("`lag` runs from the fewest years to the most")
        return self


class Lead(Strict):
    """A link: the step it leads to, and what is known of that (default: nothing)."""

    step: Id
    evidence: Evidence = Field(default=Evidence.UNKNOWN, strict=False)
    source: Text | None = None


class Step(Strict):
    """A step of the chain.

    `measures`: what shows that it is taken; `unmeasured`: why nothing does. `leads_to`: what it is to lead
    to. `interventions`: ids of the register that it consists of.
    """

    id: Id
    stage: Stage = Field(strict=False)
    name: Text
    measures: list[ProgrammeMeasure] = Field(default_factory=list)
    unmeasured: Text | None = None
    leads_to: list[Lead] = Field(default_factory=list)
    interventions: list[Id] = Field(default_factory=list)


class Assumption(Text):
    """What must hold for the chain to work; `step`: the one that rests on it, none: all of it."""

    step: Id | None = None


class Programme(Strict):
    """`pipelines/programmes/<programme>.yaml`: a programme's theory.

    `problem`: what it is to mend. `areas`: codes of where its measures are read. `start` and `end`: years.
    `external`: what may move the measures without it. `origin`: `synthetic` where it is made up.
    """

    id: Id
    name: Text
    problem: Text
    areas: list[str] = Field(min_length=1)
    start: Year
    end: Year | None = None
    origin: Origin = Field(default=Origin.REAL, strict=False)
    source: Text | None = None
    note: Text | None = None
    steps: list[Step] = Field(min_length=2)
    assumptions: list[Assumption] = Field(default_factory=list)
    external: list[Text] = Field(default_factory=list)
    revision: int = Field(ge=1)
    changelog: list[Change] = Field(min_length=1)

    @model_validator(mode="after")
    def _begins_first(self) -> Programme:
        if self.end is not None and self.end < self.start:
            raise ValueError("`end` is not before `start`")
        return self
