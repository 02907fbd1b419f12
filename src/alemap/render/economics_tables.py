"""Sensitivity, yearly flows, assumptions and prices of an intervention's economy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alemap.render.bars import bars
from alemap.render.economics import money_title, party_word, thousands
from alemap.render.numbers import MISSING, NumberText, aligned, numbers
from alemap.render.table import ALWAYS, Align, Column, TableBuilder
from alemap.render.translate import translator

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alemap.render.table import TableView
    from alemap.results.economics import AssumptionRow, EconomicsTable, TornadoRow

_NAME_WIDTH = 18
_SOURCE_WIDTH = 24
_LOW, _MIDDLE = 30, 50
_BAR = 12
_THOUSAND = 1000.0
_FEW = 10.0


def rates(result: EconomicsTable, lang: str) -> TableView:
    """Make the table of discount rates."""
    _ = translator(lang)
    say = numbers(lang)
    builder = TableBuilder(
        _("If the discount rate is another"),
        _("net present value, SEK thousand in prices of {year}").format(year=result.price_year),
    )
    own = result.rate
    builder.add(
        Column("rate", _("Rate"), Align.RIGHT),
        [say.percent(row.rate) + (" <" if row.rate == own else "  ") for row in result.rates],
    )
    _nets(builder, result, [row.nets for row in result.rates], lang)
    ratios = [
        NumberText(MISSING, None) if row.ratio is None else say.parts(row.ratio, 2) for row in result.rates
    ]
    builder.add(Column("ratio", _("Gain per krona"), Align.RIGHT, _MIDDLE), aligned(ratios))
    builder.add(
        Column("payback", _("Paid back, year"), Align.RIGHT, _MIDDLE),
        [_("never") if row.payback is None else str(row.payback) for row in result.rates],
    )
    builder.note(_("< the analysis' own rate. 3 % and 3.5 % are the usual ones in Sweden."))
    return builder.build()


def lasting(result: EconomicsTable, lang: str) -> TableView:
    """Make the table of how long effects last."""
    _ = translator(lang)
    builder = TableBuilder(
        _("If effects last only so long"), money_title(result.price_year, result.rate, lang)
    )
    builder.add(Column("years", _("Years"), Align.RIGHT), [str(row.years) for row in result.lasting])
    _nets(builder, result, [row.nets for row in result.lasting], lang)
    builder.note(_("The last row is as assumed."))
    return builder.build()


def _nets(
    builder: TableBuilder, result: EconomicsTable, nets: Sequence[tuple[float, ...]], lang: str
) -> None:
    """Add a column for each party, society first."""
    _ = translator(lang)
    for number, row in enumerate(result.parties):
        priority = ALWAYS if number == 0 else ALWAYS - 10 - number
        builder.add(
            Column(row.party, party_word(row.party, _), Align.RIGHT, priority),
            thousands([each[number] for each in nets], lang, signed=True),
        )


def tornado(result: EconomicsTable, lang: str) -> TableView:
    """Make the table of what matters most."""
    _ = translator(lang)
    rows = result.tornado
    builder = TableBuilder(
        _("What matters most"),
        _("society's net when one number is at either end of its range, SEK thousand"),
    )
    builder.add(Column("name", _("Number"), wrap=_NAME_WIDTH), [row.name.say(lang) for row in rows])
    builder.add(
        Column("range", _("Range"), priority=_LOW), [_ends(row.low, row.high, row, lang) for row in rows]
    )
    builder.add(
        Column("net_low", _("At the low end"), Align.RIGHT),
        thousands([row.net_low for row in rows], lang, signed=True),
    )
    builder.add(
        Column("net_high", _("At the high end"), Align.RIGHT),
        thousands([row.net_high for row in rows], lang, signed=True),
    )
    builder.add(
        Column("bar", "", priority=_MIDDLE, called=_("bars")),
        bars([abs(row.net_high - row.net_low) for row in rows], _BAR),
    )
    turning = [row for row in rows if min(row.net_low, row.net_high) < 0 < max(row.net_low, row.net_high)]
    if turning:
        text = _("{count} of {total} can by itself decide whether it pays.")
        builder.note(text.format(count=len(turning), total=len(rows)))
    else:
        builder.note(_("None of them can by itself decide whether it pays."))
    return builder.build()


def _ends(low: float, high: float, row: TornadoRow, lang: str) -> str:
    decimals = _decimals(row.value)
    return numbers(lang).interval(low, high, decimals, signed=False, to=False)


def _decimals(value: float) -> int:
    """Decimals fit for a number's size."""
    return 0 if abs(value) >= _FEW else 3 if abs(value) < 1 else 2


