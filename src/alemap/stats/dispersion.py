"""How far areas lie apart beyond chance: moments on a scale where errors are near normal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from alemap.stats._arrays import Floats, check_counts, divide, floats
from alemap.values import dataclass

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

_FEWEST = 2


@dataclass(frozen=True, slots=True)
class Scaled:
    """Values on the log or log-odds scale with their standard errors; NaN where there is none."""

    value: Floats
    standard_error: Floats


def log_odds(numerator: ArrayLike, denominator: ArrayLike) -> Scaled:
    """Log odds of shares, half a case added to each side so that none and all are defined.

    Source: Gart & Zweifel, Biometrika 1967; 54: 181-187. ValueError for impossible counts.
    """
    count, total = np.broadcast_arrays(floats(numerator), floats(denominator))
    check_counts(count, total, bounded=True)
    cases, others = count + 0.5, total - count + 0.5
    seen = total > 0
    return Scaled(
        np.where(seen, np.log(cases / others), np.nan),
        np.where(seen, np.sqrt(1.0 / cases + 1.0 / others), np.nan),
    )


def log_rate(events: ArrayLike, exposure: ArrayLike) -> Scaled:
    """Log of rates, half an event added so that none is defined. ValueError for impossible counts."""
    count, base = np.broadcast_arrays(floats(events), floats(exposure))
    check_counts(count, base, bounded=False)
    cases = count + 0.5
    return Scaled(np.log(divide(cases, np.where(base > 0, base, np.nan))), np.sqrt(1.0 / cases))


def log_odds_value(share: ArrayLike, standard_error: ArrayLike) -> Scaled:
    """Log odds of shares strictly between 0 and 1 with the delta method's errors; others have none."""
    data = floats(share)
    inner = np.where((data > 0) & (data < 1), data, np.nan)
    return Scaled(np.log(inner / (1.0 - inner)), floats(standard_error) / (inner * (1.0 - inner)))


def log_value(value: ArrayLike, standard_error: ArrayLike) -> Scaled:
    """Log of positive values with the delta method's errors; a value of 0 or less has none."""
    data = floats(value)
    positive = np.where(data > 0, data, np.nan)
    return Scaled(np.log(positive), divide(floats(standard_error), positive))


@dataclass(frozen=True, slots=True)
class Spread:
    """Spread of areas beyond chance.

    `number` of areas with value and error; `between`: the standard deviation between areas on the
    scale given; `factor`: e to that, how many times above or below the middle a usual area lies;
    `beyond_chance`: the share of the variation that chance does not explain (0 to 1). NaN with fewer
    than two areas.
    """

    number: int
    between: float
    factor: float
    beyond_chance: float


def spread(values: Scaled) -> Spread:
    """Estimate the spread between areas by moments, each area weighted by its precision.

    Source: DerSimonian & Laird, Controlled Clinical Trials 1986; 7: 177-188 (the variance between);
    Higgins & Thompson, Statistics in Medicine 2002; 21: 1539-1558 (the share beyond chance).
    """
    seen = ~np.isnan(values.value) & (values.standard_error > 0)
    number = int(seen.sum())
    if number < _FEWEST:
        return Spread(number, np.nan, np.nan, np.nan)
    value, weight = values.value[seen], values.standard_error[seen] ** -2.0
    centre = float(weight @ value / weight.sum())
    squares = float(weight @ (value - centre) ** 2)
    free = number - 1
    scale = float(weight.sum() - (weight**2).sum() / weight.sum())
    between = np.sqrt(max(0.0, (squares - free) / scale))
    share = max(0.0, 1.0 - free / squares) if squares > 0 else 0.0
    return Spread(number, float(between), float(np.exp(between)), share)
