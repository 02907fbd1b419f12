"""`alemap targets` on the small project: figures by hand, suppressed cells, other ways to ask, faults."""

from __future__ import annotations

import json
from textwrap import dedent

import pytest

from alemap.errors import AlemapError
from alemap.export import records
from alemap.workflows.reading import Reader
from alemap.workflows.target_feasible import feasible
from alemap.workflows.targets import targets
from kit.mini import put
from kit.program import run

_REST = """\
name: {{ sv: {name}, en: {name} }}
definition: {{ sv: En mening., en: A sentence. }}
source: the council
revision: 1
changelog:
  - {{ revision: 1, date: "2026-01-01", sv: Första., en: First. }}
"""


def write(root, name, body):
    put(root, f"pipelines/targets/{name}.yaml", f"id: {name}\n{dedent(body)}{_REST.format(name=name)}")


@pytest.fixture(scope="module")
def project(built_mini, tmp_path_factory):
    """The small project's figures with targets of every kind."""
    root = tmp_path_factory.mktemp("targets")
    for name in ("data", "sql", "data_in", "alemap.toml"):
        (root / name).symlink_to(built_mini / name)
    for folder in (built_mini / "pipelines").iterdir():
        if folder.name != "targets":
            (root / "pipelines").mkdir(exist_ok=True)
            (root / "pipelines" / folder.name).symlink_to(folder)
    write(
        root,
        "town",
        """\
        measure: { indicator: unemployed }
        base: { period: "2022" }
        goal: { change: -20 }
        due: "2026"
        """,
    )
    write(
        root,
        "places",
        """\
        measure: { indicator: unemployed }
        scope: { municipalities: ["1482"], areas: [1482R001, 1482R002] }
        base: { period: "2022" }
        goal: { level: 3 }
        due: "2026"
        """,
    )
    write(
        root,
        "hidden",
        """\
        measure: { indicator: unemployed }
        scope: { municipalities: ["1440"], areas: [1440R001, 1440R003] }
        base: { period: "2022", values: { 1440R003: 1.25 }, source: the office }
        goal: { change: -20 }
        due: "2026"
        """,
    )
    write(
        root,
        "declared_hidden",
        """\
        measure: { indicator: unemployed }
        scope: { municipalities: ["1440"], areas: [1440R003] }
        base: { period: "2023", values: { 1440R003: 0.375 }, source: a list of names }
        goal: { level: 0.1 }
        due: "2026"
        """,
    )
    write(
        root,
        "gap",
        """\
        measure: { indicator: unemployed }
        scope: { municipalities: ["1482"], areas: [1482R002] }
        base: { period: "2022" }
        goal: { gap_closed: 50, to: kommun }
        due: "2026"
        """,
    )
    write(
        root,
        "worst",
        """\
        measure: { variables: [unemployed] }
        scope: { municipalities: ["1482"], worst: { index: risk, level: regso, count: 1 } }
        base: { period: "2022" }
        goal: { change: -50 }
        due: "2026"
        """,
    )
    write(
        root,
        "shares",
        """\
        measure: { variables: [unemployed] }
        scope: { municipalities: ["1440"], areas: [1440R001, 1440R003] }
        base: { period: "2022" }
        goal: { change: -20 }
        due: "2026"
        """,
    )
    write(
        root,
        "index",
        """\
        measure: { index: risk }
        scope: { municipalities: ["1482"], areas: [1482R002] }
        base: { period: "2022" }
        goal: { level: 0 }
        due: "2026"
        """,
    )
    return root


@pytest.fixture(scope="module")
def ask(project):
    """Gives the records of targets, or of the smallest changes, from one open database."""
    with Reader.open(project) as reader:
        yield lambda *names, how=targets, **where: records(how(reader, project, names, **where))


@pytest.fixture(scope="module")
def rows(project):
    ran = run("targets", "--format", "json", cwd=project)
    assert ran.status == 0, ran.err
    return {(row["target"], row["area_code"], row["together"]): row for row in json.loads(ran.out)}


