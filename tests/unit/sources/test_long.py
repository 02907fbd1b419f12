"""Long tables as colleagues' scripts write them: the same rows in CSV, Parquet and JSON."""

from __future__ import annotations

import io
import json

import polars as pl
import pytest

from alemap.definitions.read_options import LongRead
from alemap.errors import SourceError
from alemap.sources import decode

ROWS = pl.DataFrame(
    {
        "kod": ["0114", "1440"],
        "år": [2023, 2024],
        "antal": [12.5, None],
        "anm": ["p", ".."],
        "extra": ["x", "y"],
    }
)
OPTIONS = {"labels": ["kod", "år"], "value": "antal", "mark": "anm", "skip": ["extra"]}


def parquet():
    content = io.BytesIO()
    ROWS.write_parquet(content)
    return content.getvalue()


FILES = {
    "csv": (ROWS.write_csv().encode(), ["R2C3", "R3C3"]),
    "csv of R": (
        '"kod";"år";"antal";"anm";"extra"\r\n0114;2023;12,5;p;x\r\n1440;2024;NA;..;y\r\n'.encode("cp1252"),
        ["R2C3", "R3C3"],
    ),
    "parquet": (parquet(), ["[0].antal", "[1].antal"]),
    "json rows": (json.dumps(ROWS.to_dicts()).encode(), ["[0].antal", "[1].antal"]),
    "json columns": (json.dumps(ROWS.to_dict(as_series=False)).encode(), ["[0].antal", "[1].antal"]),
}


def read(content, marks=("p", ".."), **options):
    return decode("long", content, LongRead(**{**OPTIONS, **options}), "f", marks)


@pytest.mark.parametrize("file", FILES)
def test_the_same_rows_come_from_every_kind_of_file(file):
    content, cells = FILES[file]
    semicolon = {"delimiter": ";", "decimal": ","} if file == "csv of R" else {}
    decoded = read(content, **semicolon)
    assert decoded.texts().rows() == [
        ("0114", "2023", 12.5, "p", cells[0]),
        ("1440", "2024", None, "..", cells[1]),
    ]


@pytest.mark.parametrize(
    ("content", "options", "message"),
    [
        (b"kod,antal\n0114,1\n", {"labels": ["kdo"]}, "nearest is `kod`"),
        (b"kod,antal\n0114,1\n", {"labels": ["antal"], "value": "kod"}, None),
        (b"kod,antal\n0114,1,2\n", {}, "cannot be read as long"),
        (b"kod,antal\n,1\n", {}, "f R2C1: there is no code"),
        (b'kod,antal\n"01\n14",1\n', {}, "1 rows on 2 lines"),
        (b"kod,kod,antal\n", {}, "stands there twice"),
        (b"kod;antal\n", {}, "delimited by"),
        (b"kod,antal\n0114,1e999\n", {}, "R2C2"),
        (b'[{"kod": "1", "antal": 1e999}]', {}, "no finite|not a finite"),
        (b'[{"kod": 1.5, "antal": 1}]', {}, "`1.5` is no code"),
        (b'[{"kod": true, "antal": 1}]', {}, r"f \[0\].kod"),
        (b'{"kod": ["1"], "antal": [1, 2]}', {}, "differ in length"),
        (b'{"kod": "1"}', {}, "list of rows"),
        (b"PAR1 and then nothing", {}, "cannot be read as Parquet"),
    ],
)
def test_what_is_no_such_table_is_refused(content, options, message):
    wanted = {"labels": ["kod"], "value": "antal", "mark": None, **options}
    if message is None:
        assert read(content, **wanted).frame.height == 1
        return
    with pytest.raises(SourceError, match=message):
        read(content, **wanted)


NESTED = {
    "polarity": "LowIsGood",
    "areas": [
        {
            "code": "1440",
            "parts": [
                {"sex": {"value": "K", "isAggregate": False}, "data": [{"year": "2022", "value": 1.5}]},
                {
                    "sex": {"value": "M"},
                    "data": [{"year": "2022", "value": None}, {"year": "2023", "value": 3}],
                },
            ],
        },
        {"code": "1482", "parts": []},
    ],
}


def nested(rows, document=NESTED, **options):
    read = {"rows": rows, "labels": ["polarity", "code", "sex.value", "year"], "value": "value"}
    return decode("long", json.dumps(document).encode(), LongRead(**{**read, **options}), "f.json", [""])


def test_rows_of_nested_json_have_the_fields_of_all_that_holds_them():
    assert nested(["areas", "parts", "data"]).texts().rows() == [
        ("LowIsGood", "1440", "K", "2022", 1.5, None, "[0].value"),
        ("LowIsGood", "1440", "M", "2022", None, "", "[1].value"),
        ("LowIsGood", "1440", "M", "2023", 3.0, None, "[2].value"),
    ]


@pytest.mark.parametrize(
    ("rows", "options", "said"),
    [
        (["areas", "bits"], {}, "a list named `bits`"),
        (["areas", "parts", "data"], {"value": "values"}, "no column `values`"),
        (["areas", "parts"], {"labels": ["code", "sex"], "value": "sex.value"}, "no column `sex`"),
    ],
)
def test_nested_json_of_another_shape_is_refused(rows, options, said):
    with pytest.raises(SourceError, match=said):
        nested(rows, **options)


def test_objects_within_objects_without_end_are_not_followed():
    deep = {"a": 1}
    for _ in range(300):
        deep = {"o": deep}
    document = {"rows": [{"code": "1440", "value": 1, **deep}]}
    frame = nested(["rows"], document, labels=["code"]).frame
    assert frame["value"].to_list() == [1.0]
