import numpy as np
import pytest

from alemap.stats import fisher_exact, newcombe, pooled_z, risk_ratio, wald

NAN = float("nan")


def test_wald_has_no_width_at_the_ends_and_newcombe_has():
    assert wald(0, 10, 10, 10).lower == -1.0
    assert newcombe(0, 10, 0, 10).upper > 0.2
    assert wald(0, 10, 0, 10).upper == 0.0


def test_the_pooled_test_is_undefined_when_all_or_none_have_it():
    assert np.isnan(pooled_z([0, 5], [5, 5], [0, 5], [5, 5]).p_value).all()


def test_no_persons_give_no_comparison():
    assert np.isnan(newcombe(0, 0, 1, 5).difference)
    assert np.isnan(fisher_exact(0, 0, 1, 5))
    assert np.isnan(fisher_exact(NAN, 5, 1, 5))
    assert np.isnan(wald(0, 0, 1, 5).upper)


def test_fishers_tea():
    # Fisher 1935: eight cups, four with milk first, three named rightly: 17/35 in both tails.
    assert fisher_exact(3, 4, 1, 4) == pytest.approx(34 / 70)


def test_fisher_takes_arrays():
    assert fisher_exact([3, 4], 4, [1, 0], 4).tolist() == pytest.approx([34 / 70, 2 / 70])


def test_a_ratio_needs_both_counts():
    assert np.isnan(risk_ratio([0, 3], [10, 10], [3, 0], [10, 10]).value).all()
    got = risk_ratio(10, 10, 10, 10)
    assert (got.value, got.lower, got.upper) == (1.0, 1.0, 1.0)
