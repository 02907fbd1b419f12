"""History: what figures were before; every earlier state can be read again and nothing is overwritten.

The live tables hold the figures of today. `history.<table>` holds what a build put out of force: the row as
it was (`absent`: there was none) and the build that superseded it. So a figure was recorded by the build that
superseded its predecessor, or by the first build, and an earlier state is today's with the changes taken
back, key by key. A first build writes nothing here, a build that changes nothing writes nothing, and any
other one only what it changed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from alemap.domain import Moment
from alemap.errors import MissingDataError, UsageError
from alemap.warehouse.database import quoted
from alemap.warehouse.hindsight import emptied, find_tainted, masked, past_hidden

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from alemap.warehouse.database import Database

KEYS: Mapping[str, tuple[str, ...]] = {
    "estimate": ("indicator", "area_code", "period", "sex", "category"),
    "index_value": ("index_id", "category", "level", "area_code", "period"),
    "index_part": ("index_id", "level", "area_code", "period", "category", "indicator"),
}
"""The tables whose past is kept, with what identifies a row."""

NOISE = 1e-9
"""Relative difference below which numbers are the same: another version of a library moves the last bits."""

_RECORDS = (
    "meta.vintage", "meta.snapshot", "meta.build", "meta.ingredient", "meta.definition", "history.change",
    "history.definition", "meta.check_count", "meta.check_run",
)  # fmt: skip
"""What goes with the past, besides the tables of `KEYS`."""

_BEFORE = "before"
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?Z?)?")


def prepare(store: Database) -> None:
    """Make the tables of the past where they are not there yet, in the shape of the live ones."""
    store.run("CREATE SCHEMA IF NOT EXISTS history")
    for table in KEYS:
        store.run(
            f"CREATE TABLE IF NOT EXISTS history.{table} AS"  # noqa: S608 - names of ours
            f" SELECT *, FALSE AS absent, CAST(NULL AS INTEGER) AS superseded FROM {table} LIMIT 0"
        )


def carry(store: Database, live: Path) -> None:
    """Take over the whole past from the live file into an empty one."""
    with store.attached(live, _BEFORE):
        there = set(_before_tables(store))
        for name in (*_RECORDS, *(f"history.{table}" for table in KEYS)):
            if name in there:
                store.run(f"INSERT INTO {name} SELECT * FROM {_BEFORE}.{name}")  # noqa: S608


def next_build(store: Database) -> int:
    """The number of the build under way."""
    (build,) = store.rows("SELECT coalesce(max(build), 0) + 1 FROM meta.build")[0]
    return int(build)


def record(store: Database, live: Path, build: int, now: str, program: str) -> None:
    """Note a build and what it has put out of force, compared with the live file.

    Every figure of the draft is compared, whatever was planned, so that no way of changing one is forgotten.
    """
    store.run("INSERT INTO meta.build VALUES (?, ?, ?)", [build, now, program])
    if build > 1:
        with store.attached(live, _BEFORE):
            for table, keys in KEYS.items():
                _supersede(store, table, keys, build)


def _before_tables(store: Database) -> list[str]:
    rows = store.rows(
        "SELECT schema_name || '.' || table_name FROM duckdb_tables() WHERE database_name = ?", [_BEFORE]
    )
    return [row[0] for row in rows]


def _supersede(store: Database, table: str, keys: tuple[str, ...], build: int) -> None:
    """Keep the old rows that are gone or other now, and the fact that a new row was not there."""
    names, _ = store.table(f"SELECT * FROM {table} LIMIT 0")  # noqa: S608
    kinds = {row[0]: row[1] for row in store.rows(f"DESCRIBE {table}")}
    same = " AND ".join(f"n.{key} = o.{key}" for key in keys)
    other = " OR ".join(_differs(name, number=kinds[name] == "DOUBLE") for name in names if name not in keys)
    columns = ", ".join(names)
    store.run(
        f"INSERT INTO history.{table} ({columns}, absent, superseded)"  # noqa: S608
        f" SELECT {', '.join(f'o.{name}' for name in names)}, FALSE, {build}"
        f" FROM {_BEFORE}.{table} AS o LEFT JOIN {table} AS n ON {same}"
        f" WHERE n.{keys[0]} IS NULL OR {other} ORDER BY {', '.join(f'o.{key}' for key in keys)}"
    )
    place = [*keys, *(["level"] if "level" not in keys else [])]
    store.run(
        f"INSERT INTO history.{table} ({', '.join(place)}, absent, superseded)"  # noqa: S608
        f" SELECT {', '.join(f'n.{name}' for name in place)}, TRUE, {build} FROM {table} AS n"
        f" WHERE NOT EXISTS (SELECT 1 FROM {_BEFORE}.{table} AS o WHERE {same})"
        f" ORDER BY {', '.join(f'n.{key}' for key in keys)}"
    )


def _differs(name: str, *, number: bool) -> str:
    """Whether a column of the new row `n` says something else than that of the old row `o`."""
    if not number:
        return f"n.{name} IS DISTINCT FROM o.{name}"
    return (
        f"COALESCE(ABS(n.{name} - o.{name}) > {NOISE} * GREATEST(ABS(n.{name}), ABS(o.{name})),"
        f" (n.{name} IS NULL) <> (o.{name} IS NULL))"
    )


def moment(store: Database, text: str) -> Moment:
    """The state that a date, a time (both UTC) or the number of a build stands for.

    A date means its end. UsageError when the text is none of them, MissingDataError when it lies before the
    first build.
    """
    builds = store.rows("SELECT build, built FROM meta.build ORDER BY build")
    if text.isdecimal():
        found = [row for row in builds if row[0] == int(text)]
    elif _MOMENT.fullmatch(text):
        found = [row for row in builds if row[1][: len(text.rstrip("Z"))] <= text.rstrip("Z")]
    else:
        raise UsageError(
            "`{text}` is neither a date nor the number of a build",
            text=text,
            hint="give a day (2026-11-22), a time (2026-11-22T08:30Z), or a number from `alemap log`",
        )
    if found:
        return Moment(text, *found[-1])
    if text.isdecimal():
        raise MissingDataError("there is no build {text}", text=text, hint="`alemap log` shows the builds")
    raise MissingDataError(
        "nothing is known as of {text}: the first build ran {first}",
        text=text,
        first=builds[0][1] if builds else "-",
        hint="`alemap log` shows the builds",
    )


def turn_back(store: Database, at: Moment) -> None:
    """Put the figures of an earlier state in the place of today's, for this connection alone.

    Temporary views stand before the tables of their names, and the marts are made again upon them, so whoever
    reads on notices nothing. What is suppressed today stays so: an earlier value would undo it, and so would
    an index that rested on it. `hindsight.note_rule` must have been called.
    """
    for table, query in earlier_states(store, at.build).items():
        store.run(f"CREATE TEMP VIEW {table} AS {query}")
    for name, sql in store.rows("SELECT name, sql FROM meta.mart ORDER BY position"):
        store.run(f"CREATE TEMP VIEW {quoted(name)} AS {sql}")


def earlier_states(store: Database, build: int) -> dict[str, str]:
    """The query of every table of `KEYS` as it was after a build, less what today's rule hides."""
    queries = {table: earlier(store, table, keys, build) for table, keys in KEYS.items()}
    parts = earlier(store, "index_part", KEYS["index_part"], build, hide=False)
    if find_tainted(store, parts, queries["estimate"]):
        for table in KEYS.keys() - {"estimate"}:
            names = store.table(f"SELECT * FROM {table} LIMIT 0")[0]  # noqa: S608
            queries[table] = masked(table, names, queries[table])
    return queries


