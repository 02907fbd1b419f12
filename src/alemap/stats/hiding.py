"""What is to be protected, and the integer programme that finds the cheapest way.

Source of the method: Fischetti & Salazar-Gonzalez, Management Science 2001; 47: 1008-1027 (cell
suppression as an integer programme over the attacker's possible tables).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from alemap.stats._arrays import Bools, Floats, scipy_module
from alemap.stats.attack import TINY
from alemap.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alemap.stats.attack import Cells, Seen

_NODES = 60
_LARGEST = 400
_GAP = 0.01
_FEASIBLE = (0, 1)


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be protected, and at what price.

    `need` [cells] the least width a hidden cell may be left; `cost` [cells] of hiding one; `fixed` [cells]
    known for good, because they have been published: hiding them protects nothing; `exempt` [cells] are
    owed no width when hidden, such as what was never to be shown.
    """

    cells: Cells
    need: Floats
    cost: Floats
    fixed: Bools
    exempt: Bools


def candidates(task: Task, hidden: Bools) -> Bools:
    """Cells that could be hidden as well, and would help [cells]."""
    return np.asarray(~hidden & ~task.fixed & ~np.isnan(task.cells.values))


def reached(task: Task, start: int) -> Bools:
    """The cells that any chain of sums joins to one cell."""
    touching = task.cells.touching()
    reached = np.zeros(task.cells.values.shape, dtype=np.bool_)
    waiting = [start]
    reached[start] = True
    while waiting:
        for number in touching[waiting.pop()]:
            relation = task.cells.relations[number]
            for cell in (relation.total, *relation.parts):
                if not reached[cell]:
                    reached[cell] = True
                    waiting.append(cell)
    return reached


class HidingProgramme:
    """The integer programme: which cells to hide so that each narrow one can move as far as it needs.

    For each narrow cell there are two possible tables, one above and one below the true one by as much as
    the cell needs together; a shown cell may only move if it is hidden. `reach` bounds how far any moves.
    """

    def __init__(
        self, task: Task, hidden: Bools, candidates: Bools, narrow: Sequence[int], reach: float
    ) -> None:
        values = task.cells.values
        self._task, self._narrow = task, narrow
        self._candidates = np.flatnonzero(candidates)
        joined = reached(task, narrow[0])
        self._candidates = self._candidates[joined[self._candidates]]
        self._moving = np.concatenate([np.flatnonzero(hidden & joined & ~np.isnan(values)), self._candidates])
        self._place = {int(cell): n for n, cell in enumerate(self._moving)}
        self._down = np.minimum(values - task.cells.lower, reach)[self._moving]
        self._up = np.minimum(task.cells.upper - values, reach)[self._moving]
        self._tables = 2 * len(narrow)

    def solved(self, seen: Seen) -> list[int] | None:
        """The cells to hide, None when there is no solution; the tables found are noted as seen.

        Where there are too many cells to choose among, or no best choice is found in time, all that a
        cheapest change of the figures touches are hidden: a few more than it takes.
        """
        whole = self._candidates.size * self._tables <= _LARGEST
        found = self._solved(seen, whole=True) if whole else None
        return self._solved(seen, whole=False) if found is None else found

    def _solved(self, seen: Seen, *, whole: bool) -> list[int] | None:
        optimize = scipy_module("optimize")
        chosen, number = self._candidates.size, self._moving.size
        moves = self._tables * number
        matrix, low, high = self._constraints()
        found = optimize.milp(
            np.concatenate([self._task.cost[self._candidates], np.zeros(moves)]),
            constraints=optimize.LinearConstraint(matrix, low, high),
            integrality=np.concatenate([np.full(chosen, float(whole)), np.zeros(moves)]),
            bounds=optimize.Bounds(
                np.concatenate([np.zeros(chosen), np.tile(-self._down, self._tables)]),
                np.concatenate([np.ones(chosen), np.tile(self._up, self._tables)]),
            ),
            # a limit on time would make the result depend on how busy the machine is
            options={"node_limit": _NODES, "mip_rel_gap": _GAP},
        )
        if found.status not in _FEASIBLE or found.x is None:
            return None
        values = self._task.cells.values[self._moving]
        for table in range(self._tables):
            start = chosen + table * number
            seen.add(self._moving.tolist(), values + found.x[start : start + number])
        return [int(cell) for cell in self._candidates[found.x[:chosen] > TINY]]

    def _constraints(self) -> tuple[object, Floats, Floats]:
        """All sums keep in every table, a cell moves only if hidden, the narrow cells move far enough."""
        chosen, number = self._candidates.size, self._moving.size
        balance = self._balance()
        sums = 1 + max((row for row, *_ in balance), default=-1)
        entries: list[tuple[int, int, float]] = []
        row = 0
        for table in range(self._tables):
            start = chosen + table * number
            entries += [(row + each, start + cell, sign) for each, cell, sign in balance]
            row += sums
        exact = row
        for table in range(self._tables):
            start = chosen + table * number + number - chosen
            for n in range(chosen):
                entries += [(row, start + n, 1.0), (row, n, -self._up[number - chosen + n])]
                entries += [(row + 1, start + n, -1.0), (row + 1, n, -self._down[number - chosen + n])]
                row += 2
        linked = row
        for n, cell in enumerate(self._narrow):
            start = chosen + 2 * n * number + self._place[cell]
            entries += [(row, start, 1.0), (row, start + number, -1.0)]
            row += 1
        low, high = np.zeros(row), np.zeros(row)
        low[exact:linked] = -np.inf
        low[linked:], high[linked:] = self._task.need[list(self._narrow)], np.inf
        rows, columns, signs = zip(*entries, strict=True)
        shape = (row, chosen + self._tables * number)
        return scipy_module("sparse").csr_array((signs, (rows, columns)), shape=shape), low, high

    def _balance(self) -> list[tuple[int, int, float]]:
        """Signs of the moving cells in the relations that hold them: (relation, cell, sign)."""
        values, place = self._task.cells.values, self._place
        entries: list[tuple[int, int, float]] = []
        number = 0
        for relation in self._task.cells.relations:
            row = [(place[cell], 1.0) for cell in relation.parts if cell in place]
            if relation.total in place:
                row.append((place[relation.total], -1.0))
            known = not np.isnan(values[[relation.total, *relation.parts]]).any()
            if row and known:
                entries += [(number, cell, sign) for cell, sign in row]
                number += 1
        return entries
