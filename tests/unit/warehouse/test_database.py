from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest

from alemap.errors import BusyError, MissingDataError, ModelError
from alemap.warehouse import records
from alemap.warehouse.database import FORMAT, Database, quoted
from alemap.warehouse.history import KEYS
from alemap.warehouse.publish import draft, exclusive
from alemap.warehouse.snapshots import Snapshot, SnapshotStore, digest

FRAME = pl.DataFrame({"code": ["0114", "å"], "value": [1.5, None], "count": [1, 2]})


def test_a_frame_comes_back_as_it_went_in():
    with Database.memory() as store:
        store.load("main.t", FRAME)
        assert store.frame("SELECT * FROM t").equals(FRAME)
        store.append("main.t", FRAME)
        assert len(store.rows("SELECT * FROM t")) == 4
        store.load("main.t", FRAME)
        assert store.table("SELECT * FROM t ORDER BY code") == (
            ("code", "value", "count"),
            [("0114", 1.5, 1), ("å", None, 2)],
        )


def test_an_empty_frame_keeps_its_columns():
    with Database.memory() as store:
        store.load("main.t", FRAME.clear())
        assert store.frame("SELECT * FROM t").schema == FRAME.schema


def test_a_bad_statement_is_told_in_the_databases_words():
    with Database.memory() as store:
        for ask in (store.run, store.rows, store.frame):
            with pytest.raises(ModelError, match="nowhere"):
                ask("SELECT * FROM nowhere")
        assert store.rows("SELECT 1") == [(1,)]


def test_tables_are_named_with_their_schema():
    with Database.memory() as store:
        store.run("CREATE SCHEMA raw")
        store.run('CREATE TABLE raw."a__b" (x INTEGER)')
        store.run("CREATE TABLE t (x INTEGER)")
        assert store.tables() == {"raw.a__b", "t"}


def test_names_are_quoted_part_by_part():
    assert quoted("raw.a") == '"raw"."a"'
    assert quoted('a"b') == '"a""b"'


def test_a_database_open_for_reading_is_not_written(tmp_path):
    path = tmp_path / "a.duckdb"
    with Database.write(path) as store:
        store.run("CREATE TABLE t (x INTEGER)")
    with Database.read(path) as store, pytest.raises(ModelError, match="read-only"):
        store.run("DROP TABLE t")


def test_no_database_is_told_with_a_hint(tmp_path):
    with pytest.raises(MissingDataError) as caught:
        Database.read(tmp_path / "a.duckdb")
    assert "alemap ingest" in caught.value.hint


def make(path, value):
    with draft(path, fresh=False) as store:
        store.run(f"CREATE OR REPLACE TABLE t AS SELECT {value} AS x")


def test_a_draft_takes_the_live_files_place_when_it_succeeds(tmp_path):
    path = tmp_path / "data" / "a.duckdb"
    path.parent.mkdir()
    make(path, 1)
    with Database.read(path) as old:
        make(path, 2)
        assert old.rows("SELECT x FROM t") == [(1,)]
    with Database.read(path) as new:
        assert new.rows("SELECT x FROM t") == [(2,)]
    assert [p.name for p in path.parent.iterdir()] == ["a.duckdb"]


def test_a_draft_that_fails_leaves_the_live_file(tmp_path):
    path = tmp_path / "a.duckdb"
    make(path, 1)
    before = path.read_bytes()
    with pytest.raises(ModelError, match="nowhere"), draft(path, fresh=False) as store:
        store.run("CREATE OR REPLACE TABLE t AS SELECT x + 1 AS x FROM t; SELECT * FROM nowhere")
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["a.duckdb"]


def test_a_fresh_draft_starts_empty(tmp_path):
    path = tmp_path / "a.duckdb"
    make(path, 1)
    with draft(path, fresh=True) as store:
        assert store.tables() == set()


def test_one_writer_at_a_time(tmp_path):
    path = tmp_path / "a.duckdb"
    with exclusive(path):
        with pytest.raises(BusyError) as caught, exclusive(path):
            pytest.fail("two writers")
        assert caught.value.fields["pid"].isdigit()
    with exclusive(path):
        pass


def test_an_error_gives_the_lock_back(tmp_path):
    path = tmp_path / "a.duckdb"
    with pytest.raises(RuntimeError), exclusive(path):
        raise RuntimeError
    with exclusive(path):
        pass


