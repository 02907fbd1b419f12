"""The gradient over ordered groups: slope index, relative index, concentration index.

Groups stand from the most disadvantaged to the most advantaged. A group's place is the middle of its
stretch of the population, from 0 to 1. Quantile labels must be numbers: as text, 10 sorts before 2.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

from alemap.stats._arrays import Floats, divide, floats, normal_quantile
from alemap.stats.inequality import Groups, Measure, measure
from alemap.values import dataclass

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

Scale = Literal["natural", "log", "logit"]

REPETITIONS = 20_000
_FEWEST = 3


@dataclass(frozen=True, slots=True)
class SlopeIndex:
    """Slope and relative index of inequality with limits, and the fitted value at the bottom end."""

    slope: Measure
    relative: Measure
    intercept: float


def slope_index(
    population: ArrayLike,
    value: ArrayLike,
    *,
    standard_error: ArrayLike | None = None,
    lower: ArrayLike | None = None,
    upper: ArrayLike | None = None,
    scale: Scale = "natural",
    fit_on_scale: bool = False,
    high_first: bool = False,
    confidence: float = 0.95,
    repetitions: int = REPETITIONS,
    seed: int = 1,
) -> SlopeIndex:
    """Slope index (top less bottom end) and relative index (top over bottom) by weighted least squares.

    All arrays are per group in order. `high_first` turns both indices round (bottom less top). Errors
    come from `standard_error` in the values' unit, or else from 95 % limits read on `scale`: `log` for
    rates, `logit` for shares from 0 to 1. The errors are normal on that scale; limits are quantiles
    over `repetitions` draws with `seed`. `fit_on_scale` fits the line there too and carries both ends
    back. No errors given: limits NaN. Fewer than three groups or a missing value: NaN. ValueError for
    values outside their scale.
    Source: Regidor, Journal of Epidemiology and Community Health 2004; 58: 895-903.
    """
    data, people = floats(value), floats(population)
    if np.isnan(data + people).any() or data.size < _FEWEST:
        empty = measure(np.nan)
        return SlopeIndex(empty, empty, np.nan)
    line = _line(people)
    centre = _onto(data, scale)
    fit = _ends(line, centre, scale, on_scale=fit_on_scale)[:, 0]
    turn = -1.0 if high_first else 1.0
    slope, relative = turn * (fit[1] - fit[0]), divide(fit[1], fit[0]) ** turn
    spread = _spread(standard_error, lower, upper, scale)
    if spread is None or np.isnan(spread).any():
        return SlopeIndex(measure(float(slope)), measure(float(relative)), float(fit[0]))
    draws = np.random.default_rng(seed).standard_normal((data.size, repetitions))
    ends = _ends(line, centre[:, np.newaxis] + spread[:, np.newaxis] * draws, scale, on_scale=fit_on_scale)
    slopes, ratios = turn * (ends[1] - ends[0]), divide(ends[1], ends[0]) ** turn
    return SlopeIndex(
        _drawn(float(slope), slopes, confidence), _drawn(float(relative), ratios, confidence), float(fit[0])
    )


def _line(population: Floats) -> Floats:
    """Matrix [2, groups] that takes values to the fitted ends at place 0 and place 1."""
    share = population / population.sum()
    place = np.cumsum(share) - share / 2.0
    design = np.column_stack([np.ones_like(place), place]) * np.sqrt(share)[:, np.newaxis]
    coefficients = np.linalg.pinv(design) * np.sqrt(share)
    return floats(np.stack([coefficients[0], coefficients.sum(axis=0)]))


def _onto(values: Floats, scale: Scale) -> Floats:
    if scale == "natural":
        return values
    if np.any(values <= 0) or (scale == "logit" and np.any(values >= 1)):
        raise ValueError(f"a value lies outside what the {scale} scale can take")
    return np.log(values) if scale == "log" else np.log(values / (1.0 - values))


def _back(values: Floats, scale: Scale) -> Floats:
    if scale == "natural":
        return values
    return floats(np.exp(values) if scale == "log" else 1.0 / (1.0 + np.exp(-values)))


def _ends(line: Floats, values: Floats, scale: Scale, *, on_scale: bool) -> Floats:
    columns = values.reshape(values.shape[0], -1)
    return _back(line @ columns, scale) if on_scale else floats(line @ _back(columns, scale))


def _spread(
    error: ArrayLike | None, lower: ArrayLike | None, upper: ArrayLike | None, scale: Scale
) -> Floats | None:
    if error is not None and scale == "natural":
        return floats(error)
    if lower is None or upper is None:
        return None
    return (_onto(floats(upper), scale) - _onto(floats(lower), scale)) / (2.0 * normal_quantile(0.95))


def _drawn(value: float, draws: Floats, confidence: float) -> Measure:
    low, high = np.quantile(draws, [(1.0 - confidence) / 2.0, (1.0 + confidence) / 2.0])
    return Measure(value, float(draws.std(ddof=1)), float(low), float(high))


def linear_slope(groups: Groups, confidence: float = 0.95) -> Measure:
    """Slope index from group values alone, with an error that allows for uneven spread (HC1).

    Needs no standard errors: the scatter of the groups about the line gives the error, so that few
    groups give a wide interval. All values equal: 0, without error.
    Source: MacKinnon & White, Journal of Econometrics 1985; 29: 305-325.
    """
    groups = _ordered(groups)
    number, share = groups.value.size, groups.share
    place = np.cumsum(share) - share / 2.0
    design = np.column_stack([np.ones_like(place), place])
    if np.ptp(groups.value) == 0:
        return measure(0.0, 0.0, confidence)
    bread = np.linalg.inv((design.T * share) @ design)
    coefficients = bread @ (design.T * share) @ groups.value
    scores = design * (share * (groups.value - design @ coefficients))[:, np.newaxis]
    variance = bread @ (scores.T @ scores) @ bread * divide(number, number - 2.0)
    return measure(float(coefficients[1]), float(np.sqrt(variance[1, 1])), confidence)


def concentration(
    groups: Groups,
    kind: Literal["absolute", "relative", "wagstaff", "erreygers"] = "relative",
    *,
    lowest: float = 0.0,
    highest: float = 1.0,
) -> Measure:
    """Concentration index: positive where the value gathers among the advantaged.

    `absolute` in the indicator's unit; `relative` to the mean; `wagstaff` and `erreygers` for values
    bounded by `lowest` and `highest`, so that the index of the outcome and of its absence agree.
    The error is that of the index's regression on place.
    Source: Kakwani, Wagstaff & van Doorslaer, Journal of Econometrics 1997; 77: 87-103; Wagstaff,
    Health Economics 2005; 14: 429-432; Erreygers, Journal of Health Economics 2009; 28: 504-515.
    """
    groups = _ordered(groups)
    bounded = kind in ("wagstaff", "erreygers")
    value = (groups.value - lowest) / (highest - lowest) if bounded else groups.value
    share, people = groups.share, groups.population
    place = np.cumsum(share) - share / 2.0
    mean = float(share @ value)
    factor = float(
        {
            "absolute": floats(1.0),
            "relative": divide(1.0, mean),
            "wagstaff": divide(1.0, mean * (1.0 - mean)),
            "erreygers": floats(4.0),
        }[kind]
    )
    outcome = 2.0 * (share @ (place - 0.5) ** 2) * value * factor * np.sqrt(people)
    design = np.column_stack([place, np.ones_like(place)]) * np.sqrt(people)[:, np.newaxis]
    bread = np.linalg.inv(design.T @ design)
    coefficients = bread @ design.T @ outcome
    residuals = outcome - design @ coefficients
    variance = divide(residuals @ residuals, place.size - 2.0) * bread[0, 0]
    return measure(float(coefficients[0]), float(np.sqrt(variance)))


def _ordered(groups: Groups) -> Groups:
    """Sort the groups by their order; ValueError without one or with fewer than three groups."""
    if groups.order is None:
        raise ValueError("a gradient needs groups in order")
    if groups.value.size < _FEWEST:
        raise ValueError("a gradient needs at least three groups")
    by = np.argsort(groups.order, kind="stable")
    return Groups(
        groups.value[by],
        groups.population[by],
        groups.standard_error[by],
        groups.high_is_good,
        groups.order[by],
        None,
    )
