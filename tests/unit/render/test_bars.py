from __future__ import annotations

from alemap.render.bars import bars, sparkline


def test_bars_share_one_scale_from_zero():
    assert bars([3.2, 2.12, 0.69, 0.0], 10) == ["██████████", "██████▋", "██▏", ""]


def test_only_values_above_zero_have_a_bar():
    assert bars([-1.0, None, 2.0], 4) == ["", "", "████"]
    assert bars([-1.0, None], 4) == ["", ""]
    assert bars([], 4) == []


def test_a_sparkline_runs_from_lowest_to_highest_and_shows_gaps():
    assert sparkline([1.0, 2.0, None, 3.0, 5.0]) == "▁▂·▃▇"
    assert sparkline([1.0, 2.0, None, 3.0, 5.0], {0, 3}) == "▁▂·│▃▇"


def test_a_sparkline_of_equal_values_is_flat_and_of_none_is_empty():
    assert sparkline([4.0, 4.0]) == "▃▃"
    assert sparkline([None, None]) == ""
