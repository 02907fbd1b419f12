"""A programme's chain filled with figures: what has moved, in the order it was to, and what is not known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alemap.definitions.programmes import MEASURED, Stage
from alemap.definitions.register_words import WORDS, Evidence
from alemap.domain import Origin, Period, Status, Verdict
from alemap.results import Figure
from alemap.results.programmes import (
    FollowRow,
    FollowUp,
    LinkRow,
    LinkState,
    MeasureView,
    Movement,
    Unknown,
)
from alemap.results.trend import Direction
from alemap.values import dataclass
from alemap.workflows.calendar import calendar
from alemap.workflows.comparing import Pair, outcomes
from alemap.workflows.programmes import STAGES, label, measure_view
from alemap.workflows.reading import distinct
from alemap.workflows.trends import Course, comparable, read_courses, trends

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from alemap.definitions.programmes import Programme, Step
    from alemap.definitions.project import Project
    from alemap.results.trend import TrendMark
    from alemap.workflows.calendar import Entry
    from alemap.workflows.comparing import Outcome
    from alemap.workflows.reading import Reader, Value

_ORDER = list(Stage)
_FEWEST = 2
_MOVED = {Movement.AS_EXPECTED}
_STILL = {Movement.NOT_SURE, Movement.AGAINST, Movement.UNTESTED}


@dataclass(frozen=True, slots=True)
class _Looked:
    """A measure in an area, before it is tested: what there is to compare, or why there is nothing."""

    step: Step
    measure: MeasureView | None
    area: str
    base: Value | None = None
    now: Value | None = None
    since: tuple[Value, ...] = ()
    own: tuple[tuple[str, float], ...] = ()
    persons: bool = False
    reason: Unknown | None = None


def follow_up(project: Project, reader: Reader, programme: Programme, today: date) -> FollowUp:
    """Every measure of every step: base, now, change, and whether it moved as it was to, when it was to.

    Base is the last comparable period that ends by the programme's start, else the first after it. Where
    both values have intervals their difference is tested; where they have none, the trend since the base
    (five points at least). All tests share one adjustment each by Benjamini and Hochberg.
    """
    steps = sorted(programme.steps, key=lambda step: _ORDER.index(step.stage))
    followed = [step for step in steps if step.measures or step.stage in MEASURED]
    looked = [each for step in followed for each in _look(project, reader, programme, step)]
    tested = [each for each in looked if each.base is not None and each.now is not None]
    pairs = [
        Pair(reader.indicators[each.now.indicator], each.now.figure, each.base.figure)
        for each in tested
        if each.now is not None and each.base is not None
    ]
    results, count = outcomes(pairs, reader.settings.comparison.confidence)
    found = dict(zip((id(each) for each in tested), results, strict=True))
    series = {
        (each.now.indicator, each.area): each.since
        for each in tested
        if each.now is not None and found[id(each)].verdict is Verdict.UNTESTED
    }
    marks = trends(reader, series)
    entries = {entry.dataset.id: entry for entry in calendar(project, today)}
    rows = tuple(
        _row(reader, each, found.get(id(each)), marks, _next(reader, each, entries), today) for each in looked
    )
    return FollowUp(
        id=programme.id,
        name=label(programme.name),
        synthetic=programme.origin is Origin.SYNTHETIC,
        start=programme.start,
        today=today.isoformat(),
        confidence=reader.settings.comparison.confidence,
        comparisons=count,
        rows=rows,
        links=tuple(_links(programme, rows)),
        assumptions=tuple((each.step or "", label(each)) for each in programme.assumptions),
        external=tuple(label(each) for each in programme.external),
        sources=reader.sources(distinct(each.now.indicator for each in tested if each.now is not None)),
    )


def _look(project: Project, reader: Reader, programme: Programme, step: Step) -> list[_Looked]:
    """What there is to see of a step: one entry a measure and area, one alone where there is none."""
    if not step.measures:
        return [_Looked(step, None, "", reason=Unknown.NO_MEASURE)]
    courses = read_courses(reader)
    found = []
    for measure in step.measures:
        view = measure_view(project, programme, measure)
        if measure.indicator is None:
            own = tuple(sorted(measure.values.items()))
            reason = Unknown.NOT_COLLECTED if len(own) < _FEWEST else None
            found.append(_Looked(step, view, "", own=own, persons=measure.persons, reason=reason))
            continue
        codes = measure.areas or programme.areas
        values = reader.series([measure.indicator], codes)
        for code in codes:
            here = [value for value in values if value.area == code]
            course = courses.get(measure.indicator, Course())
            found.append(_compared(step, view, code, here, course, int(programme.start)))
    return found


def _compared(
    step: Step, view: MeasureView, code: str, values: Sequence[Value], course: Course, start: int
) -> _Looked:
    """The base and the latest of the values that can be compared with each other."""
    if not values:
        return _Looked(step, view, code, reason=Unknown.NOT_LOADED)
    usable, begun = comparable(values, course)
    valued = [value for value in usable if value.figure.value is not None]
    if not valued:
        hidden = any(value.figure.status is Status.SUPPRESSED for value in usable)
        return _Looked(step, view, code, reason=Unknown.SUPPRESSED if hidden else Unknown.NOT_LOADED)
    before = [value for value in valued if Period.parse(value.period).last_year <= start]
    base = before[-1] if before else valued[0]
    since = tuple(valued[valued.index(base) :])
    if len(since) < _FEWEST:
        return _Looked(step, view, code, now=valued[-1], reason=Unknown.BROKEN if begun else Unknown.NO_BASE)
    return _Looked(step, view, code, base, valued[-1], since)


def _row(
    reader: Reader,
    each: _Looked,
    outcome: Outcome | None,
    marks: Mapping[tuple[str, str], TrendMark],
    coming: tuple[str, bool],
    today: date,
) -> FollowRow:
    measure, now, base = each.measure, each.now, each.base
    info = reader.indicators[now.indicator].measure if now is not None else None
    movement, by_trend = _movement(each, outcome, marks)
    figures: tuple[Figure | None, Figure | None, Figure | None] = (
        base.figure if base is not None else None,
        now.figure if now is not None else None,
        outcome.difference if outcome is not None else None,
    )
    periods = (base.period if base is not None else "", now.period if now is not None else "")
    if each.own:
        periods = (each.own[0][0], each.own[-1][0])
        figures = _own_figures(reader, each)
    return FollowRow(
        step=each.step.id,
        stage=each.step.stage.value,
        stage_name=STAGES[each.step.stage],
        step_name=label(each.step.name),
        measure=measure,
        info=info,
        area=reader.areas([each.area]).get(each.area),
        base_period=periods[0],
        base=figures[0],
        now_period=periods[1],
        now=figures[1],
        change=figures[2],
        movement=movement,
        reason=each.reason,
        by_trend=by_trend,
        late=measure is not None and today.year > measure.last,
        next=coming[0],
        next_late=coming[1],
    )


def _own_figures(reader: Reader, each: _Looked) -> tuple[Figure, Figure, Figure]:
    """The first and last of a programme's own values and their difference; few persons are hidden."""
    first, last = each.own[0][1], each.own[-1][1]
    small = reader.settings.small_numbers
    hidden = Figure(None, status=Status.SUPPRESSED)
    closed = [
        each.persons and value < small.threshold and (value != 0 or small.zeros == "closed")
        for value in (first, last)
    ]
    return (
        hidden if closed[0] else Figure(first),
        hidden if closed[1] else Figure(last),
        hidden if any(closed) else Figure(last - first),
    )