def earlier(store: Database, table: str, keys: tuple[str, ...], build: int, *, hide: bool = True) -> str:
    """The query of a table as it was after a build; `hide`: less what is or would be suppressed today."""
    names, _ = store.table(f"SELECT * FROM {table} LIMIT 0")  # noqa: S608
    (catalog,) = store.rows("SELECT current_database()")[0]
    live = f"{quoted(catalog)}.main.{table}"
    same = " AND ".join(f"l.{key} = h.{key}" for key in keys)
    past = f"(SELECT * FROM history.{table} WHERE superseded > {build})"  # noqa: S608
    order = f"PARTITION BY {', '.join(keys)} ORDER BY superseded"
    figures = table == "estimate"
    small = past_hidden("p") if hide and figures else "FALSE"
    first = f"(SELECT p.*, {small} AS small, row_number() OVER ({order}) AS place FROM {past} AS p)"  # noqa: S608

    def then(name: str) -> str:
        own = emptied(name, f"h.{name}", "h.small") if figures else f"h.{name}"
        return f"CASE WHEN l.status = 'suppressed' THEN l.{name} ELSE {own} END AS {name}"

    columns = ", ".join(f"h.{n}" if n in keys or not hide else then(n) for n in names)
    return (
        f"SELECT {', '.join(f'l.{n}' for n in names)} FROM {live} AS l"  # noqa: S608
        f" WHERE NOT EXISTS (SELECT 1 FROM {past} AS h WHERE {same})"
        f" UNION ALL SELECT {columns} FROM {first} AS h LEFT JOIN {live} AS l ON {same}"
        " WHERE h.place = 1 AND NOT h.absent"
    )
