"""The rows of an analysis' tables: parties, break-even, other rates, shorter effects, ranges, years."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from alemap.definitions.economics import ACTORS
from alemap.domain import Label
from alemap.results.economics import (
    SOCIETY,
    BreakEvenRow,
    LastingRow,
    PartyRow,
    RateRow,
    Spread,
    TornadoRow,
    YearRow,
)
from alemap.stats.costbenefit import appraise, break_even
from alemap.workflows.economics_flows import drawn, factors, lines, numbers_of, total
from alemap.workflows.economics_inputs import label_of, names_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from alemap.definitions.economics import Economics
    from alemap.definitions.economics_files import PriceIndex
    from alemap.workflows.economics_flows import Line

    Floats = NDArray[np.float64]

RATES = (0.0, 0.01, 0.02, 0.03, 0.035, 0.04, 0.05)
"""Discount rates of the sensitivity table; 3 % and 3.5 % are the Swedish conventions."""
LASTING = (1, 2, 3, 5, 10, 15, 20, 30, 40)
CONFIDENCE = 0.95


def _party(key: str) -> str | None:
    """How the flows name a party: society is nobody in particular."""
    return None if key == SOCIETY else key


def _worth(flows: Floats, discount: Floats) -> Floats:
    """Present value of flows [..., 1 + years]."""
    if flows.shape[-1] == 1:
        return np.zeros(flows.shape[:-1])
    return flows @ discount


def parties_of(
    analysis: Economics, indexes: Mapping[str, PriceIndex], rate: float, draws: int, seed: int
) -> tuple[PartyRow, ...]:
    """Society and every actor that pays or gains, in the actors' order."""
    numbers = numbers_of(analysis, indexes)
    base = {key: each.value for key, each in numbers.items()}
    found = lines(analysis, base)
    random = drawn(numbers.values(), draws, seed)
    doubtful = lines(analysis, {**base, **random}) if random else []
    touched = {each for line in found for each in (line.actor, line.payer, line.receiver)}
    keys = [SOCIETY, *(actor for actor in ACTORS if actor in touched)]
    return tuple(_party_row(analysis, key, found, doubtful, rate) for key in keys)


