"""The tables of gaps: worst against best area per indicator, and all measures of one indicator."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alemap.domain import Polarity
from alemap.render.cells import Cells
from alemap.render.numbers import MISSING, NumberText, aligned, numbers
from alemap.render.table import Align, Column, TableBuilder
from alemap.render.translate import translator
from alemap.render.words import (
    direction,
    in_period,
    joined,
    level_word,
    period_text,
    usual_period,
    with_unit,
)
from alemap.results.gaps import GapTable, InequalityTable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from alemap.render.table import TableView
    from alemap.results.gaps import GapRow, InequalityRow

_NAME_WIDTH, _AREA_WIDTH = 18, 10
_RATIO, _BEYOND, _INTERVAL, _FACTOR = 30, 40, 50, 60


def view(result: GapTable | InequalityTable, lang: str) -> TableView:
    """Make the table of several indicators, or that of one indicator's measures."""
    return _gaps(result, lang) if isinstance(result, GapTable) else _inequality(result, lang)


def _gaps(result: GapTable, lang: str) -> TableView:
    _ = translator(lang)
    rows = result.rows
    usual = usual_period(row.period for row in rows)
    shown = _("{shown} of {total} shown") if len(rows) < result.total else _("{total} indicators")
    builder = TableBuilder(
        _("Gaps between {level} in {scope}, {period}").format(
            level=level_word(result.level.say(lang)),
            scope=joined(result.scope, _),
            period=period_text(usual),
        ),
        _("largest spread first"),
        shown.format(shown=len(rows), total=result.total),
    )
    cells = Cells(builder, lang)
    builder.add(
        Column("measure", _("Indicator"), wrap=_NAME_WIDTH),
        [in_period(row.measure, row.period, usual, lang) for row in rows],
        short=[in_period(row.measure, row.period, usual, lang, short=True) for row in rows],
    )
    cells.figures(
        Column("worst", _("Worst"), Align.RIGHT), [(row.worst_figure, row.measure.decimals) for row in rows]
    )
    builder.add(Column("worst_area", _("in"), wrap=_AREA_WIDTH), [row.worst.name for row in rows])
    cells.figures(
        Column("best", _("Best"), Align.RIGHT), [(row.best_figure, row.measure.decimals) for row in rows]
    )
    builder.add(Column("best_area", _("in"), wrap=_AREA_WIDTH), [row.best.name for row in rows])
    gaps = [(row.gap, row.measure.decimals) for row in rows]
    cells.figures(Column("gap", _("Gap"), Align.RIGHT), gaps, signed=True)
    cells.intervals(gaps, confidence=result.confidence, priority=_INTERVAL, signed=True)
    _add(builder, Column("ratio", _("Ratio"), Align.RIGHT, _RATIO), [row.ratio for row in rows], 2, lang)
    _add(builder, Column("factor", _("Spread"), Align.RIGHT, _FACTOR), [row.factor for row in rows], 2, lang)
    say = numbers(lang).percent
    builder.add(
        Column("beyond_chance", _("Beyond chance"), Align.RIGHT, _BEYOND),
        [MISSING if row.beyond_chance is None else say(round(row.beyond_chance, 2)) for row in rows],
    )
    builder.note(
        _("Worst and best are picked by their values; the interval allows for that."), "interval", "gap"
    )
    builder.note(
        _("Spread: times above or below the middle (shares: in odds) of a usual area, less chance."),
        "factor",
    )
    builder.note(_("Beyond chance: the part of the variation that chance does not explain."), "beyond_chance")
    if any(row.measure.polarity is Polarity.NEUTRAL for row in rows):
        builder.note(_("Where neither way is worse, worst stands for highest and best for lowest."))
    for text in _left_out(rows, _):
        builder.note(text)
    cells.registers([(row.measure, row.gap) for row in rows])
    if any(row.factor is None for row in rows):
        builder.note(_("{sign} no interval is known.").format(sign=MISSING), "factor", "beyond_chance")
    if any(row.measure.synthetic for row in rows):
        cells.synthetic("measure")
    cells.signs()
    cells.not_loaded(result.not_loaded)
    cells.source(result.sources, f"alemap gaps {rows[0].measure.id}" if rows else "alemap list indicators")
    return builder.build()


def _left_out(rows: Sequence[GapRow], _: Callable[[str], str]) -> list[str]:
    """Say of how many areas the gaps are, where some have no value."""
    fewer = sorted({row.valued for row in rows if row.valued < row.total})
    if not fewer:
        return []
    text = _("Of {total} areas, those without a value are left out (at least {valued} have one).")
    return [text.format(total=max(row.total for row in rows), valued=fewer[0])]


def _add(
    builder: TableBuilder, column: Column, values: Sequence[float | None], decimals: int, lang: str
) -> None:
    if all(value is None for value in values):
        return
    say = numbers(lang)
    texts = [NumberText(MISSING, None) if v is None else say.parts(v, decimals) for v in values]
    builder.add(column, aligned(texts))


