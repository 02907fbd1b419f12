import numpy as np
import pytest

from alemap.stats import (
    borda,
    distance_to_max,
    fraction_of_max,
    goalposts,
    min_max,
    percentile_rank,
    rank_score,
    ratio_to_mean,
    z_score,
)

NAN = float("nan")
COLUMN = [1.0, NAN, 3.0, 2.0]


def test_each_method_on_one_column():
    assert min_max(COLUMN)[[0, 2, 3]].tolist() == [0, 100, 50]
    assert rank_score(COLUMN)[[0, 2, 3]].tolist() == [1, 3, 2]
    assert percentile_rank(COLUMN)[[0, 2, 3]].tolist() == [0, 1, 0.5]
    assert borda(COLUMN)[[0, 2, 3]].tolist() == [0, 2, 1]
    assert fraction_of_max(COLUMN)[3] == pytest.approx(2 / 3)
    assert distance_to_max(COLUMN)[3] == 0.5
    assert z_score(COLUMN, 10, 2)[[0, 2, 3]].tolist() == [8, 12, 10]
    assert ratio_to_mean(COLUMN)[[0, 2, 3]].tolist() == [0.5, 1.5, 1.0]


@pytest.mark.parametrize(
    "method", [min_max, z_score, rank_score, percentile_rank, borda, fraction_of_max, ratio_to_mean]
)
def test_missing_stays_missing_and_columns_stand_alone(method):
    table = np.column_stack([COLUMN, [4.0, 5.0, 6.0, NAN]])
    got = method(table)
    assert np.isnan(got[1, 0])
    assert np.isnan(got[3, 1])
    np.testing.assert_array_equal(got[:, 0], method(COLUMN))


@pytest.mark.parametrize("method", [min_max, z_score])
def test_no_spread_has_no_scale(method):
    assert np.isnan(method([0.3, 0.3, 0.3])).all()
    assert np.isnan(method([NAN, NAN])).all()


def test_one_area_has_no_percentile_and_a_maximum_of_zero_no_fraction():
    assert np.isnan(percentile_rank([5.0])).all()
    assert np.isnan(fraction_of_max([-1.0, 0.0])).all()


def test_the_mean_may_be_weighted():
    assert ratio_to_mean([[1.0], [3.0]], [3, 1]).ravel().tolist() == pytest.approx([2 / 3, 2.0])


def test_goalposts_cut_off_and_turn_round():
    assert goalposts([-1.0, 5.0, 20.0, NAN], 0, 10)[:3].tolist() == [0, 0.5, 1]
    assert goalposts([-1.0, 5.0], 0, 10, -1).tolist() == [1, 0.5]
    assert np.isnan(goalposts([1.0], 5, 5)).all()
