import numpy as np
import pytest

from alemap.stats import index_difference, kitagawa


def test_the_effects_add_up_to_the_difference():
    sa, sb, ra, rb = [0.3, 0.7], [0.6, 0.4], [0.1, 0.5], [0.2, 0.3]
    got = kitagawa(sa, sb, ra, rb)
    assert got.difference == pytest.approx(np.dot(sa, ra) - np.dot(sb, rb))
    assert got.composition_effect + got.rate_effect == got.difference


def test_equal_rates_are_composition_alone_and_equal_shares_rate_alone():
    assert kitagawa([0.3, 0.7], [0.6, 0.4], [0.1, 0.5], [0.1, 0.5]).rate_effect == 0.0
    assert kitagawa([0.5, 0.5], [0.5, 0.5], [0.1, 0.5], [0.2, 0.5]).composition_effect == 0.0


def test_contributions_follow_the_weights_and_add_up():
    got = index_difference([80.0, 20.0], [40.0, 40.0], [3, 1])
    assert got.tolist() == [30.0, -5.0]


def test_negative_weights_are_refused_and_none_give_nothing():
    with pytest.raises(ValueError, match="0 or more"):
        index_difference([1.0], [2.0], [-1.0])
    assert np.isnan(index_difference([1.0], [2.0], [0.0])).all()