def _inequality(result: InequalityTable, lang: str) -> TableView:
    _ = translator(lang)
    measure, gap = result.measure, result.gap
    builder = TableBuilder(
        _("{measure}: inequality between {level} in {scope}, {period}").format(
            measure=with_unit(measure, lang),
            level=level_word(result.level.say(lang)),
            scope=joined(result.scope, _),
            period=period_text(result.period),
        ),
        direction(measure.polarity, _),
        _("{valued} of {total} areas have a value").format(valued=gap.valued, total=gap.total),
    )
    builder.add(Column("kind", _("Measure"), wrap=_NAME_WIDTH), [_name(row.kind, _) for row in result.rows])
    texts = [_value(row, result, lang) for row in result.rows]
    builder.add(Column("value", _("Value"), Align.RIGHT), [text for text, _limits in texts])
    heading = f"{_('Interval')} ({numbers(lang).percent(result.confidence)})"
    builder.add(Column("interval", heading, priority=_INTERVAL), [limits for _text, limits in texts])
    # an indicator whose differences have no unit of their own keeps its unit
    difference = measure.difference_unit.say(lang) or measure.unit.say(lang)
    words = {"difference": difference, "%": "%", "per mille": "‰", "": ""}
    builder.add(
        Column("unit", _("Unit"), priority=_BEYOND),
        [words[row.unit] for row in result.rows],
    )
    builder.add(
        Column("meaning", _("Says"), wrap=_NAME_WIDTH, priority=_RATIO),
        [_meaning(row.kind, _) for row in result.rows],
    )
    builder.note(_("Worst: {worst}. Best: {best}.").format(worst=gap.worst.name, best=gap.best.name))
    builder.note(_("Worst and best are picked by their values; the interval allows for that."))
    builder.note(_("Areas weigh by {weights}.").format(weights=result.weights.say(lang)))
    if result.order is not None:
        builder.note(
            _("Exposed and favoured areas: the order of {index}.").format(index=result.order.say(lang))
        )
        if result.in_order:
            builder.note(_("The indicator is itself part of it, which adds to the gradient."))
    if gap.beyond_chance is not None:
        share = numbers(lang).percent(round(gap.beyond_chance, 2))
        builder.note(_("{share} of the variation is more than chance explains.").format(share=share))
    cells = Cells(builder, lang)
    cells.registers([(measure, gap.gap)])
    if measure.synthetic:
        cells.synthetic()
    cells.signs()
    cells.source(result.sources, f"alemap show {measure.id}")
    return builder.build()


def _value(row: InequalityRow, result: InequalityTable, lang: str) -> tuple[str, str]:
    """The value and its limits, with decimals fit for the measure's unit."""
    say = numbers(lang)
    decimals = {"difference": result.measure.decimals, "%": 1}
    places = decimals.get(row.unit, 0 if row.unit == "per mille" else 2)
    if row.value is None:
        return MISSING, ""
    text = say.text(row.value, places)
    if row.lower is None or row.upper is None:
        return text, ""
    return text, say.interval(row.lower, row.upper, places, signed=False, to=row.lower < 0)


def _name(kind: str, _: Callable[[str], str]) -> str:
    return {
        "group_difference": _("Gap, worst and best"),
        "group_ratio": _("Ratio, worst to best"),
        "between_group_deviation": _("Standard deviation"),
        "coefficient_of_variation": _("Coefficient of variation"),
        "mean_difference": _("Mean distance from the mean"),
        "mean_difference_best": _("Mean distance from the best"),
        "index_of_disparity": _("Index of disparity"),
        "theil": _("Theil's index"),
        "mean_log_deviation": _("Mean log deviation"),
        "attributable_risk": _("Attributable to areas"),
        "attributable_fraction": _("Attributable fraction"),
        "slope_index": _("Slope index (SII)"),
        "relative_index": _("Relative index (RII)"),
        "concentration": _("Concentration index"),
        "concentration_bounded": _("Concentration index (Erreygers)"),
    }[kind]


def _meaning(kind: str, _: Callable[[str], str]) -> str:
    return {
        "group_difference": _("the worst area less the best"),
        "group_ratio": _("the worst area over the best"),
        "between_group_deviation": _("how far areas usually lie from the mean, chance included"),
        "coefficient_of_variation": _("the same, in per cent of the mean"),
        "mean_difference": _("the mean distance, whichever way"),
        "mean_difference_best": _("how far the areas lie from the best on average"),
        "index_of_disparity": _("the mean distance in per cent of the mean"),
        "theil": _("0 when all are alike; feels areas far above the mean"),
        "mean_log_deviation": _("0 when all are alike; feels areas far below the mean"),
        "attributable_risk": _("how the whole would change if all areas were as the best"),
        "attributable_fraction": _("the same, in per cent of the whole"),
        "slope_index": _("the most exposed end less the most favoured, by a fitted line"),
        "relative_index": _("the ends of the fitted line as a ratio"),
        "concentration": _("below 0: gathers among exposed areas; above 0: among favoured ones"),
        "concentration_bounded": _("below 0: gathers among exposed areas, for shares"),
    }[kind]
