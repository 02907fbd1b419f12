"""Every rule of an index from its file to the table, and what does not go together refused."""

# ruff: noqa: E501, S608 - a rule is read as a line; queries of ours

from __future__ import annotations

import json
import shutil
from itertools import pairwise

import numpy as np
import pytest

from alemap.definitions.project import load_project
from alemap.errors import DefinitionError
from kit.mini import add_line, put
from kit.program import run
from kit.state import rows

BASE = """\
id: {name}
name: {{ sv: Prov, en: Trial }}
definition: {{ sv: En mening., en: A sentence. }}
unit: {{ sv: poäng, en: points }}
levels: [regso]
reference: {{ regso: project }}
missing: {{ min_share: 0.5, min_areas: 0.6 }}
max_age_years: 4
source: trial
revision: 1
changelog:
  - {{ revision: 1, date: "2026-01-01", sv: Ny., en: New. }}
"""
ALL = "members: { socioekonomi: [unemployed], barn_unga: [lone_parents], trygghet: [feels_safe] }"
SHARES = "members: { socioekonomi: [unemployed], barn_unga: [lone_parents] }"
WEIGHTS = "member_weights: { unemployed: 3, lone_parents: 1, feels_safe: 2 }"

RULES = {
    "zed": [ALL, "normalisation: z", "category_weights: { socioekonomi: 2, barn_unga: 1, trygghet: 1 }"],
    "minmax": [ALL, "normalisation: min_max", "scale: [0, 10]", "orientation: better"],
    "posts": [ALL, "normalisation: goalposts", "goalposts: { unemployed: [0, 20], lone_parents: [0, 20], feels_safe: [50, 100] }"],
    "percent": [ALL, "normalisation: percentile", "treatment: winsorise_or_logarithm"],
    "ranked": [ALL, "normalisation: rank", "aggregation: geometric"],
    "expo": [ALL, "normalisation: exponential", "treatment: winsorise"],
    "ratio": [SHARES, "normalisation: ratio", WEIGHTS.replace(", feels_safe: 2", "")],
    "plain": [SHARES, "normalisation: as_is", "treatment: logarithm"],
    "types": [SHARES, "normalisation: as_is", "types: [{ name: { sv: Hög, en: High }, above: 0 }, { name: { sv: Låg, en: Low } }]"],
    "geo": [ALL, "normalisation: min_max", "scale: [1, 100]", "aggregation: geometric", WEIGHTS],
    "first": [ALL, "normalisation: z", "member_weights: pca"],
    "better": [ALL, "normalisation: better_than_mean", "aggregation: count", "orientation: better", "mean_of: municipality"],
    "worse": [ALL, "normalisation: worse_than_mean", "aggregation: count"],
    "twice": [SHARES, "normalisation: at_least_ratio", "ratio: 1.2", "aggregation: count"],
    "quarter": [ALL, "normalisation: worst_quarter", "aggregation: count"],
    "excess": [SHARES, "form: excess_share", "normalisation: at_least_ratio", "ratio: 1.2", "aggregation: count"],
    "needs": [SHARES, "form: care_need", "normalisation: as_is", "member_weights: { unemployed: 5, lone_parents: 4 }"],
    "lacking": [SHARES, "missing_too", "absent: [{ name: { sv: Utflyttade, en: Moved out } }]"],
    "dirichlet": [ALL, "uncertainty: { weights: dirichlet, leave_one_out: false, normalisation: [percentile], aggregation: [mean, geometric], draws: 300, seed: 4 }"],
}  # fmt: skip


def definition(name, lines):
    text = BASE.format(name=name)
    if "missing_too" in lines:
        text = text.replace("min_areas: 0.6", "min_areas: 0.6, min_members: 1")
    return text + "".join(f"{line}\n" for line in lines if line != "missing_too")


@pytest.fixture(scope="module")
def indexed(tmp_path_factory, built_mini):
    root = tmp_path_factory.mktemp("indexes") / "mini"
    shutil.copytree(built_mini, root)
    for name, lines in RULES.items():
        put(root, f"pipelines/indexes/{name}.yaml", definition(name, lines))
    ran = run("build", cwd=root)
    assert ran.status == 0, ran.err
    return root


@pytest.fixture(scope="module")
def all_shown(tmp_path_factory, built_mini):
    """Quarters need four areas with a value: a project that hides nothing."""
    root = tmp_path_factory.mktemp("quarters") / "mini"
    shutil.copytree(built_mini, root)
    add_line(root, "alemap.toml", "[small_numbers]\nthreshold = 0")
    put(root, "pipelines/indexes/quarter.yaml", definition("quarter", RULES["quarter"]))
    ran = run("build", cwd=root)
    assert ran.status == 0, ran.err
    return root


def table(root, name):
    ran = run("rank", name, "--level", "regso", "--period", "2023", "--format", "json", cwd=root)
    assert ran.status == 0, ran.err
    return {row["area"]: row for row in json.loads(ran.out)}


def values(root, indicator, column="value"):
    found = rows(
        root,
        f"SELECT area_code, {column} FROM estimate WHERE indicator = '{indicator}' AND level = 'regso' AND sex = '_T' AND period = '2023'",
    )
    return {code: value for code, value in found if value is not None}


