"""Which indicators rest on the same counts, or on counts that add up: found in the figures themselves.

Two indicators with the same numerator show the same count twice; one that shows the employed and one that
shows the labour force give the unemployed away. Such ties are found by weighing every area's count with a
fixed random number: equal counts have equal sums, and counts that add up have sums that add up.

In a slice of one or two areas figures also agree by chance, most of all where a share is none or all: that
nobody there is employed is the secret itself, not something everybody knows. A tie is one that all would
know of, so it has to hold in the finer areas too, and as a rule in the other periods.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import field
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from alemap.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from alemap.workflows.disclosure_tables import Table

Slice = tuple[str, str, str]
"""Level, period, sex."""
Quantity = tuple[str, str]
"""`numerator` or `denominator`, and the indicator."""

NUMERATOR, DENOMINATOR = "numerator", "denominator"
_Marks = dict[Quantity, tuple[int, int]]
"""Of each quantity in a slice, two sums that tell counts apart: see `_mark`."""

_SCALE = 1000.0
_FEW = 5
"""In fewer areas than this, figures of a few persons that agree may well do so by chance."""


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
    found: dict[Slice, _Marks] = defaultdict(dict)
    small: dict[str, set[Quantity]] = defaultdict(set)
    number: dict[Slice, int] = defaultdict(int)
    for name, table in tables.items():
        for place, rows in table.slices.items():
            number[place] = max(number[place], len(rows))
            for kind, values in ((NUMERATOR, table.numerator[rows]), (DENOMINATOR, table.denominator[rows])):
                mark = _mark(values, table.weights[rows])
                if mark is not None:
                    found[place][kind, name] = mark
            if table.small[rows].any():
                # what covers a small figure of one level or sex may lie in a slice without any small one
                small[place[1]].add((NUMERATOR, name))
    evidence = _Evidence(found, number)
    links = Links()
    for place, marks in found.items():
        for equal in _equal(marks, place, evidence):
            links.same |= {(quantity, place): equal[0] for quantity in equal}
        wanted = {links.same[quantity, place] for quantity in small[place[1]] if quantity in marks}
        if wanted:
            firsts = {
                quantity: mark for quantity, mark in marks.items() if links.first(quantity, place) == quantity
            }
            links.sums[place] = [each for each in _sums(firsts, wanted) if evidence.holds(place, *each)]
    return links


class _Evidence:
    """What other slices say of a tie that holds in one."""

    def __init__(self, found: Mapping[Slice, _Marks], number: Mapping[Slice, int]) -> None:
        self._found, self._number = found, number
        self._finer: dict[Slice, list[_Marks]] = {}
        self._others: dict[Slice, list[_Marks]] = {}

    def holds(self, place: Slice, total: Quantity, parts: Sequence[Quantity]) -> bool:
        """Whether a sum found in a slice is one that everybody knows of, not a coincidence."""
        if any(_adds_up(marks, total, parts) is False for marks in self._of(place, self._finer)):
            return False
        if self._number[place] >= _FEW:
            return True
        said = [_adds_up(marks, total, parts) for marks in self._of(place, self._others)]
        return said.count(False) <= said.count(True)

    def _of(self, place: Slice, which: dict[Slice, list[_Marks]]) -> list[_Marks]:
        """The slices of the same period and sex that have more areas, or those of the other periods."""
        if place not in self._finer:
            level, period, sex = place
            self._finer[place] = [
                marks
                for other, marks in self._found.items()
                if other[1:] == (period, sex) and self._number[other] > self._number[place]
            ]
            self._others[place] = [
                marks
                for other, marks in self._found.items()
                if (other[0], other[2]) == (level, sex) and other[1] != period
            ]
        return which[place]


def _adds_up(marks: _Marks, total: Quantity, parts: Sequence[Quantity]) -> bool | None:
    """Whether a sum holds in a slice; None where it does not have them all for the same areas."""
    each = [marks.get(quantity) for quantity in (total, *parts)]
    having = [mark for mark in each if mark is not None]
    if len(having) < len(each) or len({areas for areas, _ in having}) > 1:
        return None
    return having[0][1] == sum(mark for _, mark in having[1:]) % 2**64


def _equal(marks: _Marks, place: Slice, evidence: _Evidence) -> list[list[Quantity]]:
    """The quantities of a slice in groups of equals.

    A share's own numerator and denominator are never one count, however equal: denominators come first, so
    that those of two indicators meet before a numerator that happens to be all of them.
    """
    groups: dict[tuple[int, int], list[list[Quantity]]] = defaultdict(list)
    for quantity in sorted(marks, key=lambda quantity: quantity[0] == NUMERATOR):
        alike = groups[marks[quantity]]
        for group in alike:
            names = {name for _, name in group}
            if quantity[1] not in names and all(evidence.holds(place, each, (quantity,)) for each in group):
                group.append(quantity)
                break
        else:
            alike.append([quantity])
    return [group for alike in groups.values() for group in alike]


def _mark(values: np.ndarray, weights: np.ndarray) -> tuple[int, int] | None:
    """Two sums that tell counts apart: of the weights of the areas that have one, and of the counts."""
    having = ~np.isnan(values)
    if not having.any() or not values[having].any():
        return None
    whole = np.round(values[having] * _SCALE).astype(np.int64).astype(np.uint64)
    weight = weights[having]
    return int(weight.sum(dtype=np.uint64)), int((whole * weight).sum(dtype=np.uint64))


def _sums(firsts: _Marks, wanted: set[Quantity]) -> Iterable[tuple[Quantity, tuple[Quantity, ...]]]:
    """Sums of two or three counts that hold a wanted one, as a part or as the total."""
    by_areas: dict[int, list[tuple[int, Quantity]]] = defaultdict(list)
    for quantity, (areas, mark) in firsts.items():
        by_areas[areas].append((mark, quantity))
    for marks in by_areas.values():
        if not any(quantity in wanted for _, quantity in marks):
            continue
        totals: dict[int, list[Quantity]] = defaultdict(list)
        for mark, quantity in marks:
            totals[mark].append(quantity)
        for number in (2, 3):
            for parts in combinations(marks, number):
                names = tuple(quantity for _, quantity in parts)
                for total in totals.get(sum(mark for mark, _ in parts) % 2**64, ()):
                    if {total, *names} & wanted:
                        yield total, names
