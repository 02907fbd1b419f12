from __future__ import annotations

from dataclasses import replace

from alemap.render.profile import view
from golden.examples_in_depth import PROFILE


def column(table, key):
    place = [c.key for c in table.columns].index(key)
    return [row.cells[place].text.strip() for row in table.rows if not row.group]


def test_rows_stand_below_their_category():
    table = view(PROFILE, "sv")
    assert [row.cells[0].text for row in table.rows if row.group] == [
        "Delaktighet och inflytande",
        "Socioekonomi",
        "Trygghet",
    ]
    assert [row.group for row in table.rows][:4] == [True, False, True, False]


def test_the_title_names_the_area_and_the_usual_period_and_other_rows_their_own():
    table = view(PROFILE, "sv")
    assert table.title[0] == "Centrala Nödinge, RegSO i Ale, 4\N{NO-BREAK SPACE}231 invånare"
    assert table.title[1] == "mot övriga Ale, 2022"
    assert (
        column(table, "measure")[-1] == "Placerade barn, per\N{NO-BREAK SPACE}1\N{NO-BREAK SPACE}000 (2021)"
    )


def test_the_series_ends_in_the_rows_own_figure_and_needs_two_values():
    series = column(view(PROFILE, "sv"), "series")
    assert series[1] == "2018 ▁▂·▅▇"
    assert series[3] == ""
    assert series[4] == "2017–2020 ▇▁"
    assert series[5] == ""


def test_only_the_last_periods_are_drawn():
    row = replace(
        PROFILE.rows[1], series=tuple((str(year), float(year - 2001)) for year in range(2000, 2023))
    )
    (drawn,) = column(view(replace(PROFILE, rows=(row,)), "sv"), "series")
    assert drawn == "2015 ▁▁▂▃▃▅▇▇"


def test_an_area_without_rows_still_says_what_it_is():
    assert view(replace(PROFILE, rows=()), "en").title[1] == "against rest of Ale"
