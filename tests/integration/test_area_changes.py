"""A series never jumps because a border moved; where nothing says how to rebuild it, it breaks visibly."""

# ruff: noqa: S608 - codes are ours

from __future__ import annotations

import re

import pytest

from alemap.definitions.project import load_project
from alemap.workflows.ingest import ingest
from kit.mini import edit, put, write_mini
from kit.program import run
from kit.state import rows

NOW = "2026-01-10T08:00:00Z"

AREAS = """\
code,name,level,edition,parent,valid_from,valid_to,aliases,parts
03,Uppsala län,lan,,00,,,,
19,Västmanlands län,lan,,00,,,,
0330,Knivsta,kommun,,03,2003-01-01,,,
0331,Heby,kommun,,03,,,,
0380,Uppsala,kommun,,03,,,,
1980,Västerås,kommun,,19,,,,
1917,Heby (före 2007),kommun,,19,,2006-12-31,,
G01,Norra Uppland,kommungrupp,,00,,,,0330|0331
"""

CHANGES = """\
from_code,to_code,from_edition,to_edition,valid_from,share,kind,note
0380,0330,2002,2003,2003-01-01,0.065464,split,
0380,0380,2002,2003,2003-01-01,0.934536,split,
1917,0331,2006,2007,2007-01-01,1,one-to-one,
"""

# Persons and part, per municipality and year, in the division of the year.
COUNTS = {
    "2002": {"0380": (190000, 9500), "1917": (13700, 900), "1980": (128000, 7000)},
    "2003": {"0380": (180700, 9000), "0330": (12800, 500), "1917": (13700, 890), "1980": (129000, 7100)},
    "2007": {"0380": (187500, 9100), "0330": (13900, 520), "0331": (13600, 880), "1980": (133000, 7200)},
}


OWN_LEVEL = """\
  - id: skolomrade
    name: { sv: Skolområde, en: School area }
    plural: { sv: Skolområden, en: School areas }
    own: true
"""


def build(root, *, additive="true", changes=CHANGES):
    write_mini(root)
    put(root, "pipelines/areas/north.csv", AREAS)
    put(root, "pipelines/areas/changes/kommun.csv", changes)
    survey = "pipelines/datasets/office/survey.yaml"
    lines = ["area;year;measure;value"]
    for year, areas in COUNTS.items():
        for code, pair in areas.items():
            lines += [f"{code};{year};{m};{n}" for m, n in zip(("all", "lone_parents"), pair, strict=True)]
    put(root, "data_in/counts.csv", "\n".join(lines) + "\n")
    text = (root / survey).read_text(encoding="utf-8")
    head = text[: text.index("read:")].replace("office__survey", "office__counts")
    rest = """\
read: { labels: [area, year, measure], value: value }
dimensions:
  area: { column: area_code }
  year: { column: period }
  measure: { column: measure }
constants: { sex: _T }
"""
    head = head.replace("data_in/survey.csv", "data_in/counts.csv")
    put(root, "pipelines/datasets/office/counts.yaml", f"{head}{rest}additive: {additive}\n")
    put(root, "sql/staging/stg_office__counts.sql",
        "SELECT area_code, period, sex, measure, value, status\nFROM raw.office__counts\n"
        "WHERE area_code IS NOT NULL\n")  # fmt: skip
    edit(
        root,
        "sql/indicators/ind_lone_parents.sql",
        "stg_office__households AS part",
        "stg_office__counts AS part",
    )
    edit(
        root,
        "sql/indicators/ind_lone_parents.sql",
        "stg_office__households AS whole",
        "stg_office__counts AS whole",
    )
    edit(root, "pipelines/indicators/barn_unga/lone_parents.yaml", "levels: [", "levels: [kommungrupp, ")
    ingest(load_project(root), (), now=NOW)
    return root


@pytest.fixture(scope="module")
def rebuilt(once):
    return once("area_changes", build)


def figures(root, code):
    found = rows(
        root,
        "SELECT period, numerator, denominator, method FROM estimate"
        f" WHERE indicator = 'lone_parents' AND area_code = '{code}' ORDER BY period",
    )
    return {row[0]: row[1:] for row in found}


def test_earlier_periods_stand_on_todays_areas(rebuilt):
    knivsta, uppsala = figures(rebuilt, "0330"), figures(rebuilt, "0380")
    assert knivsta["2002"][:2] == pytest.approx((9500 * 0.065464, 190000 * 0.065464))
    assert [a + b for a, b in zip(knivsta["2002"][:2], uppsala["2002"][:2], strict=True)] == pytest.approx(
        [9500, 190000]
    )
    assert knivsta["2003"][:2] == (500, 12800)
    heby = figures(rebuilt, "0331")
    assert [heby[year][:2] for year in COUNTS] == [(900, 13700), (890, 13700), (880, 13600)]
    assert figures(rebuilt, "1917") == {}


