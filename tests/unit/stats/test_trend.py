import numpy as np
import pytest

from alemap.stats import trend_of_counts, trend_of_values

NAN = float("nan")
YEARS = np.arange(2020.0, 2025.0)


def _limits(values, half=1.0):
    data = np.array(values, dtype=float)
    return data, data - half, data + half


def test_a_clear_rise_is_marked_and_stable():
    got = trend_of_values(YEARS, *_limits([10, 12, 14, 16, 18]))
    assert got.direction == 1.0
    assert got.slope == pytest.approx(2.0)
    assert got.stable


def test_one_point_alone_makes_no_trend():
    got = trend_of_values(YEARS, *_limits([10, 10, 10, 10, 18]))
    assert got.chi_square > 9.5495
    assert not got.stable
    assert got.direction == 0.0


def test_a_flat_series_has_no_direction():
    got = trend_of_values(YEARS, *_limits([10] * 5))
    assert (got.slope, got.direction) == (0.0, 0.0)


def test_series_stand_before_the_points():
    got = trend_of_values(YEARS, *_limits([[10, 12, 14, 16, 18], [18, 16, 14, 12, 10]]))
    assert got.direction.tolist() == [1.0, -1.0]


def test_missing_points_are_left_out_and_two_are_too_few():
    got = trend_of_values(YEARS, *_limits([[10, NAN, 14, NAN, 18], [10, NAN, NAN, NAN, 18]], 0.1))
    assert got.direction[0] == 1.0
    assert np.isnan(got.direction[1])


def test_a_point_without_width_is_no_point():
    got = trend_of_values(YEARS, *_limits([10, 12, 14, 16, 18], 0.0))
    assert np.isnan(got.direction)


def test_shares_rise_by_their_log_odds():
    got = trend_of_counts(YEARS, [50, 70, 90, 110, 130], [500] * 5)
    assert got.direction == 1.0
    assert got.slope > 0


def test_all_or_none_in_a_year_cannot_be_calculated():
    for count in ([5, 3, 1, 0, 2], [5, 3, 1, 5, 2]):
        got = trend_of_counts(YEARS, count, [5] * 5)
        assert np.isnan(got.direction)
        assert not got.stable


def test_the_unit_of_time_does_not_matter():
    one = trend_of_counts(YEARS, [50, 70, 60, 110, 130], [500] * 5)
    two = trend_of_counts(YEARS - 2000, [50, 70, 60, 110, 130], [500] * 5)
    assert one.chi_square == pytest.approx(float(two.chi_square))
