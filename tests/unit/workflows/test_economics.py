"""The economy of an intervention: sums that must hold whatever the analysis, and the sample's examples."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alemap.definitions.economics import ACTORS, Economics
from alemap.definitions.economics_files import PriceIndex, load_economics
from alemap.stats.costbenefit import appraise
from alemap.stats.investment import beta_parameters, draw, effect_years
from alemap.workflows.economics import _table, economics
from alemap.workflows.economics_flows import drawn, lines, numbers_of, total
from kit.mini import REPOSITORY
from kit.program import run

INDEX = {"kpi": PriceIndex({2020: 100.0, 2022: 110.0}, "SCB")}
TEXT = {"sv": "a", "en": "a"}
MONEY = st.floats(0, 1e6)
SHARE = st.floats(0, 1)


@st.composite
def analyses(drawing, *, made=False):
    def flow(price):
        ends = drawing(st.permutations(ACTORS))
        who = {"actor": ends[0]} if drawing(st.booleans()) else {"payer": ends[0], "receiver": ends[1]}
        return {"name": TEXT, "price": price, **who}

    horizon = drawing(st.integers(2, 12))
    price = {"name": TEXT, "unit": TEXT, "year": 2020, "index": "kpi", "source": "påhittat"}
    outcomes = {
        key: {
            "name": TEXT,
            "success": {"value": drawing(SHARE)},
            "otherwise": {"value": drawing(SHARE)},
            "source": "påhittat",
            "begins": drawing(st.integers(0, 3)),
            "years": drawing(st.integers(1, 8)),
            "persistence": {"value": drawing(SHARE)},
            "effects": {"one": flow("b"), "two": flow("a")},
        }
        for key in ("x", "y")
    }
    costs = {
        per: {**flow("a"), "per": per, **({"actor": "municipality"} if made else {})}
        for per in ("once", "year", "participant")
    }
    if made:  # somebody pays, and every further success is worth something
        for each in costs.values():
            each.pop("payer", None), each.pop("receiver", None)
        outcomes["x"]["effects"]["one"] = {"name": TEXT, "price": "b", "actor": "municipality"}
        outcomes["x"]["persistence"] = {"value": 1.0}
        outcomes["x"]["effects"].pop("two")
    return Economics.model_validate(
        {
            "id": "a", "name": TEXT, "description": TEXT, "synthetic": True, "price_year": 2022,
            "run_years": drawing(st.integers(1, horizon)), "horizon": horizon,
            "discount_rate": drawing(st.floats(0, 0.1)),
            "participants": {"value": drawing(st.floats(1, 200))},
            "timing": drawing(st.sampled_from(["start", "mid", "end"])),
            "prices": {k: {**price, "value": drawing(st.floats(1, 1e6))} for k in "ab"},
            "costs": costs, "outcomes": outcomes, "revision": 1,
            "changelog": [{"revision": 1, "date": "2026-01-01", "sv": "a", "en": "a"}],
        }
    )  # fmt: skip


def _made(analysis):
    return _table(
        analysis, type("Files", (), {"indexes": INDEX})(), analysis.discount_rate, 200, 1, with_years=True
    )


@settings(max_examples=12, deadline=None)
@given(analyses())
def test_actors_add_up_to_society_and_transfers_to_nothing(analysis):
    made = _made(analysis)
    society, *actors = made.parties
    largest = max(1.0, *(abs(each.net) for each in actors), society.cost)
    assert society.net == pytest.approx(sum(each.net for each in actors), abs=1e-9 * largest)
    assert society.cost == pytest.approx(sum(each.cost for each in actors), abs=1e-9 * largest)
    assert sum(each.transfers for each in actors) == pytest.approx(0, abs=1e-9 * largest)
    assert society.transfers == 0
    for each in made.parties:
        assert each.net == pytest.approx(each.real + each.transfers - each.cost, abs=1e-9 * largest)
    for rate in made.rates:
        assert rate.nets[0] == pytest.approx(sum(rate.nets[1:]), abs=1e-8 * largest * 12)
    if any(rate.rate == analysis.discount_rate for rate in made.rates):
        same = next(rate for rate in made.rates if rate.rate == analysis.discount_rate)
        assert same.nets[0] == pytest.approx(society.net, abs=1e-9 * largest)
    assert made.years[-1].standing == pytest.approx(society.net, abs=1e-9 * largest)
    assert made.lasting[-1].nets[0] == pytest.approx(society.net, abs=1e-9 * largest)


@settings(max_examples=12, deadline=None)
@given(analyses(made=True))
def test_at_the_share_needed_the_net_is_nothing(analysis):
    row = next(r for r in _made(analysis).break_even if r.party == "municipality")
    if row.needed is None or row.needed == row.otherwise:
        return
    data = analysis.model_dump()
    data["outcomes"]["x"]["success"]["value"] = row.needed
    again = _made(Economics.model_validate(data))
    own = next(each for each in again.parties if each.party == "municipality")
    assert own.net == pytest.approx(0, abs=1e-7 * max(own.cost, 1.0))
    assert row.needed * row.participants <= row.successes + 1e-6


def test_yearly_flows_written_out_are_appraised_as_they_stand():
    benefit, cost = [10.0, 20.0, 5.0, 40.0], [3.0, 0.0, 2.0, 1.0]
    one = {"name": TEXT, "price": "krona"}
    analysis = Economics.model_validate(
        {
            "id": "a", "name": TEXT, "description": TEXT, "synthetic": True, "price_year": 2020,
            "run_years": 1, "horizon": 4, "discount_rate": 0.05, "participants": {"value": 1},
            "prices": {"krona": {"name": TEXT, "unit": TEXT, "value": 1, "year": 2020, "index": "kpi",
                                 "source": "påhittat"}},
            "costs": {"start": {**one, "actor": "municipality", "quantity": {"value": 12}, "per": "once"},
                      "run": {**one, "actor": "municipality", "by_year": cost}},
            "outcomes": {"x": {"name": TEXT, "success": {"value": 1}, "otherwise": {"value": 0},
                               "source": "påhittat", "by_year": benefit,
                               "effects": {"e": {**one, "actor": "municipality"}}}},
            "revision": 1, "changelog": [{"revision": 1, "date": "2026-01-01", "sv": "a", "en": "a"}],
        }
    )  # fmt: skip
    expected = appraise(benefit, cost, 12.0, 0.05)
    society = _made(analysis).parties[0]
    assert society.net == pytest.approx(expected.net_present_value)
    assert society.ratio == pytest.approx(expected.benefit_cost_ratio)
    assert society.payback == expected.payback_year


def test_effect_years_follow_those_who_enter():
    # 10 enter in each of two years; effects from the year after, three years, half left each year
    got = effect_years([10.0, 10.0, 0, 0, 0, 0], 1, 3, 0.5)
    assert got.tolist() == [0.0, 10.0, 15.0, 7.5, 2.5, 0.0]
    assert effect_years([1.0, 0, 0], 0, 9).tolist() == [1.0, 1.0, 1.0]


@pytest.mark.parametrize("form", ["triangular", "uniform", "normal", "lognormal", "beta"])
def test_draws_have_the_middle_and_width_that_are_declared(form):
    values = draw(0.3, (0.2, 0.4), form, 40_000, np.random.default_rng(3))
    assert np.median(values) == pytest.approx(0.3, abs=0.01)
    inside = {"triangular": (0.2, 0.4), "uniform": (0.2, 0.4)}.get(form)
    if inside:
        assert inside[0] <= values.min() <= values.max() <= inside[1]
    else:
        # lognormal limits are as wide as these on the logarithmic scale
        wide = np.log([0.2, 0.4]) if form == "lognormal" else np.array([0.2, 0.4])
        seen = np.quantile(np.log(values) if form == "lognormal" else values, [0.025, 0.975])
        assert np.ptp(seen) == pytest.approx(np.ptp(wide), rel=0.03)
    with pytest.raises(ValueError, match="lie between"):
        draw(0.5, (0.2, 0.4), form, 10, np.random.default_rng(3))


def test_a_beta_distribution_has_its_mean():
    a, b = beta_parameters(0.3, 0.2, 0.4)
    assert a / (a + b) == pytest.approx(0.3)
    with pytest.raises(ValueError, match="too wide"):
        beta_parameters(0.01, 0.0, 1.0)


def test_the_same_seed_gives_the_same_draws_whatever_else_is_uncertain():
    files = load_economics(REPOSITORY)
    numbers = numbers_of(files.analyses["young_adults_to_work"], files.indexes)
    both = drawn(numbers.values(), 50, 7)
    alone = drawn([numbers["participants"]], 50, 7)
    assert (both["participants"] == alone["participants"]).all()
    assert not (drawn([numbers["participants"]], 50, 8)["participants"] == alone["participants"]).any()
    found = lines(files.analyses["young_adults_to_work"], {k: n.value for k, n in numbers.items()} | both)
    assert total(found, None).shape == (50, 16)


def test_the_sample_analyses_are_read_and_marked_synthetic():
    listed = run("economics", "--lang", "en", cwd=REPOSITORY)
    assert listed.status == 0
    assert "Family centre in Komarken*" in listed.out
    made = economics(REPOSITORY, "family_centre_komarken", draws=400)
    assert made.synthetic
    assert all(row.source for row in made.prices)
    # the price of a position is carried by the consumer price index from 2021 to 2023
    assert made.prices[0].carried == pytest.approx(620_000 * 403.70 / 343.19)
    society, municipality, region = made.parties
    assert (society.net > 0, municipality.net > 0, region.net > 0) == (True, True, False)


def test_the_command_says_what_is_wrong_and_writes_every_format():
    wrong = run("economics", "family_center", "--lang", "en", cwd=REPOSITORY)
    assert wrong.status == 2
    assert "family_centre_komarken" in wrong.err
    shown = run(
        "economics", "targeted_drug_prevention", "--draws", "200", "--rate", "3", "--years", "--lang", "sv",
        cwd=REPOSITORY,
    )  # fmt: skip
    assert "Hur många måste lyckas" in shown.out
    assert "År för år" in shown.out
    found = run("economics", "targeted_drug_prevention", "--draws", "200", "--format", "json", cwd=REPOSITORY)
    rows = json.loads(found.out)
    society = [r for r in rows if r["table"] == "parties" and r["party"] == "society"]
    assert {r["quantity"]: r["value"] for r in society}["net"] > 0
    assert all(row["synthetic"] for row in rows)