def years(result: EconomicsTable, lang: str) -> TableView:
    """Make the table of yearly flows."""
    _ = translator(lang)
    rows = result.years
    builder = TableBuilder(
        _("Year by year"),
        _("not discounted, SEK thousand in prices of {year}").format(year=result.price_year),
    )
    builder.add(Column("year", _("Year"), Align.RIGHT), [str(row.year) for row in rows])
    builder.add(Column("cost", _("Cost"), Align.RIGHT), thousands([row.cost for row in rows], lang))
    builder.add(Column("gain", _("Gain"), Align.RIGHT), thousands([row.gain for row in rows], lang))
    _nets(builder, result, [row.nets for row in rows], lang)
    builder.add(
        Column("standing", _("Discounted sum"), Align.RIGHT),
        thousands([row.standing for row in rows], lang, signed=True),
    )
    builder.note(_("Year 0 is the start. Cost and gain are society's; discounted sum: society's so far."))
    return builder.build()


def assumptions(result: EconomicsTable, lang: str) -> TableView:
    """Make the table of what is assumed."""
    _ = translator(lang)
    rows = [row for row in result.assumptions if row.value != 1.0 or row.low is not None]
    builder = TableBuilder(_("What is assumed"))
    builder.add(Column("name", _("Number"), wrap=_NAME_WIDTH), [row.name.say(lang) for row in rows])
    builder.add(Column("value", _("Value"), Align.RIGHT), [_value(row, row.value, lang) for row in rows])
    builder.add(
        Column("range", _("Range"), priority=_MIDDLE),
        [
            MISSING
            if row.low is None or row.high is None
            else f"{_value(row, row.low, lang)}–{_value(row, row.high, lang)} {_form(row, lang)}"
            for row in rows
        ],
    )
    builder.add(Column("source", _("Source"), wrap=_SOURCE_WIDTH), [row.source or MISSING for row in rows])
    return builder.build()


def _value(row: AssumptionRow, value: float, lang: str) -> str:
    say = numbers(lang)
    if row.share:
        return say.percent(round(value, 4))
    decimals = 0 if value == int(value) else 2
    return say.text(value, decimals)


def _form(row: AssumptionRow, lang: str) -> str:
    _ = translator(lang)
    return {
        "triangular": _("(triangular)"),
        "uniform": _("(uniform)"),
        "normal": _("(normal)"),
        "lognormal": _("(lognormal)"),
        "beta": _("(beta)"),
    }[row.distribution]


def prices(result: EconomicsTable, lang: str) -> TableView:
    """Make the list of prices with their sources."""
    _ = translator(lang)
    say = numbers(lang)
    rows = result.prices
    builder = TableBuilder(_("Prices"), _("carried to prices of {year}").format(year=result.price_year))
    builder.add(Column("name", _("Price"), wrap=_NAME_WIDTH), [row.name.say(lang) for row in rows])
    builder.add(
        Column("unit", _("Unit"), wrap=_NAME_WIDTH, priority=_MIDDLE), [row.unit.say(lang) for row in rows]
    )
    builder.add(Column("value", _("As given"), Align.RIGHT, _LOW), [say.text(row.value, 0) for row in rows])
    builder.add(Column("year", _("Year"), Align.RIGHT), [str(row.year) for row in rows])
    builder.add(Column("factor", _("Times"), Align.RIGHT, _LOW), [say.text(row.factor, 3) for row in rows])
    builder.add(
        Column("carried", _("In {year}").format(year=result.price_year), Align.RIGHT),
        [say.text(row.carried, 0) for row in rows],
    )
    builder.add(Column("source", _("Source"), wrap=_SOURCE_WIDTH), [row.source for row in rows])
    for index in dict.fromkeys(row.index for row in rows):
        builder.note(_("Price index {index}.").format(index=index))
    builder.paragraph()
    builder.note(_("Derivation: {command}").format(command=f"pipelines/economics/{result.id}.yaml"))
    return builder.build()
