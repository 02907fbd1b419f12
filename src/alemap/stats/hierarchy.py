"""An index of several levels: indicators in pillars in an index, and what each indicator does to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from alemap.stats._arrays import Floats, divide, floats
from alemap.stats.aggregation import arithmetic_mean
from alemap.stats.ranks import rank_worst_first
from alemap.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike

Mean = Callable[[Floats, Floats], Floats]
"""A weighted mean over the last axis, such as `arithmetic_mean`."""


@dataclass(frozen=True, slots=True)
class Node:
    """An indicator or an aggregate: its name, its parent's (None at the top), its weight in the parent."""

    name: str
    parent: str | None
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Hierarchy:
    """A tree of nodes; whoever has no children is an indicator. Made by `Hierarchy.of`."""

    nodes: tuple[Node, ...]
    indicators: tuple[str, ...]
    aggregates: tuple[str, ...]
    top: str

    @classmethod
    def of(cls, nodes: Sequence[Node]) -> Hierarchy:
        """Order a tree: aggregates come after their children, the top last.

        ValueError for a name twice, an unknown parent, a circle, or any number of tops but one.
        """
        names = [node.name for node in nodes]
        if len(set(names)) < len(names):
            raise ValueError("a name stands twice in the hierarchy")
        tops = [node.name for node in nodes if node.parent is None]
        if len(tops) != 1:
            raise ValueError(f"a hierarchy needs one top, not {len(tops)}")
        parents = {node.parent for node in nodes if node.parent is not None}
        if unknown := parents - set(names):
            raise ValueError(f"unknown parent {', '.join(sorted(unknown))}")
        indicators = tuple(name for name in names if name not in parents)
        done, order = set(indicators), list[str]()
        while len(done) < len(names):
            ready = [
                n for n in names if n not in done and all(c.name in done for c in nodes if c.parent == n)
            ]
            if not ready:
                raise ValueError("the hierarchy runs in a circle")
            order += ready
            done |= set(ready)
        return cls(tuple(nodes), indicators, tuple(order), tops[0])

    def children(self, name: str) -> tuple[Node, ...]:
        """Give the nodes below one aggregate."""
        return tuple(node for node in self.nodes if node.parent == name)


def aggregate(scores: ArrayLike, hierarchy: Hierarchy, mean: Mean = arithmetic_mean) -> dict[str, Floats]:
    """Value per area of every indicator and aggregate, from normalised indicator scores.

    `scores` [areas, indicators], columns as `hierarchy.indicators`. Missing indicators are left out of
    their mean (see `aggregation`); to demand a share of them, use `composite`.
    """
    data = floats(scores)
    if data.shape[1:] != (len(hierarchy.indicators),):
        raise ValueError(f"{len(hierarchy.indicators)} indicators expected, not an array of {data.shape}")
    found = dict(zip(hierarchy.indicators, data.T, strict=True))
    for name in hierarchy.aggregates:
        below = hierarchy.children(name)
        columns = np.column_stack([found[node.name] for node in below])
        found[name] = mean(columns, floats([node.weight for node in below]))
    return found


@dataclass(frozen=True, slots=True)
class LeaveOneOut:
    """The index without each indicator in turn.

    `value` [areas]; `without` [areas, indicators]; `rank_shift` [indicators], the mean absolute change
    of rank (rank 1 the highest value) over the areas ranked both times.
    """

    value: Floats
    without: Floats
    rank_shift: Floats


def leave_one_out(scores: ArrayLike, hierarchy: Hierarchy, mean: Mean = arithmetic_mean) -> LeaveOneOut:
    """Recompute the top of the hierarchy without each indicator in turn."""
    data = floats(scores)
    value = aggregate(data, hierarchy, mean)[hierarchy.top]
    rank = rank_worst_first(value)
    without, shifts = [], []
    for place in range(data.shape[1]):
        reduced = data.copy()
        reduced[:, place] = np.nan
        new = aggregate(reduced, hierarchy, mean)[hierarchy.top]
        change = np.abs(rank_worst_first(new) - rank)
        both = ~np.isnan(change)
        without.append(new)
        shifts.append(float(divide(change[both].sum(), both.sum())))
    return LeaveOneOut(value, np.column_stack(without), floats(shifts))


def effective_weights(hierarchy: Hierarchy) -> dict[str, float]:
    """Weight of every node in the top when nothing is missing: the product of shares on the way up."""
    found = {hierarchy.top: 1.0}
    for name in reversed(hierarchy.aggregates):
        below = hierarchy.children(name)
        total = sum(node.weight for node in below)
        found |= {node.name: found[name] * node.weight / total for node in below}
    return found
