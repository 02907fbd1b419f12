"""Outliers of an indicator before it enters an index: skewness, kurtosis, winsorising, logarithms.

Each function takes one indicator over all areas; NaN is left out and stays.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from alemap.stats._arrays import Floats, divide, floats
from alemap.values import dataclass

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

SKEWNESS_LIMIT = 2.0
KURTOSIS_LIMIT = 3.5
MOST_WINSORISED = 5


def skewness(values: ArrayLike) -> float:
    """Compute the sample skewness G1; NaN for fewer than three values or no spread.

    Source: Joanes & Gill, The Statistician 1998; 47: 183-189.
    """
    data = _seen(values)
    n = data.size
    if n < 3:  # noqa: PLR2004 - the estimate divides by n - 2
        return float("nan")
    second, third, _ = _central(data)
    return float(divide(third, second**1.5) * np.sqrt(n * (n - 1.0)) / (n - 2.0))


def kurtosis(values: ArrayLike) -> float:
    """Compute the sample excess kurtosis G2; NaN for fewer than four values or no spread.

    Source: see `skewness`.
    """
    data = _seen(values)
    n = data.size
    if n < 4:  # noqa: PLR2004 - the estimate divides by n - 3
        return float("nan")
    second, _, fourth = _central(data)
    raw = divide(fourth, second**2) - 3.0
    return float((n - 1.0) / ((n - 2.0) * (n - 3.0)) * ((n + 1.0) * raw + 6.0))


def _seen(values: ArrayLike) -> Floats:
    data = floats(values).ravel()
    return data[~np.isnan(data)]


def _central(data: Floats) -> tuple[float, float, float]:
    centred = data - data.mean()
    flat = np.abs(centred).max() <= 1e-14 * np.abs(data).max()
    second, third, fourth = (float(np.mean(centred**power)) for power in (2, 3, 4))
    return (0.0 if flat else second), third, fourth


def is_even(values: ArrayLike) -> bool:
    """Whether an indicator passes untreated: little skewness or little kurtosis.

    Too few values to tell, or no spread, passes. Source: OECD/JRC, Handbook on Constructing Composite
    Indicators, 2008, step 5.
    """
    skew, peak = skewness(values), kurtosis(values)
    if np.isnan(skew) or np.isnan(peak):
        return True
    return abs(skew) < SKEWNESS_LIMIT or peak < KURTOSIS_LIMIT


@dataclass(frozen=True, slots=True)
class Treated:
    """The treated values and how many points were drawn in."""

    values: Floats
    winsorised: int


def winsorise(values: ArrayLike, most: int = MOST_WINSORISED) -> Treated:
    """Draw the outermost value in to its neighbour, one at a time, until the indicator passes.

    The highest value when skewed upwards, else the lowest; equal outermost values go together and
    count as one. At most `most` times; the result may then still fail.
    """
    data = floats(values).astype(np.float64)
    number = 0
    while number < most and not is_even(data):
        upwards = skewness(data) > 0
        outermost = np.nanmax(data) if upwards else np.nanmin(data)
        inner = data[(data != outermost) & ~np.isnan(data)]
        if not inner.size:
            break
        data[data == outermost] = inner.max() if upwards else inner.min()
        number += 1
    return Treated(data, number)


def log_shifted(values: ArrayLike) -> Floats:
    """Logarithm after moving the lowest value to a hundredth of the range above zero.

    No spread: NaN where there was a value.
    """
    data = floats(values)
    if not _seen(data).size:
        return np.full(data.shape, np.nan)
    low, high = np.nanmin(data), np.nanmax(data)
    if low == high:
        return np.full(data.shape, np.nan)
    return floats(np.log(data - low + 0.01 * (high - low)))


def log_towards_centre(values: ArrayLike) -> Floats:
    """Take the logarithm from the side of the long tail: `log_shifted`, mirrored when not skewed upwards."""
    data = floats(values)
    if skewness(data) > 0:
        return log_shifted(data)
    return -log_shifted(-data)


def treat(values: ArrayLike, most: int = MOST_WINSORISED) -> Floats:
    """Treat one indicator if it needs it: winsorise, and if that is not enough, logarithm instead.

    The logarithm is taken of the values as they came, not of the winsorised ones.
    """
    data = floats(values)
    if is_even(data):
        return data
    drawn = winsorise(data, most).values
    return drawn if is_even(drawn) else log_shifted(data)
