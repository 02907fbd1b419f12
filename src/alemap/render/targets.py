"""The tables of targets: how far each has come, and what change could be told from chance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alemap.render.cells import Cells
from alemap.render.numbers import MISSING, SUPPRESSED, NumberText, aligned, numbers
from alemap.render.table import Align, Column, TableBuilder
from alemap.render.target_words import (
    area_text,
    basis_text,
    chance_text,
    heading,
    target_style,
    target_word,
    why_text,
)
from alemap.render.translate import translator
from alemap.render.words import joined, period_text
from alemap.results import NO_FIGURE, AreaName, Figure
from alemap.results.targets import Basis, TargetRow, TargetTable, TargetVerdict

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from alemap.render.table import TableView
    from alemap.results.targets import FeasibleTable, TargetBlock

    Line = tuple[TargetBlock, TargetRow]

_AREA_WIDTH, _VERDICT_WIDTH = 14, 12
_INTERVAL, _PATH, _PACE, _BASIS, _CHANCE = 60, 50, 40, 20, 90
_NOWHERE = AreaName("", "", "", "")


def view(result: TargetTable | FeasibleTable, lang: str) -> TableView:
    """Make the table of targets, or that of the smallest changes."""
    if isinstance(result, TargetTable):
        return _targets(result, lang)
    # imported here: one of the two tables is shown at a time
    from alemap.render.feasible import view as feasible  # noqa: PLC0415

    return feasible(result, lang)


def _targets(result: TargetTable, lang: str) -> TableView:
    _ = translator(lang)
    builder = TableBuilder(
        _("Targets for {scope}").format(scope=joined(result.scope, _)),
        _("{count} targets").format(count=len(result.blocks)) if len(result.blocks) > 1 else "",
    )
    cells = Cells(builder, lang)
    lines: list[Line] = []
    for block in result.blocks:
        builder.group(len(lines), heading(block, lang, _))
        lines += [(block, row) for row in block.rows or (_empty(block),)]
    builder.add(
        Column("area", _("Area"), wrap=_AREA_WIDTH),
        [area_text(row, block.rows, _) for block, row in lines],
    )
    cells.figures(
        Column("base", _("Start"), Align.RIGHT), [(row.base, b.measure.decimals) for b, row in lines]
    )
    cells.figures(Column("now", _("Now"), Align.RIGHT), [(row.now, b.measure.decimals) for b, row in lines])
    _numbers(builder, Column("goal", _("Goal"), Align.RIGHT), lines, lambda row: row.goal, lang)
    cells.figures(Column("way", _("Of the way, %"), Align.RIGHT), [(row.way, 0) for _block, row in lines])
    cells.intervals([(row.way, 0) for _block, row in lines], confidence=result.confidence, priority=_INTERVAL)
    _numbers(builder, Column("path", _("Straight path"), Align.RIGHT, _PATH), lines, lambda r: r.path, lang)
    for key, name, get in (
        ("pace_seen", _("Per year, seen"), lambda row: row.pace_seen),
        ("pace_needed", _("Per year, needed"), lambda row: row.pace_needed),
    ):
        _numbers(builder, Column(key, name, Align.RIGHT, _PACE), lines, get, lang, further=1, signed=True)
    builder.add(
        Column("chance", _("Chance"), Align.RIGHT, _CHANCE),
        [_hidden(row) or chance_text(row.chance, lang) for _block, row in lines],
    )
    builder.add(
        Column("basis", _("Rests on"), priority=_BASIS),
        [basis_text(row.basis, row.points, _) for _block, row in lines],
    )
    builder.add(
        Column("verdict", _("Verdict"), wrap=_VERDICT_WIDTH),
        [target_word(r.verdict, _) if r.why is None else why_text(r.why, lang, _) for _block, r in lines],
        styles=[target_style(row.verdict) for _block, row in lines],
    )
    _notes(builder, result, lines, lang)
    cells.registers([(b.measure, row.now) for b, row in lines])
    if any(block.measure.synthetic for block in result.blocks):
        cells.synthetic()
    cells.signs()
    if len(result.blocks) == 1:
        _in_words(builder, result.blocks[0], lang)
    cells.source(result.sources, f"alemap show {result.blocks[0].shown}")
    return builder.build()


def _in_words(builder: TableBuilder, block: TargetBlock, lang: str) -> None:
    """Say the target as a sentence, what a reader should know of it, and where it was decided."""
    builder.paragraph()
    for text in (block.definition, block.note):
        if text is not None:
            builder.note(text.say(lang))
    builder.note(translator(lang)("The target is from: {source}.").format(source=block.source.rstrip(".")))


def _empty(block: TargetBlock) -> TargetRow:
    """The row of a target without any area."""
    return TargetRow(
        _NOWHERE, block.base_period, NO_FIGURE, "", NO_FIGURE, None, Figure(None, status=NO_FIGURE.status),
        None, None, None, None, TargetVerdict.MISSING, why=block.why,
    )  # fmt: skip


def _hidden(row: TargetRow) -> str:
    return SUPPRESSED if row.verdict is TargetVerdict.SUPPRESSED else ""


def _numbers(
    builder: TableBuilder,
    column: Column,
    lines: Sequence[Line],
    get: Callable[[TargetRow], float | None],
    lang: str,
    *,
    further: int = 0,
    signed: bool = False,
) -> None:
    """Add a column of numbers in the measure's unit, with as many decimals as it has and `further`."""
    say = numbers(lang)
    texts = []
    for block, row in lines:
        value = get(row)
        if value is None:
            texts.append(NumberText(_hidden(row) or MISSING, None))
        else:
            texts.append(say.parts(value, block.measure.decimals + further, signed=signed))
    builder.add(column, aligned(texts))


