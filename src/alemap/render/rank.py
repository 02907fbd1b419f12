"""The ranked risk table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alemap.render.bars import bars
from alemap.render.cells import Cells
from alemap.render.numbers import numbers
from alemap.render.rank_index import doubt_note, own_columns, part_columns, reading_notes
from alemap.render.table import Align, Column, TableBuilder
from alemap.render.translate import translator
from alemap.render.words import (
    comparator_meaning,
    direction,
    inside,
    is_index,
    joined,
    level_word,
    period_text,
    reason,
    starred,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alemap.domain import Status
    from alemap.render.table import TableView
    from alemap.results import RankRow, RankTable

_BAR_WIDTH = 10
_NAME_WIDTH = 16
# the lowest number goes first on a narrow terminal: the parts, the last one before the others
_MUNICIPALITY, _COMPARATOR, _INTERVAL, _BAR, _RANK_SET = 50, 55, 60, 70, 80
# an index's comparator is close to 0 by construction and says least
_INDEX_COMPARATOR = 40
# marks whom the data do not tell from the worst
_WORST = "†"
# the row whose rank set the legend explains
_EXAMPLE = 3


def view(result: RankTable, lang: str) -> TableView:
    """Make the table of areas that have a value; those without are named in the legend."""
    _ = translator(lang)
    measure = result.measure
    index, composed = is_index(measure), result.index is not None
    rows = [row for row in result.rows if row.figure.status.has_value]
    without = [row for row in result.rows if not row.figure.status.has_value]
    builder = TableBuilder(*_title(result, len(rows), lang))
    cells = Cells(builder, lang)

    builder.add(Column("rank", _("Rank"), Align.RIGHT), _ranks(rows))
    _rank_sets(builder, result, rows, lang)
    builder.add(Column("area", _("Area"), wrap=_NAME_WIDTH), [row.area.name for row in rows])
    own_columns(builder, result, rows, lang)
    municipalities = [row.area.municipality for row in rows]
    own = all(row.area.municipality in (row.area.name, "") for row in rows)
    if len(set(municipalities)) > 1 and not own:
        column = Column("municipality", _("Municipality"), priority=_MUNICIPALITY, gives_way=composed)
        builder.add(column, municipalities)
    heading = _("Index") if index else measure.unit.say(lang) or _("Value")
    cells.figures(
        Column("value", starred(heading, synthetic=measure.synthetic), Align.RIGHT),
        [(row.figure, measure.decimals) for row in rows],
        signed=index,
    )
    cells.intervals(
        [(row.figure, measure.decimals) for row in rows],
        confidence=result.confidence,
        priority=_INTERVAL,
        signed=index,
        gives_way=composed,
    )
    _bars(builder, rows, lang, index=index)
    cells.figures(
        Column(
            "comparator",
            result.comparator.say(lang),
            Align.RIGHT,
            _INDEX_COMPARATOR if composed else _COMPARATOR,
            gives_way=composed,
        ),
        [(row.comparator, max(measure.decimals, int(composed))) for row in rows],
        signed=index,
    )
    cells.verdicts([row.verdict for row in rows], comparisons=result.comparisons)
    part_columns(cells, builder, result, rows, lang)

    builder.note(comparator_meaning(result.comparator, lang, _), "comparator", "verdict")
    reading_notes(builder, result, lang)
    cells.registers([(measure, row.figure) for row in rows])
    builder.paragraph()
    builder.note(_without(result, without, lang))
    if measure.synthetic:
        cells.synthetic()
    cells.signs(tied=any(row.tied for row in rows))
    cells.source(result.sources, f"alemap show {measure.id}")
    return builder.build()


def _title(result: RankTable, shown: int, lang: str) -> tuple[str, ...]:
    _ = translator(lang)
    measure = result.measure
    unit = "" if result.index is not None else measure.unit.say(lang)
    name = starred(measure.name.say(lang), synthetic=measure.synthetic)
    what = _("{measure} by {level}, {period}, against {comparator}").format(
        measure=f"{name} ({unit})" if unit else name,
        level=level_word(result.level.say(lang)),
        period=period_text(result.period),
        comparator=inside(result.comparator.say(lang)),
    )
    if shown < result.valued:
        counted = _("{shown} of {total} areas in {scope} shown")
    elif result.valued < result.total:
        counted = _("{shown} of {total} areas in {scope} have a value")
    else:
        counted = _("{total} areas in {scope}")
    scope = joined(result.scope, _)
    return (
        what,
        direction(measure.polarity, _),
        counted.format(shown=shown, total=result.total, scope=scope),
    )


def _ranks(rows: Sequence[RankRow]) -> list[str]:
    """`3=` where shared; a space instead of the sign keeps the digits below each other."""
    untied = " " if any(row.tied for row in rows) else ""
    return ["" if row.rank is None else f"{row.rank}{'=' if row.tied else untied}" for row in rows]


def _rank_sets(builder: TableBuilder, result: RankTable, rows: Sequence[RankRow], lang: str) -> None:
    """Add the places an area has for certain, `(2–9)`, where the result holds them."""
    sets = [(row, (row.rank_lower, row.rank_upper)) for row in rows if row.rank_lower is not None]
    if not sets:
        return
    _ = translator(lang)
    # one area alone that can be the worst needs no mark
    worst = sum(row.perhaps_worst for row in result.rows) > 1
    texts = []
    for row in rows:
        mark = _WORST if worst and row.perhaps_worst else ""
        texts.append("" if row.rank_lower is None else f"({row.rank_lower}–{row.rank_upper}){mark}")
    builder.add(Column("rank_set", _("(sure)"), priority=_RANK_SET), texts)
    row, (low, high) = sets[-1] if len(sets) < _EXAMPLE else sets[_EXAMPLE - 1]
    text = _("Rank {rank} ({low}–{high}): with {confidence} confidence place {low} to {high}.")
    confidence = numbers(lang).percent(result.confidence)
    builder.note(text.format(rank=row.rank, low=low, high=high, confidence=confidence), "rank_set")
    doubt_note(builder, result, lang)
    if any(_WORST in text for text in texts):
        builder.note(_("† cannot be told from the worst."), "rank_set")


def _bars(builder: TableBuilder, rows: Sequence[RankRow], lang: str, *, index: bool) -> None:
    _ = translator(lang)
    drawn = bars([row.figure.value for row in rows], _BAR_WIDTH)
    if not any(drawn):
        return
    builder.add(Column("bar", "", priority=_BAR, called=_("bar")), drawn)
    if index:
        builder.note(_("Bar: index above 0."), "bar")
    else:
        builder.note(_("Bar: from 0."), "bar")


def _without(result: RankTable, rows: Sequence[RankRow], lang: str) -> str:
    """Name the areas without value, by reason; those that are not among the rows are counted."""
    _ = translator(lang)
    names: dict[Status, list[str]] = {}
    for row in rows:
        names.setdefault(row.figure.status, []).append(row.area.name)
    groups = [f"{', '.join(areas)} ({reason(status, _)})" for status, areas in sorted(names.items())]
    unnamed = result.total - result.valued - len(rows)
    if unnamed > 0:
        groups.append(_("{count} more").format(count=unnamed) if groups else str(unnamed))
    return _("Without value: {areas}.").format(areas="; ".join(groups)) if groups else ""
