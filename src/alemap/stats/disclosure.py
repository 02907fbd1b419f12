"""Small counts in tables that add up: what an attacker can work out, and what else must be hidden.

A table is a list of cells with values; its relations say which cells are the sum of which others. The
same functions take one table, tables that share cells, levels of areas, or several outputs together.

Source of the methods: Hundepool et al., Statistical Disclosure Control, 2012, ch. 4; Kelly, Golden &
Assad, Networks 1992; 22: 397-417 (secondary suppression by linear programmes).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from alemap.stats._arrays import Bools, Floats, Ints, floats, scipy_module
from alemap.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike

_TINY = 1e-7


@dataclass(frozen=True, slots=True)
class Relation:
    """One cell that is the sum of others, by position."""

    total: int
    parts: tuple[int, ...]


def crossed(rows: int, columns: int) -> list[Relation]:
    """Give the relations of a two-way table with margins, cells row by row.

    The last row and the last column are the totals.
    """

    def cell(row: int, column: int) -> int:
        return row * columns + column

    across = [
        Relation(cell(row, columns - 1), tuple(cell(row, column) for column in range(columns - 1)))
        for row in range(rows)
    ]
    down = [
        Relation(cell(rows - 1, column), tuple(cell(row, column) for row in range(rows - 1)))
        for column in range(columns)
    ]
    return across + down


@dataclass(frozen=True, slots=True)
class Audit:
    """Lowest and highest value each hidden cell can have [cells], NaN for cells that are shown."""

    lower: Floats
    upper: Floats

    @property
    def width(self) -> Floats:
        """How far the attacker's limits lie apart, NaN for cells that are shown."""
        with np.errstate(invalid="ignore"):
            return np.where(np.isinf(self.upper), np.inf, self.upper - self.lower)

    @property
    def exact(self) -> Bools:
        """Hidden cells that can be worked out exactly."""
        return np.asarray(self.width <= _TINY)


def audit(values: ArrayLike, relations: Sequence[Relation], hidden: ArrayLike) -> Audit:
    """Attack a table by linear programming: find what each hidden cell can be, given all that is shown.

    `values` [cells] true counts, `hidden` [cells] Boolean. The attacker knows the relations and that
    counts are 0 or more. A hidden cell in no relation is unbounded above. ValueError when the values do
    not add up.
    """
    data, mask = floats(values), np.asarray(hidden, dtype=np.bool_)
    matrix = _matrix(relations, data.size)
    if np.abs(matrix @ data).max(initial=0.0) > _TINY * max(1.0, np.abs(data).max(initial=0.0)):
        raise ValueError("the cells do not add up to their totals")
    return _attack(data, matrix, mask)


def _attack(data: Floats, matrix: Any, mask: Bools) -> Audit:
    lower, upper = np.full(data.shape, np.nan), np.full(data.shape, np.nan)
    for cells in _components(matrix, mask):
        block = matrix[:, cells]
        rows = np.flatnonzero(abs(block).sum(axis=1))
        known = -(matrix[rows] @ np.where(mask, 0.0, data))
        for place, cell in enumerate(cells):
            objective = np.zeros(cells.size)
            objective[place] = 1.0
            lower[cell] = _solve(objective, block[rows], known)
            upper[cell] = -_solve(-objective, block[rows], known)
    return Audit(_whole(lower), _whole(upper))


def _whole(limits: Floats) -> Floats:
    """Take away what the solver leaves of a whole number."""
    with np.errstate(invalid="ignore"):
        return np.where(np.abs(limits - np.round(limits)) < _TINY, np.round(limits), limits)


def _solve(objective: Floats, block: Any, known: Floats) -> float:
    if not block.shape[0]:
        return 0.0 if objective.min() >= 0 else -np.inf
    found = scipy_module("optimize").linprog(
        objective, A_eq=block, b_eq=known, bounds=(0, None), method="highs"
    )
    unbounded = 3
    return -np.inf if found.status == unbounded else float(found.fun)


def _any_exact(data: Floats, matrix: Any, mask: Bools) -> bool:
    """Whether any hidden cell can be worked out exactly, by algebra where no hidden cell is 0."""
    for cells in _components(matrix, mask):
        block = matrix[:, cells].toarray()
        free = scipy_module("linalg").null_space(block)
        if np.any(np.abs(free).max(axis=1, initial=0.0) <= _TINY):
            return True
        # Cells above 0 can move a little either way; one at 0 only upwards, which takes a programme.
        if np.any(data[cells] == 0):
            part = np.zeros(mask.shape, dtype=np.bool_)
            part[cells] = True
            if _attack(data, matrix, part).exact.any():
                return True
    return False


