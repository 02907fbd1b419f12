"""Raw tables: codes kept as numbers, read as text; files added one by one; rows with the same keys found."""

from __future__ import annotations

import polars as pl
import pytest

from alemap.domain import CellForm
from alemap.warehouse import records
from alemap.warehouse.database import Database
from alemap.warehouse.raw import Coded, RawTable, Rows, drop

COLUMNS = ("area_code", "area_code_source", "period", "sex", "value", "status", "mark", "cell", "snapshot")
KEYS = ("area_code_source", "period", "sex")


@pytest.fixture
def store():
    with Database.memory() as database:
        records.prepare(database)
        yield database


def coded(names, texts, at):
    return Coded(names, tuple(texts), pl.Series(at, dtype=pl.UInt32))


def rows(areas, periods, values, *, distinct=True, cells=CellForm("value[", "]")):  # noqa: B008
    """Areas by periods; an area is a pair of our code and the agency's."""
    signs = [("final", None), ("suppressed", "..")]
    at = [(i, j) for i in range(len(areas)) for j in range(len(periods))]
    places = pl.Series(range(len(at))) if cells else pl.Series([f"R{n}C1" for n in range(len(at))])
    return Rows(
        coded=(
            coded(("area_code", "area_code_source"), areas, [i for i, _ in at]),
            coded(("period",), [(period,) for period in periods], [j for _, j in at]),
            coded(("status", "mark"), signs, [int(value is None) for value in values]),
        ),
        fixed={"sex": "_T"},
        value=pl.Series(values, dtype=pl.Float64),
        place=places,
        cells=cells,
        distinct=distinct,
    )  # fmt: skip


def made(store, *files):
    table = RawTable(store, "x__y", COLUMNS)
    for number, file in enumerate(files):
        table.add(file, f"sha{number}")
    table.finish()
    return table


ALE, KUNGALV, GONE = ("1440", "Ale"), ("1482", "Kungälv"), (None, "Okänd")


def test_files_with_codes_in_another_order_come_back_as_text(store):
    table = made(
        store,
        rows([ALE, KUNGALV], ["2022"], [1, None]),
        rows([KUNGALV, GONE, ALE], ["2023"], [2.5, 3, 4]),
    )
    assert table.rows == 5
    assert store.rows("SELECT * FROM raw.x__y ORDER BY snapshot, cell") == [
        ("1440", "Ale", "2022", "_T", 1.0, "final", None, "value[0]", "sha0"),
        ("1482", "Kungälv", "2022", "_T", None, "suppressed", "..", "value[1]", "sha0"),
        ("1482", "Kungälv", "2023", "_T", 2.5, "final", None, "value[0]", "sha1"),
        (None, "Okänd", "2023", "_T", 3.0, "final", None, "value[1]", "sha1"),
        ("1440", "Ale", "2023", "_T", 4.0, "final", None, "value[2]", "sha1"),
    ]
    assert table.doubled(KEYS) is None


def test_files_that_overlap_are_told_with_both_places(store):
    table = made(store, rows([ALE], ["2022", "2023"], [1, 2]), rows([KUNGALV, ALE], ["2023"], [3, 4]))
    assert table.doubled(KEYS) == (
        {"area_code_source": "Ale", "period": "2023"},
        [("sha0", "value[1]"), ("sha1", "value[1]")],
    )


def test_rows_left_out_on_purpose_do_not_count_as_doubled(store):
    assert made(store, rows([GONE], ["2022"], [1]), rows([GONE], ["2022"], [1])).doubled(KEYS) is None


def test_a_file_that_may_repeat_itself_is_looked_through(store):
    table = made(store, rows([ALE, ALE], ["2022"], [1, 2], distinct=False, cells=None))
    double = table.doubled(KEYS)
    assert double is not None
    assert double[1] == [("sha0", "R0C1"), ("sha0", "R1C1")]


def test_a_table_is_made_anew_and_dropped_whatever_it_was(store):
    store.run("CREATE TABLE raw.x__y (a VARCHAR)")
    made(store, rows([ALE], ["2022"], [1]))
    made(store, rows([ALE], ["2022"], [2]))
    assert store.rows("SELECT value FROM raw.x__y") == [(2.0,)]
    assert "raw.x__y" in store.tables()
    drop(store, "x__y")
    assert not {name for name in store.tables() if name.startswith(("raw.", "cube."))}
