"""What `explain` returns: accounts of a difference that add up to it exactly."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alemap.values import dataclass

if TYPE_CHECKING:
    from alemap.domain import Label, Status
    from alemap.results import AreaName, Figure, Measure


@dataclass(frozen=True, slots=True)
class AccountRow:
    """What one indicator adds to the difference: its contribution here less its contribution there.

    `figure` is the area's own value in `period`; `other` the comparator's, where that is one area.
    """

    category: Label
    measure: Measure
    period: str
    figure: Figure
    other: Figure | None
    here: float
    there: float

    @property
    def difference(self) -> float:
        """The indicator's part of the difference, in units of the index."""
        return self.here - self.there


@dataclass(frozen=True, slots=True)
class WhatIf:
    """The area's index and rank with one indicator's weight multiplied by `factor`, beside what they are."""

    measure: Measure
    factor: float
    value: float
    now: float
    rank: int
    rank_now: int
    ranked: int


@dataclass(frozen=True, slots=True)
class Account:
    """An index difference indicator by indicator, the largest first; the rows add up to `here` - `there`.

    `absent`: members of the index that the area has no value for, with the reason.
    """

    index: Measure
    area: AreaName
    against: Label
    period: str
    here: float
    there: float
    rows: tuple[AccountRow, ...]
    absent: tuple[tuple[Measure, Status], ...]
    what_if: tuple[WhatIf, ...]
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StratumRow:
    """One stratum: its share of the denominator and its value on both sides, and what each adds."""

    name: Label
    share: float
    other_share: float
    value: float | None
    other_value: float | None
    by_composition: float
    by_value: float


@dataclass(frozen=True, slots=True)
class Composition:
    """A difference of two values split into composition and value, stratum by stratum; exactly additive."""

    measure: Measure
    area: AreaName
    against: Label
    period: str
    strata: Label
    here: Figure
    there: Figure
    rows: tuple[StratumRow, ...]
    sources: tuple[str, ...] = ()

    @property
    def by_composition(self) -> float:
        """What the different composition adds to the difference."""
        return sum(row.by_composition for row in self.rows)

    @property
    def by_value(self) -> float:
        """What the different values within the strata add."""
        return sum(row.by_value for row in self.rows)
