"""Tests of a difference between few areas: effects recovered, p-values honest, sizes that can be seen."""

from __future__ import annotations

import math
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from alemap.stats.evaluation import difference_in_differences, interrupted_series
from alemap.stats.grouptest import (
    Inference,
    change_weights,
    group_test,
    least_p,
    minimum_detectable,
    slope_weights,
    spread_of_changes,
    suitable,
)
from alemap.stats.synthetic import placebos, synthetic_control

NUMBERS = st.floats(-100, 100)


def _treated(number, size):
    return np.arange(size) < number


@settings(max_examples=15, deadline=None)
@given(st.lists(NUMBERS, min_size=4, max_size=8), st.integers(1, 2))
def test_the_placebo_p_value_counts_the_choices_that_give_as_much(values, number):
    got = group_test(values, _treated(number, len(values)))
    assert got.inference is Inference.PLACEBO
    array = np.array(values)

    def difference(chosen):
        inside = np.isin(np.arange(array.size), chosen)
        return array[inside].mean() - array[~inside].mean()

    every = [difference(c) for c in combinations(range(array.size), number)]
    own = difference(range(number))
    slack = 1e-9 * max(np.abs(array).max(), 1e-12)
    assert got.p_value == pytest.approx(np.mean([abs(d) >= abs(own) - slack for d in every]))
    assert got.choices == len(every)
    assert got.effect == pytest.approx(own, abs=1e-9)


@pytest.mark.parametrize(
    ("way", "treated", "others"),
    [(Inference.PLACEBO, 2, 14), (Inference.WILD, 6, 10), (Inference.CLUSTER, 12, 30)],
)
def test_p_values_are_uniform_when_nothing_happened_and_intervals_hold_what_did(way, treated, others):
    generator = np.random.default_rng(5)
    assert suitable(treated, others) is way
    rejected = covered = 0
    runs = 30
    for run in range(runs):
        values = generator.normal(size=treated + others)
        given_ = _treated(treated, treated + others)
        rejected += group_test(values, given_, inference=way, seed=run).p_value <= 0.2
        if run < 10:
            found = group_test(values + 3.0 * given_, given_, inference=way, seed=run)
            covered += found.lower <= 3.0 <= found.upper
    # binomial: 6 of 30 expected, and 9 or 10 of 10
    assert 1 <= rejected <= 13
    assert covered >= 7


def test_too_few_choices_leave_no_interval():
    values = [9.0, 0.1, 0.2, -0.1, 0.0, 0.3]
    found = group_test(values, _treated(1, 6))
    assert found.p_value == pytest.approx(1 / 6) == pytest.approx(least_p(1, 5))
    assert (found.lower, found.upper) == (-math.inf, math.inf)
    assert least_p(20, 30) < 0.001


def test_an_interval_ends_where_the_test_begins_to_reject():
    values = np.random.default_rng(2).normal(size=14)
    given_ = _treated(3, 14)
    found = group_test(values, given_)
    step = 1e-6
    for limit, outward in ((found.lower, -step), (found.upper, step)):
        assert group_test(values - (limit + outward) * given_, given_).p_value <= 0.05
        assert group_test(values - (limit - outward) * given_, given_).p_value > 0.05


def test_the_change_of_a_whole_panel_is_the_two_way_fixed_effects_estimate():
    generator = np.random.default_rng(8)
    panel = generator.normal(size=(9, 6))
    after = np.arange(6) >= 4
    given_ = _treated(3, 9)
    changes = panel @ change_weights(after)
    long = difference_in_differences(
        panel.ravel(), np.repeat(np.arange(9), 6), np.tile(np.arange(6), 9), np.repeat(given_, 6),
        np.tile(after, 9),
    )  # fmt: skip
    assert changes[given_].mean() - changes[~given_].mean() == pytest.approx(long.effect)


@given(st.lists(st.floats(-50, 50), min_size=2, max_size=9, unique=True))
def test_slope_weights_find_the_slope_of_a_line(times):
    if np.ptp(times) < 1e-3:
        return
    line = 3.0 + 0.5 * np.array(times)
    assert line @ slope_weights(times) == pytest.approx(0.5, rel=1e-6)


