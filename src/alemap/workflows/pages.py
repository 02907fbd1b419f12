"""Saved pages of an answer: whether those that follow are there, too."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from alemap.errors import Place, SourceError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alemap.definitions.schema import Dataset

_SECOND = 2
_NEXT = re.compile(rb'"next_(?:url|page)"\s*+:\s*+"([^"]++)"')


def next_page(content: bytes) -> str | None:
    """The address that a page of Kolada names as the next one; None on the last page."""
    found = _NEXT.search(content)
    return None if found is None else found[1].decode("utf-8", "replace").replace("\\/", "/")


def check_pages(dataset: Dataset, following: Mapping[str, str | None]) -> None:
    """SourceError where a dataset's files (each with the page it names as its next) lack a page.

    Pages that name a next one of the same question number each other: 2, 3, and so on. Each such question
    needs a last page, which names none; whose it is, it does not say.
    """
    questions: dict[str, dict[int, str]] = {}
    for file, address in following.items():
        if address is not None:
            question, number = _parted(address)
            questions.setdefault(question, {})[number] = file
    for named in questions.values():
        for number, file in named.items():
            # The page that names page 4 as its next is page 3, and page 2 should have named that one.
            if number - 1 not in named and number > _SECOND:
                _missing(dataset, file, number - 2, "page {page}, which comes before `{file}`, is not there")
    last = sum(1 for address in following.values() if address is None)
    if last < len(questions):
        number, file = max(next(iter(questions.values())).items())
        _missing(dataset, file, number, "`{file}` goes on at page {page}, which is not there")


def _parted(address: str) -> tuple[str, int]:
    """The question without its page, and the page's number."""
    parts = urlsplit(address)
    query = parse_qsl(parts.query)
    number = next((text for name, text in query if name == "page"), "")
    rest = urlencode([(name, text) for name, text in query if name != "page"])
    return urlunsplit(parts._replace(query=rest)), int(number) if number.isdecimal() else 2


def _missing(dataset: Dataset, file: str, page: int, message: str) -> None:
    raise SourceError(
        message,
        place=Place(file, cell="next_url"),
        hint="put all pages among the dataset's files: {files}",
        file=file,
        page=page,
        files=", ".join(dataset.files),
    )
