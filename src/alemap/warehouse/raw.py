"""Raw tables: an agency's figures with their codes, kept as small numbers and read as text.

A table of five million figures repeats a few thousand codes. So `cube.<table>` holds the figures with a
number for each code, `cube.<table>:code` the texts behind the numbers, `cube.<table>:file` what is the same
for a whole file, and the view `raw.<table>` puts them together again: models read it like any table of text.
"""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from alemap.values import dataclass
from alemap.warehouse.database import quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

    import polars as pl

    from alemap.domain import CellForm
    from alemap.warehouse.database import Database

_BATCH = 122_880
"""Rows of one group in the file; handed over in such parts, both cores can work on them."""


@dataclass(frozen=True, slots=True)
class Coded:
    """Columns as numbers into a short list: `texts` has a text per name for each number, `at` the numbers."""

    names: tuple[str, ...]
    texts: tuple[tuple[str | None, ...], ...]
    at: pl.Series

    def columns(self) -> list[pl.Series]:
        """The columns spelled out."""
        import polars as pl  # noqa: PLC0415 - not needed to look a table up or drop it

        parts = zip(*self.texts, strict=True) if self.texts else [()] * len(self.names)
        return [
            pl.Series(name, part, dtype=pl.String).gather(self.at)
            for name, part in zip(self.names, parts, strict=True)
        ]


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of one file: coded columns (the keys first, then status and mark), figures and their places.

    `fixed`: columns that hold one text throughout. `cells` turns a number in `place` into words; without it
    `place` holds the words. `distinct`: no two rows have the same keys, by the way the file is built.
    """

    coded: tuple[Coded, ...]
    fixed: dict[str, str]
    value: pl.Series
    place: pl.Series
    cells: CellForm | None
    distinct: bool


@dataclass(slots=True)
class RawTable:
    """A raw table being made anew, file by file; memory holds no more than one file's rows."""

    store: Database
    name: str
    columns: tuple[str, ...]
    rows: int = 0
    _ids: list[dict[tuple[str | None, ...], int]] = field(default_factory=list)
    _names: list[tuple[str, ...]] = field(default_factory=list)
    _used: list[list[frozenset[int]]] = field(default_factory=list)
    _distinct: bool = True
    _words: bool = False

    def __post_init__(self) -> None:
        drop(self.store, self.name)

    def add(self, rows: Rows, snapshot: str) -> None:
        """Add a file's rows; its columns are those of the files before."""
        import polars as pl  # noqa: PLC0415

        number = len(self._used)
        if number == 0:
            self._names = [coded.names for coded in rows.coded]
            self._ids = [{} for _ in rows.coded]
            self._words = rows.cells is None
            self._make(rows)
        columns = [pl.Series("file", [number], dtype=pl.UInt32).new_from_index(0, len(rows.value))]
        columns.append(rows.place.alias("place"))
        used = []
        for at, coded in enumerate(rows.coded):
            ids = self._ids[at]
            numbers = [ids.setdefault(texts, len(ids)) for texts in coded.texts]
            columns.append(_renumbered(coded.at, numbers).cast(pl.UInt32).alias(f"c{at}"))
            used.append(frozenset(numbers))
        columns.append(rows.value.alias("value"))
        frame = pl.DataFrame(columns)
        parts = [frame.slice(start, _BATCH) for start in range(0, frame.height, _BATCH)]
        # Making a table of a query is quicker than adding to one that is there.
        write = self.store.append if number else self.store.load
        write(f'cube."{self.name}"', pl.concat(parts, rechunk=False) if parts else frame)
        cells = rows.cells
        form = (
            (None,) * 6
            if cells is None
            else (cells.start, cells.end, cells.width, cells.between, cells.row, cells.column)
        )
        self.store.insert(f'cube."{self.name}:file"', [(number, snapshot, *form, *rows.fixed.values())])
        self._used.append(used)
        self._distinct = self._distinct and rows.distinct
        self.rows += frame.height

    def _make(self, rows: Rows) -> None:
        fixed = "".join(f", {quoted(name)} VARCHAR" for name in rows.fixed)
        self.store.run(
            f'CREATE TABLE cube."{self.name}:file" (file UINTEGER, snapshot VARCHAR, cell_start VARCHAR,'
            " cell_end VARCHAR, cell_width UINTEGER, cell_between VARCHAR, cell_row UINTEGER,"
            f" cell_column UINTEGER{fixed})"
        )

    def finish(self) -> None:
        """Write the codes' texts and make the view."""
        import polars as pl  # noqa: PLC0415

        lines = [
            (at, number, *texts, *(None,) * (2 - len(texts)))
            for at, ids in enumerate(self._ids)
            for texts, number in ids.items()
        ]
        codes = pl.DataFrame(
            lines,
            schema={"part": pl.UInt32, "id": pl.UInt32, "text": pl.String, "second": pl.String},
            orient="row",
        )
        self.store.load(f'cube."{self.name}:code"', codes)
        self.store.run(f"CREATE VIEW raw.{quoted(self.name)} AS {self._query()}")

    def _query(self) -> str:
        """The query that spells the table out; a code's number is unique, so no join adds or drops a row."""
        where = {
            name: f'k{at}."{column}"'
            for at, names in enumerate(self._names)
            for name, column in zip(names, ("text", "second"), strict=False)
        }
        cell = (
            "c.place"
            if self._words
            else "f.cell_start || CASE WHEN f.cell_width IS NULL THEN CAST(c.place AS VARCHAR)"
            " ELSE CAST(c.place // f.cell_width + f.cell_row AS VARCHAR) || f.cell_between"
            " || CAST(c.place % f.cell_width + f.cell_column AS VARCHAR) END || f.cell_end"
        )
        where |= {"value": "c.value", "cell": cell, "snapshot": "f.snapshot"}
        chosen = ", ".join(
            f"{where.get(name, f'f.{quoted(name)}')} AS {quoted(name)}" for name in self.columns
        )
        joins = "".join(
            f' JOIN (SELECT id, "text", second FROM cube."{self.name}:code" WHERE part = {at}) AS k{at}'  # noqa: S608
            f" ON k{at}.id = c.c{at}"
            for at in range(len(self._names))
        )
        return (
            f'SELECT {chosen} FROM cube."{self.name}" AS c'  # noqa: S608 - names of ours
            f' JOIN cube."{self.name}:file" AS f ON f.file = c.file{joins}'
        )

    def doubled(self, keys: Sequence[str]) -> tuple[dict[str, str], list[tuple[str, str]]] | None:
        """The first key (in order of codes) that several rows have, with their snapshots and cells; or None.

        `keys`: the columns that tell rows apart; rows with a code left out on purpose do not count. Only
        after `finish`. Rows are looked through only where files built from whole dimensions may overlap.
        """
        parts = [at for at, names in enumerate(self._names) if names[-1] in keys]
        if self._distinct and any(self._apart(at) for at in parts):
            return None
        if self._distinct and len(self._used) == 1:
            return None
        ids = ", ".join(f"c{at}" for at in parts) or "1"
        left_out = "".join(
            f' AND c{at} NOT IN (SELECT id FROM cube."{self.name}:code" WHERE part = {at} AND "text" IS NULL)'  # noqa: S608
            for at in parts
        )
        found = self.store.rows(
            f'SELECT {ids} FROM cube."{self.name}" WHERE true{left_out}'  # noqa: S608 - names of ours
            f" GROUP BY {ids} HAVING count(*) > 1 ORDER BY {ids} LIMIT 1"
        )
        if not found:
            return None
        texts = {at: {number: text for text, number in self._ids[at].items()} for at in parts}
        key = {
            self._names[at][-1]: str(texts[at][number][-1])
            for at, number in zip(parts, found[0], strict=False)
        }
        same = " AND ".join(f"{quoted(name)} = ?" for name in key) or "true"
        rows = self.store.rows(
            f"SELECT r.snapshot, r.cell FROM raw.{quoted(self.name)} AS r"  # noqa: S608
            f' JOIN cube."{self.name}:file" AS f ON f.snapshot = r.snapshot'
            f" WHERE {same} ORDER BY f.file, r.cell",
            list(key.values()),
        )
        return key, rows

    def _apart(self, part: int) -> bool:
        """Whether no two files share a code in this column."""
        sets = [used[part] for used in self._used]
        return sum(map(len, sets)) == len(frozenset().union(*sets))


