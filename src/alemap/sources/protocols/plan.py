"""Parts and plans: what a fetch consists of, and what makes it whole."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any
from typing import Protocol as Shape

from alemap.errors import IncompleteError, PassingError
from alemap.sources.http.messages import JSON, Answer, Request
from alemap.values import dataclass

if TYPE_CHECKING:
    from alemap.definitions.fetching import Fetch, Interface

SHOWN = 5
"""So many names are shown of what is missing."""

Check = Callable[[Answer], None]
Follow = Callable[[Answer], "Part | None"]


@dataclass(frozen=True, slots=True)
class Order:
    """What is wanted: a dataset's `fetch`, its form, the interface to ask, and the present year."""

    dataset: str
    fetch: Fetch
    form: str
    interface: Interface
    year: int


@dataclass(frozen=True, slots=True)
class Part:
    """One request and what its answer must hold.

    `name`: the answer's file name as a snapshot. `what`: what it brings, in the agency's codes. `cells`:
    how many figures are expected. `check` raises PassingError when the answer is not what was asked.
    `follow` gives the next page, None after the last.
    """

    request: Request
    name: str
    what: str
    cells: int
    check: Check
    follow: Follow | None = None
    also_passing: frozenset[int] = frozenset()


def _nothing(answers: Iterable[Answer]) -> None:
    """For a plan whose parts are all that is to be checked."""
    del answers


@dataclass(frozen=True, slots=True)
class Plan:
    """All parts of a fetch.

    `state`: what the parts rest on, such as the table's codes and time of change; answers fetched for
    another state are of no use. `size`: about how many bytes to expect. `complete` raises IncompleteError
    when all answers together lack something.
    """

    parts: tuple[Part, ...]
    state: str
    size: int
    complete: Callable[[Iterable[Answer]], None] = _nothing

    @property
    def cells(self) -> int:
        """How many figures are expected."""
        return sum(part.cells for part in self.parts)


class Session(Shape):
    """How a plan asks the interface: one request at a time, at the agency's pace."""

    def ask(
        self,
        request: Request,
        check: Check,
        *,
        missing_ok: bool = False,
        also_passing: frozenset[int] = frozenset(),
    ) -> Answer | None:
        """An answer that `check` accepts; None where `missing_ok` and the address is refused.

        `also_passing`: further statuses to try again after.
        """

    def allow(self, calls: int, seconds: float) -> None:
        """Keep to these limits too."""


def json_of(answer: Answer) -> Any:
    """The answer as JSON; PassingError when it is none, for then it is cut or a notice."""
    try:
        return json.loads(answer.content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise PassingError("the answer is not whole JSON") from error


def is_json(answer: Answer) -> None:
    """PassingError when the answer is not JSON."""
    json_of(answer)


def ask_json(session: Session, address: str) -> Any:
    """The JSON at an address of the interface."""
    answer = session.ask(Request("GET", address, accept=JSON), is_json)
    return None if answer is None else json_of(answer)


def named(names: Sequence[str]) -> str:
    """Names between backticks, the first of them where there are many."""
    more = len(names) - SHOWN
    text = ", ".join(f"`{name}`" for name in names[:SHOWN])
    return f"{text} (+{more})" if more > 0 else text


def lacks(what: str, names: Sequence[str]) -> IncompleteError:
    """The error for codes that were asked for and that the agency does not have."""
    return IncompleteError(
        "the agency has no {what} {names}",
        what=what,
        names=named(names),
        hint="the table has changed: look at it, and correct the selection in the definition",
    )


def chunks(values: Sequence[str], size: int) -> list[tuple[str, ...]]:
    """The values in groups of at most `size`, in order; one empty group for none."""
    return [tuple(values[i : i + size]) for i in range(0, len(values), size)] or [()]


def years(order: Order) -> tuple[str, ...]:
    """The years that `fetch.year` selects, up to the present one."""
    chosen = order.fetch.year
    if chosen is None:
        return ()
    if chosen.last is not None:
        return tuple(str(year) for year in range(order.year - chosen.last + 1, order.year + 1))
    if chosen.codes:
        return tuple(chosen.codes)
    first, last = int(chosen.since or order.year), int(chosen.until or order.year)
    return tuple(str(year) for year in range(first, last + 1))
