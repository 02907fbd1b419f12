from __future__ import annotations

import json
from dataclasses import replace

import pytest

from alemap.domain import Polarity
from alemap.errors import UsageError
from alemap.workflows.gaps import gaps
from alemap.workflows.inequality import inequality
from alemap.workflows.reading import Reader
from kit.program import run


def records(*words, cwd):
    ran = run("gaps", *words, "--format", "json", cwd=cwd)
    assert ran.status == 0, ran.err
    return json.loads(ran.out)


def test_the_worst_and_the_best_area_and_their_gap(built_mini):
    rows = {row["measure"]: row for row in records("--level", "regso", cwd=built_mini)}
    row = rows["unemployed"]
    # 2023: Norr 145/1900, Hamnen 95/850, Väster 16/500; Öster's 3/800 is suppressed, and Söder with it
    assert (row["worst_area"], row["best_area"]) == ("Hamnen", "Väster")
    assert row["gap"] == pytest.approx(100 * (95 / 850 - 16 / 500))
    assert row["ratio"] == pytest.approx((95 / 850) / (16 / 500))
    assert (row["areas_with_value"], row["areas"]) == (3, 5)
    assert 0 < row["gap_lower"] < row["gap"] < row["gap_upper"]
    assert 0 < row["beyond_chance"] < 1 < row["spread_factor"]


def test_the_gap_allows_for_having_picked_the_two_areas(built_mini):
    gap = next(row for row in records("unemployed", "lone_parents", "--level", "regso", cwd=built_mini)
               if row["measure"] == "unemployed")  # fmt: skip
    ran = run(
        "compare", "unemployed", "--area", "Hamnen", "--against", "Väster", "-f", "json", cwd=built_mini
    )
    chosen_beforehand = json.loads(ran.out)[0]
    assert gap["gap"] == pytest.approx(chosen_beforehand["difference"])
    assert gap["gap_lower"] < chosen_beforehand["difference_lower"]
    assert gap["gap_upper"] > chosen_beforehand["difference_upper"]


def test_one_indicator_is_measured_in_every_way(built_mini):
    rows = {row["kind"]: row for row in records("unemployed", "--level", "regso", cwd=built_mini)}
    assert {"group_difference", "theil", "attributable_risk", "slope_index"} <= set(rows)
    # the whole with all areas as the best: 3.2 % less the mean of the areas that have a value
    mean = 100 * (145 + 95 + 16) / (1900 + 850 + 500)
    assert rows["attributable_risk"]["value"] == pytest.approx(3.2 - mean)
    assert rows["slope_index"]["value"] > 0


def test_a_suppressed_area_is_in_no_gap(built_mini):
    ran = run("gaps", "--level", "regso", "--format", "json", cwd=built_mini)
    unemployed = next(row for row in json.loads(ran.out) if row["measure"] == "unemployed")
    assert "Öster" not in (unemployed["worst_area"], unemployed["best_area"])


def test_an_indicator_without_a_bad_side_has_no_gradient(built_mini):
    with Reader.open(built_mini) as reader:
        info = reader.indicators["unemployed"]
        neutral = replace(info, measure=replace(info.measure, polarity=Polarity.NEUTRAL))
        reader.indicators = {**reader.indicators, "unemployed": neutral}
        with pytest.raises(UsageError, match="no bad side"):
            inequality(reader, "unemployed", level="regso")
        row = gaps(reader, ["unemployed"], level="regso").rows[0]
    assert (row.worst.name, row.best.name) == ("Hamnen", "Väster")


def test_swedish_says_the_same_as_english(built_mini):
    swedish, english = (
        run("gaps", "unemployed", "--level", "regso", "--lang", lang, cwd=built_mini).out
        for lang in ("sv", "en")
    )
    assert "Lutningsindex (SII)" in swedish
    assert "Slope index (SII)" in english
