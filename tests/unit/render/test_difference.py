from __future__ import annotations

from dataclasses import replace

from alemap.domain import Label
from alemap.render.difference import view
from golden.examples import DIFFERENCES, DIFFERENCES_BY_SEX, DIFFERENCES_IN_TIME


def keys(table):
    return [column.key for column in table.columns]


def column(table, key):
    return [row.cells[keys(table).index(key)].text.strip() for row in table.rows]


def legend(table):
    return " ".join(table.legend_for(keys(table)))


def test_differences_and_their_intervals_carry_signs():
    table = view(DIFFERENCES, "sv")
    assert column(table, "difference")[:2] == ["+14,0", "−13,1"]
    assert column(table, "interval")[1] == "(−15,0 till −11,2)"


def test_a_suppressed_figure_shows_dots_wherever_it_would_be_derived_from():
    table = view(DIFFERENCES, "sv")
    for key in ("value", "difference", "ratio"):
        assert column(table, key)[-1] == ".."
    assert column(table, "verdict")[-1] == "prickat"
    assert ".. prickat" in legend(table)


def test_a_row_of_another_period_says_so():
    assert column(view(DIFFERENCES, "sv"), "measure")[-1].endswith("(2021)")


def test_one_measure_for_all_rows_stands_in_the_title():
    table = view(DIFFERENCES_BY_SEX, "en")
    assert "measure" not in keys(table)
    assert table.title[:3] == (
        "Employed, 16–64 years,\N{NO-BREAK SPACE}%",
        "low = worse",
        "Women against men in Ale and Kungälv, 2022",
    )
    assert [c.heading for c in table.columns][1:3] == ["Women", "Men"]


def test_a_comparison_in_time_heads_its_columns_with_the_periods():
    table = view(DIFFERENCES_IN_TIME, "sv")
    assert table.title[0] == "Surte, 2022 mot 2018"
    assert [c.heading for c in table.columns][1:3] == ["2022", "2018"]


def test_a_proper_name_keeps_its_capital_within_the_title():
    table = view(replace(DIFFERENCES, against=Label("Västra Götalands län", "Västra Götaland County")), "sv")
    assert table.title[0] == "Centrala Nödinge mot Västra Götalands län, 2022"
    assert "alla utom" not in legend(table)


def test_the_legend_names_the_unit_of_differences_and_every_verdict_that_needs_a_word():
    text = legend(view(DIFFERENCES, "sv"))
    assert "Skillnader i %: procentenheter." in text
    assert "Ej prövat: intervall saknas." in text
    assert "Högre och lägre: ingen riktning är sämre." in text
    assert "över 30 jämförelser" in text


def test_a_table_without_rows_is_still_a_table():
    table = view(replace(DIFFERENCES, rows=()), "sv")
    assert table.rows == ()
    assert table.title[-1] == "0 av 31 visas"
