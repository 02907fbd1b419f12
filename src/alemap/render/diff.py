"""What has changed between two states: counts, changed figures by kind, changed definitions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alemap.domain import TOTAL, Status
from alemap.render.cells import Cells
from alemap.render.diff_indexes import indexes_view
from alemap.render.numbers import NumberText, aligned, numbers
from alemap.render.table import Align, Column, TableBuilder
from alemap.render.translate import translator
from alemap.render.words import period_text, sex_word, with_unit
from alemap.results.history import Cause, ChangeKind

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from alemap.domain import Moment
    from alemap.render.table import TableView
    from alemap.results.history import Change, DefinitionChange, Diff, IndexChange

_NAME_WIDTH, _AREA_WIDTH, _TEXT_WIDTH = 14, 12, 24
_CAUSE, _RANK, _WIDTHS = 30, 50, 60
_CHANGED_NAMED = 8


def view(result: Diff, lang: str) -> list[TableView]:
    """Make the table of figures, and those of indexes and definitions where any has changed."""
    views = [_figures(result, lang)]
    if result.indexes:
        views.append(indexes_view(result, lang, lambda row: _causes(row, translator(lang))))
    if result.definitions:
        views.append(definitions_view(result.definitions, lang))
    return views


def _figures(result: Diff, lang: str) -> TableView:
    _ = translator(lang)
    rows = result.changes
    builder = TableBuilder(*_title(result, lang))
    if not rows:
        builder.add(Column("none", ""), [])
        builder.note(_("No figure has changed."))
        return builder.build()
    cells = Cells(builder, lang)
    for place, row in enumerate(rows):
        if place == 0 or rows[place - 1].kind is not row.kind:
            builder.group(place, _heading(row.kind, result.counts[row.kind], lang))
    builder.add(
        Column("measure", _("Indicator"), wrap=_NAME_WIDTH),
        [with_unit(row.measure, lang) for row in rows],
        short=[with_unit(row.measure, lang, short=True) for row in rows],
    )
    builder.add(Column("area", _("Area"), wrap=_AREA_WIDTH), [_area(row, lang) for row in rows])
    builder.add(Column("period", _("Period")), [_period(row, _) for row in rows])
    cells.figures(Column("before", _("Before"), Align.RIGHT), [(r.before, r.measure.decimals) for r in rows])
    cells.figures(Column("after", _("After"), Align.RIGHT), [(r.after, r.measure.decimals) for r in rows])
    _sizes(builder, rows, lang)
    builder.add(Column("cause", _("Cause"), priority=_CAUSE), [_causes(row, _) for row in rows])
    kinds = {ChangeKind.HIDDEN, ChangeKind.SHOWN} & result.counts.keys()
    if kinds or any(row.before.status is Status.SUPPRESSED for row in rows):
        builder.note(_("A figure that was or is suppressed is shown neither before nor after."))
    if any(row.measure.synthetic for row in rows):
        cells.synthetic("measure")
    cells.signs()
    names = list(dict.fromkeys(name for row in rows for name in row.names))
    if names:
        builder.paragraph()
        more = len(names) - _CHANGED_NAMED
        text = _("Changed: {names} and {count} more.") if more > 0 else _("Changed: {names}.")
        builder.note(text.format(names=", ".join(names[:_CHANGED_NAMED]), count=more))
    return builder.build()


def _title(result: Diff, lang: str) -> tuple[str, ...]:
    _ = translator(lang)
    count = numbers(lang).text
    counts = [f"{_word(kind, _)} {count(number, 0)}" for kind, number in result.counts.items()]
    title = [
        _("Changes since {then}, until {now}").format(then=_moment(result.since), now=_moment(result.until))
    ]
    title.append(", ".join(counts))
    if len(result.changes) < result.total:
        text = _("{shown} of {total} shown")
        title.append(text.format(shown=count(len(result.changes), 0), total=count(result.total, 0)))
    if result.ranked:
        text = _("{moved} of {ranked} ranks moved")
        title.append(text.format(moved=count(result.moved, 0), ranked=count(result.ranked, 0)))
    if result.definitions:
        title.append(_("{count} definition(s) changed").format(count=len(result.definitions)))
    return tuple(title)


def _moment(moment: Moment) -> str:
    return f"{moment.built.replace('T', ' ').removesuffix('Z')} ({moment.build})"


def _word(kind: ChangeKind, _: Callable[[str], str]) -> str:
    return {
        ChangeKind.LOST: _("lost"),
        ChangeKind.HIDDEN: _("newly suppressed"),
        ChangeKind.REVISED: _("revised"),
        ChangeKind.SHOWN: _("no longer suppressed"),
        ChangeKind.NEW: _("new"),
        ChangeKind.NEW_PERIOD: _("of a new period"),
        ChangeKind.INTERVAL: _("other interval or counts"),
        ChangeKind.STATUS: _("other status"),
    }[kind]


def _heading(kind: ChangeKind, number: int, lang: str) -> str:
    word = _word(kind, translator(lang))
    return f"{word[:1].upper()}{word[1:]}: {numbers(lang).text(number, 0)}"


def _area(row: Change, lang: str) -> str:
    if row.area is not None:
        return row.area.name
    _ = translator(lang)
    return _("{level}: {count} areas").format(
        level=row.level.say(lang), count=numbers(lang).text(row.areas, 0)
    )


def _period(row: Change, _: Callable[[str], str]) -> str:
    parts = [period_text(row.period)]
    if row.sex != TOTAL:
        parts.append(sex_word(row.sex, _).lower())
    if row.category != TOTAL:
        parts.append(row.category)
    return ", ".join(parts)


def _causes(row: Change | IndexChange, _: Callable[[str], str]) -> str:
    words = {
        Cause.DATA: _("data"),
        Cause.DEFINITION: _("definition"),
        Cause.AREAS: _("areas"),
        Cause.SETTINGS: _("settings"),
        Cause.PROGRAM: _("program"),
    }
    return ", ".join(words[cause] for cause in row.causes) or _("unknown")


def _sizes(builder: TableBuilder, rows: Sequence[Change], lang: str) -> None:
    """Add how large the changes are: in units, against the interval, in ranks; where any is."""
    _ = translator(lang)
    write, empty = numbers(lang), NumberText("", None)
    if any(row.difference is not None for row in rows):
        texts = [
            empty
            if row.difference is None
            else write.parts(row.difference, row.measure.decimals, signed=True)
            for row in rows
        ]
        builder.add(Column("difference", _("Change"), Align.RIGHT), aligned(texts))
    if any(row.widths is not None for row in rows):
        texts = [empty if row.widths is None else write.parts(row.widths, 1) for row in rows]
        builder.add(Column("widths", _("×\N{NO-BREAK SPACE}interv."), Align.RIGHT, _WIDTHS), aligned(texts))
        builder.note(_("× interv.: the change over the width of the earlier interval."), "widths")
    moves = [
        f"{row.rank_before} → {row.rank_after}" if row.rank_before != row.rank_after else "" for row in rows
    ]
    if any(moves):
        builder.add(Column("rank", _("Rank"), priority=_RANK), moves)
        text = _("Rank: among areas of the municipality (or level) with a value both times, worst first.")
        builder.note(text, "rank")


def definitions_view(changes: Sequence[DefinitionChange], lang: str) -> TableView:
    """Make the table of definitions that have changed, each once."""
    _ = translator(lang)
    builder = TableBuilder(_("Changed definitions"), str(len(changes)))
    states = {"new": _("new"), "gone": _("gone"), "changed": _("changed")}
    builder.add(Column("id", _("Id")), [change.id for change in changes])
    builder.add(Column("state", _("Status")), [states[change.state] for change in changes])
    builder.add(Column("revision", _("Revision")), [_revision(change) for change in changes])
    texts = [
        "; ".join([", ".join(change.fields), *(line.say(lang) for line in change.changelog)]).strip("; ")
        for change in changes
    ]
    builder.add(Column("what", _("What"), wrap=_TEXT_WIDTH), texts)
    return builder.build()


def _revision(change: DefinitionChange) -> str:
    numbers_ = [str(each) for each in (change.before, change.after) if each is not None]
    return " → ".join(dict.fromkeys(numbers_))