def _notes(builder: TableBuilder, result: TargetTable, lines: Sequence[Line], lang: str) -> None:
    _ = translator(lang)
    rows = [row for _block, row in lines]
    builder.note(_("Of the way: from start to goal; below 0 the wrong way."), "way")
    builder.note(_("Straight path: where an even pace from start to goal would be now."), "path")
    if any(row.chance is not None for row in rows):
        builder.note(
            _(
                "Chance: how probable it is that the figure of the goal's year is at the goal, if the course"
                " goes on along a straight line."
            ),
            "chance",
        )
        builder.note(
            _(
                "On the way: a chance of 80% or more. Too slow: of 20% or less. Uncertain: between them, or"
                " the goal lies further ahead than three times the time that the chance rests on."
            ),
            "verdict",
        )
    bases = {row.basis for row in rows}
    if Basis.SCATTER in bases:
        builder.note(
            _("Where figures have no intervals the chance rests on how they scatter about a line."), "chance"
        )
    if any(row.verdict is TargetVerdict.WRONG_WAY for row in rows):
        text = _("The wrong way: beyond chance, after Benjamini–Hochberg over the rows of each target.")
        builder.note(text, "verdict")
    if any(row.verdict is TargetVerdict.UNTESTED for row in rows):
        builder.note(_("Not tested: no interval, and too few figures to see how they scatter."), "verdict")
    _measured(builder, result, lang)


def _measured(builder: TableBuilder, result: TargetTable, lang: str) -> None:
    """Say what variables were put together, which index picked the areas, where a start is from."""
    _ = translator(lang)
    for variables in dict.fromkeys(block.variables for block in result.blocks if block.variables):
        text = _("{count} variables, each in per cent of its start: {names}.")
        names = "; ".join(name.say(lang).rstrip(".") for name in variables)
        builder.note(text.format(count=len(variables), names=names))
    picked = dict.fromkeys(block.picked for block in result.blocks if block.picked is not None)
    for each in picked:
        say = numbers(lang)
        areas = "; ".join(f"{name} {say.text(value, each.decimals)}" for name, value in each.areas)
        text = _("Areas picked by {index}, {period}: {areas}.")
        period = period_text(each.period)
        builder.note(text.format(index=each.index.say(lang), period=period, areas=areas))
    if picked:
        builder.note(_("Areas picked for being worst come closer to the others by chance alone."))
    for block in result.blocks:
        if any(row.declared for row in block.rows):
            text = _("{target}: the start is as stated by {source}.")
            builder.note(text.format(target=block.name.say(lang), source=block.base_source))