def snapshot(content, fetched="2026-01-01T00:00:00Z"):
    return Snapshot("a__b", "f.csv", "", digest(content), len(content), fetched, "CC0-1.0")


def test_bytes_are_kept_once_with_their_first_record(tmp_path):
    store = SnapshotStore(tmp_path)
    first = store.keep(snapshot(b"x"), b"x")
    again = store.keep(snapshot(b"x", "2027-01-01T00:00:00Z"), b"x")
    assert again == first
    assert store.read("a__b", digest(b"x")) == b"x"
    store.keep(snapshot(b"y"), b"y")
    assert sorted(p.suffix for p in (tmp_path / "a" / "b").iterdir()) == [".bin", ".bin", ".json", ".json"]


def test_notes_are_kept_with_bytes_also_when_they_come_later(tmp_path):
    store = SnapshotStore(tmp_path)
    store.keep(snapshot(b"x"), b"x")
    record = store.content_path("a__b", digest(b"x")).with_suffix(".json")
    assert "notes" not in record.read_text()
    later = store.keep(replace(snapshot(b"x", "2027-01-01T00:00:00Z"), notes=("Brus", "Ny kod")), b"x")
    assert (later.notes, later.fetched) == (("Brus", "Ny kod"), "2026-01-01T00:00:00Z")
    assert store.record("a__b", digest(b"x")) == later == store.keep(snapshot(b"x"), b"x")


def test_bytes_without_their_record_are_kept_anew(tmp_path):
    store = SnapshotStore(tmp_path)
    path = store.content_path("a__b", digest(b"x"))
    path.parent.mkdir(parents=True)
    path.write_bytes(b"half")
    store.keep(snapshot(b"x"), b"x")
    assert store.read("a__b", digest(b"x")) == b"x"


def test_changed_and_vanished_bytes_are_refused(tmp_path):
    store = SnapshotStore(tmp_path)
    store.keep(snapshot(b"x"), b"x")
    store.content_path("a__b", digest(b"x")).write_bytes(b"z")
    with pytest.raises(MissingDataError, match="has been changed"):
        store.read("a__b", digest(b"x"))
    with pytest.raises(MissingDataError, match="is gone"):
        store.read("a__b", digest(b"nothing"))


def test_vintages_are_numbered_and_the_last_one_counts():
    with Database.memory() as store:
        assert records.vintages(store) == {}
        records.prepare(store)
        records.prepare(store)
        assert records.record_vintage(store, "a__b", "one", 1, "2026", [snapshot(b"x")]) == 1
        assert records.record_vintage(store, "a__b", "two", 1, "2026", [snapshot(b"y"), snapshot(b"z")]) == 2
        assert records.record_vintage(store, "a__c", "one", 1, "2026", []) == 1
        assert records.vintages(store) == {"a__b": "two", "a__c": "one"}
        assert {s.sha256 for s in records.current_snapshots(store, "a__b")} == {digest(b"y"), digest(b"z")}


def test_fingerprints_are_replaced_as_a_whole():
    with Database.memory() as store:
        assert records.fingerprints(store) == {}
        records.prepare(store)
        records.record_fingerprints(store, {"a": "1", "b": "2"})
        records.record_fingerprints(store, {"b": "3"})
        assert records.fingerprints(store) == {"b": "3"}


def test_a_column_that_changes_needs_a_new_format():
    """Whoever changes a table that is there raises FORMAT; a new table needs none."""
    tables = {
        "estimate": "indicator area_code level period sex category value lower upper numerator"
        " denominator numerator_error status method",
        "index_value": "index_id category level area_code period first_period last_period value lower"
        " upper comparator difference_error coverage known_error area_type residents"
        " status",
        "index_part": "index_id level area_code period category indicator indicator_period score"
        " contribution category_contribution value error centre persons quarter status",
        "meta.vintage": "dataset vintage fingerprint row_count loaded",
        "meta.snapshot": "dataset vintage position file address sha256 size fetched licence",
        "meta.build": "build built program",
        "history.change": "build name",
        "history.definition": "kind id body superseded",
    }
    with Database.memory() as store:
        records.prepare(store)
        for name, columns in tables.items():
            assert tuple(store.columns(name)) == tuple(columns.split()), name
            if name in KEYS:
                past = (*columns.split(), "absent", "superseded")
                assert tuple(store.columns(f"history.{name}")) == past
    assert FORMAT == 3
