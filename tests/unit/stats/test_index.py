import numpy as np
import pytest

from alemap.stats import composite, reference_moments, sampling_standard_error, standardise

NAN = float("nan")


def test_weights_decide_the_mean_and_spread():
    got = reference_moments([[0.0], [1.0]], [3, 1])
    assert got.mean.tolist() == [0.25]
    assert got.deviation == pytest.approx(np.sqrt(0.75 * 0.25))


def test_only_the_reference_areas_count():
    got = reference_moments([[0.0], [1.0], [100.0]], [1, 1, 1], [True, True, False])
    assert got.mean.tolist() == [0.5]


def test_missing_values_and_weights_are_left_out():
    got = reference_moments([[1.0], [3.0], [NAN], [9.0]], [1, 1, 1, NAN])
    assert got.mean.tolist() == [2.0]


@pytest.mark.parametrize("column", [[2.0, 2.0, 2.0], [2.0, NAN, NAN], [NAN, NAN, NAN], [0.1 + 0.2, 0.3, 0.3]])
def test_an_indicator_without_spread_has_no_score(column):
    assert np.isnan(standardise(np.array([column]).T, [1, 1, 1], [1])).all()


def test_the_score_is_oriented_so_that_higher_is_worse():
    z = standardise([[1.0, 1.0], [3.0, 3.0]], [1, 1], [1, -1])
    assert z.tolist() == [[-1.0, 1.0], [1.0, -1.0]]


def test_a_neutral_indicator_is_refused():
    with pytest.raises(ValueError, match="neutral"):
        standardise([[1.0], [2.0]], [1, 1], [0])


def _example():
    z = np.array([[1.0, 3.0, -1.0, 0.5], [NAN, 2.0, 1.0, 1.5], [1.0, NAN, NAN, 2.0], [0.0, 0.0, NAN, NAN]])
    return z, ["a", "a", "a", "b"]


def test_contributions_add_up_exactly_and_parts_are_means():
    z, groups = _example()
    got = composite(z, groups, min_share=0.6)
    assert got.groups == ("a", "b")
    assert got.parts[0].tolist() == [1.0, 0.5]
    assert got.value[0] == np.nansum(got.contributions[0])
    assert got.value[:2].tolist() == [0.75, 1.5]
    assert np.isnan(got.contributions[1, 0])


def test_too_few_indicators_give_no_part_and_no_value():
    z, groups = _example()
    got = composite(z, groups, min_share=0.6)
    assert got.coverage[2].tolist() == [pytest.approx(1 / 3), 1.0]
    assert np.isnan(got.parts[2, 0])
    assert got.parts[2, 1] == 2.0
    assert np.isnan(got.value[2:]).all()
    assert np.isnan(got.contributions[2]).all()


def test_the_share_is_met_at_its_exact_bound():
    z = np.array([[1.0, 1, 1, NAN, NAN], [1, 1, 1, 1, 1]])
    assert composite(z, ["a"] * 5, min_share=0.6).value[0] == 1.0


def test_an_indicator_no_area_has_is_no_member():
    z = np.array([[1.0, NAN, NAN], [2.0, NAN, NAN]])
    got = composite(z, ["a", "a", "b"], {"a": 1, "b": 5}, min_share=1.0)
    assert got.groups == ("a",)
    assert got.value.tolist() == [1.0, 2.0]


def test_given_weights_are_renormalised():
    got = composite([[1.0, 3.0]], ["a", "b"], {"a": 3, "b": 1}, 1.0)
    assert got.value.tolist() == [1.5]
    assert got.group_weights.tolist() == [0.75, 0.25]


@pytest.mark.parametrize(
    ("weights", "text"),
    [({"a": 1}, "no weight for b"), ({"a": -1, "b": 2}, "0 or more"), ({"a": 0, "b": 0}, "above 0")],
)
def test_bad_weights_are_refused(weights, text):
    with pytest.raises(ValueError, match=text):
        composite([[1.0, 3.0]], ["a", "b"], weights)


def test_groups_must_match_the_columns():
    with pytest.raises(ValueError, match="1 group names"):
        composite([[1.0, 3.0]], ["a"])


def test_no_indicator_at_all_gives_no_value():
    got = composite(np.full((2, 2), NAN), ["a", "b"])
    assert got.groups == ()
    assert np.isnan(got.value).all()


def test_the_sampling_error_follows_the_weights():
    index = composite([[1.0, 3.0, 0.0]], ["a", "a", "b"], min_share=0.5)
    got = sampling_standard_error([[2.0, 2.0, 1.0]], [2.0, 4.0, 1.0], index)
    assert got.standard_error == pytest.approx(np.sqrt(0.25**2 + 0.125**2 + 0.5**2))
    assert got.parts[0] == pytest.approx([np.hypot(1.0, 0.5) / 2, 1.0])
    assert got.known.tolist() == [1.0]


def test_the_sampling_error_says_how_much_is_known():
    index = composite([[1.0, 3.0, 0.0], [1.0, 1.0, NAN]], ["a", "a", "b"], min_share=0.5)
    got = sampling_standard_error([[2.0, NAN, NAN], [1.0, 1.0, 1.0]], [2.0, 4.0, 1.0], index)
    assert got.known[0] == 0.25
    assert got.standard_error[0] == pytest.approx(0.25)
    assert np.isnan(got.parts[0, 1])
    assert np.isnan(got.standard_error[1])
    none = sampling_standard_error(np.full((2, 3), NAN), [2.0, 4.0, 1.0], index)
    assert np.isnan(none.standard_error).all()
    assert none.known[0] == 0.0
