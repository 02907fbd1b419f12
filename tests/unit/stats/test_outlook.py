"""What a line says of a time to come, held against R, Fieller, Cohen and draws of the same thing."""

from __future__ import annotations

import math

import numpy as np
import pytest

from alemap.stats import (
    chance,
    look_ahead,
    mover,
    quotient_limits,
    ratio,
    scatter,
    slope_p_value,
    smallest_change,
)

# Ezekiel 1930: speed (mph) and stopping distance (ft) of fifty cars, R's data set `cars`.
SPEED = [
    4, 4, 7, 7, 8, 9, 10, 10, 10, 11, 11, 12, 12, 12, 12, 13, 13, 13, 13, 14, 14, 14, 14, 15,
    15, 15, 16, 16, 17, 17, 17, 18, 18, 18, 18, 19, 19, 19, 20, 20, 20, 20, 20, 22, 23, 24, 24,
    24, 24, 25,
]  # fmt: skip
DISTANCE = [
    2, 10, 4, 22, 16, 10, 18, 26, 34, 17, 28, 14, 20, 24, 28, 26, 34, 34, 46, 26, 36, 60, 80,
    20, 26, 54, 32, 40, 32, 40, 50, 42, 56, 76, 84, 36, 46, 68, 32, 48, 52, 56, 64, 66, 54, 70,
    92, 93, 120, 85,
]  # fmt: skip


def test_a_line_without_errors_predicts_as_r_does():
    # predict(lm(dist ~ speed, cars), data.frame(speed = 10), interval = "prediction") in R 4.2:
    # 21.74499 -9.809601 53.29959; summary(lm(dist ~ speed, cars)): slope 3.9324 (0.4155), sigma 15.38
    seen = look_ahead(SPEED, DISTANCE, None, 10)
    t = 2.010635  # qt(0.975, 48)
    assert seen.expected == pytest.approx(21.74499, abs=1e-4)
    assert seen.expected - t * seen.error == pytest.approx(-9.809601, abs=1e-4)
    assert (seen.slope, seen.slope_error) == pytest.approx((3.932409, 0.4155128), abs=1e-5)
    assert scatter(SPEED, DISTANCE) == pytest.approx(15.37959, abs=1e-4)
    assert slope_p_value(seen) == pytest.approx(1.49e-12, rel=0.01)
    # beyond the limit of a 95 % interval lies 2.5 %
    assert chance(seen, 53.29959, 1.0) == pytest.approx(0.025, abs=1e-4)
    assert chance(seen, 53.29959, -1.0) == pytest.approx(0.975, abs=1e-4)


def test_two_figures_with_errors_are_joined_and_drawn_alike():
    seen = look_ahead([2020, 2022], [30.0, 27.0], [1.0, 0.8], 2026)
    assert seen.expected == 21.0
    draw = np.random.default_rng(1)
    first, now, then = (draw.normal(0, s, 200_000) for s in (1.0, 0.8, 0.8))
    drawn = (27 + now) + 2 * ((27 + now) - (30 + first)) + then
    assert seen.error == pytest.approx(drawn.std(), rel=0.01)
    assert chance(seen, 22.0, -1.0) == pytest.approx((drawn <= 22).mean(), abs=0.01)


def test_a_start_that_is_exact_adds_no_error():
    seen = look_ahead([2020, 2022], [30.0, 27.0], [0.0, 0.8], 2024, 0.0)
    assert seen.error == pytest.approx(2 * 0.8)
    sure = look_ahead([2020, 2022], [30.0, 27.0], [0.0, 0.0], 2024)
    assert (chance(sure, 24.0, -1.0), chance(sure, 23.9, -1.0)) == (1.0, 0.0)
    assert math.isnan(slope_p_value(sure))


def test_a_weighted_line_is_widened_by_scatter_and_never_narrowed():
    years, errors, figures = [2020, 2021, 2022, 2023], [1.0] * 4, [13.0, 6.0, 11.0, 4.0]
    quiet = look_ahead(years, [10.0, 9.0, 8.0, 7.0], errors, 2025)
    loud = look_ahead(years, figures, errors, 2025)
    assert quiet.slope_error == pytest.approx(1 / math.sqrt(5))
    fitted = np.polyfit(years, figures, 1)
    squares = ((np.polyval(fitted, years) - figures) ** 2).sum()
    assert loud.error / quiet.error == pytest.approx(math.sqrt(squares / 2))
    assert loud.slope == pytest.approx(fitted[0])


