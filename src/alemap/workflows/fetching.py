"""Fetching: all parts of a dataset from its agency, or an error that names the missing ones.

What has been fetched is kept in a spool until the dataset is loaded, so an interrupted fetch goes on
where it stopped. Answers are asked for again only where they may have changed.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from alemap.errors import IncompleteError, OfflineError, PassingError, UnavailableError
from alemap.sources.http import Client
from alemap.sources.http.messages import MEGABYTE, Limits, Stored
from alemap.sources.http.spool import Spool, sweep
from alemap.sources.protocols import make_plan
from alemap.sources.protocols.plan import Order, named
from alemap.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path
    from types import TracebackType
    from typing import Self

    from alemap.definitions.fetching import Interface
    from alemap.definitions.project import Project
    from alemap.definitions.schema import Dataset
    from alemap.sources.http.messages import Answer, Clock, Request, Say
    from alemap.sources.protocols.plan import Check, Part, Plan

_NOT_THERE = frozenset({400, 404, 405})


@dataclass(frozen=True, slots=True)
class Network:
    """What fetching needs from outside: the time, whether the network may be used, and who is told.

    `say` is told of each wait; `progress` of a dataset's figures fetched so far and in all.
    """

    clock: Clock
    offline: bool = False
    say: Say | None = None
    progress: Callable[[str, int, int], None] | None = None


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer, its bytes in a file, under the name that its snapshot gets."""

    name: str
    request: Request
    path: Path
    sha256: str
    size: int
    fetched: str
    headers: dict[str, str]


