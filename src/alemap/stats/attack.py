"""What can be worked out of hidden counts: the attacker's limits, by linear programming or exactly by hand.

A `Cells` holds every count that figures rest on, true values included; its relations say which counts
are sums of others. Whatever is not hidden is known to the attacker, who also knows the relations and the
limits each count must lie within.

Source of the method: Hundepool et al., Statistical Disclosure Control, 2012, ch. 4. That limits passed
from sum to sum are exact when no two ways lead from one hidden count to another: Freuder, J. ACM 1982;
29: 24-32.
"""

from __future__ import annotations

import math
from collections import deque
from typing import TYPE_CHECKING

import numpy as np

from alemap.stats._arrays import Bools, Floats, scipy_module
from alemap.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from alemap.stats.disclosure import Relation

TINY = 1e-6
_PASSES = 60
_UNBOUNDED = 3


@dataclass(frozen=True, slots=True)
class Cells:
    """Counts and the sums that tie them.

    `values` [cells] true counts, NaN where nobody knows them; `lower`, `upper` [cells] what everybody knows
    each lies between; `relations`: one cell that is the sum of others, by position. A relation with a cell
    of unknown value says nothing once that cell is hidden, and it always is.
    """

    values: Floats
    lower: Floats
    upper: Floats
    relations: Sequence[Relation]

    def touching(self) -> list[list[int]]:
        """For each cell, the relations it stands in."""
        found: list[list[int]] = [[] for _ in range(self.values.size)]
        for number, relation in enumerate(self.relations):
            for cell in (relation.total, *relation.parts):
                found[cell].append(number)
        return found


@dataclass(frozen=True, slots=True)
class Group:
    """Hidden cells that meet in relations: `rows` hold their signs, `sums` what each row must come to."""

    cells: tuple[int, ...]
    rows: tuple[tuple[tuple[int, float], ...], ...]
    sums: tuple[float, ...]

    @property
    def tree(self) -> bool:
        """Whether no two ways lead from one cell to another, so that `passed_on` is exact."""
        edges = sum(len(row) for row in self.rows)
        return edges == len(self.cells) + len(self.rows) - 1


def groups(cells: Cells, hidden: Bools) -> list[Group]:
    """Split the hidden cells into groups that can be attacked one by one.

    Relations without a hidden cell, or with one whose value nobody knows, are left out.
    """
    rows: list[tuple[tuple[int, float], ...]] = []
    for relation in cells.relations:
        row = [(cell, 1.0) for cell in relation.parts if hidden[cell]]
        if hidden[relation.total]:
            row.append((relation.total, -1.0))
        if row and not any(math.isnan(cells.values[cell]) for cell, _ in row):
            rows.append(tuple(row))
    of_cell: dict[int, list[int]] = {int(cell): [] for cell in np.flatnonzero(hidden)}
    for number, found in enumerate(rows):
        for cell, _ in found:
            of_cell[cell].append(number)
    return list(_split(cells, rows, of_cell))


def _split(
    cells: Cells, rows: Sequence[tuple[tuple[int, float], ...]], of_cell: dict[int, list[int]]
) -> Iterable[Group]:
    seen: set[int] = set()
    for start in of_cell:
        if start in seen:
            continue
        seen.add(start)
        members, numbers, waiting = [start], dict[int, None](), deque([start])
        while waiting:
            for number in of_cell[waiting.popleft()]:
                numbers[number] = None
                for cell, _ in rows[number]:
                    if cell not in seen:
                        seen.add(cell)
                        members.append(cell)
                        waiting.append(cell)
        own = tuple(rows[number] for number in numbers)
        sums = tuple(sum(sign * cells.values[cell] for cell, sign in row) for row in own)
        yield Group(tuple(members), own, sums)


@dataclass(frozen=True, slots=True)
class Limits:
    """Lowest and highest value each hidden cell can have [cells], NaN for cells that are shown."""

    lower: Floats
    upper: Floats

    @property
    def width(self) -> Floats:
        """How far the limits lie apart, NaN for cells that are shown."""
        with np.errstate(invalid="ignore"):
            return np.where(np.isinf(self.upper), np.inf, self.upper - self.lower)


def attack(cells: Cells, hidden: Bools, *, programmes: bool = False) -> Limits:
    """Find what each hidden cell can be, given all that is shown.

    Limits are passed from sum to sum where that is exact; elsewhere, and everywhere with `programmes`, two
    linear programmes are solved per cell (HiGHS).
    """
    lower, upper = np.full(cells.values.shape, np.nan), np.full(cells.values.shape, np.nan)
    for group in groups(cells, hidden):
        if programmes or not group.tree:
            low, high = solved(cells, group)
        else:
            low, high = passed_on(cells, group)
        for cell in group.cells:
            lower[cell], upper[cell] = low[cell], high[cell]
    return Limits(lower, upper)


def attack_on(cells: Cells, hidden: Bools, wanted: Collection[int]) -> Limits:
    """Find what only some of the hidden cells can be, by linear programmes; NaN for all others."""
    lower, upper = np.full(cells.values.shape, np.nan), np.full(cells.values.shape, np.nan)
    for group in groups(cells, hidden):
        if asked := [cell for cell in group.cells if cell in wanted]:
            programme = Programme(cells, group)
            for cell in asked:
                lower[cell], upper[cell] = (programme.extreme(cell, sign)[0] for sign in (1.0, -1.0))
    return Limits(lower, upper)


