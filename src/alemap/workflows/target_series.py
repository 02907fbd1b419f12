"""The figures a target is followed by: an indicator, an index, variables put together, or a gap."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from alemap.domain import TOTAL, Kind, Period, Polarity, RegisterUncertainty, Status
from alemap.results import NO_FIGURE, Figure
from alemap.stats.differences import mover
from alemap.stats.estimates import estimate
from alemap.stats.intervals import Interval
from alemap.stats.rounding import widened
from alemap.values import dataclass
from alemap.workflows.breaks import other_borders
from alemap.workflows.comparing import containers_of, rests
from alemap.workflows.gaps import whole_of
from alemap.workflows.index_recipe import read_recipe
from alemap.workflows.rank_index import index_measure
from alemap.workflows.reading import Value
from alemap.workflows.target_scope import unknown
from alemap.workflows.trends import Course, read_courses

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from alemap.definitions.targets import Target
    from alemap.domain import Label
    from alemap.results import Measure
    from alemap.workflows.reading import Reader
    from alemap.workflows.target_scope import Scope
    from alemap.workflows.vocabulary import IndicatorInfo


@dataclass(frozen=True, slots=True)
class Series:
    """A target's measure with its figures by area; key `+` and a municipality: its areas together.

    `course`: the breaks that figures cannot be compared across; `borders`: (area, period) of another area
    under the same code. `whole`: the value when it holds for everybody. `based`: figures in per cent of
    their own base, of which only base and latest are to be used. `loaded`: whether there are figures at all.
    """

    measure: Measure
    values: Mapping[str, Sequence[Value]]
    course: Course
    indicators: tuple[str, ...]
    whole: float | None = None
    based: bool = False
    borders: frozenset[tuple[str, str]] = frozenset()
    variables: tuple[Label, ...] = ()
    loaded: bool = True

    @property
    def counted(self) -> bool:
        """Whether figures without interval are finished counts, not read as outcomes of chance."""
        return self.measure.register_uncertainty is RegisterUncertainty.NONE

    @property
    def periods(self) -> list[str]:
        """The periods in which any area has a value, or one that is not shown."""
        found = {
            v.period
            for values in self.values.values()
            for v in values
            if v.figure.value is not None or v.figure.status is Status.SUPPRESSED
        }
        return sorted(found, key=Period.parse)


TOGETHER = "+"


def read_series(reader: Reader, target: Target, scope: Scope) -> Series:
    """The figures of a target's measure in its areas, oldest first."""
    measure = target.measure
    if measure.indicator is not None:
        return _of_indicator(reader, target, scope, measure.indicator)
    if measure.index is not None:
        return _of_index(reader, target, scope, measure.index, measure.category or TOTAL)
    from alemap.workflows.target_variables import of_variables  # noqa: PLC0415 - it rests on this module

    return of_variables(reader, target, scope)


def indicator_series(reader: Reader, scope: Scope, name: str, sex: str = TOTAL, part: str = TOTAL) -> Series:
    """The figures of an indicator in areas, of a group where one is named."""
    info = reader.indicators[name]
    values: dict[str, list[Value]] = {area.code: [] for area in scope.areas}
    for value in _values(reader, name, list(values), sex, part):
        values[value.area].append(value)
    return Series(
        info.measure, values, read_courses(reader).get(name, Course()), (name,), whole_of(info),
        borders=frozenset(other_borders(reader, name, list(values))),
        loaded=any(values.values()) or bool(reader.levels_of(name)),
    )  # fmt: skip


def _values(reader: Reader, name: str, areas: Sequence[str], sex: str, part: str) -> list[Value]:
    found = [v for v in reader.all_values(name, areas) if v.sex == sex and v.category == part]
    return sorted(found, key=lambda v: (v.area, Period.parse(v.period)))


def _of_indicator(reader: Reader, target: Target, scope: Scope, name: str) -> Series:
    if name not in reader.indicators:
        raise unknown(target, name, "`{name}` is not a known indicator")
    series = indicator_series(reader, scope, name, target.scope.sex, target.scope.breakdown)
    info = reader.indicators[name]
    if target.goal.gap_closed is not None:
        return _gaps(reader, info, series, target)
    if not scope.together:
        return series
    sums: dict[str, list[Value]] = {}
    groups = defaultdict(list)
    for area in scope.areas:
        groups[scope.home[area.code]].append(area.code)
    confidence = reader.settings.comparison.confidence
    for home, codes in groups.items():
        if len(codes) > 1:
            sums[TOGETHER + home] = _together(info, [series.values[code] for code in codes], confidence)
    return replace(series, values={**series.values, **sums})


def _together(info: IndicatorInfo, parts: Sequence[Sequence[Value]], confidence: float) -> list[Value]:
    """The areas as one, from the sums of their counts; without a value where any of them has none."""
    by_period: dict[str, list[Value]] = defaultdict(list)
    for values in parts:
        for value in values:
            by_period[value.period].append(value)
    made = []
    for period in sorted(by_period, key=Period.parse):
        values = by_period[period]
        made.append(replace(_sum(info, values, len(parts), confidence), period=period, area=TOGETHER))
    return made


