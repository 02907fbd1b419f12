"""Evaluations on the sample and the small project: what is found, what is refused, and how it is said."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from alemap.errors import UsageError
from alemap.export import write
from alemap.results.evaluation import Method, Reason, Refusal
from alemap.workflows.evaluation import _difference, _interrupted, _pretrend, _refusal, _synthetic
from alemap.workflows.evaluation_jobs import evaluation
from alemap.workflows.evaluation_panel import Panel, months, read_panel
from alemap.workflows.reading import Reader
from alemap.workflows.trends import Course
from kit.program import run


def _panel(reader, effect, *, areas=24, periods=16, seed=3):
    """Figures of areas with a common path and levels of their own, and an effect on the first two."""
    generator = np.random.default_rng(seed)
    values = (
        generator.normal(size=(areas, 1)) * 3
        + generator.normal(size=(1, periods)).cumsum(axis=1)
        + generator.normal(size=(areas, periods)) * 0.5
    )
    after = np.arange(periods) >= 10
    values[:2] += effect * after
    names = tuple(str(2005 + n) for n in range(periods))
    info = next(iter(reader.indicators.values()))
    codes = tuple(row[0] for row in reader.store.rows(
        "SELECT code FROM seed.area WHERE level = 'regso' AND municipality IN ('1440', '1482') ORDER BY code"
    ))[:areas]  # fmt: skip
    return Panel(
        info, names, after, (), codes[:2], values[:2], values[2:], codes[2:], (), values[:2].mean(axis=0),
        from_counts=False, people=np.full(periods, np.nan), size=None, since_break=None,
    )  # fmt: skip


@pytest.fixture
def reader(sample):
    with Reader.open(sample) as opened:
        yield opened


def test_a_planted_effect_is_recovered_by_every_method(reader):
    panel = _panel(reader, -3.0)
    found = _difference(panel, 0.95)
    assert found.lower <= -3.0 <= found.upper < 0
    assert found.p_value <= 0.05
    assert _pretrend(panel, 0.95).p_value > 0.1
    mixed, mix = _synthetic(panel, reader)
    assert mixed.value == pytest.approx(-3.0, abs=1.0)
    assert mix.rank == 1
    assert sum(weight for _area, weight in mix.areas) == pytest.approx(1.0, abs=0.05)
    end, level, slope = _interrupted(panel, 0.95)
    assert end.value == pytest.approx(level.value + 6 * slope.value)
    assert _refusal(panel, Method.ITS) is None
    quarters = tuple(f"{2020 + n // 4}-Q{n % 4 + 1}" for n in range(16))
    assert _refusal(replace(panel, periods=quarters), Method.ITS).reason is Reason.SEASONS
    gap = (*panel.periods[:-1], "2040")
    assert _refusal(replace(panel, periods=gap), Method.ITS).reason is Reason.UNEVEN
    none = _difference(_panel(reader, 0.0), 0.95)
    assert none.lower <= 0 <= none.upper


def test_the_family_centre_is_evaluated_as_far_as_the_figures_go(sample):
    done = run("evaluate", "familjecentral_komarken", "--format", "json", cwd=sample)
    rows = json.loads(done.out)
    days = next(r for r in rows if (r["method"], r["measure"]) == (Method.DID, "ill_health_days"))

    # by hand: means of the two areas and of the nine others, after less before
    def change(key):
        parts = ([s[key] for s in days["series"] if s["after"] is later] for later in (True, False))
        after, before = (np.mean(part) for part in parts)
        return after - before

    assert days["effect"] == pytest.approx(change("areas") - change("others"))
    assert days["choices"] == 55  # two of eleven areas
    assert (days["periods_before"], days["periods_after"], days["compared"]) == (2, 2, 9)
    assert all(row["intervention_synthetic"] for row in rows)
    refused = {(r["measure"], r["method"]): r["refused"] for r in rows if r["refused"]}
    assert refused["ill_health_days", "interrupted_series"] == "few_periods_before"


def test_what_could_be_seen_rests_on_the_periods_before_alone(reader):
    asked = {"areas": ["Komarken norra", "Komarken södra"], "before": True}
    indicators = ["ill_health_days", "children_low_economic_standard"]
    table = evaluation(reader, None, None, **asked, start="2023", indicators=indicators)
    days, share = table.rows
    assert (days.before, days.after) == (share.before, share.after) == (1, 1)
    whole = evaluation(reader, None, None, **asked, indicators=["ill_health_days"])
    assert [(row.before, row.after) for row in whole.rows] == [(3, 1), (2, 2), (1, 3)]
    assert days.persons is None  # days are no persons
    survey = evaluation(reader, None, None, **asked, indicators=["survey_no_trust"])
    assert survey.rows[0].persons is None  # those who answered are not those who live there
    assert share.relative == pytest.approx(share.detectable / share.level)
    people = sum(
        reader.store.rows(
            "SELECT denominator FROM mart_value WHERE indicator = 'children_low_economic_standard' AND period"
            " = '2022' AND sex = '_T' AND category = '_T' AND area_code = ?", [area.code]
        )[0][0]
        for area in table.setting.areas
    )  # fmt: skip
    assert share.persons == pytest.approx(share.detectable / 100 * people)
    surer = evaluation(reader, None, None, **asked, start="2023", indicators=indicators, power_share=0.9)
    assert all(more.detectable > less.detectable for more, less in zip(surer.rows, table.rows, strict=True))


def test_municipalities_have_series_long_enough_for_all_methods(reader):
    table = evaluation(
        reader, None, None, areas=["Ale"], start="2018", indicators=["school_eligible_residents"]
    )
    row = table.rows[0]
    assert {effect.method for effect in row.effects} == set(Method)
    assert row.refusals == ()
    assert row.since_break == "2012"  # the definition's last break before; nothing earlier is compared
    assert row.periods[0] == "2012"
    assert row.main.lower is None  # one area of thirteen has no 95 % interval
    assert row.verdict == "similar"


@pytest.mark.parametrize(
    ("start", "indicator", "reason"),
    [
        ("2018", "withdrawn_student_aid", Reason.FEW_BEFORE),
        ("2030", "reported_theft", Reason.FEW_AFTER),
        ("2021", "university_eligibility_4y", Reason.BREAK),
    ],
)
def test_what_the_data_cannot_carry_is_refused_with_the_reason(reader, start, indicator, reason):
    row = evaluation(reader, None, None, areas=["Ale"], start=start, indicators=[indicator]).rows[0]
    assert {refusal.reason for _method, refusal in row.refusals} >= {reason}
    assert row.verdict == "untested" or row.effects


def test_areas_much_smaller_than_the_others_are_said_to_be(reader):
    asked = {"start": "2023", "indicators": ["ill_health_days"]}
    small = evaluation(reader, None, None, areas=["Komarken södra"], **asked)
    # 966 insured against a median of 2 638 in the ten others, in the sample's file
    assert small.rows[0].size == pytest.approx(966 / 2637.5)
    assert "The areas are small" in write(small, "md", "en")
    large = evaluation(reader, None, None, areas=["Kungälv kust"], **asked)
    assert "The areas are small" not in write(large, "md", "en")


def test_areas_without_a_figure_are_refused(reader):
    # Strömstad has rows of it, all non-response
    row = evaluation(
        reader, None, None, areas=["1486"], start="2023", indicators=["children_book_loans"]
    ).rows[0]
    assert {refusal.reason for _method, refusal in row.refusals} == {Reason.NO_FIGURES}
    assert (row.effects, row.verdict) == ((), "untested")


def test_suppressed_cells_are_never_used(mini_with_data):
    with Reader.open(mini_with_data) as reader:
        others = ["1440A0010", "1440A0020", "1440C0010", "1440C0020"]
        refused = read_panel(reader, "unemployed", ["1440B0010"], others, "2023", Course())
        assert isinstance(refused, Refusal)
        assert refused.reason is Reason.SUPPRESSED
        panel = read_panel(reader, "unemployed", ["1440A0010"], ["1440A0020", "1440B0010"], "2023", Course())
        assert "1440B0010" not in panel.other_areas
        assert [status for code, status in panel.left_out if code == "1440B0010"] == ["suppressed"]
        assert _refusal(panel, Method.DID).reason is Reason.FEW_BEFORE


def test_periods_that_hold_the_start_are_neither_before_nor_after():
    assert months("2023") == (2023 * 12, 2023 * 12 + 11)
    assert months("2022/23") == (2022 * 12 + 7, 2023 * 12 + 5)
    assert months("2023-Q2") == (2023 * 12 + 3, 2023 * 12 + 5)
    assert months("2023-08") == (2023 * 12 + 7, 2023 * 12 + 7)
    assert months("2021-2024")[0] == 2021 * 12
    assert months("2024", 4)[0] == 2021 * 12


def test_a_start_within_a_year_leaves_that_year_out(reader):
    row = evaluation(
        reader, None, None, areas=["Komarken norra"], start="2023-08", indicators=["ill_health_days"]
    ).rows[0]
    assert row.straddling == ("2023",)
    assert row.after == (False, False, True)


def test_areas_can_be_chosen_and_mistakes_are_said(reader, sample):
    asked = {"areas": ["Komarken norra"], "start": "2023", "indicators": ["ill_health_days"]}
    similar = evaluation(reader, None, None, **asked, against=["similar"]).setting
    assert len(similar.others) == 10
    assert {area.municipality for area in similar.others} == {"Ale", "Kungälv"}
    named = evaluation(reader, None, None, **asked, against=["Kode", "Romelanda", "Ytterby krans"]).setting
    assert [area.name for area in named.others] == ["Kode", "Romelanda", "Ytterby krans"]
    for change, said in (
        ({"start": None}, "not known when"),
        ({"start": "soon"}, "not a period"),
        ({"indicators": ()}, "no indicator"),
        ({"areas": ()}, "no areas"),
        ({"areas": ["Kode", "Ale"]}, "several levels"),
        ({"against": ["Komarken norra"]}, "itself"),
        ({"against": ["Ale"]}, "of level"),
    ):
        with pytest.raises(UsageError, match=said):
            evaluation(reader, None, None, **{**asked, **change})
    shown = run(
        "evaluate", "--area", "Kode", "--start", "2023", "-i", "survey_no_trust", "-i", "ill_health_days",
        "--lang", "sv", cwd=sample,
    )  # fmt: skip
    assert shown.status == 0
    assert "siffrorna räcker inte till ett svar: för få perioder före" in shown.out
