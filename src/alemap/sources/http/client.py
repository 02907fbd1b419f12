"""The client: sends a request until there is a whole answer or no hope of one.

Tried again, with growing waits: no connection, a broken or cut answer, 408, 425, 429 (after the
agency's `Retry-After`), 5xx, and a web page where data were asked for. Not tried again: what the agency
refuses, an answer that is too large, a redirect to a host that is not allowed.
Certificates are the operating system's (or `SSL_CERT_FILE`), proxies those of the environment.
"""

from __future__ import annotations

import os
from functools import cache
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urljoin, urlsplit

from alemap.errors import IncompleteError, PassingError, UnavailableError
from alemap.sources.http.messages import Answer, Clock, Limits, Request, Stored
from alemap.sources.http.pace import Pace
from alemap.sources.http.refusals import (
    LOOK_AT_ADDRESS,
    reason_of,
    refuse_page,
    refused,
    too_large,
    untrusted,
)
from alemap.sources.http.retry import PASSING, asked_wait, jittered

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable
    from types import TracebackType

    import httpx2

    from alemap.sources.http.messages import Say

REDIRECTS = 5
_FIRST_WAIT = 1.0
_KEPT = (
    "content-type", "content-length", "content-encoding", "content-language", "date", "etag",
    "last-modified", "server",
)  # fmt: skip
_MOVED = frozenset({301, 302, 303, 307, 308})
_KEEPS_METHOD = frozenset({307, 308})
_NOT_MODIFIED = 304
_OK = 200