def _party_row(
    analysis: Economics, key: str, found: Sequence[Line], doubtful: Sequence[Line], rate: float
) -> PartyRow:
    party, discount = _party(key), factors(analysis, rate)
    years = np.zeros(analysis.horizon + 1)
    cost = years - total(found, party, costs=True)
    gain = years + total(found, party, costs=False)
    result = appraise(gain[1:], cost[1:], float(cost[0]), rate, analysis.timing)
    real = float(_worth(total(found, party, costs=False, real=True), discount))
    moved = float(_worth(total(found, party, costs=False, real=False), discount))
    pays = result.costs > 0
    spread = None
    if doubtful:
        nets = np.atleast_1d(_worth(total(doubtful, party), discount))
        low, high = np.quantile(nets, [(1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2])
        spread = Spread(float(low), float(high), float((nets > 0).mean()))
    return PartyRow(
        key,
        cost=result.costs,
        real=real,
        transfers=moved,
        net=result.net_present_value,
        ratio=result.benefit_cost_ratio if pays else None,
        payback=int(result.payback_year) if pays and not math.isnan(result.payback_year) else None,
        internal_rate=None if math.isnan(result.internal_rate) else result.internal_rate,
        spread=spread,
    )


def break_even_of(
    analysis: Economics, indexes: Mapping[str, PriceIndex], rate: float, parties: Sequence[PartyRow]
) -> Iterator[BreakEvenRow]:
    """For each outcome and each party that pays: the share that must succeed."""
    base = {key: each.value for key, each in numbers_of(analysis, indexes).items()}
    discount = factors(analysis, rate)
    people = base["participants"] * analysis.run_years
    everybody = dict(base)
    for key in analysis.outcomes:
        everybody[f"outcomes.{key}.success"], everybody[f"outcomes.{key}.otherwise"] = 1.0, 0.0
    found, at_most = lines(analysis, base), lines(analysis, everybody)
    for key, outcome in analysis.outcomes.items():
        own = [line for line in at_most if line.outcome == key]
        others = [line for line in found if line.outcome != key]
        for row in parties:
            if row.cost <= 0:
                continue
            party = _party(row.party)
            missing = -float(_worth(total(others, party), discount))
            worth = float(_worth(total(own, party), discount))
            needed, successes = _needed(missing, worth, people, outcome.otherwise.value)
            yield BreakEvenRow(
                outcome=label_of(outcome.name),
                party=row.party,
                assumed=outcome.success.value,
                otherwise=outcome.otherwise.value,
                needed=needed,
                successes=successes,
                participants=people,
                value=worth / people if people else math.nan,
            )


def _needed(missing: float, worth: float, people: float, otherwise: float) -> tuple[float | None, int | None]:
    """The share that must succeed for what is `missing` to come in, and their number.

    `worth`: what it would be if everybody succeeded who would not have. None where more than everybody
    would have to; the share of those who would have anyway where nothing is missing.
    """
    if missing <= 0:
        return otherwise, math.ceil(round(otherwise * people, 9))
    if worth <= 0 or people <= 0:
        return None, None
    # present values already: one year, no discounting
    found = break_even(people, missing / people, worth / people, 1, 0.0, otherwise)
    if not bool(found.feasible):
        return None, None
    return float(found.share), int(found.successes)


def rate_row(analysis: Economics, found: Sequence[Line], rate: float, keys: Sequence[str]) -> RateRow:
    """The result at another discount rate."""
    discount = factors(analysis, rate)
    society = _party_row(analysis, SOCIETY, found, (), rate)
    nets = tuple(float(_worth(total(found, _party(key)), discount)) for key in keys)
    return RateRow(rate, nets, society.ratio, society.payback)


def lasting_of(
    analysis: Economics, base: Mapping[str, float], rate: float, keys: Sequence[str]
) -> Iterator[LastingRow]:
    """The result if effects last 1, 2, 3, ... years only, up to as long as assumed."""
    discount = factors(analysis, rate)
    longest = max(outcome.length for outcome in analysis.outcomes.values())
    longest = min(longest, analysis.horizon)
    for years in sorted({*(each for each in LASTING if each < longest), longest}):
        found = lines(analysis, base, lasting=years)
        yield LastingRow(years, tuple(float(_worth(total(found, _party(key)), discount)) for key in keys))


def tornado_of(analysis: Economics, indexes: Mapping[str, PriceIndex], rate: float) -> Iterator[TornadoRow]:
    """Society's net at the ends of each range, the widest first; the discount rate from 0 to 5 %."""
    numbers = numbers_of(analysis, indexes)
    base = {key: each.value for key, each in numbers.items()}
    names = names_of(analysis)

    def net(values: Mapping[str, float], at: float) -> float:
        return float(_worth(total(lines(analysis, values), None), factors(analysis, at)))

    rows = [
        TornadoRow(
            names[each.key],
            each.value,
            *each.limits,
            *(net({**base, each.key: end}, rate) for end in each.limits),
        )
        for each in numbers.values()
        if each.limits is not None
    ]
    low, high = RATES[0], RATES[-1]
    rows.append(
        TornadoRow(Label("Kalkylränta", "Discount rate"), rate, low, high, net(base, low), net(base, high))
    )
    yield from sorted(rows, key=lambda row: (-abs(row.net_high - row.net_low), row.name.en))


def years_of(
    analysis: Economics, found: Sequence[Line], rate: float, keys: Sequence[str]
) -> Iterator[YearRow]:
    """Flows year by year from the start, and society's discounted sum so far."""
    empty = np.zeros(analysis.horizon + 1)
    cost = empty - total(found, None, costs=True)
    gain = empty + total(found, None, costs=False)
    standing = np.cumsum((gain - cost) * factors(analysis, rate))
    nets = [empty + total(found, _party(key)) for key in keys]
    for year in range(analysis.horizon + 1):
        yield YearRow(
            year,
            float(cost[year]),
            float(gain[year]),
            tuple(float(each[year]) for each in nets),
            float(standing[year]),
        )
