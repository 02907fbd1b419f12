from __future__ import annotations

from datetime import date

import pytest

from alemap.definitions.project import load_project
from alemap.definitions.schema import Publication
from alemap.workflows.calendar import State, _entry, calendar


def stands(today, period="2023", loaded=date(2024, 3, 5), **publication):
    class Dataset:
        origin = None
        published = Publication(**{"month": 3, **publication})

    return _entry(Dataset(), period, loaded, date.fromisoformat(today))


@pytest.mark.parametrize(
    ("today", "state"),
    [
        ("2024-03-20", State.CAME),
        ("2024-12-31", State.COMING),
        ("2025-02-28", State.COMING),
        ("2025-03-01", State.DUE),
        ("2025-03-31", State.DUE),
        ("2025-04-01", State.LATE),
    ],
)
def test_the_next_period_is_due_in_its_month_and_late_after(today, state):
    found = stands(today)
    assert (found.state, found.expected, found.next_year) == (state, date(2025, 3, 1), 2024)


def test_lag_and_distance_of_periods_count():
    assert stands("2026-01-01", "2022", lag_years=2).expected == date(2025, 3, 1)
    assert stands("2026-01-01", "2022", lag_years=0, every_years=4, month=10).expected == date(2026, 10, 1)
    assert stands("2026-01-01", "2018-2021").next_year == 2022
    assert stands("2026-01-01", "2023/24").next_year == 2025


def test_an_announced_day_goes_before_the_month_until_it_has_passed():
    assert stands("2025-03-02", next="2025-03-17").state is State.COMING
    assert stands("2025-03-17", next="2025-03-17").state is State.DUE
    # announced for the vintage that is here already
    assert stands("2025-03-02", next="2024-03-04").expected == date(2025, 3, 1)
    with pytest.raises(ValueError, match=r"day is out of range|must be in range"):
        Publication(month=3, next="2025-02-30")


def test_what_was_never_loaded_and_what_has_no_date_are_wanted():
    assert stands("2025-01-01", loaded=None).state is State.NEVER
    assert stands("2025-01-01", period=None).state is State.UNKNOWN
    assert [state.wanted for state in (State.NEVER, State.LATE, State.CAME, State.COMING)] == [
        True, True, False, False,
    ]  # fmt: skip


def test_the_calendar_of_a_project(built_mini):
    entries = {entry.dataset.id: entry for entry in calendar(load_project(built_mini), date(2026, 11, 22))}
    assert entries["office__work"].period == "2023"
    assert entries["office__work"].loaded == date(2026, 11, 22)
