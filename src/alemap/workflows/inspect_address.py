"""A file fetched from an address for `inspect`: with the project's patience, and a name of its own."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from alemap.definitions.settings import NetworkSettings, load_settings
from alemap.errors import UnavailableError
from alemap.sources.http import fetch_one
from alemap.sources.http.messages import MEGABYTE, Limits

if TYPE_CHECKING:
    from pathlib import Path

    from alemap.sources.http.messages import Clock, Say

_TRIES = 3


def fetch_address(address: str, root: Path | None, clock: Clock, say: Say) -> bytes:
    """Fetch an address with the project's settings; UnavailableError when it does not answer.

    Someone waits: it is tried less often than by night, and a web page is given as it is, to be told at once.
    """
    settings = load_settings(root).network if root is not None else NetworkSettings()
    limits = Limits(
        connect=settings.connect_seconds,
        read=settings.read_seconds,
        total=settings.answer_seconds,
        attempts=min(settings.tries, _TRIES),
        longest_wait=settings.longest_wait_seconds,
        size=settings.max_megabytes * MEGABYTE,
        contact=settings.contact,
    )
    try:
        return fetch_one(address, limits, clock, accept="*/*, text/html", say=say).content
    except UnavailableError as error:
        if "tries" in error.fields:  # nothing is kept for a next run here
            error.hint = "look whether the address is right, or try again later"
        raise


def file_name(address: str) -> str:
    """A file's name for what an address gives: the last part of its path that names something."""
    parts = urlsplit(address)
    name = PurePosixPath(unquote(parts.path)).name or parts.hostname or "file"
    return re.sub(r"[^\w.-]+", "_", name).strip("._") or "file"
