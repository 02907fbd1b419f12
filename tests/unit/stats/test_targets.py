import numpy as np
import pytest

from alemap.stats import against_target, follow_up

NAN = float("nan")


def test_half_way_in_time_and_value_is_on_track():
    got = follow_up(40.0, 2020, 20.0, 2030, 30.0, 2025)
    assert (got.path, got.progress, got.pace_needed, got.pace_seen) == (30.0, 0.5, -2.0, -2.0)
    assert got.on_track
    assert not got.met


def test_the_wrong_way_is_negative_progress():
    got = follow_up(40.0, 2020, 20.0, 2030, 50.0, 2025)
    assert got.progress == -0.5
    assert not got.on_track


def test_after_the_target_year_the_path_stays_and_no_pace_is_left():
    got = follow_up(40.0, 2020, 100.0, 2024, 100.0, 2030)
    assert got.path == 100.0
    assert np.isnan(got.pace_needed)
    assert got.met


def test_the_baseline_year_has_no_pace_seen():
    assert np.isnan(follow_up(40.0, 2020, 20.0, 2030, 40.0, 2020).pace_seen)


def test_a_target_already_there_is_met_by_staying():
    got = follow_up(0.0, 2020, 0.0, 2030, [0.0, 1.0], 2025)
    assert got.met.tolist() == [True, False]
    assert np.isnan(got.progress).all()


def test_missing_is_neither_met_nor_on_track():
    got = follow_up(40.0, 2020, 20.0, 2030, NAN, 2025)
    assert np.isnan(got.progress)
    assert not got.met
    assert not got.on_track


def test_a_target_year_before_the_baseline_is_refused():
    with pytest.raises(ValueError, match="after"):
        follow_up(40.0, 2020, 20.0, 2020, 30.0, 2025)


def test_a_target_met_exactly_is_reached():
    assert against_target([5.0, 5.1], 5.0, low_is_good=True) == ["better", "worse"]
    assert against_target([5.0, 4.9], 5.0, low_is_good=False) == ["better", "worse"]


def test_an_interval_across_the_target_is_similar():
    got = against_target([4.0, 5.0, 7.0], 5.0, low_is_good=True, lower=[3, 4, 6], upper=[5, 6, 8])
    assert got == ["better", "similar", "worse"]


def test_missing_value_and_missing_interval():
    got = against_target([NAN, 4.0], 5.0, low_is_good=True, lower=[3, NAN], upper=[5, 6])
    assert got == ["missing", "untested"]
