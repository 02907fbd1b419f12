"""Where the bytes of datasets lie: files below the project, agencies' answers, or what was stored."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from alemap.errors import AlemapError, OfflineError
from alemap.warehouse import records
from alemap.warehouse.database import Database
from alemap.warehouse.snapshots import Snapshot, SnapshotStore, digest
from alemap.workflows.vintages import files_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from types import TracebackType

    from alemap.definitions.project import Project
    from alemap.definitions.schema import Dataset
    from alemap.sources.http.messages import Stored
    from alemap.sources.protocols.plan import Plan
    from alemap.workflows.fetching import Fetcher, Network

Files = tuple[tuple[Snapshot, "Path"], ...]
"""What is noted of each part of a dataset, and where its bytes lie."""


class Sources:
    """Gives the files of datasets; the network layer is loaded when the first one is fetched."""

    def __init__(self, project: Project, network: Network | None) -> None:
        self._project = project
        self._network = network
        self._fetcher: Fetcher | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._fetcher is not None:
            self._fetcher.__exit__(kind, error, trace)

    @property
    def offline(self) -> bool:
        """Whether the network may not be used."""
        return self._network is None or self._network.offline

    def files(self, dataset: Dataset, now: str) -> Files:
        """What a dataset is read from, with what is noted of each part; `now` is noted with files."""
        if dataset.fetched:
            return self._fetched(dataset)
        licence = self._licence(dataset)
        found = []
        for name, path in files_of(self._project, dataset):
            content = path.read_bytes()
            page, sha256 = dataset.page or "", digest(content)
            found.append((Snapshot(dataset.id, name, page, sha256, len(content), now, licence), path))
        return tuple(found)

    def plan(self, dataset: Dataset) -> Plan:
        """What would be fetched of a dataset."""
        return self._fetching(dataset).plan(dataset)

    def done(self, datasets: Sequence[str]) -> None:
        """Give up what was kept for resuming the fetch of datasets that are loaded now."""
        if self._fetcher is not None and not self.offline:
            for name in datasets:
                self._fetcher.done(self._project.datasets[name])
            self._fetcher.sweep()

    def _licence(self, dataset: Dataset) -> str:
        return dataset.licence or self._project.agencies[dataset.agency].licence

    def _fetching(self, dataset: Dataset) -> Fetcher:
        from alemap.workflows.fetching import Fetcher  # noqa: PLC0415 - only when something is fetched

        if self._network is None:
            raise OfflineError(
                "`{dataset}` would be fetched, and the network may not be used", dataset=dataset.id
            )
        if self._fetcher is None:
            self._fetcher = Fetcher(self._project, self._network)
        return self._fetcher

    def _fetched(self, dataset: Dataset) -> Files:
        stored = self._stored(dataset)
        if stored and self.offline:
            return stored
        fetcher, licence = self._fetching(dataset), self._licence(dataset)
        found = []
        for each in fetcher.fetch(dataset, _by_request(stored)):
            snapshot = Snapshot(
                dataset.id, each.name, each.request.address, each.sha256, each.size, each.fetched, licence,
                each.request.method, each.request.body, each.request.accept, each.headers,
            )  # fmt: skip
            found.append((snapshot, each.path))
        return tuple(found)

    def _stored(self, dataset: Dataset) -> Files:
        """What the dataset was last loaded from, where it was fetched and is still all there."""
        if not self._project.database.is_file():
            return ()
        store = SnapshotStore(self._project.snapshots)
        try:
            with Database.read(self._project.database) as database:
                current = records.current_snapshots(database, dataset.id)
        except AlemapError:  # a database that is about to be made anew
            return ()
        found = []
        for snapshot in current:
            note, path = (
                store.record(dataset.id, snapshot.sha256),
                store.content_path(dataset.id, snapshot.sha256),
            )
            if note is None or not note.method or not path.is_file():
                return ()
            found.append((note, path))
        return tuple(found)


def _by_request(files: Files) -> dict[str, Stored]:
    """Stored answers that can be asked for on condition that they have changed, by their request's key."""
    from alemap.sources.http.messages import Request, Stored  # noqa: PLC0415 - only when fetching

    return {
        Request(note.method, note.address, note.query, note.accept).key: Stored(
            path, note.headers, note.fetched
        )
        for note, path in files
        if {"etag", "last-modified"} & note.headers.keys() and digest(path.read_bytes()) == note.sha256
    }
