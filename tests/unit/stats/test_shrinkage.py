import numpy as np
import pytest

from alemap.stats import empirical_bayes, shrink_logit

NAN = float("nan")


def test_small_areas_are_drawn_further():
    got = shrink_logit([8, 80, 300, 500], [10, 100, 1000, 1000])
    assert got.weight[0] < got.weight[1]
    assert 0.4 < got.value[0] < 0.8


def test_none_and_all_have_a_defined_share():
    got = shrink_logit([0, 10, 50], [10, 10, 100])
    assert np.all((got.value > 0) & (got.value < 1))


def test_areas_alike_all_get_the_parents_share():
    got = shrink_logit([0, 0], [10, 10], "mean")
    assert got.between == 0.0
    assert got.value == pytest.approx(0.5 / 21)


def test_an_area_without_persons_and_one_alone_have_none():
    got = shrink_logit([0, 5, 6], [0, 10, 20])
    assert np.isnan(got.value[0])
    assert np.isfinite(got.value[1:]).all()
    assert np.isnan(shrink_logit([5], [10]).value).all()


def test_no_spread_beyond_chance_gives_the_overall_rate():
    got = empirical_bayes([10, 10, 10], [100, 100, 100])
    assert got.between == 0.0
    assert got.value.tolist() == pytest.approx([0.1, 0.1, 0.1])


def test_an_area_without_population_gets_the_overall_rate_and_missing_stays():
    got = empirical_bayes([0, 10, 60, NAN], [0, 100, 200, 50])
    assert got.value[0] == pytest.approx(70 / 300)
    assert np.isnan(got.value[3])


def test_no_events_anywhere_smooth_to_zero():
    assert empirical_bayes([0, 0], [10, 20]).value.tolist() == [0.0, 0.0]


def test_the_binomial_bounds_its_counts():
    with pytest.raises(ValueError, match="impossible"):
        empirical_bayes([11], [10], "binomial")
    assert empirical_bayes([11, 1], [10, 10]).value[0] < 1.1
