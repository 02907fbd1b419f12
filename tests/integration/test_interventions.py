"""`alemap interventions`: what is counted, hidden, and set against need."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path

import pytest

from alemap.definitions.project import load_project
from alemap.definitions.register_columns import COLUMNS
from alemap.warehouse.database import Database
from alemap.workflows.register import read_register
from kit.mini import put
from kit.program import run

HEAD = (
    "id,name,actor,principal,target_group,age_from,age_to,level,factor,indicators,areas,reach,cost,year,"
    "start,end"
)
ROWS = """\
all_read,Alla läser,Biblioteket,kommun,barn,6,12,universell,skola,,1440,400,100000,2024,2020,
read_north,Läsning i norr,Kyrkan,kyrka,barn,6,9,universell,skola,unemployed,1440R001,<5,30000,2024,2021,
deso_aid,Läxhjälp,Skolan,kommun,barn,10,12,indikerad,skola,,1440C0010,50,50000,2024,2021,
storbyn,Storbyns gård,Föreningen,förening,unga,13,17,selektiv,fritid,,1440O01,0,28000,2024,2019,2023
unknown,Utan tal,Polisen,polis,alla,,,universell,brott,,1440R003,,,,,
harbour,Hamnen,Kommunen,kommun,vuxna,18,64,universell,arbete,,1482R002,100,9000,2024,2020,
"""


@pytest.fixture(scope="module")
def project(built_mini, tmp_path_factory):
    """For reading only."""
    root = Path(shutil.copytree(built_mini, tmp_path_factory.mktemp("interventions") / "mini"))
    put(root, "pipelines/interventions/r.csv", f"{HEAD}\n{ROWS}")
    with Database.write(root / "data" / "alemap.duckdb") as store:  # an age is not all residents
        store.run(
            "INSERT INTO core_population SELECT area_code, level, '2099', sex, '0-4', 1 FROM core_population"
        )
    return root


def shown(project, *words):
    done = run("interventions", *words, "--format", "json", "--year", "2024", cwd=project)
    assert done.status == 0, done.err
    return json.loads(done.out)


def test_counts_hide_small_reaches_and_what_would_give_them_away(project):
    overview = {row["principal"]: row for row in shown(project, "-m", "Ale")}
    assert overview["all"]["interventions"] == 4
    # the hidden number is in no sum: 450 is what may be shown
    assert (overview["all"]["reach"], overview["all"]["reach_suppressed"]) == (450, 1)
    assert overview["all"]["synthetic"] is False
    assert (overview["church"]["reach"], overview["church"]["cost"]) == (None, 30000)
    costs = {row["id"]: row for row in shown(project, "costs")}
    assert costs["deso_aid"]["cost_per_reached"] == 1000
    assert (costs["read_north"]["reach_status"], costs["read_north"]["cost_per_reached_status"]) == (
        "suppressed", "suppressed",
    )  # fmt: skip
    assert (costs["unknown"]["reach_status"], costs["unknown"]["cost_per_reached_status"]) == (
        "missing", "missing",
    )  # fmt: skip
    text = run("interventions", "costs", "--year", "2024", "--lang", "en", cwd=project).out
    assert ".. suppressed" in text
    ended = shown(project, "list", "-m", "1440")[-1]
    assert (ended["id"], ended["going_on"], ended["reach_status"]) == ("storbyn", False, "suppressed")


def test_ages_and_actors_say_where_there_is_nothing(project):
    ages = {(row["ages"], row["level"]): row["interventions"] for row in shown(project, "ages", "-m", "Ale")}
    assert ages["6-12", "universal"] == 3  # with the one for all ages
    assert ages["6-12", "selective"] == 0
    assert ages["13-15", "universal"] == 1
    text = run("interventions", "ages", "-m", "Ale", "--year", "2024", "--lang", "en", cwd=project).out
    assert "Nothing at" in text
    actors = {(row["factor"], row["principal"]): row["interventions"] for row in shown(project, "actors")}
    assert actors["barn_unga/skola", "church"] == 1
    assert ("barn_unga/skola", "region") not in actors


def test_overlaps_name_the_actors_and_ended_ones_what_is_left(project):
    rows = shown(project, "overlaps", "-m", "Ale")
    assert [(row["kind"], row["ids"], row["left"]) for row in rows] == [
        ("overlap", ["all_read", "read_north"], None),
        ("ended", ["storbyn"], 0),
    ]


def test_the_dose_is_divided_by_residents(project):
    rows = {row["area"]: row for row in shown(project, "dose", "-m", "Ale", "--by", "unemployed")}
    all_of_ale = 100000 / 6600
    assert rows["Norr"]["cost_per_resident"] == pytest.approx(all_of_ale + 30000 / 3100)
    assert rows["Norr"]["aimed_cost_per_resident"] == pytest.approx(30000 / 3100)
    # a DeSO within the RegSO
    assert rows["Söder"]["cost_per_resident"] == pytest.approx(all_of_ale + 50000 / 2200)
    assert rows["Öster"]["cost_per_resident"] == pytest.approx(all_of_ale)
    assert [(row["interventions"], row["aimed"]) for row in rows.values()] == [(2, 1), (2, 1), (2, 1)]
    # the reach of the church's few is in no figure
    assert rows["Norr"]["reached_per_1000"] == pytest.approx(1000 * 400 / 6600)


def test_a_dose_that_would_tell_how_few_live_somewhere_is_refused(project, tmp_path):
    root = Path(shutil.copytree(project, tmp_path / "few"))
    with Database.write(root / "data" / "alemap.duckdb") as store:
        store.run("UPDATE core_population SET persons = 3 WHERE area_code = '1440R003'")
    done = run("interventions", "dose", "--year", "2024", "--lang", "en", cwd=root)
    assert done.status == 2
    assert "so few live in `1440R003`" in done.err


def test_gaps_put_bad_figures_that_nothing_moves_first(project):
    rows = shown(project, "gaps", "-m", "Ale")
    bad = {row["factor"]: row for row in rows if row["bad_without"]}
    assert "socioekonomi/arbete" not in bad  # an intervention is to move `unemployed`
    assert rows[0]["interventions"] == 0


def test_without_a_database_the_register_stands_alone_and_the_template_is_one_without_rows(mini):
    project = mini
    put(project, "pipelines/interventions/r.csv", f"{HEAD}\n{ROWS}")
    assert {row["bad"] for row in shown(project, "gaps", "-m", "Ale")} == {None}
    for lang in ("sv", "en"):
        text = run("interventions", "template", "--lang", lang, cwd=project).out
        head = next(csv.reader(io.StringIO(text), delimiter=";"))
        assert head == [column.heading.say(lang) for column in COLUMNS]
    file = project / "pipelines" / "interventions" / "r.csv"
    done = run("interventions", "template", "--output", file, cwd=project)
    assert (done.status, done.out) == (0, "")
    assert file.read_bytes().startswith(b"\xef\xbb\xbf")
    assert read_register(load_project(project)) == ({}, [])
    empty = run("interventions", "--lang", "en", cwd=project)
    assert empty.status == 2
    assert "alemap interventions template" in empty.err


def test_what_does_not_fit_is_said(project):
    for words, said in (
        (("ages", "--level", "regso"), "`--level` is for `dose` and `gaps`"),
        (("costs", "--by", "risk"), "`--by` is for `dose`"),
        (("template", "--format", "json"), "the template is CSV"),
        (("--municipality", "Alle"), "did you mean `Ale`"),
    ):
        done = run("interventions", *words, "--lang", "en", cwd=project)
        assert done.status == 2
        assert said in done.err
