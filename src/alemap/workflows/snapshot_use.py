"""From the bytes up: which figures, models and indexes rest on one of the agencies' files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alemap.definitions.suggest import suggest
from alemap.domain import Label, Period
from alemap.errors import UsageError
from alemap.results.history import SnapshotUse, UseRow
from alemap.warehouse.database import quoted

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from alemap.workflows.reading import Reader

_SHORTEST = 6
"""Characters of a sha256 that are taken for one."""


def snapshot_use(reader: Reader, root: Path, text: str) -> SnapshotUse:
    """What rests on the snapshot that a sha256 (or its beginning) or a file's name stands for.

    Of several vintages with the same file name, the latest. UsageError when none fits, or several do.
    """
    dataset, vintage, file, address, sha256, fetched, licence = _found(reader, text)
    name_sv, name_en, agency, origin = _dataset(reader, dataset)
    rows = reader.store.rows(
        "SELECT vintage, loaded FROM meta.vintage WHERE dataset = ? AND vintage > ? ORDER BY vintage LIMIT 1",
        [dataset, vintage],
    )
    replaced = rows[0][1] if rows else None
    cells = 0 if replaced is not None else _cells(reader, dataset, sha256)
    indicators = [
        row[0]
        for row in reader.store.rows(
            "SELECT indicator FROM seed.indicator_dataset WHERE dataset = ? ORDER BY indicator", [dataset]
        )
    ]
    uses = [_use(reader, dataset, sha256, indicator) for indicator in indicators] if cells else []
    indexes = reader.store.rows(
        "SELECT DISTINCT index_id FROM seed.index_member WHERE list_contains(?, indicator) ORDER BY 1",
        [indicators],
    )
    return SnapshotUse(
        dataset=dataset,
        dataset_name=Label(name_sv, name_en),
        agency=agency,
        origin=origin,
        file=file,
        sha256=sha256,
        address=address,
        licence=licence,
        fetched=fetched,
        vintage=vintage,
        replaced=replaced,
        cells=cells,
        models=_models(reader, root, dataset, indicators),
        indexes=tuple(row[0] for row in indexes),
        rows=tuple(use for use in uses if use.figures),
    )


def _found(reader: Reader, text: str) -> tuple[Any, ...]:
    rows = reader.store.rows(
        "SELECT dataset, vintage, file, address, sha256, fetched, licence FROM meta.snapshot"
        " ORDER BY dataset, vintage DESC, position"
    )
    named = [row for row in rows if row[2] == text or row[2].endswith(f"/{text}")]
    if not named and len(text) >= _SHORTEST:
        named = [row for row in rows if row[4].startswith(text.lower())]
    files = list(dict.fromkeys((row[0], row[2]) for row in named))
    if len(files) > 1:
        raise UsageError(
            "`{text}` is several snapshots: {files}",
            text=text,
            files=", ".join(file for _, file in files),
            hint="give the file's path or more of the sha256",
        )
    if not named:
        raise UsageError(
            "`{text}` is not a snapshot",
            text=text,
            suggestion=suggest(text, {row[2].rpartition("/")[2] for row in rows}),
            hint="give a file's name or the beginning of a sha256, as in `alemap show INDICATOR --area A`",
        )
    return named[0]


def _dataset(reader: Reader, dataset: str) -> tuple[str, str, str, str]:
    """The names, agency and origin of a dataset; one whose definition is gone has its id alone."""
    rows = reader.store.rows(
        "SELECT name_sv, name_en, agency_name, origin FROM seed.dataset WHERE dataset = ?", [dataset]
    )
    return rows[0] if rows else (dataset, dataset, "", "")


def _cells(reader: Reader, dataset: str, sha256: str) -> int:
    table = f"raw.{dataset}"
    if not reader.store.has(table):
        return 0
    rows = reader.store.rows(f"SELECT count(*) FROM {quoted(table)} WHERE snapshot = ?", [sha256])  # noqa: S608
    return int(rows[0][0])


def _use(reader: Reader, dataset: str, sha256: str, indicator: str) -> UseRow:
    """An indicator's figures for the areas and periods that the file has cells for, of its own measure."""
    table = quoted(f"raw.{dataset}")
    columns, _ = reader.store.table(f"SELECT * FROM {table} LIMIT 0")  # noqa: S608
    source = reader.store.rows(
        "SELECT measure, uncertainty_measure FROM seed.indicator_source WHERE indicator = ? AND dataset = ?",
        [indicator, dataset],
    )
    measures = [each for each in (source[0] if source else ()) if each]
    where = "AND list_contains($3, r.measure)" if measures and "measure" in columns else "AND len($3) >= 0"
    figures, areas, periods = reader.store.rows(
        f"""
WITH cells AS (SELECT r.area_code, r.period FROM {table} AS r WHERE r.snapshot = $1 {where}),
  places AS (SELECT DISTINCT p.whole_code AS code FROM seed.area_part AS p
    JOIN cells ON cells.area_code = p.part_code),
  times AS (SELECT DISTINCT period FROM cells),
  own AS (SELECT e.area_code, e.period FROM estimate AS e JOIN places ON places.code = e.area_code
    WHERE e.indicator = $2),
  same AS (SELECT own.area_code, own.period FROM own JOIN times ON times.period = own.period)
SELECT count(*), count(DISTINCT area_code), coalesce(list(DISTINCT period), [])
FROM (SELECT area_code, period FROM same UNION ALL
  SELECT area_code, period FROM own WHERE NOT EXISTS (SELECT 1 FROM same))
""",  # noqa: S608 - names of ours
        [sha256, indicator, measures],
    )[0]
    order: Sequence[str] = sorted(periods, key=Period.parse)
    return UseRow(reader.indicators[indicator].measure, figures, areas, tuple(order))


def _models(reader: Reader, root: Path, dataset: str, indicators: Sequence[str]) -> tuple[str, ...]:
    """The models between the raw table and the indicators that rest on it."""
    from alemap.models.graph import read_models  # noqa: PLC0415 - needs the SQL parser

    graph, _ = read_models(root)
    below = graph.downstream(f"raw.{dataset}")
    rows = reader.store.rows(
        "SELECT DISTINCT model FROM seed.indicator_model WHERE list_contains(?, indicator)",
        [list(indicators)],
    )
    used = {row[0] for row in rows}
    return tuple(name for name in graph.order if name in below and name in used)
