"""What people type who do not know the program yet, and what they then read."""

from __future__ import annotations

import json
import shutil
from unicodedata import normalize

import duckdb

from kit.program import run

FIRST = ("--top", "3", "--format", "json")


def records(*words, cwd):
    ran = run(*words, cwd=cwd)
    assert ran.status == 0, ran.err
    return json.loads(ran.out)


def test_differences_without_intervals_are_sorted_by_size(sample):
    everything = [
        abs(row["difference"]) for row in records("compare", "mean_net_income", "-f", "json", cwd=sample)
    ]
    shown = [abs(row["difference"]) for row in records("compare", "mean_net_income", *FIRST, cwd=sample)]
    assert everything == sorted(everything, reverse=True)
    assert shown == everything[:3]


def test_an_area_inside_the_comparator_is_said_to_be_held_against_its_rest(sample):
    ran = run("compare", "low_economic_standard", "--against", "Kungälv", "--top", "2", cwd=sample)
    assert "Kungälv: för områden som ligger där, resten utan området självt." in " ".join(ran.out.split())
    ran = run(
        "compare", "low_economic_standard", "--against", "Kungälv", "-m", "Ale", "--top", "2", cwd=sample
    )
    assert "resten utan området självt" not in " ".join(ran.out.split())


def test_the_country_and_a_group_of_municipalities_have_profiles(sample):
    country = run("profile", "Riket", cwd=sample).out
    assert "mot" not in country.partition("\n")[0].split()
    assert "saknas" not in country
    assert "Rang" not in country
    assert "mot övriga riket" in " ".join(run("profile", "Göteborgsregionen", cwd=sample).out.split())


def test_one_area_alone_is_named_in_the_title(built_mini):
    ran = run("compare", "--level", "kommun", "-m", "Kungälv", "--lang", "en", cwd=built_mini)
    assert ran.out.startswith("Kungälv against rest of country")


def test_the_order_is_told_where_the_differences_do_not_show_it(built_mini):
    ran = run(
        "compare", "unemployed", "--level", "deso", "--against", "riket", "--lang", "en", cwd=built_mini
    )
    sizes = [abs(row["difference"] or 0) for row in records(
        "compare", "unemployed", "--level", "deso", "--against", "riket", "-f", "json", cwd=built_mini
    )]  # fmt: skip
    assert ("Order: standardised difference." in ran.out) == (sizes != sorted(sizes, reverse=True))


def test_names_are_found_when_their_letters_come_in_parts(built_mini, tmp_path):
    parts = normalize("NFD", "Väster")
    assert parts != "Väster"
    assert run("profile", parts, cwd=built_mini).status == 0
    ran = run("init", "new", "-m", normalize("NFD", "kungälv"), "--dry-run", cwd=tmp_path)
    assert ran.status == 0, ran.err


def test_what_cannot_be_done_is_said_and_why(built_mini, tmp_path):
    (tmp_path / "file").write_text("")
    for words, said in (
        (("profile", "Norr", "--level", "deso"), "no area of level `deso` is called `Norr`"),
        (
            ("show", "unemployed", "--area", "Norr", "--period", "1999"),
            "`unemployed` has no figures for 1999",
        ),
        (("compare", "risk"), "`risk` is an index; this takes indicators and categories"),
        (("compare", "--area", "Norr", "--against", "Norr"), "`Norr` cannot be compared with itself"),
        (("explain", "Norr", "--against", "Norr"), "`Norr` cannot be compared with itself"),
        (
            ("rank", "--output", tmp_path / "none" / "table"),
            f"cannot write `{tmp_path / 'none' / 'table'}`: there is no folder",
        ),
        (("init", tmp_path / "file" / "new"), f"cannot make `{tmp_path / 'file' / 'new'}`"),
    ):
        ran = run(*words, "--lang", "en", cwd=built_mini)
        assert (ran.status, ran.out) == (2, ""), ran
        assert ran.err.startswith(f"error: {said}"), ran.err


def test_where_the_index_has_no_figures_its_categories_are_ranked(built_mini, tmp_path):
    shutil.copytree(built_mini, tmp_path / "project")
    with duckdb.connect(tmp_path / "project/data/alemap.duckdb") as store:
        store.execute("UPDATE mart_index SET value = NULL WHERE category = '_T'")
    ran = run("rank", "--lang", "en", cwd=tmp_path / "project")
    assert ran.status == 2
    assert "only some of its categories have" in ran.err
    ran = run("compare", "--lang", "en", cwd=tmp_path / "project")
    assert ran.status == 0, ran.err
    assert "its categories that have are ranked" in ran.err
    assert "against rest of Ale" in ran.out


def test_a_category_of_one_indicator_says_so(built_mini):
    said = "It rests on one indicator alone here."
    assert said in run("rank", "socioekonomi", "--lang", "en", cwd=built_mini).out
    assert said not in run("rank", "risk", "--lang", "en", cwd=built_mini).out
