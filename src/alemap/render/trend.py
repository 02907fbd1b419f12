"""Trends in words, and the table of an indicator's trends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alemap.render.numbers import MISSING, NumberText, aligned, numbers
from alemap.render.table import Align, Column, Style, TableBuilder
from alemap.render.translate import translator
from alemap.render.words import period_text, starred
from alemap.results.trend import Direction, Reason

if TYPE_CHECKING:
    from collections.abc import Callable

    from alemap.domain import Polarity
    from alemap.render.table import TableView
    from alemap.results import ShowResult
    from alemap.results.trend import TrendMark

_NAME_WIDTH = 16
_INTERVAL, _POINTS = 40, 50


def direction_word(mark: TrendMark | None, _: Callable[[str], str]) -> str:
    """Say which way a series goes; nothing where that is not known."""
    if mark is None or mark.direction is Direction.UNKNOWN:
        return ""
    return {
        Direction.UP: _("rising"),
        Direction.DOWN: _("falling"),
        Direction.STEADY: _("steady"),
    }[mark.direction]


def direction_style(mark: TrendMark | None, polarity: Polarity) -> Style:
    """Choose the colour that supports the word: whether it goes to the worse."""
    way = {Direction.UP: 1, Direction.DOWN: -1}.get(mark.direction, 0) if mark is not None else 0
    return {1: Style.WORSE, -1: Style.BETTER}.get(way * polarity.sign, Style.PLAIN)


def view(result: ShowResult, lang: str) -> TableView:
    """Make the table of an indicator's trends: direction, change per year, and over which periods."""
    _ = translator(lang)
    measure = result.measure
    marks = [mark for _area, mark in result.trends]
    unit = measure.difference_unit.say(lang) or measure.unit.say(lang)
    builder = TableBuilder(_("Trend"), _("{unit} per year").format(unit=unit) if unit else _("per year"))
    say = numbers(lang)
    decimals = measure.decimals + 1
    builder.add(Column("area", _("Area"), wrap=_NAME_WIDTH), [area.name for area, _mark in result.trends])
    builder.add(
        Column("trend", starred(_("Trend"), synthetic=measure.synthetic)),
        [direction_word(mark, _) or reason_word(mark, _) for mark in marks],
        styles=[direction_style(mark, measure.polarity) for mark in marks],
    )
    builder.add(
        Column("pace", _("Per year"), Align.RIGHT),
        aligned(
            [
                NumberText(MISSING, None) if m.pace is None else say.parts(m.pace, decimals, signed=True)
                for m in marks
            ]
        ),
    )
    if any(mark.lower is not None for mark in marks):
        heading = _("Interval")
        if result.confidence is not None:
            heading += f" ({say.percent(result.confidence)})"
        builder.add(
            Column("interval", heading, priority=_INTERVAL),
            [
                ""
                if m.lower is None or m.upper is None
                else say.interval(m.lower, m.upper, decimals, signed=True, to=True)
                for m in marks
            ],
        )
    builder.add(
        Column("periods", _("Periods"), priority=_POINTS),
        [
            _("{count}: {first} to {last}").format(
                count=mark.points, first=period_text(mark.first), last=period_text(mark.last)
            )
            if mark.first
            else str(mark.points)
            for mark in marks
        ],
    )
    builder.note(
        _("Rising or falling: beyond chance after Benjamini–Hochberg, and whichever period is left out.")
    )
    for since in sorted({mark.since_break for mark in marks if mark.since_break is not None}):
        builder.note(_("The definition changed in {since}; nothing from before counts.").format(since=since))
    for since in sorted({mark.since_border for mark in marks if mark.since_border is not None}):
        text = _("Before {since} an area code meant another area; nothing from then counts.")
        builder.note(text.format(since=since))
    if any(mark.pace is not None and mark.lower is None for mark in marks):
        builder.note(_("Without intervals: Mann and Kendall's test, the median change."))
    return builder.build()


def reason_word(mark: TrendMark, _: Callable[[str], str]) -> str:
    """Say why a series has no trend."""
    words = {
        Reason.FEW: _("too few periods"),
        Reason.BREAK: _("too few since the definition changed"),
        Reason.BORDER: _("too few since the borders changed"),
        Reason.SUPPRESSED: _("periods are suppressed"),
    }
    return words[mark.reason] if mark.reason is not None else ""
