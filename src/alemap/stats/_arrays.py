"""What all methods share: arrays of floats, division, the normal distribution, scipy on demand.

Missing is NaN, in and out. scipy is loaded at the first call that needs it, so that importing
`alemap.stats` costs no more than numpy.
"""

from __future__ import annotations

import importlib
import math
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]

_NORMAL = NormalDist()


def floats(values: ArrayLike) -> Floats:
    """Turn the values into float64, None becoming NaN."""
    return np.asarray(values, dtype=np.float64)


def divide(numerator: ArrayLike, denominator: ArrayLike) -> Floats:
    """Quotient, NaN where the denominator is zero or either is missing; the one division of `stats`."""
    top, bottom = floats(numerator), floats(denominator)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        quotient = np.divide(top, bottom)
    return np.where(bottom == 0, np.nan, quotient)


def normal_quantile(confidence: float) -> float:
    """Two-sided normal quantile: 1.96 for 0.95. ValueError outside (0, 1)."""
    check_confidence(confidence)
    return _NORMAL.inv_cdf((1.0 + confidence) / 2.0)


def check_confidence(confidence: float) -> None:
    """ValueError unless 0 < confidence < 1."""
    if not 0.0 < confidence < 1.0:
        raise ValueError(f"confidence must lie between 0 and 1, not {confidence}")


def two_sided_p(standardised: ArrayLike) -> Floats:
    """P-value of a standard normal statistic in both tails; NaN stays NaN."""
    scaled = np.abs(floats(standardised)) / math.sqrt(2.0)
    flat = scaled.ravel()
    # math.erfc through map: a tenth of a second per million, and no scipy on the way.
    tails = np.fromiter(map(math.erfc, flat.tolist()), dtype=np.float64, count=flat.size)
    return tails.reshape(scaled.shape)


def normal_below(standardised: ArrayLike) -> Floats:
    """Probability that a standard normal number lies below each; NaN stays NaN."""
    scaled = floats(standardised) / -math.sqrt(2.0)
    flat = scaled.ravel()
    below = np.fromiter(map(math.erfc, flat.tolist()), dtype=np.float64, count=flat.size)
    return 0.5 * below.reshape(scaled.shape)


def check_counts(numerator: Floats, denominator: Floats, *, bounded: bool) -> None:
    """ValueError for a negative count or, when `bounded`, a numerator above its denominator."""
    with np.errstate(invalid="ignore"):
        bad = (numerator < 0) | (denominator < 0)
        if bounded:
            bad |= numerator > denominator * (1.0 + 1e-9)
    if np.any(bad):
        position = int(np.flatnonzero(bad)[0])
        top = np.broadcast_to(numerator, bad.shape).ravel()[position]
        bottom = np.broadcast_to(denominator, bad.shape).ravel()[position]
        raise ValueError(
            f"{int(bad.sum())} impossible count(s), the first at position {position}: "
            f"numerator {top:g}, denominator {bottom:g}"
        )


def scipy_module(name: str) -> Any:
    """`scipy.<name>`, loaded when first asked for."""
    return importlib.import_module(f"scipy.{name}")
