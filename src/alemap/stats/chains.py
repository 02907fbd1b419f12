"""The cheapest chain of cells that lets one cell move: what most hidden cells need, without a programme.

Raising a count by so much must lower another in every sum it stands in, and so on, until a count is
reached that stands in no further sum. With costs on the cells, the cheapest such chain is a shortest way.
"""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING

from alemap.stats.attack import TINY

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from alemap.stats._arrays import Bools
    from alemap.stats.hiding import Task

_MOST = 2
"""In how many sums a cell may stand for a chain to pass through it."""


def chain(task: Task, hidden: Bools, narrow: Sequence[int]) -> list[int] | None:
    """The cells to hide so that the first of the narrow cells can be as much higher as it needs.

    One chain for each sum the cell stands in. None when it cannot be raised so much, when no chain is long
    enough, when two chains would meet, or when a cell on the way stands in so many sums that a chain could
    not pass through it: the cheapest chain might not be the cheapest way.
    """
    cell = narrow[0]
    need = float(task.need[cell])
    if task.cells.upper[cell] - task.cells.values[cell] < need - TINY:
        return None
    ways = _Ways(task, hidden, need)
    if len(ways.touching[cell]) > _MOST:
        return None
    taken: list[int] = []
    for relation in ways.touching[cell]:
        found = ways.shortest(relation, cell)
        if found is None or set(found) & set(taken):
            return None
        taken += found
    more = [each for each in taken if not hidden[each]]
    return more or None


class _Ways:
    """The sums as places, the cells as the ways between them."""

    def __init__(self, task: Task, hidden: Bools, need: float) -> None:
        self._task, self._hidden, self._need = task, hidden, need
        self.touching = task.cells.touching()

    def shortest(self, start: int, mover: int) -> list[int] | None:
        """The cheapest chain that balances a sum when `mover` goes up, to a cell of no further sum."""
        up = self._sign(start, mover)
        waiting: list[tuple[float, int, float, tuple[int, ...]]] = [(0.0, start, up, ())]
        done: set[tuple[int, float]] = set()
        while waiting:
            cost, relation, surplus, cells = heapq.heappop(waiting)
            if (relation, surplus) in done:
                continue
            done.add((relation, surplus))
            if self._crossed(relation):
                return None
            for cell, price, direction in self._onward(relation, surplus, mover, cells):
                onward = [each for each in self.touching[cell] if each != relation]
                if not onward:
                    heapq.heappush(waiting, (cost + price, -1, direction, (*cells, cell)))
                else:
                    sign = direction * self._sign(onward[0], cell)
                    heapq.heappush(waiting, (cost + price, onward[0], sign, (*cells, cell)))
            if waiting and waiting[0][1] < 0:
                return list(waiting[0][3])
        return None

    def _crossed(self, relation: int) -> bool:
        """Whether a cell of the sum stands in more sums than a chain can balance."""
        each = self._task.cells.relations[relation]
        return any(len(self.touching[cell]) > _MOST for cell in (each.total, *each.parts))

    def _sign(self, relation: int, cell: int) -> float:
        return -1.0 if self._task.cells.relations[relation].total == cell else 1.0

    def _onward(
        self, relation: int, surplus: float, mover: int, before: tuple[int, ...]
    ) -> Iterator[tuple[int, float, float]]:
        """The cells that can take up a sum's surplus, each with its price and the way it moves."""
        task = self._task
        each = task.cells.relations[relation]
        for cell in (each.total, *each.parts):
            if cell == mover or cell in before:
                continue
            direction = -surplus * self._sign(relation, cell)
            value = task.cells.values[cell]
            room = task.cells.upper[cell] - value if direction > 0 else value - task.cells.lower[cell]
            free = self._hidden[cell] or not task.fixed[cell]
            if free and room >= self._need - TINY:
                yield cell, 0.0 if self._hidden[cell] else float(task.cost[cell]), direction
