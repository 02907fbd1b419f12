"""Pages: where the next one is, and when there are too many of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from alemap.errors import IncompleteError, PassingError

if TYPE_CHECKING:
    from alemap.sources.protocols.plan import Part

MAX_PAGES = 2000
"""More pages than any agency's answer has; an interface that names still another one goes in a circle."""


def number_of(address: str, parameter: str) -> int:
    """The page's number as its address says it; the first where it does not."""
    found = parse_qs(urlsplit(address).query).get(parameter, ["1"])[0]
    return int(found) if found.isascii() and found.isdigit() else 1


def check_next(address: str, here: str, parameter: str) -> None:
    """PassingError unless the next page is the one after this, of the same question to the same host."""
    one, other = urlsplit(here), urlsplit(address)
    if (one.netloc, one.path) != (other.netloc, other.path):
        raise PassingError("the next page, `{address}`, belongs to another question", address=address)
    number, following = number_of(here, parameter), number_of(address, parameter)
    if following != number + 1:
        raise PassingError(
            "after page {number} the agency names page {following}",
            incomplete=True,
            number=number,
            following=following,
        )


def next_part(part: Part, address: str, parameter: str, most: int) -> Part:
    """The part for the next page; IncompleteError when there are more pages than the answer can have."""
    number = number_of(address, parameter)
    if number > min(most, MAX_PAGES):
        raise IncompleteError(
            "`{request}` has no last page: {pages} are more than the figures asked for can fill",
            request=str(part.request), pages=number,
            hint="the interface is out of order; try again later",
        )  # fmt: skip
    stem, _, suffix = part.name.rpartition(".")
    first = stem.rpartition("_sida")[0] or stem
    request = replace(part.request, address=address)
    name = f"{first}_sida{number}.{suffix}"
    what = f"{part.what.partition(', page ')[0]}, page {number}"
    return replace(part, request=request, name=name, what=what, cells=0)
