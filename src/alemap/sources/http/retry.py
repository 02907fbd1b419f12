"""Which failures pass by themselves, and how long to wait before trying again."""

from __future__ import annotations

import random
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})
"""Statuses after which the same request may succeed."""


def asked_wait(headers: Mapping[str, str], now: datetime) -> float | None:
    """The seconds of a `Retry-After`, given as seconds or as a date; None where there is none to read.

    RFC 9110, section 10.2.3. A date that has passed, or a negative number, is no wait.
    """
    text = headers.get("retry-after", "").strip()
    if not text:
        return None
    if text.isascii() and text.isdigit():
        return float(text) if len(text) < 10 else float("inf")  # noqa: PLR2004 - three centuries will do
    try:
        when = parsedate_to_datetime(text)
        return max((when - now).total_seconds(), 0.0)
    except (ValueError, TypeError, OverflowError):
        return None


def jittered(wait: float) -> float:
    """A wait with up to a quarter more, so that clients that failed together do not return together."""
    return wait * (1 + random.random() / 4)  # noqa: S311 - not a secret
