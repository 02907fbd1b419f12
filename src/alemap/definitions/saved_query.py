"""A query saved from a PxWeb page, read as a definition's `fetch` would read it."""

from __future__ import annotations

from pydantic import ValidationError

from alemap.definitions.fetching import Fetch
from alemap.definitions.wording import UnfitError, words


def saved_query(document: object) -> Fetch:
    """Read a saved query; UnfitError with the reason where it cannot stand in a definition."""
    try:
        return Fetch.model_validate({"query": document})
    except ValidationError as error:
        first = error.errors()[0]
        message, fields = words(first)
        raise UnfitError(message, **fields, field=".".join(map(str, first["loc"]))) from error
