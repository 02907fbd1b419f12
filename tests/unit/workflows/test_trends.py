from __future__ import annotations

from alemap.domain import Status
from alemap.results import Figure
from alemap.workflows.reading import Value
from alemap.workflows.trends import Course, comparable, within_borders


def values(**by_period):
    return [
        Value("x", "1440", period, "_T", "_T", Figure(value), None, None, None, "none")
        for period, value in by_period.items()
    ]


def periods(given, course, period=None):
    chosen, _since = comparable(given, course, period)
    return [value.period for value in chosen]


YEARS = values(**{str(year): float(year) for year in range(2016, 2024)})


def test_nothing_from_before_a_break_counts():
    chosen, since = comparable(YEARS, Course(breaks=("2018", "2021")))
    assert [value.period for value in chosen] == ["2021", "2022", "2023"]
    assert since == "2021"


def test_nothing_from_when_the_code_meant_another_area_counts():
    moved = {("1440", "2017"), ("1440", "2019"), ("1482", "2022")}
    chosen, since = within_borders(YEARS, moved)
    assert [value.period for value in chosen] == ["2020", "2021", "2022", "2023"]
    assert since == "2020"
    assert within_borders(YEARS[:4], moved) == (YEARS[:4], None), "the last one is of that area too"
    assert within_borders(YEARS, {("1482", "2020")}) == (YEARS, None)
    assert within_borders([], moved) == ([], None)


def test_a_break_to_come_does_not_matter():
    assert periods(YEARS, Course(breaks=("2030",))) == [str(year) for year in range(2016, 2024)]
    assert periods(YEARS, Course(breaks=("2021",)), "2020") == ["2016", "2017", "2018", "2019", "2020"]


def test_overlapping_periods_count_once_from_the_latest():
    given = values(**{f"{y}-{y + 3}": 1.0 * y for y in range(2010, 2021)})
    assert periods(given, Course()) == ["2012-2015", "2016-2019", "2020-2023"]
    assert periods(YEARS, Course(pooled_years=3)) == ["2017", "2020", "2023"]


def test_values_repeated_between_elections_count_once():
    given = values(
        **{"2014": 1.0, "2015": 1.0, "2016": 1.0, "2017": 1.0, "2018": 1.0, "2019": 1.0, "2022": 2.0}
    )
    # 2018 was measured anew, though it came out the same
    assert periods(given, Course(repeated_years=3)) == ["2014", "2018", "2022"]
    assert len(periods(given, Course())) == 7


def test_a_suppressed_period_is_kept_as_a_gap():
    hidden = Value(
        "x", "1440", "2020", "_T", "_T", Figure(None, status=Status.SUPPRESSED), None, None, None, "none"
    )
    assert "2020" in periods([*[v for v in YEARS if v.period != "2020"], hidden], Course())


def test_quarters_do_not_overlap():
    given = values(**{"2022-Q3": 1.0, "2022-Q4": 2.0, "2023-Q1": 3.0})
    assert periods(given, Course()) == ["2022-Q3", "2022-Q4", "2023-Q1"]
