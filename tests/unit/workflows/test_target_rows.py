"""What is said of a target in one area: every verdict, and what is never said."""

from __future__ import annotations

import math

import pytest

from alemap.definitions.targets import Target
from alemap.domain import Label, Polarity, RegisterUncertainty, Status
from alemap.results import AreaName, Figure, Measure
from alemap.results.targets import Basis, GoalKind, GoalText, TargetVerdict
from alemap.workflows.reading import Value
from alemap.workflows.target_rows import Setting, draft, time_of
from alemap.workflows.target_series import Series
from alemap.workflows.target_verdict import verdict_of
from alemap.workflows.trends import Course

AREA = AreaName("1440", "Ale", "kommun", "Ale")
SUPPRESSED = Figure(None, status=Status.SUPPRESSED)


def even(value, half):
    return Figure(value, value - half, value + half)


def value(period, figure):
    return Value("x", "1440", period, "_T", "_T", figure, None, None, None, "")


def target(base="2020", due="2026", values=None, **goal):
    text = {"sv": "a", "en": "b"}
    return Target.model_validate(
        {
            "id": "x", "name": text, "definition": text, "measure": {"indicator": "x"},
            "base": {"period": base, "values": values or {}, "source": "here" if values else None},
            "goal": goal or {"change": -20}, "due": due, "source": "here", "revision": 1,
            "changelog": [{"revision": 1, "date": "2026-01-01", "sv": "a", "en": "b"}],
        }
    )  # fmt: skip


def judged(figures, given=None, *, others=None, polarity=Polarity.HIGHER_IS_WORSE, counted=False, **series):
    """The row of an area with figures by period, and its verdict."""
    given = given or target()
    kind = next(k for k in GoalKind if getattr(given.goal, k.value))
    amount = 100.0 if kind is GoalKind.EVERYONE else getattr(given.goal, kind.value)
    switch = RegisterUncertainty.NONE if counted else None
    name = Label("x", "x")
    measure = Measure("x", name, name, name, name, 1, polarity, "share", register_uncertainty=switch)
    values = {
        code: [value(period, figure) for period, figure in each.items()]
        for code, each in (("1440", figures), ("1482", others or {}))
    }
    made = Series(measure, values, series.pop("course", Course()), ("x",), **series)
    now = max((p for p in made.periods if p <= given.due), default=None)
    row = draft(Setting(given, GoalText(kind, amount), made, now, 0.95), AREA, "1440")
    p_value = math.nan if row.away is None else row.away
    return row.row, verdict_of(row, p_value, 0.05)


def test_half_way_in_half_the_time_is_uncertain_and_on_the_path():
    row, verdict = judged({"2020": even(40, 1), "2023": even(36, 1)})
    assert (row.goal, row.path, row.way.value) == (32, 36, pytest.approx(50))
    assert (row.pace_seen, row.pace_needed) == (pytest.approx(-4 / 3), pytest.approx(-4 / 3))
    assert row.chance == pytest.approx(0.5)
    assert row.basis is Basis.ENDS
    assert row.way.lower < 50 < row.way.upper
    assert verdict is TargetVerdict.UNCERTAIN


@pytest.mark.parametrize(
    ("now", "verdict"),
    [
        (even(30, 1), TargetVerdict.REACHED),
        (even(32, 1), TargetVerdict.ON_THE_WAY),
        (even(34, 0.5), TargetVerdict.ON_THE_WAY),
        (even(39, 0.5), TargetVerdict.TOO_SLOW),
        (even(44, 1), TargetVerdict.WRONG_WAY),
        (even(41, 1), TargetVerdict.TOO_SLOW),
        (SUPPRESSED, TargetVerdict.SUPPRESSED),
        (Figure(None, status=Status.MISSING), TargetVerdict.MISSING),
    ],
)
def test_the_verdict_follows_from_the_figures(now, verdict):
    assert judged({"2020": even(40, 1), "2023": now})[1] is verdict


def test_a_short_line_decides_nothing_of_a_far_goal():
    quick = {"2020": even(40, 0.5), "2021": even(34, 0.5)}
    assert judged(quick, target(due="2024"))[1] is TargetVerdict.ON_THE_WAY
    row, verdict = judged(quick, target(due="2025"))
    assert row.chance > 0.95
    assert verdict is TargetVerdict.UNCERTAIN


def test_when_it_is_due_the_figure_decides():
    for now, verdict in (
        (even(30, 1), TargetVerdict.REACHED),
        (even(32, 1), TargetVerdict.UNCERTAIN),
        (even(36, 1), TargetVerdict.NOT_REACHED),
        (Figure(30.0), TargetVerdict.UNTESTED),
    ):
        row, said = judged({"2020": even(40, 1), "2026": now})
        assert said is verdict
        assert row.chance is row.pace_needed is None
    # what came after counts no more
    row, said = judged({"2020": even(40, 1), "2026": even(30, 1), "2027": even(45, 1)})
    assert (row.now_period, said) == ("2026", TargetVerdict.REACHED)


def test_a_finished_count_is_reached_or_not_as_it_says():
    for now, verdict in ((30.0, TargetVerdict.REACHED), (41.0, TargetVerdict.WRONG_WAY)):
        assert judged({"2020": Figure(40.0), "2023": Figure(now)}, counted=True)[1] is verdict
    # how it will go on is another matter
    row, verdict = judged({"2020": Figure(40.0), "2023": Figure(36.0)}, counted=True)
    assert (row.chance, verdict) == (None, TargetVerdict.UNTESTED)


