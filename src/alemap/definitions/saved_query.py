"""A query saved from a PxWeb page, read as a definition's `fetch` would read it."""

from __future__ import annotations

from pydantic import ValidationError

from alemap.definitions.fetching import Fetch


def saved_query(document: object) -> Fetch:
    """Read a saved query; ValueError with the reason where it cannot stand in a definition."""
    try:
        return Fetch.model_validate({"query": document})
    except ValidationError as error:
        raise ValueError(error.errors()[0]["msg"].removeprefix("Value error, ")) from error
