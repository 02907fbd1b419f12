"""What `alemap interventions` returns: the register counted, crossed, and set against need.

A reach below the small-number threshold carries no number, nor does what is derived from it; sums are of
the numbers that may be shown, so that no hidden one can be had by subtraction.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from alemap.values import dataclass

if TYPE_CHECKING:
    from alemap.domain import Label, Verdict
    from alemap.results import AreaName, Figure


@dataclass(frozen=True, slots=True)
class RegisterFacts:
    """What all tables of the register are of: the interventions going on in `year` in the scope.

    `total`: how many; `ended`: how many more ended before it; `to_come`: begin after it.
    """

    scope: tuple[str, ...]
    year: int
    total: int
    ended: int
    to_come: int
    synthetic: bool


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum of the numbers that may be shown; `hidden` are too small, `missing` are not in the register."""

    value: int | None
    hidden: int = 0
    missing: int = 0


@dataclass(frozen=True, slots=True)
class OverviewRow:
    """One principal's interventions (`label` None: all): by level, with evidence, reached, cost."""

    key: str
    label: Label | None
    count: int
    levels: tuple[int, int, int]
    supported: int
    reach: Sum
    cost: Sum


@dataclass(frozen=True, slots=True)
class OverviewTable:
    """The register at a glance; the last row is the total. `levels`: the words of the three levels."""

    facts: RegisterFacts
    levels: tuple[Label, ...]
    rows: tuple[OverviewRow, ...]


@dataclass(frozen=True, slots=True)
class CrossRow:
    """One line of a cross table: how many interventions in each column, how many in all, and who acts.

    An intervention may stand in several rows and columns. `empty`: the columns without any.
    """

    key: str
    group: Label | None
    name: Label
    counts: tuple[int, ...]
    total: int
    actors: tuple[str, ...]
    empty: tuple[Label, ...] = ()


@dataclass(frozen=True, slots=True)
class CrossTable:
    """A cross table: `ages` (age band by level) or `actors` (factor by principal)."""

    kind: str
    facts: RegisterFacts
    columns: tuple[tuple[str, Label], ...]
    rows: tuple[CrossRow, ...]


@dataclass(frozen=True, slots=True)
class Bad:
    """An indicator with bad figures.

    `country`: a municipality's is worse than the country's. `areas`: those that are worse than the rest of
    their municipality.
    """

    id: str
    name: Label
    synthetic: bool
    country: bool
    areas: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GapsOfFactor:
    """One factor: how many interventions work on it, and which of its indicators none is to move.

    `worse`: the indicators of the factor with bad figures, None without a database; `unmoved`: those of them
    that no intervention is to move; `idle`: all indicators of the factor that none is to move.
    """

    key: str
    category: Label
    name: Label
    interventions: int
    indicators: int
    idle: tuple[tuple[str, Label], ...]
    worse: tuple[Bad, ...] | None
    unmoved: tuple[Bad, ...]


@dataclass(frozen=True, slots=True)
class GapsTable:
    """Factors in the order of their gaps: bad figures that no intervention is to move first.

    `level`: that of the areas which were compared; None when nothing was.
    """

    facts: RegisterFacts
    rows: tuple[GapsOfFactor, ...]
    level: Label | None
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Gathering:
    """How a dose lies along the areas from the most exposed: a concentration index with its limits.

    Below 0 it gathers among the exposed, above 0 among the favoured; None with fewer than three areas or
    no dose at all.
    """

    value: float | None
    lower: float | None = None
    upper: float | None = None


@dataclass(frozen=True, slots=True)
class DoseRow:
    """One area: its place and rank set by risk, and what it gets.

    `aimed`: interventions at it or at a few areas with it, not at the municipality as a whole; `few_aimed`:
    those of them that are selective or indicated. `cost`: kronor per resident in the year, that of several
    areas divided by residents; `aimed_cost`: of the aimed ones alone; `reach`: reached per 1 000 residents,
    likewise. `need`: how the area's index compares. `word`: `less` (worse than the others, and gets less per
    resident than all), `more` (better, and gets more), or nothing that can be said.
    """

    area: AreaName
    rank: int | None
    rank_lower: int | None
    rank_upper: int | None
    tied: bool
    index: Figure
    need: Verdict
    residents: int
    interventions: int
    aimed: int
    few_aimed: int
    cost: float | None
    aimed_cost: float | None
    reach: float | None
    word: str


@dataclass(frozen=True, slots=True)
class DoseTable:
    """Areas by risk, the worst first, with their dose; and whether the dose follows the need."""

    facts: RegisterFacts
    level: Label
    measure: Label
    measure_synthetic: bool
    period: str
    confidence: float
    rows: tuple[DoseRow, ...]
    cost: Gathering
    aimed: Gathering
    mean_aimed_cost: float | None
    without_cost: int
    without_reach: int
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OverlapRow:
    """Interventions of several actors for the same persons: factor, level, ages, areas in common.

    `ages` is the widest span; `names` and `actors` in the register's order.
    """

    factor: Label
    level: Label
    ages: tuple[int, int | None]
    ids: tuple[str, ...]
    names: tuple[str, ...]
    actors: tuple[str, ...]
    areas: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EndedRow:
    """An intervention that has ended, and how many going on do the same in any of its areas."""

    id: str
    name: str
    synthetic: bool
    actor: str
    factor: Label
    level: Label
    end: str
    areas: tuple[str, ...]
    left: int


@dataclass(frozen=True, slots=True)
class OverlapTable:
    """Overlaps, those of most actors first, and what has ended, the latest first."""

    facts: RegisterFacts
    rows: tuple[OverlapRow, ...]
    ended: tuple[EndedRow, ...]


@dataclass(frozen=True, slots=True)
class CostRow:
    """One intervention's reach and cost in its own year; `each`: kronor per person reached."""

    id: str
    name: str
    synthetic: bool
    actor: str
    level: Label
    level_key: str
    year: int | None
    reach: Figure
    cost: Figure
    each: Figure


@dataclass(frozen=True, slots=True)
class CostTable:
    """Cost per person reached, level by level, the dearest first; those without come last."""

    facts: RegisterFacts
    rows: tuple[CostRow, ...]


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One intervention as the list shows it."""

    id: str
    name: str
    synthetic: bool
    actor: str
    principal: Label
    target_group: Label
    level: Label
    phase: Label | None
    ages: tuple[int, int | None]
    factor: Label
    indicators: tuple[str, ...]
    areas: tuple[str, ...]
    evidence: Label
    reach: Figure
    cost: Figure
    year: int | None
    start: str
    end: str
    going_on: bool


@dataclass(frozen=True, slots=True)
class RegisterTable:
    """The interventions themselves, in the register's order, those that have ended last."""

    facts: RegisterFacts
    rows: tuple[RegisterRow, ...]
