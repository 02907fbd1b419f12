"""Which further cells to hide, at the least loss, so that no hidden count can be worked out too narrowly."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from alemap.stats.attack import TINY, Seen, attack_on, groups
from alemap.stats.chains import chain
from alemap.stats.hiding import HidingProgramme, candidates
from alemap.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alemap.stats._arrays import Bools
    from alemap.stats.attack import Limits
    from alemap.stats.hiding import Task

_TRIES = 3
_AT_ONCE = 4
_AGAIN = 24
_CROWDED = 40
_CHEAPEST = 6


@dataclass(frozen=True, slots=True)
class Concealed:
    """The hidden cells [cells], and of these the ones that nothing more can protect [cells].

    `coarse`: whether somewhere no best choice was found, and all that could be hidden was.
    """

    hidden: Bools
    open: Bools
    coarse: bool


def conceal(task: Task, hidden: Bools, chosen: Bools | None = None) -> Concealed:
    """Hide further cells until every hidden one has the width it needs.

    `hidden` [cells] are hidden in any case; `chosen` [cells] of them were hidden to protect others, and are
    shown again where that is not needed. Where one more cell will do, the cheapest is taken; elsewhere an
    integer programme finds the cheapest set. No cell needs to be wider than it would be if all were hidden;
    cells that nothing can protect so far are reported. The result depends on nothing but the arguments.
    """
    first = hidden & ~chosen if chosen is not None else hidden
    now, hopeless, coarse, steps = hidden.copy(), np.zeros(hidden.shape, dtype=np.bool_), False, 0
    seen = Seen(task.cells)
    while narrow := _first_narrow(task, now, seen, hopeless):
        steps += 1
        more = _single(task, now, narrow) or chain(task, now, narrow) or _cheapest(task, now, narrow, seen)
        if more is None and (easier := _as_far_as_can_be(task, narrow)) is not None:
            task = easier
            continue
        if more is None:
            more, coarse = np.flatnonzero(candidates(task, now)).tolist(), True
        if not more:
            hopeless[narrow] = True
        now[more] = True
    # each look at a large crossed table takes many programmes: there, a few cells too many stay hidden
    if (steps > 1 or chosen is not None) and now.sum() <= _CROWDED and not coarse:
        now = _shown_again(task, first, now, hopeless)
    return Concealed(now, hopeless, coarse)


def _as_far_as_can_be(task: Task, narrow: Sequence[int]) -> Task | None:
    """The task with less need of cells that are narrow even when all is hidden; None where there are none."""
    need = task.need.copy()
    width = attack_on(task.cells, ~np.isnan(task.cells.values), narrow).width
    need[narrow] = np.minimum(need[narrow], width[narrow])
    return replace(task, need=need) if (need < task.need - TINY).any() else None


def narrow_cells(task: Task, hidden: Bools, limits: Limits) -> Bools:
    """The hidden cells whose limits lie closer together than they need to [cells]."""
    with np.errstate(invalid="ignore"):
        return np.asarray(hidden & ~task.exempt & (limits.width < task.need - TINY))


def _first_narrow(task: Task, hidden: Bools, seen: Seen, hopeless: Bools) -> list[int]:
    """The narrow cells of the first group that has any, the most demanding first."""
    for group in groups(task.cells, hidden):
        owed = [
            cell
            for cell in group.cells
            if not (task.exempt[cell] or hopeless[cell] or seen.wide(cell, task.need[cell]))
        ]
        narrow = seen.look(group, owed, task.need) if owed else []
        if narrow:
            return sorted(narrow, key=lambda cell: (-task.need[cell], cell))
    return []


def _single(task: Task, hidden: Bools, narrow: Sequence[int]) -> list[int] | None:
    """The cheapest single cell that protects a group, tried among those that share a sum with it."""
    free = candidates(task, hidden)
    beside = {
        cell
        for relation in task.cells.relations
        if narrow[0] in (relation.total, *relation.parts)
        for cell in (relation.total, *relation.parts)
        if free[cell]
    }
    ordered = sorted(beside, key=lambda cell: (task.cost[cell], cell))
    for cell in ordered[:_TRIES]:
        # two cheaper cells elsewhere could be better than a dear one: that is for the programme
        if task.cost[cell] > 2 * task.cost[ordered[0]]:
            return None
        trial = hidden.copy()
        trial[cell] = True
        group = next(group for group in groups(task.cells, trial) if narrow[0] in group.cells)
        if not group.tree:
            return None
        # what a trial lets move is not seen until the trial is taken
        seen = Seen(task.cells)
        if set(narrow) <= set(group.cells) and not seen.look(group, [*narrow, cell], task.need):
            return [cell]
    return None


def _cheapest(task: Task, hidden: Bools, narrow: Sequence[int], seen: Seen) -> list[int] | None:
    """The cheapest set of cells that protects the narrow ones; None when none was found.

    First among the cheapest of every sum, then among all; first moving no cell further than the most
    demanding one needs, then further.
    """
    part = narrow[:_AT_ONCE]
    need = max(float(task.need[cell]) for cell in part)
    free = candidates(task, hidden)
    for allowed, reach in ((_near(task, free, need), need), (free, need), (free, 4 * need)):
        found = HidingProgramme(task, hidden, allowed, part, reach).solved(seen)
        if found is not None:
            return found
    return None


def _near(task: Task, free: Bools, need: float) -> Bools:
    """The cheapest cells of every sum that can move as far as is needed."""
    kept = np.zeros(free.shape, dtype=np.bool_)
    values = task.cells.values
    able = free & (values - task.cells.lower >= need) & (task.cells.upper - values >= need)
    for relation in task.cells.relations:
        parts = [cell for cell in relation.parts if able[cell]]
        parts.sort(key=lambda cell: (task.cost[cell], cell))
        kept[parts[:_CHEAPEST]] = True
        kept[relation.total] |= free[relation.total]
    return kept


def _shown_again(task: Task, first: Bools, hidden: Bools, hopeless: Bools) -> Bools:
    """Show the dearest cells again wherever every hidden one keeps the width it needs."""
    kept = hidden.copy()
    dearest = sorted(np.flatnonzero(hidden & ~first), key=lambda each: (-task.cost[each], each))
    for cell in dearest[:_AGAIN]:
        kept[cell] = False
        if _first_narrow(task, kept, Seen(task.cells), hopeless):
            kept[cell] = True
    return kept
