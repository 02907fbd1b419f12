"""What could as well have been chosen when an index was built, and which choices go together."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from alemap.stats.indexrules import POSITIVE_BOUNDS, IndexRules
from alemap.values import dataclass

if TYPE_CHECKING:
    from alemap.stats.index import Aggregation
    from alemap.stats.scoring import Scale


@dataclass(frozen=True, slots=True)
class Choices:
    """What could as well have been chosen.

    `weights`: every weight (and the limit of `excess_share`) times a uniform number within 1 -/+ this share,
    or `dirichlet` for weights drawn around the given ones with nothing else known. `leave_one_out`: each
    draw leaves out one member, or none as often as each. `scales`, `aggregations`: alternatives, each
    possible pair as often (none: the index's own).
    """

    weights: float | Literal["dirichlet"] = 0.25
    leave_one_out: bool = True
    scales: tuple[Scale, ...] = ()
    aggregations: tuple[Aggregation, ...] = ()
    draws: int = 1000
    seed: int = 1


def possible(scale: str, aggregation: str, bounds: tuple[float, float]) -> bool:
    """Whether scores on a scale are above 0, as a geometric mean needs."""
    if aggregation != "geometric":
        return True
    if scale in {"rank", "exponential"}:
        return True
    return scale in {"min_max", "percentile", "goalposts"} and bounds[0] > 0


def methods(rules: IndexRules, choices: Choices) -> list[IndexRules]:
    """The rules of every pair of scale and mean that is possible; the index's own first.

    An alternative geometric mean is taken of scores from 1 to 100, of which 100 is the best: it keeps good
    from making up for bad, not bad for good.
    """
    found = [rules]
    for scale in choices.scales or (rules.scale,):
        for aggregation in choices.aggregations or (rules.aggregation,):
            other = replace(rules, scale=scale, aggregation=aggregation)
            if aggregation == "geometric" and rules.aggregation != "geometric":
                other = replace(other, high_is_worse=False, bounds=POSITIVE_BOUNDS)
            if other not in found and possible(scale, aggregation, other.bounds):
                found.append(other)
    return found
