"""Did it work? Difference in differences and interrupted time series, with honest standard errors."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from alemap.stats._arrays import Floats, Ints, floats
from alemap.values import dataclass

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


@dataclass(frozen=True, slots=True)
class DifferenceInDifferences:
    """The effect with its ordinary and its cluster-robust standard error, and the plain 2 x 2 of means.

    The cluster-robust error is the one to use; it needs many areas (40 is a common rule). `areas` and
    `treated` say how many there are.
    """

    effect: float
    standard_error: float
    cluster_error: float
    of_means: float
    areas: int
    treated: int


def difference_in_differences(
    outcome: ArrayLike, area: ArrayLike, time: ArrayLike, treated: ArrayLike, post: ArrayLike
) -> DifferenceInDifferences:
    """Effect of a measure that some areas get from one point in time, by two-way fixed effects.

    All arguments are long, one row per area and time; `treated`, `post` are Boolean. Rows with a
    missing outcome are left out. The areas are the clusters (HC1 correction). ValueError when no area
    is treated, all are, or the times are all before or all after.
    Source: Angrist & Pischke, Mostly Harmless Econometrics, 2009, ch. 5 and 8; Liang & Zeger,
    Biometrika 1986; 73: 13-22.
    """
    y = floats(outcome)
    keep = ~np.isnan(y)
    y = y[keep]
    where = np.unique(np.asarray(area)[keep], return_inverse=True)[1]
    when = np.unique(np.asarray(time)[keep], return_inverse=True)[1]
    given, after = (np.asarray(each, dtype=np.bool_)[keep] for each in (treated, post))
    if given.all() or not given.any() or after.all() or not after.any():
        raise ValueError("both treated and other areas are needed, both before and after")
    dummies = [np.eye(codes.max() + 1)[codes] for codes in (where, when)]
    design = np.column_stack([dummies[0], dummies[1][:, 1:], (given & after).astype(np.float64)])
    fit = _fit(design, y)
    cells = [y[given == g][after[given == g] == a].mean() for g in (True, False) for a in (True, False)]
    return DifferenceInDifferences(
        float(fit.coefficients[-1]),
        float(np.sqrt(fit.variance[-1, -1])),
        float(np.sqrt(_clustered(fit, where)[-1, -1])),
        float(cells[0] - cells[1] - cells[2] + cells[3]),
        int(where.max()) + 1,
        int(np.unique(where[given]).size),
    )


@dataclass(frozen=True, slots=True)
class InterruptedSeries:
    """Coefficients [4]: intercept, slope before, change of level, change of slope, with their errors.

    `robust_covariance` [4, 4] is Newey and West's, of which `robust_errors` are the diagonal's roots;
    `free` the degrees of freedom.
    """

    coefficients: Floats
    standard_errors: Floats
    robust_errors: Floats
    robust_covariance: Floats
    free: int


def interrupted_series(outcome: ArrayLike, time: ArrayLike, start: float, lags: int = 3) -> InterruptedSeries:
    """Fit a line before and after `start`, the first time with the measure, with Newey-West errors.

    Equally spaced times of one series, sorted; the change of slope counts 1 at the first time from
    `start`. `lags` is how far errors may hang together (Bartlett weights,
    with the correction for the number of coefficients). Points with a missing
    outcome are left out. ValueError with fewer than three points on either side.
    Source: Wagner, Soumerai, Zhang & Ross-Degnan, Journal of Clinical Pharmacy and Therapeutics 2002;
    27: 299-309; Newey & West, Econometrica 1987; 55: 703-708.
    """
    y, t = floats(outcome), floats(time)
    keep = ~np.isnan(y)
    y, t = y[keep], t[keep]
    after = t >= start
    fewest = 3
    if min(int(after.sum()), int((~after).sum())) < fewest:
        raise ValueError(f"at least {fewest} points are needed before and after")
    since = np.where(after, t - t[after][0] + 1.0, 0.0)
    design = np.column_stack([np.ones_like(t), t, after.astype(np.float64), since])
    fit = _fit(design, y)
    robust = _newey_west(fit, lags)
    return InterruptedSeries(
        fit.coefficients,
        np.sqrt(np.diag(fit.variance)),
        np.sqrt(np.diag(robust)),
        robust,
        y.size - design.shape[1],
    )


@dataclass(frozen=True, slots=True)
class _Fit:
    design: Floats
    coefficients: Floats
    residuals: Floats
    bread: Floats
    variance: Floats


def _fit(design: Floats, y: Floats) -> _Fit:
    bread = floats(np.linalg.inv(design.T @ design))
    coefficients = floats(np.linalg.lstsq(design, y, rcond=None)[0])
    residuals = y - design @ coefficients
    free = y.size - design.shape[1]
    if free < 1:
        raise ValueError("too few observations for the number of coefficients")
    return _Fit(design, coefficients, residuals, bread, bread * (residuals @ residuals) / free)


def _clustered(fit: _Fit, cluster: Ints) -> Floats:
    scores = fit.design * fit.residuals[:, np.newaxis]
    number = int(cluster.max()) + 1
    sums = np.zeros((number, scores.shape[1]))
    np.add.at(sums, cluster, scores)
    rows, columns = fit.design.shape
    correction = number / (number - 1.0) * (rows - 1.0) / (rows - columns)
    return floats(correction * fit.bread @ (sums.T @ sums) @ fit.bread)


def _newey_west(fit: _Fit, lags: int) -> Floats:
    scores = fit.design * fit.residuals[:, np.newaxis]
    middle = scores.T @ scores
    for lag in range(1, min(lags, len(scores) - 1) + 1):
        across = scores[lag:].T @ scores[:-lag]
        middle = middle + (1.0 - lag / (lags + 1.0)) * (across + across.T)
    rows, columns = fit.design.shape
    return floats(rows / (rows - columns) * fit.bread @ middle @ fit.bread)