def passed_on(cells: Cells, group: Group) -> tuple[dict[int, float], dict[int, float]]:
    """Limits by passing them from sum to sum: exact in a tree, elsewhere never narrower than the truth."""
    low = {cell: float(cells.lower[cell]) for cell in group.cells}
    high = {cell: float(cells.upper[cell]) for cell in group.cells}
    for _ in range(_PASSES):
        changed = False
        for row, total in zip(group.rows, group.sums, strict=True):
            changed |= _narrow(row, total, low, high)
        if not changed:
            break
    return low, high


def _narrow(
    row: Sequence[tuple[int, float]], total: float, low: dict[int, float], high: dict[int, float]
) -> bool:
    """Narrow the limits of a row's cells by what the others leave; whether any has moved."""
    spans = [(low[cell], high[cell]) if sign > 0 else (-high[cell], -low[cell]) for cell, sign in row]
    least, most = math.fsum(s[0] for s in spans), math.fsum(s[1] for s in spans)
    changed = False
    for (cell, sign), span in zip(row, spans, strict=True):
        # an unlimited cell leaves the others unlimited, not itself
        rest_least = _without(least, span[0], [s[0] for s in spans])
        rest_most = _without(most, span[1], [s[1] for s in spans])
        limits = (total - rest_most, total - rest_least)
        new = limits if sign > 0 else (-limits[1], -limits[0])
        if new[0] > low[cell] + TINY:
            low[cell], changed = new[0], True
        if new[1] < high[cell] - TINY:
            high[cell], changed = new[1], True
    return changed


def _without(total: float, own: float, every: Sequence[float]) -> float:
    """The sum of all but one; an infinite one cannot be subtracted."""
    if not math.isinf(own):
        return total - own
    left = list(every)
    left.remove(own)
    return math.fsum(left)


class Programme:
    """A group's linear programme, to be solved for one cell after the other."""

    def __init__(self, cells: Cells, group: Group) -> None:
        self.cells = group.cells
        self._place = {cell: n for n, cell in enumerate(group.cells)}
        self._sums = group.sums
        entries = [(n, self._place[cell], sign) for n, row in enumerate(group.rows) for cell, sign in row]
        self._matrix = scipy_module("sparse").csr_array(
            ([sign for *_, sign in entries], ([n for n, *_ in entries], [cell for _, cell, _ in entries])),
            shape=(len(group.rows), len(group.cells)),
        )
        self._bounds = np.array([(cells.lower[cell], cells.upper[cell]) for cell in group.cells])

    def extreme(self, cell: int, sign: float) -> tuple[float, Floats]:
        """The lowest (`sign` 1) or highest (-1) value of a cell, and a table [cells] that has it.

        Unlimited: minus or plus infinity, and an empty table. ValueError when no table fits.
        """
        nothing = np.empty(0)
        if not self._sums:
            return float(self._bounds[self._place[cell], 0 if sign > 0 else 1]), nothing
        objective = np.zeros(len(self.cells))
        objective[self._place[cell]] = sign
        found = scipy_module("optimize").linprog(
            objective, A_eq=self._matrix, b_eq=self._sums, bounds=self._bounds, method="highs"
        )
        if found.status == _UNBOUNDED:
            return sign * -np.inf, nothing
        if found.status != 0:
            raise ValueError(f"the hidden cells' programme has no solution: {found.message}")
        value = sign * float(found.fun)
        return (float(round(value)) if abs(value - round(value)) < TINY else value), np.asarray(found.x)


def solved(cells: Cells, group: Group) -> tuple[dict[int, float], dict[int, float]]:
    """Limits by two linear programmes per cell."""
    programme = Programme(cells, group)
    low = {cell: programme.extreme(cell, 1.0)[0] for cell in group.cells}
    high = {cell: programme.extreme(cell, -1.0)[0] for cell in group.cells}
    return low, high


class Seen:
    """How far each cell has been seen to move [cells]: by tables that agree with all that is shown.

    What has been seen stays possible when more is hidden, so a cell that is wide enough is done with.
    """

    def __init__(self, cells: Cells) -> None:
        self._cells = cells
        self.low, self.high = cells.values.copy(), cells.values.copy()

    def add(self, members: Sequence[int], table: Floats) -> None:
        """Note a possible table of some cells."""
        if table.size:
            places = list(members)
            self.low[places] = np.minimum(self.low[places], table)
            self.high[places] = np.maximum(self.high[places], table)

    def wide(self, cell: int, need: float) -> bool:
        """Whether the cell has been seen to move as far as it needs."""
        return bool(self.high[cell] - self.low[cell] >= need - TINY)

    def look(self, group: Group, wanted: Iterable[int], need: Floats) -> list[int]:
        """Look how far the wanted cells of a group can move; give those that cannot move far enough."""
        if group.tree:
            low, high = passed_on(self._cells, group)
            for cell in group.cells:
                self.low[cell] = min(self.low[cell], low[cell])
                self.high[cell] = max(self.high[cell], high[cell])
            return [cell for cell in wanted if not self.wide(cell, need[cell])]
        programme = Programme(self._cells, group)
        for cell in wanted:
            for sign in (-1.0, 1.0):
                if not self.wide(cell, need[cell]):
                    limit, table = programme.extreme(cell, sign)
                    self.add(group.cells, table)
                    self.low[cell], self.high[cell] = min(self.low[cell], limit), max(self.high[cell], limit)
        return [cell for cell in wanted if not self.wide(cell, need[cell])]
