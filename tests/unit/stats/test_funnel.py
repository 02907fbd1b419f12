import numpy as np
import pytest

from alemap.stats import (
    Position,
    Transformed,
    overdispersion,
    pooled,
    proportion_limits,
    proportion_positions,
    rate_positions,
    ratio_limits,
    transform,
    wilson,
)

NAN = float("nan")


def test_the_pooled_level_needs_both_counts():
    assert pooled([1, NAN, 3], [10, 10, 10]) == 0.2


def test_an_area_is_outside_when_wilson_leaves_the_baseline_out():
    for count in range(41):
        interval = wilson(count, 40)
        outside = bool(interval.lower > 0.3 or interval.upper < 0.3)
        limits = proportion_limits(40, 0.3)
        assert outside == bool(count / 40 < limits.lower or count / 40 > limits.upper)


def test_limits_stay_between_none_and_all_and_need_persons():
    got = proportion_limits([1, 0], 0.5, 0.998)
    assert (got.lower[0], got.upper[0]) == (0.0, 1.0)
    assert np.isnan([got.value[1], got.lower[1]]).all()


def test_the_four_positions_and_the_area_without_persons():
    got = proportion_positions([10, 20, 29, 36, 50, 0], [100, 100, 100, 100, 100, 0], 0.28)
    assert got == ["far_below", "within", "within", "within", "far_above", "not_applicable"]
    assert proportion_positions([37], [100], 0.28) == [Position.ABOVE]


def test_a_rate_is_judged_by_its_counts_limits():
    assert rate_positions([20, 5, 60], [20.0, 20.0, 20.0], 1.0) == ["within", "far_below", "far_above"]


def test_few_events_are_not_judged_and_not_pooled():
    got = rate_positions([5, 100, 100], [1.0, 100.0, 100.0], fewest=10)
    assert got == ["not_applicable", "within", "within"]


def test_no_exposure_is_not_applicable():
    assert rate_positions([1, 20], [0.0, 20.0], 1.0)[0] is Position.NOT_APPLICABLE


def test_the_points_of_a_ratio_funnel_lie_on_both_sides_of_the_count():
    low, high = ratio_limits([0, 4, 40])
    assert np.all(low > [0, 4, 40])
    assert np.all(high <= [0, 4, 40])


def test_no_events_have_an_infinite_log():
    got = transform("log_ratio", [0, 10], [5.0, 10.0])
    assert got.value.tolist() == [-np.inf, 0.0]
    assert got.target == 0.0


def test_chance_alone_has_no_variance_between_areas():
    values = Transformed(np.array([-0.1, 0.1, 0.0, 0.05, -0.05]), np.full(5, 0.2), 0.0)
    got = overdispersion(values)
    assert got.between == 0.0
    assert got.adjusted.tolist() == pytest.approx(got.z.tolist())


def test_spread_beyond_chance_shrinks_the_scores():
    values = Transformed(np.linspace(-2, 2, 30), np.full(30, 0.2), 0.0)
    got = overdispersion(values, "truncate")
    assert got.phi > 1
    assert np.isnan(got.trimmed).sum() == 6
    assert np.all(np.abs(got.adjusted) < np.abs(got.z))


def test_one_area_has_no_spread():
    got = overdispersion(Transformed(np.array([0.5]), np.array([0.1]), 0.0))
    assert np.isnan(got.phi)
