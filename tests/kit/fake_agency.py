"""An agency on a real socket that answers as its documentation says, and misbehaves when told to.

A subclass gives `answer`; `faults` is a queue with a fault, or None, for each request to come.
"""

from __future__ import annotations

import hashlib
import json
import re
import threading
import time
from collections import deque
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING

from werkzeug import Request, Response

from alemap.sources.http import Clock

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pytest_httpserver import HTTPServer

START = datetime(2026, 11, 22, 12, tzinfo=UTC)

PASSING_FAULTS = (
    "429", "429 in 2 seconds", "429 at a date", "500", "503", "slow", "half a body", "web page",
    "longer than said", "cut, length as sent", "hangs up",
)  # fmt: skip
"""Faults of one answer, after which the right answer comes if one asks again."""

LASTING_FAULTS = ("other host", "404", "too much", "wait an hour")
"""Faults after which asking again does not help."""


@dataclass
class FakeTime:
    """A clock that stands still but for the waits, which it counts and does not take."""

    waits: list[float] = field(default_factory=list)

    @property
    def clock(self) -> Clock:
        return Clock(
            now=lambda: START + timedelta(seconds=sum(self.waits)),
            monotonic=lambda: sum(self.waits),
            sleep=self.waits.append,
        )


class FakeAgency:
    """A server of its own; `address` is where it stands, `asked` what it has been asked."""

    def __init__(self, server: HTTPServer) -> None:
        self.server = server
        self.faults: deque[str | None] = deque()
        self.asked: list[tuple[str, str, str]] = []
        self.end_slow = threading.Event()
        self.slow_seconds = 1.0
        server.expect_request(re.compile(".*")).respond_with_handler(self._handle)

    @property
    def address(self) -> str:
        return self.server.url_for("").rstrip("/")

    def answer(self, request: Request) -> Response:
        raise NotImplementedError

    def misbehave(self, faults: Iterable[str | None]) -> None:
        """Queue faults for the requests to come."""
        self.faults.extend(faults)

    def _handle(self, request: Request) -> Response:
        body = request.get_data(as_text=True)
        self.asked.append((request.method, request.full_path.rstrip("?"), body))
        fault = self.faults.popleft() if self.faults else None
        return self.answer(request) if fault is None else self._fault(fault, request)

    def _fault(self, fault: str, request: Request) -> Response:  # noqa: C901, PLR0911, PLR0912 - a list of faults
        match fault:
            case "429":
                return Response("Too many requests", 429)
            case "429 in 2 seconds":
                return Response("Too many requests", 429, {"Retry-After": "2"})
            case "429 at a date":
                when = format_datetime(START + timedelta(seconds=30), usegmt=True)
                return Response("Too many requests", 429, {"Retry-After": when})
            case "wait an hour":
                return Response("Too many requests", 429, {"Retry-After": "3600"})
            case "500" | "503" | "404" | "403":
                return Response(f"<p>{fault}</p>", int(fault))
            case "slow":
                self.end_slow.wait(self.slow_seconds)
                return self.answer(request)
            case "half a body":
                whole = self.answer(request).get_data()
                return _with_length(whole[: len(whole) // 2], len(whole))
            case "cut, length as sent":
                whole = self.answer(request).get_data()
                return _with_length(whole[: len(whole) // 2], len(whole) // 2)
            case "longer than said":
                whole = self.answer(request).get_data()
                return _with_length(whole, max(len(whole) - 20, 0))
            case "hangs up":
                return _with_length(b"", 1000)
            case "web page":
                return Response("<!DOCTYPE html><title>Vi uppdaterar</title>", 200, content_type="text/html")
            case "other host":
                return Response("", 302, {"Location": f"http://elsewhere.invalid{request.path}"})
            case "too much":
                return Response(_endless(), 200, content_type="application/json", direct_passthrough=True)
            case _:
                return self.special(fault, request)

    def special(self, fault: str, request: Request) -> Response:
        raise NotImplementedError(fault)


def _with_length(content: bytes, length: int) -> Response:
    response = Response(content, 200, content_type="application/json")
    response.automatically_set_content_length = False
    response.headers["Content-Length"] = str(length)
    return response


def _endless() -> Iterator[bytes]:
    """100 MB, so far as anyone takes them."""
    for _ in range(100):
        yield b" " * 1_000_000


def as_json(document: object, *, bom: bool = False, tag: bool = False) -> Response:
    """A JSON answer; with `tag` under an ETag of its content."""
    content = (b"\xef\xbb\xbf" if bom else b"") + json.dumps(document, ensure_ascii=False).encode()
    response = Response(content, 200, content_type="application/json")
    if tag:
        response.set_etag(hashlib.sha256(content).hexdigest()[:16])
    return response


def until(condition: Iterable[bool], *, seconds: float = 10) -> None:
    """Wait until something has happened elsewhere, at most so long."""
    end = time.monotonic() + seconds
    for happened in condition:
        if happened:
            return
        if time.monotonic() > end:
            raise TimeoutError
        time.sleep(0.005)
