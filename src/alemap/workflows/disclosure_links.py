"""Which indicators rest on the same counts, or on counts that add up: found in the figures themselves.

Two indicators with the same numerator show the same count twice; one that shows the employed and one that
shows the labour force give the unemployed away. Such ties are found by weighing every area's count with a
fixed random number: equal counts have equal sums, and counts that add up have sums that add up.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from alemap.workflows.disclosure_tables import Table

Slice = tuple[str, str, str]
"""Level, period, sex."""
Quantity = tuple[str, str]
"""`numerator` or `denominator`, and the indicator."""

NUMERATOR, DENOMINATOR = "numerator", "denominator"
_SCALE = 1000.0


@dataclass(slots=True)
class Links:
    """Equal counts by slice, and sums of counts by slice.

    `same[quantity, slice]` is the first of the quantities that are equal there; `sums[slice]` lists a total
    and its parts, each named by its first.
    """

    same: dict[tuple[Quantity, Slice], Quantity] = field(default_factory=dict)
    sums: dict[Slice, list[tuple[Quantity, tuple[Quantity, ...]]]] = field(default_factory=dict)

    def first(self, quantity: Quantity, place: Slice) -> Quantity:
        """The name that a quantity shares with its equals in a slice."""
        return self.same.get((quantity, place), quantity)


def find_links(tables: Mapping[str, Table]) -> Links:
    """Find the ties between all tables of counts, slice by slice."""
    found: dict[Slice, dict[Quantity, tuple[int, int]]] = defaultdict(dict)
    small: dict[Slice, set[Quantity]] = defaultdict(set)
    for name, table in tables.items():
        for place, rows in table.slices.items():
            for kind, values in ((NUMERATOR, table.numerator[rows]), (DENOMINATOR, table.denominator[rows])):
                mark = _mark(values, table.weights[rows])
                if mark is not None:
                    found[place][kind, name] = mark
            if table.small[rows].any():
                small[place].add((NUMERATOR, name))
    links = Links()
    for place, marks in found.items():
        firsts: dict[tuple[int, int], Quantity] = {}
        for quantity, mark in marks.items():
            links.same[quantity, place] = firsts.setdefault(mark, quantity)
        wanted = {links.same[quantity, place] for quantity in small[place] if quantity in marks}
        if wanted:
            links.sums[place] = list(_sums(firsts, wanted))
    return links


def _mark(values: np.ndarray, weights: np.ndarray) -> tuple[int, int] | None:
    """Two sums that tell counts apart: of the weights of the areas that have one, and of the counts."""
    having = ~np.isnan(values)
    if not having.any() or not values[having].any():
        return None
    whole = np.round(values[having] * _SCALE).astype(np.int64).astype(np.uint64)
    weight = weights[having]
    return int(weight.sum(dtype=np.uint64)), int((whole * weight).sum(dtype=np.uint64))


def _sums(
    firsts: Mapping[tuple[int, int], Quantity], wanted: set[Quantity]
) -> Iterable[tuple[Quantity, tuple[Quantity, ...]]]:
    """Sums of two or three counts that hold a wanted one, as a part or as the total."""
    by_areas: dict[int, list[tuple[int, Quantity]]] = defaultdict(list)
    for (areas, mark), quantity in firsts.items():
        by_areas[areas].append((mark, quantity))
    for marks in by_areas.values():
        if not any(quantity in wanted for _, quantity in marks):
            continue
        totals = dict(marks)
        for number in (2, 3):
            for parts in combinations(marks, number):
                total = totals.get(sum(mark for mark, _ in parts) % 2**64)
                names = tuple(quantity for _, quantity in parts)
                if total is not None and ({total, *names} & wanted):
                    yield total, names
