from __future__ import annotations

from dataclasses import replace

from alemap.render import doctor, listing, show
from golden.examples_in_depth import FINDINGS, LISTING, SHOW


def cells(table):
    return [[cell.text.strip() for cell in row.cells] for row in table.rows]


def legend(table):
    return " ".join(table.legend_for(c.key for c in table.columns))


def test_a_suppressed_figure_shows_neither_numerator_nor_denominator():
    last = cells(show.view(SHOW, "sv")[1])[-1]
    assert last == ["2023", "..", "", "..", "..", "Wilson"]


def test_the_chain_ends_at_the_file_its_checksum_and_its_cells():
    pairs = dict(cells(show.view(SHOW, "sv")[2]))
    assert pairs["Fil"] == "sample_data/scb/000007A8.xlsx"
    assert len(pairs["sha256"]) == 64
    assert pairs["Celler"] == "Blad1!C7, Blad1!C8, Blad1!D7 och 9 till"


def test_a_made_up_dataset_is_starred_with_its_line():
    made_up = replace(SHOW, traces=tuple(replace(trace, origin="synthetic") for trace in SHOW.traces))
    table = show.view(made_up, "sv")[2]
    assert dict(cells(table))["Dataset"].startswith("Ekonomisk standard per DeSO* (")
    assert "* påhittade" in legend(table)
    assert legend(show.view(SHOW, "sv")[2]) == ""


def test_tables_without_content_are_left_out():
    assert len(show.view(replace(SHOW, series=(), traces=(), models=()), "sv")) == 1


def test_several_areas_and_breakdowns_have_their_columns():
    first, second, *_rest = SHOW.series
    other = replace(second, area=replace(second.area, code="1440", name="Ale"), sex="K", category="foreign")
    table = show.view(replace(SHOW, series=(first, other)), "sv")[1]
    assert [c.key for c in table.columns][:4] == ["area", "period", "sex", "category"]
    assert cells(table)[1][:4] == ["Ale", "2022", "Kvinnor", "foreign"]
    assert cells(table)[0][2:4] == ["Alla", "Alla"]


def test_a_listing_stars_what_is_made_up_and_joins_lists():
    table = listing.view(LISTING, "sv")
    assert cells(table)[1][1] == "Nationella trygghetsundersökningen*"
    assert cells(table)[1][4] == "sample_data/bra/ntu_2023.xlsx, sample_data/bra/ntu_2024.xlsx"
    assert table.title == ("Dataset: 2",)


def test_a_listing_writes_numbers_names_and_truth_in_the_language():
    records = (
        {"id": "a", "name": {"sv": "Ett", "en": "One"}, "rows": 1234, "default": True, "unknown_field": None},
    )
    table = listing.view(replace(LISTING, columns=tuple(records[0]), records=records), "sv")
    assert cells(table) == [["a", "Ett", "1\N{NO-BREAK SPACE}234", "ja", ""]]
    assert table.columns[-1].heading == "Unknown field"


def test_doctor_says_in_words_what_is_well_and_what_to_do():
    table = doctor.view(FINDINGS, "sv")
    assert table.title == ("1 att åtgärda",)
    assert [row[0] for row in cells(table)] == ["bra", "åtgärda"]
    assert cells(table)[1][3] == "kör `alemap build`"
    assert [c.key for c in doctor.view(FINDINGS[:1], "sv").columns] == ["good", "what", "state"]
