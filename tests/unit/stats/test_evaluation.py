import numpy as np
import pytest

from alemap.stats import difference_in_differences, interrupted_series


def _panel(effect=3.0):
    area, time = np.repeat(np.arange(6), 4), np.tile(np.arange(4), 6)
    treated, post = area < 3, time >= 2
    noise = np.random.default_rng(1).normal(0, 0.1, area.size)
    return area * 2.0 + time * 0.5 + effect * (treated & post) + noise, area, time, treated, post


def test_the_effect_is_found_whatever_areas_and_years_add():
    got = difference_in_differences(*_panel())
    assert got.effect == pytest.approx(3.0, abs=0.2)
    assert got.effect == pytest.approx(got.of_means)
    assert (got.areas, got.treated) == (6, 3)
    assert got.cluster_error > 0


def test_a_missing_outcome_is_left_out():
    y, *rest = _panel()
    y[5] = np.nan
    assert np.isfinite(difference_in_differences(y, *rest).effect)


def test_without_a_comparison_there_is_no_effect():
    y, area, time, treated, post = _panel()
    for given, after in ((np.ones_like(treated), post), (treated, np.zeros_like(post))):
        with pytest.raises(ValueError, match="both"):
            difference_in_differences(y, area, time, given, after)


def test_a_jump_and_a_bend_are_told_apart():
    t = np.arange(1.0, 21.0)
    since = np.where(t >= 11, t - 10, 0)
    y = 5 + 0.5 * t - 2 * (t >= 11) + 0.3 * since + np.random.default_rng(2).normal(0, 1e-3, 20)
    got = interrupted_series(y, t, 11)
    assert got.coefficients == pytest.approx([5, 0.5, -2, 0.3], abs=0.01)
    assert np.all(got.robust_errors > 0)


def test_too_short_a_series_is_refused():
    with pytest.raises(ValueError, match="at least 3 points"):
        interrupted_series(np.arange(6.0), np.arange(6.0), 5)


def test_a_missing_point_is_left_out():
    y = np.arange(10.0) + np.random.default_rng(3).normal(0, 0.1, 10)
    y[2] = np.nan
    assert np.isfinite(interrupted_series(y, np.arange(10.0), 5).standard_errors).all()
