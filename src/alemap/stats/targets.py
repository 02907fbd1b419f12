"""Following up a target: where the path should be, how far it is, and at what pace."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from alemap.domain import Verdict
from alemap.stats._arrays import Bools, Floats, divide, floats
from alemap.values import dataclass

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


@dataclass(frozen=True, slots=True)
class FollowUp:
    """The target's path and how the current value stands against it.

    `path` the value a straight line has this year; `progress` the share of the way gone (negative:
    the wrong way); `pace_needed` change per year from now to the target year (NaN when that has come);
    `pace_seen` change per year since the baseline (NaN in the baseline year); `met`; `on_track`.
    """

    path: Floats
    progress: Floats
    pace_needed: Floats
    pace_seen: Floats
    met: Bools
    on_track: Bools


def follow_up(
    baseline: ArrayLike,
    baseline_year: ArrayLike,
    target: ArrayLike,
    target_year: ArrayLike,
    current: ArrayLike,
    year: ArrayLike,
) -> FollowUp:
    """Compare the current value with the straight path from the baseline to the target.

    After the target year the path stays at the target. Whether higher or lower is the aim follows from
    the target against the baseline; a target equal to the baseline is met when not passed from either
    side, and its progress is NaN. Missing values: NaN and False. ValueError when a target year is not
    after its baseline year.
    """
    start, begin, goal, end, now, at = np.broadcast_arrays(
        *(floats(each) for each in (baseline, baseline_year, target, target_year, current, year))
    )
    if np.any(end <= begin):
        raise ValueError("a target year must come after its baseline year")
    gone = np.clip((at - begin) / (end - begin), 0.0, 1.0)
    path = start + (goal - start) * gone
    aim = np.sign(goal - start)
    left, since = end - at, at - begin
    steady = aim == 0
    return FollowUp(
        path,
        divide(now - start, goal - start),
        np.where(left > 0, divide(goal - now, left), np.nan),
        np.where(since > 0, divide(now - start, since), np.nan),
        np.where(steady, now == goal, aim * (now - goal) >= 0),
        np.where(steady, now == path, aim * (now - path) >= 0),
    )


def against_target(
    value: ArrayLike,
    target: ArrayLike,
    *,
    low_is_good: bool,
    lower: ArrayLike | None = None,
    upper: ArrayLike | None = None,
) -> list[Verdict]:
    """Give the verdict against a target that counts as reached when met exactly.

    Without limits: better when reached, else worse. With both limits: better when the whole interval
    has reached it, worse when none of it has, similar otherwise; an interval missing is untested. A
    value missing is missing.
    """
    centre, goal = np.broadcast_arrays(floats(value), floats(target))
    low, high = (floats(centre if each is None else each) for each in (lower, upper))
    if low_is_good:
        reached, short = high <= goal, low > goal
    else:
        reached, short = low >= goal, high < goal
    words = np.full(centre.shape, Verdict.SIMILAR, dtype=object)
    words[reached] = Verdict.BETTER
    words[short] = Verdict.WORSE
    words[np.isnan(low) | np.isnan(high)] = Verdict.UNTESTED
    words[np.isnan(centre) | np.isnan(goal)] = Verdict.MISSING
    return [Verdict(word) for word in words.ravel().tolist()]
