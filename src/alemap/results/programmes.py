"""What `alemap programme` returns: programmes, their chains, and the chains filled with figures."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from alemap.values import dataclass

if TYPE_CHECKING:
    from alemap.domain import Label
    from alemap.results import AreaName, Figure, Measure


@dataclass(frozen=True, slots=True)
class MeasureView:
    """What shows that a step is taken; `indicator` "" for a measure that the programme collects itself.

    `first` and `last`: the years in which it should show at the earliest and at the latest. `next`: the day
    of new figures as the programme says.
    """

    indicator: str
    name: Label
    unit: Label
    areas: tuple[str, ...]
    up: bool
    first: int
    last: int
    source: Label | None
    frequency: Label | None
    responsible: str
    next: str | None


@dataclass(frozen=True, slots=True)
class LeadView:
    """A link of the chain, with what is known of it; `known` False: nothing, it is an assumption."""

    step: str
    name: Label
    evidence: Label
    evidence_key: str
    known: bool
    source: Label | None


@dataclass(frozen=True, slots=True)
class StepView:
    """A step of the chain; `needs` a measure or not, and `unmeasured` says why there is none."""

    id: str
    stage: str
    stage_name: Label
    name: Label
    needs: bool
    measures: tuple[MeasureView, ...]
    unmeasured: Label | None
    leads_to: tuple[LeadView, ...]
    interventions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Chain:
    """A programme's theory, its steps in the order of the stages."""

    id: str
    name: Label
    problem: Label
    areas: tuple[str, ...]
    start: str
    end: str
    synthetic: bool
    source: Label | None
    note: Label | None
    steps: tuple[StepView, ...]
    assumptions: tuple[tuple[str, Label], ...]
    external: tuple[Label, ...]


@dataclass(frozen=True, slots=True)
class ProgrammeRow:
    """A programme in the list: how many steps and links, how many without measure or evidence."""

    id: str
    name: Label
    synthetic: bool
    areas: tuple[str, ...]
    start: str
    end: str
    steps: int
    without_measure: int
    links: int
    without_evidence: int


@dataclass(frozen=True, slots=True)
class ProgrammeList:
    """The project's programmes."""

    rows: tuple[ProgrammeRow, ...]


class Movement(StrEnum):
    """What a measure has done since the programme's start."""

    AS_EXPECTED = "as_expected"
    AGAINST = "against"
    NOT_SURE = "not_sure"
    UNTESTED = "untested"
    EARLY = "early"
    UNKNOWN = "unknown"
    UNMEASURED = "unmeasured"


class Unknown(StrEnum):
    """Why nothing can be said of a measure."""

    NO_MEASURE = "no_measure"
    NOT_COLLECTED = "not_collected"
    NOT_LOADED = "not_loaded"
    NO_BASE = "no_base"
    BROKEN = "broken"
    SUPPRESSED = "suppressed"


class LinkState(StrEnum):
    """How two steps that follow on each other have moved.

    A change that is not sure is no proof of none: `breaks` asks for a step that went the wrong way.
    """

    HOLDS = "holds"
    BREAKS = "breaks"
    NOT_SEEN = "not_seen"
    WAITS = "waits"
    UNEXPLAINED = "unexplained"
    STILL = "still"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class FollowRow:
    """One measure of a step in one area: base, now, and whether it has moved as it was to.

    `change` is now less base, in the measure's unit; `by_trend`: the movement is told from the trend since
    the base, because the values have no intervals. `late`: the years in which it was to show have passed.
    """

    step: str
    stage: str
    stage_name: Label
    step_name: Label
    measure: MeasureView | None
    info: Measure | None
    area: AreaName | None
    base_period: str
    base: Figure | None
    now_period: str
    now: Figure | None
    change: Figure | None
    movement: Movement
    reason: Unknown | None
    by_trend: bool
    late: bool
    next: str
    next_late: bool


@dataclass(frozen=True, slots=True)
class LinkRow:
    """A link with how it has held, the states of its two steps, and what was known of it beforehand."""

    first: str
    first_name: Label
    first_moved: Movement
    second: str
    second_name: Label
    second_moved: Movement
    state: LinkState
    evidence: Label
    known: bool


@dataclass(frozen=True, slots=True)
class FollowUp:
    """The chain filled with figures; `today` decides what is due."""

    id: str
    name: Label
    synthetic: bool
    start: str
    today: str
    confidence: float
    comparisons: int
    rows: tuple[FollowRow, ...]
    links: tuple[LinkRow, ...]
    assumptions: tuple[tuple[str, Label], ...]
    external: tuple[Label, ...]
    sources: tuple[str, ...] = ()
