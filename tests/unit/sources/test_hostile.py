"""Files made to do harm, or broken as if they were: one error that says what is wrong, or right rows."""

from __future__ import annotations

import io
import json
import resource
import time

import polars as pl
import pytest

from alemap.definitions.read_options import READERS
from alemap.errors import SourceError
from alemap.sources import decode

SECONDS = 2.0
MEGABYTES = 300


def cube(size, value, codes=None):
    own = codes or [f"c{n}" for n in range(min(size[0], 50))]
    return json.dumps(
        {"id": ["R"], "size": size, "dimension": {"R": {"category": {"index": own}}}, "value": value}
    ).encode()


def wide_px(dimensions, values):
    names = ",".join(f'"d{n}"' for n in range(dimensions))
    listed = ",".join(f'"{n}"' for n in range(values))
    return (
        f"STUB={names};" + "".join(f'VALUES("d{n}")={listed};' for n in range(dimensions)) + "DATA=1;"
    ).encode()


def parquet(rows):
    content = io.BytesIO()
    pl.select(kod=pl.repeat("a", rows), n=pl.repeat(1.0, rows)).write_parquet(content)
    return content.getvalue()


def figure(text):
    return cube([1], "X").replace(b'"X"', b"[" + text + b"]")


WIDE = "kod;" + ";".join(f"n{number}" for number in range(150_000)) + "\n" + "1;" * 150_000 + "1\n"
LONG = {"labels": ["kod"], "value": "n"}
PX = 'STUB="a";VALUES("a")="x","y";DATA='
REFUSED = {
    "too few values": ("jsonstat", cube([3], [1, 2]), {}, "2 values where the sizes make 3"),
    "a size nobody has": ("jsonstat", cube([10**12], [1]), {}, "no size"),
    "10 GB claimed": (
        "jsonstat",
        json.dumps(
            {
                "id": ["R", "T"],
                "size": [40000, 40000],
                "dimension": {
                    key: {"category": {"index": [str(n) for n in range(40000)]}} for key in ("R", "T")
                },
                "value": [1],
            }
        ).encode(),
        {},
        "1600000000 cells, more than",
    ),
    "10 GB claimed by a PX file": ("px", wide_px(6, 200), {}, "64000000000000 cells, more than"),
    "deep JSON": ("jsonstat", b"[" * 200_000, {}, "no table holds"),
    "deep objects": ("pxweb_json", b'{"a":' * 200_000, {}, "no table holds"),
    "a number too large": ("jsonstat", figure(b"1e999"), {}, "not a finite number"),
    "a whole number too large": ("jsonstat", figure(b"1" + b"0" * 400), {}, "not a finite"),
    "a number of a million digits": ("jsonstat", figure(b"1" + b"0" * 10**6), {}, "."),
    "not a number": ("jsonstat", figure(b"NaN"), {}, "NaN is no figure"),
    "not a number, in small letters": ("jsonstat", figure(b"nan"), {}, "not JSON"),
    "infinity in PX": ("px", f"{PX}1e999 2;".encode(), {}, "neither a number"),
    "nan in PX": ("px", f"{PX}nan 2;".encode(), {}, "`nan` is neither a number"),
    "NUL in PX": ("px", f"{PX}1\0 2;".encode(), {}, "NUL character"),
    "NUL in text": ("table", b"kod;n\na;1\0\n", {"labels": ["kod"]}, "NUL character"),
    "NUL in JSON": ("pxweb_json", b'{"columns": [\0]}', {}, "not JSON"),
    "a quote never closed": ("px", b'STUB="a";TITLE="' + b"x;" * 500_000, {}, "no keyword"),
    "brackets never closed": ("px", b'STUB("a' + b'("' * 200_000, {}, "no keyword"),
    "a name that is everywhere": ("jsonstat", b'{"value":[' * 200_000, {}, "."),
    "a name that is everywhere, and an end": ("jsonstat", b'{"value":[' * 200_000 + b"]", {}, "."),
    "two figures and two megabytes": ("px", PX.encode() + b"1 2 " * 500_000 + b";", {}, "far longer"),
    "ten thousand lists": ("jsonstat", b'{"value":[1]}' * 10_000, {}, "not JSON"),
    "a name of 200,000 letters": ("long", b"kod," + b"n" * 200_000 + b"\na,1\n", LONG, "no row of delimited"),
    "1e999 in text": ("table", b"kod;n\na;1e999\n", {"labels": ["kod"]}, "not a finite|neither a number"),
    "nan in text": ("table", b"kod;n\na;nan\n", {"labels": ["kod"]}, "`nan` is neither a number"),
    "1e999 in rows": ("long", b"kod,n\na,1e999\n", LONG, "not a finite|neither a number"),
    "infinity in rows": ("long", b"kod,n\na,-inf\n", LONG, "`-inf` is neither a number"),
    "NUL in rows": ("long", b"kod,n\na,1\0\n", LONG, "NUL character"),
    "150,000 columns": ("table", WIDE.encode(), {"labels": ["kod"]}, "150001 columns, more than"),
    "150,000 columns of rows": ("long", WIDE.replace(";", ",").encode(), LONG, "150001 columns"),
    "a million times the same column": ("long", b"kod," + b"n," * 10**6, LONG, "columns, more than"),
    "a million rows too many": ("long", parquet(11_000_000), LONG, "more than"),
    "a million cells": ("table", b"kod;n\n" + b"1;" * 10**6, {"labels": ["kod"]}, "without a name|cells"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_harm_is_refused_at_once(case):
    form, content, options, message = REFUSED[case]
    before, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    with pytest.raises(SourceError, match=message) as caught:
        decode(form, content, READERS[form](**options), "f", ["..", ""])
    assert time.process_time() - start < SECONDS
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < MEGABYTES * 1000
    assert len(str(caught.value)) < 600


def test_mixed_line_ends_are_line_ends():
    frame = decode("table", b"kod;n\r\na;1\rb;2\nc;3\r\n", READERS["table"](labels=["kod"]), "f", []).texts()
    assert frame.select("kod", "value", "cell").rows() == [
        ("a", 1, "R2C2"),
        ("b", 2, "R3C2"),
        ("c", 3, "R4C2"),
    ]


def test_ids_like_paths_are_but_names():
    odd = ["../../etc/passwd", "C:\\x", "'; DROP TABLE x; --"]
    assert (
        decode("jsonstat", cube([3], [1, 2, 3], odd), READERS["jsonstat"](), "f", []).frame["R"].to_list()
        == odd
    )
