"""Fetching from agencies: one request in, one whole answer out, or an error that names it.

`fetch_one` is for a single address; `Client` for many requests to the same agency, with one pace.
The HTTP library is imported when the first request is sent, not before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from alemap.sources.http.client import Client
from alemap.sources.http.messages import Answer, Clock, Limits, Request

if TYPE_CHECKING:
    from alemap.sources.http.messages import Say

__all__ = ["Answer", "Client", "Clock", "Limits", "Request", "fetch_one"]


def fetch_one(
    address: str, limits: Limits, clock: Clock, *, accept: str = "*/*", say: Say | None = None
) -> Answer:
    """Fetch a single address (GET); UnavailableError when it does not answer, or not with a file.

    `accept`: the kind of answer wanted; a web page is one only where it names `html`.
    `say` is told of every wait before another try: the host, what failed, the seconds.
    """
    with Client(limits, clock, say=say) as client:
        return client.send(Request("GET", address, accept=accept))
