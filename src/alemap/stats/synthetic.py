"""Synthetic control: the mix of other areas that moved as the treated one did before, and its placebos."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from alemap.stats._arrays import Floats, floats, scipy_module
from alemap.values import dataclass

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

_HEAVY = 1e4
"""How much the weights' sum counts against the fit; they are made to add up to 1 afterwards."""


@dataclass(frozen=True, slots=True)
class SyntheticControl:
    """The mix, and what the treated area has beyond it.

    `weights` [donors], at least 0, sum 1; `path` [periods] of the mix; `gap` treated less path; `effect`: the
    mean gap after; `fit` and `misfit`: root mean squared gap before and after.
    """

    weights: Floats
    path: Floats
    gap: Floats
    effect: float
    fit: float
    misfit: float

    @property
    def ratio(self) -> float:
        """How much larger the gap is after than before."""
        return self.misfit / self.fit if self.fit > 0 else np.inf if self.misfit > 0 else 1.0


@dataclass(frozen=True, slots=True)
class Placebos:
    """Every donor treated as if it had the measure: their ratios [donors], and where ours stands.

    `rank`: 1 where no donor's gap grew as much; `p_value`: that rank over donors and treated together.
    """

    ratios: Floats
    rank: int
    p_value: float


def synthetic_control(treated: ArrayLike, donors: ArrayLike, after: ArrayLike) -> SyntheticControl:
    """Find the mix of donors nearest to the treated area's series before.

    `treated` [periods], `donors` [donors, periods], `after` [periods] Boolean. Least squares with weights
    at least 0 and sum 1, on the outcome's own periods, each counting alike. ValueError without donors or
    periods on both sides. Source: Abadie, Diamond & Hainmueller, Journal of the American Statistical
    Association 2010; 105: 493-505.
    """
    own, others, later = floats(treated), floats(donors), np.asarray(after, dtype=np.bool_)
    if not len(others) or later.all() or not later.any():
        raise ValueError("donors, and periods both before and after, are needed")
    # the common level makes no difference when weights add up to 1, and large numbers lose digits
    level = own[~later].mean()
    scale = max(float(np.abs(others[:, ~later] - level).max()), 1e-12)
    fitted = np.vstack([(others[:, ~later] - level).T / scale, np.full(len(others), _HEAVY)])
    wanted = np.append((own[~later] - level) / scale, _HEAVY)
    weights = floats(scipy_module("optimize").nnls(fitted, wanted)[0])
    weights = weights / weights.sum()
    path = weights @ others
    gap = own - path
    fit, misfit = (float(np.sqrt((gap[part] ** 2).mean())) for part in (~later, later))
    return SyntheticControl(weights, path, gap, float(gap[later].mean()), fit, misfit)


def placebos(control: SyntheticControl, donors: ArrayLike, after: ArrayLike) -> Placebos:
    """Give each donor a mix of the others, and rank the treated area's ratio among theirs.

    The treated area is no part of any mix. Source: as `synthetic_control`.
    """
    others = floats(donors)
    mixes = (
        synthetic_control(each, np.delete(others, row, axis=0), after) for row, each in enumerate(others)
    )
    ratios = floats([mix.ratio for mix in mixes])
    larger = int((ratios >= control.ratio * (1.0 - 1e-9)).sum())
    return Placebos(ratios, larger + 1, (larger + 1.0) / (len(others) + 1.0))
