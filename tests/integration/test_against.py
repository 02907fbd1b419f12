"""`alemap check --against`: what a reviewer reads of a change in definitions, down to the figures."""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from kit import state
from kit.mini import add_line, edit
from kit.program import run

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="there is no git")
WOMEN = "pipelines/indicators/trygghet/women_share.yaml"


@pytest.fixture
def repository(mini_with_data) -> Path:
    """The small project with data, its definitions in a repository of their own."""
    (mini_with_data / ".gitignore").write_text("data/\n", encoding="utf-8")
    for words in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "First"]):
        who = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
        subprocess.run(["git", *who, *words], cwd=mini_with_data, check=True)  # noqa: S603, S607 - our own words
    return mini_with_data


def test_a_change_is_told_with_the_figures_it_moves_and_the_revision_it_lacks(repository):
    before = state.files(repository / "data")
    edit(repository, "sql/indicators/ind_women_share.sql", "part.sex = 'K'", "part.sex = 'M'")
    edit(repository, "pipelines/indicators/trygghet/feels_safe.yaml", "sv: Trygga", "sv: Tryggare")
    ran = run("check", "--against", "HEAD", "--format", "json", cwd=repository)
    assert ran.status == 1
    told = json.loads(ran.out)
    (error,) = [f for f in told["findings"] if f["severity"] == "error"]
    assert (error["code"], error["file"]) == ("AM701", WOMEN)
    assert (repository / WOMEN).read_text().splitlines()[error["line"] - 1] == "revision: 1"
    changes = told["changes"]
    assert [c["file"] for c in changes if c["change"] == "file_changed"] == [
        "pipelines/indicators/trygghet/feels_safe.yaml",
        "sql/indicators/ind_women_share.sql",
    ]
    (words,) = [c for c in changes if c["change"] == "definition_changed"]
    assert (words["definition"], words["definition_fields"], words["raised"]) == (
        "feels_safe", ["name", "short"], True,
    )  # fmt: skip
    figures = [c for c in changes if c["change"] == "revised"]
    assert len(figures) == len([c for c in changes if "measure" in c])
    assert {(c["measure"], *c["causes"]) for c in figures} == {("women_share", "definition")}
    assert (len(figures),) == state.rows(
        repository, "SELECT count(*) FROM estimate WHERE indicator = 'women_share'"
    )[0]
    ale = next(c for c in figures if c["area_code"] == "1440")
    assert ale["before_value"] + ale["after_value"] == pytest.approx(100)
    assert state.files(repository / "data") == before  # the live database is only read

    edit(repository, WOMEN, "revision: 1\n", "revision: 2\n")
    add_line(
        repository, WOMEN, '  - { revision: 2, date: "2026-04-01", sv: Män i stället., en: Men instead. }'
    )
    shown = run("check", "--against", "HEAD", "--lang", "en", cwd=repository, env={"COLUMNS": "80"})
    assert shown.status == 0
    assert "Men instead." in shown.out
    assert "Figures that change, by indicator" in shown.out
    # findings stand on lines of their own, for editors to follow
    assert max(len(line) for line in shown.out.splitlines() if ": AM" not in line) <= 80

    edit(repository, "sql/indicators/ind_women_share.sql", "part.persons AS", "part.persons * 3 AS")
    told = " ".join(run("check", "--against", "HEAD", "--lang", "sv", cwd=repository).out.split())
    assert "jämförs inte: `women_share` ger omöjliga antal: " in told


def test_a_dataset_read_otherwise_is_read_again_from_the_stored_bytes(repository):
    path = "pipelines/datasets/office/survey.yaml"
    edit(repository, path, "alla: _T, kvinnor: K, män: M", "alla: _T, kvinnor: M, män: K")
    told = json.loads(run("check", "--against", "HEAD", "--format", "json", cwd=repository).out)
    moved = {(c["area"], c["sex"], c["change"]) for c in told["changes"] if "measure" in c}
    assert moved == {
        ("Norr", "K", "revised"), ("Norr", "M", "revised"), ("Söder", "K", "shown"), ("Söder", "M", "hidden"),
    }  # fmt: skip
    assert not [c for c in told["changes"] if c["change"] in {"shown", "hidden"} and "after_value" in c]


def test_without_a_repository_revision_or_database_it_says_so(repository, tmp_path):
    assert "git knows no revision `nowhere`" in run(
        "check", "--against", "nowhere", "--lang", "en", cwd=repository
    ).err  # fmt: skip
    shutil.rmtree(repository / "data")
    ran = run("check", "--against", "HEAD", "--lang", "en", cwd=repository)
    assert ran.status == 0
    assert "Figures are not compared: there is no database" in " ".join(ran.out.split())
    shutil.rmtree(repository / ".git")
    ran = run(
        "check",
        "--against",
        "HEAD",
        "--lang",
        "en",
        cwd=repository,
        env={"GIT_CEILING_DIRECTORIES": str(tmp_path)},
    )
    assert ran.status == 2
    assert "is not under git" in ran.err
