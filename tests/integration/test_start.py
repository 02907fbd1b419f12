"""What each command imports, which decides how fast it starts."""

# ruff: noqa: S603 - the commands are our own

from __future__ import annotations

import subprocess
import sys

import pytest

from kit.program import environment

_TELL = """
import sys
sys.argv = ["alemap", *sys.argv[1:]]
try:
    from alemap.cli.app import main
    main()
finally:
    sys.stderr.write("\\nMODULES " + " ".join(sorted({name.split(".")[0] for name in sys.modules})))
"""


def imported(cwd, *words):
    done = subprocess.run(
        [sys.executable, "-c", _TELL, *words],
        cwd=cwd,
        env=environment(),
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return set(done.stderr.decode().rpartition("\nMODULES ")[2].split())


HEAVY = {"duckdb", "polars", "numpy", "scipy", "sqlglot", "ruamel", "babel", "python_calamine"}


@pytest.mark.parametrize("words", [("--help",), ("--version",)], ids=" ".join)
def test_help_imports_nothing_heavy(words, tmp_path):
    assert imported(tmp_path, *words) & {*HEAVY, "pydantic", "rich"} == set()


@pytest.mark.parametrize("name", ["compare", "ingest", "check"])
def test_a_commands_help_imports_only_what_typer_needs(name, tmp_path):
    # typer itself reads options of some types through pydantic
    assert imported(tmp_path, name, "--help") & {*HEAVY, "rich"} == set()


@pytest.mark.parametrize(
    "words",
    [("compare",), ("rank",), ("profile", "Norr"), ("rank", "unemployed", "--format", "json")],
    ids=" ".join,
)
def test_reading_commands_import_what_they_need_and_no_more(words, built_mini):
    found = imported(built_mini, *words)
    assert found & {"polars", "scipy", "sqlglot", "ruamel", "python_calamine", "rich"} == set()
    assert "duckdb" in found


def test_an_ingest_with_nothing_new_decodes_nothing(built_mini):
    assert "python_calamine" not in imported(built_mini, "ingest")
