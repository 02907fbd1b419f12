"""`alemap programme`: the list, the chain drawn, and the chain filled with figures."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import xml.etree.ElementTree as ET
from itertools import pairwise
from pathlib import Path

import pytest

from alemap.definitions.programme_files import load_programmes
from alemap.definitions.project import load_project
from alemap.export.programme_layout import COLUMN, layout
from alemap.results.programmes import LinkState, Movement, Unknown
from alemap.workflows.programme_follow_up import _state, follow_up
from alemap.workflows.reading import Reader
from kit.mini import put
from kit.program import run

PROGRAMME = """\
id: plan
name: { sv: "Plan <A> & \\"B\\"", en: "Plan <A> & \\"B\\"" }
problem: { sv: "Det #1 `felet`", en: "The #1 `fault`" }
areas: ["1440R001"]
start: "2022"
end: "2024"
origin: synthetic
steps:
  - id: money
    stage: resource
    name: { sv: Pengar, en: Money }
    leads_to: [{ step: meet }]
  - id: meet
    stage: performance
    name: { sv: "Möten <script>", en: "Meetings <script>" }
    measures:
      - name: { sv: Deltagare, en: Participants }
        unit: { sv: personer, en: persons }
        values: { "2022": 3, "2023": 40 }
        persons: true
        source: { sv: Listor, en: Lists }
        frequency: year
        direction: up
        lag: [0, 1]
        responsible: Kontoret
        next: "2027-03-01"
    leads_to: [{ step: work, evidence: proven }]
  - id: work
    stage: short_term
    name: { sv: Fler i arbete, en: More at work }
    measures:
      - { indicator: unemployed, direction: down, lag: [1, 1], responsible: X, areas: [1440R001, 1440R003] }
    leads_to: [{ step: later }]
  - id: later
    stage: long_term
    name: { sv: Senare, en: Later }
    measures:
      - { indicator: unemployed, direction: down, lag: [5, 9], responsible: X }
    leads_to: [{ step: unseen }]
  - id: unseen
    stage: society
    name: { sv: Osett, en: Unseen }
    unmeasured: { sv: Ingen mäter, en: No one measures }
assumptions:
  - { step: work, sv: Jobb finns., en: There are jobs. }
external:
  - { sv: Konjunkturen., en: The economy. }