def test_a_county_holds_its_present_municipalities_in_every_year(rebuilt):
    uppsala, vastmanland, country = (figures(rebuilt, code) for code in ("03", "19", "00"))
    assert [uppsala[year][0] for year in COUNTS] == [9500 + 900, 9000 + 500 + 890, 9100 + 520 + 880]
    assert [vastmanland[year][1] for year in COUNTS] == [128000, 129000, 133000]
    for year, areas in COUNTS.items():
        sums = [sum(pair[place] for pair in areas.values()) for place in (1, 0)]
        assert country[year][:2] == pytest.approx(sums)


def test_only_what_rests_on_a_split_is_marked(rebuilt):
    marked = rows(rebuilt, "SELECT DISTINCT area_code, period FROM estimate WHERE method LIKE '%+split'")
    assert sorted(marked) == [("0330", "2002"), ("0380", "2002"), ("G01", "2002")]
    ran = run("show", "lone_parents", "--area", "0330", "--lang", "sv", cwd=rebuilt)
    assert ran.status == 0, ran.err
    assert "e skattat" in ran.out
    lines = [line for line in ran.out.splitlines() if line.strip()[:4] in COUNTS]
    assert [" e" in line for line in lines] == [True, False, False]
    before = run("show", "lone_parents", "--area", "0330", "--period", "2002", cwd=rebuilt).out
    assert "counts.csv" in before, "the cells of Uppsala are traced"
    assert " e" not in run("show", "lone_parents", "--area", "0331", cwd=rebuilt).out.split("Series")[1][:400]


def test_the_former_area_is_known_by_its_code_alone(rebuilt):
    ran = run("show", "lone_parents", "--area", "Heby", "--format", "csv", cwd=rebuilt)
    assert ran.status == 0, ran.err
    assert "0331" in ran.out
    assert "1917" not in ran.out
    assert "1917" not in run("rank", "lone_parents", "--level", "kommun", "--municipality", "00",
                             "--format", "csv", cwd=rebuilt).out  # fmt: skip


@pytest.mark.parametrize("broken", [{"additive": "false"}, {"changes": CHANGES.replace(
    "0380,0330,2002,2003,2003-01-01,0.065464,split,\n0380,0380,2002,2003,2003-01-01,0.934536,split,",
    "0380,0380,2002,2003,2003-01-01,,break,")}], ids=["no counts", "no key"])  # fmt: skip
def test_without_a_key_the_series_breaks_visibly(tmp_path, broken):
    root = build(tmp_path, **broken)
    assert figures(root, "0380")["2002"][:2] == (9500, 190000)
    assert figures(root, "0331")["2002"][:2] == (900, 13700)
    assert "2002" not in figures(root, "0330")
    ran = run("show", "lone_parents", "--area", "0380", "--lang", "en", cwd=root)
    lines = [line.split()[:2] for line in ran.out.splitlines() if line.strip()[:4] in COUNTS]
    assert [second == "b" for _, second in lines] == [False, True, False]
    assert "break in the series" in ran.out
    told = " ".join(ran.out.split())
    assert "too few since the borders changed - 2 " in told, "the trend stops there too"
    assert "Before 2003 an area code meant another area" in told
    drawn = run("profile", "0380", "--level", "kommun", "--lang", "en", cwd=root).out
    assert re.search(r"2002 [▁-▇]│[▁-▇]{2}", drawn), "a profile's small line breaks there too"
    assert "│ not comparable with what stands before it." in " ".join(drawn.split())


def test_a_further_own_level_needs_a_word_and_a_list_alone(mini):
    edit(mini, "pipelines/vocabulary.yaml", "  - id: ort\n", OWN_LEVEL + "  - id: ort\n")
    header = AREAS.splitlines()[0]
    lines = (
        "X01,Norra,skolomrade,,14,,,,1440A0010|1440A0020|1482A0010",
        "X02,Södra,skolomrade,,14,,,,1440R002",
    )
    put(mini, "pipelines/areas/skolomrade.csv", "\n".join((header, *lines)) + "\n")
    edit(mini, "pipelines/indicators/socioekonomi/unemployed.yaml", "levels: [", "levels: [skolomrade, ")
    ingest(load_project(mini), (), now=NOW)
    query = (
        "SELECT area_code, numerator, denominator FROM estimate WHERE indicator = 'unemployed'"
        " AND level = 'skolomrade' AND period = '2023' ORDER BY 1"
    )
    assert rows(mini, query) == [("X01", 100 + 45 + 16, 1000 + 900 + 500), ("X02", 25 + 35, 700 + 600)]
    ran = run(
        "rank", "unemployed", "--level", "skolomrade", "--municipality", "14", "--format", "csv", cwd=mini
    )
    assert ran.status == 0, ran.err
    assert "Norra" in ran.out
