import numpy as np
import pytest

from alemap.stats import (
    Groups,
    attributable_fraction,
    attributable_risk,
    between_group_deviation,
    between_group_variance,
    coefficient_of_variation,
    group_difference,
    group_ratio,
    index_of_disparity,
    mean_difference,
    mean_log_deviation,
    theil,
)

NAN = float("nan")
PLAIN = Groups.of([10.0, 20.0, 40.0], [1, 1, 2], [1.0, 1.0, 1.0], high_is_good=False)
EQUAL = Groups.of([5.0, 5.0, 5.0], [1, 2, 3], [0.5, 0.5, 0.5], high_is_good=True)


def test_groups_without_a_value_are_left_out_and_the_reference_follows():
    got = Groups.of([NAN, 3.0, 4.0], [9, 1, 1], high_is_good=True, reference=2)
    assert got.value.tolist() == [3.0, 4.0]
    assert got.reference == 1


@pytest.mark.parametrize(
    ("value", "population", "reference", "text"),
    [
        ([1.0], [NAN], None, "population"),
        ([1.0], [0.0], None, "population"),
        ([NAN], [1.0], None, "population"),
        ([1.0, NAN], [1.0, 1.0], 1, "reference"),
    ],
)
def test_groups_that_cannot_be_compared_are_refused(value, population, reference, text):
    with pytest.raises(ValueError, match=text):
        Groups.of(value, population, high_is_good=True, reference=reference)


def test_the_gap_takes_the_ends_of_the_order_or_of_the_values():
    assert group_difference(PLAIN).value == 30.0
    assert group_difference(PLAIN).standard_error == pytest.approx(np.sqrt(2))
    ordered = Groups.of([10.0, 40.0, 20.0], [1, 1, 1], high_is_good=False, order=[1, 2, 3])
    assert group_difference(ordered).value == -10.0
    good = Groups.of([10.0, 40.0, 20.0], [1, 1, 1], high_is_good=True, order=[1, 2, 3])
    assert group_difference(good).value == 10.0


def test_a_reference_is_compared_with_the_worst():
    bad_high = Groups.of([10.0, 20.0, 40.0], [1, 1, 1], high_is_good=False, reference=1)
    good_high = Groups.of([10.0, 20.0, 40.0], [1, 1, 1], high_is_good=True, reference=1)
    assert group_difference(bad_high).value == 20.0
    assert group_difference(good_high).value == 10.0


def test_a_ratio_to_nothing_is_infinite_without_limits():
    got = group_ratio(Groups.of([0.0, 2.0], [1, 1], [0.1, 0.1], high_is_good=False))
    assert got.value == np.inf
    assert np.isnan([got.lower, got.upper]).all()


def test_equal_groups_have_no_inequality():
    for measure in (between_group_variance, between_group_deviation, coefficient_of_variation, theil):
        assert measure(EQUAL).value == pytest.approx(0.0)
    assert group_difference(EQUAL).value == 0.0
    assert group_ratio(EQUAL).value == 1.0
    assert attributable_risk(EQUAL, 10.0).value == 0.0


def test_the_measures_of_three_groups():
    assert PLAIN.mean == 27.5
    assert between_group_variance(PLAIN).value == pytest.approx(168.75)
    assert mean_difference(PLAIN).value == pytest.approx(12.5)
    assert mean_difference(PLAIN, weighted=False).value == pytest.approx((17.5 + 7.5 + 12.5) / 3)
    assert mean_difference(PLAIN, "best").value == pytest.approx(17.5)
    assert index_of_disparity(PLAIN).value == pytest.approx(100 * 12.5 / 27.5)
    assert attributable_risk(PLAIN, 100.0).value == pytest.approx(-17.5)
    assert attributable_fraction(PLAIN, 100.0).value == pytest.approx(-100 * 17.5 / 27.5)


def test_a_reference_must_be_marked_to_be_used():
    with pytest.raises(ValueError, match="no reference"):
        mean_difference(PLAIN, "reference")


def test_no_standard_errors_give_no_limits():
    got = theil(Groups.of([1.0, 2.0], [1, 1], high_is_good=True))
    assert got.value > 0
    assert np.isnan([got.standard_error, got.lower]).all()


@pytest.mark.parametrize("measure", [theil, mean_log_deviation, between_group_variance, attributable_risk])
def test_standard_errors_agree_with_draws(measure):
    value, people, error = np.array([30.0, 45.0, 60.0, 50.0]), np.array([4e3, 3e3, 2e3, 6e3]), np.full(4, 0.5)
    run = (lambda g: measure(g, 100.0)) if measure is attributable_risk else measure
    if measure is attributable_risk:
        error = np.sqrt(value * (100 - value) / people)
    rng = np.random.default_rng(5)
    drawn = [
        run(Groups.of(value + error * rng.standard_normal(4), people, error, high_is_good=True)).value
        for _ in range(4000)
    ]
    stated = run(Groups.of(value, people, error, high_is_good=True)).standard_error
    assert stated == pytest.approx(np.std(drawn), rel=0.06)


def test_logarithms_take_zero_and_refuse_negative_values():
    assert np.isfinite(mean_log_deviation(Groups.of([0.0, 2.0], [1, 1], high_is_good=True)).value)
    with pytest.raises(ValueError, match="0 or more"):
        theil(Groups.of([-1.0, 2.0], [1, 1], high_is_good=True))


def test_the_unit_scales_the_absolute_and_leaves_the_relative_alone():
    tenfold = Groups.of(PLAIN.value * 10, PLAIN.population, PLAIN.standard_error * 10, high_is_good=False)
    assert group_difference(tenfold).value == 10 * group_difference(PLAIN).value
    assert theil(tenfold).value == pytest.approx(theil(PLAIN).value)
    assert theil(tenfold).standard_error == pytest.approx(theil(PLAIN).standard_error)
