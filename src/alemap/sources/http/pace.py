"""A sliding window: never more calls to an agency within its time window than it allows."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from alemap.sources.http.messages import Clock

_SHORTEST = 0.001


class Pace:
    """Keeps to `calls` per `window` seconds; `tighten` when the agency itself allows fewer."""

    def __init__(self, calls: int | None, window: float, clock: Clock) -> None:
        self._calls = calls
        self._window = window
        self._clock = clock
        self._sent: deque[float] = deque()

    def tighten(self, calls: int, window: float) -> None:
        """Keep to these limits too, where they allow fewer calls for the time than the present ones."""
        if self._calls is None or calls / window < self._calls / self._window:
            self._calls, self._window = calls, window

    def wait(self) -> None:
        """Wait until one more call is allowed, and count it."""
        if self._calls is None:
            return
        while True:
            now = self._clock.monotonic()
            while self._sent and now - self._sent[0] >= self._window:
                self._sent.popleft()
            if len(self._sent) < self._calls:
                break
            # So short a rest as rounding leaves may not move the clock at all.
            self._clock.sleep(max(self._window - (now - self._sent[0]), _SHORTEST))
        self._sent.append(now)
