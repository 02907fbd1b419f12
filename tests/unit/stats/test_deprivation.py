import numpy as np
import pytest

from alemap.stats import care_need_index, care_need_sum, exponential

NAN = float("nan")


def test_the_most_deprived_gets_a_hundred_and_half_of_all_little():
    got = exponential([1, 500, 1000], 1000)
    assert got[0] == pytest.approx(100.0)
    assert got[1] < 20
    assert 0 < got[2] < 0.1


def test_a_missing_rank_stays_missing_and_a_wrong_one_is_refused():
    assert np.isnan(exponential([NAN], 10)).all()
    with pytest.raises(ValueError, match="outside"):
        exponential([0], 10)


def test_one_area_is_the_most_deprived():
    assert exponential(1, 1) == pytest.approx(100.0)


def test_the_care_need_index_of_all_together_is_one():
    counts = np.arange(21.0).reshape(3, 7)
    population = np.array([100.0, 50.0, 200.0])
    got = care_need_index(counts, population)
    assert (got * population).sum() / population.sum() == pytest.approx(1.0)


def test_nobody_needs_nothing():
    assert np.isnan(care_need_index(np.ones((2, 7)), [0.0, 10.0])[0])
    assert care_need_sum(np.zeros(7)) == 0.0
