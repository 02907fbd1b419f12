"""Vintages: which files a dataset has, what its raw table follows from, and how it is made of them."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from alemap.errors import Place, SourceError
from alemap.models.fingerprints import fingerprint

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import polars as pl

    from alemap.definitions.project import Project
    from alemap.definitions.schema import Dataset
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
            dataset.model_dump_json(exclude={"name", "note", "page", "published"}),
            repr(sorted(project.agencies[dataset.agency].marks.items())),
            *(repr(sorted(code_map.codes.items())) for code_map in maps),
            reader_fingerprint(),
        ]
    )


@cache
def reader_fingerprint() -> str:
    """A digest of the reading code itself: when a reader is mended, its tables are read again."""
    files = [entry for entry in resources.files("alemap.sources").iterdir() if entry.name.endswith(".py")]
    files.append(resources.files("alemap.workflows").joinpath("conform.py"))
    return fingerprint(entry.read_text(encoding="utf-8") for entry in sorted(files, key=lambda e: e.name))


def decode_files(
    project: Project, dataset: Dataset, contents: Sequence[tuple[Snapshot, bytes]]
) -> pl.DataFrame:
    """All rows of a dataset's files as its raw table; SourceError for whatever has no meaning."""
    import polars as pl  # noqa: PLC0415 - not needed when nothing is new

    from alemap.sources import decode  # noqa: PLC0415
    from alemap.workflows.conform import conform, known_marks  # noqa: PLC0415

    marks = known_marks(dataset, project)
    frames = []
    for snapshot, content in contents:
        decoded = decode(dataset.form, content, dataset.read, snapshot.file, marks)
        frame = conform(decoded, dataset, project, snapshot.file)
        frames.append(frame.with_columns(pl.lit(snapshot.sha256).alias("snapshot")))
    table = pl.concat(frames)
    if table.is_empty():
        raise SourceError(
            "`{dataset}` holds no figures",
            dataset=dataset.id,
            place=Place(", ".join(dataset.files)),
            hint="the file is cut short, or its header or `stop` is not where the definition says",
        )
    _check_rows(dataset, table)
    _check_keys(dataset, table, {snapshot.sha256: snapshot.file for snapshot, _ in contents})
    return table


def _check_rows(dataset: Dataset, table: pl.DataFrame) -> None:
    if dataset.expect is None or dataset.expect.rows is None:
        return
    least, most = dataset.expect.rows
    if not least <= table.height <= most:
        raise SourceError(
            "`{dataset}` holds {rows} figures where {least} to {most} are expected ({reason})",
            dataset=dataset.id,
            rows=table.height,
            least=least,
            most=most,
            reason=dataset.expect.reason,
            place=Place(", ".join(dataset.files)),
            hint="the file is cut short or another table; if it is right, change `expect` in the definition",
        )


def _check_keys(dataset: Dataset, table: pl.DataFrame, files: dict[str, str]) -> None:
    """Two figures for the same key would be added up or double an area: refuse them."""
    import polars as pl  # noqa: PLC0415

    keys = [f"{c}_source" if f"{c}_source" in table.columns else c for c in dataset.columns]
    kept = table.filter(pl.all_horizontal(pl.col(c).is_not_null() for c in dataset.columns))
    double = kept.filter(pl.struct(keys).is_duplicated())
    if double.height:
        first = double.row(0, named=True)
        same = double.filter(pl.all_horizontal(pl.col(key) == first[key] for key in keys))
        raise SourceError(
            "two figures for the same {keys}: also in {other}",
            keys=", ".join(f"{key} `{first[key]}`" for key in keys),
            other=f"{files[same['snapshot'][1]]} {same['cell'][1]}",
            place=Place(files[first["snapshot"]], cell=first["cell"]),
            hint="a dimension is missing from the definition, or two files overlap",
        )
