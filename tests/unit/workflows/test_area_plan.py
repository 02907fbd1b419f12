from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alemap.definitions.area_changes import AreaChange, read_area_changes
from alemap.definitions.areas import read_areas
from alemap.errors import Place
from alemap.workflows.area_plan import plan_areas
from kit.mini import REPOSITORY, put


def change(origin, target, year, share, kind):
    return AreaChange(origin, target, "", "", f"{year}-01-01", share, kind, "", Place("changes.csv", 1))


def split(origin, year, **targets):
    return [change(origin, target[1:], year, share, "split") for target, share in targets.items()]


KNIVSTA = split("0380", 2003, _0330=0.065464, _0380=0.934536)
HEBY = [change("1917", "0331", 2007, 1.0, "one-to-one")]
SVEDALA = [change(code, "1263", 1977, 1.0, "merged") for code in ("1229", "1263")]


def test_knivsta_gets_its_share_of_uppsala_before_2003_and_nothing_after():
    plan = plan_areas(KNIVSTA, {"2002": ["0380"], "2003": ["0380", "0330"]}, counts=True)
    assert plan.weights == {("0380", "2002"): {"0330": 0.065464, "0380": 0.934536}}
    assert [period for period, _ in plan.parts] == ["2002"]


def test_an_agency_that_has_rebuilt_its_own_table_is_left_alone():
    assert plan_areas(KNIVSTA, {"2002": ["0380", "0330"]}, counts=True).weights == {}
    assert plan_areas(HEBY, {"2005": ["0331", "1917"]}, counts=True).weights == {}


def test_heby_keeps_its_figures_of_any_kind_under_its_new_code():
    for counts in (True, False):
        plan = plan_areas(HEBY, {"2006": ["1917"], "2007": ["0331"]}, counts=counts)
        assert plan.weights == {("1917", "2006"): {"0331": 1.0}}
        assert plan.parts == []


def test_what_is_no_count_is_not_split_but_breaks():
    plan = plan_areas(KNIVSTA, {"2002": ["0380"], "2003": ["0380", "0330"]}, counts=False)
    assert plan.weights == {}
    assert plan.broken == {("0380", "2002")}


def test_a_change_without_a_key_breaks_the_series():
    lost = [change("0380", "0380", 2003, None, "break")]
    assert plan_areas(lost, {"2002": ["0380"], "2003": ["0380"]}, counts=True).broken == {("0380", "2002")}


def test_a_merger_waits_for_all_its_parts():
    assert plan_areas(SVEDALA, {"1976": ["1263"]}, counts=True).weights == {}
    plan = plan_areas(SVEDALA, {"1976": ["1263", "1229"]}, counts=True)
    assert plan.weights == {("1229", "1976"): {"1263": 1.0}, ("1263", "1976"): {"1263": 1.0}}


@pytest.mark.parametrize(
    ("period", "rebuilt"),
    [("1999-2002", True), ("2000-2003", False), ("2001/02", True), ("2002-Q4", True), ("2003-01", False)],
)
def test_a_period_belongs_to_the_division_it_ends_in(period, rebuilt):
    assert bool(plan_areas(KNIVSTA, {period: ["0380"]}, counts=True).weights) is rebuilt


def test_changes_follow_upon_each_other():
    chain = [change("A", "B", 2000, 1.0, "one-to-one"), *split("B", 2010, _B=0.75, _C=0.25)]
    plan = plan_areas(chain, {"1999": ["A"], "2005": ["B"]}, counts=True)
    assert plan.weights == {("A", "1999"): {"B": 0.75, "C": 0.25}, ("B", "2005"): {"B": 0.75, "C": 0.25}}


@given(
    shares=st.lists(st.integers(1, 50), min_size=1, max_size=4),
    again=st.lists(st.integers(1, 50), min_size=1, max_size=3),
    merged=st.booleans(),
)
def test_no_one_is_lost_or_counted_twice(shares, again, merged):
    first = [f"B{n}" for n in range(len(shares))]
    changes = [
        change("A", code, 2000, n / sum(shares), "split") for code, n in zip(first, shares, strict=True)
    ]
    changes += [change("B0", f"C{n}", 2010, x / sum(again), "split") for n, x in enumerate(again)]
    if merged:
        changes += [change(code, "D", 2015, 1.0, "merged") for code in ("C0", *first[1:])]
    plan = plan_areas(changes, {"1999": ["A"], "2005": first}, counts=True)
    for key, targets in plan.weights.items():
        assert sum(targets.values()) == pytest.approx(1.0), key


def test_the_lists_name_file_and_line_of_every_fault(tmp_path):
    header = "from_code,to_code,from_edition,to_edition,valid_from,share,kind,note"
    areas = "code,name,level,edition,parent,valid_from,valid_to,aliases,parts\n1,A,x,,,,,,\n2,B,x,,,,,,\n"
    put(tmp_path, "pipelines/areas/a.csv", areas)
    lines = (
        "1,2,,,2000-01-01,1,one-to-one,",
        "1,2,,,2000-01-01,1,one-to-one,",
        "3,2,,,2000-01-01,1,merged,",
        "2,2,,,2001-01-01,0.5,split,",
        "2,1,,,2001,1,split,",
        "2,1,,,2002-01-01,2,split,",
        "2,1,,,2002-01-01,1,merger,",
        "2,1,,,2003-01-01,1,break,",
        "2,1",
    )
    put(tmp_path, "pipelines/areas/changes/x.csv", "\n".join((header, *lines)) + "\n")
    _, problems = read_area_changes(tmp_path, read_areas(tmp_path, ["x"])[0])
    found = sorted((problem.place.line, problem.code) for problem in problems)
    assert found == [
        (2, "AM147"), (3, "AM148"), (4, "AM148"), (5, "AM147"), (6, "AM146"), (7, "AM147"), (8, "AM146"),
        (9, "AM147"), (10, "AM146"),
    ]  # fmt: skip
    assert {problem.place.file for problem in problems} == {"pipelines/areas/changes/x.csv"}


def test_the_country_is_whole_before_and_after_every_change_of_our_list():
    areas, _ = read_areas(REPOSITORY, ["riket", "lan", "kommun", "kommungrupp", "regso", "deso", "ort",
                                       "valdistrikt", "skolenhet"])  # fmt: skip
    changes, problems = read_area_changes(REPOSITORY, areas)
    assert problems == []
    today = {a.code for a in areas.by_code.values() if a.level == "kommun" and not a.valid_to}
    assert len(today) == 290
    new = {c.to_code for c in changes} - {c.from_code for c in changes if c.kind != "one-to-one"}
    former = {a.code for a in areas.by_code.values() if a.valid_to}
    # As the country was in 1975: without the areas that came later, with those that are gone.
    then = (today - new) | (former - {"1917", "1521"}) | {"1917", "1521"} - {"0331", "1440"}
    plan = plan_areas(changes, {"1975": then}, counts=True)
    rebuilt = {to for code in then for to in plan.weights.get((code, "1975"), {code: 1.0})}
    assert rebuilt == today
    assert sum(sum(plan.weights.get((c, "1975"), {c: 1.0}).values()) for c in then) == pytest.approx(
        len(then)
    )
