"""Which way a series goes, or why nothing can be said of it."""

from __future__ import annotations

from enum import StrEnum

from alemap.values import dataclass


class Direction(StrEnum):
    """Up and down as the values go; steady: no change that is more than chance."""

    UP = "up"
    DOWN = "down"
    STEADY = "steady"
    UNKNOWN = "unknown"


class Reason(StrEnum):
    """Why a series has no trend."""

    FEW = "few_periods"
    BREAK = "few_since_break"
    BORDER = "few_since_border"
    SUPPRESSED = "suppressed"


@dataclass(frozen=True, slots=True)
class TrendMark:
    """The direction over the last periods that can be compared, with the change seen per year.

    `pace` and its limits are in the indicator's unit per year (limits None where no value has an
    interval); `first` and `last` period and the number of `points` used; `p_value` after
    Benjamini-Hochberg over all series of the table. `since_break`, `since_border`: the first period after
    the definition changed, or after the code meant another area, where periods were left out for it.
    `reason` where the direction is unknown.
    """

    direction: Direction
    pace: float | None = None
    lower: float | None = None
    upper: float | None = None
    first: str = ""
    last: str = ""
    points: int = 0
    p_value: float | None = None
    since_break: str | None = None
    since_border: str | None = None
    reason: Reason | None = None
