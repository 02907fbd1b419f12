"""JSON-stat 1.x and 2.0 in the shapes agencies give it."""

from __future__ import annotations

import json

import pytest

from alemap.definitions.read_options import READERS, JsonStatRead
from alemap.errors import Place, SourceError
from alemap.sources import decode


def dataset(**changes):
    whole = {
        "class": "dataset",
        "label": "Folkmängd",
        "updated": "2024-03-22T07:00:00Z",
        "note": ["Not ett", " "],
        "id": ["Region", "Tid"],
        "size": [2, 3],
        "dimension": {
            "Region": {"category": {"index": ["1440", "1482"], "label": {"1440": "Ale", "1482": "Kungälv"}}},
            "Tid": {"category": {"index": {"2021": 0, "2022": 1, "2023": 2}}},
        },
        "value": [1, 2, 3.5, 4, None, 6],
        "status": {"4": ".."},
    }
    return {key: part for key, part in {**whole, **changes}.items() if part is not ...}


def read(document, marks=("..",), **options):
    return decode("jsonstat", json.dumps(document).encode(), JsonStatRead(**options), "f.json", marks)


def fault(document, marks=("..",), **options):
    with pytest.raises(SourceError) as caught:
        read(document, marks, **options)
    assert caught.value.place.file == "f.json"
    assert caught.value.hint
    return caught.value


def test_a_dataset_is_read_whole():
    decoded = read(dataset())
    assert decoded.frame.columns == ["Region", "Tid", "value", "mark", "cell"]
    assert decoded.texts().rows()[2:5] == [
        ("1440", "2023", 3.5, None, "value[2]"),
        ("1482", "2021", 4.0, None, "value[3]"),
        ("1482", "2022", None, "..", "value[4]"),
    ]
    assert decoded.dimensions == ("Region", "Tid")
    assert decoded.labels == {"Region": {"1440": "Ale", "1482": "Kungälv"}}
    assert (decoded.title, decoded.updated) == ("Folkmängd", "2024-03-22T07:00:00Z")
    assert decoded.notes == ("Not ett",)


def test_json_that_breaks_off_behind_the_figures_names_its_own_line_and_column():
    content = b'{"value":[1,\n 2, null\n],\r\n "id": ]}'
    with pytest.raises(SourceError, match="not JSON") as caught:
        decode("jsonstat", content, JsonStatRead(), "f.json", [])
    assert caught.value.place == Place("f.json", line=4, column=8)


def test_the_places_in_a_dict_index_give_the_order():
    shuffled = dataset()
    shuffled["dimension"]["Tid"]["category"]["index"] = {"2023": 2, "2021": 0, "2022": 1}
    assert read(shuffled).frame["Tid"].to_list()[:3] == ["2021", "2022", "2023"]


def test_sizes_may_be_text_and_stand_inside_dimension_in_a_bundle():
    old = dataset(id=..., size=...)
    old["dimension"] |= {"id": ["Region", "Tid"], "size": ["2", "3"]}
    assert read({"dataset": old}).frame.equals(read(dataset()).frame)


def test_a_bundle_of_several_needs_the_name_of_one():
    bundle = {"oecd": dataset(), "canada": dataset(label="Kanada")}
    assert read(bundle, dataset="canada").title == "Kanada"
    assert "oecd, canada" in str(fault(bundle))
    assert "`chile`" in str(fault(bundle, dataset="chile"))


def test_a_dimension_of_one_value_may_lack_its_index():
    one = dataset(id=["Region", "Tid", "Mått"], size=[2, 3, 1])
    one["dimension"]["Mått"] = {"category": {"label": {"N1": "Antal"}}}
    assert read(one).frame["Mått"].unique().to_list() == ["N1"]


@pytest.mark.parametrize(
    "status",
    [[None, None, None, None, "..", None], {"4": ".."}, {"value": [None, None, None, None, "..", None]}],
    ids=["list", "dict", "Eurostat's old form"],
)
def test_status_comes_in_every_shape(status):
    assert read(dataset(status=status)).frame["mark"].to_list() == [None] * 4 + ["..", None]


def test_notes_say_what_they_are_of():
    whole = dataset()
    whole["dimension"]["Tid"]["note"] = ["Per 31 december"]
    whole["dimension"]["Region"]["category"]["note"] = {"1440": ["Ny gräns"]}
    assert read(whole).notes == ("Not ett", "Region 1440: Ny gräns", "Tid: Per 31 december")


@pytest.mark.parametrize("status", [["p"], "p", {"0": "p", "5": "bp"}])
def test_a_status_beside_a_figure_is_kept(status):
    frame = read(dataset(status=status, value=[1, 2, 3.5, 4, 5, 6]), marks=["p", "b"]).frame
    assert frame["value"].to_list() == [1, 2, 3.5, 4, 5, 6]
    assert frame["mark"].to_list() == (["p", *[None] * 4, "bp"] if isinstance(status, dict) else ["p"] * 6)


