"""The economy of an intervention: what it is worth, to whom, and what it takes to pay."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from alemap.definitions.economics import ACTORS
from alemap.definitions.economics_files import load_economics
from alemap.definitions.suggest import suggest
from alemap.domain import Label
from alemap.errors import MissingDataError, UsageError
from alemap.results.economics import (
    SOCIETY,
    AssumptionRow,
    BreakEvenRow,
    EconomicsList,
    EconomicsRow,
    EconomicsTable,
    LastingRow,
    PartyRow,
    PriceRow,
    RateRow,
    Spread,
    TornadoRow,
    YearRow,
)
from alemap.stats.costbenefit import appraise, break_even
from alemap.workflows.economics_flows import drawn, factors, lines, numbers_of, total

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from alemap.definitions.basics import Text
    from alemap.definitions.economics import Economics, Estimate
    from alemap.definitions.economics_files import EconomicsFiles, PriceIndex
    from alemap.workflows.economics_flows import Line

    Floats = NDArray[np.float64]

RATES = (0.0, 0.01, 0.02, 0.03, 0.035, 0.04, 0.05)
"""Discount rates of the sensitivity table; 3 % and 3.5 % are the Swedish conventions."""
LASTING = (1, 2, 3, 5, 10, 15, 20, 30, 40)
CONFIDENCE = 0.95


def economics_list(root: Path) -> EconomicsList:
    """Every analysis in one line; MissingDataError when there is none."""
    files = load_economics(root)
    if not files.analyses:
        raise MissingDataError(
            "there is no analysis in `{folder}`",
            folder="pipelines/economics",
            hint="the guide `what-must-it-achieve` makes one",
        )
    rows = []
    for analysis in files.analyses.values():
        parties = _parties(analysis, files.indexes, analysis.discount_rate, analysis.draws, analysis.seed)
        own = next((row for row in parties if row.party == "municipality"), None)
        rows.append(
            EconomicsRow(
                analysis.id,
                _label(analysis.name),
                analysis.synthetic,
                analysis.price_year,
                analysis.discount_rate,
                parties[0],
                own,
            )
        )
    rows.sort(key=lambda row: (-(row.society.ratio or 0.0), row.id))
    return EconomicsList(tuple(rows), CONFIDENCE)


def economics(
    root: Path,
    name: str,
    *,
    rate: float | None = None,
    draws: int | None = None,
    seed: int | None = None,
    with_years: bool = False,
) -> EconomicsTable:
    """One analysis; UsageError when there is none of that name.

    `rate`, `draws`, `seed`: in place of the analysis' own. `with_years`: show the flows year by year.
    """
    files = load_economics(root)
    if name not in files.analyses:
        raise UsageError(
            "`{name}` is not an analysis of `{folder}`",
            name=name,
            folder="pipelines/economics",
            suggestion=suggest(name, files.analyses),
            known=", ".join(f"`{each}`" for each in files.analyses),
            hint="there is {known}" if files.analyses else None,
        )
    analysis = files.analyses[name]
    return _table(
        analysis,
        files,
        analysis.discount_rate if rate is None else rate,
        draws or analysis.draws,
        analysis.seed if seed is None else seed,
        with_years=with_years,
    )


def _table(
    analysis: Economics, files: EconomicsFiles, rate: float, draws: int, seed: int, *, with_years: bool
) -> EconomicsTable:
    numbers = numbers_of(analysis, files.indexes)
    base = {key: each.value for key, each in numbers.items()}
    found = lines(analysis, base)
    parties = _parties(analysis, files.indexes, rate, draws, seed)
    keys = [row.party for row in parties]
    return EconomicsTable(
        id=analysis.id,
        name=_label(analysis.name),
        description=_label(analysis.description),
        synthetic=analysis.synthetic,
        price_year=analysis.price_year,
        rate=rate,
        timing=analysis.timing,
        horizon=analysis.horizon,
        run_years=analysis.run_years,
        participants=analysis.participants.value * analysis.run_years,
        draws=draws,
        seed=seed,
        confidence=CONFIDENCE,
        parties=parties,
        break_even=tuple(_break_even(analysis, base, rate, parties)),
        rates=tuple(_rate_row(analysis, found, each, keys) for each in sorted({*RATES, rate})),
        lasting=tuple(_lasting(analysis, base, rate, keys)),
        tornado=tuple(_tornado(analysis, files.indexes, rate)),
        years=tuple(_years(analysis, found, rate, keys)),
        prices=tuple(_prices(analysis, files.indexes)),
        assumptions=tuple(_assumptions(analysis)),
        left_out=tuple(_label(each) for each in analysis.left_out),
        with_years=with_years,
    )


def _label(text: Text) -> Label:
    return Label(text.sv, text.en)


def _party(key: str) -> str | None:
    """How the flows name a party: society is nobody in particular."""
    return None if key == SOCIETY else key


def _worth(flows: Floats, discount: Floats) -> Floats:
    """Present value of flows [..., 1 + years]."""
    if flows.shape[-1] == 1:
        return np.zeros(flows.shape[:-1])
    return flows @ discount


def _parties(
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


def _break_even(
    analysis: Economics, base: Mapping[str, float], rate: float, parties: Sequence[PartyRow]
) -> Iterator[BreakEvenRow]:
    """For each outcome and each party that pays: the share that must succeed."""
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
                outcome=_label(outcome.name),
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


def _rate_row(analysis: Economics, found: Sequence[Line], rate: float, keys: Sequence[str]) -> RateRow:
    discount = factors(analysis, rate)
    society = _party_row(analysis, SOCIETY, found, (), rate)
    nets = tuple(float(_worth(total(found, _party(key)), discount)) for key in keys)
    return RateRow(rate, nets, society.ratio, society.payback)


def _lasting(
    analysis: Economics, base: Mapping[str, float], rate: float, keys: Sequence[str]
) -> Iterator[LastingRow]:
    """The result if effects last 1, 2, 3, ... years only, up to as long as assumed."""
    discount = factors(analysis, rate)
    longest = max(outcome.length for outcome in analysis.outcomes.values())
    longest = min(longest, analysis.horizon)
    for years in sorted({*(each for each in LASTING if each < longest), longest}):
        found = lines(analysis, base, lasting=years)
        yield LastingRow(years, tuple(float(_worth(total(found, _party(key)), discount)) for key in keys))


def _tornado(analysis: Economics, indexes: Mapping[str, PriceIndex], rate: float) -> Iterator[TornadoRow]:
    """Society's net at the ends of each range, the widest first; the discount rate from 0 to 5 %."""
    numbers = numbers_of(analysis, indexes)
    base = {key: each.value for key, each in numbers.items()}
    names = _names(analysis)

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


