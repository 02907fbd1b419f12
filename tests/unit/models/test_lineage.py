from __future__ import annotations

import pytest
import sqlglot

from alemap.models.lineage import Lineage
from alemap.models.scopes import resolve

TABLES = {
    "raw.a": ("area_code", "period", "value"),
    "stg": ("area_code", "value"),
    "core": ("area_code", "n"),
}


def origins(sql):
    return {
        name: sorted(found)
        for name, found in resolve(sqlglot.parse_one(sql, read="duckdb"), TABLES).outputs.items()
    }


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        (
            "SELECT area_code, value * 2 AS v FROM stg",
            {"area_code": [("stg", "area_code")], "v": [("stg", "value")]},
        ),
        ("WITH x AS (SELECT value AS w FROM raw.a) SELECT w AS v FROM x", {"v": [("raw.a", "value")]}),
        ("WITH x(w) AS (SELECT value FROM raw.a) SELECT x.w AS v FROM x", {"v": [("raw.a", "value")]}),
        ("SELECT s.v FROM (SELECT value AS v FROM stg) AS s", {"v": [("stg", "value")]}),
        ("SELECT value AS v FROM stg UNION ALL SELECT n FROM core", {"v": [("core", "n"), ("stg", "value")]}),
        ("SELECT count(*) AS v FROM core", {"v": [("core", "*")]}),
        ("SELECT '_T' AS v FROM stg", {"v": []}),
        ("SELECT w AS v FROM (VALUES ('a'), ('b')) AS listed(w)", {"v": []}),
        ("SELECT (SELECT max(n) FROM core) AS v FROM stg", {"v": [("core", "n")]}),
        (
            ("SELECT CASE WHEN c.n > 0 THEN s.value END AS v"
            " FROM stg AS s JOIN core AS c ON c.area_code = s.area_code"),
            {"v": [("core", "n"), ("stg", "value")]},
        ),
    ],
)  # fmt: skip
def test_each_output_column_is_followed_to_its_tables(sql, expected):
    assert origins(sql) == expected


def test_a_column_that_no_table_has_is_named_with_what_could_be_meant():
    sql = (
        "SELECT s.valu, n FROM stg AS s WHERE EXISTS (SELECT 1 FROM core AS c WHERE c.area_code = s.area_cod)"
    )
    unknown = resolve(sqlglot.parse_one(sql, read="duckdb"), TABLES).unknown
    assert [(column.sql(), "value" in known) for column, known in unknown] == [
        ("s.valu", True), ("n", True), ("s.area_cod", True),
    ]  # fmt: skip


def test_lineage_goes_back_through_all_models():
    def outputs(sql):
        return resolve(sqlglot.parse_one(sql, read="duckdb"), TABLES).outputs

    lineage = Lineage(
        {
            "stg": outputs("SELECT area_code, value FROM raw.a"),
            "core": outputs("SELECT area_code, count(*) AS n FROM stg GROUP BY area_code"),
        }
    )
    assert lineage.sources("stg", "value") == [("raw.a", "value")]
    assert lineage.sources("core", "n") == [("raw.a", "area_code"), ("raw.a", "value")]
    assert lineage.sources("core", "area_code") == [("raw.a", "area_code")]