def _sum(info: IndicatorInfo, values: Sequence[Value], number: int, confidence: float) -> Value:
    first = values[0]
    statuses = [v.figure.status for v in values]
    without = Status.SUPPRESSED if Status.SUPPRESSED in statuses else Status.MISSING
    if len(values) < number or any(v.figure.value is None for v in values):
        return replace(first, figure=Figure(None, status=without), numerator=None, denominator=None)
    counts = [(v.numerator, v.denominator) for v in values]
    if info.kind is Kind.PUBLISHED or any(None in pair for pair in counts):
        return replace(first, figure=NO_FIGURE, numerator=None, denominator=None)
    top, bottom = np.array(counts, dtype=float).sum(axis=0).tolist()
    error = math.sqrt(sum((v.numerator_error or 0.0) ** 2 for v in values))
    interval = all(v.figure.lower is not None for v in values)
    found = estimate(info.kind, top, bottom, info.multiplier, confidence, with_interval=interval)
    wide = widened(
        Interval(found.value, found.lower, found.upper), error / bottom * info.multiplier, confidence
    )
    status = Status.PROVISIONAL if Status.PROVISIONAL in statuses else Status.FINAL
    value, lower, upper = (number_or_none(each[0]) for each in (wide.value, wide.lower, wide.upper))
    return replace(first, figure=Figure(value, lower, upper, status), numerator=top, denominator=bottom)


def limits_of(figure: Figure) -> tuple[float, float, float]:
    """Value, lower and upper limit; NaN where there is none."""
    value, lower, upper = (math.nan if x is None else x for x in (figure.value, figure.lower, figure.upper))
    return value, lower, upper


def number_or_none(value: float) -> float | None:
    """None for NaN."""
    return None if math.isnan(value) else float(value)


def _gaps(reader: Reader, info: IndicatorInfo, series: Series, target: Target) -> Series:
    """The distance of each figure from the rest of the area's municipality, county or country."""
    to = target.goal.to or "kommun"
    wholes = containers_of(reader, list(series.values), to)
    sex, part = target.scope.sex, target.scope.breakdown
    compared = _values(reader, info.measure.id, sorted(set(wholes.values())), sex, part)
    found = {(v.area, v.period): v for v in compared}
    items = [
        (info, value, found.get((wholes.get(code, ""), value.period)))
        for code, values in series.values.items()
        for value in values
    ]
    gaps: dict[str, list[Value]] = {code: [] for code in series.values}
    confidence = reader.settings.comparison.confidence
    for (_, value, _whole), rest in zip(items, rests(reader, items), strict=True):
        gaps[value.area].append(replace(value, figure=_gap(value.figure, rest, confidence)))
    unit = info.measure.difference_unit
    return replace(series, measure=replace(info.measure, unit=unit), values=gaps, whole=None)


def _gap(figure: Figure, rest: Figure, confidence: float) -> Figure:
    for side in (figure, rest):
        if side.value is None:
            return Figure(None, status=Status.MISSING if side.status.has_value else side.status)
    made = mover(*limits_of(figure), *limits_of(rest), confidence)
    lower, upper = number_or_none(float(made.lower)), number_or_none(float(made.upper))
    return Figure(float(made.difference), lower, upper, figure.status, figure.estimated or rest.estimated)


def _of_index(reader: Reader, target: Target, scope: Scope, name: str, category: str) -> Series:
    if name not in reader.indexes:
        raise unknown(target, name, "`{name}` is not a known index")
    recipe = read_recipe(reader.store, name)
    members = [
        member for group, names in recipe.members.items() if category in {TOTAL, group} for member in names
    ]
    polarity = Polarity.HIGHER_IS_WORSE if recipe.rules.high_is_worse else Polarity.HIGHER_IS_BETTER
    values: dict[str, list[Value]] = {area.code: [] for area in scope.areas}
    rows = reader.store.rows(
        "SELECT area_code, period, value, lower, upper, status FROM mart_index WHERE index_id = ?"
        " AND category = ? AND level = ? AND list_contains(?, area_code) ORDER BY area_code, period",
        [name, category, scope.level, list(values)],
    )
    for code, period, value, lower, upper, status in rows:
        figure = Figure(value, lower, upper, Status(status))
        values[code].append(Value(name, code, period, TOTAL, category, figure, None, None, None, ""))
    measure = index_measure(reader, recipe, category, members, polarity)
    return Series(measure, values, course_of(reader, members), tuple(members))


def course_of(reader: Reader, members: Sequence[str]) -> Course:
    """The breaks of all members together."""
    courses = read_courses(reader)
    breaks = {since for member in members for since in courses.get(member, Course()).breaks}
    return Course(tuple(sorted(breaks, key=Period.parse)))
