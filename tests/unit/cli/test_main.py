"""How every way the command line can end becomes an exit status and words."""

from __future__ import annotations

from unittest import mock

import pytest

from alemap.errors import BusyError, CheckFailedError, SourceError
from kit.program import run

COMMANDS = ("init", "ingest", "build", "rank", "compare", "profile", "show", "list", "check", "doctor")


def raising(error):
    return mock.patch("alemap.workflows.rank.rank", side_effect=error)


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (SourceError("a {x}", x="file"), 2),
        (CheckFailedError("a {x}", x="file"), 1),
        (BusyError("a {x}", x="file"), 4),
    ],
)
def test_an_error_has_its_exit_status(error, status, built_mini):
    with raising(error):
        ran = run("rank", cwd=built_mini)
    assert (ran.status, ran.out, ran.err) == (status, "", "error: a file\n")


def test_a_bug_has_a_status_of_its_own_and_no_traceback(built_mini):
    with raising(KeyError("x")):
        ran = run("rank", cwd=built_mini)
    assert ran.status == 70
    assert "alemap has a bug: KeyError" in ran.err
    assert "hint:" in ran.err
    assert "Traceback" not in ran.err


@pytest.mark.parametrize("error", [KeyError("x"), SourceError("a")])
def test_debug_shows_the_traceback(error, built_mini):
    with raising(error):
        ran = run("--debug", "rank", cwd=built_mini)
    assert "Traceback" in ran.err
    assert ran.status in {70, 2}


def test_an_interrupted_run_is_neither_done_nor_a_finding(built_mini):
    with raising(KeyboardInterrupt):
        ran = run("rank", cwd=built_mini)
    assert ran.status == 130
    assert "Traceback" not in ran.err


def test_without_a_command_the_help_is_shown(tmp_path):
    ran = run(cwd=tmp_path)
    assert "Usage: alemap" in ran.out + ran.err
    for name in COMMANDS:
        assert f"\n  {name} " in ran.out + ran.err


@pytest.mark.parametrize("name", COMMANDS)
def test_help_starts_with_what_it_is_for_and_shows_two_examples(name, tmp_path):
    ran = run(name, "--help", cwd=tmp_path, env={"COLUMNS": "80"})
    assert ran.status == 0
    lines = ran.out.splitlines()
    assert lines[0].startswith(f"Usage: alemap {name}")
    assert lines[2].startswith("  ")
    start = lines.index("  Examples:")
    examples = [line.strip() for line in lines[start + 1 : start + 3]]
    assert all(example.startswith(f"alemap {name}") for example in examples), examples
    assert all(len(line) <= 80 for line in lines)


@pytest.mark.parametrize("name", [n for n in COMMANDS if n != "init"])
def test_the_same_options_mean_the_same_everywhere(name, tmp_path):
    out = " ".join(run(name, "--help", cwd=tmp_path).out.split())
    assert "Language of tables and messages" in out
    assert "The project's folder (default: found from here upward)." in out
    if name not in {"ingest", "build", "check"}:
        assert "-f, --format <table|csv|json|md> How to write the result." in out
        assert "-o, --output <path>" in out


def test_the_version(tmp_path):
    ran = run("--version", cwd=tmp_path)
    assert ran.status == 0
    assert ran.out.startswith("alemap ")


def test_a_project_is_named_or_found_from_below(built_mini, tmp_path):
    named = run("list", "categories", "--project", built_mini, cwd=tmp_path)
    found = run("list", "categories", cwd=built_mini / "sql")
    assert named.status == 0
    assert named == found
