"""What has become of indexes between two states: how many areas, the largest change, places moved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alemap.render.cells import Cells
from alemap.render.numbers import NumberText, aligned, numbers
from alemap.render.table import Align, Column, TableBuilder
from alemap.render.translate import translator
from alemap.render.words import period_text, starred

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from alemap.render.table import TableView
    from alemap.results.history import Diff, IndexChange

_NAME_WIDTH, _MOVES_WIDTH = 18, 22
_MOVES, _LARGEST, _CAUSE = 30, 40, 50
_NAMED = 3


def indexes_view(result: Diff, lang: str, causes: Callable[[IndexChange], str]) -> TableView:
    """Make the table of indexes, a row an index or category, level and year; `causes` says why of one."""
    _ = translator(lang)
    write = numbers(lang)
    rows = result.indexes
    title = [_("Changed indexes"), _("most places moved first")]
    if len(rows) < result.index_total:
        text = _("{shown} of {total} shown")
        title.append(text.format(shown=write.text(len(rows), 0), total=write.text(result.index_total, 0)))
    builder = TableBuilder(*title)
    cells = Cells(builder, lang)
    builder.add(Column("index", _("Index"), wrap=_NAME_WIDTH), [_name(row, lang) for row in rows])
    builder.add(Column("level", _("Level")), [row.level_name.say(lang) for row in rows])
    builder.add(Column("period", _("Period")), [period_text(row.period) for row in rows])
    builder.add(
        Column("changed", _("Other value"), Align.RIGHT),
        [f"{write.text(r.changed, 0)} / {write.text(r.compared, 0)}" for r in rows],
    )
    for key, heading, counts in (
        ("new", _("New"), [row.new for row in rows]),
        ("lost", _("Lost"), [row.lost for row in rows]),
        ("untold", "..", [row.untold for row in rows]),
    ):
        if any(counts):
            builder.add(
                Column(key, heading, Align.RIGHT),
                [write.text(number, 0) if number else "" for number in counts],
            )
    _largest(builder, rows, lang)
    builder.add(
        Column("moved", _("Ranks moved"), Align.RIGHT),
        [f"{len(r.moves)} / {r.ranked}" for r in rows],
    )
    if any(row.moves for row in rows):
        builder.add(
            Column("moves", _("Furthest"), priority=_MOVES, wrap=_MOVES_WIDTH), [_moves(r) for r in rows]
        )
    builder.add(Column("cause", _("Cause"), priority=_CAUSE), [causes(row) for row in rows])
    builder.note(_("Ranks: among the areas that `rank` shows with a value both times, 1 is worst."))
    if any(row.untold for row in rows):
        text = _(".. areas whose index rested on a figure that is suppressed today: nothing is told of them.")
        builder.note(text)
    if any(row.measure.synthetic for row in rows):
        cells.synthetic("index")
    cells.signs()
    return builder.build()


def _name(row: IndexChange, lang: str) -> str:
    name = row.index_name.say(lang)
    if row.measure.id != row.index:
        name = f"{name}: {row.measure.short.say(lang)}"
    return starred(name, synthetic=row.measure.synthetic)


def _largest(builder: TableBuilder, rows: Sequence[IndexChange], lang: str) -> None:
    """Add the largest change of each row and whose it is, where any area has changed."""
    if all(row.largest is None for row in rows):
        return
    _ = translator(lang)
    write, empty = numbers(lang), NumberText("", None)
    texts = [
        empty if row.largest is None else write.parts(row.largest, row.measure.decimals, signed=True)
        for row in rows
    ]
    builder.add(Column("largest", _("Largest change"), Align.RIGHT), aligned(texts))
    names = ["" if row.largest_area is None else row.largest_area.name for row in rows]
    builder.add(Column("largest_area", _("Area"), priority=_LARGEST, wrap=_NAME_WIDTH), names)


def _moves(row: IndexChange) -> str:
    return ", ".join(f"{m.area.name} {m.rank_before} → {m.rank_after}" for m in row.moves[:_NAMED])
