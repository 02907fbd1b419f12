"""The table of the smallest changes that could be told from chance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alemap.render.cells import Cells
from alemap.render.numbers import MISSING, SUPPRESSED, NumberText, aligned, numbers
from alemap.render.table import Align, Column, TableBuilder
from alemap.render.target_words import area_text, goal_text, why_text
from alemap.render.translate import translator
from alemap.render.words import joined, period_text, usual_period, with_unit
from alemap.results import NO_FIGURE, AreaName
from alemap.results.targets import Basis, FeasibleRow

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from alemap.render.table import TableView
    from alemap.results.targets import FeasibleBlock, FeasibleTable

    Line = tuple[FeasibleBlock, FeasibleRow]

_AREA_WIDTH, _TOLD_WIDTH = 14, 8
_INTERVAL, _SHARE, _ALONG, _FIGURES = 50, 70, 60, 55


def view(result: FeasibleTable, lang: str) -> TableView:
    """Make the table: today's figure, the smallest change, and whether the goal's change is larger."""
    _ = translator(lang)
    say = numbers(lang)
    builder = TableBuilder(
        _("The smallest change that can be told from chance in {scope}").format(scope=joined(result.scope, _))
    )
    cells = Cells(builder, lang)
    lines: list[Line] = []
    for block in result.blocks:
        builder.group(len(lines), _heading(block, lang, _))
        lines += [(block, row) for row in block.rows or (_empty(block),)]
    builder.add(
        Column("area", _("Area"), wrap=_AREA_WIDTH),
        [area_text(row, block.rows, _) for block, row in lines],
    )
    now = [(row.now, block.measure.decimals) for block, row in lines]
    cells.figures(Column("now", _("Now"), Align.RIGHT), now)
    cells.intervals(now, confidence=result.confidence, priority=_INTERVAL)
    _add(builder, Column("change", _("Smallest change"), Align.RIGHT), lines, lambda r: r.change, lang)
    builder.add(
        Column("share", _("in per cent"), Align.RIGHT, _SHARE),
        [
            _sign(row) if row.share is None else say.percent(round(row.share / 100, 2))
            for _block, row in lines
        ],
    )
    if any(row.along is not None for _block, row in lines):
        _add(builder, Column("along", _("Along a line"), Align.RIGHT, _ALONG), lines, lambda r: r.along, lang)
        builder.add(
            Column("figures", _("Figures to come"), Align.RIGHT, _FIGURES),
            [str(row.figures) if row.change is not None else "" for _block, row in lines],
        )
    if any(row.wanted is not None for _block, row in lines):
        _add(builder, Column("wanted", _("Goal"), Align.RIGHT), lines, lambda r: r.wanted, lang, signed=True)
    if any(row.told is not None or row.why is not None for _block, row in lines):
        texts = [_told(row, lang, _) for _block, row in lines]
        builder.add(Column("told", _("Can be told"), wrap=_TOLD_WIDTH), texts)
    _notes(builder, result, lines, lang)
    cells.registers([(block.measure, row.now) for block, row in lines])
    if any(block.measure.synthetic for block in result.blocks):
        cells.synthetic()
    cells.signs()
    cells.source(result.sources, f"alemap show {result.blocks[0].shown}")
    return builder.build()


def _heading(block: FeasibleBlock, lang: str, _: Callable[[str], str]) -> str:
    """The line above a block's rows: the target, if it is one, its goal, the time, and what is measured."""
    measure = block.measure
    parts = [] if block.goal is None else [block.name.say(lang), goal_text(block.goal, measure, lang, _)]
    now = usual_period(row.period for row in block.rows if row.period)
    if now:
        times = _("{base} to {due}")
        parts.append(times.format(base=period_text(now), due=period_text(block.due)))
    parts.insert(len(parts) if parts[1:] else 0, with_unit(measure, lang))
    return " · ".join(parts)


def _empty(block: FeasibleBlock) -> FeasibleRow:
    """The row of a block without any area."""
    return FeasibleRow(AreaName("", "", "", ""), "", NO_FIGURE, None, None, 0, None, None, block.why)


def _sign(row: FeasibleRow) -> str:
    return SUPPRESSED if not row.now.status.has_value and row.now.status.value == "suppressed" else MISSING


def _told(row: FeasibleRow, lang: str, _: Callable[[str], str]) -> str:
    if row.why is not None:
        return why_text(row.why, lang, _)
    if row.told is None:
        return ""
    return _("yes") if row.told else _("no")


def _add(
    builder: TableBuilder,
    column: Column,
    lines: Sequence[Line],
    get: Callable[[FeasibleRow], float | None],
    lang: str,
    *,
    signed: bool = False,
) -> None:
    say = numbers(lang)
    texts = []
    for block, row in lines:
        value = get(row)
        if value is None:
            texts.append(NumberText(_sign(row), None))
        else:
            texts.append(say.parts(value, block.measure.decimals, signed=signed))
    builder.add(column, aligned(texts))


def _notes(builder: TableBuilder, result: FeasibleTable, lines: Sequence[Line], lang: str) -> None:
    _ = translator(lang)
    say = numbers(lang).percent
    text = _(
        "Smallest change: between today's figure and the last one, up or down, that is told from chance with"
        " a probability of {power}, at {confidence} confidence."
    )
    builder.note(text.format(power=say(result.power), confidence=say(result.confidence)), "change")
    builder.note(_("Along a line: the same with all figures that will have come by then."), "along")
    builder.note(_("Goal: the change that the goal asks for, from today's figure."), "wanted")
    builder.note(
        _("Can be told: whether the goal's change is that large, along the line where there is one."), "told"
    )
    if any(row.basis is Basis.SCATTER for _block, row in lines):
        builder.note(
            _("Where figures have no intervals the change rests on how they scatter about a line."), "change"
        )