def _movement(
    each: _Looked, outcome: Outcome | None, marks: Mapping[tuple[str, str], TrendMark]
) -> tuple[Movement, bool]:
    """What the measure did, and whether the trend tells it."""
    measure, now = each.measure, each.now
    if measure is None:
        return Movement.UNMEASURED, False
    if each.reason is not None or (now is None and not each.own):
        return Movement.UNKNOWN, False
    last = Period.parse(now.period).last_year if now is not None else int(each.own[-1][0])
    if last < measure.first:
        return Movement.EARLY, False
    if outcome is not None and now is not None and outcome.verdict is Verdict.UNTESTED:
        return _by_trend(measure, marks.get((now.indicator, each.area)))
    return _by_difference(measure, outcome), False


def _by_trend(measure: MeasureView, mark: TrendMark | None) -> tuple[Movement, bool]:
    """What the trend since the base says, if there are values enough for one."""
    if mark is None or mark.direction is Direction.UNKNOWN:
        return Movement.UNTESTED, False
    if mark.direction is Direction.STEADY:
        return Movement.NOT_SURE, True
    return _turned(measure, up=mark.direction is Direction.UP), True


def _by_difference(measure: MeasureView, outcome: Outcome | None) -> Movement:
    """What the tested difference says; a programme's own values are not tested."""
    if outcome is None:
        return Movement.UNTESTED
    if outcome.verdict in {Verdict.SUPPRESSED, Verdict.MISSING}:
        return Movement.UNKNOWN
    if outcome.verdict is Verdict.SIMILAR or outcome.difference.value is None:
        return Movement.NOT_SURE
    return _turned(measure, up=outcome.difference.value > 0)


