import numpy as np
import pytest

from alemap.stats import Groups, concentration, linear_slope, slope_index

NAN = float("nan")
PEOPLE = [100.0, 200.0, 300.0, 400.0]
PLACE = np.array([0.05, 0.2, 0.45, 0.8])


def test_a_straight_line_is_found_exactly():
    got = slope_index(PEOPLE, 10 + 5 * PLACE)
    assert got.slope.value == pytest.approx(5.0)
    assert got.relative.value == pytest.approx(1.5)
    assert got.intercept == pytest.approx(10.0)
    assert np.isnan(got.slope.lower)


def test_the_bottom_may_come_first():
    got = slope_index(PEOPLE, 10 + 5 * PLACE, high_first=True)
    assert got.slope.value == pytest.approx(-5.0)
    assert got.relative.value == pytest.approx(10 / 15)


def test_a_line_on_the_log_scale_carries_back():
    got = slope_index(PEOPLE, np.exp(1 + 0.5 * PLACE), scale="log", fit_on_scale=True)
    assert got.relative.value == pytest.approx(np.exp(0.5))
    odds = 1 / (1 + np.exp(-(1 - 2 * PLACE)))
    assert slope_index(PEOPLE, odds, scale="logit", fit_on_scale=True).slope.value < 0


def test_the_drawn_limits_of_a_natural_slope_are_the_known_ones():
    line = slope_index(PEOPLE, 10 + 5 * PLACE, standard_error=[1.0] * 4)
    share = np.array(PEOPLE) / 1000
    design = np.column_stack([np.ones(4), PLACE])
    weights = np.linalg.inv(design.T * share @ design) @ (design.T * share)
    error = np.sqrt((weights[1] ** 2).sum())
    assert line.slope.lower == pytest.approx(5 - 1.96 * error, abs=0.1)
    assert line.slope.standard_error == pytest.approx(error, rel=0.03)


def test_the_same_seed_gives_the_same_limits():
    one, two = (slope_index(PEOPLE, PLACE, standard_error=[0.1] * 4, seed=7) for _ in range(2))
    assert one.slope == two.slope


def test_missing_values_and_too_few_groups_give_none():
    assert np.isnan(slope_index(PEOPLE, [1.0, NAN, 2.0, 3.0]).slope.value)
    assert np.isnan(slope_index(PEOPLE[:2], [1.0, 2.0]).slope.value)


@pytest.mark.parametrize(("scale", "value"), [("log", 0.0), ("logit", 1.0)])
def test_values_beyond_their_scale_are_refused(scale, value):
    with pytest.raises(ValueError, match=f"the {scale} scale"):
        slope_index(PEOPLE, [0.5, 0.5, 0.5, value], scale=scale, fit_on_scale=True)


def _groups(value, order=(1, 2, 3, 4)):
    return Groups.of(value, PEOPLE, high_is_good=True, order=order)


def test_the_plain_slope_agrees_with_the_index():
    value = [3.0, 5.0, 4.0, 9.0]
    assert linear_slope(_groups(value)).value == pytest.approx(slope_index(PEOPLE, value).slope.value)


def test_a_gradient_takes_the_order_as_numbers():
    shuffled = Groups.of([9.0, 3.0, 4.0, 5.0], [400.0, 100, 300, 200], high_is_good=True, order=[10, 1, 3, 2])
    assert linear_slope(shuffled).value == pytest.approx(linear_slope(_groups([3.0, 5.0, 4.0, 9.0])).value)


def test_equal_groups_have_no_gradient():
    assert linear_slope(_groups([0.3] * 4)).value == 0.0
    assert concentration(_groups([0.3] * 4)).value == pytest.approx(0.0)


def test_the_concentration_index_is_its_covariance():
    value = np.array([3.0, 5.0, 4.0, 9.0])
    share = np.array(PEOPLE) / 1000
    mean = share @ value
    absolute = 2 * share @ ((value - mean) * (PLACE - 0.5))
    assert concentration(_groups(value), "absolute").value == pytest.approx(absolute)
    assert concentration(_groups(value)).value == pytest.approx(absolute / mean)


def test_erreygers_mirrors_the_absence():
    share = np.array([0.2, 0.4, 0.5, 0.9])
    one = concentration(_groups(share), "erreygers").value
    assert one == pytest.approx(-concentration(_groups(1 - share), "erreygers").value)


def test_a_gradient_needs_order_and_three_groups():
    with pytest.raises(ValueError, match="order"):
        linear_slope(Groups.of([1.0, 2.0, 3.0], [1, 1, 1], high_is_good=True))
    with pytest.raises(ValueError, match="three"):
        concentration(Groups.of([1.0, 2.0], [1, 1], high_is_good=True, order=[1, 2]))
