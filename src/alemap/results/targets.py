"""What `targets` returns: how far each target has come, and what change could be told from chance at all."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from alemap.values import dataclass

if TYPE_CHECKING:
    from alemap.domain import Label
    from alemap.results import AreaName, Figure, Measure


class TargetVerdict(StrEnum):
    """What can be said of a target, never more than the figures do."""

    REACHED = "reached"
    ON_THE_WAY = "on_the_way"
    UNCERTAIN = "uncertain"
    TOO_SLOW = "too_slow"
    WRONG_WAY = "wrong_way"
    NOT_REACHED = "not_reached"
    UNTESTED = "untested"
    SUPPRESSED = "suppressed"
    MISSING = "missing"
    BROKEN = "broken"


class Basis(StrEnum):
    """What the chance of reaching a goal rests on.

    `ends`: base and latest figure, with their intervals; `line`: all figures from the base on, with theirs;
    `scatter`: how figures without intervals scatter about a line.
    """

    ENDS = "ends"
    LINE = "line"
    SCATTER = "scatter"


class GoalKind(StrEnum):
    """How a goal is put."""

    CHANGE = "change"
    LEVEL = "level"
    EVERYONE = "everyone"
    GAP = "gap_closed"


@dataclass(frozen=True, slots=True)
class GoalText:
    """A goal as it is put: `amount` in per cent or in the measure's unit; `to` names whom a gap is to."""

    kind: GoalKind
    amount: float
    to: Label | None = None


@dataclass(frozen=True, slots=True)
class Why:
    """Why there is no figure or no answer: an English template and its fields."""

    message: str
    fields: dict[str, object]


@dataclass(frozen=True, slots=True)
class Picked:
    """How areas were picked: by which index, in which period, with its value in each of them."""

    index: Label
    period: str
    areas: tuple[tuple[str, float], ...]
    decimals: int


@dataclass(frozen=True, slots=True)
class TargetRow:
    """A target in one area, or in all areas of a municipality that it is for together (`together`).

    `way`: per cent of the way from base to goal that is gone, below 0 the wrong way. `path`: where a
    straight line from base to goal is now. Paces are per year. `chance`: the probability, 0 to 1, that the
    figure of the due period is at the goal or beyond; `basis` what it rests on and `points` how many figures.
    """

    area: AreaName
    base_period: str
    base: Figure
    now_period: str
    now: Figure
    goal: float | None
    way: Figure
    path: float | None
    pace_seen: float | None
    pace_needed: float | None
    chance: float | None
    verdict: TargetVerdict
    declared: bool = False
    basis: Basis | None = None
    points: int = 0
    why: Why | None = None
    together: bool = False


@dataclass(frozen=True, slots=True)
class TargetBlock:
    """A target with its rows; `picked` says how its areas were picked, if an index did.

    `shown`: the indicator or index whose derivation explains the figures. `why`: why there are no rows.
    """

    id: str
    name: Label
    measure: Measure
    goal: GoalText
    base_period: str
    due: str
    rows: tuple[TargetRow, ...]
    shown: str
    group: Label | None = None
    picked: Picked | None = None
    variables: tuple[Label, ...] = ()
    definition: Label | None = None
    note: Label | None = None
    source: str = ""
    base_source: str = ""
    why: Why | None = None


@dataclass(frozen=True, slots=True)
class TargetTable:
    """Targets, each with its rows."""

    blocks: tuple[TargetBlock, ...]
    scope: tuple[str, ...]
    confidence: float
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FeasibleRow:
    """What change could be told from chance in one area by the due period.

    `change`: the smallest, in the measure's unit, between today's figure and one then; `along`: the same
    along a line through the `figures` that will have come. Both None where no interval is known. `wanted`:
    the change that the goal asks for, from today's figure.
    """

    area: AreaName
    period: str
    now: Figure
    change: float | None
    along: float | None
    figures: int
    wanted: float | None
    basis: Basis | None
    why: Why | None = None
    together: bool = False

    @property
    def share(self) -> float | None:
        """The smallest change in per cent of today's figure."""
        if self.change is None or not self.now.value:
            return None
        return 100 * self.change / abs(self.now.value)

    @property
    def told(self) -> bool | None:
        """Whether the change wanted is large enough to be told; None where that is not known."""
        least = self.change if self.along is None else self.along
        return None if self.wanted is None or least is None else abs(self.wanted) >= least


@dataclass(frozen=True, slots=True)
class FeasibleBlock:
    """A target, or a measure without one (`goal` None), with the smallest changes in its areas."""

    id: str
    name: Label
    measure: Measure
    goal: GoalText | None
    due: str
    rows: tuple[FeasibleRow, ...]
    shown: str
    why: Why | None = None


@dataclass(frozen=True, slots=True)
class FeasibleTable:
    """The smallest changes that can be told from chance, with probability `power`."""

    blocks: tuple[FeasibleBlock, ...]
    scope: tuple[str, ...]
    confidence: float
    power: float
    sources: tuple[str, ...] = ()
