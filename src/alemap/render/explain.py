"""The accounts of a difference: indicator by indicator, or stratum by stratum."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alemap.render.cells import Cells
from alemap.render.numbers import MISSING, NumberText, aligned, numbers
from alemap.render.table import Align, Column, Style, TableBuilder
from alemap.render.translate import translator
from alemap.render.words import (
    comparator_meaning,
    direction,
    in_period,
    inside,
    period_text,
    reason,
    starred,
    usual_period,
    with_unit,
)
from alemap.results.explain import Account, Composition

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alemap.render.table import TableView
    from alemap.results.explain import WhatIf

_NAME_WIDTH = 20
_THERE, _HERE, _OTHER, _VALUE, _SHARE = 30, 40, 50, 60, 70
_STRATUM_SHARES, _STRATUM_VALUES = 50, 60
_INDEX_DECIMALS = 2


def view(result: Account | Composition, lang: str) -> list[TableView]:
    """Make the account, and a table of what other weights would do where any were tried."""
    if isinstance(result, Composition):
        return [_composition(result, lang)]
    return [_account(result, lang), *([_what_if(result, lang)] if result.what_if else [])]


def _account(result: Account, lang: str) -> TableView:
    _ = translator(lang)
    say = numbers(lang)
    here, there = (say.text(value, _INDEX_DECIMALS, signed=True) for value in (result.here, result.there))
    difference = result.here - result.there
    builder = TableBuilder(
        _("{area}: {index} {here}, {against} {there}, {period}").format(
            area=result.area.name,
            index=inside_sentence(result.index.name.say(lang)),
            here=here,
            against=result.against.say(lang),
            there=there,
            period=period_text(result.period),
        ),
        direction(result.index.polarity, _),
        _("what makes up the difference {difference}").format(
            difference=say.text(difference, _INDEX_DECIMALS, signed=True)
        ),
    )
    cells = Cells(builder, lang)
    rows = result.rows
    usual = usual_period(row.period for row in rows)
    builder.add(
        Column("measure", _("Indicator"), wrap=_NAME_WIDTH),
        [*(in_period(row.measure, row.period, usual, lang) for row in rows), _("Sum")],
        short=[*(in_period(row.measure, row.period, usual, lang, short=True) for row in rows), ""],
    )
    if len({row.category.en for row in rows}) > 1:
        builder.add(
            Column("category", _("Category"), priority=_HERE, wrap=_NAME_WIDTH),
            [*(row.category.say(lang) for row in rows), ""],
        )
    texts = [cells.text(row.figure, row.measure.decimals, "value") for row in rows]
    builder.add(Column("value", _("Area"), Align.RIGHT, _VALUE), [*aligned(texts), ""])
    if any(row.other is not None for row in rows):
        others = [cells.text(row.other, row.measure.decimals, "other") for row in rows if row.other]
        builder.add(Column("other", result.against.say(lang), Align.RIGHT, _OTHER), [*aligned(others), ""])
    columns = (
        (Column("here", _("Gives"), Align.RIGHT, _HERE), [row.here for row in rows], result.here),
        (Column("there", _("Gives there"), Align.RIGHT, _THERE), [row.there for row in rows], result.there),
        (Column("difference", _("Difference"), Align.RIGHT), [row.difference for row in rows], difference),
    )
    for column, values, total in columns:
        texts = [say.parts(value, _INDEX_DECIMALS, signed=True) for value in (*values, total)]
        styles = None
        if column.key == "difference":
            styles = [*(Style.WORSE if value > 0 else Style.BETTER for value in values), Style.PLAIN]
        builder.add(column, aligned(texts), styles=styles)
    if abs(difference) > 0:
        shares = [say.percent(round(row.difference / difference, 2)) for row in rows]
        builder.add(Column("share", _("Part"), Align.RIGHT, _SHARE), [*shares, say.percent(1.0)])
    builder.note(_("The rows add up to the difference exactly; an account, not a cause."))
    if result.against.en == "other areas":
        builder.note(
            _("Other areas: those the index is given for but the area itself, weighed by residents.")
        )
    if result.absent:
        names = "; ".join(
            f"{measure.name.say(lang)} ({reason(status, _)})" for measure, status in result.absent
        )
        builder.note(_("Without value here, so the others weigh more: {names}.").format(names=names))
    if any(row.measure.synthetic for row in rows):
        cells.synthetic("measure")
    cells.signs()
    cells.source(result.sources, f"alemap show {result.index.id}")
    return builder.build()


def inside_sentence(name: str) -> str:
    """Write an index's name within a sentence: its first letter small."""
    return name[:1].lower() + name[1:]


