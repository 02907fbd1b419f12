"""What a comparison says in a word: worse, similar, better, never more than the data do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from alemap.domain import Status, Verdict
from alemap.stats._arrays import floats

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike

    from alemap.stats._arrays import Bools, Floats, Ints

_WORDS = (
    Verdict.SIMILAR,
    Verdict.WORSE,
    Verdict.BETTER,
    Verdict.HIGHER,
    Verdict.LOWER,
    Verdict.UNTESTED,
    Verdict.SUPPRESSED,
    Verdict.MISSING,
)
_CODE = {word: code for code, word in enumerate(_WORDS)}


def verdicts(
    difference: ArrayLike,
    sign: ArrayLike,
    *,
    p_value: ArrayLike | None = None,
    lower: ArrayLike | None = None,
    upper: ArrayLike | None = None,
    alpha: float = 0.05,
    status: Sequence[Status | str] | None = None,
) -> list[Verdict]:
    """Give the verdict on each difference (value minus comparator), as a flat list.

    `sign` is the polarity's: +1 high is bad, -1 high is good, 0 neither; one for all or one each.
    The test is the (adjusted) `p_value` at most `alpha`, or the interval `lower`, `upper` leaving zero
    out; exactly one of the two must be given. Order of precedence: `status` suppressed -> suppressed;
    any other status without value, or a missing difference -> missing; no test -> untested.
    ValueError when both tests or neither are given.
    """
    if (p_value is None) == (lower is None or upper is None):
        raise ValueError("give either `p_value` or both `lower` and `upper`")
    if p_value is not None:
        size, p = np.broadcast_arrays(floats(difference), floats(p_value))
        untested, significant = np.isnan(p), p <= alpha
    else:
        size, low, high = np.broadcast_arrays(floats(difference), _given(lower), _given(upper))
        untested, significant = np.isnan(low) | np.isnan(high), (low > 0) | (high < 0)
    codes = _words(size, significant & ~untested, np.broadcast_to(floats(sign), size.shape))
    codes = np.where(untested, _CODE[Verdict.UNTESTED], codes)
    codes = np.where(np.isnan(size), _CODE[Verdict.MISSING], codes)
    if status is not None:
        names = [Status(each) for each in status]
        without = np.array([not each.has_value for each in names]).reshape(size.shape)
        suppressed = np.array([each is Status.SUPPRESSED for each in names]).reshape(size.shape)
        codes = np.where(without, _CODE[Verdict.MISSING], codes)
        codes = np.where(suppressed, _CODE[Verdict.SUPPRESSED], codes)
    return [_WORDS[code] for code in codes.ravel().tolist()]


def _given(values: ArrayLike | None) -> Floats:
    return floats(np.nan if values is None else values)


def _words(difference: Floats, significant: Bools, sign: Floats) -> Ints:
    risk = np.sign(difference) * np.sign(sign)
    signed = np.where(risk > 0, _CODE[Verdict.WORSE], _CODE[Verdict.BETTER])
    neutral = np.where(difference > 0, _CODE[Verdict.HIGHER], _CODE[Verdict.LOWER])
    word = np.where(sign == 0, neutral, signed)
    return np.where(significant & (difference != 0), word, _CODE[Verdict.SIMILAR])
