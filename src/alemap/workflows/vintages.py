"""Vintages: which files a dataset has, what its raw table follows from, and how it is made of them."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from alemap.errors import Place, SourceError
from alemap.models.fingerprints import fingerprint
from alemap.values import dataclass
from alemap.workflows.pages import check_pages, next_page
from alemap.workflows.raw_tables import raw_columns

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from alemap.definitions.project import Project
    from alemap.definitions.schema import Dataset
    from alemap.warehouse.database import Database
    from alemap.warehouse.raw import RawTable
    from alemap.warehouse.snapshots import Snapshot


def files_of(project: Project, dataset: Dataset) -> list[tuple[str, Path]]:
    """The dataset's files, as named below the project, in a fixed order."""
    found: dict[str, Path] = {}
    for pattern in dataset.files:
        for path in sorted(path for path in project.root.glob(pattern) if path.is_file()):
            found[path.relative_to(project.root).as_posix()] = path
    return list(found.items())


def vintage_fingerprint(project: Project, dataset: Dataset, digests: Sequence[str]) -> str:
    """What a raw table follows from: the bytes, the definition, the codes' meanings, and the readers."""
    maps = [project.mappings[d.map] for d in dataset.dimensions.values() if d.map is not None]
    return fingerprint(
        [
            *digests,
            dataset.model_dump_json(exclude={"name", "note", "optional", "page", "published"}),
            repr(sorted(project.agencies[dataset.agency].marks.items())),
            *(repr(sorted(code_map.codes.items())) for code_map in maps),
            reader_fingerprint(),
        ]
    )


@cache
def reader_fingerprint() -> str:
    """A digest of the reading code itself: when a reader is mended, its tables are read again."""
    files = [entry for entry in resources.files("alemap.sources").iterdir() if entry.name.endswith(".py")]
    workflows = resources.files("alemap.workflows")
    files += [workflows.joinpath("conform.py"), workflows.joinpath("joining.py")]
    return fingerprint(entry.read_text(encoding="utf-8") for entry in sorted(files, key=lambda e: e.name))


@dataclass(frozen=True, slots=True)
class Loaded:
    """A raw table that has been made: its rows, and the notes in its files by their sha256."""

    rows: int
    notes: Mapping[str, tuple[str, ...]]


def load_files(
    project: Project, dataset: Dataset, store: Database, contents: Iterable[tuple[Snapshot, bytes]]
) -> Loaded:
    """Make a dataset's raw table of its files, one after the other.

    SourceError for whatever has no meaning, for too few or too many rows, and for rows with the same keys.
    """
    from alemap.sources import decode  # noqa: PLC0415 - not needed when nothing is new
    from alemap.warehouse.raw import RawTable  # noqa: PLC0415
    from alemap.workflows.conform import conform, known_marks  # noqa: PLC0415

    marks = known_marks(dataset, project)
    table = RawTable(store, dataset.id, tuple(raw_columns(dataset)))
    files: dict[str, str] = {}
    notes: dict[str, tuple[str, ...]] = {}
    following: dict[str, str | None] = {}
    for snapshot, content in contents:
        decoded = decode(dataset.form, content, dataset.read, snapshot.file, marks)
        table.add(conform(decoded, dataset, project, snapshot.file), snapshot.sha256)
        files[snapshot.sha256] = snapshot.file
        notes[snapshot.sha256] = decoded.notes
        if dataset.form == "kolada" and not dataset.fetched:
            following[snapshot.file] = next_page(content)
    check_pages(dataset, following)
    if not table.rows:
        raise SourceError(
            "`{dataset}` holds no figures",
            dataset=dataset.id,
            place=Place(", ".join(dataset.files)),
            hint="the file is cut short, or its header or `stop` is not where the definition says",
        )
    _check_rows(dataset, table.rows)
    table.finish()
    _check_keys(dataset, table, files)
    return Loaded(table.rows, notes)


def _check_rows(dataset: Dataset, rows: int) -> None:
    if dataset.expect is None or dataset.expect.rows is None:
        return
    least, most = dataset.expect.rows
    if not least <= rows <= most:
        raise SourceError(
            "`{dataset}` holds {rows} figures where {least} to {most} are expected ({reason})",
            dataset=dataset.id,
            rows=rows,
            least=least,
            most=most,
            reason=dataset.expect.reason,
            place=Place(", ".join(dataset.files)),
            hint="the file is cut short or another table; if it is right, change `expect` in the definition",
        )


def _check_keys(dataset: Dataset, table: RawTable, files: dict[str, str]) -> None:
    """Two figures for the same key would be added up or double an area: refuse them."""
    columns = raw_columns(dataset)
    keys = [f"{name}_source" if f"{name}_source" in columns else name for name in dataset.columns]
    double = table.doubled(keys)
    if double is None:
        return
    key, ((first, cell), (second, other), *_) = double
    raise SourceError(
        "two figures for the same {keys}: also in {other}",
        keys=", ".join(f"{name} `{code}`" for name, code in key.items()),
        other=f"{files[second]} {other}",
        place=Place(files[first], cell=cell),
        hint="a dimension is missing from the definition, or two files overlap",
    )
