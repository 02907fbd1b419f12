"""What `gaps` returns: how far apart areas lie, indicator by indicator or measure by measure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alemap.values import dataclass

if TYPE_CHECKING:
    from alemap.domain import Label
    from alemap.results import AreaName, Figure, Measure


@dataclass(frozen=True, slots=True)
class GapRow:
    """One indicator: its worst and best area, the gap between them, and the spread of all areas.

    Of a neutral indicator `worst` is the highest. The limits of `gap` hold whichever two areas turned
    out worst and best. `factor` and `beyond_chance` are None where no area has an interval.
    """

    measure: Measure
    period: str
    worst: AreaName
    worst_figure: Figure
    best: AreaName
    best_figure: Figure
    gap: Figure
    ratio: float | None
    factor: float | None
    beyond_chance: float | None
    valued: int
    total: int


@dataclass(frozen=True, slots=True)
class GapTable:
    """Gaps of several indicators, those with the largest spread beyond chance first.

    `not_loaded`: how many more of those asked for have no figures at all.
    """

    level: Label
    scope: tuple[str, ...]
    period: str
    confidence: float
    rows: tuple[GapRow, ...]
    total: int
    sources: tuple[str, ...] = ()
    not_loaded: int = 0


@dataclass(frozen=True, slots=True)
class InequalityRow:
    """One measure of inequality; `unit` is `difference`, `%`, `per mille` or empty for a bare number.

    `kind` names the measure (a function of `alemap.stats`); limits None where the measure has no error.
    """

    kind: str
    unit: str
    value: float | None
    lower: float | None
    upper: float | None


@dataclass(frozen=True, slots=True)
class InequalityTable:
    """All measures of inequality of one indicator.

    `order` names the index the gradient runs along; `in_order`: the indicator is one of its members.
    """

    measure: Measure
    level: Label
    scope: tuple[str, ...]
    period: str
    confidence: float
    rows: tuple[InequalityRow, ...]
    gap: GapRow
    order: Label | None
    in_order: bool
    weights: Label
    sources: tuple[str, ...] = ()
