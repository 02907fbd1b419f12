"""What is said of a target in one area, from its chance, its change and its goal."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from alemap.domain import Verdict
from alemap.results.targets import TargetVerdict
from alemap.values import dataclass

if TYPE_CHECKING:
    from alemap.results.targets import TargetRow

LIKELY, UNLIKELY = 0.8, 0.2
"""From which chance a goal is on the way, and down to which it is too slow."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A row before it is judged.

    `away`: the p-value of a change away from the goal, None if untested. `met`: against the goal. `over`: the
    target is due. `far`: the line behind the chance is too short for so long a way.
    """

    row: TargetRow
    away: float | None = None
    met: Verdict = Verdict.UNTESTED
    over: bool = False
    far: bool = False


def verdict_of(made: Draft, adjusted: float, alpha: float) -> TargetVerdict:
    """What is said of a row: `adjusted` is the p-value of a change away from the goal, NaN if untested."""
    if made.row.verdict is not TargetVerdict.UNTESTED:
        return made.row.verdict
    if made.over:
        return {
            Verdict.BETTER: TargetVerdict.REACHED,
            Verdict.WORSE: TargetVerdict.NOT_REACHED,
            Verdict.SIMILAR: TargetVerdict.UNCERTAIN,
        }.get(made.met, TargetVerdict.UNTESTED)
    if made.met is Verdict.BETTER:
        return TargetVerdict.REACHED
    if not math.isnan(adjusted) and adjusted <= alpha:
        return TargetVerdict.WRONG_WAY
    return _by_chance(made.row.chance, far=made.far)


def _by_chance(chance: float | None, *, far: bool) -> TargetVerdict:
    if chance is None:
        return TargetVerdict.UNTESTED
    if far or UNLIKELY < chance < LIKELY:
        return TargetVerdict.UNCERTAIN
    return TargetVerdict.ON_THE_WAY if chance >= LIKELY else TargetVerdict.TOO_SLOW
