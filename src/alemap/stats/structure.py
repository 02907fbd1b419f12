"""Do the indicators of a category belong together? Cronbach's alpha and principal components."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from alemap.stats._arrays import Floats, divide, floats
from alemap.values import dataclass

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


def cronbach_alpha(values: ArrayLike) -> float:
    """Compute how alike the indicators (columns) measure: 1 fully, 0 not at all; NaN for fewer than two.

    Covariances take every pair of values present. Source: Cronbach, Psychometrika 1951; 16: 297-334.
    """
    data = floats(values)
    number = data.shape[1]
    if number < 2:  # noqa: PLR2004 - one indicator agrees with nothing
        return float("nan")
    covariance = _pairwise_covariance(data)
    return float(number / (number - 1.0) * (1.0 - divide(np.trace(covariance), covariance.sum())))


def _pairwise_covariance(data: Floats) -> Floats:
    seen = (~np.isnan(data)).astype(np.float64)
    filled = np.nan_to_num(data)
    both = seen.T @ seen
    # Mean of one indicator over the areas where the other is there too.
    mean = divide(filled.T @ seen, both)
    return divide(filled.T @ filled - both * mean * mean.T, both - 1.0)


@dataclass(frozen=True, slots=True)
class Components:
    """Principal components of the correlation matrix, largest first.

    `weights` [indicators] the first component's loadings; `loadings` [indicators, components];
    `shares` of variance.
    """

    weights: Floats
    loadings: Floats
    shares: Floats


def principal_components(values: ArrayLike) -> Components:
    """Principal components of the areas that have every indicator.

    `values` [areas, indicators]. Loadings are of unit length and have the
    sign that makes their sum positive: they may be negative, which says that the indicators do not
    point one way. ValueError for fewer than three complete areas or an indicator without spread.
    Source: OECD/JRC, Handbook on Constructing Composite Indicators, 2008, step 6.
    """
    data = floats(values)
    complete = data[~np.isnan(data).any(axis=1)]
    if len(complete) < 3:  # noqa: PLR2004 - two points lie on a line whatever they say
        raise ValueError("at least three areas with every indicator are needed")
    spread = complete.std(axis=0, ddof=1)
    if np.any(spread <= 1e-12 * np.abs(complete).max(axis=0)):
        raise ValueError("an indicator does not vary")
    scaled = (complete - complete.mean(axis=0)) / spread
    _, singular, turned = np.linalg.svd(scaled, full_matrices=False)
    loadings = turned.T * np.where(turned.sum(axis=1) < 0, -1.0, 1.0)
    return Components(floats(loadings[:, 0]), floats(loadings), floats(singular**2 / (singular**2).sum()))