def test_a_target_for_the_municipality_by_hand(rows):
    row = rows["town", "1482", False]
    base, now = 100 * 95 / 1350, 100 * 111 / 1350
    assert (row["base_value"], row["value"]) == pytest.approx((base, now))
    assert row["goal"] == pytest.approx(0.8 * base)
    assert row["way_percent_value"] == pytest.approx(100 * (now - base) / (-0.2 * base))
    assert row["way_percent_lower"] < row["way_percent_value"] < row["way_percent_upper"]
    assert row["path"] == pytest.approx(base * 0.95)
    assert row["pace_seen"] == pytest.approx(now - base)
    assert row["pace_needed"] == pytest.approx((0.8 * base - now) / 3)
    assert 0 < row["chance"] < 0.2
    assert (row["verdict"], row["chance_basis"], row["figures_used"]) == ("too_slow", "ends", 2)


def test_areas_together_come_from_their_counts(rows):
    one, other, both = (
        rows[key] for key in (("places", "1482R001", False), ("places", "1482R002", False),
                              ("places", "1482", True))
    )  # fmt: skip
    assert (one["base_value"], other["base_value"]) == pytest.approx((3.0, 100 * 80 / 850))
    assert both["value"] == pytest.approx(100 * 111 / 1350)
    assert both["lower"] > one["lower"]
    # Väster was at 3 % already
    assert (one["verdict"], one["reason"]) == ("missing", "already there in 2022")


def test_a_suppressed_cell_stays_so_whatever_is_declared_and_however_it_is_asked_for(project, rows):
    row = rows["hidden", "1440R003", False]
    assert (row["status"], row["verdict"]) == ("suppressed", "suppressed")
    derived = ("value", "way_percent_value", "path", "pace_seen", "pace_needed", "chance")
    assert [row[name] for name in derived] == [None] * len(derived)
    # all together less the others would give it away
    whole = rows["hidden", "1440", True]
    assert [whole[name] for name in derived] == [None] * len(derived)
    declared = rows["declared_hidden", "1440R003", False]
    assert (declared["base_status"], declared["base_declared"]) == ("suppressed", False)
    assert [declared[n] for n in ("base_value", "goal", *derived)] == [None, 0.1, *[None] * len(derived)]
    for fmt in ("table", "csv", "md"):
        text = run("targets", "declared_hidden", "--format", fmt, cwd=project).out
        assert "0.375" not in text
        assert "0.4" not in text
        assert ("suppressed" if fmt == "csv" else "..") in text


def test_a_gap_is_to_the_rest_of_the_whole(rows):
    row = rows["gap", "1482R002", False]
    base, now = 100 * (80 / 850 - 15 / 500), 100 * (95 / 850 - 16 / 500)
    assert (row["base_value"], row["value"], row["goal"]) == pytest.approx((base, now, base / 2))
    assert row["base_lower"] < base < row["base_upper"]


def test_areas_are_picked_by_an_index_in_the_base_period(rows):
    # feels_safe has figures of 2023 alone, so that the index begins then
    found = [row for (target, *_), row in rows.items() if target == "worst"]
    assert [(row["verdict"], row["reason"]) for row in found] == [
        ("missing", "no figure for 2022 to pick areas by")
    ]
    assert rows["index", "1482R002", False]["reason"] == "no figure for 2022"


def test_a_target_is_shown_in_other_areas_and_of_one_municipality(ask):
    found = ask("town", level="regso", municipalities=["Kungälv"])
    assert [(row["area"], row["together"]) for row in found] == [("Väster", False), ("Hamnen", False)]
    assert [row["area"] for row in ask("town", areas=["Hamnen"])] == ["Hamnen"]
    assert {row["target"] for row in ask(municipalities=["Ale"])} == {
        "town", "hidden", "declared_hidden", "shares",
    }  # fmt: skip
    assert ask("town", period="2022")[0]["reason"] == "no figure after 2022"


