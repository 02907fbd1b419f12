from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alemap.stats import Scaled, log_odds, log_odds_value, log_rate, log_value, spread

# BCG vaccine trials, log relative risks and variances: Colditz et al., JAMA 1994; 271: 698-702. The moment
# estimate of the variance between trials is 0.3088 and I2 92.1 % (Viechtbauer, J Stat Softw 2010; 36(3)).
LOG_RISK = (-0.8893, -1.5854, -1.3481, -1.4416, -0.2175, -0.7861, -1.6209, 0.0120, -0.4694, -1.3713,
            -0.3394, 0.4459, -0.0173)  # fmt: skip
VARIANCE = (0.3256, 0.1946, 0.4154, 0.0200, 0.0512, 0.0069, 0.2230, 0.0040, 0.0564, 0.0730, 0.0124, 0.5325,
            0.0714)  # fmt: skip


def test_the_spread_of_a_published_meta_analysis():
    found = spread(Scaled(np.array(LOG_RISK), np.sqrt(VARIANCE)))
    assert found.number == 13
    assert found.between**2 == pytest.approx(0.3088, abs=0.0006)  # inputs of four decimals
    assert found.beyond_chance == pytest.approx(0.921, abs=0.001)
    assert found.factor == pytest.approx(np.exp(found.between))


def test_areas_that_are_alike_have_no_spread_beyond_chance():
    found = spread(log_odds([10, 20, 40], [100, 200, 400]))
    assert found.between == pytest.approx(0, abs=1e-9)
    assert found.factor == pytest.approx(1)
    assert found.beyond_chance == 0


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(50, 400)), min_size=2, max_size=30))
def test_shares_spread_as_much_as_their_complements(counts):
    cases, totals = np.array(counts, dtype=float).T
    one, other = spread(log_odds(cases, totals)), spread(log_odds(totals - cases, totals))
    assert one.factor == pytest.approx(other.factor)
    assert 0 <= one.beyond_chance < 1
    assert one.factor >= 1


def test_fewer_than_two_areas_have_no_spread():
    found = spread(log_rate([3, np.nan], [100, 100]))
    assert found.number == 1
    assert np.isnan([found.between, found.factor, found.beyond_chance]).all()


def test_values_off_their_scale_are_left_out():
    assert np.isnan(log_odds_value([0, 1, 1.2], [0.1, 0.1, 0.1]).value).all()
    assert np.isnan(log_value([0, -2], [1, 1]).value).all()
    assert np.isnan(log_rate([1], [0]).value).all()
    assert log_odds_value(0.25, 0.01).standard_error == pytest.approx(0.01 / (0.25 * 0.75))
    with pytest.raises(ValueError, match="impossible count"):
        log_odds([5], [4])