def _what_if(result: Account, lang: str) -> TableView:
    """Each weight tried alone: the index and the rank it would give, beside what they are."""
    _ = translator(lang)
    say = numbers(lang)
    tried: Sequence[WhatIf] = result.what_if
    builder = TableBuilder(
        _("{area}: if an indicator weighed otherwise, {period}").format(
            area=result.area.name, period=period_text(result.period)
        )
    )
    cells = Cells(builder, lang)
    builder.add(
        Column("measure", _("Indicator"), wrap=_NAME_WIDTH),
        [starred(one.measure.name.say(lang), synthetic=one.measure.synthetic) for one in tried],
    )
    builder.add(Column("factor", _("Weight"), Align.RIGHT), ["×" + say.text(one.factor, 2) for one in tried])
    for key, heading, values in (
        ("now", _("Index now"), [one.now for one in tried]),
        ("value", _("Index then"), [one.value for one in tried]),
    ):
        texts = [say.parts(value, _INDEX_DECIMALS, signed=True) for value in values]
        builder.add(Column(key, heading, Align.RIGHT), aligned(texts))
    builder.add(Column("rank_now", _("Rank now"), Align.RIGHT), [str(one.rank_now) for one in tried])
    builder.add(Column("rank", _("Rank then"), Align.RIGHT), [str(one.rank) for one in tried])
    builder.note(
        _("Weight ×0: left out. Each is tried alone; ranks are among {count} areas.").format(
            count=tried[0].ranked
        )
    )
    builder.note(_("The category weighs the same; its other indicators share what is freed."))
    if any(one.measure.synthetic for one in tried):
        cells.synthetic("measure")
    cells.signs()
    return builder.build()


def _composition(result: Composition, lang: str) -> TableView:
    _ = translator(lang)
    say = numbers(lang)
    measure = result.measure
    difference = result.by_composition + result.by_value
    builder = TableBuilder(
        _("{measure}: {area} against {against}, {period}").format(
            measure=with_unit(measure, lang),
            area=result.area.name,
            against=inside(period_text(result.against.say(lang))),
            period=period_text(result.period),
        ),
        _("{here} less {there} is {difference}").format(
            here=say.text(result.here.value or 0.0, measure.decimals),
            there=say.text(result.there.value or 0.0, measure.decimals),
            difference=say.text(difference, measure.decimals, signed=True),
        ),
    )
    cells = Cells(builder, lang)
    rows = result.rows
    strata = result.strata.say(lang)
    builder.add(
        Column("stratum", strata[:1].upper() + strata[1:], wrap=_NAME_WIDTH),
        [*(row.name.say(lang) for row in rows), _("Sum")],
    )
    for key, heading, shares in (
        ("share", _("Share here, %"), [row.share for row in rows]),
        ("other_share", _("Share there, %"), [row.other_share for row in rows]),
    ):
        texts = [say.parts(100 * share, 1) for share in (*shares, 1.0)]
        builder.add(Column(key, heading, Align.RIGHT, _STRATUM_SHARES), aligned(texts))
    for key, heading, values, total in (
        ("value", _("Value here"), [row.value for row in rows], result.here.value),
        ("other_value", _("Value there"), [row.other_value for row in rows], result.there.value),
    ):
        texts = [
            NumberText(MISSING, None) if value is None else say.parts(value, measure.decimals)
            for value in (*values, total)
        ]
        builder.add(Column(key, heading, Align.RIGHT, _STRATUM_VALUES), aligned(texts))
    decimals = measure.decimals + 1
    for key, heading, values_, total in (
        ("by_composition", _("By composition"), [r.by_composition for r in rows], result.by_composition),
        ("by_value", _("By value"), [r.by_value for r in rows], result.by_value),
    ):
        texts = [say.parts(value, decimals, signed=True) for value in (*values_, total)]
        builder.add(Column(key, heading, Align.RIGHT), aligned(texts))
    builder.note(_("By composition: that the groups are of other sizes. By value: that they fare otherwise."))
    builder.note(_("The two columns add up to the difference exactly (Kitagawa); an account, not a cause."))
    builder.note(comparator_meaning(result.against, lang, _))
    if any(row.value is None or row.other_value is None for row in rows):
        builder.note(_("{sign} nobody there.").format(sign=MISSING), "value", "other_value")
    if measure.synthetic:
        cells.synthetic()
    cells.signs()
    cells.source(result.sources, f'alemap show {measure.id} --area "{result.area.name}"')
    return builder.build()