def _matrix(relations: Sequence[Relation], cells: int) -> Any:
    """Sparse matrix [relations, cells]: parts +1, total -1, so that a true table gives 0."""
    rows = [row for row, each in enumerate(relations) for _ in range(len(each.parts) + 1)]
    columns = [cell for each in relations for cell in (*each.parts, each.total)]
    signs = [sign for each in relations for sign in (*(1.0 for _ in each.parts), -1.0)]
    return scipy_module("sparse").csr_array((signs, (rows, columns)), shape=(len(relations), cells))


def _components(matrix: Any, mask: Bools) -> list[Ints]:
    """Groups of hidden cells that meet in relations; each can be attacked by itself."""
    hidden = np.flatnonzero(mask)
    block = abs(matrix[:, hidden])
    number, label = scipy_module("sparse.csgraph").connected_components(block.T @ block, directed=False)
    return [hidden[label == each] for each in range(number)]


@dataclass(frozen=True, slots=True)
class Protection:
    """Which cells to hide: the sensitive ones, and those that must go with them."""

    hidden: Bools
    secondary: Bools


def protect(
    values: ArrayLike,
    relations: Sequence[Relation],
    sensitive: ArrayLike,
    *,
    cost: ArrayLike | None = None,
    keep: ArrayLike | None = None,
    slack: float = 1.0,
) -> Protection:
    """Choose further cells to hide so that no sensitive one can be worked out.

    `sensitive` [cells] are hidden in any case. For each in turn, the cheapest change of hidden cells
    that keeps all sums and raises it by `slack` is found, and the cells it needs are hidden too; at the
    end cells that turn out not to be needed are shown again. `cost` [cells] of hiding a cell, default
    one each with a little for its size; `keep` [cells] are never hidden. The result depends on nothing
    but the arguments. ValueError when a cell cannot be protected without hiding one of `keep`.
    """
    data, primary = floats(values), np.asarray(sensitive, dtype=np.bool_)
    price = 1.0 + 0.01 * data / max(1.0, float(data.max(initial=1.0))) if cost is None else floats(cost)
    forbidden = np.zeros(data.shape, dtype=np.bool_) if keep is None else np.asarray(keep, dtype=np.bool_)
    matrix = _matrix(relations, data.size)
    hidden = primary.copy()
    # The largest first: their cells serve the smaller ones as well.
    for cell in sorted(np.flatnonzero(primary), key=lambda each: (-data[each], each)):
        change = _cheapest_change(
            int(cell), data, matrix, np.where(hidden, 0.0, price), forbidden & ~hidden, slack
        )
        hidden |= np.abs(change) > _TINY
    hidden = _shown_again(data, matrix, primary, hidden, price)
    return Protection(hidden, hidden & ~primary)


def _cheapest_change(
    cell: int, data: Floats, matrix: Any, price: Floats, fixed: Bools, slack: float
) -> Floats:
    """Find the change of cells with the lowest cost that raises one cell and keeps all sums."""
    number = data.size
    most = np.where(fixed, 0.0, np.inf)
    # A change is an increase less a decrease; a cell can lose no more than it holds.
    bounds = np.column_stack([np.zeros(2 * number), np.concatenate([most, np.minimum(most, data)])])
    bounds[cell] = (slack, slack)
    bounds[number + cell] = (0.0, 0.0)
    sparse = scipy_module("sparse")
    found = scipy_module("optimize").linprog(
        np.concatenate([price, price]),
        A_eq=sparse.hstack([matrix, -matrix]),
        b_eq=np.zeros(matrix.shape[0]),
        bounds=bounds,
        method="highs-ds",
    )
    if found.status != 0:
        raise ValueError(f"cell {cell} cannot be protected by hiding the cells allowed")
    return floats(found.x[:number] - found.x[number:])


def _shown_again(data: Floats, matrix: Any, primary: Bools, hidden: Bools, price: Floats) -> Bools:
    """Show secondary cells again, dearest first, wherever every hidden cell stays uncertain."""
    kept = hidden.copy()
    for cell in sorted(np.flatnonzero(hidden & ~primary), key=lambda each: (-price[each], each)):
        kept[cell] = False
        if _any_exact(data, matrix, kept):
            kept[cell] = True
    return kept


@dataclass(frozen=True, slots=True)
class Differencing:
    """What one table less another leaves, and where that, or either table, is a small count."""

    implied: Floats
    disclosive: Bools


def differencing(first: ArrayLike, second: ArrayLike, threshold: float = 5.0) -> Differencing:
    """Subtract a table of a part from the table of the whole, to see whether a small group stands alone.

    Counts of 0 are not small: they hold nobody. Missing in either: missing, not disclosive.
    """
    whole, part = np.broadcast_arrays(floats(first), floats(second))
    implied = whole - part
    small = [(count > 0) & (count < threshold) for count in (whole, part, implied)]
    return Differencing(implied, (small[0] | small[1] | small[2]) & ~np.isnan(implied))