def test_too_few_points_make_no_line():
    for arguments in (([2020], [1.0], [1.0], 2024), ([2020, 2021], [1.0, 2.0], None, 2024)):
        with pytest.raises(ValueError, match="points"):
            look_ahead(*arguments)
    with pytest.raises(ValueError, match="above 0"):
        look_ahead([2020, 2021, 2022], [1.0, 2.0, 3.0], [0.0, 1.0, 1.0], 2024)


def test_a_quotient_of_even_intervals_has_fieller_s_limits():
    # Fieller 1954: (a b -/+ sqrt((a b)^2 - (a^2 - z^2 s_a^2)(b^2 - z^2 s_b^2))) / (b^2 - z^2 s_b^2)
    for a, half_a, b, half_b in ((8.0, 2.0, 10.0, 2.0), (-8.0, 2.0, 10.0, 2.0), (0.5, 2.0, 10.0, 3.0)):
        found = quotient_limits((a, a - half_a, a + half_a), (b, b - half_b, b + half_b))
        bottom = b**2 - half_b**2
        root = math.sqrt((a * b) ** 2 - (a**2 - half_a**2) * bottom)
        assert found == pytest.approx(((a * b - root) / bottom, (a * b + root) / bottom))


def test_the_quotient_lies_below_one_when_the_difference_lies_below_zero():
    for upper in (9.0, 9.6, 9.8, 11.0):
        now, start = (8.0, 7.0, upper), (10.0, 9.0, 12.0)
        assert (quotient_limits(now, start)[1] < 1) == bool(mover(*now, *start).upper < 0)
    by_logs = ratio(8.0, 7.0, 9.0, 10.0, 9.0, 12.0)
    assert quotient_limits((8.0, 7.0, 9.0), (10.0, 9.0, 12.0)) == pytest.approx(
        (float(by_logs.lower), float(by_logs.upper)), abs=0.02
    )


def test_a_start_that_cannot_be_told_from_none_gives_no_limits():
    assert all(map(math.isnan, quotient_limits((8.0, 6.0, 10.0), (10.0, -1.0, 20.0))))
    assert all(map(math.isnan, quotient_limits((8.0, math.nan, math.nan), (10.0, 9.0, 11.0))))


def test_the_smallest_change_is_cohen_s_and_a_line_of_figures_sees_less():
    # Cohen 1988: 1.96 + 0.84 standard errors of the difference of two figures
    assert smallest_change(1.0, 0.95) == pytest.approx((1.959964 + 0.841621) * math.sqrt(2), abs=1e-5)
    # the change along a line through n + 1 figures has the slope's error times the time
    for n in (1, 3, 8):
        times = np.arange(n + 1)
        of_slope = n / math.sqrt(((times - times.mean()) ** 2).sum())
        assert smallest_change(1.0, 0.95, n) == pytest.approx(2.801585 * of_slope, abs=1e-5)
    # an error estimated with 8 degrees of freedom: t(0.975) = 2.306, t(0.80) = 0.889 (Fisher & Yates' table)
    assert smallest_change(1.0, 0.95, free=8) == pytest.approx((2.306 + 0.889) * math.sqrt(2), abs=1e-3)
    with pytest.raises(ValueError, match="figure"):
        smallest_change(1.0, 0.95, 0)


def test_the_smallest_change_is_found_four_times_in_five():
    draw = np.random.default_rng(2)
    change = smallest_change(1.0, 0.95, 4)
    times = np.linspace(-0.5, 0.5, 5)
    figures = change * times + draw.normal(0, 1, (20_000, 5))
    slopes = (figures @ times) / (times @ times)
    assert (np.abs(slopes * math.sqrt(times @ times)) > 1.959964).mean() == pytest.approx(0.8, abs=0.01)