class Fetcher:
    """Fetches datasets, with one client and one pace for each interface of an agency."""

    def __init__(self, project: Project, network: Network) -> None:
        self._project = project
        self._network = network
        self._clients: dict[str, Client] = {}
        self._down: dict[str, UnavailableError] = {}
        self._asked: dict[str, Answer] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for client in self._clients.values():
            client.__exit__(kind, error, trace)

    def sweep(self) -> None:
        """Throw away spooled answers that are of no use any more."""
        sweep(self._project.spool, self._project.datasets, self._network.clock)

    def done(self, dataset: Dataset) -> None:
        """Empty the spool of a dataset that has been loaded."""
        self._spool(dataset).clear()

    def plan(self, dataset: Dataset) -> Plan:
        """What would be fetched; asks the interface for limits and codes, and keeps nothing."""
        return make_plan(*self._order(dataset), _Session(self, dataset, []))

    def fetch(self, dataset: Dataset, earlier: Mapping[str, Stored]) -> list[Fetched]:
        """All answers of a dataset, in order; UnavailableError naming what is missing.

        `earlier`: stored answers by their request's key, to ask only for what has changed.
        """
        spool, session = self._spool(dataset), _Session(self, dataset, [])
        try:
            plan = make_plan(*self._order(dataset), session)
            if not self._network.offline:
                if not self._still_the_same(dataset, plan, spool):
                    spool.clear()
                spool.begin(plan.state)
                for answer in session.asked:
                    spool.put(answer)  # so that a run without network knows the plan
            found = self._parts(dataset, plan, spool, earlier)
            plan.complete(self._again(spool, found))
        except IncompleteError as error:
            if "missing" not in error.fields:
                spool.clear()  # the answers are whole, each for itself, and do not make a table
            raise
        return found

    def _still_the_same(self, dataset: Dataset, plan: Plan, spool: Spool) -> bool:
        """Whether an interrupted fetch can go on: the first part kept must still be what the agency gives.

        An agency may change its figures without saying so; old and new ones must not stand side by side.
        """
        for part in plan.parts:
            kept = spool.get(part.request)
            if kept is not None:
                again = self.send(dataset, part.request, part.check, also_passing=part.also_passing)
                return again.content == kept.content
        return True

    def _parts(
        self, dataset: Dataset, plan: Plan, spool: Spool, earlier: Mapping[str, Stored]
    ) -> list[Fetched]:
        found: list[Fetched] = []
        failed: list[tuple[Part, UnavailableError]] = []
        waiting = deque(plan.parts)
        cells = 0
        while waiting:
            part = waiting.popleft()
            try:
                answer = self._answer(dataset, part, spool, earlier)
            except UnavailableError as error:
                failed.append((part, error))
                if _hopeless(error):
                    break
                continue
            try:
                following = part.follow(answer) if part.follow is not None else None
            except UnavailableError as error:
                # The pages kept lead nowhere: going on from them would lead nowhere again.
                spool.clear()
                failed.append((part, error))
                break
            found.append(
                Fetched(
                    part.name, part.request, spool.path(part.request), answer.sha256, len(answer.content),
                    answer.fetched, answer.headers,
                )
            )  # fmt: skip
            if following is not None:
                waiting.appendleft(following)
            cells += part.cells
            if self._network.progress is not None:
                self._network.progress(dataset.id, cells, max(plan.cells, cells))
        if failed:
            raise _incomplete(dataset, failed, list(waiting), len(found))
        return found

    @staticmethod
    def _again(spool: Spool, found: list[Fetched]) -> Iterator[Answer]:
        """The answers once more, one at a time, so that memory holds no more than one."""
        for each in found:
            answer = spool.get(each.request, any_age=True)
            if answer is None or answer.sha256 != each.sha256:
                raise UnavailableError(
                    "`{file}` has changed while it was being read",
                    file=str(each.path),
                    hint="run the command again when nothing writes to the file any more",
                )
            yield answer

    def _answer(self, dataset: Dataset, part: Part, spool: Spool, earlier: Mapping[str, Stored]) -> Answer:
        kept = spool.get(part.request, any_age=self._network.offline)
        if kept is not None:
            try:
                part.check(kept)
            except PassingError:
                kept = None
        if kept is not None:
            return kept
        answer = self.send(
            dataset, part.request, part.check, earlier.get(part.request.key), part.also_passing
        )
        spool.put(answer)
        return answer

    def send(
        self,
        dataset: Dataset,
        request: Request,
        check: Check,
        stored: Stored | None = None,
        also_passing: frozenset[int] = frozenset(),
    ) -> Answer:
        """Send a request to the dataset's interface; OfflineError where the network may not be used."""
        name, interface = self._interface(dataset)
        if self._network.offline:
            raise OfflineError(
                "`{request}` would be fetched, and the network may not be used",
                request=str(request), hint="leave out `--offline`",
            )  # fmt: skip
        if name in self._down:
            raise self._down[name]
        try:
            return self.client(name, interface).send(
                request, stored=stored, check=check, also_passing=also_passing
            )
        except UnavailableError as error:
            if _hopeless(error):
                # It has been asked again and again: the agency's other tables are not tried in this run.
                self._down[name] = error
            raise

    def client(self, name: str, interface: Interface) -> Client:
        """The client of an interface, made when it is first needed."""
        if name not in self._clients:
            settings, limits = self._project.settings.network, interface.limits
            self._clients[name] = Client(
                Limits(
                    connect=settings.connect_seconds,
                    read=settings.read_seconds,
                    total=settings.answer_seconds,
                    attempts=settings.tries,
                    longest_wait=settings.longest_wait_seconds,
                    size=settings.max_megabytes * MEGABYTE,
                    calls=limits.calls if limits is not None else None,
                    window=limits.seconds if limits is not None else 1.0,
                    hosts=frozenset(interface.hosts),
                    contact=settings.contact,
                ),
                self._network.clock,
                say=self._network.say,
            )
        return self._clients[name]

    def ask(
        self,
        dataset: Dataset,
        request: Request,
        check: Check,
        *,
        missing_ok: bool,
        also_passing: frozenset[int],
    ) -> Answer | None:
        """An answer that plans rest on, asked for once in a run; without network, one kept from before."""
        if request.key in self._asked:
            answer = self._asked[request.key]
            check(answer)
            return answer
        spool = self._spool(dataset)
        if self._network.offline and (kept := spool.get(request, any_age=True)) is not None:
            return kept
        try:
            answer = self.send(dataset, request, check, also_passing=also_passing)
        except UnavailableError as error:
            if missing_ok and error.fields.get("status") in _NOT_THERE:
                return None
            raise
        self._asked[request.key] = answer
        return answer

    def pace(self, dataset: Dataset, calls: int, seconds: float) -> None:
        """Keep to an interface's own limits."""
        if not self._network.offline:
            self.client(*self._interface(dataset)).pace.tighten(calls, seconds)

    def address(self, dataset: Dataset) -> str:
        """The address a dataset is fetched from, for messages."""
        return self._interface(dataset)[1].address

    def _interface(self, dataset: Dataset) -> tuple[str, Interface]:
        agency = self._project.agencies[dataset.agency]
        name = dataset.fetch.interface if dataset.fetch is not None else None
        interface = agency.interface(name)
        assert interface is not None  # noqa: S101 - the definitions have been checked
        host = urlsplit(interface.address).netloc
        return f"{host}:{interface.protocol}", interface

    def _order(self, dataset: Dataset) -> tuple[str, Order]:
        _, interface = self._interface(dataset)
        assert dataset.fetch is not None  # noqa: S101 - only such datasets are fetched
        year = self._network.clock.now().year
        areas = self._project.areas.by_code.values()
        places = [
            code
            for each in dataset.fetch.municipality
            # a former area has no figures of its own any more, and what has none is an error
            for code in ([a.code for a in areas if a.level == each and not a.valid_to] or [each])
        ]
        fetch = dataset.fetch.model_copy(update={"municipality": sorted(places)})
        return interface.protocol, Order(dataset.id, fetch, dataset.form, interface, year)

    def _spool(self, dataset: Dataset) -> Spool:
        return Spool(self._project.spool / dataset.id, self._network.clock)


