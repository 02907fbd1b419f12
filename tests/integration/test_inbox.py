from __future__ import annotations

import json

import pytest

from kit.mini import add_line
from kit.program import run
from kit.state import files, rows


@pytest.fixture
def project(mini_with_data):
    (mini_with_data / "inbox").mkdir()
    return mini_with_data


def put(project, name, content):
    (project / "inbox" / name).write_bytes(content)


def kept(project):
    """All files but the log of runs, which notes the failed one."""
    return {name: digest for name, digest in files(project).items() if "log" not in name}


def survey(project):
    return (project / "data_in" / "survey.csv").read_bytes()


def test_a_file_is_known_by_its_name_and_put_in_its_place(project):
    before = (project / "data_in" / "work_1.json").read_bytes()
    put(project, "work_1.json", before.replace(b"\n", b"\n "))
    ran = run("ingest", "--lang", "en", cwd=project)
    assert ran.status == 0, ran.err
    assert "inbox/work_1.json: read as office__work, now data_in/work_1.json" in ran.err
    assert list((project / "inbox").iterdir()) == []
    assert (project / "data_in" / "work_1.json").read_bytes() == before.replace(b"\n", b"\n ")


def test_a_file_is_known_by_its_form_and_codes_whatever_its_name(project):
    new = survey(project) + b"\n"
    put(project, "Svar från enkäten.csv", new)
    ran = run("ingest", "--lang", "en", cwd=project)
    assert ran.status == 0, ran.err
    assert "read as office__survey, now data_in/survey.csv" in ran.err
    assert survey(project) == new


def test_a_dry_run_says_so_and_moves_nothing(project):
    put(project, "svar.csv", survey(project) + b"\n")
    ran = run("ingest", "--dry-run", "--lang", "en", cwd=project)
    assert "inbox/svar.csv: would be read as office__survey" in ran.err
    assert (project / "inbox" / "svar.csv").is_file()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("svar.csv", b"Omr;Andel\nLillbyn;3\n", "no dataset reads `inbox/svar.csv`"),
        ("bild.png", b"\x89PNG", "no dataset reads `inbox/bild.png`"),
        ("survey.csv", b"Omr;Andel\nLillbyn;3\n", "cannot be read as one"),
    ],
)
def test_a_file_that_nothing_reads_stops_the_run_and_stays(project, name, content, said):
    put(project, name, content)
    before = kept(project)
    ran = run("ingest", "--lang", "en", cwd=project)
    assert ran.status == 2
    assert said in ran.err
    after = files(project)
    assert {k: v for k, v in after.items() if "log" not in k} == {
        k: v for k, v in before.items() if "log" not in k
    }


def test_a_run_that_fails_puts_the_files_back(project):
    put(project, "svar.csv", survey(project) + b"\n")
    work = project / "data_in" / "work_1.json"
    work.write_bytes(work.read_bytes()[:-20])
    before = survey(project)
    ran = run("ingest", cwd=project)
    assert ran.status == 2
    assert (project / "inbox" / "svar.csv").is_file()
    assert survey(project) == before


def test_an_old_file_that_was_never_read_is_not_replaced(project):
    (project / "data_in" / "survey.csv").write_bytes(survey(project) + b"\n")
    put(project, "svar.csv", survey(project))
    ran = run("ingest", "--lang", "en", cwd=project)
    assert ran.status == 2
    assert "would take the place of `data_in/survey.csv`, which has never been read" in ran.err


def test_the_calendar_says_what_is_late_and_due_fetches_nothing_else(project):
    ran = run("calendar", "--format", "json", cwd=project)
    records = {record["id"]: record for record in json.loads(ran.out)}
    assert records["office__work"]["period"] == "2023"
    assert records["office__work"]["how"] == "inbox"
    ran = run("ingest", "--due", "--quiet", cwd=project)
    assert (ran.status, ran.out, ran.err) == (0, "", "")
    assert rows(project, "SELECT count(*) FROM raw.office__work") != [(0,)]


def test_a_dataset_whose_files_may_be_lacking_waits_for_them(mini):
    definition, file = "pipelines/datasets/office/survey.yaml", mini / "data_in" / "survey.csv"
    content = file.read_bytes()
    file.unlink()
    ran = run("ingest", "office__survey", "--dry-run", "--lang", "en", cwd=mini)
    assert (ran.status, "AM153" in ran.err) == (2, True)
    add_line(mini, definition, "optional: true")
    ran = run("ingest", "office__survey", "--dry-run", "--lang", "en", cwd=mini)
    assert (ran.status, ran.err) == (
        0,
        "office__survey: no file yet; named in `fetch` of alemap.toml it is fetched\n",
    )
    file.write_bytes(content)
    assert (
        "would be read, 1 file(s)"
        in run("ingest", "--dry-run", "office__survey", "--lang", "en", cwd=mini).err
    )