def drop(store: Database, name: str) -> None:
    """Remove a raw table with all that belongs to it, in whatever way it was made."""
    views = store.rows(
        "SELECT 1 FROM duckdb_views() WHERE database_name = current_database() AND schema_name = 'raw'"
        " AND view_name = ?",
        [name],
    )
    store.run(f"DROP {'VIEW' if views else 'TABLE'} IF EXISTS raw.{quoted(name)}")
    for part in ("", ":code", ":file"):
        store.run(f'DROP TABLE IF EXISTS cube."{name}{part}"')


def _renumbered(at: pl.Series, numbers: Sequence[int]) -> pl.Series:
    """The numbers of one file's list as those of the whole table's."""
    import polars as pl  # noqa: PLC0415

    if list(numbers) == list(range(len(numbers))):
        return at
    return pl.Series(numbers, dtype=pl.UInt32).gather(at)


def digest_of_rows(store: Database, name: str, columns: Sequence[str]) -> tuple[int, int] | None:
    """What a raw table holds in these columns, whatever the order of its rows: their number and a digest.

    None when the table has not all of the columns.
    """
    table = f"raw.{quoted(name)}"
    there, _ = store.table(f"SELECT * FROM {table} LIMIT 0")  # noqa: S608
    if not set(columns) <= set(there):
        return None
    listed = ", ".join(quoted(column) for column in columns)
    (found,) = store.rows(f"SELECT count(*), sum(CAST(hash({listed}) AS HUGEINT)) FROM {table}")  # noqa: S608
    return int(found[0]), int(found[1] or 0)
