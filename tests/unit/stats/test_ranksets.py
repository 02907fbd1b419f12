import numpy as np
import pytest

from alemap.stats import among_the_worst, rank_sets, rank_sets_of_counts

NAN = float("nan")


def test_areas_far_apart_have_one_rank_each():
    got = rank_sets([30.0, 10.0, 20.0], [0.1, 0.1, 0.1])
    assert got.rank.tolist() == got.lowest.tolist() == got.highest.tolist() == [1, 3, 2]
    assert got.compared == 3


def test_areas_that_cannot_be_told_apart_may_hold_any_rank():
    got = rank_sets([1.0, 1.1, 1.2], [5.0, 5.0, 5.0])
    assert (got.lowest.tolist(), got.highest.tolist()) == ([1, 1, 1], [3, 3, 3])


def test_the_sign_turns_the_order_round():
    up, down = rank_sets([3.0, 1.0, 2.0], [0.3] * 3), rank_sets([-3.0, -1.0, -2.0], [0.3] * 3, -1)
    assert up.highest.tolist() == down.highest.tolist()
    assert up.rank.tolist() == down.rank.tolist()


def test_missing_areas_take_no_part():
    got = rank_sets([3.0, NAN, 1.0, 9.0], [0.1, 0.1, 0.1, NAN])
    assert np.isnan(got.rank[[1, 3]]).all()
    assert got.rank[[0, 2]].tolist() == [1, 2]
    assert got.compared == 2


@pytest.mark.parametrize("simultaneous", [True, False])
def test_one_area_and_none(simultaneous):
    one = rank_sets([3.0], [1.0], simultaneous=simultaneous)
    assert (one.rank.tolist(), one.lowest.tolist(), one.highest.tolist()) == ([1], [1], [1])
    assert rank_sets([], [], simultaneous=simultaneous).rank.size == 0


@pytest.mark.parametrize("simultaneous", [True, False])
def test_values_known_exactly_and_ties(simultaneous):
    got = rank_sets([2.0, 2.0, 1.0], [0.0, 0.0, 0.0], simultaneous=simultaneous)
    assert got.rank.tolist() == [1, 1, 3]
    assert (got.lowest.tolist(), got.highest.tolist()) == ([1, 1, 3], [2, 2, 3])


def test_a_negative_standard_error_is_refused():
    with pytest.raises(ValueError, match="negative"):
        rank_sets([1.0], [-1.0])


def test_the_same_seed_gives_the_same_sets():
    x, s = np.random.default_rng(1).normal(size=(2, 30))
    one, two = (rank_sets(x, np.abs(s), seed=3) for _ in range(2))
    assert one.lowest.tolist() == two.lowest.tolist()
    assert one.critical.tolist() == two.critical.tolist()


def test_a_set_by_itself_lies_within_the_simultaneous_one():
    x = np.random.default_rng(2).normal(0, 3, 25)
    all_at_once, alone = rank_sets(x, np.ones(25)), rank_sets(x, np.ones(25), simultaneous=False)
    assert np.all(all_at_once.lowest <= alone.lowest)
    assert np.all(all_at_once.highest >= alone.highest)


def test_one_side_of_a_simultaneous_set_is_that_of_both():
    x = np.random.default_rng(3).normal(0, 3, 25)
    both = rank_sets(x, np.ones(25))
    lower, upper = (rank_sets(x, np.ones(25), side=side) for side in ("lower", "upper"))
    assert lower.lowest.tolist() == both.lowest.tolist()
    assert np.all(lower.highest == 25)
    assert upper.highest.tolist() == both.highest.tolist()
    assert np.all(upper.lowest == 1)


def test_the_critical_value_of_two_areas_is_the_normal_quantile():
    got = rank_sets([1.0, 2.0], [1.0, 2.0], draws=200_000)
    assert got.critical[0] == pytest.approx(1.96, abs=0.02)
    alone = rank_sets([1.0, 2.0], [1.0, 2.0], simultaneous=False)
    assert alone.critical == pytest.approx([1.959964] * 2, abs=1e-5)


def test_the_critical_value_of_equal_errors_is_tukeys():
    # Studentized range, ten groups, infinite degrees of freedom, 95 %: 4.474, over root two.
    got = rank_sets(np.zeros(10), np.ones(10), draws=200_000)
    assert got.critical[0] == pytest.approx(4.474 / np.sqrt(2), abs=0.02)


def test_few_largest_find_what_all_pairs_find():
    rng = np.random.default_rng(4)
    x, s = rng.normal(0, 4, 90), rng.uniform(0.1, 3.0, 90)
    got = rank_sets(x, s, draws=400, seed=9)
    z = np.random.default_rng(9).standard_normal((400, 90)) * s
    sd = np.hypot(s[:, None], s)
    np.fill_diagonal(sd, np.inf)
    apart, critical = np.zeros((90, 90), dtype=bool), np.inf
    while True:
        size = np.where(apart, -np.inf, (z[:, :, None] - z[:, None, :]) / sd).max(axis=(1, 2))
        critical = min(critical, np.quantile(size, 0.95))
        found = x[:, None] - x > critical * sd
        if np.array_equal(found, apart):
            break
        apart = found
    assert got.lowest.tolist() == (found.sum(axis=0) + 1).tolist()
    assert got.highest.tolist() == (90 - found.sum(axis=1)).tolist()


def test_the_sets_hold_as_often_as_they_say():
    rng = np.random.default_rng(6)
    truth = np.linspace(0, 4, 8)
    held = 0
    for _ in range(200):
        got = rank_sets(truth + rng.standard_normal(8), np.ones(8), draws=500)
        held += bool(np.all((got.lowest <= 8 - np.arange(8)) & (8 - np.arange(8) <= got.highest)))
    assert held >= 185


def test_the_worst_and_those_like_them_are_marked():
    got = among_the_worst([9.0, 8.9, 1.0, NAN], [0.5, 0.5, 0.5, 0.5], 1)
    assert got.tolist() == [True, True, False, False]
    assert among_the_worst([9.0, 8.9, 1.0], [0.5] * 3, 1, -1).tolist() == [False, False, True]


def test_counts_far_apart_are_ranked_for_sure():
    got = rank_sets_of_counts([1000, 10, 200])
    assert got.lowest.tolist() == got.highest.tolist() == [1, 3, 2]


@pytest.mark.parametrize("simultaneous", [True, False])
def test_no_counts_at_all_tell_nothing_apart(simultaneous):
    got = rank_sets_of_counts([0, 0, NAN], simultaneous=simultaneous)
    assert got.lowest[:2].tolist() == [1, 1]
    assert got.highest[:2].tolist() == [2, 2]
    assert np.isnan(got.rank[2])
    assert rank_sets_of_counts([5], simultaneous=simultaneous).highest.tolist() == [1]


def test_a_correction_by_number_is_heeded_for_sets_by_themselves():
    counts = [46, 75, 25, 66, 55, 5]
    holm = rank_sets_of_counts(counts, simultaneous=False)
    bonferroni = rank_sets_of_counts(counts, simultaneous=False, correction="bonferroni")
    assert np.all(bonferroni.highest >= holm.highest)
    assert np.any(bonferroni.highest > holm.highest) or np.any(bonferroni.lowest < holm.lowest)


def test_one_side_of_counts():
    counts = [60, 40, 30, 5]
    assert np.all(rank_sets_of_counts(counts, side="lower").highest == 4)
    assert np.all(rank_sets_of_counts(counts, side="upper", simultaneous=False).lowest == 1)
