import numpy as np
import pytest

from alemap.stats import Relation, audit, crossed, differencing, protect


def _margins(inner):
    inner = np.array(inner, dtype=float)
    rows = np.column_stack([inner, inner.sum(axis=1)])
    return np.vstack([rows, rows.sum(axis=0)]).ravel(), crossed(*(np.array(inner.shape) + 1))


TABLE, RELATIONS = _margins([[20, 3, 30], [15, 40, 25], [50, 12, 18]])


def _mask(*cells):
    mask = np.zeros(TABLE.size, dtype=bool)
    mask[list(cells)] = True
    return mask


def test_one_hidden_cell_is_worked_out_from_its_margins():
    got = audit(TABLE, RELATIONS, _mask(1))
    assert (got.lower[1], got.upper[1]) == (3.0, 3.0)
    assert got.exact[1]
    assert np.isnan(got.lower[0])


def test_a_square_of_hidden_cells_leaves_room():
    got = audit(TABLE, RELATIONS, _mask(0, 1, 4, 5))
    assert (got.lower[1], got.upper[1]) == (0.0, 23.0)
    assert not got.exact.any()


def test_a_hidden_cell_in_no_relation_is_unbounded():
    got = audit([4.0], [], [True])
    assert (got.lower[0], got.upper[0], got.width[0]) == (0.0, np.inf, np.inf)


def test_nothing_hidden_is_nothing_to_attack():
    assert np.isnan(audit(TABLE, RELATIONS, _mask()).lower).all()


def test_a_table_that_does_not_add_up_is_refused():
    with pytest.raises(ValueError, match="add up"):
        audit(TABLE + np.eye(1, TABLE.size, 0).ravel(), RELATIONS, _mask(1))


def test_protection_hides_a_square_at_the_least_cost():
    got = protect(TABLE, RELATIONS, _mask(1))
    assert got.hidden.sum() == 4
    assert got.hidden[1]
    assert not got.secondary[1]
    assert not audit(TABLE, RELATIONS, got.hidden).exact.any()


def test_protection_is_the_same_every_time():
    one, two = (protect(TABLE, RELATIONS, _mask(1, 9)).hidden for _ in range(2))
    assert one.tolist() == two.tolist()


def test_the_attacker_must_think_the_slack_possible():
    got = protect(TABLE, RELATIONS, _mask(1), slack=10.0)
    assert audit(TABLE, RELATIONS, got.hidden).upper[1] >= 13.0


def test_cells_to_keep_are_never_hidden():
    keep = _mask(0, 4, 8, 2, 6, 10)
    with pytest.raises(ValueError, match="cannot be protected"):
        protect(TABLE, RELATIONS, _mask(1), keep=keep | _mask(3, 7, 11, 12, 13, 14, 15))
    got = protect(TABLE, RELATIONS, _mask(1), keep=_mask(0))
    assert not got.hidden[0]


def test_a_zero_is_no_cover():
    values, relations = _margins([[3, 0], [0, 7]])
    sensitive = np.zeros(values.size, dtype=bool)
    sensitive[0] = True
    got = protect(values, relations, sensitive)
    assert not audit(values, relations, got.hidden).exact.any()


def test_nothing_sensitive_hides_nothing():
    assert not protect(TABLE, RELATIONS, _mask()).hidden.any()


def test_levels_of_areas_are_relations_too():
    values = np.array([3.0, 9.0, 12.0, 8.0, 20.0])
    relations = [Relation(2, (0, 1)), Relation(4, (2, 3))]
    got = protect(values, relations, [True, False, False, False, False])
    assert got.hidden.tolist() == [True, True, False, False, False]


@pytest.mark.parametrize("seed", range(20))
def test_no_random_table_gives_a_protected_cell_away(seed):
    rng = np.random.default_rng(seed)
    values, relations = _margins(rng.poisson(rng.uniform(1, 12), (rng.integers(2, 6), rng.integers(2, 5))))
    sensitive = (values > 0) & (values < 5)
    got = protect(values, relations, sensitive)
    assert np.all(got.hidden[sensitive])
    assert not audit(values, relations, got.hidden).exact.any()


def test_subtracting_tables_shows_the_small_group():
    got = differencing([30, 30, 3, np.nan, 9], [28, 30, 3, 1, 4])
    assert got.implied[:3].tolist() == [2, 0, 0]
    assert got.disclosive.tolist() == [True, False, True, False, True]
