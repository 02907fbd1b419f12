import numpy as np
import pytest

from alemap.stats import cronbach_alpha, impute_group_mean, principal_components

NAN = float("nan")


def test_indicators_that_say_the_same_agree_fully():
    x = np.arange(10.0)
    assert cronbach_alpha(np.column_stack([x, x, x])) == pytest.approx(1.0)


def test_one_indicator_agrees_with_nothing():
    assert np.isnan(cronbach_alpha([[1.0], [2.0]]))


def test_missing_values_leave_the_other_pairs():
    data = np.random.default_rng(1).normal(size=(50, 1)) + np.random.default_rng(2).normal(0, 0.3, (50, 3))
    holed = data.copy()
    holed[:5, 0] = NAN
    assert cronbach_alpha(holed) == pytest.approx(cronbach_alpha(data), abs=0.05)


def test_the_first_component_of_two_is_both_alike():
    x = np.arange(10.0)
    got = principal_components(np.column_stack([x, x + np.sin(x)]))
    assert got.weights == pytest.approx([np.sqrt(0.5)] * 2)
    assert got.shares.sum() == pytest.approx(1.0)


def test_the_sign_makes_the_sum_positive():
    x = np.arange(10.0)
    got = principal_components(np.column_stack([-x, -x + np.cos(x), x]))
    assert got.weights.sum() > 0
    assert got.weights.min() < 0


@pytest.mark.parametrize(
    ("data", "text"), [([[1.0, 2.0], [2.0, NAN], [3.0, 1.0]], "three"), ([[1.0, 2.0]] * 4, "vary")]
)
def test_what_has_no_components_is_refused(data, text):
    with pytest.raises(ValueError, match=text):
        principal_components(data)


def test_gaps_are_filled_with_the_mean_of_the_group():
    got = impute_group_mean([[1.0, NAN], [NAN, NAN], [3.0, 5.0], [9.0, NAN]], ["a", "a", "a", "b"])
    assert got[1].tolist() == [2.0, 5.0]
    assert np.isnan(got[3, 1])


def test_every_area_needs_a_group():
    with pytest.raises(ValueError, match="2 groups for 1"):
        impute_group_mean([[1.0]], ["a", "b"])
