import numpy as np
import pytest

from alemap.domain import Kind
from alemap.stats import Method, estimate, poisson, published, wilson

NAN = float("nan")


def test_a_share_has_wilson_limits_in_the_unit():
    got = estimate(Kind.SHARE, [20], [80], 100)
    assert got.value.tolist() == [25.0]
    assert got.lower == pytest.approx(100 * wilson(20, 80).lower)
    assert got.method == [Method.WILSON]


def test_a_rate_names_the_method_of_each_row():
    got = estimate(Kind.RATE, [9, 10, NAN], [1000] * 3, 1000)
    assert got.method == [Method.EXACT, Method.BYAR, Method.NONE]
    assert got.upper[1] == pytest.approx(1000 * poisson(10, 1000).upper)


def test_a_finished_count_has_a_value_and_no_interval():
    for kind in (Kind.SHARE, Kind.RATE, Kind.RATIO):
        got = estimate(kind, [2], [8], with_interval=False)
        assert got.value.tolist() == [0.25]
        assert np.isnan([got.lower, got.upper]).all()
        assert got.method == [Method.NONE]


def test_a_mean_is_the_quotient_without_interval():
    got = estimate(Kind.MEAN, [30.0, 1.0], [12.0, 0.0])
    assert got.value[0] == 2.5
    assert np.isnan(got.value[1])
    assert got.method == [Method.NONE, Method.NONE]


def test_a_ratio_uses_the_odds():
    assert estimate(Kind.RATIO, [30], [60]).method == [Method.ODDS]


def test_published_is_not_made_from_counts():
    with pytest.raises(ValueError, match="published"):
        estimate(Kind.PUBLISHED, [1], [2])


def test_published_limits_stay_as_they_are():
    got = published([10.0, 11.0], [8.0, NAN], [13.0, NAN], standard_error=[1.0, 1.0])
    assert got.lower.tolist() == [8.0, pytest.approx(11 - 1.959964, abs=1e-6)]
    assert got.upper.tolist() == [13.0, pytest.approx(11 + 1.959964, abs=1e-6)]
    assert got.method == [Method.PUBLISHED, Method.NORMAL]


def test_a_half_width_goes_to_both_sides_as_it_stands():
    got = published([10.0], half_width=[2.5])
    assert (got.lower.tolist(), got.upper.tolist(), got.method) == ([7.5], [12.5], [Method.PUBLISHED])


def test_a_published_value_alone_has_no_interval():
    got = published([10.0, NAN])
    assert np.isnan(got.upper).all()
    assert got.method == [Method.NONE, Method.NONE]
