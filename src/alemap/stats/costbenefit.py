"""Costs and benefits of a social investment: present values, payback, internal rate, break-even."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal

import numpy as np

from alemap.stats._arrays import Floats, divide, floats, scipy_module
from alemap.values import dataclass

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

Timing = Literal["start", "mid", "end"]
_SHIFT = {"start": 1.0, "mid": 0.5, "end": 0.0}


def discount_factors(years: int, rate: float, timing: Timing = "end") -> Floats:
    """Factors of years 1 to `years` for flows at the start, middle or end of each year.

    ValueError for a rate of -100 % or below.
    """
    if rate <= -1.0:
        raise ValueError("the discount rate must be above -1")
    return (1.0 + rate) ** -(np.arange(1.0, years + 1.0) - _SHIFT[timing])


@dataclass(frozen=True, slots=True)
class Appraisal:
    """What an investment is worth.

    `factors`, `present_benefits`, `present_costs` per year; `benefits` their sum; `costs` the
    initial cost and the sum of the yearly ones;
    `net_present_value`; `benefit_cost_ratio` (NaN without costs); `payback_year` the first year when
    the discounted sum is 0 or more (NaN: never within the years given); `internal_rate` (NaN where it
    is not unique).
    """

    factors: Floats
    present_benefits: Floats
    present_costs: Floats
    benefits: float
    costs: float
    net_present_value: float
    benefit_cost_ratio: float
    payback_year: float
    internal_rate: float


def appraise(
    benefit: ArrayLike, cost: ArrayLike, initial_cost: float, rate: float, timing: Timing = "end"
) -> Appraisal:
    """Discount yearly flows to the start of year 1; the initial cost falls then, undiscounted.

    `benefit`, `cost` [years]. The benefit-cost ratio sets all benefits against the initial and the
    yearly costs. The internal rate is given only for one outlay followed by flows that are never
    negative, where it is unique, and takes the flows at the end of each year.
    Source: Boardman, Greenberg, Vining & Weimer, Cost-Benefit Analysis, 2018, ch. 9.
    """
    gain, spent = floats(benefit), floats(cost)
    factors = discount_factors(gain.size, rate, timing)
    gains, costs = gain * factors, spent * factors
    benefits, paid_out = float(gains.sum()), initial_cost + float(costs.sum())
    standing = np.cumsum(gains - costs) - initial_cost
    paid = np.flatnonzero(standing >= 0)
    return Appraisal(
        factors,
        gains,
        costs,
        benefits,
        paid_out,
        benefits - paid_out,
        float(divide(benefits, paid_out)),
        float(paid[0] + 1) if paid.size else math.nan,
        internal_rate(gain - spent, initial_cost),
    )


def internal_rate(net: ArrayLike, initial_cost: float) -> float:
    """Rate at which the net flows at the end of each year are worth exactly the initial cost.

    NaN unless an outlay above 0 is followed by flows that are never negative and not all 0.
    """
    flows = floats(net)
    if not initial_cost > 0 or not np.all(flows >= 0) or not np.any(flows > 0):
        return math.nan
    years = np.arange(1.0, flows.size + 1.0)

    def worth(log_factor: float) -> float:
        # In the logarithm of 1 + rate the worth falls without end on both sides.
        return float((flows * np.exp(-years * log_factor)).sum() - initial_cost)

    low, high = -1.0, 1.0
    while worth(low) < 0:
        low *= 2.0
    while worth(high) > 0:
        high *= 2.0
    root = scipy_module("optimize").brentq(worth, low, high, xtol=1e-14, rtol=1e-14)
    return math.expm1(float(root))


@dataclass(frozen=True, slots=True)
class BreakEven:
    """How many must succeed for the avoided costs to pay for the measure.

    `present_value` of one success; `additional_share` of the participants who must succeed because
    of the measure; `share` including those who would have anyway; `successes` their number, rounded
    up (NaN where not feasible); `feasible`: no more than everybody.
    """

    present_value: Floats
    additional_share: Floats
    share: Floats
    successes: Floats
    feasible: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]


def break_even(
    participants: ArrayLike,
    cost_per_participant: ArrayLike,
    avoided_per_year: ArrayLike,
    years: ArrayLike,
    rate: ArrayLike,
    baseline_share: ArrayLike = 0.0,
) -> BreakEven:
    """Find the success share at which the costs avoided over `years` (ends of years) equal the cost.

    Shapes broadcast. Nothing avoided: NaN, not feasible. Source: Hultkrantz, Att utvärdera sociala
    investeringar, SNS 2015.
    """
    persons, price, saving, length, discount, anyway = np.broadcast_arrays(
        *(
            floats(e)
            for e in (participants, cost_per_participant, avoided_per_year, years, rate, baseline_share)
        )
    )
    annuity = np.where(discount == 0, length, divide(1.0 - (1.0 + discount) ** -length, discount))
    worth = saving * annuity
    additional = divide(price, worth)
    share = additional + anyway
    # Whole numbers reached but for the last bit are not rounded up to the next.
    feasible = share <= 1.0
    needed = np.where(feasible, np.ceil(np.round(share * persons, 9)), np.nan)
    return BreakEven(worth, additional, share, needed, feasible)
