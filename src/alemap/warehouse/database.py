"""A DuckDB file behind a few verbs: run, rows, load a frame, give a frame."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol, Self

from alemap.errors import MissingDataError, ModelError, Place

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path
    from types import TracebackType

    import duckdb
    import polars as pl

# No extension is ever fetched: a missing one must be an error at once, not a wait for the network.
_CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
}


FORMAT = 3
"""Which tables and columns a database has: raise it when one that is there changes its columns or meaning."""


class _Exports(Protocol):
    """What can be handed on as a stream of Arrow batches."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...


class _ArrowStream:
    """Hands a frame or a relation on through the Arrow stream interface, which spares the pyarrow package.

    Neither side sees the other's own class: Polars would keep DuckDB's in a cache until the interpreter
    ends, and DuckDB's binding then reports it as leaked on standard error.
    """

    def __init__(self, source: _Exports) -> None:
        self._source = source

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        return self._source.__arrow_c_stream__(requested_schema)


class Database:
    """An open DuckDB file; use it in a `with` block so that it is closed whatever happens."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection

    @classmethod
    def read(cls, path: Path) -> Self:
        """Open the live file read-only; MissingDataError when there is none or it cannot be read.

        So it is with a database that another version of the program made in another format.
        """
        import duckdb  # noqa: PLC0415 - definitions alone can be read without it, which saves 0.1 s

        if not path.is_file():
            raise MissingDataError(
                "there is no database yet", hint="run `alemap ingest` to read the sources and build it"
            )
        try:
            # A reading command asks dozens of small questions; threads cost them more than they give.
            store = cls(duckdb.connect(str(path), read_only=True, config={**_CONFIG, "threads": 1}))
        except duckdb.Error as error:
            raise MissingDataError(
                "the database cannot be read: {reason}",
                reason=str(error).splitlines()[0],
                place=Place(str(path)),
                hint="read the sources into a new one with `alemap ingest --anew`; the snapshots are kept",
            ) from error
        found = store._format()
        if found not in {None, FORMAT}:
            store.close()
            raise MissingDataError(
                "the database has format {found}, this version of alemap reads format {wanted}",
                found=found,
                wanted=FORMAT,
                place=Place(str(path)),
                hint="use the version that made it, or make it anew with `alemap ingest --anew`; the old file"
                " and the snapshots are kept",
            )
        return store

    def _format(self) -> int | None:
        """The format the file says it has; 1 where it is too old to say, None where it is not ours."""
        if self.has("meta.format"):
            rows = self.rows("SELECT version FROM meta.format")
            return int(rows[0][0]) if rows else None
        return 1 if self.has("meta.vintage") else None

    @classmethod
    def write(cls, path: Path) -> Self:
        """Open (or make) a file for writing; everything is written to it once, at the end."""
        import duckdb  # noqa: PLC0415

        path.parent.mkdir(parents=True, exist_ok=True)
        return cls(duckdb.connect(str(path), config={**_CONFIG, "checkpoint_threshold": "64GB"}))

    @classmethod
    def memory(cls) -> Self:
        """A database that lives as long as the object, for small questions."""
        import duckdb  # noqa: PLC0415

        return cls(duckdb.connect(":memory:", config={**_CONFIG, "threads": 1}))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def run(self, sql: str, parameters: Sequence[object] | None = None) -> None:
        """Run a statement; ModelError with DuckDB's own words when it fails."""
        import duckdb  # noqa: PLC0415

        try:
            self._connection.execute(sql, parameters).fetchall()
        except duckdb.Error as error:
            raise ModelError("the database refused a statement: {reason}", reason=str(error)) from error

    def insert(self, table: str, rows: Sequence[Sequence[object]]) -> None:
        """Add rows to a table in one statement."""
        if not rows:
            return
        one = "(" + ", ".join("?" for _ in rows[0]) + ")"
        marks = ", ".join(one for _ in rows)
        self.run(f"INSERT INTO {table} VALUES {marks}", [cell for row in rows for cell in row])  # noqa: S608

    def rows(self, sql: str, parameters: Sequence[object] | None = None) -> list[tuple[Any, ...]]:
        """The rows of a query."""
        return self.table(sql, parameters)[1]

    def table(
        self, sql: str, parameters: Sequence[object] | None = None
    ) -> tuple[tuple[str, ...], list[tuple[Any, ...]]]:
        """Column names and rows of a query; ModelError with DuckDB's own words when it fails."""
        import duckdb  # noqa: PLC0415

        try:
            cursor = self._connection.execute(sql, parameters)
            names = tuple(column[0] for column in cursor.description or ())
            return names, cursor.fetchall()
        except duckdb.Error as error:
            raise ModelError("the database refused a query: {reason}", reason=str(error)) from error

    def frame(self, sql: str) -> pl.DataFrame:
        """The rows of a query as a frame."""
        import duckdb  # noqa: PLC0415
        import polars as pl  # noqa: PLC0415 - reading commands never need it

        try:
            return pl.DataFrame(_ArrowStream(self._connection.sql(sql)))
        except duckdb.Error as error:
            raise ModelError("the database refused a query: {reason}", reason=str(error)) from error

    def load(self, table: str, frame: pl.DataFrame) -> None:
        """Make `table` (schema.name) from a frame, in place of what it held."""
        self._connection.register("_incoming", _ArrowStream(frame))
        try:
            columns = ", ".join(f'"{name}"' for name in frame.columns)
            self.run(f"CREATE OR REPLACE TABLE {table} AS SELECT {columns} FROM _incoming")  # noqa: S608
        finally:
            self._connection.unregister("_incoming")

    def append(self, table: str, frame: pl.DataFrame) -> None:
        """Add a frame's rows to a table that has its columns."""
        self._connection.register("_incoming", _ArrowStream(frame))
        try:
            columns = ", ".join(f'"{name}"' for name in frame.columns)
            self.run(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM _incoming")  # noqa: S608
        finally:
            self._connection.unregister("_incoming")

    def has(self, table: str) -> bool:
        """Whether there is a table of this name; quicker than asking for all."""
        import duckdb  # noqa: PLC0415

        try:
            self._connection.execute(f"SELECT 1 FROM {quoted(table)} LIMIT 0").fetchall()  # noqa: S608
        except duckdb.CatalogException:
            return False
        return True

    @contextmanager
    def attached(self, path: Path, name: str) -> Iterator[None]:
        """Have another file's tables at hand as `name.table`, for reading."""
        file = str(path).replace("'", "''")
        self.run(f"ATTACH '{file}' AS {quoted(name)} (READ_ONLY)")
        try:
            yield
        finally:
            self.run(f"DETACH {quoted(name)}")

    def columns(self, table: str) -> dict[str, str]:
        """The names of a table's columns, in order, each with its type."""
        cursor = self._connection.execute(f"SELECT * FROM {quoted(table)} LIMIT 0")  # noqa: S608
        found = {str(column[0]): str(column[1]) for column in cursor.description or ()}
        cursor.fetchall()
        return found

    def tables(self) -> set[str]:
        """Names of all tables and views of ours, `schema.name`, bare where the schema is main."""
        rows = self.rows(
            "SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name = current_database()"
            " UNION ALL SELECT schema_name, view_name FROM duckdb_views()"
            " WHERE database_name = current_database() AND NOT internal"
        )
        return {name if schema == "main" else f"{schema}.{name}" for schema, name in rows}


def quoted(name: str) -> str:
    """A table or column name for use in a statement; each part between points is quoted."""
    return ".".join('"' + part.replace('"', '""') + '"' for part in name.split("."))
