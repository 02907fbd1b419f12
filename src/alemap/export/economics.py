"""The economy of interventions as records: one long table, a row a number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alemap.export.fields import Records, table
from alemap.results.economics import SOCIETY, EconomicsList

if TYPE_CHECKING:
    from collections.abc import Iterator

    from alemap.results.economics import EconomicsTable, PartyRow

_OUTCOME = (
    "cost", "real", "transfers", "net", "net_lower", "net_upper", "chance", "ratio", "payback_year",
    "internal_rate",
)  # fmt: skip
_LONG = ("analysis", "synthetic", "price_year", "table", "item", "at", "party", "quantity", "value", "source")


def flat(result: EconomicsTable | EconomicsList) -> Records:
    """Give one record an analysis, or one a number of an analysis."""
    if isinstance(result, EconomicsList):
        return _list(result)
    rows = [(result.id, result.synthetic, result.price_year, *row) for row in _rows(result)]
    return table(_LONG, rows)


def _outcome(row: PartyRow) -> tuple[float | None, ...]:
    spread = row.spread
    doubt = (None, None, None) if spread is None else (spread.lower, spread.upper, spread.chance)
    return (
        row.cost, row.real, row.transfers, row.net, *doubt, row.ratio, row.payback, row.internal_rate,
    )  # fmt: skip


def _list(result: EconomicsList) -> Records:
    columns = (
        "analysis", "name", "synthetic", "price_year", "rate", "confidence", *_OUTCOME, "municipality_net",
    )  # fmt: skip
    rows: list[tuple[object, ...]] = [
        (
            row.id,
            row.name.en,
            row.synthetic,
            row.price_year,
            row.rate,
            result.confidence,
            *_outcome(row.society),
            None if row.municipality is None else row.municipality.net,
        )
        for row in result.rows
    ]
    return table(columns, rows)


def _rows(result: EconomicsTable) -> Iterator[tuple[object, ...]]:
    """Table, item, what it is at, party, quantity, value, source."""
    for party in result.parties:
        for name, value in zip(_OUTCOME, _outcome(party), strict=True):
            yield "parties", None, result.rate, party.party, name, value, None
    for row in result.break_even:
        for name in ("assumed", "otherwise", "needed", "successes", "participants", "value"):
            yield "break_even", row.outcome.en, result.rate, row.party, name, getattr(row, name), None
    yield from _sensitivity(result)
    yield from _inputs(result)


def _sensitivity(result: EconomicsTable) -> Iterator[tuple[object, ...]]:
    keys = [row.party for row in result.parties]
    for rate in result.rates:
        for key, net in zip(keys, rate.nets, strict=True):
            yield "discount_rate", None, rate.rate, key, "net", net, None
        yield "discount_rate", None, rate.rate, SOCIETY, "ratio", rate.ratio, None
        yield "discount_rate", None, rate.rate, SOCIETY, "payback_year", rate.payback, None
    for lasting in result.lasting:
        for key, net in zip(keys, lasting.nets, strict=True):
            yield "lasting_years", None, lasting.years, key, "net", net, None
    for each in result.tornado:
        yield "tornado", each.name.en, each.low, SOCIETY, "net", each.net_low, None
        yield "tornado", each.name.en, each.high, SOCIETY, "net", each.net_high, None


def _inputs(result: EconomicsTable) -> Iterator[tuple[object, ...]]:
    keys = [row.party for row in result.parties]
    for year in result.years:
        for name, value in (("cost", year.cost), ("gain", year.gain), ("discounted_sum", year.standing)):
            yield "years", None, year.year, SOCIETY, name, value, None
        for key, net in zip(keys, year.nets, strict=True):
            yield "years", None, year.year, key, "net", net, None
    for number in result.assumptions:
        yield "assumptions", number.name.en, None, None, "value", number.value, number.source
        if number.low is not None:
            yield "assumptions", number.name.en, None, None, "low", number.low, number.distribution
            yield "assumptions", number.name.en, None, None, "high", number.high, number.distribution
    for price in result.prices:
        yield "prices", price.name.en, price.year, None, "as_given", price.value, price.source
        yield "prices", price.name.en, result.price_year, None, "carried", price.carried, price.index
