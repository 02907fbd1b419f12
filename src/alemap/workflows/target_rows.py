"""A target in one area: base, now, goal, the way between them, the pace, and the chance of reaching it."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from alemap.domain import Period, Status, Verdict
from alemap.results import NO_FIGURE, Figure
from alemap.results.targets import Basis, GoalKind, TargetRow, TargetVerdict, Why
from alemap.stats._arrays import normal_quantile
from alemap.stats.differences import mover
from alemap.stats.outlook import chance as chance_of
from alemap.stats.outlook import look_ahead, quotient_limits, slope_p_value
from alemap.stats.targets import against_target, follow_up
from alemap.values import dataclass
from alemap.workflows.reading import pick_period
from alemap.workflows.target_series import TOGETHER, limits_of, number_or_none
from alemap.workflows.target_verdict import Draft
from alemap.workflows.trends import FEWEST_BARE, MOST_BARE, comparable, within_borders

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alemap.definitions.targets import Target
    from alemap.results import AreaName
    from alemap.results.targets import GoalText
    from alemap.stats.outlook import Outlook
    from alemap.workflows.reading import Value
    from alemap.workflows.target_series import Series

FARTHEST = 3
"""How many times its own length a line may be carried ahead and still decide something."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What all rows of a target share: its series, its period of now, and how sure intervals are."""

    target: Target
    goal: GoalText
    series: Series
    now_period: str | None
    confidence: float


def time_of(text: str) -> float:
    """When a period ends, in years."""
    return Period.parse(text).ends


def draft(setting: Setting, area: AreaName, key: str) -> Draft:
    """The row of an area; what could be reckoned back to a suppressed cell is left out."""
    values = setting.series.values.get(key, ())
    known = {v.period: v for v in values}
    periods = sorted(known, key=Period.parse)
    base_text = pick_period(periods, setting.target.base.period)
    base = known[base_text].figure if base_text is not None else NO_FIGURE
    now_text = setting.now_period or ""
    now = known[now_text].figure if now_text in known else NO_FIGURE
    declared = setting.target.base.values.get(key)
    # A suppressed cell stays so, whatever has been written down for it.
    stated = declared is not None and base.status is not Status.SUPPRESSED
    if stated:
        base = Figure(declared, declared, declared)
    base_text = base_text or setting.target.base.period
    why, verdict = _refused(setting, key, base_text, base, now_text, now)
    if verdict is not None:
        goal = number_or_none(_goal(setting, _number(base.value)))
        empty = Figure(None, status=_reason(base, now))
        shown = now if now_text else NO_FIGURE
        return Draft(
            TargetRow(
                area, base_text, base, now_text, shown, goal, empty, None, None, None, None, verdict,
                declared=stated, why=why, together=key.startswith(TOGETHER),
            )
        )  # fmt: skip
    made = _reckoned(setting, area, values, (base_text, base, stated), (now_text, now))
    return replace(made, row=replace(made.row, together=key.startswith(TOGETHER)))


def _refused(
    setting: Setting, key: str, base_text: str, base: Figure, now_text: str, now: Figure
) -> tuple[Why | None, TargetVerdict | None]:
    """Why there is no answer for an area, and what stands in its place."""
    if Status.SUPPRESSED in (base.status, now.status):
        return None, TargetVerdict.SUPPRESSED
    if not setting.series.loaded:
        return Why("not loaded", {}), TargetVerdict.MISSING
    if base.value is None:
        return Why("no figure for {period}", {"period": setting.target.base.period}), TargetVerdict.MISSING
    if not now_text or now.value is None or time_of(now_text) <= time_of(base_text):
        return Why("no figure after {period}", {"period": base_text}), TargetVerdict.MISSING
    broken = _broken(setting, key, base_text, now_text)
    if broken is not None:
        return broken, TargetVerdict.BROKEN
    done = _nothing_to_do(setting, base_text, base.value)
    return done, None if done is None else TargetVerdict.MISSING


def _nothing_to_do(setting: Setting, base_text: str, base: float) -> Why | None:
    """Why there is no way to go: no gap, or a goal that the base lay at or beyond."""
    sign = setting.series.measure.polarity.sign
    if setting.goal.kind is GoalKind.GAP and (base == 0 or sign * base < 0):
        return Why("no gap to close in {period}", {"period": base_text})
    ahead = _goal(setting, base) - base
    if ahead == 0 or sign * ahead > 0:
        return Why("already there in {period}", {"period": base_text})
    return None


def _broken(setting: Setting, key: str, base_text: str, now_text: str) -> Why | None:
    """Why base and now cannot be compared: another definition, or other borders."""
    for since in setting.series.course.breaks:
        if Period.parse(base_text) < Period.parse(since) <= Period.parse(now_text):
            return Why("the definition changed in {period}", {"period": since})
    borders = setting.series.borders
    if (key, base_text) in borders and (key, now_text) not in borders:
        return Why("other borders in {period}", {"period": base_text})
    return None


def _reason(base: Figure, now: Figure) -> Status:
    for figure in (base, now):
        if figure.value is None and not figure.status.has_value:
            return figure.status
    return Status.MISSING


def _goal(setting: Setting, base: float) -> float:
    """The goal as a value; of a gap the gap that may be left."""
    if setting.goal.kind is GoalKind.CHANGE:
        return base * (1 + setting.goal.amount / 100)
    if setting.goal.kind is GoalKind.GAP:
        return base * (1 - setting.goal.amount / 100)
    return setting.goal.amount