def _turned(measure: MeasureView, *, up: bool) -> Movement:
    return Movement.AS_EXPECTED if up is measure.up else Movement.AGAINST


def _next(reader: Reader, each: _Looked, entries: Mapping[str, Entry]) -> tuple[str, bool]:
    """When new figures come, to the month, and whether they are late; "" where no one says."""
    if each.measure is None:
        return "", False
    if each.measure.next is not None or not each.measure.indicator:
        return (each.measure.next or "")[:7], False
    rows = reader.store.rows(
        "SELECT dataset FROM seed.indicator_dataset WHERE indicator = ? ORDER BY 1", [each.measure.indicator]
    )
    dates = [entries[name].expected for (name,) in rows if name in entries and entries[name].expected]
    first = min((day for day in dates if day is not None), default=None)
    if first is None:
        return "", False
    return f"{first:%Y-%m}", any(entries[name].state == "late" for (name,) in rows if name in entries)


def _links(programme: Programme, rows: Sequence[FollowRow]) -> list[LinkRow]:
    """Every link between two steps that have or need measures, as the two have moved."""
    names = {step.id: label(step.name) for step in programme.steps}
    by_step: dict[str, list[FollowRow]] = {}
    for row in rows:
        by_step.setdefault(row.step, []).append(row)
    moved = {step: _together(found) for step, found in by_step.items()}
    late = {step: any(row.late for row in found) for step, found in by_step.items()}
    return [
        LinkRow(
            first=step.id,
            first_name=names[step.id],
            first_moved=moved[step.id],
            second=lead.step,
            second_name=names[lead.step],
            second_moved=moved[lead.step],
            state=_state(moved[step.id], moved[lead.step], late=late[lead.step]),
            evidence=WORDS[Evidence][lead.evidence],
            known=lead.evidence is not Evidence.UNKNOWN,
        )
        for step in programme.steps
        for lead in step.leads_to
        if step.id in moved and lead.step in moved
    ]


def _together(rows: Sequence[FollowRow]) -> Movement:
    """A step's movement: as expected when any of its measures is and none goes against it."""
    found = [row.movement for row in rows]
    for movement in (Movement.AGAINST, Movement.AS_EXPECTED, Movement.NOT_SURE, Movement.UNTESTED):
        if movement in found:
            return movement
    return Movement.EARLY if Movement.EARLY in found else found[0]


def _state(first: Movement, second: Movement, *, late: bool) -> LinkState:
    """How a link has held; `late`: what it leads to should have shown by now."""
    known = _MOVED | _STILL
    if second in _MOVED and first in _MOVED:
        return LinkState.HOLDS
    if second in _MOVED and first in _STILL:
        return LinkState.UNEXPLAINED
    unsure = second in _STILL and second is not Movement.AGAINST
    if first in _MOVED and (second is Movement.EARLY or (unsure and not late)):
        return LinkState.WAITS
    if first in _MOVED and second in _STILL:
        return LinkState.BREAKS if second is Movement.AGAINST else LinkState.NOT_SEEN
    if first in known and second in known:
        return LinkState.STILL
    return LinkState.UNKNOWN
