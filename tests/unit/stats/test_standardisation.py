import numpy as np
import pytest

from alemap.stats import direct, direct_repeated, indirect, poisson_limits

STANDARD = [2.0, 1.0, 1.0]
POPULATION = [100.0, 200.0, 50.0]


def test_the_populations_own_standard_gives_the_crude_rate():
    got = direct([5, 10, 5], POPULATION, POPULATION)
    assert got.value == pytest.approx(20 / 350)


def test_the_unit_of_the_standard_does_not_matter():
    one, two = direct([5, 10, 5], POPULATION, STANDARD), direct([5, 10, 5], POPULATION, [200, 100, 100])
    assert one.upper == two.upper


def test_with_one_band_the_limits_are_the_counts_own():
    got = direct([12], [100], [1])
    low, high = poisson_limits(12)
    assert (got.lower, got.upper) == pytest.approx((low / 100, high / 100))


def test_too_few_events_give_no_rate():
    assert np.isnan(direct([3, 3, 3], POPULATION, STANDARD).value)
    assert direct([3, 3, 3], POPULATION, STANDARD, fewest=0).value > 0
    assert np.isnan(direct([0, 0, 0], POPULATION, STANDARD, fewest=0).upper)


def test_a_band_without_population_counts_only_if_the_standard_has_it():
    assert np.isnan(direct([5, 10, 0], [100, 200, 0], STANDARD).value)
    assert direct([5, 10, 0], [100, 200, 0], [1, 1, 0]).value == pytest.approx(0.05)


def test_areas_stand_before_the_bands():
    assert direct([[5, 10, 5], [10, 20, 10]], POPULATION, STANDARD).value.shape == (2,)


@pytest.mark.parametrize(
    ("events", "population", "standard"),
    [([-1, 20], [10, 10], [1, 1]), ([1, 20], [-10, 10], [1, 1]), ([1, 20], [10, 10], [-1, 1])],
)
def test_negative_input_is_refused(events, population, standard):
    with pytest.raises(ValueError, match=r"impossible|negative"):
        direct(events, population, standard)


def test_events_of_the_same_persons_widen_the_limits():
    once = direct([40, 60], [1000, 1000], [1, 1])
    thrice = direct_repeated([[10, 0, 10], [30, 0, 10]], [1, 2, 3], [1000, 1000], [1, 1])
    assert thrice.value == pytest.approx(once.value)
    assert thrice.upper > once.upper
    single = direct_repeated([[40], [60]], [1], [1000, 1000], [1, 1])
    assert single.upper == once.upper


def test_the_reference_itself_has_ratio_one():
    got = indirect([5, 10], [100, 200], [5, 10], [100, 200])
    assert got.ratio.value == pytest.approx(1.0)
    assert got.rate.value == pytest.approx(15 / 300)
    assert got.expected == 15


def test_only_the_sum_of_the_events_counts():
    spread, summed = (
        indirect([5, 10], [100, 200], [1, 2], [50, 50]),
        indirect([15], [100, 200], [1, 2], [50, 50]),
    )
    assert spread.ratio.lower == summed.ratio.lower


def test_nothing_expected_gives_no_ratio_and_no_events_a_lower_limit_of_zero():
    assert np.isnan(indirect([3], [0], [1], [10]).ratio.value)
    none = indirect([0], [100], [1], [10])
    assert (none.ratio.value, none.ratio.lower) == (0.0, 0.0)
