import numpy as np
import pytest

from alemap.stats import arithmetic_mean, copeland, geometric_mean, harmonic_mean, power_mean

NAN = float("nan")
MEANS = [arithmetic_mean, geometric_mean, harmonic_mean, lambda x, w=None: power_mean(x, 2, w)]


@pytest.mark.parametrize("mean", MEANS)
def test_missing_indicators_are_skipped_alike_in_every_mean(mean):
    assert mean([2.0, NAN, 8.0], [1, 5, 1]) == pytest.approx(float(mean([2.0, 8.0])))
    assert np.isnan(mean([NAN, NAN]))


@pytest.mark.parametrize("mean", MEANS)
def test_equal_values_are_their_own_mean(mean):
    assert mean([3.0, 3.0], [1, 2]) == pytest.approx(3.0)


def test_the_means_stand_in_their_order():
    got = [float(mean([1.0, 4.0])) for mean in (harmonic_mean, geometric_mean, arithmetic_mean)]
    assert got == pytest.approx([1.6, 2.0, 2.5])
    assert power_mean([1.0, 4.0], 1) == 2.5
    assert power_mean([1.0, 4.0], 0) == pytest.approx(2.0)


@pytest.mark.parametrize("mean", MEANS[1:])
def test_values_that_are_not_above_zero_are_refused(mean):
    with pytest.raises(ValueError, match="above 0"):
        mean([0.0, 1.0])


def test_negative_weights_are_refused_and_no_weight_gives_no_mean():
    with pytest.raises(ValueError, match="0 or more"):
        arithmetic_mean([1.0], [-1.0])
    assert np.isnan(arithmetic_mean([1.0], [0.0]))


def test_copeland_counts_contests_won_less_lost():
    assert copeland([[3, 3], [2, 2], [1, 1]]).tolist() == [2, 0, -2]


def test_half_of_the_weight_is_a_draw():
    assert copeland([[3, 1], [1, 3]]).tolist() == [0, 0]
    assert copeland([[1, 1, 0], [0, 0, 1]], [0.1, 0.2, 0.3]).tolist() == [0, 0]


def test_nothing_in_common_is_a_draw_and_one_area_has_no_contest():
    assert copeland([[1, NAN], [NAN, 2]]).tolist() == [0, 0]
    assert copeland([[1.0]]).tolist() == [0]