@pytest.mark.parametrize("name", [name for name in RULES if name not in {"lacking", "quarter"}])
def test_every_rule_reaches_the_table(indexed, name):
    found = table(indexed, name)
    valued = {area: row for area, row in found.items() if row["value"] is not None}
    assert len(found) == 5
    assert valued
    for row in valued.values():
        assert len(valued) == 1 or row["rank_lower"] <= row["rank"] <= row["rank_upper"]
        assert row["lower"] is None or row["lower"] <= row["value"] <= row["upper"]
        chance, choices = row["rank_share_chance"], row["rank_share_choices"]
        assert chance is None or chance + choices == pytest.approx(1)
        parts = [row[key] for key in row if key.startswith("part_") and row[key] is not None]
        assert not parts or sum(parts) == pytest.approx(row["value"])
    order = sorted(valued.values(), key=lambda row: row["rank"])
    worse = -1 if order[0]["polarity"] == "higher_is_better" else 1
    assert all(a["value"] * worse >= b["value"] * worse for a, b in pairwise(order))


def test_rules_give_what_they_say(indexed):
    unemployed, lone = values(indexed, "unemployed"), values(indexed, "lone_parents")
    both = sorted(unemployed.keys() & lone.keys())
    found = {row["area_code"]: row for row in table(indexed, "plain").values()}
    assert both
    typed = table(indexed, "types")
    mean = {
        row["area_code"]: (unemployed[row["area_code"]] + lone[row["area_code"]]) / 2
        for row in typed.values()
        if row["area_code"] in both
    }
    middle = np.mean(list(mean.values()))
    for row in typed.values():
        if row["area_code"] in mean:
            assert row["value"] == pytest.approx(mean[row["area_code"]])
            assert row["area_type"] == (1 if row["value"] > middle else 2)
    assert found[both[0]]["unit"] == "points"
    excess = {a: r for a, r in table(indexed, "excess").items() if r["value"] is not None}
    for row in excess.values():
        assert row["value"] == pytest.approx(row["volume_share"] / row["resident_share"])
        assert row["indicators_above"] >= 1


def test_quarters_are_counted(all_shown):
    found = [row for row in table(all_shown, "quarter").values() if row["value"] is not None]
    assert len(found) >= 4
    for row in found:
        assert row["value"] == row["worst_quarter"]


def test_an_index_that_lacks_a_part_says_which(indexed):
    ran = run("rank", "lacking", "--lang", "en", cwd=indexed)
    assert ran.status == 2
    assert "1 of its 3 parts have no figures (Moved out)" in ran.err
    assert "Utflyttade" in run("show", "lacking", "--lang", "sv", cwd=indexed).out


def test_the_account_of_an_area_adds_up(indexed, all_shown):
    for name in ("geo", "needs", "better"):
        index = table(indexed, name)["Norr"]["value"]
        ran = run("show", name, "--area", "Norr", "--period", "2023", "--format", "json", cwd=indexed)
        assert sum(row["contribution"] for row in json.loads(ran.out)) == pytest.approx(index), name
    text = run("show", "quarter", "--area", "Hamnen", "--lang", "sv", cwd=all_shown).out
    assert "sämsta fjärdedelen (röd)" in text


def test_suppressed_members_leave_no_trace_in_an_index(indexed):
    part = rows(
        indexed,
        "SELECT value, error, persons, score, contribution FROM index_part WHERE area_code = '1440R003' AND indicator = 'unemployed' AND period = '2023'",
    )
    assert part
    assert all(cell is None for row in part for cell in row)


FAULTS = {
    "AM501": ["normalisation: z", "aggregation: count"],
    "AM502": ["normalisation: z", "aggregation: geometric"],
    "AM503": ["normalisation: better_than_mean", "aggregation: count"],
    "AM504": ["normalisation: ratio"],
    "AM506": ["normalisation: z", "ratio: 2"],
    "AM507": ["member_weights: { unemployed: 1, lone_parents: 1, feels_safe: 1, turnout: 1 }"],
    "AM508": ["member_weights: { unemployed: 1 }"],
    "AM509": ["normalisation: goalposts", "goalposts: { unemployed: [0, 20], lone_parents: [20, 0], feels_safe: [0, 1] }"],
    "AM510": ["uncertainty: { normalisation: [ratio] }"],
    "AM511": ["types: [{ name: { sv: A, en: A } }, { name: { sv: B, en: B } }]"],
    "AM512": ["form: care_need", "normalisation: as_is", "member_weights: { unemployed: 1, lone_parents: 1, feels_safe: 1 }"],
}  # fmt: skip


def test_rules_that_do_not_go_together_are_refused(mini):
    for code, lines in FAULTS.items():
        put(mini, f"pipelines/indexes/{code.lower()}.yaml", definition(code.lower(), [ALL, *lines]))
    text = (mini / "pipelines/indicators/barn_unga/lone_parents.yaml").read_text(encoding="utf-8")
    put(
        mini,
        "pipelines/indicators/barn_unga/lone_parents.yaml",
        text.replace("unit: percent", "unit: days").replace("multiplier: 100", "multiplier: 1"),
    )
    put(mini, "pipelines/indexes/am_units.yaml", definition("am_units", [SHARES, "normalisation: as_is"]))
    with pytest.raises(DefinitionError) as caught:
        load_project(mini)
    found = {(problem.place.file.rpartition("/")[2], problem.code) for problem in caught.value.problems}
    for code in FAULTS:
        assert (f"{code.lower()}.yaml", code) in found
    assert ("am_units.yaml", "AM504") in found
    assert all(problem.place.line for problem in caught.value.problems)
    assert all(problem.hint or problem.message for problem in caught.value.problems)
