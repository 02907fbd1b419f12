import pytest

from alemap.domain import Kind
from alemap.stats import primary

NAN = float("nan")


@pytest.mark.parametrize(
    ("kind", "numerators", "denominators", "masked"),
    [
        (Kind.SHARE, [4, 5, 95, 96, 0], [100] * 5, [True, False, False, True, True]),
        (Kind.RATE, [4, 5, 96, 200], [100] * 4, [True, False, False, False]),
        (Kind.RATIO, [4, 50, 50], [100, 4, 5], [True, True, False]),
        (Kind.MEAN, [1, 1], [4, 5], [True, False]),
        (Kind.PUBLISHED, [1], [2], [False]),
    ],
)
def test_the_rule_looks_at_the_counts_behind_the_figure(kind, numerators, denominators, masked):
    assert primary(kind, numerators, denominators, 5).tolist() == masked


def test_missing_counts_mask_nothing():
    assert primary(Kind.SHARE, [NAN, 50], [3, NAN], 5).tolist() == [False, False]


def test_open_zeros_are_shown():
    assert primary(Kind.SHARE, [0, 10, 3], [10, 10, 10], 5, zeros_open=True).tolist() == [False, False, True]


def test_threshold_zero_masks_nothing():
    assert not primary(Kind.SHARE, [0, 1], [1, 1], 0).any()