def _reckoned(
    setting: Setting,
    area: AreaName,
    values: Sequence[Value],
    start: tuple[str, Figure, bool],
    end: tuple[str, Figure],
) -> Draft:
    (base_text, base, stated), (now_text, now) = start, end
    due = setting.target.due
    goal = _goal(setting, _number(base.value))
    times = time_of(base_text), time_of(now_text), time_of(due)
    found = follow_up(base.value, times[0], goal, times[2], now.value, times[1])  # type: ignore[arg-type]
    over = times[1] >= times[2]
    seen, basis, line = _outlook(setting, values, start, end)
    aim = math.copysign(1.0, goal - _number(base.value))
    way = 100 * float(found.progress)
    row = TargetRow(
        area,
        base_text,
        base,
        now_text,
        now,
        goal,
        Figure(way, *_way_limits(setting, base, now, goal), now.status, now.estimated or base.estimated),
        float(found.path),
        number_or_none(float(found.pace_seen)),
        number_or_none(float(found.pace_needed)),
        None if over or seen is None else chance_of(seen, goal, aim),
        TargetVerdict.UNTESTED,
        declared=stated,
        basis=None if over else basis,
        points=len(line),
    )
    far = bool(line) and times[2] - line[-1] > FARTHEST * (line[-1] - line[0])
    return Draft(row, _away(setting, base, now, aim, seen, basis), _met(setting, now, goal, aim), over, far)


def usable_values(values: Sequence[Value], series: Series, last: str) -> list[Value]:
    """The values that can be compared with that of the last period, oldest first."""
    usable, _ = within_borders(comparable(values, series.course, last)[0], series.borders)
    return [v for v in usable if v.figure.value is not None]


def _number(value: float | None) -> float:
    return math.nan if value is None else value


def _way_limits(
    setting: Setting, base: Figure, now: Figure, goal: float
) -> tuple[float | None, float | None]:
    """The limits of the share of the way, from the intervals of base and now.

    With a goal relative to the base it rests on now / base, else on (goal - now) / (goal - base).
    """
    relative = setting.goal.kind in {GoalKind.CHANGE, GoalKind.GAP}
    centre = 0.0 if relative else goal
    (a, la, ua), (b, lb, ub) = ((v - centre for v in limits_of(figure)) for figure in (now, base))
    if b < 0:
        (a, la, ua), (b, lb, ub) = (-a, -ua, -la), (-b, -ub, -lb)
    low, high = quotient_limits((a, la, ua), (b, lb, ub))
    end = goal / _number(base.value) if relative else 0.0
    ends = sorted(100 * (1 - q) / (1 - end) for q in (low, high))
    return number_or_none(ends[0]), number_or_none(ends[1])


def _outlook(
    setting: Setting,
    values: Sequence[Value],
    start: tuple[str, Figure, bool],
    end: tuple[str, Figure],
) -> tuple[Outlook | None, Basis | None, list[float]]:
    """The line through what is known, carried on to the due period, what it rests on, and its times."""
    (base_text, base, stated), (now_text, now) = start, end
    z = normal_quantile(setting.confidence)
    due = time_of(setting.target.due)
    usable = usable_values(values, setting.series, now_text)
    since = [v for v in usable if time_of(v.period) >= time_of(base_text)]
    if all(v.figure.lower is not None and v.figure.upper is not None for v in since) and _sure(now):
        ends = setting.series.based or stated or len(since) <= 2  # noqa: PLR2004 - two points make a line
        pairs = [(base_text, base), (now_text, now)] if ends else [(v.period, v.figure) for v in since]
        times, centres = [time_of(text) for text, _ in pairs], [_number(f.value) for _, f in pairs]
        errors = [(_number(f.upper) - _number(f.lower)) / (2 * z) for _, f in pairs]
        if ends or min(errors) > 0:
            basis = Basis.ENDS if ends else Basis.LINE
            return look_ahead(times, centres, errors, due), basis, times
    bare = usable[-MOST_BARE:]
    if len(bare) < FEWEST_BARE or setting.series.based:
        return None, None, []
    times = [time_of(v.period) for v in bare]
    return look_ahead(times, [_number(v.figure.value) for v in bare], None, due), Basis.SCATTER, times


def _sure(figure: Figure) -> bool:
    return figure.lower is not None and figure.upper is not None


def _away(
    setting: Setting, base: Figure, now: Figure, aim: float, seen: Outlook | None, basis: Basis | None
) -> float | None:
    """The p-value of a change away from the goal, 1 where there is none; None where nothing tests it."""
    change = aim * (_number(now.value) - _number(base.value))
    if setting.series.counted and not _sure(now):
        return 1.0 if change >= 0 else 0.0
    if _sure(now) and _sure(base):
        made = mover(*limits_of(now), *limits_of(base), setting.confidence)
        p_value = float(made.p_value)
        return p_value if change < 0 else None if math.isnan(p_value) else 1.0
    if seen is not None and basis is Basis.SCATTER:
        p_value = slope_p_value(seen)
        return None if math.isnan(p_value) else p_value if aim * seen.slope < 0 else 1.0
    return None


def _met(setting: Setting, now: Figure, goal: float, aim: float) -> Verdict:
    """Better when the goal is reached beyond doubt, worse when it is beyond doubt not."""
    if setting.series.counted and not _sure(now):
        return against_target(_number(now.value), goal, low_is_good=aim < 0)[0]
    return against_target(
        _number(now.value), goal, low_is_good=aim < 0, lower=_number(now.lower), upper=_number(now.upper)
    )[0]
