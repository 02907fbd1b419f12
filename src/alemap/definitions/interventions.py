"""An intervention: one row of the register, checked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alemap.definitions.register_words import Evidence
from alemap.values import dataclass

if TYPE_CHECKING:
    from alemap.definitions.register_words import Arena, Phase, Principal, Reaching, Role, TargetGroup
    from alemap.domain import Period
    from alemap.errors import Place


@dataclass(frozen=True, slots=True)
class Intervention:
    """One row of the register, checked; texts as written, closed lists as their codes.

    `age_to`, `reach`, `cost`, `year`, `start` and `end` are None where the register does not say. `few`:
    fewer were reached than may be shown, and the register holds no number. `reach` and `cost` are those of
    `year`. `start` and `end` are years or months (`2023`, `2023-08`); without `end` it goes on. `factor` is
    (category, factor). `indicators`: the first is the one it is to move above all. `areas`: codes of any
    level, none of them within another.
    """

    id: str
    name: str
    actor: str
    principal: Principal
    target_group: TargetGroup
    level: Reaching
    factor: tuple[str, str]
    areas: tuple[str, ...]
    place: Place
    arena: Arena | None = None
    age_from: int = 0
    age_to: int | None = None
    phase: Phase | None = None
    purpose: str = ""
    role: Role | None = None
    indicators: tuple[str, ...] = ()
    method: str = ""
    evidence: Evidence = Evidence.UNKNOWN
    reach: int | None = None
    few: bool = False
    cost: int | None = None
    year: int | None = None
    start: Period | None = None
    end: Period | None = None
    synthetic: bool = False
    note: str = ""

    def runs_in(self, year: int) -> bool:
        """Whether it goes on at any time of a year; without a start it is taken to have begun."""
        begun = self.start is None or self.start.first_year <= year
        return begun and (self.end is None or self.end.last_year >= year)