def test_an_unknown_status_beside_a_figure_is_refused():
    with pytest.raises(SourceError, match="`x` beside a figure"):
        read(dataset(status={"4": "..", "5": "x"}))


def test_a_sparse_value_is_the_same_as_a_full_one():
    full = read(dataset())
    sparse = read(dataset(value={"0": 1, "1": 2, "2": 3.5, "3": 4, "5": 6}))
    assert sparse.frame.equals(full.frame)


def test_null_without_status_needs_the_empty_mark():
    document = dataset(status=...)
    assert fault(document).place == Place("f.json", cell="value[4]")
    assert read(document, marks=("",)).frame["mark"][4] == ""


def test_a_text_in_a_values_place_must_be_a_mark():
    assert read(dataset(value=[1, 2, 3, 4, "..", 6])).frame["mark"][4] == ".."
    error = fault(dataset(value=[1, 2, 3, 4, "12", 6]))
    assert error.place == Place("f.json", cell="value[4]")


def test_an_unknown_status_names_the_cell():
    error = fault(dataset(status={"4": "x"}))
    assert error.place == Place("f.json", cell="value[4]")
    assert "`x`" in str(error)


@pytest.mark.parametrize("value", [[1, 2, 3], [1] * 7])
def test_the_number_of_values_must_be_the_product_of_the_sizes(value):
    error = fault(dataset(value=value))
    assert f"{len(value)} values where the sizes make 6" in str(error)
    assert ("metadata" in error.hint) == (not value)


@pytest.mark.parametrize(
    ("changes", "cell"),
    [
        ({"value": {"6": 1}}, "value"),
        ({"value": {"x": 1}}, "value"),
        ({"value": {"-1": 1}}, "value"),
        ({"value": [1, 2, 3, 4, [5], 6]}, "value[4]"),
        ({"value": [1, 2, 3, 4, True, 6]}, "value[4]"),
        ({"value": 7}, "value"),
        ({"status": ["..", ".."]}, "status"),
        ({"status": [1] * 6}, "status"),
        ({"id": ["Region"]}, "id"),
        ({"id": ["Region", "Region"]}, "id"),
        ({"id": "Region"}, "id"),
        ({"id": ["Region", "År"]}, "dimension.År"),
        ({"size": [2, "tre"]}, "size[1]"),
        ({"size": [2, -3]}, "size[1]"),
        ({"size": [2, 3.0]}, "size[1]"),
        ({"size": [2, True]}, "size[1]"),
        ({"size": [3, 3]}, "dimension.Region.category"),
        ({"dimension": []}, "dimension"),
    ],
)
def test_a_damaged_dataset_is_refused_with_its_place(changes, cell):
    assert fault(dataset(**changes)).place == Place("f.json", cell=cell)


@pytest.mark.parametrize(
    "index", [{"2021": 0, "2022": 1, "2023": 3}, ["2021", "2021", "2023"], [2021, 2022, 2023], 5]
)
def test_a_damaged_index_is_refused(index):
    broken = dataset()
    broken["dimension"]["Tid"]["category"]["index"] = index
    assert fault(broken).place.cell.startswith("dimension.Tid.category")


@pytest.mark.parametrize("document", [[], 3, None, {"tables": []}, {"a": {"b": 1}}])
def test_other_json_is_refused(document):
    fault(document)


@pytest.mark.parametrize(
    ("document", "told"),
    [
        (dataset(value=[]), "metadata of a table"),
        (dataset(value=...), "metadata of a table"),
        ({"title": "x", "variables": [{"code": "Region"}]}, "metadata of a table with the dimensions Region"),
        ({"tables": [{}, {}]}, "a list of 2 tables"),
        ({"folderContents": [{}]}, "a folder with 1 entries"),
        ([{"id": "BE", "type": "l", "text": "Befolkning"}], "a folder with 1 entries"),
        ({"type": "Valueset", "values": [{"code": "01"}]}, "a list of 1 values of a dimension"),
        ({"apis": {"a": {}}}, "a catalogue of 1 interfaces"),
        ({"maxDataCells": 150000, "apiVersion": "2.0"}, "the limits of an interface"),
        ({"query": [{"code": "Region"}], "response": {"format": "json"}}, "a saved query"),
    ],
)
@pytest.mark.parametrize("form", ["jsonstat", "pxweb_json", "kolada"])
def test_what_belongs_to_an_interface_and_holds_no_figures_is_named(form, document, told):
    with pytest.raises(SourceError, match=told):
        decode(form, json.dumps(document).encode(), READERS[form](), "f.json", [])


def test_a_part_of_a_bundle_whose_values_are_none_is_no_dataset():
    document = {"a": dataset(), "b": dataset(value=1.5)}
    assert read(document, dataset="a").frame.height == 6
