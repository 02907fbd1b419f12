"""Hiding further cells: nothing hidden can be worked out too narrowly, at the least loss."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from alemap.stats.attack import Cells, attack, groups
from alemap.stats.disclosure import Relation, crossed
from alemap.stats.hiding import Task
from alemap.stats.protection import conceal, narrow_cells

NEED = 5.0


def task_of(values, relations, *, fixed=(), upper=np.inf):
    values = np.asarray(values, dtype=float)
    size = values.size
    held = np.zeros(size, dtype=bool)
    held[list(fixed)] = True
    cells = Cells(values, np.zeros(size), np.full(size, upper), relations)
    return Task(
        cells, np.full(size, NEED), 1 + values / (10 * values.max()), held, np.zeros(size, dtype=bool)
    )


def nested(rng, regions, per_region):
    """A whole, its regions, their parts: values and relations."""
    parts = rng.poisson(9, (regions, per_region)).astype(float)
    values = [parts.sum(), *parts.sum(axis=1), *parts.ravel()]
    relations = [Relation(0, tuple(range(1, regions + 1)))]
    for n in range(regions):
        first = 1 + regions + n * per_region
        relations.append(Relation(1 + n, tuple(range(first, first + per_region))))
    return np.array(values), relations


def table(rng, rows, columns, mean):
    body = rng.poisson(mean, (rows, columns)).astype(float)
    whole = np.zeros((rows + 1, columns + 1))
    whole[:rows, :columns] = body
    whole[rows, :columns] = body.sum(axis=0)
    whole[:, columns] = whole[:, :columns].sum(axis=1)
    return whole.ravel(), crossed(rows + 1, columns + 1)


def is_safe(task, hidden):
    return not narrow_cells(task, hidden, attack(task.cells, hidden, programmes=True)).any()


def test_limits_passed_from_sum_to_sum_are_those_of_the_programmes():
    rng = np.random.default_rng(3)
    trees = 0
    for _ in range(12):
        values, relations = nested(rng, 3, 3)
        cells = Cells(values, np.zeros(values.size), values + 20.0, relations)
        hidden = rng.random(values.size) < 0.5
        hidden[0] = False
        trees += all(group.tree for group in groups(cells, hidden))
        passed, solved = attack(cells, hidden), attack(cells, hidden, programmes=True)
        np.testing.assert_allclose(passed.lower, solved.lower, atol=1e-6)
        np.testing.assert_allclose(passed.upper, solved.upper, atol=1e-6)
    assert trees > 6


def test_every_hidden_cell_keeps_its_width_in_nested_and_crossed_tables():
    rng = np.random.default_rng(5)
    for n in range(16):
        values, relations = nested(rng, 4, 3) if n % 2 else table(rng, 3, 3, 12)
        task = task_of(values, relations)
        small = values < NEED
        result = conceal(task, small)
        assert is_safe(task, result.hidden)
        assert not result.coarse
        assert not result.open.any()
        assert (result.hidden >= small).all()


def test_no_cheaper_choice_protects_a_single_small_cell():
    """Against every other choice of up to as many cells, on tables small enough to try them all."""
    rng = np.random.default_rng(11)
    tried = 0
    while tried < 2:
        values, relations = table(rng, 2, 3, 14)
        small = values < NEED
        if small.sum() != 1:
            continue
        tried += 1
        task = task_of(values, relations)
        chosen = conceal(task, small).hidden & ~small
        price = task.cost[chosen].sum()
        others = np.flatnonzero(~small)
        for number in range(1, 4):
            for extra in combinations(others.tolist(), number):
                # dearer choices need not be tried
                if task.cost[list(extra)].sum() < price * 0.99:
                    hidden = small.copy()
                    hidden[list(extra)] = True
                    assert not is_safe(task, hidden), (values, extra)


def test_the_same_table_is_hidden_in_the_same_way_again():
    values, relations = table(np.random.default_rng(2), 4, 3, 7)
    task = task_of(values, relations)
    first = conceal(task, values < NEED)
    assert np.array_equal(first.hidden, conceal(task, values < NEED).hidden)


def test_two_small_cells_do_not_protect_each_other():
    """1 + 2 = 3 is shown as a difference: both are between 0 and 3."""
    task = task_of([63, 1, 2, 20, 40], [Relation(0, (1, 2, 3, 4))])
    hidden = conceal(task, np.array([False, True, True, False, False])).hidden
    assert hidden.tolist() == [False, True, True, True, False]


def test_a_published_cell_is_no_cover():
    relations = [Relation(0, (1, 2, 3))]
    small = np.array([False, True, False, False])
    assert conceal(task_of([33, 3, 10, 20], relations), small).hidden.tolist() == [False, True, True, False]
    held = conceal(task_of([33, 3, 10, 20], relations, fixed=[2]), small)
    assert held.hidden.tolist() == [False, True, False, True]
    lost = conceal(task_of([33, 3, 10, 20], relations, fixed=[0, 2, 3]), small)
    assert lost.open.tolist() == [False, True, False, False]


def test_a_base_that_everybody_knows_limits_what_a_count_can_be():
    """3 of 3: all of them; with the base known, the count can be 0 to 3 and no cover makes it wider."""
    values = np.array([43.0, 3.0, 40.0])
    cells = Cells(values, np.zeros(3), np.array([100.0, 3.0, 97.0]), [Relation(0, (1, 2))])
    need = np.array([NEED, 3.0, NEED])
    none = np.zeros(3, dtype=bool)
    result = conceal(Task(cells, need, np.ones(3), none, none), np.array([False, True, False]))
    limits = attack(cells, result.hidden)
    assert limits.width[1] == pytest.approx(3)
    assert (limits.lower[1], limits.upper[1]) == (0, 3)


def test_no_more_is_asked_than_hiding_everything_would_give():
    """10 are known; 5 of them are two groups of one or more, the others one or more: at most 7 wide."""
    base, group, others, one, other = range(5)
    values = np.array([10.0, 5, 5, 2, 3])
    lower, upper = np.array([10.0, 1, 1, 1, 1]), np.array([10.0, 9, 9, np.inf, np.inf])
    relations = [Relation(base, (group, others)), Relation(group, (one, other))]
    asked = np.minimum(8.0, upper - lower)
    nothing = np.zeros(5, dtype=bool)
    task = Task(Cells(values, lower, upper, relations), asked, np.ones(5), nothing, nothing)
    small = np.array([False, True, False, False, False])
    found = conceal(task, small)
    assert not found.open.any()
    assert not found.coarse
    width = attack(task.cells, found.hidden, programmes=True).width
    assert (width[group], width[others]) == (7.0, 7.0)
