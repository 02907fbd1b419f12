import numpy as np

from alemap.stats import rank_worst_first, rounded, tied

NAN = float("nan")


def test_rank_ties_share_the_better_rank():
    ranks = rank_worst_first([3.0, 9.0, 9.0, 1.0])
    assert ranks.tolist() == [3, 1, 1, 4]
    assert tied(ranks).tolist() == [False, True, True, False]


def test_the_lowest_is_worst_when_high_is_good():
    assert rank_worst_first([3.0, 9.0, 1.0], -1).tolist() == [2, 3, 1]


def test_neutral_ranks_from_the_highest():
    assert rank_worst_first([3.0, 9.0], 0).tolist() == [2, 1]


def test_missing_is_unranked_and_never_tied():
    ranks = rank_worst_first([NAN, 2.0, NAN])
    assert np.isnan(ranks[[0, 2]]).all()
    assert ranks[1] == 1
    assert not tied(ranks).any()


def test_floating_point_noise_is_a_tie():
    assert rank_worst_first([0.1 + 0.2, 0.3]).tolist() == [1, 1]
    assert rank_worst_first([1e-9 * 3, 3e-9, 1e9]).tolist() == [2, 2, 1]


def test_rounding_leaves_zero_infinite_and_tiny_values_alone():
    values = [0.0, np.inf, -np.inf, 1.23456789012345e-5]
    assert rounded(values).tolist() == [0.0, np.inf, -np.inf, 1.23456789012e-5]


def test_one_area_ranks_first_and_none_gives_none():
    assert rank_worst_first([5.0]).tolist() == [1]
    assert rank_worst_first([]).size == 0
