"""What the economy of an intervention comes to, in kronor of the analysis' price year."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from alemap.values import dataclass

if TYPE_CHECKING:
    from alemap.domain import Label

SOCIETY = "society"
"""All actors together: transfers between them cancel."""


@dataclass(frozen=True, slots=True)
class Spread:
    """Where a result lies over the random draws: limits at the table's confidence, and how often above 0."""

    lower: float
    upper: float
    chance: float


@dataclass(frozen=True, slots=True)
class PartyRow:
    """What one actor, or society, pays and gains, at present value.

    `cost`: of the intervention, grants paid and received included. `real`: resources that outcomes save or
    use up. `transfers`: what outcomes move to the actor from others, 0 for society. `net`: the net present
    value. `ratio`: gains over cost; `payback` the first year the sum is 0 or more; `internal_rate` only
    where unique.
    """

    party: str
    cost: float
    real: float
    transfers: float
    net: float
    ratio: float | None
    payback: int | None
    internal_rate: float | None
    spread: Spread | None


@dataclass(frozen=True, slots=True)
class BreakEvenRow:
    """How many must succeed for a party to have its money back, the other outcomes as assumed.

    `assumed` and `otherwise`: the shares of participants. `needed`: the share that must succeed; `successes`
    of `participants`; None where not even everybody would do (or no one need: `needed` at most `otherwise`).
    """

    outcome: Label
    party: str
    assumed: float
    otherwise: float
    needed: float | None
    successes: int | None
    participants: float
    value: float


@dataclass(frozen=True, slots=True)
class RateRow:
    """The result at one discount rate; `nets` in the order of the table's parties."""

    rate: float
    nets: tuple[float, ...]
    ratio: float | None
    payback: int | None


@dataclass(frozen=True, slots=True)
class LastingRow:
    """The result when effects last no longer than so many years."""

    years: int
    nets: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class TornadoRow:
    """What society's net present value becomes at the ends of one number's range."""

    name: Label
    value: float
    low: float
    high: float
    net_low: float
    net_high: float


@dataclass(frozen=True, slots=True)
class YearRow:
    """One year's flows, not discounted but for `standing`: the discounted sum so far. Year 0 is the start."""

    year: int
    cost: float
    gain: float
    nets: tuple[float, ...]
    standing: float


@dataclass(frozen=True, slots=True)
class PriceRow:
    """A price: as its source gives it, and carried to the price year."""

    name: Label
    unit: Label
    value: float
    year: int
    index: str
    factor: float
    carried: float
    source: str


@dataclass(frozen=True, slots=True)
class AssumptionRow:
    """A number that is assumed, with its range."""

    name: Label
    value: float
    share: bool
    low: float | None
    high: float | None
    distribution: str
    source: str


@dataclass(frozen=True, slots=True)
class EconomicsTable:
    """An analysis with all its tables; `parties` begins with society.

    `confidence` is that of the intervals from `draws` random draws; `participants` all those who take part.
    """

    id: str
    name: Label
    description: Label
    synthetic: bool
    price_year: int
    rate: float
    timing: str
    horizon: int
    run_years: int
    participants: float
    draws: int
    seed: int
    confidence: float
    parties: tuple[PartyRow, ...]
    break_even: tuple[BreakEvenRow, ...]
    rates: tuple[RateRow, ...]
    lasting: tuple[LastingRow, ...]
    tornado: tuple[TornadoRow, ...]
    years: tuple[YearRow, ...]
    prices: tuple[PriceRow, ...]
    assumptions: tuple[AssumptionRow, ...]
    left_out: tuple[Label, ...]
    with_years: bool = False


@dataclass(frozen=True, slots=True)
class EconomicsRow:
    """One analysis in the list of all."""

    id: str
    name: Label
    synthetic: bool
    price_year: int
    rate: float
    society: PartyRow
    municipality: PartyRow | None


@dataclass(frozen=True, slots=True)
class EconomicsList:
    """All analyses of the project, the one worth most to society for its cost first."""

    rows: tuple[EconomicsRow, ...]
    confidence: float
    sources: tuple[str, ...] = field(default=())