@dataclass(frozen=True, slots=True)
class _Session:
    """How a dataset's plan asks its interface."""

    fetcher: Fetcher
    dataset: Dataset
    asked: list[Answer]

    def ask(
        self,
        request: Request,
        check: Check,
        *,
        missing_ok: bool = False,
        also_passing: frozenset[int] = frozenset(),
    ) -> Answer | None:
        """An answer that `check` accepts; None where `missing_ok` and the address is refused."""
        answer = self.fetcher.ask(
            self.dataset, request, check, missing_ok=missing_ok, also_passing=also_passing
        )
        if answer is not None:
            self.asked.append(answer)
        return answer

    def allow(self, calls: int, seconds: float) -> None:
        """Keep to these limits too."""
        self.fetcher.pace(self.dataset, calls, seconds)


def _hopeless(error: UnavailableError) -> bool:
    """Whether asking for anything more is in vain: no network, or an agency that gives no answers."""
    return isinstance(error, OfflineError) or (
        "tries" in error.fields and not isinstance(error, IncompleteError)
    )


def _incomplete(
    dataset: Dataset, failed: list[tuple[Part, UnavailableError]], waiting: list[Part], found: int
) -> UnavailableError:
    """The error for a fetch that is not whole: which parts are missing, and why the first of them is."""
    missing = [part.what or part.name for part in [*(part for part, _ in failed), *waiting]]
    first = failed[0][1]
    kind = OfflineError if isinstance(first, OfflineError) else IncompleteError
    return kind(
        "`{dataset}` is not whole: {missing} of {parts} parts are missing: {names}; {reason}",
        dataset=dataset.id,
        missing=len(missing),
        parts=len(missing) + found,
        names=named(missing),
        reason=first,
        hint=first.hint,
        **{name: field for name, field in first.fields.items() if name not in _OWN_FIELDS},
    )


_OWN_FIELDS = frozenset({"dataset", "missing", "parts", "names", "reason"})
