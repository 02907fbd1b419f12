"""What each command imports, which decides how fast it starts."""

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

_TYPER = """
import atexit, sys, typer
from pathlib import Path
from typing import Annotated
atexit.register(lambda: print("MODULES", *{name.split(".")[0] for name in sys.modules}))
app = typer.Typer(rich_markup_mode=None)
@app.command()
def one(top: Annotated[int | None, typer.Option(min=1)] = None, path: Path | None = None): pass
app()
"""


def imported(cwd, *words):
    done = subprocess.run(
        [sys.executable, "-c", _TELL, *words], cwd=cwd, env=environment(), capture_output=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return set(done.stderr.decode().rpartition("\nMODULES ")[2].split())


@pytest.fixture(scope="module")
def typers_own():
    """What typer itself brings, which alemap cannot help."""
    done = subprocess.run([sys.executable, "-c", _TYPER, "--help"], capture_output=True, check=True, timeout=60)
    return set(done.stdout.decode().rpartition("MODULES ")[2].split())


@pytest.mark.parametrize("words", [("--help",), ("compare", "--help"), ("--version",)], ids=" ".join)
def test_help_imports_nothing_heavy(words, tmp_path, typers_own):
    found = imported(tmp_path, *words)
    heavy = {"duckdb", "polars", "numpy", "scipy", "sqlglot", "ruamel", "babel", "python_calamine", "pydantic"}
    assert found & heavy <= {"pydantic"} & typers_own


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
