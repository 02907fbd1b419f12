"""Two shares compared by the textbook tests, beside the hybrid score interval of `differences`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from alemap.stats._arrays import (
    Floats,
    check_counts,
    divide,
    floats,
    normal_quantile,
    scipy_module,
    two_sided_p,
)
from alemap.stats.differences import Difference, mover
from alemap.stats.intervals import Interval, wilson
from alemap.values import dataclass

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


def newcombe(
    x1: ArrayLike, n1: ArrayLike, x2: ArrayLike, n2: ArrayLike, confidence: float = 0.95
) -> Difference:
    """Difference of two shares with Newcombe's hybrid score interval: the one to show.

    Shapes broadcast. A denominator of 0: NaN. Source: see `mover`.
    """
    a, b = wilson(x1, n1, confidence), wilson(x2, n2, confidence)
    return mover(a.value, a.lower, a.upper, b.value, b.lower, b.upper, confidence)


def wald(x1: ArrayLike, n1: ArrayLike, x2: ArrayLike, n2: ArrayLike, confidence: float = 0.95) -> Interval:
    """Difference of two shares with the simple normal interval, for comparison with other tables.

    Its width is 0 where both shares are 0 or 1, and it may pass 1: prefer `newcombe`.
    """
    (a, first), (b, second) = _share(x1, n1), _share(x2, n2)
    half = normal_quantile(confidence) * np.sqrt(divide(a * (1 - a), first) + divide(b * (1 - b), second))
    return Interval(a - b, a - b - half, a - b + half)


@dataclass(frozen=True, slots=True)
class Test:
    """A standard normal statistic and its two-sided p-value."""

    statistic: Floats
    p_value: Floats


def pooled_z(x1: ArrayLike, n1: ArrayLike, x2: ArrayLike, n2: ArrayLike) -> Test:
    """Test of equal shares with the pooled standard error; NaN where the pooled share is 0 or 1."""
    (a, first), (b, second) = _share(x1, n1), _share(x2, n2)
    both = divide(floats(x1) + floats(x2), first + second)
    error = np.sqrt(both * (1.0 - both) * (divide(1.0, first) + divide(1.0, second)))
    statistic = divide(a - b, error)
    return Test(statistic, two_sided_p(statistic))


def fisher_exact(x1: ArrayLike, n1: ArrayLike, x2: ArrayLike, n2: ArrayLike) -> Floats:
    """Two-sided p-value of Fisher's exact test of equal shares; NaN for missing counts or no persons.

    All tables no likelier than the one seen count, with the tolerance usual for ties.
    Counts must be whole. Source: Fisher, Statistical Methods for Research Workers, 1934.
    """
    columns = np.broadcast_arrays(floats(x1), floats(n1), floats(x2), floats(n2))
    check_counts(columns[0], columns[1], bounded=True)
    check_counts(columns[2], columns[3], bounded=True)
    rows = np.column_stack([column.ravel() for column in columns])
    p = [_fisher(*row) if np.isfinite(row).all() and row[1] > 0 and row[3] > 0 else np.nan for row in rows]
    return np.array(p, dtype=np.float64).reshape(columns[0].shape)


def _fisher(x1: float, n1: float, x2: float, n2: float) -> float:
    hypergeometric = scipy_module("stats").hypergeom(n1 + n2, x1 + x2, n1)
    possible = np.arange(max(0.0, x1 + x2 - n2), min(n1, x1 + x2) + 1.0)
    logs = hypergeometric.logpmf(possible)
    likelihood = np.exp(logs - logs.max())
    seen = likelihood[int(x1 - possible[0])]
    return float(likelihood[likelihood <= seen * (1.0 + 1e-7)].sum() / likelihood.sum())


def risk_ratio(
    x1: ArrayLike, n1: ArrayLike, x2: ArrayLike, n2: ArrayLike, confidence: float = 0.95
) -> Interval:
    """Ratio of two shares with Katz's log interval; NaN where either count is 0.

    Source: Katz, Baptista, Azen & Pike, Biometrics 1978; 34: 469-474.
    """
    (a, first), (b, second) = _share(x1, n1), _share(x2, n2)
    top, bottom = floats(x1), floats(x2)
    quotient = np.where((top == 0) | (bottom == 0), np.nan, divide(a, b))
    variance = divide(1.0, top) - divide(1.0, first) + divide(1.0, bottom) - divide(1.0, second)
    factor = np.exp(normal_quantile(confidence) * np.sqrt(np.maximum(variance, 0.0)))
    return Interval(quotient, quotient / factor, quotient * factor)


def _share(count: ArrayLike, total: ArrayLike) -> tuple[Floats, Floats]:
    top, bottom = floats(count), floats(total)
    check_counts(top, bottom, bounded=True)
    return divide(top, bottom), bottom