revision: 1
changelog: [{ revision: 1, date: "2026-01-01", sv: A, en: A }]
"""


@pytest.fixture(scope="module")
def project(built_mini, tmp_path_factory):
    root = Path(shutil.copytree(built_mini, tmp_path_factory.mktemp("programme") / "mini"))
    put(root, "pipelines/programmes/plan.yaml", PROGRAMME)
    return root


def test_a_chain_is_filled_with_what_is_known_and_what_is_not(project):
    definitions = load_project(project)
    programme = load_programmes(definitions)["plan"]
    with Reader.open(project) as reader:
        made = follow_up(definitions, reader, programme, dt.date(2026, 11, 22))
    found = {(row.step, row.area.code if row.area else ""): row for row in made.rows}
    assert list(found) == [
        ("meet", ""), ("work", "1440R001"), ("work", "1440R003"), ("later", "1440R001"), ("unseen", ""),
    ]  # fmt: skip
    meet = found["meet", ""]
    # the three of 2022 are hidden, and so is what would give them away
    assert (meet.base.value, meet.now.value, meet.change.value) == (None, 40, None)
    assert (meet.movement, meet.next) == (Movement.UNTESTED, "2027-03")
    work = found["work", "1440R001"]
    assert (work.base_period, work.now_period) == ("2022", "2023")
    assert work.change.value == pytest.approx(100 * (145 - 140) / 1900)
    assert work.movement is Movement.NOT_SURE
    # of Öster only one year may be shown: nothing to compare, and no figure that tells the other
    assert (found["work", "1440R003"].movement, found["work", "1440R003"].change) == (Movement.UNKNOWN, None)
    assert found["later", "1440R001"].movement is Movement.EARLY
    assert (found["unseen", ""].movement, found["unseen", ""].reason) == (
        Movement.UNMEASURED, Unknown.NO_MEASURE,
    )  # fmt: skip
    links = {(link.first, link.second): link.state for link in made.links}
    assert links == {
        ("meet", "work"): LinkState.STILL,
        ("work", "later"): LinkState.UNKNOWN,
        ("later", "unseen"): LinkState.UNKNOWN,
    }


def test_a_link_holds_breaks_waits_or_is_unexplained():
    moved, still, early = Movement.AS_EXPECTED, Movement.NOT_SURE, Movement.EARLY
    assert _state(moved, moved, late=True) is LinkState.HOLDS
    # no sure change is no proof of none
    assert _state(moved, still, late=True) is LinkState.NOT_SEEN
    for late in (False, True):
        assert _state(moved, Movement.AGAINST, late=late) is LinkState.BREAKS
    assert _state(moved, still, late=False) is LinkState.WAITS
    assert _state(moved, early, late=False) is LinkState.WAITS
    assert _state(still, moved, late=True) is LinkState.UNEXPLAINED
    assert _state(Movement.AGAINST, still, late=True) is LinkState.STILL
    for other in (Movement.UNKNOWN, Movement.UNMEASURED):
        assert _state(other, moved, late=True) is LinkState.UNKNOWN
        assert _state(moved, other, late=True) is LinkState.UNKNOWN


def test_drawings_are_well_formed_and_nothing_in_them_is_code(project):
    file = project / "chain.svg"
    done = run("programme", "show", "plan", "--format", "svg", "--output", file, "--lang", "en", cwd=project)
    assert (done.status, done.out) == (0, "")
    tree = ET.fromstring(file.read_text(encoding="utf-8"))  # noqa: S314 - our own drawing
    names = {element.tag.rpartition("}")[2] for element in tree.iter()}
    assert names == {"svg", "title", "desc", "defs", "marker", "path", "rect", "text"}
    texts = [element.text for element in tree.iter() if element.tag.endswith("text")]
    assert 'Plan <A> & "B"' in texts
    assert any("<script>" in text for text in texts)
    width, height = float(tree.get("width")), float(tree.get("height"))
    boxes = [element for element in tree.iter() if element.tag.endswith("rect") and element.get("x")]
    assert len(boxes) == 5
    for box in boxes:
        assert 0 <= float(box.get("x")) <= width - float(box.get("width"))
        assert 0 <= float(box.get("y")) <= height - float(box.get("height"))
    broken = [element for element in tree.iter() if element.get("stroke-dasharray")]
    assert len(broken) == 3  # of four links one is known
    mermaid = run("programme", "show", "--format", "mermaid", "--lang", "en", cwd=project).out
    assert mermaid.startswith("flowchart LR\n")
    assert "<script>" not in mermaid
    assert '"Meetings #lt;script#gt; (Participants ↑)"' in mermaid
    assert mermaid.count("-.->") == 3


def test_the_list_counts_what_is_wanting(project):
    (row,) = json.loads(run("programme", "--format", "json", cwd=project).out)
    assert (row["steps"], row["steps_without_measure"], row["links"], row["links_without_evidence"]) == (
        5, 1, 4, 3,
    )  # fmt: skip
    rows = json.loads(run("programme", "follow-up", "--format", "json", cwd=project).out)
    assert {row["kind"] for row in rows} == {"measure", "link"}
    assert rows[0]["base_status"] == "suppressed"
    text = run("programme", "show", "--lang", "en", cwd=project).out
    assert 'Plan <A> & "B"*' in text
    assert "none: No one measures" in text


def test_a_project_without_programmes_says_so(built_mini):
    done = run("programme", "show", "--lang", "en", cwd=built_mini)
    assert done.status == 2
    assert "the project has no programmes" in done.err
    assert run("programme", "--format", "json", cwd=built_mini).out.strip() == "[]"


def test_what_does_not_fit_is_said(project):
    for words, said in (
        (("follow-up", "--format", "svg"), "only a chain can be drawn"),
        (("list", "plan"), "`list` shows all programmes"),
        (("show", "plann"), "did you mean `plan`?"),
    ):
        done = run("programme", *words, "--lang", "en", cwd=project)
        assert done.status == 2
        assert said in done.err


def test_a_long_arrow_goes_between_the_boxes():
    columns = [["a", "b"], ["c", "d"], ["e"], ["f", "g", "h"]]
    heights = {step: 40 + 15 * (ord(step) % 3) for column in columns for step in column}
    links = [("a", "c"), ("a", "f"), ("b", "e"), ("b", "h"), ("d", "f"), ("c", "e"), ("e", "g"), ("f", "h")]
    placed = layout(columns, heights, links)
    assert set(placed.paths) == set(links)
    for points in placed.paths.values():
        # a curve between columns, a straight line through one, and so on
        for (x1, y1), (x2, y2) in pairwise(points):
            for step, (left, top) in placed.boxes.items():
                through = min(x1, x2) <= left and left + COLUMN <= max(x1, x2)
                assert not (through and y1 == y2 and top < y1 < top + heights[step]), step
    for column in columns:
        spans = sorted((placed.boxes[step][1], placed.boxes[step][1] + heights[step]) for step in column)
        assert all(end < start for (_, end), (start, _) in pairwise(spans))
    assert all(top + heights[step] < placed.height for step, (_, top) in placed.boxes.items())