def _names(analysis: Economics) -> dict[str, Label]:
    """What each number is called in tables."""

    def add(key: str, *parts: Label) -> None:
        sv, en = (": ".join(texts) for texts in zip(*((p.sv, p.en) for p in parts), strict=True))
        found[key] = Label(sv, en)

    found: dict[str, Label] = {"participants": Label("Deltagare per år", "Participants a year")}
    for key, price in analysis.prices.items():
        add(f"prices.{key}", Label("Pris", "Price"), _label(price.name))
    for key, cost in analysis.costs.items():
        add(f"costs.{key}", Label("Mängd", "Quantity"), _label(cost.name))
    kinds = {
        "success": Label("lyckas", "succeed"),
        "otherwise": Label("skulle ha lyckats ändå", "would have anyway"),
        "persistence": Label("kvar från år till år", "left from year to year"),
    }
    for key, outcome in analysis.outcomes.items():
        for name, kind in kinds.items():
            add(f"outcomes.{key}.{name}", _label(outcome.name), kind)
        for effect, flow in outcome.effects.items():
            add(f"outcomes.{key}.effects.{effect}", Label("Mängd", "Quantity"), _label(flow.name))
    return found


def _years(analysis: Economics, found: Sequence[Line], rate: float, keys: Sequence[str]) -> Iterator[YearRow]:
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


def _prices(analysis: Economics, indexes: Mapping[str, PriceIndex]) -> Iterator[PriceRow]:
    for price in analysis.prices.values():
        factor = indexes[price.index].factor(price.year, analysis.price_year)
        yield PriceRow(
            _label(price.name),
            _label(price.unit),
            price.value,
            price.year,
            f"{price.index}: {indexes[price.index].source}",
            factor,
            price.value * factor,
            price.source,
        )


def _assumptions(analysis: Economics) -> Iterator[AssumptionRow]:
    names = _names(analysis)

    def row(key: str, number: Estimate, source: str, *, share: bool = False) -> AssumptionRow:
        low, high = number.range or (None, None)
        form = number.distribution if number.range else ""
        return AssumptionRow(names[key], number.value, share, low, high, form, number.source or source)

    yield row("participants", analysis.participants, "")
    for key, cost in analysis.costs.items():
        yield row(f"costs.{key}", cost.quantity, "")
    for key, outcome in analysis.outcomes.items():
        for name in ("success", "otherwise", "persistence"):
            yield row(f"outcomes.{key}.{name}", getattr(outcome, name), outcome.source, share=True)
        for effect, flow in outcome.effects.items():
            yield row(f"outcomes.{key}.effects.{effect}", flow.quantity, outcome.source)
