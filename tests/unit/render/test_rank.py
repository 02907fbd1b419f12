from __future__ import annotations

from dataclasses import replace

import pytest

from alemap.domain import Label, RegisterUncertainty
from alemap.render.rank import view
from golden.examples import FOREIGN, RANK_INDEX, RANK_SETS, RANK_SHARE


def column(table, key):
    place = [c.key for c in table.columns].index(key)
    return [row.cells[place].text.strip() for row in table.rows]


def legend(table):
    return " ".join(table.legend_for(c.key for c in table.columns))


def test_ties_share_the_better_rank():
    assert column(view(RANK_SHARE, "sv"), "rank") == ["1", "2=", "2=", "4", "5"]
    assert "= delad plats." in legend(view(RANK_SHARE, "sv"))


def test_untied_ranks_need_no_sign_and_no_legend_line():
    rows = tuple(row for row in RANK_SHARE.rows if not row.tied)
    table = view(replace(RANK_SHARE, rows=rows), "sv")
    assert column(table, "rank") == ["1", "4", "5"]
    assert "delad" not in legend(table)


def test_areas_without_value_are_named_with_the_reason_and_not_ranked():
    table = view(RANK_SHARE, "sv")
    assert "Alafors" not in column(table, "area")
    assert "Utan värde: Alafors (saknas); Alvhem-Hålanda (prickat)." in legend(table)


def test_areas_without_value_that_are_not_among_the_rows_are_counted():
    table = view(replace(RANK_SHARE, rows=RANK_SHARE.rows[:3]), "en")
    assert "Without value: 2." in legend(table)


def test_the_title_says_what_where_when_against_what_and_which_way_is_bad():
    assert view(RANK_SHARE, "en").title == (
        "Low economic standard (%) by RegSO, 2022, against rest of Ale",
        "high = worse",
        "5 of 13 areas in Ale shown",
    )
    assert view(replace(RANK_SHARE, measure=FOREIGN), "sv").title[1] == "ingen riktning är sämre"


def test_a_level_with_a_common_name_is_written_small_in_the_title():
    table = view(replace(RANK_SHARE, level=Label("Kommun", "Municipality")), "sv")
    assert table.title[0] == "Låg ekonomisk standard (%) per kommun, 2022, mot övriga Ale"


def test_provisional_and_synthetic_signs_are_explained_where_they_occur_and_only_there():
    assert "p preliminärt." in legend(view(RANK_SHARE, "sv"))
    assert "*" not in legend(view(RANK_SHARE, "sv"))
    assert "p preliminärt." not in legend(view(RANK_INDEX, "sv"))
    assert "* påhittade" in legend(view(RANK_INDEX, "sv"))


def test_a_synthetic_part_alone_is_explained_only_when_its_column_is_shown():
    table = view(replace(RANK_INDEX, measure=replace(RANK_INDEX.measure, synthetic=False)), "sv")
    assert "* påhittade" in legend(table)
    assert "* påhittade" not in " ".join(table.legend_for(["rank", "area", "value", "verdict"]))


@pytest.mark.parametrize(
    ("reading", "words"),
    [
        (RegisterUncertainty.SUPERPOPULATION, "(superpopulation)"),
        (RegisterUncertainty.NONE, "(none)"),
        (None, None),
    ],
)
def test_the_table_says_how_register_figures_are_read(reading, words):
    text = legend(
        view(replace(RANK_SHARE, measure=replace(RANK_SHARE.measure, register_uncertainty=reading)), "sv")
    )
    assert words in text if words else "egisteruppgifter" not in text


def test_an_index_is_signed_and_has_bars_on_the_risk_side_only():
    table = view(RANK_INDEX, "sv")
    assert column(table, "value")[0] == "+3,20"
    assert column(table, "bar")[0] == "█" * 10
    assert column(table, "bar")[-1] == ""


def test_a_missing_part_is_a_dash_with_its_line():
    table = view(RANK_INDEX, "sv")
    assert column(table, "part_halsa")[3] == "-"
    assert "- saknas." in legend(table)


def test_rank_sets_are_shown_where_the_result_holds_them():
    table = view(RANK_SETS, "sv")
    assert column(table, "rank_set")[2] == "(2–9)"
    assert "Rang 3 (2–9): med 95\N{NO-BREAK SPACE}% säkerhet plats 2 till 9." in legend(table)
    assert "rank_set" not in [c.key for c in view(RANK_INDEX, "sv").columns]


def test_the_municipality_is_shown_only_where_it_differs():
    assert "municipality" in [c.key for c in view(RANK_INDEX, "sv").columns]
    assert "municipality" not in [c.key for c in view(RANK_SHARE, "sv").columns]