def test_with_many_areas_the_smallest_effect_is_2_8_standard_errors():
    # Bloom 1995: 2.80 for 80 % power at 5 %, two-sided
    assert minimum_detectable(1.0, 5000, 5000) / math.sqrt(2 / 5000) == pytest.approx(2.80, abs=0.005)
    few = minimum_detectable(2.0, 2, 9)
    assert few > 2.0 * 2.80 * math.sqrt(1 / 2 + 1 / 9)
    assert minimum_detectable(2.0, 2, 9, power=0.9) > few
    with pytest.raises(ValueError, match="three areas"):
        minimum_detectable(1.0, 1, 1)


def test_the_effect_said_to_be_detectable_is_found_that_often():
    generator = np.random.default_rng(11)
    spread, treated, others = 1.0, 6, 12
    effect = minimum_detectable(spread, treated, others)
    given_ = _treated(treated, treated + others)
    seen = sum(
        group_test(
            generator.normal(size=given_.size) * spread + effect * given_, given_, inference=Inference.CLUSTER
        ).p_value
        <= 0.05
        for _ in range(100)
    )
    assert 66 <= seen <= 93  # 80 expected


def test_the_spread_of_changes_leaves_out_what_all_areas_share():
    generator = np.random.default_rng(4)
    panel = generator.normal(size=(200, 6))
    common = panel + 50 * generator.normal(size=6) + 10 * generator.normal(size=(200, 1))
    assert spread_of_changes(common, 2, 1) == pytest.approx(spread_of_changes(panel, 2, 1))
    assert spread_of_changes(panel, 2, 1) == pytest.approx(math.sqrt(1.5), rel=0.1)
    with pytest.raises(ValueError, match="shorter"):
        spread_of_changes(panel, 5, 2)


def test_a_synthetic_control_is_the_nearest_mix_and_finds_what_was_added():
    generator = np.random.default_rng(1)
    factors = generator.normal(size=(2, 15)).cumsum(axis=1)
    donors = 20 + generator.uniform(size=(12, 2)) @ factors + 0.1 * generator.normal(size=(12, 15))
    after = np.arange(15) >= 10
    own = 0.5 * donors[0] + 0.3 * donors[3] + 0.2 * donors[7] + 2.0 * after
    found = synthetic_control(own, donors, after)
    assert found.weights[[0, 3, 7]] == pytest.approx([0.5, 0.3, 0.2], abs=1e-3)
    assert found.effect == pytest.approx(2.0, abs=1e-3)
    assert found.weights.sum() == pytest.approx(1.0)
    tested = placebos(found, donors, after)
    assert tested.rank == 1
    assert tested.p_value == pytest.approx(1 / 13)
    # another optimiser finds no mix that is nearer
    noisy = own + generator.normal(size=15) * 0.3
    ours = synthetic_control(noisy, donors, after)
    theirs = minimize(
        lambda w: ((noisy[:10] - w @ donors[:, :10]) ** 2).mean(),
        np.full(12, 1 / 12),
        bounds=[(0, 1)] * 12,
        constraints={"type": "eq", "fun": lambda w: w.sum() - 1},
        options={"maxiter": 500, "ftol": 1e-14},
    )
    assert ours.fit**2 <= theirs.fun + 1e-6


def test_an_interrupted_series_finds_the_jump_and_the_bend_that_were_added():
    generator = np.random.default_rng(6)
    time = np.arange(24.0)
    after = time >= 12
    held = 0
    for _ in range(60):
        noise = generator.normal(size=24) * 0.4
        got = interrupted_series(
            10 + 0.1 * time + after * (2.0 + 0.3 * (time - 11)) + noise, time, 12, lags=2
        )
        assert np.sqrt(np.diag(got.robust_covariance)) == pytest.approx(got.robust_errors)
        half = 2.09 * got.robust_errors  # Student's t with 20 degrees of freedom
        held += bool(abs(got.coefficients[2] - 2.0) <= half[2] and abs(got.coefficients[3] - 0.3) <= half[3])
    assert got.free == 20
    assert held >= 42  # both at once; short series have errors that are a little too small
