"""What may stand in a target's file: what it is measured by, for whom, from which base to which goal."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from alemap.definitions.basics import Change, Id, Text
from alemap.definitions.settings import Level, Strict

FOLDER = "pipelines/targets/*.yaml"
"""Where targets stand."""

AreaCode = Annotated[str, Field(min_length=1, description="an area's code")]


class TargetMeasure(Strict):
    """What a target is measured by: exactly one of the three.

    `indicator`: its value. `index`: its value, of the index's `category` where one is named. `variables`:
    indicators, or an index whose members they are: each in per cent of its own value in the base period, and
    the mean of those, so that the base is 100.
    """

    indicator: Id | None = None
    index: Id | None = None
    category: Id | None = None
    variables: Id | list[Id] | None = Field(default=None, union_mode="left_to_right")


class WorstAreas(Strict):
    """The areas that an index puts first in the target's base period.

    `count`: how many in all; without it every area that the index has a value for, which is for a rule like
    Kungälv's those that it concerns.
    """

    index: Id
    category: Id | None = None
    level: Level
    count: int | None = Field(default=None, ge=1)


class TargetScope(Strict):
    """Whom a target is for: whole municipalities, or areas in them; all persons, or a group.

    `municipalities`: default the project's. `areas`: named ones. `worst`: those that an index puts first.
    `sex` and `breakdown`: a group, by the indicator's own codes.
    """

    municipalities: list[AreaCode] = Field(default_factory=list)
    areas: list[AreaCode] = Field(default_factory=list)
    worst: WorstAreas | None = None
    sex: Literal["_T", "K", "M"] = "_T"
    breakdown: str = "_T"


class TargetBase(Strict):
    """Where a target starts: the period, and the value where the project's data do not hold it.

    `values`: by area, with their `source`; without them the data say.
    """

    period: str
    values: dict[AreaCode, Annotated[float, Field(strict=False)]] = Field(default_factory=dict)
    source: str | None = None


class TargetGoal(Strict):
    """Where a target ends: exactly one of the four.

    `change`: per cent of the base value (-20). `level`: a value. `everyone`: 100 % of a share.
    `gap_closed`: per cent of the distance, at the base, to the rest of the area's `to`: its municipality,
    county or country.
    """

    change: float | None = Field(default=None, strict=False)
    level: float | None = Field(default=None, strict=False)
    everyone: bool = False
    gap_closed: float | None = Field(default=None, gt=0, le=100, strict=False)
    to: Literal["kommun", "lan", "riket"] | None = None


class Target(Strict):
    """`pipelines/targets/*.yaml`: what shall be reached, and by when.

    `due`: the last period in which it can be reached. `source`: the decision it stands in.
    """

    id: Id
    name: Text
    definition: Text
    measure: TargetMeasure
    scope: TargetScope = TargetScope()
    base: TargetBase
    goal: TargetGoal
    due: str
    note: Text | None = None
    source: str
    revision: int = Field(ge=1)
    changelog: list[Change] = Field(min_length=1)