def test_without_intervals_the_scatter_of_five_figures_is_needed():
    falling = (42.0, 41.2, 40.0, 39.2, 37.9, 37.0)
    bare = {str(2018 + n): Figure(v) for n, v in enumerate(falling)}
    row, verdict = judged(bare, target(base="2020", due="2030"))
    # least squares: one a year, so 29.9 in 2030, beyond the goal of 32
    assert (row.basis, row.points, verdict) == (Basis.SCATTER, 6, TargetVerdict.ON_THE_WAY)
    assert row.way.lower is None
    few = {period: bare[period] for period in ("2020", "2021", "2022", "2023")}
    row, verdict = judged(few)
    assert (row.chance, row.basis, verdict) == (None, None, TargetVerdict.UNTESTED)
    assert row.way.value == pytest.approx(37.5)
    rising = {str(2018 + n): Figure(40.0 + n + (n % 2) / 10) for n in range(6)}
    assert judged(rising)[1] is TargetVerdict.WRONG_WAY


def test_a_line_through_all_figures_from_the_start_on():
    figures = {str(2019 + n): even(41.0 - n, 1) for n in range(5)}
    row, _ = judged(figures)
    # 2019 is before the start
    assert (row.basis, row.points) == (Basis.LINE, 4)


def test_nothing_leads_back_to_a_suppressed_cell():
    row, verdict = judged({"2020": SUPPRESSED, "2023": even(36, 1)}, target(values={"1440": 40.0}))
    assert verdict is TargetVerdict.SUPPRESSED
    assert row.base == row.way == SUPPRESSED
    assert (row.goal, row.path, row.pace_seen, row.pace_needed, row.chance) == (None,) * 5
    assert not row.declared
    assert row.now.value == 36
    # of another area there is a figure for 2023
    now = {"2020": even(40, 1), "2022": even(39, 1), "2023": SUPPRESSED}
    row, verdict = judged(now, others={"2023": even(30, 1)})
    assert (row.now, row.way, verdict) == (SUPPRESSED, SUPPRESSED, TargetVerdict.SUPPRESSED)
    assert (row.path, row.pace_seen, row.pace_needed, row.chance) == (None,) * 4
    assert (row.base.value, row.goal) == (40, 32)


def test_a_declared_start_is_exact_and_said_to_be_declared():
    row, _ = judged({"2023": even(36, 1)}, target(base="2015", values={"1440": 40.0}))
    assert row.declared
    assert (row.base.value, row.base_period, row.goal) == (40.0, "2015", 32.0)
    # 36 of 40, and the doubt of 36 alone: 1 of the 8 to go
    assert (row.way.lower, row.way.upper) == (pytest.approx(37.5), pytest.approx(62.5))


def test_figures_that_cannot_be_compared_are_refused_with_the_reason():
    figures = {"2020": even(40, 1), "2023": even(30, 1)}
    for series, message in (
        ({"course": Course(breaks=("2022",))}, "the definition changed in {period}"),
        ({"borders": frozenset({("1440", "2020")})}, "other borders in {period}"),
    ):
        row, verdict = judged(figures, **series)
        assert verdict is TargetVerdict.BROKEN
        assert row.why.message == message
        assert row.way.value is row.chance is None
    # a break before the start, or the same borders at both ends, does not matter
    assert judged(figures, course=Course(breaks=("2020",)))[1] is TargetVerdict.REACHED
    both = frozenset({("1440", "2020"), ("1440", "2023")})
    assert judged(figures, borders=both)[1] is TargetVerdict.REACHED


def test_where_there_is_no_way_to_go_it_says_so():
    figures = {"2020": even(5, 1), "2023": even(6, 1)}
    row, verdict = judged(figures, target(level=8.0))
    assert (row.why.message, verdict) == ("already there in {period}", TargetVerdict.MISSING)
    row, _ = judged(figures, target(gap_closed=50.0, to="riket"), polarity=Polarity.HIGHER_IS_BETTER)
    assert row.why.message == "no gap to close in {period}"
    for period, given in (("2015", target(base="2015")), ("2023", target(base="2023"))):
        row, _ = judged(figures, given)
        assert row.why.fields == {"period": period}


def test_everyone_and_levels_go_upward_where_more_is_better():
    rising = {"2020": even(60, 2), "2022": even(70, 2)}
    row, _ = judged(rising, target(everyone=True), polarity=Polarity.HIGHER_IS_BETTER)
    assert (row.goal, row.way.value) == (100, pytest.approx(25))
    # the distance still to go is 30 of 40, each with an error of its own
    assert 100 * (1 - 32 / 38) < row.way.lower < 25 < row.way.upper < 100 * (1 - 28 / 42)


def test_periods_end_when_they_end():
    assert [time_of(p) for p in ("2024", "2021-2024", "2023/24", "2024-Q4", "2024-Q3", "2024-H1")] == [
        2024, 2024, 2024, 2024, 2023.75, 2023.5,
    ]  # fmt: skip


def test_a_measure_without_any_figures_is_told_as_not_loaded():
    row, verdict = judged({}, loaded=False)
    assert (row.why.message, verdict) == ("not loaded", TargetVerdict.MISSING)
    row, _ = judged({}, target(values={"1440": 12.0}), loaded=False)
    assert row.why.message == "not loaded"
