import numpy as np
import pytest

from alemap.stats import Interval, mean, moments, poisson, poisson_limits, ratio_of_groups, wilson

NAN = float("nan")


def test_wilson_of_none_and_of_all_ends_exactly_at_the_bound():
    got = wilson([0, 7], [7, 7])
    assert got.value.tolist() == [0.0, 1.0]
    assert got.lower[0] == 0.0
    assert got.upper[1] == 1.0
    assert got.upper[0] == pytest.approx(1 - got.lower[1], rel=1e-12)


def test_wilson_without_a_denominator_or_a_count_is_missing():
    got = wilson([0, NAN, 3], [0, 10, NAN])
    for part in (got.value, got.lower, got.upper):
        assert np.isnan(part).all()


def test_wilson_takes_counts_that_are_not_whole():
    low, mid, high = (wilson(x, 40).upper for x in (10, 10.5, 11))
    assert low < mid < high


def test_wilson_forgives_rounding_error_above_the_denominator():
    assert wilson(10 * (1 + 1e-12), 10).value == 1.0


@pytest.mark.parametrize(("x", "n"), [(-1, 5), (6, 5), (0, -2)])
def test_wilson_refuses_impossible_counts_and_names_them(x, n):
    with pytest.raises(ValueError, match=f"position 1: numerator {x}, denominator {n}"):
        wilson([1, x], [2, n])


@pytest.mark.parametrize("confidence", [0.0, 1.0, 95.0])
def test_confidence_must_be_a_share(confidence):
    with pytest.raises(ValueError, match="between 0 and 1"):
        wilson(1, 2, confidence)
    with pytest.raises(ValueError, match="between 0 and 1"):
        mean(1, 2, 3, confidence)


def test_wilson_keeps_the_digits_of_tiny_shares():
    got = wilson(1, 1e12)
    assert 0 < got.lower < 1e-12 < got.upper < 1e-11


def test_no_events_have_lower_limit_zero_and_an_upper_limit():
    got = poisson(0, 1000)
    assert (got.value, got.lower) == (0.0, 0.0)
    assert got.upper == pytest.approx(-np.log(0.025) / 1000)


def test_events_may_exceed_the_exposure():
    assert poisson(30, 10).value == 3.0


def test_poisson_without_exposure_or_events_is_missing():
    got = poisson([1, NAN, 2], [0, 10, NAN])
    for part in (got.value, got.lower, got.upper):
        assert np.isnan(part).all()


def test_poisson_of_fractional_counts_lies_between_whole_ones():
    lower, upper = poisson_limits([3.0, 3.5, 4.0])
    assert lower[0] < lower[1] < lower[2]
    assert upper[0] < upper[1] < upper[2]


def test_poisson_limits_join_at_the_change_of_method():
    lower, upper = poisson_limits([9.999, 10.0])
    assert lower[0] == pytest.approx(lower[1], rel=0.02)
    assert upper[0] == pytest.approx(upper[1], rel=0.02)


def test_poisson_broadcasts_exposures_over_one_count():
    assert poisson(5, [100, 200]).upper.shape == (2,)


def test_ratio_of_groups_is_the_odds_of_wilson():
    got = ratio_of_groups(30, 60)
    share = wilson(30, 90)
    assert got.value == 0.5
    assert got.upper == pytest.approx(share.upper / (1 - share.upper))


def test_ratio_of_groups_without_the_other_group_is_missing():
    got = ratio_of_groups([5, 0, 0], [0, 0, 5])
    assert np.isnan(got.value[:2]).all()
    assert np.isnan(got.upper[:2]).all()
    assert (got.value[2], got.lower[2]) == (0.0, 0.0)


def test_mean_of_one_value_has_no_limits():
    parts = moments([4.0, 5.0, 7.0, NAN], [0, 1, 1, 1])
    got = mean(parts.total / parts.count, parts.deviation, parts.count)
    assert got.value.tolist() == [4.0, 6.0]
    assert np.isnan(got.lower[0])
    assert got.lower[1] == pytest.approx(6 - 12.706204736 * np.sqrt(2) / np.sqrt(2))


def test_moments_of_nothing_are_empty():
    assert moments([], []).count.size == 0


def test_scaling_an_interval_scales_every_part():
    assert Interval(np.array(1.0), np.array(0.5), np.array(2.0)).scaled(100).upper == 200.0
