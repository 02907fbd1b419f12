from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import kendalltau, theilslopes

from alemap.stats import mann_kendall

FLOATS = st.floats(-100, 100, allow_nan=False).map(lambda x: round(x, 3))


def test_five_rising_points_are_beyond_chance_and_four_are_not():
    # two orders of 120, and two of 24: Kendall, Rank Correlation Methods, 1975, table 1
    assert mann_kendall(range(5), [1, 2, 3, 4, 5]).p_value == pytest.approx(2 / 120)
    assert mann_kendall(range(4), [1, 2, 3, 4]).p_value == pytest.approx(2 / 24)


@given(st.lists(FLOATS, min_size=4, max_size=12, unique=True))
def test_the_exact_p_value_is_that_of_kendalls_tau(values):
    found = mann_kendall(range(len(values)), values)
    assert found.p_value == pytest.approx(kendalltau(range(len(values)), values, method="exact").pvalue)
    assert found.slope == pytest.approx(theilslopes(values, range(len(values))).slope)


@given(st.lists(FLOATS, min_size=3, max_size=12))
def test_turned_round_it_falls_as_much_as_it_rose(values):
    times = np.arange(len(values))
    one, other = mann_kendall(times, values), mann_kendall(times, np.negative(values))
    assert one.s == -other.s
    assert one.p_value == other.p_value
    assert one.stable == other.stable


def test_missing_points_are_left_out_and_ties_are_allowed_for():
    found = mann_kendall([1, 2, 3, 4, 5, 6], [1, np.nan, 2, 3, 4, 5])
    assert found.p_value == pytest.approx(2 / 120)
    assert mann_kendall(range(5), [3, 3, 3, 3, 3]).p_value == 1
    assert np.isnan(mann_kendall(range(2), [1, 2]).p_value)
    # S = 9 with one tied pair: variance (5*4*15 - 2*1*9)/18, z = 8/sqrt(variance) = 2.021
    tied = mann_kendall(range(5), [1, 2, 2, 3, 4])
    assert tied.s == 9
    assert tied.p_value == pytest.approx(0.0433, abs=0.0001)


def test_one_point_that_carries_the_slope_makes_it_unstable():
    assert not mann_kendall(range(3), [1, 1, 9]).stable
    assert mann_kendall(range(5), [1, 2, 3, 4, 9]).stable