def test_variables_are_each_in_per_cent_of_their_base(ask):
    rows = {row["area_code"]: row for row in ask("worst", level="regso")}
    assert rows["1482R002"]["base_value"] == 100
    assert rows["1482R002"]["value"] == pytest.approx(100 * 95 / 80)
    assert rows["1482R002"]["lower"] < 100 < rows["1482R002"]["upper"]
    hidden = ask("shares", areas=["Öster"])[0]
    assert (hidden["verdict"], hidden["value"], hidden["base_value"]) == ("suppressed", None, 100)


def test_the_smallest_change_by_hand(ask):
    row = ask("places", how=feasible, areas=["Hamnen"])[0]
    error = (row["upper"] - row["lower"]) / (2 * 1.959964)
    assert row["smallest_change"] == pytest.approx(2.801585 * error * 2**0.5)
    assert row["smallest_change_along_line"] == pytest.approx(2.801585 * error * (36 / 20) ** 0.5)
    assert (row["figures_to_come"], row["change_wanted"]) == (3, pytest.approx(3 - row["value"]))
    assert row["can_be_told"] is True
    few = {row["area"]: row for row in ask("unemployed", how=feasible, due="2030", level="regso")}
    assert few["Öster"]["smallest_change"] is few["Öster"]["value"] is None
    assert few["Väster"]["smallest_change_percent"] > few["Hamnen"]["smallest_change_percent"]
    assert few["Norr"]["can_be_told"] is None


def test_what_cannot_be_answered_is_said(ask, project):
    for names, where, message, hint in (
        (["nope"], {}, "`nope` is not a known target", "targets: {known}"),
        (["twn"], {}, "`twn` is not a known target", "did you mean {suggestion}?"),
        (["unemployed"], {"how": feasible}, "by when shall `unemployed` change?", "say `--due 2030`"),
        (["unemployed"], {"how": feasible, "due": "soon"}, "`soon` is no period", "say `--due 2030`"),
        (["gap"], {"municipalities": ["Ale"]}, "no target is for these areas", "shows all targets"),
        ([], {"areas": ["Hamnen", "Ale"]}, "the areas are of several levels: kommun, regso", "one level"),
        ([], {"municipalities": ["Norr"]}, "`Norr` is not a municipality", "for municipalities"),
    ):
        with pytest.raises(AlemapError) as told:
            ask(*names, **where)
        assert str(told.value) == message
        assert hint in told.value.hint
    for words in (("targets", "--period", "abc"), ("economics", "--rate", "3")):
        assert run(*words, cwd=project).status == 2
    ran = run("targets", "--due", "2030", cwd=project)
    assert (ran.status, ran.out) == (2, "")
    assert "`--due` is for `--feasible`" in ran.err


def test_a_faulty_file_is_named_with_its_line(mini_with_data):
    put(mini_with_data, "pipelines/targets/wrong.yaml", "id: wrong\ndue: 2030\n")
    ran = run("targets", cwd=mini_with_data)
    assert ran.status == 2
    assert "pipelines/targets/wrong.yaml:2" in ran.err
    (mini_with_data / "pipelines/targets/wrong.yaml").unlink()
    write(mini_with_data, "lost", 'measure: { indicator: unemployd }\nbase: { period: "2022" }\n'
          'goal: { change: -20 }\ndue: "2026"\n')  # fmt: skip
    write(mini_with_data, "late", 'measure: { indicator: unemployed }\nbase: { period: "2023" }\n'
          'goal: { change: -20, level: 3 }\ndue: "2022"\n')  # fmt: skip
    ran = run("targets", "lost", cwd=mini_with_data)
    assert ran.status == 2
    assert all(text in ran.err for text in ("late.yaml:4:1: AM903", "late.yaml:5:1: AM906"))
    (mini_with_data / "pipelines/targets/late.yaml").unlink()
    ran = run("targets", "lost", cwd=mini_with_data)
    assert ran.status == 2
    assert "`unemployd` is not a known indicator" in ran.err


def test_a_project_without_targets_says_where_they_go(mini_with_data):
    (mini_with_data / "pipelines/targets/fewer_lone_parents.yaml").unlink()
    ran = run("targets", cwd=mini_with_data)
    assert (ran.status, ran.out) == (2, "")
    assert "pipelines/targets" in ran.err
