import numpy as np
import pytest

from alemap.stats import segregation

NAN = float("nan")


def test_an_even_spread_is_no_segregation():
    got = segregation([10, 20], [30, 60])
    assert got.dissimilarity == pytest.approx(0.0)
    assert got.isolation == pytest.approx(0.25)


def test_full_separation_is_one():
    got = segregation([10, 0], [0, 30])
    assert (got.dissimilarity, got.isolation, got.exposure) == (1.0, 1.0, 0.0)


def test_empty_and_missing_areas_change_nothing():
    assert segregation([10, 5, 0, NAN], [5, 10, 0, 3]) == segregation([10, 5], [5, 10])


def test_a_group_of_nobody_has_no_index():
    assert np.isnan(segregation([0, 0], [5, 5]).dissimilarity)
