"""PxWeb v1 `json`."""

from __future__ import annotations

import json

import pytest

from alemap.definitions.read_options import PxwebJsonRead
from alemap.errors import Place, SourceError
from alemap.sources import decode


def answer(**changes):
    return {
        "columns": [
            {"code": "Region", "text": "region", "type": "d"},
            {"code": "Tid", "text": "år", "type": "t"},
            {"code": "N1", "text": "Antal", "type": "c"},
            {"code": "N2", "text": "Andel", "type": "c"},
        ],
        "comments": [{"variable": "Region", "value": "1440", "comment": "Ny gräns.\r\n"}],
        "data": [
            {"key": ["1440", "2023"], "values": ["12", "4.5"]},
            {"key": ["1482", "2023"], "values": ["..", "-1"]},
        ],
        "metadata": [{"label": "Titel", "updated": "2024-01-01T00:00:00Z"}],
        **changes,
    }


def read(document, marks=("..",), bom=b"", **options):
    return decode(
        "pxweb_json", bom + json.dumps(document).encode(), PxwebJsonRead(**options), "f.json", marks
    )


@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
def test_an_answer_is_read_whole(bom):
    decoded = read(answer(), bom=bom)
    assert decoded.dimensions == ("Region", "Tid", "measure")
    assert decoded.frame.rows() == [
        ("1440", "2023", "N1", 12.0, None, "data[0].values[0]"),
        ("1440", "2023", "N2", 4.5, None, "data[0].values[1]"),
        ("1482", "2023", "N1", None, "..", "data[1].values[0]"),
        ("1482", "2023", "N2", -1.0, None, "data[1].values[1]"),
    ]
    assert decoded.labels == {"measure": {"N1": "Antal", "N2": "Andel"}}
    assert (decoded.title, decoded.updated) == ("Titel", "2024-01-01T00:00:00Z")
    assert decoded.notes == ("Region 1440: Ny gräns.",)


def test_the_measure_dimension_can_be_named():
    assert read(answer(), measure="innehåll").dimensions[-1] == "innehåll"


def test_an_answer_without_rows_is_an_empty_table():
    assert read(answer(data=[])).frame.height == 0


@pytest.mark.parametrize(
    ("changes", "cell"),
    [
        ({"data": [{"key": ["1440", "2023"], "values": ["12", "x"]}]}, "data[0].values[1]"),
        ({"data": [{"key": ["1440", "2023"], "values": ["12", None]}]}, "data[0].values[1]"),
        ({"data": [{"key": ["1440"], "values": ["12", "1"]}]}, "data[0].key"),
        ({"data": [{"key": [1440, "2023"], "values": ["12", "1"]}]}, "data[0].key"),
        ({"data": [{"key": ["1440", "2023"], "values": ["12"]}]}, "data[0].values"),
        ({"data": [7]}, "data[0].key"),
        ({"data": None}, "data"),
        ({"columns": [{"code": "A", "type": "d"}]}, "columns"),
        ({"columns": [{"code": "A"}, {"code": "A"}]}, "columns[1]"),
        ({"columns": [3]}, "columns[0]"),
        ({"columns": {}}, "columns"),
    ],
)
def test_a_damaged_answer_is_refused_with_its_place(changes, cell):
    with pytest.raises(SourceError) as caught:
        read(answer(**changes))
    assert caught.value.place == Place("f.json", cell=cell)


def test_a_list_is_refused():
    with pytest.raises(SourceError, match="`columns` and `data`"):
        read([])
