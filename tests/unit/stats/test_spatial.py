import numpy as np
import pytest

from alemap.stats import Neighbours, geary, local_g, local_moran, local_smoothing, moran

LINE = [(0, 1), (1, 0), (1, 2), (2, 1), (2, 3), (3, 2), (3, 4), (4, 3)]
RING = Neighbours.of(5, LINE)


def test_pairs_given_twice_count_once():
    got = Neighbours.of(2, [(0, 1), (0, 1), (1, 0)])
    assert got.count.tolist() == [1, 1]


@pytest.mark.parametrize("pair", [(0, 0), (0, 9), (-1, 0)])
def test_a_wrong_neighbour_is_refused(pair):
    with pytest.raises(ValueError, match="neighbour"):
        Neighbours.of(3, [pair])


def test_an_area_without_neighbours_has_no_mean():
    got = Neighbours.of(3, [(0, 1), (1, 0)]).mean([1.0, 2.0, 3.0])
    assert got[:2].tolist() == [2.0, 1.0]
    assert np.isnan(got[2])


def test_the_weights_moments_are_those_of_the_matrix():
    weights = np.zeros((5, 5))
    for a, b in LINE:
        weights[a, b] = 1 / RING.count[a]
    s1 = ((weights + weights.T) ** 2).sum() / 2
    s2 = ((weights.sum(axis=0) + weights.sum(axis=1)) ** 2).sum()
    assert RING.moments() == pytest.approx((weights.sum(), s1, s2))


def test_a_gradient_is_alike_and_a_checkerboard_is_not():
    alike, unlike = [1.0, 2, 3, 4, 5], [1.0, 5, 1, 5, 1]
    assert moran(alike, RING).z > 0 > moran(unlike, RING).z
    assert geary(alike, RING).z > 0 > geary(unlike, RING).z
    assert geary(alike, RING).statistic < 1 < geary(unlike, RING).statistic


def test_the_moments_are_those_of_all_permutations():
    from itertools import permutations  # noqa: PLC0415

    values = [1.0, 2.0, 4.0, 8.0, 9.0]
    drawn = [moran(each, RING).statistic for each in permutations(values)]
    got = moran(values, RING)
    assert np.mean(drawn) == pytest.approx(got.expected)
    assert np.var(drawn) == pytest.approx(got.variance)
    gaps = [geary(each, RING).statistic for each in permutations(values)]
    assert np.var(gaps) == pytest.approx(geary(values, RING).variance)


def test_local_values_add_up_to_the_global():
    values = [1.0, 2.0, 4.0, 8.0, 9.0]
    assert local_moran(values, RING).statistic.mean() == pytest.approx(moran(values, RING).statistic)


def test_an_island_has_no_local_value_and_hides_no_other():
    island = Neighbours.of(6, LINE)
    got = local_moran([1.0, 2, 4, 8, 9, 5], island)
    assert np.isnan([got.statistic[5], got.z[5], got.adjusted[5]]).all()
    assert np.isfinite(got.z[:5]).all()
    assert np.isfinite(moran([1.0, 2, 4, 8, 9, 5], island).z)
    assert np.isnan(local_g([1.0, 2, 4, 8, 9, 5], island).z[5])


@pytest.mark.parametrize(
    "values", [[1.0, 2.0, np.nan, 3.0, 4.0], [1.0] * 5, [1.0, 2.0, 3.0]], ids=["missing", "flat", "short"]
)
def test_values_that_have_no_pattern_are_refused(values):
    with pytest.raises(ValueError, match=r"every area|at least"):
        moran(values, RING)


def test_no_cases_around_smooth_to_zero():
    got = local_smoothing([0, 0, 0, 5, 6], [10, 10, 10, 20, 20], RING)
    assert got[0] == 0.0
    assert np.isfinite(got).all()


def test_an_area_without_people_takes_its_neighbourhoods_rate():
    got = local_smoothing([0, 5, 5, 5, 5], [0, 50, 50, 50, 50], RING)
    assert got[0] == pytest.approx(0.1)
    lone = local_smoothing([0, 1], [0, 10], Neighbours.of(2, []))
    assert np.isnan(lone[0])


def test_both_ways_of_taking_the_spread_lie_between_rate_and_neighbourhood():
    cases, people = np.array([1.0, 9, 2, 30, 4]), np.array([100.0, 100, 100, 100, 100])
    common = (cases + RING.total(cases)) / (people + RING.total(people))
    for about in ("common", "own"):
        got = local_smoothing(cases, people, RING, about)
        low, high = np.minimum(common, cases / people), np.maximum(common, cases / people)
        assert np.all((got >= low - 1e-12) & (got <= high + 1e-12))
