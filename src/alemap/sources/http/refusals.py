"""What is refused, and how that is said."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alemap.errors import AlemapError, PassingError, UnavailableError
from alemap.sources.http.messages import MEGABYTE

if TYPE_CHECKING:
    from alemap.sources.http.messages import Request

LOOK_AT_ADDRESS = "look whether the agency has moved, and change the address in the definition"

_FAULTY = 400


def reason_of(error: Exception) -> str:
    """A library's error in few words."""
    return str(error)[:200] or type(error).__name__


def untrusted(request: Request, error: Exception) -> AlemapError:
    """The error for a certificate that no known authority has signed."""
    return UnavailableError(
        "`{request}`: the certificate is not trusted ({reason})",
        request=str(request),
        reason=reason_of(error),
        hint="behind a proxy that looks into traffic: name its certificate in SSL_CERT_FILE, or have it"
        " installed on this computer",
    )


def too_large(request: Request, size: int, most: int) -> AlemapError:
    """The error for an answer of more bytes than are taken."""
    return UnavailableError(
        "`{request}` answers with more than {most} MB, the most that is taken",
        request=str(request),
        size=size,
        most=round(most / MEGABYTE),
        hint="ask for less, or raise `max_megabytes` under `[network]` in alemap.toml",
    )


def refused(request: Request, status: int, content: bytes) -> AlemapError:
    """The error for a status that will not change by asking again, with the agency's own words."""
    words = " ".join(content[:2000].decode("utf-8", "replace").split())[:200]
    fields: dict[str, Any] = {"request": str(request), "status": status, "words": words}
    message = "`{request}` is refused with status {status}"
    hint = "look whether table, codes and address in the definition are still the agency's"
    if status >= _FAULTY and words and not _is_page(content):
        return UnavailableError(message + ": {words}", hint=hint, **fields)
    return UnavailableError(message, hint=hint, **fields)


def _is_page(content: bytes) -> bool:
    start = content[:500].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return start.startswith((b"<!doctype html", b"<html"))


def refuse_page(request: Request, headers: dict[str, str], content: bytes) -> None:
    """A web page in an answer's place is a notice or a log-in, whatever its status says."""
    kind = headers.get("content-type", "").split(";")[0].strip().lower()
    if "html" not in request.accept and (kind in {"text/html", "application/xhtml+xml"} or _is_page(content)):
        raise PassingError("it answered with a web page instead of data")
