from __future__ import annotations

import json

import pytest

from kit.program import run


def records(*words, cwd):
    ran = run("explain", *words, "--format", "json", cwd=cwd)
    assert ran.status == 0, ran.err
    return json.loads(ran.out)


def refused(*words, cwd):
    ran = run("explain", *words, "--lang", "en", cwd=cwd)
    assert ran.status == 2
    return ran.err


def index_of(area, level, cwd):
    ran = run("rank", "--level", level, "--municipality", "14", "--format", "json", cwd=cwd)
    return next(row for row in json.loads(ran.out) if row["area"] == area)


@pytest.mark.parametrize("against", [(), ("--against", "Hamnen")])
def test_the_account_adds_up_to_the_difference(built_mini, against):
    rows = records("Norr", *against, "--level", "regso", cwd=built_mini)
    norr, hamnen = (index_of(area, "regso", built_mini) for area in ("Norr", "Hamnen"))
    assert sum(row["contribution"] for row in rows) == pytest.approx(norr["value"])
    there = hamnen["value"] if against else norr["comparator_value"]
    assert sum(row["against_contribution"] for row in rows) == pytest.approx(there)
    assert sum(row["difference"] for row in rows) == pytest.approx(norr["value"] - there)


def test_the_largest_part_comes_first(built_mini):
    sizes = [abs(row["difference"]) for row in records("Norr", "--level", "regso", cwd=built_mini)]
    assert sizes == sorted(sizes, reverse=True)


def test_a_weight_of_one_changes_nothing_and_of_none_leaves_the_indicator_out(built_mini):
    rows = records("Norr", "--level", "regso", "--weight", "unemployed=1", cwd=built_mini)
    tried = rows[-1]
    assert tried["part"] == "what_if"
    assert tried["index_then"] == pytest.approx(tried["index_now"])
    assert tried["rank_then"] == tried["rank_now"]
    rows = records("Norr", "socioekonomi", "--level", "regso", "--weight", "unemployed=0", cwd=built_mini)
    others = [row for row in rows[:-1] if row["measure"] != "unemployed"]
    mean = sum(row["contribution"] for row in others) * (len(rows) - 1) / max(len(others), 1)
    assert rows[-1]["index_then"] == pytest.approx(mean)


def test_composition_and_value_add_up_to_the_difference(built_mini):
    rows = records("Norr", "unemployed", "--against", "2022", "--by", "parts", cwd=built_mini)
    assert {row["stratum"] for row in rows} == {"1440A0010", "1440A0020"}
    moved = sum(row["by_composition"] + row["by_value"] for row in rows)
    assert moved == pytest.approx(100 * (145 / 1900 - 140 / 1900))
    # the labour force of neither part has changed, so nothing is composition
    assert all(row["by_composition"] == pytest.approx(0) for row in rows)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("Norr", "unemployed", "--by", "parts"), "two areas share no parts"),
        (("Norr", "unemployed", "--by", "sexx"), "`sexx` is nothing to split by"),
        (("Norr", "unemployed", "--by", "sex"), "has no breakdown by sex"),
        (("Ale", "unemployed", "--against", "2022", "--by", "parts"), "is suppressed"),
        (("Norr", "--by", "sex"), "`--by` splits a single indicator"),
        (("Norr", "unemployed", "--weight", "unemployed=2"), "`--weight` is for an index"),
        (("Norr", "--weight", "unemployed=much"), "`unemployed=much` is no weight"),
        (("Norr", "--weight", "unemploied=1"), "`unemploied` is no member"),
        (("Norr", "--against", "Ale"), "different levels"),
    ],
)
def test_what_cannot_be_explained_is_refused_with_its_reason(built_mini, words, said):
    assert said in refused(*words, cwd=built_mini)
