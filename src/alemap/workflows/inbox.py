"""The inbox: a file put there is recognised by its form, and moved to where its dataset reads it."""

from __future__ import annotations

from contextlib import contextmanager
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from alemap.errors import AlemapError, Place, SourceError
from alemap.values import dataclass
from alemap.warehouse import records
from alemap.warehouse.database import Database
from alemap.warehouse.snapshots import Snapshot, SnapshotStore, digest
from alemap.workflows.calendar import page_of
from alemap.workflows.vintages import load_files

if TYPE_CHECKING:
    from collections.abc import Iterator

    from alemap.definitions.project import Project
    from alemap.definitions.schema import Dataset


@dataclass(frozen=True, slots=True)
class Taken:
    """A file of the inbox, the dataset it is for, and where below the project it goes."""

    file: str
    dataset: str
    target: str


def waiting(project_root: Path, folder: str) -> list[Path]:
    """The files in the inbox, by name; hidden ones and those still being written (`.part`) left alone."""
    inbox = project_root / folder
    if not inbox.is_dir():
        return []
    return sorted(
        path
        for path in inbox.iterdir()
        if path.is_file() and not path.name.startswith((".", "~")) and path.suffix != ".part"
    )


@contextmanager
def emptied(project: Project, *, dry_run: bool = False) -> Iterator[list[Taken]]:
    """Put the inbox's files where their datasets read them, for the run inside; back again if it fails.

    A file that takes the place of another one needs that one's bytes among the snapshots. SourceError for
    a file that no dataset reads, or several do; nothing is moved then.
    """
    files = waiting(project.root, project.settings.data.inbox)
    plan = [_taken(project, path) for path in files]
    if dry_run or not plan:
        yield plan
        return
    moved: list[tuple[Path, Path, bytes | None]] = []
    try:
        for path, taken in zip(files, plan, strict=True):
            target = project.root / taken.target
            before = target.read_bytes() if target.is_file() else None
            target.parent.mkdir(parents=True, exist_ok=True)
            path.replace(target)
            moved.append((path, target, before))
        yield plan
    except BaseException:
        for path, target, before in reversed(moved):
            target.replace(path)
            if before is not None:
                target.write_bytes(before)
        raise


def _taken(project: Project, path: Path) -> Taken:
    name = path.relative_to(project.root).as_posix()
    dataset = _dataset_of(project, path, name)
    target = _target(dataset, path)
    there = project.root / target
    if there.is_file():
        kept = SnapshotStore(project.snapshots).content_path(dataset.id, digest(there.read_bytes()))
        if not kept.is_file():
            raise SourceError(
                "`{file}` would take the place of `{target}`, which has never been read",
                file=name,
                target=target,
                place=Place(name),
                hint="run `alemap ingest` without it first, or move the old file away",
            )
    return Taken(name, dataset.id, target)


def _dataset_of(project: Project, path: Path, name: str) -> Dataset:
    """The one dataset that reads the file: by its name first, else by its form and codes."""
    read = [d for d in project.datasets.values() if not d.fetched and _suffixes(d) & {path.suffix.lower()}]
    named = [d for d in read if any(fnmatch(path.name, PurePosixPath(p).name) for p in d.files)]
    reasons: list[AlemapError] = []
    for candidates in (named, [d for d in read if d not in named]):
        fitting = []
        for dataset in candidates:
            fault = _fault(project, dataset, path, name)
            if fault is None:
                fitting.append(dataset)
            elif dataset in named:
                reasons.append(fault)
        if len(fitting) == 1:
            return fitting[0]
        if fitting:
            raise SourceError(
                "`{file}` fits several datasets: {names}",
                file=name,
                names=", ".join(f"`{d.id}`" for d in fitting),
                place=Place(name),
                hint="name it as one of them expects: {patterns}",
                patterns="; ".join(f"{d.id}: {', '.join(d.files)}" for d in fitting),
            )
        if reasons:
            raise SourceError(
                "`{file}` has the name of a file of `{dataset}`, but cannot be read as one: {reason}",
                file=name,
                dataset=named[0].id,
                reason=reasons[0],
                place=reasons[0].place or Place(name),
                hint="fetch it again from {page}, or change the definition",
                page=page_of(project, named[0]),
            )
    raise SourceError(
        "no dataset reads `{file}`",
        file=name,
        place=Place(name),
        hint="`alemap inspect {file}` says what it is and drafts a definition; move it away until then",
    )


def _suffixes(dataset: Dataset) -> set[str]:
    return {PurePosixPath(pattern).suffix.lower() for pattern in dataset.files}


def _fault(project: Project, dataset: Dataset, path: Path, name: str) -> AlemapError | None:
    """Why the file cannot be read as the dataset's; None when it can."""
    content = path.read_bytes()
    snapshot = Snapshot(dataset.id, name, "", digest(content), len(content), "", "")
    alone = dataset.model_copy(update={"expect": None})
    try:
        with Database.memory() as trial:
            records.prepare(trial)
            load_files(project, alone, trial, [(snapshot, content)])
    except AlemapError as error:
        return error
    return None


def _target(dataset: Dataset, path: Path) -> str:
    """Where the file goes: below the pattern its name fits, else the first, under a name that fits it."""
    for pattern in dataset.files:
        if fnmatch(path.name, PurePosixPath(pattern).name):
            return (PurePosixPath(pattern).parent / path.name).as_posix()
    first = PurePosixPath(dataset.files[0])
    return (first.parent / first.name.replace("*", path.stem)).as_posix()
