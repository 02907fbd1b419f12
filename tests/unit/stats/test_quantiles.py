import numpy as np
import pytest

from alemap.stats import deciles, quantiles

NAN = float("nan")


def test_ten_values_fall_into_five_pairs():
    assert quantiles(range(10), 5).tolist() == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]


def test_the_first_may_hold_the_highest():
    assert quantiles([1, 2, 3, 4], 2, highest_first=True).tolist() == [2, 2, 1, 1]


def test_ties_go_together():
    assert quantiles([1, 2, 2, 2, 3], 5).tolist() == [1, 2, 2, 2, 5]


def test_missing_values_have_none_and_do_not_count():
    got = quantiles([NAN, 1, 2], 2)
    assert np.isnan(got[0])
    assert got[1:].tolist() == [1, 2]


def test_too_few_values_give_none():
    assert np.isnan(quantiles([1, 2, 3], 4)).all()


def test_one_quantile_is_refused():
    with pytest.raises(ValueError, match="two"):
        quantiles([1, 2], 1)


def test_deciles_of_ranks_start_at_the_first():
    assert deciles([1, 2, 3, 20], 20).tolist() == [1, 1, 2, 10]
