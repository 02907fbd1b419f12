"""What an evaluation says: effects by method with their uncertainty, or why the data cannot carry one."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from alemap.values import dataclass

if TYPE_CHECKING:
    from alemap.domain import Label, Status, Verdict
    from alemap.results import AreaName, Measure


class Method(StrEnum):
    """How an effect is estimated, the one that counts first."""

    DID = "difference_in_differences"
    SYNTHETIC = "synthetic_control"
    ITS = "interrupted_series"


class Reason(StrEnum):
    """Why the data cannot carry a method."""

    NO_FIGURES = "no_figures"
    BORDERS = "borders_changed"
    SUPPRESSED = "suppressed"
    BREAK = "definition_changed"
    FEW_BEFORE = "few_periods_before"
    FEW_AFTER = "few_periods_after"
    FEW_AREAS = "few_comparison_areas"
    UNEVEN = "periods_uneven"
    SEASONS = "seasons"


@dataclass(frozen=True, slots=True)
class Refusal:
    """A reason, with what there is, what is needed, and the period it is about."""

    reason: Reason
    has: int = 0
    needs: int = 0
    period: str = ""


@dataclass(frozen=True, slots=True)
class Effect:
    """One estimate in the measure's unit; limits None where no interval can be had.

    `what`: `effect` (mean over the periods after), or of an interrupted series `level` (the jump at the
    start), `slope` (change per period) and `end` (in the last period). `inference`: how it is tested;
    `choices`: how many choices of areas, or placebos, a placebo test compares with.
    """

    method: Method
    what: str
    value: float
    lower: float | None
    upper: float | None
    p_value: float | None
    inference: str
    choices: int = 0


@dataclass(frozen=True, slots=True)
class Mix:
    """The synthetic control: its areas with their weights, its path, and how well it fits before.

    `rank` of `ranked`: 1 where no other area's gap grew as much.
    """

    areas: tuple[tuple[AreaName, float], ...]
    path: tuple[float, ...]
    fit: float
    rank: int
    ranked: int


@dataclass(frozen=True, slots=True)
class Alongside:
    """Another intervention: its name, when it began, its areas, and whether they are the treated ones."""

    name: str
    start: str
    areas: tuple[str, ...]
    ours: bool


@dataclass(frozen=True, slots=True)
class EvaluationRow:
    """One indicator: its course in both groups of areas, the effects, and what stands against them.

    `treated` and `others` are means over the areas, each counting alike, in `periods`; `after` says which
    are after the start; `straddling` periods hold the start and are left out. `pretrend`: the difference in
    yearly slope before. `detectable`: the smallest effect that would have been seen with a chance of 80 %.
    `adjusted`: the p-value of the first effect after Benjamini-Hochberg over the table's indicators.
    `pooled`: whether the interrupted series is rebuilt from counts. `size`: the median of the areas'
    denominators over that of the others'. `alongside`: other interventions of the
    register for the same indicator that began in one of the areas within the periods.
    """

    measure: Measure
    periods: tuple[str, ...] = ()
    after: tuple[bool, ...] = ()
    treated: tuple[float, ...] = ()
    others: tuple[float, ...] = ()
    straddling: tuple[str, ...] = ()
    compared: int = 0
    left_out: tuple[tuple[AreaName, Status], ...] = ()
    effects: tuple[Effect, ...] = ()
    refusals: tuple[tuple[Method, Refusal], ...] = ()
    pretrend: Effect | None = None
    mix: Mix | None = None
    detectable: float | None = None
    adjusted: float | None = None
    verdict: Verdict | None = None
    pooled: bool = False
    size: float | None = None
    since_break: str | None = None
    alongside: tuple[Alongside, ...] = ()

    @property
    def main(self) -> Effect | None:
        """The effect that the verdict is about."""
        return self.effects[0] if self.effects else None


@dataclass(frozen=True, slots=True)
class Setting:
    """Who is compared with whom, since when.

    `name`: the intervention's, None where areas were given. `against` says how the comparison areas were
    chosen.
    """

    name: str | None
    synthetic: bool
    areas: tuple[AreaName, ...]
    level: Label
    start: str
    against: Label
    others: tuple[AreaName, ...]
    confidence: float


@dataclass(frozen=True, slots=True)
class EvaluationTable:
    """An evaluation of one indicator or several; `command` shows one by itself."""

    setting: Setting
    rows: tuple[EvaluationRow, ...]
    command: str
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PowerRow:
    """The smallest effect that could be seen in one indicator after so many periods.

    `detectable` in the measure's unit and `relative` to the areas' last value; `persons` it stands for, where
    the indicator counts persons. `before`: the periods before that the estimate rests on, `spread` the
    standard deviation of areas' changes.
    """

    measure: Measure
    after: int
    before: int
    areas: int
    level: float
    spread: float
    detectable: float | None
    relative: float | None
    persons: float | None


@dataclass(frozen=True, slots=True)
class PowerTable:
    """What could be seen, before an intervention begins; `refusals`: indicators of which nothing is known.

    `least_p`: the smallest p-value that so many areas can give.
    """

    setting: Setting
    power: float
    least_p: float
    rows: tuple[PowerRow, ...]
    refusals: tuple[tuple[Measure, Refusal], ...]
    sources: tuple[str, ...] = ()
