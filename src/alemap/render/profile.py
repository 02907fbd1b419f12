"""The profile of one area through all categories."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alemap.render.bars import sparkline
from alemap.render.cells import Cells
from alemap.render.numbers import numbers
from alemap.render.table import Align, Column, TableBuilder
from alemap.render.translate import translator
from alemap.render.trend import direction_style, direction_word
from alemap.render.words import comparator_meaning, in_period, inside, level_word, period_text, usual_period
from alemap.results.trend import Direction

if TYPE_CHECKING:
    from alemap.render.table import TableView
    from alemap.results import Profile, ProfileRow

_NAME_WIDTH = 22
_INDENT = " "
_INTERVAL, _SERIES, _TREND, _COMPARATOR, _RANK = 20, 40, 50, 60, 70
_LONGEST_SERIES = 8


def view(result: Profile, lang: str) -> TableView:
    """Make the table of an area's indicators, grouped by category in the order of the rows."""
    _ = translator(lang)
    rows = result.rows
    usual = usual_period(row.period for row in rows)
    builder = TableBuilder(*_title(result, usual, lang))
    cells = Cells(builder, lang)

    builder.add(
        Column("measure", _("Indicator"), wrap=_NAME_WIDTH),
        [_INDENT + in_period(row.measure, row.period, usual, lang) for row in rows],
        short=[_INDENT + in_period(row.measure, row.period, usual, lang, short=True) for row in rows],
    )
    for place, row in enumerate(rows):
        if place == 0 or row.category != rows[place - 1].category:
            builder.group(place, row.category.say(lang))
    figures = [(row.figure, row.measure.decimals) for row in rows]
    cells.figures(Column("value", _("Value"), Align.RIGHT), figures)
    cells.intervals(figures, confidence=result.confidence, priority=_INTERVAL)
    if result.against.say(lang):
        cells.figures(
            Column("comparator", result.against.say(lang), Align.RIGHT, _COMPARATOR),
            [(row.comparator, row.measure.decimals) for row in rows],
        )
        cells.verdicts([row.verdict for row in rows], comparisons=result.comparisons)
    _ranks(result, builder, lang)
    _trends(result, builder, lang)
    _series(result, builder, lang)

    builder.note(comparator_meaning(result.against, lang, _))
    cells.registers([(row.measure, row.figure) for row in rows])
    if any(row.measure.synthetic for row in rows):
        cells.synthetic("measure")
    cells.signs()
    cells.not_loaded(result.not_loaded)
    cells.source(result.sources, f'alemap show {_example(result)} --area "{result.area.name}"')
    return builder.build()


def _title(result: Profile, period: str, lang: str) -> tuple[str, ...]:
    _ = translator(lang)
    area = result.area
    what = f"{area.name}, {level_word(result.level.say(lang))}"
    if area.municipality not in ("", area.name):
        what = _("{area} in {municipality}").format(area=what, municipality=area.municipality)
    if result.population is not None:
        residents = numbers(lang).text(result.population, 0)
        what = _("{area}, {count} residents").format(area=what, count=residents)
    against = result.against.say(lang)
    against = _("against {comparator}").format(comparator=inside(against)) if against else ""
    return (
        what,
        *filter(None, [", ".join(filter(None, [against, period_text(period)]))]),
        _("worst first within each category"),
    )


def _ranks(result: Profile, builder: TableBuilder, lang: str) -> None:
    # An area without others of its level beside it is first of one: that says nothing.
    ranked = [row for row in result.rows if row.rank is not None and row.ranked > 1]
    if not ranked:
        return
    _ = translator(lang)
    texts = [f"{row.rank}/{row.ranked}" if row in ranked else "" for row in result.rows]
    builder.add(Column("rank", _("Rank"), Align.RIGHT, _RANK), texts)
    first = ranked[0]
    text = _("Rank {rank}/{ranked}: place {rank} of {ranked} areas, 1 is worst.")
    builder.note(text.format(rank=first.rank, ranked=first.ranked), "rank")


def _trends(result: Profile, builder: TableBuilder, lang: str) -> None:
    """Add which way each row goes over its last comparable periods, where that can be said of any."""
    marks = [row.trend for row in result.rows]
    if all(mark is None or mark.direction is Direction.UNKNOWN for mark in marks):
        return
    _ = translator(lang)
    builder.add(
        Column("trend", _("Trend"), priority=_TREND),
        [direction_word(mark, _) for mark in marks],
        styles=[
            direction_style(mark, row.measure.polarity) for mark, row in zip(marks, result.rows, strict=True)
        ],
    )
    builder.note(_("Trend over the last comparable periods; steady: no change beyond chance."), "trend")


def _series(result: Profile, builder: TableBuilder, lang: str) -> None:
    """Add each row's own history: where it begins, then a sparkline up to the row's period."""
    series = [_until_now(row) for row in result.rows]
    breaks = [
        {place for place, (period, _value) in enumerate(points) if place > 0 and period in row.breaks}
        for points, row in zip(series, result.rows, strict=True)
    ]
    if not any(series):
        return
    _ = translator(lang)
    start = max((len(period_text(points[0][0])) for points in series if points), default=0)
    texts = []
    for points, places in zip(series, breaks, strict=True):
        line = sparkline([value for _period, value in points], places)
        texts.append(f"{period_text(points[0][0]):>{start}} {line}" if line else "")
    builder.add(Column("series", _("Since"), priority=_SERIES), texts)
    builder.note(_("Since: own values from that period on, ▁ lowest to ▇ highest."), "series")
    if any(value is None for points in series for _period, value in points):
        builder.note(_("· no value that period."), "series")
    if any(breaks):
        builder.note(_("│ not comparable with what stands before it."), "series")


def _until_now(row: ProfileRow) -> list[tuple[str, float | None]]:
    """Take the last periods up to the row's own, from the first that has a value; nothing without two."""
    points = [point for point in row.series if point[0] != row.period]
    if row.figure.status.has_value:
        points.append((row.period, row.figure.value))
    points = points[-_LONGEST_SERIES:]
    while points and points[0][1] is None:
        points = points[1:]
    known = [value for _period, value in points if value is not None]
    return points if len(known) > 1 else []


def _example(result: Profile) -> str:
    return result.rows[0].measure.id if result.rows else "INDICATOR"
