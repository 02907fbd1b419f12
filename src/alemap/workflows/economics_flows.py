"""The flows of an analysis: who spends and gains what in which year, for known or drawn numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from alemap.stats._arrays import floats
from alemap.stats.costbenefit import discount_factors
from alemap.stats.investment import draw, effect_years
from alemap.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Literal

    from numpy.typing import NDArray

    from alemap.definitions.economics import Cost, Economics, Estimate, Flow, Outcome, Price
    from alemap.definitions.economics_files import PriceIndex

    Floats = NDArray[np.float64]
    Timing = Literal["start", "mid", "end"]

COST = ""
"""The outcome that a line of costs belongs to: none."""


@dataclass(frozen=True, slots=True)
class Number:
    """One uncertain number of an analysis: its key, value, range and form."""

    key: str
    value: float
    limits: tuple[float, float] | None
    form: str


@dataclass(frozen=True, slots=True)
class Line:
    """One cost, or one effect of an outcome: amounts [..., 1 + years], the first at the start.

    A real line is `actor`'s; a transfer goes from `payer` to `receiver`. `outcome` is `COST` for a cost.
    """

    outcome: str
    actor: str | None
    payer: str | None
    receiver: str | None
    amounts: Floats

    def of(self, party: str | None) -> Floats | None:
        """What the line adds to a party's purse (None: society's); None where it does not touch it."""
        sign = -1.0 if self.outcome == COST else 1.0
        if self.actor is not None:
            return sign * self.amounts if party in {None, self.actor} else None
        if party is not None and party == self.payer:
            return -self.amounts
        return self.amounts if party is not None and party == self.receiver else None


def numbers_of(analysis: Economics, indexes: Mapping[str, PriceIndex]) -> dict[str, Number]:
    """All numbers by key; prices carried to the price year, range and all."""
    found: dict[str, Number] = {}

    def add(key: str, number: Estimate | Price, factor: float = 1.0) -> None:
        limits = None if number.range is None else (number.range[0] * factor, number.range[1] * factor)
        found[key] = Number(key, number.value * factor, limits, number.distribution)

    add("participants", analysis.participants)
    for key, price in analysis.prices.items():
        add(f"prices.{key}", price, indexes[price.index].factor(price.year, analysis.price_year))
    for key, cost in analysis.costs.items():
        add(f"costs.{key}", cost.quantity)
    for key, outcome in analysis.outcomes.items():
        for name in ("success", "otherwise", "persistence"):
            add(f"outcomes.{key}.{name}", getattr(outcome, name))
        for effect, flow in outcome.effects.items():
            add(f"outcomes.{key}.effects.{effect}", flow.quantity)
    return found


def drawn(numbers: Iterable[Number], size: int, seed: int) -> dict[str, Floats]:
    """Random draws [size] of each number with a range; each from a stream of its own, by its key."""
    return {
        each.key: draw(
            each.value, each.limits, each.form, size, np.random.default_rng([seed, *each.key.encode()])
        )
        for each in numbers
        if each.limits is not None
    }


def lines(
    analysis: Economics, values: Mapping[str, Floats | float], *, lasting: int | None = None
) -> list[Line]:
    """Every cost and effect by year, for numbers by key: one value each, or draws [...].

    `lasting`: effects last no longer than so many years.
    """
    people = np.zeros(analysis.horizon)
    people[: analysis.run_years] = 1.0
    entries = floats(values["participants"])[..., np.newaxis] * people
    found = [
        _line(COST, cost, values, f"costs.{key}", _cost_units(analysis, cost, entries))
        for key, cost in analysis.costs.items()
    ]
    for key, outcome in analysis.outcomes.items():
        units = _effect_units(key, outcome, values, entries, lasting)
        found += [
            _line(key, effect, values, f"outcomes.{key}.effects.{name}", units)
            for name, effect in outcome.effects.items()
        ]
    return found


def _line(
    outcome: str, flow: Flow, values: Mapping[str, Floats | float], quantity: str, units: Floats
) -> Line:
    worth = floats(values[f"prices.{flow.price}"]) * floats(values[quantity])
    return Line(outcome, flow.actor, flow.payer, flow.receiver, worth[..., np.newaxis] * units)


def _cost_units(analysis: Economics, cost: Cost, entries: Floats) -> Floats:
    """How many times a cost's quantity falls due [..., 1 + years]."""
    units = np.zeros((*entries.shape[:-1], analysis.horizon + 1))
    if cost.per == "once":
        units[..., 0] = 1.0
    elif cost.per == "participant":
        units[..., 1:] = entries
    elif cost.by_year is not None:
        units[..., 1 : len(cost.by_year) + 1] = cost.by_year
    else:
        first, last = cost.years or (1, analysis.run_years)
        units[..., first : last + 1] = 1.0
    return units


def _effect_units(
    key: str, outcome: Outcome, values: Mapping[str, Floats | float], entries: Floats, lasting: int | None
) -> Floats:
    """The success-years that the intervention adds [..., 1 + years]."""
    added = floats(values[f"outcomes.{key}.success"]) - floats(values[f"outcomes.{key}.otherwise"])
    if outcome.by_year is not None:
        kept: list[float] | int = outcome.by_year[:lasting]
    else:
        kept = outcome.length if lasting is None else min(lasting, outcome.length)
    if isinstance(kept, int):
        years = effect_years(entries, outcome.begins, kept, values[f"outcomes.{key}.persistence"])
    else:
        years = effect_years(entries, outcome.begins, kept)
    years = years * added[..., np.newaxis]
    return np.concatenate([np.zeros((*years.shape[:-1], 1)), years], axis=-1)


def factors(analysis: Economics, rate: float) -> Floats:
    """Discount factors of the start and of every year."""
    timing: Timing = analysis.timing
    return np.concatenate([[1.0], discount_factors(analysis.horizon, rate, timing)])


def total(
    found: Iterable[Line], party: str | None, *, costs: bool | None = None, real: bool | None = None
) -> Floats:
    """A party's flows by year [..., 1 + years], of costs or effects, real lines or transfers, or all."""
    amounts: Floats = np.zeros(1)
    for line in found:
        if costs is not None and costs != (line.outcome == COST):
            continue
        if real is not None and real != (line.actor is not None):
            continue
        part = line.of(party)
        if part is not None:
            amounts = amounts + part
    return amounts
