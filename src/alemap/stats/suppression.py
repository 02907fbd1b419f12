"""The primary rule for small numbers: which figures must not be shown by themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from alemap.domain import Kind
from alemap.stats._arrays import Bools, Floats, floats

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


def primary(
    kind: Kind,
    numerator: ArrayLike,
    denominator: ArrayLike,
    threshold: float,
    *,
    zeros_open: bool = False,
) -> Bools:
    """Mark where a count behind the figure is below `threshold`.

    Share: the numerator or its complement. Rate: the numerator or the base. Ratio: either group. Mean:
    the denominator (the persons). Published: never, the agency has judged. A missing count masks nothing,
    for there is no figure. `zeros_open` shows true zeros, which give no person away but may
    tell something about all of them. Threshold 0 masks nothing.
    """
    top, bottom = np.broadcast_arrays(floats(numerator), floats(denominator))
    counts: tuple[Floats, ...]
    match kind:
        case Kind.SHARE:
            counts = (top, bottom - top)
        case Kind.RATE | Kind.RATIO:
            counts = (top, bottom)
        case Kind.MEAN:
            counts = (bottom,)
        case Kind.PUBLISHED:
            counts = ()
    mask = np.zeros(top.shape, dtype=np.bool_)
    for count in counts:
        small = count < threshold
        mask |= small & (count > 0) if zeros_open else small
    return mask


def dominated(amount: ArrayLike, largest: ArrayLike, share: float) -> Bools:
    """Mark where one contributor holds more than `share` of an amount, so that it tells what he has.

    A missing contribution marks nothing.
    """
    whole, part = np.broadcast_arrays(floats(amount), floats(largest))
    with np.errstate(invalid="ignore"):
        return np.asarray(part > share * whole)
