"""Bars and sparklines in a cell, from block characters."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

_EIGHTHS = " ▏▎▍▌▋▊▉"
_FULL = "█"
# without ▄ and █, which many fonts set lower than their neighbours
_STEPS = "▁▂▃▅▇"
_GAP = "·"
BREAK = "│"


def bars(values: Sequence[float | None], width: int) -> list[str]:
    """Draw one bar a value on one scale from 0 to the largest; below zero or without value: no bar."""
    largest = max((v for v in values if v is not None), default=0.0)
    return [_bar(value, largest, width) for value in values]


def _bar(value: float | None, largest: float, width: int) -> str:
    if value is None or value <= 0 or largest <= 0:
        return ""
    eighths = round(value / largest * width * 8)
    full, rest = divmod(eighths, 8)
    return _FULL * full + (_EIGHTHS[rest] if rest else "")


def sparkline(values: Sequence[float | None], breaks: Collection[int] = ()) -> str:
    """Draw one character a period, lowest to highest of the series' own values; `·`: no value.

    `breaks`: places before which a line says that what follows is not comparable with what went before.
    """
    known = [v for v in values if v is not None]
    if not known:
        return ""
    low, high = min(known), max(known)
    return "".join(
        (BREAK if place in breaks and place > 0 else "") + (_GAP if v is None else _step(v, low, high))
        for place, v in enumerate(values)
    )


def _step(value: float, low: float, high: float) -> str:
    if high == low:
        return _STEPS[len(_STEPS) // 2]
    return _STEPS[min(int((value - low) / (high - low) * len(_STEPS)), len(_STEPS) - 1)]
