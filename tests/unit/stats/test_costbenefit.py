import math

import numpy as np
import pytest

from alemap.stats import appraise, break_even, discount_factors, internal_rate


def test_flows_at_the_start_of_the_year_are_not_discounted_in_the_first():
    assert discount_factors(2, 0.1, "start").tolist() == pytest.approx([1.0, 1 / 1.1])
    assert discount_factors(1, 0.1, "mid")[0] == pytest.approx(1.1**-0.5)
    assert discount_factors(1, 0.1)[0] == pytest.approx(1 / 1.1)


def test_an_impossible_rate_is_refused():
    with pytest.raises(ValueError, match="above -1"):
        discount_factors(2, -1.0)


def test_without_discounting_the_sums_are_plain():
    got = appraise([60, 60], [10, 10], 90, 0.0)
    assert (got.benefits, got.costs, got.net_present_value) == (120.0, 110.0, 10.0)
    assert got.payback_year == 2.0


def test_what_never_pays_has_no_payback_and_no_rate():
    got = appraise([1, 1], [5, 5], 10, 0.03)
    assert math.isnan(got.payback_year)
    assert math.isnan(got.internal_rate)


def test_nothing_spent_has_no_ratio():
    got = appraise([5], [0], 0, 0.03)
    assert math.isnan(got.benefit_cost_ratio)
    assert got.payback_year == 1.0


def test_the_internal_rate_makes_the_worth_zero():
    assert internal_rate([110.0], 100.0) == pytest.approx(0.1)
    assert internal_rate([50.0], 100.0) == pytest.approx(-0.5)
    rate = internal_rate([30.0, 40.0, 50.0], 60.0)
    assert appraise([30, 40, 50], [0, 0, 0], 60, rate).net_present_value == pytest.approx(0.0, abs=1e-9)


@pytest.mark.parametrize(("flows", "cost"), [([0.0, 0.0], 10.0), ([5.0, -1.0], 3.0), ([5.0], 0.0)])
def test_no_unique_internal_rate(flows, cost):
    assert math.isnan(internal_rate(flows, cost))


def test_break_even_counts_those_who_would_have_managed_anyway():
    got = break_even(100, 1000, 10_000, 1, 0.0, 0.2)
    assert (got.additional_share, got.share, got.successes) == (0.1, pytest.approx(0.3), 30.0)
    assert got.feasible


def test_what_more_than_everybody_would_have_to_do_is_not_feasible():
    got = break_even(10, 1000, 500, 1, 0.03)
    assert not got.feasible
    assert np.isnan(got.successes)
    assert np.isnan(break_even(10, 1000, 0, 5, 0.03).share)
