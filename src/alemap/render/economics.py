"""The tables of an intervention's economy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alemap.render.numbers import MISSING, NumberText, aligned, numbers
from alemap.render.table import Align, Column, Style, TableBuilder
from alemap.render.translate import translator
from alemap.render.words import starred
from alemap.results.economics import SOCIETY, EconomicsList

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from alemap.render.table import TableView
    from alemap.results.economics import BreakEvenRow, EconomicsTable, PartyRow

_NAME_WIDTH = 16
_THOUSAND = 1000.0
_LEAST = 0.01
_PART, _RATIO, _PAYBACK, _CHANCE, _INTERVAL = 30, 40, 45, 50, 60
_BAR = 12


def view(result: EconomicsTable | EconomicsList, lang: str) -> list[TableView]:
    """Make the list of analyses, or all tables of one."""
    if isinstance(result, EconomicsList):
        return [_list(result, lang)]
    from alemap.render.economics_tables import (  # noqa: PLC0415 - the list needs none of it
        assumptions,
        lasting,
        prices,
        rates,
        tornado,
        years,
    )

    made = [_parties(result, lang), _break_even(result, lang), rates(result, lang), lasting(result, lang)]
    made.append(tornado(result, lang))
    if result.with_years:
        made.append(years(result, lang))
    return [*made, assumptions(result, lang), prices(result, lang)]


def party_word(party: str, _: Callable[[str], str]) -> str:
    """Name an actor."""
    return {
        SOCIETY: _("Society"),
        "municipality": _("The municipality"),
        "region": _("The region"),
        "state": _("The state"),
        "individual": _("The individuals"),
        "others": _("Others"),
    }[party]


def thousands(values: Sequence[float | None], lang: str, *, signed: bool = False) -> list[str]:
    """Write kronor as thousands, aligned."""
    say = numbers(lang)
    return aligned(
        [
            NumberText(MISSING, None) if v is None else say.parts(v / _THOUSAND, 0, signed=signed)
            for v in values
        ]
    )


def shares(values: Sequence[float | None], lang: str, decimals: int = 1) -> list[str]:
    """Write shares in per cent, aligned."""
    say = numbers(lang)
    return aligned([NumberText(MISSING, None) if v is None else say.parts(v * 100, decimals) for v in values])


def _paying(row: PartyRow, _: Callable[[str], str]) -> str:
    """Say whether it pays for a party, no more surely than the draws do; who pays nothing gains or loses."""
    low, high = (row.net, row.net) if row.spread is None else (row.spread.lower, row.spread.upper)
    if low <= 0 <= high:
        return _("uncertain")
    if row.cost > 0:
        return _("pays") if low > 0 else _("does not pay")
    return _("gains") if low > 0 else _("loses")


def _paying_style(row: PartyRow) -> Style:
    low, high = (row.net, row.net) if row.spread is None else (row.spread.lower, row.spread.upper)
    return Style.BETTER if low > 0 else Style.WORSE if high < 0 else Style.PLAIN


def _chance(share: float, lang: str) -> str:
    """Write a chance in whole per cent; what is not certain is neither 0 nor 100 %."""
    say = numbers(lang)
    if 0 < share < _LEAST:
        return f"<{say.percent(_LEAST)}"
    if 1 - _LEAST < share < 1:
        return f">{say.percent(1 - _LEAST)}"
    return say.percent(round(share, 2))


def _ratios(rows: Sequence[PartyRow], lang: str) -> list[str]:
    say = numbers(lang)
    return aligned([NumberText(MISSING, None) if r.ratio is None else say.parts(r.ratio, 2) for r in rows])


def _paybacks(rows: Sequence[PartyRow], _: Callable[[str], str]) -> list[str]:
    return [
        str(row.payback) if row.payback is not None else _("never") if row.cost > 0 else MISSING
        for row in rows
    ]


def _outcome_columns(builder: TableBuilder, rows: Sequence[PartyRow], confidence: float, lang: str) -> None:
    """Add net present value with interval, chance, ratio, payback and verdict."""
    _ = translator(lang)
    say = numbers(lang)
    builder.add(Column("net", _("Net"), Align.RIGHT), thousands([row.net for row in rows], lang, signed=True))
    if any(row.spread is not None for row in rows):
        builder.add(
            Column("interval", f"{_('Interval')} ({say.percent(confidence)})", priority=_INTERVAL),
            [
                ""
                if row.spread is None
                else say.interval(
                    row.spread.lower / _THOUSAND, row.spread.upper / _THOUSAND, 0, signed=True, to=True
                )
                for row in rows
            ],
        )
        builder.add(
            Column("chance", _("Chance it pays"), Align.RIGHT, _CHANCE),
            [MISSING if r.spread is None else _chance(r.spread.chance, lang) for r in rows],
        )
    builder.add(Column("ratio", _("Gain per krona"), Align.RIGHT, _RATIO), _ratios(rows, lang))
    builder.add(Column("payback", _("Paid back, year"), Align.RIGHT, _PAYBACK), _paybacks(rows, _))
    builder.add(
        Column("verdict", _("Verdict")),
        [_paying(row, _) for row in rows],
        styles=[_paying_style(row) for row in rows],
    )


def money_title(price_year: int, rate: float, lang: str) -> str:
    """Say in what the money of a table is counted."""
    _ = translator(lang)
    text = _("present value at {rate}, SEK thousand in prices of {year}")
    return text.format(rate=numbers(lang).percent(rate), year=price_year)


def _list(result: EconomicsList, lang: str) -> TableView:
    _ = translator(lang)
    first = result.rows[0]
    builder = TableBuilder(_("Economy of interventions"), _("society, SEK thousand"))
    societies = [row.society for row in result.rows]
    builder.add(Column("id", _("Analysis")), [row.id for row in result.rows])
    builder.add(
        Column("name", _("Name"), wrap=_NAME_WIDTH, priority=_PART),
        [starred(row.name.say(lang), synthetic=row.synthetic) for row in result.rows],
    )
    _outcome_columns(builder, societies, result.confidence, lang)
    owns = [None if row.municipality is None else row.municipality.net for row in result.rows]
    builder.add(
        Column("own", _("The municipality's net"), Align.RIGHT, _RATIO), thousands(owns, lang, signed=True)
    )
    builder.note(
        _("Present value in each analysis' own prices and at its own discount rate; net: gains less costs.")
    )
    _draw_note(builder, _)
    if any(row.synthetic for row in result.rows):
        builder.note(_("* made-up figures: an example of the method."))
    builder.paragraph()
    builder.note(_("Derivation: {command}").format(command=f"alemap economics {first.id}"))
    return builder.build()


def _draw_note(builder: TableBuilder, _: Callable[[str], str]) -> None:
    builder.note(
        _("Interval and chance: from random draws of what is uncertain, within the ranges assumed."),
        "interval",
        "chance",
    )


def _parties(result: EconomicsTable, lang: str) -> TableView:
    _ = translator(lang)
    rows = result.parties
    builder = TableBuilder(
        starred(result.name.say(lang), synthetic=result.synthetic) + ": " + _("who pays and who gains"),
        money_title(result.price_year, result.rate, lang),
    )
    builder.add(Column("party", _("Who")), [party_word(row.party, _) for row in rows])
    builder.add(Column("cost", _("Cost"), Align.RIGHT), thousands([row.cost for row in rows], lang))
    builder.add(
        Column("real", _("Saved or produced"), Align.RIGHT, _PART), thousands([r.real for r in rows], lang)
    )
    builder.add(
        Column("transfers", _("Moved by transfers"), Align.RIGHT, _PART),
        thousands([row.transfers for row in rows], lang, signed=True),
    )
    _outcome_columns(builder, rows, result.confidence, lang)
    builder.note(_reading(result, lang))
    builder.paragraph()
    people = numbers(lang).text(result.participants, 0)
    builder.note(
        _("{people} participants in {run} years, counted over {horizon} years.").format(
            people=people, run=result.run_years, horizon=result.horizon
        )
    )
    builder.note(_("Net: what is saved, produced and moved, less the cost. Transfers cancel in society."))
    if any(row.cost > 0 and row.payback is None for row in rows):
        builder.note(_("Never: not within the years counted."), "payback")
    _draw_note(builder, _)
    builder.note(
        _("{draws} draws, seed {seed}.").format(draws=numbers(lang).text(result.draws, 0), seed=result.seed),
        "interval",
        "chance",
    )
    for number, each in enumerate(result.left_out):
        lead = _("Not counted: {what}.") if number == 0 else "{what}."
        builder.note(lead.format(what=each.say(lang)))
    if result.synthetic:
        builder.paragraph()
        builder.note(_("* made-up figures: an example of the method."))
    return builder.build()


def _reading(result: EconomicsTable, lang: str) -> str:
    """Say in a sentence or two what it comes to."""
    _ = translator(lang)
    say = numbers(lang)
    society = result.parties[0]
    gain = _("For society as a whole it is worth SEK {net} thousand more than it costs.")
    loss = _("For society as a whole it costs SEK {net} thousand more than it is worth.")
    texts = [(gain if society.net >= 0 else loss).format(net=say.text(abs(society.net) / _THOUSAND, 0))]
    if society.spread is not None:
        text = _("The chance that it pays is {chance}, if the ranges assumed hold.")
        texts.append(text.format(chance=_chance(society.spread.chance, lang)))
    losers = [party_word(row.party, _) for row in result.parties[1:] if row.net < 0]
    if losers and society.net >= 0:
        texts.append(_("Out of pocket all the same: {who}.").format(who=", ".join(losers)))
    return " ".join(texts)


def _enough(row: BreakEvenRow, _: Callable[[str], str]) -> str:
    if row.needed is None:
        return _("not even everybody")
    return _("enough") if row.assumed >= row.needed else _("too few")


def _break_even(result: EconomicsTable, lang: str) -> TableView:
    _ = translator(lang)
    rows = result.break_even
    say = numbers(lang)
    builder = TableBuilder(_("How many must succeed"), _("share of participants, %"))
    for number, row in enumerate(rows):
        if number == 0 or rows[number - 1].outcome != row.outcome:
            builder.group(number, row.outcome.say(lang))
    builder.add(Column("party", _("For")), [party_word(row.party, _) for row in rows])
    builder.add(
        Column("otherwise", _("Would anyway"), Align.RIGHT, _INTERVAL),
        shares([row.otherwise for row in rows], lang),
    )
    builder.add(Column("needed", _("Needed"), Align.RIGHT), shares([r.needed for r in rows], lang))
    builder.add(Column("assumed", _("Assumed"), Align.RIGHT), shares([r.assumed for r in rows], lang))
    builder.add(
        Column("successes", _("Needed of all"), Align.RIGHT, _CHANCE),
        [
            MISSING
            if row.successes is None
            else _("{count} of {total}").format(count=row.successes, total=say.text(row.participants, 0))
            for row in rows
        ],
    )
    builder.add(
        Column("value", _("One more is worth"), Align.RIGHT, _RATIO),
        thousands([row.value for row in rows], lang),
    )
    builder.add(
        Column("verdict", _("Verdict")),
        [_enough(row, _) for row in rows],
        styles=[
            Style.BETTER if row.needed is not None and row.assumed >= row.needed else Style.WORSE
            for row in rows
        ],
    )
    builder.note(
        _("Needed: the share that must succeed for the costs to come back, other outcomes as assumed;")
        + " "
        + _("those who would have managed anyway are part of it.")
    )
    builder.note(_("One more is worth: SEK thousand per additional success, present value."), "value")
    return builder.build()
