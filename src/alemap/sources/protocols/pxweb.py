"""What both versions of PxWeb share: variables, the selection from them, names and sizes of parts."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from alemap.errors import IncompleteError
from alemap.sources.protocols.selecting import cells, check_variables, select
from alemap.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from alemap.definitions.fetching import Fetch
    from alemap.sources.http.messages import Answer
    from alemap.sources.protocols.plan import Order
    from alemap.sources.protocols.selecting import Codes

MAX_CELLS = 100_000
"""Cells in one answer where neither the interface nor the definition says less."""

_BYTES = {"jsonstat": 7, "pxweb_json": 75}
"""About how many bytes a figure takes in an answer."""


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable: its codes with the agency's texts, whether it may be left out, whether it is time."""

    texts: dict[str, str]
    optional: bool
    time: bool


def selected(fetch: Fetch, variables: Mapping[str, Variable]) -> Codes:
    """The codes asked for, by variable; IncompleteError for what the table does not have or calls otherwise.

    The codes of a codelist are taken as they are: the table's own list does not hold them.
    """
    query = fetch.query
    check_variables(query, {name: variable.optional for name, variable in variables.items()})
    for name, texts in fetch.labels.items():
        _check_labels(name, texts, variables[name].texts if name in variables else {})
    return {
        name: tuple(query[name].codes)
        if query[name].codelist and query[name].codes
        else select(name, query[name], tuple(variable.texts), time=variable.time)
        for name, variable in variables.items()
        if name in query
    }


def _check_labels(variable: str, expected: Mapping[str, str], texts: Mapping[str, str]) -> None:
    """IncompleteError when a code's text does not hold the words that the definition expects."""
    for code, words in expected.items():
        said = texts.get(code)
        if said is not None and words.casefold() not in said.casefold():
            raise IncompleteError(
                "`{code}` of {variable} now means `{said}`, where `{words}` is expected",
                code=code, variable=variable, said=said, words=words,
                hint="find the code that means what is wanted, and correct `query`, `labels` and the"
                " dimension's `codes`",
            )  # fmt: skip


def file_name(order: Order, number: int, suffix: str) -> str:
    """A part's name as a snapshot: the table, and its number among the parts."""
    table = (order.fetch.table or order.dataset).rstrip("/").rpartition("/")[2]
    return f"{re.sub(r'[^A-Za-z0-9_-]+', '_', table.removesuffix('.px'))}_{number:03}.{suffix}"


def size_of(form: str, codes: Codes) -> int:
    """About how many bytes the answers take."""
    return cells(codes) * _BYTES[form] + sum(60 * len(values) for values in codes.values())


def state_of(metadata: Answer) -> str:
    """A digest of the table's description: when it changes, parts fetched before are of no use."""
    return hashlib.sha256(metadata.content).hexdigest()


def same_edition(answers: Iterable[Answer], updated: Callable[[Answer], str]) -> None:
    """IncompleteError when the parts come from before and after a change of the table."""
    times = sorted({updated(answer) for answer in answers})
    if len(times) > 1:
        raise IncompleteError(
            "the table was changed while it was fetched ({times})", times=", ".join(times[:3]),
            hint="run the command again: it fetches the whole table anew",
        )  # fmt: skip