class Client:
    """Sends requests to one agency, one at a time and at its pace.

    `say` is told of every wait before another try: the host, what failed, the seconds.
    """

    def __init__(self, limits: Limits, clock: Clock, *, say: Say | None = None) -> None:
        self.limits = limits
        self.clock = clock
        self.pace = Pace(limits.calls, limits.window, clock)
        self._say = say
        self._http: httpx2.Client | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._http is not None:
            self._http.close()

    def send(
        self,
        request: Request,
        *,
        stored: Stored | None = None,
        check: Callable[[Answer], None] | None = None,
        also_passing: frozenset[int] = frozenset(),
    ) -> Answer:
        """Send until there is an answer that `check` accepts; UnavailableError when there will be none.

        `stored`: an earlier answer; where it has a tag or a date, only what has changed is asked for.
        `check` raises PassingError for an answer worth asking for again, any other error for one that is
        not. `also_passing`: further statuses to try again after.
        """
        import stamina  # noqa: PLC0415 - only when something is fetched

        attempt: stamina.Attempt | None = None

        def wait_and_go_on(error: Exception) -> bool | float:
            if not isinstance(error, PassingError) or attempt is None:
                return False
            if attempt.num >= self.limits.attempts:
                return False
            wait = jittered(attempt.next_wait if error.wait is None else error.wait)
            if (error.wait or 0) > self.limits.longest_wait:
                return False
            if self._say is not None:
                self._say(urlsplit(request.address).hostname or "", error, wait)
            self.clock.sleep(wait)
            return 0.0  # waited already, by the clock that was given

        _silence_stamina()
        try:
            for attempt in stamina.retry_context(
                wait_and_go_on, attempts=self.limits.attempts, timeout=None, wait_initial=_FIRST_WAIT,
                wait_max=self.limits.longest_wait / 2, wait_jitter=0,
            ):  # fmt: skip
                with attempt:
                    answer = self._once(request, stored, also_passing)
                    if check is not None:
                        check(answer)
                    return answer
        except PassingError as error:
            tries = attempt.num if attempt is not None else 1
            raise self._given_up(request, error, tries) from error
        raise AssertionError

    def _given_up(self, request: Request, error: PassingError, tries: int) -> UnavailableError:
        if error.wait is not None and error.wait > self.limits.longest_wait:
            return UnavailableError(
                "`{request}` gave no answer: {reason}",
                request=str(request),
                reason=error,
                wait=f"{error.wait:.0f}",
                hint="the agency asks to wait {wait} seconds; run the command again after that",
            )
        kind = IncompleteError if error.incomplete else UnavailableError
        return kind(
            "`{request}` gave no whole answer in {tries} tries: {reason}"
            if error.incomplete
            else "`{request}` gave no answer after {tries} tries: {reason}",
            request=str(request),
            reason=error,
            tries=tries,
            hint="try again later; what has been fetched is kept, and the next run goes on from there",
        )

    def _once(self, request: Request, stored: Stored | None, also_passing: frozenset[int]) -> Answer:
        """One try, redirects followed."""
        import httpx2  # noqa: PLC0415 - only when something is fetched

        deadline = self.clock.monotonic() + self.limits.total
        address, method, body = request.address, request.method, request.body
        try:
            for _ in range(REDIRECTS + 1):
                self.pace.wait()
                with self._open(method, address, body, request.accept, stored) as response:
                    if response.status_code in _MOVED:
                        target = urljoin(address, response.headers.get("location", ""))
                        self._allow(request, address, target, response.status_code)
                        address = target
                        continue
                    return self._read(request, response, stored, deadline, also_passing)
        except httpx2.TimeoutException as error:
            raise PassingError("it took too long ({kind})", kind=type(error).__name__) from error
        except httpx2.TransportError as error:
            if "CERTIFICATE_VERIFY_FAILED" in str(error):
                raise untrusted(request, error) from error
            raise PassingError("the connection failed ({reason})", reason=reason_of(error)) from error
        except httpx2.DecodingError as error:
            raise PassingError("the answer cannot be unpacked ({reason})", reason=reason_of(error)) from error
        except (httpx2.InvalidURL, UnicodeError) as error:
            raise UnavailableError(
                "`{address}` is not an address", address=address, hint="look at it in the definition"
            ) from error
        raise UnavailableError(
            "`{request}` is redirected without end", request=str(request), hint=LOOK_AT_ADDRESS
        )

    def _open(self, method: str, address: str, body: str, accept: str, stored: Stored | None) -> Any:
        if self._http is None:
            import httpx2  # noqa: PLC0415

            timeout = httpx2.Timeout(self.limits.read, connect=self.limits.connect)
            agent = f"alemap ({self.limits.contact})" if self.limits.contact else "alemap"
            context = _certificates(os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR"))
            self._http = httpx2.Client(timeout=timeout, headers={"User-Agent": agent}, verify=context)
        headers = {"Accept": accept, **_conditions(stored)}
        if body:
            headers["Content-Type"] = "application/json"
        return self._http.stream(method, address, content=body.encode() or None, headers=headers)

    def _allow(self, request: Request, source: str, target: str, status: int) -> None:
        """Let a redirect pass, or say why not: another host, plain text after TLS, a lost question."""
        here, there = urlsplit(source), urlsplit(target)
        hosts = {urlsplit(request.address).netloc, *self.limits.hosts}
        if there.scheme not in {"http", "https"} or (here.scheme == "https" and there.scheme == "http"):
            raise UnavailableError(
                "`{request}` is redirected to an address that is not safe: `{target}`",
                request=str(request), target=target, hint=LOOK_AT_ADDRESS,
            )  # fmt: skip
        if there.netloc not in hosts and (there.hostname or "") not in hosts:
            raise UnavailableError(
                "`{request}` is redirected to another host, `{host}`",
                request=str(request),
                host=there.netloc,
                hint="if the agency has moved there, change the address, or allow the host under `hosts`"
                " in the agency's definition",
            )
        if request.method != "GET" and status not in _KEEPS_METHOD:
            raise UnavailableError(
                "`{request}` has moved to `{target}`", request=str(request), target=target,
                hint=LOOK_AT_ADDRESS,
            )  # fmt: skip

    def _read(
        self,
        request: Request,
        response: httpx2.Response,
        stored: Stored | None,
        deadline: float,
        also_passing: frozenset[int],
    ) -> Answer:
        status = response.status_code
        headers = {name: response.headers[name] for name in _KEPT if name in response.headers}
        if status in PASSING | also_passing:
            wait = asked_wait(response.headers, self.clock.now())
            raise PassingError("it answered with status {status}", wait=wait, status=status)
        if status == _NOT_MODIFIED and stored is not None:
            kept = {**stored.headers, **headers}
            return Answer(request, stored.path.read_bytes(), kept, stored.fetched, unchanged=True)
        content = self._content(request, response, deadline)
        if status != _OK:
            raise refused(request, status, content)
        refuse_page(request, headers, content)
        return Answer(request, content, headers, self.clock.stamp())

    def _content(self, request: Request, response: httpx2.Response, deadline: float) -> bytes:
        """The whole body, at most as much and for as long as the limits allow."""
        most = self.limits.size
        announced = response.headers.get("content-length", "")
        if announced.isdigit() and int(announced) > most:
            raise too_large(request, int(announced), most)
        parts: list[bytes] = []
        size = 0
        for part in response.iter_bytes():
            size += len(part)
            if size > most:
                raise too_large(request, size, most)
            if self.clock.monotonic() > deadline:
                raise PassingError("it took too long ({kind})", kind=f"{self.limits.total:.0f} s")
            parts.append(part)
        return b"".join(parts)


@cache
def _certificates(*_named: str | None) -> ssl.SSLContext:
    """The certificates to trust, read once: those the environment names, else the operating system's."""
    import httpx2  # noqa: PLC0415

    return httpx2.create_ssl_context()


def _silence_stamina() -> None:
    """Keep stamina's own log lines off standard error; `say` tells of each wait."""
    import logging  # noqa: PLC0415

    logger = logging.getLogger("stamina")
    if not logger.handlers:
        logger.addHandler(logging.NullHandler())


def _conditions(stored: Stored | None) -> dict[str, str]:
    """The headers that ask only for what has changed."""
    if stored is None:
        return {}
    pairs = {"If-None-Match": "etag", "If-Modified-Since": "last-modified"}
    return {name: stored.headers[key] for name, key in pairs.items() if key in stored.headers}
