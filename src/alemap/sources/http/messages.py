"""What goes to an agency and what comes back, as values; and what limits both."""

from __future__ import annotations

import hashlib
from dataclasses import field
from typing import TYPE_CHECKING

from alemap.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from alemap.errors import PassingError

    Say = Callable[[str, PassingError, float], None]

MEGABYTE = 1_000_000

JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Request:
    """One question to an agency. `body` is JSON text; `accept` what kind of answer is wanted."""

    method: str
    address: str
    body: str = ""
    accept: str = "*/*"

    @property
    def key(self) -> str:
        """The same for the same question, whenever it is put: a name for what answers it."""
        return hashlib.sha256(
            f"{self.method}\n{self.address}\n{self.accept}\n{self.body}".encode()
        ).hexdigest()

    def __str__(self) -> str:
        return f"{self.method} {self.address}"


@dataclass(frozen=True, slots=True)
class Answer:
    """What an agency answered: the bytes as they came (decompressed), and what was said about them.

    `headers`: those worth keeping, names in lower case. `fetched`: UTC, ISO 8601. `unchanged`: the agency
    said that nothing has changed (304) and `content` is what was stored before.
    """

    request: Request
    content: bytes
    headers: dict[str, str]
    fetched: str
    unchanged: bool = False

    @property
    def sha256(self) -> str:
        """The digest of the content."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True)
class Stored:
    """An earlier answer to the same request, its bytes in a file, to ask only for what has changed since."""

    path: Path
    headers: dict[str, str]
    fetched: str


@dataclass(frozen=True, slots=True)
class Limits:
    """How long to wait, how often to try, how much to take, how fast to ask.

    Times in seconds. `total`: for one answer from the first byte asked for to the last one read, tries
    apart. `longest_wait`: no single wait before another try is longer; an agency that asks for more is an
    error that says when to come back. `calls` per `window` seconds, None where nothing is agreed.
    `hosts`: other hosts than the asked one that a redirect may lead to.
    """

    connect: float = 10.0
    read: float = 60.0
    total: float = 300.0
    attempts: int = 6
    longest_wait: float = 120.0
    size: int = 200 * MEGABYTE
    calls: int | None = None
    window: float = 1.0
    hosts: frozenset[str] = frozenset()
    contact: str = ""


@dataclass(frozen=True, slots=True)
class Clock:
    """Time as the network layer sees it: what o'clock it is (UTC), seconds that only grow, and a wait."""

    now: Callable[[], datetime]
    monotonic: Callable[[], float]
    sleep: Callable[[float], None] = field(repr=False)

    def stamp(self) -> str:
        """The time to note with an answer: UTC, ISO 8601, whole seconds."""
        return self.now().strftime("%Y-%m-%dT%H:%M:%SZ")
