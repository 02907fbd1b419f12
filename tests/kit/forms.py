"""Every form of file that can be read, with small whole files of it: a new form is tested by a line here."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl
import xlsxwriter

from alemap.definitions.read_options import (
    JsonStatRead,
    KoladaRead,
    LongRead,
    PxRead,
    PxwebJsonRead,
    SkolverketRead,
    TableRead,
    WorkbookRead,
)

if TYPE_CHECKING:
    from alemap.definitions.read_options import ReadOptions

MARKS = ("..", ".", "-", "p", "", "cirka")


@dataclass(frozen=True)
class Form:
    """A form of file: how it is read, whole files of it, and pieces of text that mean something in it."""

    form: str
    options: ReadOptions
    files: tuple[bytes, ...]
    pieces: tuple[bytes, ...] = ()


def _workbook() -> bytes:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Blad")
        for i, row in enumerate([["Titel"], ["", "2022", "2023"], ["1440", 1, 2.5], ["1482", "..", 4]]):
            sheet.write_row(i, 0, row)
    return content.getvalue()


def _parquet() -> bytes:
    content = io.BytesIO()
    pl.DataFrame({"kod": ["0114", "1440"], "n": [1.5, None], "anm": ["p", ".."]}).write_parquet(content)
    return content.getvalue()


def _json(document: object) -> bytes:
    return json.dumps(document).encode()


JSONSTAT = {
    "id": ["R", "T"],
    "size": [1, 2],
    "dimension": {"R": {"category": {"index": ["1440"]}}, "T": {"category": {"index": {"a": 0, "b": 1}}}},
    "value": [1, None],
    "status": {"1": ".."},
}
_OLD = {
    "bundle": {
        "label": "x",
        "dimension": {
            "id": ["R", "T"],
            "size": ["2", 2],
            "R": {"category": {"label": {"å": "Å", "b": "B"}, "index": {"b": 1, "å": 0}}},
            "T": {"category": {"index": ["2023M01", "2023M02"]}},
        },
        "value": {"0": 1.5, "3": -2e3},
        "status": {"1": "..", "2": "-", "3": "p"},
    }
}
PXWEB = {
    "columns": [{"code": "R", "type": "d"}, {"code": "N", "type": "c"}],
    "data": [{"key": ["1440"], "values": ["12"]}, {"key": ["1482"], "values": [".."]}],
}
KOLADA = {
    "count": 1,
    "values": [
        {
            "kpi": "N1",
            "municipality": "1440",
            "period": 2023,
            "values": [{"gender": "T", "status": "", "value": 1}],
        }
    ],
}
SKOLVERKET = {
    "status": "OK",
    "message": "",
    "body": {
        "schoolUnit": "10000001",
        "merit": [{"value": "241,5", "valueType": "EXISTS", "timePeriod": "2024/25"}],
        "passed": [{"value": "..", "valueType": "OMITTED", "timePeriod": "2024/25"}],
        "pupils": [{"value": "cirka 1 370", "valueType": "EXISTS", "timePeriod": "2024/25"}],
        "docLinks": None,
        "_links": {"self": {"href": "https://x.invalid/school-units/10000001/statistics/gr"}},
    },
}
_PROGRAMS = {
    "body": {
        "programMetrics": [
            {
                "programCode": "EK",
                "schoolUnit": "10000002",
                "points": [{"value": None, "valueType": "MISSING", "timePeriod": None}],
                "exam": [{"value": ".", "valueType": "MISSING", "timePeriod": "2023/24"}, {"value": "72,9"}],
            }
        ]
    }
}
_PROGRAMS["body"]["programMetrics"][0]["exam"][1] |= {"valueType": "EXISTS", "timePeriod": "2024/25"}
_KEYS = (
    'CODEPAGE="cp1252";STUB="å";HEADING="t";VALUES("å")="a","b";VALUES("t")="1";KEYS("å")=VALUES;DATA="b" 2;'
)
_PX = """CHARSET="ANSI";
LANGUAGE="sv";LANGUAGES="sv","en";
TITLE="Folk";TITLE[en]="People";
DATASYMBOL2="..";DATASYMBOLNIL="-";
STUB="region";STUB[en]="region";HEADING="år","kön";HEADING[en]="year","sex";
VALUES("region")="Ale","Kungälv";VALUES("år")="2022H1","2022H2";VALUES("kön")="män","kvinnor";
VALUES[en]("region")="Ale","Kungalv";VALUES[en]("year")="2022H1","2022H2";VALUES[en]("sex")="men","women";
CODES("region")="1440","1482";
CELLNOTE("*","2022H1","män")="Osäkert#värde";
DATA=
1 2.5 ".." 4
"-" 6 7 -8;
"""
_LONG = {"labels": ["kod"], "value": "n", "mark": "anm"}
_NUMBERS = (
    b"1e999", b"-0", b"NaN", b"Infinity", b"1" * 400, b"0.1", b"1_0", b"0x1F", b"1,5", b"1 000", b"\xc2\xa01",
)  # fmt: skip
_JSON = (
    *_NUMBERS, b"null", b"true", b"[", b"]", b"{", b"}", b'"', b",", b"[" * 2000, b'"\\ud800"', b'"value":[',
    b'"size":', b'\\"value":[1]', b" ", b"\n",
)  # fmt: skip
_TEXT = (
    *_NUMBERS, b'"', b";", b",", b"\t", b"\r", b"\r\n", b"\n", b'""', b"\xff\xfe", b"\xef\xbb\xbf", b"~100",
    b"../../x", b"\0",
)  # fmt: skip

FORMS = {
    "jsonstat": Form("jsonstat", JsonStatRead(), (_json(JSONSTAT), _json(_OLD)), _JSON),
    "pxweb_json": Form("pxweb_json", PxwebJsonRead(), (_json(PXWEB),), _JSON),
    "kolada": Form("kolada", KoladaRead(), (_json(KOLADA),), _JSON),
    "skolverket": Form("skolverket", SkolverketRead(), (_json(SKOLVERKET), _json(_PROGRAMS)), _JSON),
    "px": Form(
        "px", PxRead(), (_KEYS.encode("cp1252"), _PX.encode()), (*_TEXT, b"DATA=", b"KEYS(", b'("', b")=")
    ),
    "table": Form(
        "table",
        TableRead(labels=["kod"], header_starts="kod"),
        (
            'År 2023;\n"kod";n;\nå;1,5;\nb;..;\n'.encode(),
            'kod;a;b\r\n0114;1 000;2\r\n1440;"3";-\r\n'.encode("cp1252"),
        ),
        _TEXT,
    ),
    "workbook": Form(
        "workbook",
        WorkbookRead(header_row=2, headers=["t"], labels=["kod"]),
        (_workbook(),),
        (b"<", b'"', b"/>", b"999", b"A1", b"XFD1048576"),
    ),
    "long": Form(
        "long",
        LongRead(**_LONG),
        (
            "kod,n,anm\nå,1.5,p\nb,,..\n".encode(),
            _json([{"kod": "å", "n": 1.5, "anm": "p"}, {"kod": "b", "n": None, "anm": ".."}]),
            _json({"kod": ["a"], "n": [1], "anm": [None]}),
        ),
        (*_TEXT, *_JSON),
    ),
    "long of parquet": Form("long", LongRead(**_LONG), (_parquet(),)),
}
