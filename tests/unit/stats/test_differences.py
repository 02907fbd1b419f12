import math

import numpy as np
import pytest

from alemap.stats import mover, poisson, ratio, wilson

NAN = float("nan")


def _shares(x1, n1, x2, n2):
    a, b = wilson(x1, n1), wilson(x2, n2)
    return mover(a.value, a.lower, a.upper, b.value, b.lower, b.upper)


def test_an_interval_that_touches_zero_has_the_p_value_of_its_level():
    got = mover(2.0, 2.0 - 1.96, 2.0 + 1.96, 0.04, 0.04, 0.04)
    assert got.lower == pytest.approx(0.0, abs=1e-12)
    assert got.p_value == pytest.approx(0.05, abs=1e-5)


def test_swapping_the_two_mirrors_everything():
    one, two = _shares(10, 100, 30, 100), _shares(30, 100, 10, 100)
    assert one.difference == -two.difference
    assert one.lower == pytest.approx(-two.upper)
    assert one.standardised == pytest.approx(-two.standardised)
    assert one.p_value == pytest.approx(two.p_value)


def test_no_difference_has_p_one():
    got = _shares(10, 100, 10, 100)
    assert (got.difference, got.standardised, got.p_value) == (0.0, 0.0, 1.0)


def test_certain_values_that_differ_are_infinitely_many_errors_apart():
    got = mover([3.0, 3.0], [3.0, 3.0], [3.0, 3.0], [2.0, 3.0], [2.0, 3.0], [2.0, 3.0])
    assert got.standardised.tolist() == [math.inf, 0.0]
    assert got.p_value.tolist() == [0.0, 1.0]


@pytest.mark.parametrize("limits", [(NAN, NAN), (0.1, NAN), (NAN, 0.3)])
def test_a_missing_limit_leaves_the_difference_untested(limits):
    got = mover(0.2, *limits, 0.1, 0.05, 0.2)
    assert got.difference == 0.1
    assert np.isnan([got.lower, got.upper, got.standardised, got.p_value]).all()


def test_an_infinite_limit_says_nothing():
    got = mover(2.0, 1.0, math.inf, 1.0, 0.5, math.inf)
    assert got.lower == -math.inf
    assert got.p_value == 1.0


def _rates(x1, n1, x2, n2):
    a, b = poisson(x1, n1), poisson(x2, n2)
    return ratio(a.value, a.lower, a.upper, b.value, b.lower, b.upper)


def test_ratio_of_equal_rates_is_one_with_p_one():
    got = _rates(20, 100, 20, 100)
    assert (got.ratio, got.p_value) == (1.0, 1.0)
    assert got.lower == pytest.approx(1 / got.upper)


def test_ratio_to_nothing_is_missing():
    got = _rates(5, 100, 0, 100)
    assert np.isnan([got.ratio, got.lower, got.upper, got.p_value]).all()


def test_ratio_of_nothing_is_zero_with_an_upper_limit():
    got = _rates(0, 100, 20, 100)
    assert (got.ratio, got.lower) == (0.0, 0.0)
    assert 0 < got.upper < 0.5
    assert np.isnan(got.p_value)


def test_ratio_of_nothing_without_limits_is_untested():
    got = ratio(0.0, NAN, NAN, 2.0, 1.0, 3.0)
    assert got.ratio == 0.0
    assert np.isnan([got.lower, got.upper]).all()


def test_a_lower_limit_of_zero_opens_the_ratio():
    upper_side = ratio(2.0, 1.0, 3.0, 1.0, 0.0, 2.0)
    lower_side = ratio(2.0, 0.0, 3.0, 1.0, 0.5, 2.0)
    assert upper_side.upper == math.inf
    assert lower_side.lower == 0.0


def test_ratio_refuses_negative_values():
    with pytest.raises(ValueError, match="impossible"):
        ratio(-1.0, -2.0, 0.5, 1.0, 0.5, 2.0)
