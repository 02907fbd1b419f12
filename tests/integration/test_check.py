"""`alemap check` as a reviewer and a build server use it: formats, choice, language, pytest items."""

from __future__ import annotations

import json
import subprocess
import sys
from xml.etree import ElementTree as ET

import pytest

from kit.mini import edit, write_mini
from kit.program import run

INDICATOR = "pipelines/indicators/socioekonomi/unemployed.yaml"
MODEL = "sql/indicators/ind_unemployed.sql"


@pytest.fixture(scope="module")
def faulty(tmp_path_factory):
    """The small project with a wrong field, a wrong column and its own warnings."""
    root = write_mini(tmp_path_factory.mktemp("faulty"))
    edit(root, INDICATOR, "decimals: 1", "decimal: 1")
    edit(root, MODEL, "  part.period,\n  part.sex,\n  '_T'", "  part.perod,\n  part.sex,\n  '_T'")
    return root


def test_all_faults_are_told_at_once_in_every_form(faulty):
    found = json.loads(run("check", "--format", "json", cwd=faulty).out)
    told = {(f["code"], f["file"], f["line"], f["column"], f["severity"]) for f in found}
    assert ("AM123", INDICATOR, 10, 1, "error") in told
    assert ("AM416", MODEL, 3, 8, "error") in told
    assert ("AM320", "sql/core/core_area.sql", 1, 1, "warning") in told
    assert all(f["line"] and f["column"] for f in found)

    text = run("check", "--lang", "en", cwd=faulty)
    assert text.status == 1
    assert f"{MODEL}:3:8: AM416 there is no column `part.perod`\n  hint: did you mean `period`?" in text.out
    assert "2 fault(s), 8 warning(s)" in text.out

    github = run("check", "--format", "github", cwd=faulty).out.splitlines()
    assert len(github) == len(found)
    assert f"::error file={MODEL},line=3,col=8,title=AM416::" in "\n".join(github)
    assert sum(line.startswith("::warning ") for line in github) == 8

    suite = ET.fromstring(run("check", "--format", "junit", cwd=faulty).out)  # noqa: S314 - our own
    failed = [case.get("name") for case in suite.iter("testcase") if case.find("failure") is not None]
    assert failed == ["unemployed.yaml", "ind_unemployed.sql"]
    assert suite.get("failures") == "2"

    sarif = json.loads(run("check", "--format", "sarif", cwd=faulty).out)
    results = sarif["runs"][0]["results"]
    assert len(results) == len(found)
    rules = [rule["id"] for rule in sarif["runs"][0]["tool"]["driver"]["rules"]]
    assert all(rules[result["ruleIndex"]] == result["ruleId"] for result in results)
    (column,) = [result for result in results if result["ruleId"] == "AM416"]
    place = column["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == MODEL
    assert place["region"] == {"startLine": 3, "startColumn": 8}


def test_what_is_looked_at_can_be_chosen(faulty):
    def codes(*words):
        ran = run("check", "--format", "json", *(w for word in words for w in ("--select", word)), cwd=faulty)
        return ran.status, {finding["code"] for finding in json.loads(ran.out)}

    assert codes("AM123") == (1, {"AM123"})
    assert codes("AM3") == (0, {"AM320"})
    assert codes("unemployed") == (1, {"AM123", "AM416"})
    assert codes("unemployed", "AM4") == (1, {"AM416"})
    assert codes("sql/core") == (0, {"AM320"})
    assert codes("office__survey") == (0, set())
    assert run("check", "--select", "sql/core", "--strict", cwd=faulty).status == 1
    wrong = run("check", "--select", "unemployd", "--lang", "en", cwd=faulty)
    assert wrong.status == 2
    assert "did you mean `unemployed`" in wrong.err


def test_faults_are_told_in_swedish(faulty):
    told = run("check", "--lang", "sv", cwd=faulty).out
    assert f"{INDICATOR}:10:1: AM123 `decimal` är inget känt fält\n  tips: menade du `decimals`?" in told
    assert "AM416 det finns ingen kolumn `part.perod`" in told
    assert "varning: `core_area` har inget SQL-test" in told


def test_the_settings_are_checked_with_all_the_rest(mini):
    edit(mini, "alemap.toml", '"1440"', '"1441"')
    edit(mini, "alemap.toml", 'level = "regso"', 'level = "regsoo"')
    edit(mini, "sql/core/core_area.sql", "SELECT", "SELECT (")
    edit(mini, "pipelines/areas/areas.csv", "1440R002,", "1440R001,")
    told = run("check", "--lang", "sv", cwd=mini).out
    for line in (
        "alemap.toml:3:20: AM150 `1441` är ingen känd kommun",
        "alemap.toml:7:10: AM150 `regsoo` är ingen känd nivå\n  tips: menade du `regso`",
        "pipelines/areas/areas.csv:7:1: AM130",
        "sql/core/core_area.sql:9:",
    ):
        assert line in told
    # what reads a model that cannot be parsed has no fault of its own
    assert "AM412" not in told
    assert "AM321" not in told
    edit(mini, "alemap.toml", '["1441", "1482"]', "[1440]")
    told = run("check", "--lang", "sv", cwd=mini)
    assert told.status == 1
    assert "alemap.toml:3:19: AM125 `project.municipalities.0` är 1440, där en text hör hemma" in told.out
    assert "AM411 SQL-satsen kan inte tolkas: `)` saknas" in told.out
    assert "areas.csv:7:1: AM130" in told.out
    edit(mini, "alemap.toml", 'language = "en"', 'language = "sv"')
    assert "där en text hör hemma" in run("check", cwd=mini).out
    edit(mini, "alemap.toml", "level =", "levl =")
    told = run("check", "--lang", "sv", cwd=mini)
    assert (
        "alemap.toml:7:1: AM123 `comparison.levl` är inget känt fält\n  tips: menade du `level`?" in told.out
    )
    edit(mini, "alemap.toml", "[comparison]", "[comparison")
    told = run("check", "--lang", "sv", cwd=mini)
    assert told.status == 2
    assert "en högerhake saknas efter tabellens namn\n  alemap.toml:6:12" in told.err


def test_what_names_a_file_that_cannot_be_read_has_no_fault_of_its_own(mini):
    edit(mini, INDICATOR, "decimals: 1", "\tdecimals: 1")
    edit(mini, "pipelines/datasets/office/survey.yaml", "form: table", "form: tabel")
    edit(mini, "pipelines/areas/areas.csv", "1440R001,Norr", "1440R001,Norr, norr")
    found = json.loads(run("check", "--format", "json", cwd=mini).out)
    errors = [(f["code"], f["file"], f["line"], f["column"]) for f in found if f["severity"] == "error"]
    assert errors == [
        ("AM132", "pipelines/areas/areas.csv", 6, 1),
        ("AM127", "pipelines/datasets/office/survey.yaml", 6, 1),
        ("AM121", INDICATOR, 10, 1),
    ]
    edit(mini, INDICATOR, "\tdecimals: 1", "decimals: 1")
    edit(mini, INDICATOR, "revision: 1\n", "revision: 2\n")
    line = (mini / INDICATOR).read_text().splitlines().index("changelog:") + 1
    told = run("check", "--lang", "sv", cwd=mini)
    assert f"{INDICATOR}:{line}:1: AM125 sista raden i `changelog` gäller inte revision 2" in told.out


def test_sql_tests_are_items_of_pytest(mini):
    edit(
        mini,
        "sql/tests/ind_unemployed.yaml",
        "numerator: 8, denominator: 80",
        "numerator: 9, denominator: 80",
    )
    words = [
        "-m",
        "pytest",
        "-q",
        "-p",
        "alemap.pytest_plugin",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:randomly",
    ]
    done = subprocess.run(  # noqa: S603
        [sys.executable, *words, "-c", "/dev/null", "--rootdir", str(mini), "sql/tests"],
        cwd=mini, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 1, done.stdout + done.stderr
    assert "numerator is 8.0, expected 9" in done.stdout
    assert "counts of both" in done.stdout
    assert "Traceback" not in done.stdout
    assert "1 failed" in done.stdout
    assert "denominator is" not in done.stdout
