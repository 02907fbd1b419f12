"""A target's outlook: the share of the way gone, the chance of the goal, what could be told at all."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from alemap.stats._arrays import Floats, floats, normal_below, normal_quantile, scipy_module
from alemap.values import dataclass

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

POWER = 0.8
"""How probable it shall be that a change is told from chance."""

_TWO = 2


def quotient_limits(
    top: tuple[float, float, float], bottom: tuple[float, float, float]
) -> tuple[float, float]:
    """Limits of top / bottom, two independent estimates, each as value, lower and upper limit (MOVER-R).

    `top` may have any sign; `bottom` must be above zero with its lower limit, else the quotient has no
    limits and both are NaN, as they are when any number is missing.
    Source: Donner & Zou, Statistical Methods in Medical Research 2012; 21: 347-359, Fieller's form.
    """
    (a, la, ua), (b, lb, ub) = top, bottom
    if any(map(math.isnan, (*top, *bottom))) or lb <= 0:
        return math.nan, math.nan
    # The limit q is where top - q * bottom reaches zero; q's sign says which side of bottom it pulls at.
    return (
        _quotient_limit(a, a - la, b, ub - b if la >= 0 else b - lb, -1.0),
        _quotient_limit(a, ua - a, b, b - lb if ua >= 0 else ub - b, 1.0),
    )


def _quotient_limit(top: float, width: float, bottom: float, other: float, side: float) -> float:
    """Solve (top - q bottom)^2 = width^2 + q^2 other^2 for the root on one side of top / bottom."""
    square = bottom**2 - other**2
    if square <= 0:
        return math.nan
    product = top * bottom
    return (product + side * math.sqrt(max(product**2 - square * (top**2 - width**2), 0.0))) / square


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a straight line says of a time to come.

    `expected` figure then and its standard `error`, the chance in that figure included; `slope` per unit of
    time with its standard error; `free` degrees of freedom (infinite where the errors are known).
    """

    expected: float
    error: float
    slope: float
    slope_error: float
    free: float


def look_ahead(
    times: ArrayLike, values: ArrayLike, errors: ArrayLike | None, at: float, error_then: float | None = None
) -> Outlook:
    """Draw a straight line through a series and carry it on to the time `at`.

    With standard `errors`, one a value: two points are joined, and any errors may be 0; through more goes
    a line weighted by precision, whose errors are widened where the points scatter more about it than their
    errors explain (never narrowed). `error_then`: the standard error a figure will have at `at` (default:
    the last one's). Without errors: least squares, the scatter about the line being the error, with n - 2
    degrees of freedom; at least three points. ValueError for too few points or equal times.
    Source: Draper & Smith, Applied Regression Analysis, 1998, ch. 1 and 3 (prediction of a new observation);
    Particle Data Group, Review of Particle Physics, section 5.2.2 (widening by the scatter).
    """
    when, value = floats(times), floats(values)
    fewest = 3 if errors is None else _TWO
    if when.size < fewest or np.unique(when).size < _TWO:
        raise ValueError(f"a line needs {fewest} points at different times")
    if errors is None:
        slope, level, centre, spread = _line(when, value, np.ones(when.size))
        error = scatter(when, value)
        further = math.sqrt(1.0 + 1.0 / when.size + (at - centre) ** 2 / spread)
        expected = level + slope * (at - centre)
        return Outlook(expected, error * further, slope, error / math.sqrt(spread), when.size - 2.0)
    known = floats(errors)
    then = float(known[-1]) if error_then is None else error_then
    if when.size == _TWO:
        return _joined(when, value, known, at, then)
    if np.any(known <= 0):
        raise ValueError("a line through more than two points needs errors above 0")
    weight = known**-2.0
    slope, level, centre, spread = _line(when, value, weight)
    squares = float((weight * (value - level - slope * (when - centre)) ** 2).sum())
    wider = max(1.0, squares / (when.size - 2))
    of_line = 1.0 / float(weight.sum()) + (at - centre) ** 2 / spread
    return Outlook(
        level + slope * (at - centre),
        math.sqrt(wider * (of_line + then**2)),
        slope,
        math.sqrt(wider / spread),
        math.inf,
    )


def scatter(times: ArrayLike, values: ArrayLike) -> float:
    """The standard deviation of figures about their line of least squares, with n - 2 degrees of freedom."""
    when, value = floats(times), floats(values)
    slope, level, centre, _ = _line(when, value, np.ones(when.size))
    return math.sqrt(float(((value - level - slope * (when - centre)) ** 2).sum()) / (when.size - 2))


def _line(when: Floats, value: Floats, weight: Floats) -> tuple[float, float, float, float]:
    """Slope, level at the weighted mean time, that time, and the weighted spread of the times about it."""
    total = weight.sum()
    centre = float(weight @ when / total)
    spread = float(weight @ (when - centre) ** 2)
    return float(weight @ ((when - centre) * value)) / spread, float(weight @ value / total), centre, spread


def _joined(when: Floats, value: Floats, error: Floats, at: float, then: float) -> Outlook:
    """The line through two points, with the errors of both."""
    (first, last), (base, now) = when.tolist(), value.tolist()
    ahead = (at - last) / (last - first)
    slope = (now - base) / (last - first)
    before, after = error.tolist()
    return Outlook(
        now + ahead * (now - base),
        math.sqrt((1.0 + ahead) ** 2 * after**2 + ahead**2 * before**2 + then**2),
        slope,
        math.hypot(before, after) / (last - first),
        math.inf,
    )


def chance(seen: Outlook, goal: float, aim: float) -> float:
    """Probability that the figure then lies at the goal or beyond it, `aim` being +1 upward, -1 downward."""
    ahead = aim * (seen.expected - goal)
    if seen.error == 0:
        return 1.0 if ahead >= 0 else 0.0
    return _below(ahead / seen.error, seen.free)


def slope_p_value(seen: Outlook) -> float:
    """Two-sided p-value of the slope against none; NaN where it has no error."""
    if seen.slope_error == 0:
        return math.nan
    return 2.0 * _below(-abs(seen.slope / seen.slope_error), seen.free)


def _below(standardised: float, free: float) -> float:
    if math.isinf(free):
        return float(normal_below(standardised))
    return float(scipy_module("special").stdtr(free, standardised))


def smallest_change(error: float, confidence: float, figures_ahead: int = 1, free: float = math.inf) -> float:
    """The least change between now and then that is told from chance with a probability of `POWER`.

    `error`: a figure's standard error, taken to stay. `figures_ahead`: how many figures will have come by
    then, evenly spread. One is compared with today's; through more a straight line is laid from today's,
    and the change along it tested. `free`: the degrees of freedom that the error was estimated with, infinite
    where it is known. ValueError for no figure.
    Source: Cohen, Statistical Power Analysis, 1988, ch. 2, with normal quantiles; Bloom, Evaluation Review
    1995; 19: 547-556, with Student's t.
    """
    if figures_ahead < 1:
        raise ValueError("a change needs a figure to come")
    # over equal steps from 0 to 1 the squared distances from the middle sum to (n + 1)(n + 2) / 12 n
    n = figures_ahead
    of_change = error * math.sqrt(12.0 * n / ((n + 1) * (n + 2)))
    if math.isinf(free):
        return (normal_quantile(confidence) + normal_quantile(2 * POWER - 1)) * of_change
    quantile = scipy_module("special").stdtrit
    return float(quantile(free, (1 + confidence) / 2) + quantile(free, POWER)) * of_change
