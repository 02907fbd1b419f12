from __future__ import annotations

import json
import re

import pytest

from alemap.definitions.project import load_project
from alemap.workflows.build import build
from kit.program import run


def records(*words, cwd):
    ran = run("rank", *words, "--format", "json", cwd=cwd)
    assert ran.status == 0, ran.err
    return json.loads(ran.out)


def test_shrunk_values_lie_between_the_areas_own_and_the_municipalitys(built_mini):
    rows = records("unemployed", "--shrink", "--level", "regso", cwd=built_mini)
    assert [row["shrunk_rank"] for row in rows] == sorted(row["shrunk_rank"] for row in rows)
    for row in rows:
        low, high = sorted((row["value"], row["towards"]))
        assert low - 0.1 <= row["shrunk"] <= high + 0.1, row["area"]
        assert 0 < row["own_weight"] <= 1
    hamnen, vaster = (next(row for row in rows if row["area"] == name) for name in ("Hamnen", "Väster"))
    # the towards of both is Kungälv's common value
    assert hamnen["towards"] == vaster["towards"] == pytest.approx(100 * 111 / 1350)


def test_a_funnel_is_narrower_the_larger_the_area(built_mini):
    rows = records("unemployed", "--funnel", "--level", "regso", cwd=built_mini)
    by_size = sorted(rows, key=lambda row: row["size"])
    widths = [row["chance_upper"] - row["chance_lower"] for row in by_size]
    assert widths == sorted(widths, reverse=True)
    assert len({row["baseline"] for row in rows}) == 1
    for row in rows:
        outside = not row["chance_lower"] <= row["value"] <= row["chance_upper"]
        assert outside == (row["position"] != "within")


def test_suppressed_areas_are_in_neither(built_mini):
    for way in ("--shrink", "--funnel"):
        assert "Öster" not in {
            row["area"] for row in records("unemployed", way, "--level", "regso", cwd=built_mini)
        }


def test_clusters_need_neighbours(built_mini):
    ran = run("rank", "unemployed", "--clusters", "--level", "regso", "--lang", "en", cwd=built_mini)
    assert ran.status == 2
    assert "no neighbours are known" in ran.err
    assert "pipelines/neighbours" in ran.err


@pytest.fixture
def with_neighbours(mini_with_data):
    def write(*pairs):
        folder = mini_with_data / "pipelines" / "neighbours"
        folder.mkdir()
        (folder / "regso.csv").write_text("code,neighbour\n" + "\n".join(pairs) + "\n", encoding="utf-8")
        return mini_with_data

    return write


def test_areas_are_seen_with_their_neighbours(with_neighbours):
    root = with_neighbours("1440R001,1440R002", "1440R002,1482R001", "1482R001,1482R002")
    build(load_project(root), now="2026-11-22T12:00:00Z")
    words = ("unemployed", "--clusters", "--level", "regso", "--period", "2022")
    rows = {row["area"]: row for row in records(*words, cwd=root)}
    assert rows["Söder"]["neighbours"] == 2
    assert rows["Söder"]["around"] == pytest.approx((rows["Norr"]["value"] + rows["Väster"]["value"]) / 2)
    assert rows["Hamnen"]["around"] == pytest.approx(rows["Väster"]["value"])
    assert {row["cluster"] for row in rows.values()} == {"none", "no_neighbours"}
    assert rows["Öster"]["cluster"] == "no_neighbours"


@pytest.mark.parametrize(
    ("pair", "said"),
    [
        ("1440R001,1440R099", "`1440R099` is not a known area"),
        ("1440R001,1440R001", "`1440R001` is its own neighbour"),
        ("1440R001,1440", "are areas of different levels"),
        ("1440R001", "1 fields where 2 belong"),
    ],
)
def test_a_faulty_pair_is_named_with_its_line(with_neighbours, pair, said):
    root = with_neighbours("1440R001,1440R002", pair)
    ran = run("check", "--lang", "en", cwd=root)
    assert ran.status != 0
    assert re.search(r"pipelines/neighbours/regso\.csv:3:\d+: AM137", ran.out + ran.err)
    assert said in ran.out + ran.err


def test_one_other_way_at_a_time_and_only_for_an_indicator(built_mini):
    assert run("rank", "unemployed", "--shrink", "--funnel", cwd=built_mini).status == 2
    assert run("rank", "--shrink", cwd=built_mini).status == 2
    assert run("rank", "socioekonomi", "--shrink", cwd=built_mini).status == 2
