"""The database's commonest complaints are told in our words, in both languages."""

from __future__ import annotations

import duckdb
import pytest

from alemap.errors import ModelError
from alemap.render.error import error_text
from alemap.workflows.sql_words import in_our_words

SAID = {
    "SELECT summ(n) FROM t": "det finns ingen funktion `summ`; däremot `sum`",
    "SELECT m FROM t": "det finns ingen kolumn `m`",
    "SELECT t.m FROM t": "`t` har ingen kolumn `m`",
    "SELECT t.n FROM t AS a": "frågan läser ingen tabell `t`",
    "SELECT n FROM tt": "det finns ingen tabell `tt`",
    "SELECT n FROM t JOIN u ON TRUE": "flera av tabellerna har en kolumn `n`",
    "SELECT n FROM t JOIN u USING (m)": "ena sidan av kopplingen har ingen kolumn `m`",
    "SELECT word + 1 FROM t": "typerna passar inte: `+(VARCHAR, INTEGER)`",
    "SELECT n FROM t WHERE word > 1": "VARCHAR jämförs med INTEGER: gör om den ena",
    "SELECT coalesce(word, 1) FROM t": "VARCHAR blandas med INTEGER: gör om den ena",
    "SELECT word, sum(n) FROM t": "`word` står varken i GROUP BY eller i en aggregering",
    "SELECT n FROM t UNION ALL SELECT n, n FROM u": "frågorna i en UNION har olika många kolumner",
    "SELECT n FROM t WHERE sum(n) > 1": "WHERE kan inte rymma en aggregering: använd HAVING",
    "SELECT sum(sum(n)) FROM t": "en aggregering står i en annan",
    "SELECT n FROM t WHERE n IN (SELECT n, n FROM u)": "en underfråga ger 2 kolumner, inte 1",
    "SELECT n || FROM t": "SQL-frågan är fel vid `FROM`",
    "SELECT n::number FROM t": "det finns ingen typ `number`",
    "INSERT INTO t VALUES ('a', 'b')": "`a` kan inte göras om till INTEGER",
    "SELECT n FROM t ORDER BY 7": "DuckDB säger (på engelska): Binder Error: ORDER term out of range",
}


@pytest.fixture(scope="module")
def connection():
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE t (n INTEGER, word VARCHAR); CREATE TABLE u (n INTEGER)")
        yield connection


def test_reasons_are_told_in_our_words(connection):
    for query, said in SAID.items():
        with pytest.raises(duckdb.Error) as raised:
            connection.execute(query)
        error = ModelError(
            "`{model}` does not run: {reason}", model="x", reason=in_our_words(str(raised.value))
        )
        assert f"`x` går inte att köra: {said}" in error_text(error, "sv"), query
        assert "Error" not in error_text(error, "en") or "DuckDB says" in error_text(error, "en"), query
