"""What the ranked table of an index has beyond that of an indicator: its own columns, and how it is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alemap.render.numbers import numbers
from alemap.render.table import Align, Column
from alemap.render.translate import translator
from alemap.render.words import is_index, joined, starred

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alemap.render.cells import Cells
    from alemap.render.table import TableBuilder
    from alemap.results import RankRow, RankTable
    from alemap.results.indexes import IndexFacts

# the lowest number goes first on a narrow terminal
_CHANCE, _PARTS, _EXTRAS = 5, 10, 65
_TYPE = -1


def own_columns(builder: TableBuilder, result: RankTable, rows: Sequence[RankRow], lang: str) -> None:
    """Add the index's own columns: area types, counts of quarters, shares."""
    facts = result.index
    if facts is None:
        return
    for place, column in enumerate(facts.columns):
        values = [row.extras[place] if row.extras else None for row in rows]
        decimals = max(column.decimals, 0)
        texts = ["" if value is None else numbers(lang).text(value, decimals) for value in values]
        priority = _EXTRAS if column.decimals != _TYPE else 100
        builder.add(Column(column.id, column.name.say(lang), Align.RIGHT, priority), texts)


def part_columns(
    cells: Cells, builder: TableBuilder, result: RankTable, rows: Sequence[RankRow], lang: str
) -> None:
    """Add a column for what each part adds to the index, then how much of a rank's doubt is chance."""
    _ = translator(lang)
    signed = is_index(result.measure)
    decimals = 2 if signed else result.measure.decimals
    for place, part in enumerate(result.parts):
        key = f"part_{part.id}"
        heading = starred(part.short.say(lang), synthetic=part.synthetic)
        values = [row.parts[place] if row.parts else None for row in rows]
        cells.shares(key, heading, values, priority=_PARTS, decimals=decimals, signed=signed)
        if part.synthetic and not result.measure.synthetic:
            cells.synthetic(key)
    if any(row.rank_sampling is not None for row in rows):
        texts = [
            "" if row.rank_sampling is None else numbers(lang).percent(round(row.rank_sampling, 2))
            for row in rows
        ]
        builder.add(Column("rank_sampling", _("Of which chance"), Align.RIGHT, _CHANCE), texts)


def reading_notes(builder: TableBuilder, result: RankTable, lang: str) -> None:
    """Say how the index is read, what each part adds, and how much of its chance is known."""
    facts = result.index
    if facts is None:
        return
    _ = translator(lang)
    reading = facts.reading.say(lang)
    if reading:
        builder.note(reading)
    elif is_index(result.measure):
        builder.note(_("Index 0 is the average of the reference areas, plus is worse."))
    if facts.types:
        named = [f"{number} {name.say(lang)}" for number, name in enumerate(facts.types, start=1)]
        builder.note(_("Types: {types}.").format(types=", ".join(named)))
    if result.parts:
        keys = [f"part_{part.id}" for part in result.parts]
        builder.note(_("After the verdict: what each part adds to the index."), *keys)
        if facts.members == 1:
            builder.note(_("It rests on one indicator alone here."))
    if not is_index(result.measure):
        builder.note(_("{count} indicators take part.").format(count=facts.members))
    if result.known_error < 1:
        share = numbers(lang).percent(round(result.known_error, 2))
        text = _("Interval and verdict: the chance in {share} of the index's weight is known.")
        builder.note(text.format(share=share), "interval", "verdict")
    _deviations(builder, facts, lang)


def _deviations(builder: TableBuilder, facts: IndexFacts, lang: str) -> None:
    """Say what is not as in the index the name stands for."""
    _ = translator(lang)
    for member, what in facts.stand_ins:
        text = _("{member} stands in for {what}, of which there are no figures.")
        builder.note(text.format(member=member.say(lang), what=what.say(lang)))
    if facts.absent:
        names = joined([name.say(lang) for name in facts.absent], _)
        builder.note(_("Without figures, and not counted: {names}.").format(names=names))


def doubt_note(builder: TableBuilder, result: RankTable, lang: str) -> None:
    """Say what the rank intervals allow for, and how much of the doubt is chance."""
    doubt = result.index.doubt if result.index is not None else None
    if doubt is None:
        return
    _ = translator(lang)
    if not doubt.together:
        text = _("With so many areas, each area's places hold for that area, not for all at once.")
        builder.note(text, "rank_set")
    if doubt.sampling is None:
        builder.note(_("No rank moves, by chance or by choice of weights and method."), "rank_set")
        return
    percent = numbers(lang).percent
    chance = round(doubt.sampling, 2)
    text = _("The places allow for chance ({chance} of the doubt) and for weights and method ({method}).")
    builder.note(text.format(chance=percent(chance), method=percent(round(1 - chance, 2))), "rank_set")
