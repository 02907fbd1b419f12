"""The difference table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alemap.domain import Period, Polarity, Verdict
from alemap.render.cells import Cells
from alemap.render.numbers import aligned, numbers
from alemap.render.table import Align, Column, TableBuilder
from alemap.render.translate import translator
from alemap.render.words import (
    comparator_meaning,
    direction,
    in_period,
    inside,
    joined,
    period_text,
    sex_word,
    usual_period,
    verdict_style,
    with_unit,
)
from alemap.results import Figure

if TYPE_CHECKING:
    from alemap.domain import Label
    from alemap.render.table import TableView
    from alemap.results import DifferenceTable, Measure

_NAME_WIDTH = 20
_RATIO_INTERVAL, _RATIO, _INTERVAL, _COMPARATOR = 20, 30, 50, 70


def view(result: DifferenceTable, lang: str) -> TableView:
    """Make the table; what all rows share (area, indicator, period) stands in the title alone."""
    _ = translator(lang)
    rows = result.rows
    one = _only_measure(result)
    usual = usual_period(row.period for row in rows) or result.period
    builder = TableBuilder(*_title(result, one, usual, lang))
    cells = Cells(builder, lang)

    if one is None:
        names = [in_period(row.measure, row.period, usual, lang) for row in rows]
        shorter = [in_period(row.measure, row.period, usual, lang, short=True) for row in rows]
        builder.add(Column("measure", _("Indicator"), wrap=_NAME_WIDTH), names, short=shorter)
    if not result.one_area:
        builder.add(Column("area", _("Area"), wrap=_NAME_WIDTH // 2), [row.area.name for row in rows])
    if one is not None and any(row.period != usual for row in rows):
        builder.add(Column("period", _("Period")), [period_text(row.period) for row in rows])
    cells.figures(
        Column("value", _value_heading(result, usual, lang), Align.RIGHT),
        [(row.figure, row.measure.decimals) for row in rows],
    )
    against = period_text(result.against.say(lang))
    cells.figures(
        Column("comparator", against, Align.RIGHT, _COMPARATOR),
        [(row.comparator, row.measure.decimals) for row in rows],
    )
    differences = [(row.difference, row.measure.decimals) for row in rows]
    texts = [cells.text(figure, decimals, "difference", signed=True) for figure, decimals in differences]
    styles = [verdict_style(row.verdict) for row in rows]
    builder.add(Column("difference", _("Difference"), Align.RIGHT), aligned(texts), styles=styles)
    cells.intervals(differences, confidence=result.confidence, priority=_INTERVAL, signed=True)
    _ratios(result, builder, cells, lang)
    cells.verdicts([row.verdict for row in rows], comparisons=result.comparisons)

    measures = [row.measure for row in rows]
    if one is None:
        _directions(result, builder, lang)
    _order(result, builder, lang, one=one is not None)
    if result.inside:
        text = _("{name}: where an area lies in it, the rest of it without the area.")
        builder.note(text.format(name=against))
    builder.note(comparator_meaning(result.against, lang, _))
    for unit, difference in _difference_units(measures, lang):
        builder.note(_("Differences of {unit}: {difference}.").format(unit=unit, difference=difference))
    cells.registers([(row.measure, row.difference) for row in rows])
    if any(measure.synthetic for measure in measures):
        cells.synthetic(*(["measure"] if one is None else []))
    cells.signs()
    cells.not_loaded(result.not_loaded)
    cells.source(result.sources, _command(result))
    return builder.build()


def _only_measure(result: DifferenceTable) -> Measure | None:
    """Return the measure when all rows are of one (and there is more than one row to share it)."""
    measures = {row.measure.id: row.measure for row in result.rows}
    if len(measures) == 1 and not (result.one_area and len(result.rows) == 1):
        return next(iter(measures.values()))
    return None


def _title(result: DifferenceTable, one: Measure | None, usual: str, lang: str) -> tuple[str, ...]:
    _ = translator(lang)
    scope = joined(result.scope, _)
    against = inside(period_text(result.against.say(lang)))
    period = period_text(usual)
    if result.by_sex:
        sex = sex_word(result.rows[0].sex, _) if result.rows else _("All")
        what = _("{sex} against {against} in {scope}, {period}")
        text = what.format(sex=sex, against=against, scope=scope, period=period)
    else:
        who = scope if result.one_area else _("Areas in {scope}").format(scope=scope)
        what = _("{scope} against {against}, {period}")
        if _is_period(result.against):
            what = _("{scope}, {period} against {against}")
        text = what.format(scope=who, against=against, period=period)
    shown = _("{shown} of {total} shown") if len(result.rows) < result.total else _("{total} comparisons")
    return (
        *((with_unit(one, lang), direction(one.polarity, _)) if one is not None else ()),
        text,
        _("largest differences first"),
        shown.format(shown=len(result.rows), total=result.total),
    )


def _value_heading(result: DifferenceTable, usual: str, lang: str) -> str:
    """Name what is compared: a sex, a period where the comparator is one, or the area."""
    _ = translator(lang)
    if result.by_sex and result.rows:
        return sex_word(result.rows[0].sex, _)
    if _is_period(result.against):
        return period_text(usual)
    return _("Area") if result.one_area else _("Value")


def _is_period(label: Label) -> bool:
    try:
        Period.parse(label.en)
    except ValueError:
        return False
    return True


def _ratios(result: DifferenceTable, builder: TableBuilder, cells: Cells, lang: str) -> None:
    if all(row.ratio is None for row in result.rows):
        return
    _ = translator(lang)
    figures = [
        Figure(row.ratio, status=row.difference.status if row.ratio is None else row.figure.status)
        for row in result.rows
    ]
    texts = [
        cells.text(figure, 2, "ratio") if figure.value is None else numbers(lang).parts(figure.value, 2)
        for figure in figures
    ]
    builder.add(Column("ratio", _("Ratio"), Align.RIGHT, _RATIO), aligned(texts))
    limits = [
        numbers(lang).interval(row.ratio_lower, row.ratio_upper, 2, signed=False, to=False)
        if row.ratio_lower is not None and row.ratio_upper is not None and row.difference.status.has_value
        else ""
        for row in result.rows
    ]
    if any(limits):
        heading = f"{_('Interval')} ({numbers(lang).percent(result.confidence)})"
        name = _("interval of the ratio")
        builder.add(Column("ratio_interval", heading, priority=_RATIO_INTERVAL, called=name), limits)


def _directions(result: DifferenceTable, builder: TableBuilder, lang: str) -> None:
    """Say what better and worse, higher and lower mean, of those that occur."""
    _ = translator(lang)
    verdicts = {row.verdict for row in result.rows}
    if verdicts & {Verdict.WORSE, Verdict.BETTER}:
        builder.note(_("Worse and better by each indicator's own direction."))
    if verdicts & {Verdict.HIGHER, Verdict.LOWER}:
        builder.note(_("Higher and lower: neither way is worse."))


def _order(result: DifferenceTable, builder: TableBuilder, lang: str, *, one: bool) -> None:
    """Say what the rows are sorted by, where the differences themselves do not show it."""
    _ = translator(lang)
    sizes = [abs(row.difference.value or 0.0) for row in result.rows if row.standardised is not None]
    mixed = not one and not result.by_sex
    if (
        mixed and any(row.measure.polarity is not Polarity.NEUTRAL for row in result.rows)
    ) or sizes != sorted(sizes, reverse=True):
        builder.note(_("Order: standardised difference."))


def _difference_units(measures: list[Measure], lang: str) -> list[tuple[str, str]]:
    """Units whose differences have another name, once each: `%` and `procentenheter`."""
    pairs = {m.unit.say(lang): m.difference_unit.say(lang) for m in measures}
    return [(unit, difference) for unit, difference in pairs.items() if difference and difference != unit]


def _command(result: DifferenceTable) -> str:
    """How to see where the first row's figure comes from."""
    if not result.rows:
        return "alemap list indicators"
    first = result.rows[0]
    return f'alemap show {first.measure.id} --area "{first.area.name}"'
