"""Kolada's data pages, v2 and v3."""

from __future__ import annotations

import json

import pytest

from alemap.definitions.read_options import KoladaRead
from alemap.errors import Place, SourceError
from alemap.sources import decode

MARKS = ("Missing", "Privacy", "Not applicable")


def figure(**changes):
    return {"gender": "T", "count": 1, "status": "", "value": 81.5, **changes}


def record(*figures, **changes):
    return {"kpi": "N15419", "municipality": "1440", "period": 2023, "values": list(figures), **changes}


def read(*records, marks=MARKS, **page):
    document = {"values": list(records), "count": len(records), "next_url": None, **page}
    return decode("kolada", json.dumps(document).encode(), KoladaRead(), "p.json", marks)


def test_a_page_is_read_whole():
    decoded = read(
        record(figure(), figure(gender="K", value=None, status="Privacy")), record(figure(), period="2022")
    )
    assert decoded.dimensions == ("kpi", "municipality", "period", "gender")
    assert decoded.frame.rows() == [
        ("N15419", "1440", "2023", "T", 81.5, None, "values[0].values[0]"),
        ("N15419", "1440", "2023", "K", None, "Privacy", "values[0].values[1]"),
        ("N15419", "1440", "2022", "T", 81.5, None, "values[1].values[0]"),
    ]


def test_deleted_rows_are_left_out():
    decoded = read(
        record(figure(isdeleted=True), figure(gender="M", isdeleted=False)), record(figure(), isdeleted=True)
    )
    assert decoded.frame["cell"].to_list() == ["values[0].values[1]"]


def test_a_v2_page_is_read():
    document = {"count": 1, "values": [record(figure(status=None))]}
    decoded = decode("kolada", json.dumps(document).encode(), KoladaRead(), "p.json", MARKS)
    assert decoded.frame["value"].to_list() == [81.5]


def test_units_have_their_own_dimension():
    unit = {"kpi": "N15419", "ou": "V15E144001301", "period": 2023, "values": [figure()]}
    assert read(unit).dimensions == ("kpi", "ou", "period", "gender")


def test_an_empty_page_is_an_empty_table():
    assert read().frame.columns == ["kpi", "municipality", "period", "gender", "value", "mark", "cell"]


@pytest.mark.parametrize(
    ("records", "cell"),
    [
        ([record(figure(value=None))], "values[0].values[0]"),
        ([record(figure(value=None, status="Gone"))], "values[0].values[0]"),
        ([record(figure(value=None, status="5"))], "values[0].values[0]"),
        ([record(figure(status="Privacy"))], "values[0].values[0]"),
        ([record(figure(value="81,5"))], "values[0].values[0].value"),
        ([record(figure(value=True))], "values[0].values[0].value"),
        ([record(figure(status=3))], "values[0].values[0].status"),
        ([record(figure(gender=None))], "values[0].values[0].gender"),
        ([record(figure()), record(figure(), municipality=114)], "values[1].municipality"),
        ([record(figure(), period=True)], "values[0].period"),
        ([record(values=None)], "values[0].values"),
        ([record(7)], "values[0].values[0].gender"),
        ([7], "values[0].kpi"),
    ],
)
def test_a_damaged_record_is_refused_with_its_place(records, cell):
    with pytest.raises(SourceError) as caught:
        read(*records)
    assert caught.value.place == Place("p.json", cell=cell)


def test_more_records_than_the_page_counts_are_refused():
    with pytest.raises(SourceError, match="`count` says 1, but there are 2 records"):
        read(record(figure()), record(figure(), period=2022), count=1)


@pytest.mark.parametrize("document", [[], {}, {"values": {}}])
def test_other_json_is_refused(document):
    with pytest.raises(SourceError, match="a page with `values`"):
        decode("kolada", json.dumps(document).encode(), KoladaRead(), "p.json", MARKS)
