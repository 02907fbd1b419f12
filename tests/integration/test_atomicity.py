"""A killed run leaves the old database or the new one, and the next run completes."""

# ruff: noqa: S603, E501 - the commands are our own

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time

import pytest

from alemap.warehouse.publish import exclusive
from alemap.workflows.reading import Reader
from kit.mini import edit, put, work_json
from kit.program import command, environment, run, spawn
from kit.state import figures, rows

SEED = 20261122
MOMENTS = 3
CHANGED = work_json({"1440A0010": 222, "1482C0010": 33})

# A process that has imported everything and forks one run per line it is sent, so that what is killed is
# the run's work and not Python's start. A run kills itself at the Nth call of a function, or is killed after a time
# or once the draft file has been there for a time. Nothing of polars or duckdb has been started before the fork.
_SERVER = """
import importlib, json, os, signal, sys, time
import duckdb, numpy, polars, sqlglot, scipy.stats
import alemap.workflows.ingest, alemap.workflows.build, alemap.workflows.conform, alemap.workflows.estimates
import alemap.workflows.indexes, alemap.sources, alemap.cli.ingest
from alemap.cli.app import main

def arm(module, owner, name, number):
    holder = importlib.import_module(module)
    holder = getattr(holder, owner) if owner else holder
    told, calls = getattr(holder, name), 0
    def bomb(*args, **kwargs):
        nonlocal calls
        calls += 1
        if calls == number:
            os.kill(os.getpid(), signal.SIGKILL)
        return told(*args, **kwargs)
    setattr(holder, name, bomb)

def work(job):
    os.chdir(job["root"])
    silent = os.open(os.devnull, os.O_RDWR)
    for stream in (1, 2):
        os.dup2(silent, stream)
    sys.argv = ["alemap", "ingest"]
    if "point" in job:
        arm(*job["point"])
    try:
        main()
    except SystemExit as end:
        os._exit(int(end.code or 0))

for line in sys.stdin:
    job = json.loads(line)
    child = os.fork()
    if child == 0:
        work(job)
    if "wait" in job:
        draft = os.path.join(job["root"], "data", "alemap.draft")
        while job["draft"] and not os.path.exists(draft) and os.waitid(
            os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT
        ) is None:
            time.sleep(0.0005)
        time.sleep(job["wait"])
        os.kill(child, signal.SIGKILL)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""
_PUBLISH = "alemap.warehouse.publish"
POINTS = {
    "before the draft is made": ("alemap.workflows.ingest", "", "draft", 1),
    "before the first statement": ("alemap.warehouse.database", "Database", "run", 1),
    "in the middle of the models": ("alemap.warehouse.database", "Database", "run", 25),
    "while figures are loaded": ("alemap.warehouse.database", "Database", "append", 1),
    "while snapshots are kept": ("alemap.warehouse.snapshots", "", "_write", 1),
    "between a snapshot and its record": ("alemap.warehouse.snapshots", "", "_write", 2),
    "before the fingerprints": ("alemap.warehouse.records", "", "record_fingerprints", 1),
    "before the rename": (_PUBLISH, "", "_sync", 1),
    "after the rename": (_PUBLISH, "", "_sync", 2),
}


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory, built_mini):
    """All figures before and after the change, from runs that nobody killed."""
    root = shutil.copytree(built_mini, tmp_path_factory.mktemp("whole") / "mini")
    before = figures(root)
    put(root, "data_in/work_1.json", CHANGED)
    assert run("ingest", cwd=root).status == 0
    after = figures(root)
    assert before != after
    return before, after


def assert_recovers(root, outcomes):
    old, new = outcomes
    assert figures(root) in (old, new)
    done = run("ingest", cwd=root)
    assert done.status == 0, done.err
    assert figures(root) == new
    left = sorted(path.name for path in (root / "data").iterdir())
    assert left == ["alemap.duckdb", "alemap.lock", "alemap.runs.jsonl", "snapshots"]
    # whatever a killed run left half-written among the snapshots, none of it is taken for one
    for file, sha256 in rows(root, "SELECT file, sha256 FROM meta.snapshot WHERE dataset = 'office__work'"):
        kept = root / "data" / "snapshots" / "office" / "work" / f"{sha256}.bin"
        assert kept.is_file(), file


@pytest.fixture(scope="module")
def killed():
    """Runs `alemap ingest` in a process of its own and kills it as asked; gives how it ended."""
    with subprocess.Popen(
        [sys.executable, "-c", _SERVER],
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as server:
        assert server.stdin is not None
        assert server.stdout is not None

        def run_and_kill(root, **how):
            server.stdin.write(json.dumps({"root": str(root), **how}) + "\n")
            server.stdin.flush()
            return int(server.stdout.readline())

        yield run_and_kill
        server.stdin.close()


@pytest.mark.parametrize("point", POINTS)
def test_a_run_killed_at_a_point_of_its_work(point, mini_with_data, outcomes, killed):
    put(mini_with_data, "data_in/work_1.json", CHANGED)
    assert killed(mini_with_data, point=POINTS[point]) == -signal.SIGKILL
    assert_recovers(mini_with_data, outcomes)


@pytest.mark.parametrize("number", range(MOMENTS))
def test_a_run_killed_at_any_moment(number, mini_with_data, outcomes, killed):
    put(mini_with_data, "data_in/work_1.json", CHANGED)
    chance = random.Random(SEED + number)  # noqa: S311 - a moment, not a secret
    draft = bool(number % 2)
    killed(mini_with_data, draft=draft, wait=chance.uniform(0, 0.15 if draft else 0.6))
    assert_recovers(mini_with_data, outcomes)


def test_a_process_killed_as_soon_as_its_draft_is_there(mini_with_data, outcomes):
    """The same without any of the above: the command itself, killed from outside."""
    put(mini_with_data, "data_in/work_1.json", CHANGED)
    draft = mini_with_data / "data" / "alemap.draft"
    with subprocess.Popen(
        command("ingest"),
        cwd=mini_with_data,
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        end = time.monotonic() + 60
        while not draft.exists() and process.poll() is None:
            assert time.monotonic() < end
            time.sleep(0.001)
        process.send_signal(signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL
    assert_recovers(mini_with_data, outcomes)


def test_a_killed_first_run_leaves_no_database(mini, killed):
    assert killed(mini, point=POINTS["before the rename"]) == -signal.SIGKILL
    assert not (mini / "data" / "alemap.duckdb").exists()
    refused = run("rank", cwd=mini)
    assert refused.status == 2
    assert "there is no database yet" in refused.err
    assert run("ingest", cwd=mini).status == 0
    assert run("rank", cwd=mini).status == 0


def test_a_stray_draft_is_thrown_away(mini_with_data):
    before = figures(mini_with_data)
    put(mini_with_data, "data/alemap.draft", b"half a file")
    put(mini_with_data, "data/alemap.draft.wal", b"half a log")
    assert run("build", "--select", "ind_unemployed+", cwd=mini_with_data).status == 0
    assert figures(mini_with_data) == before
    assert not (mini_with_data / "data" / "alemap.draft").exists()
    assert not (mini_with_data / "data" / "alemap.draft.wal").exists()


@pytest.mark.parametrize("words", [("ingest",), ("build",)])
def test_a_second_run_is_told_who_is_at_work(words, mini_with_data):
    database = mini_with_data / "data" / "alemap.duckdb"
    put(mini_with_data, "data_in/work_1.json", CHANGED)
    edit(mini_with_data, "sql/indicators/ind_women_share.sql", "'final'", "'provisional'")
    with exclusive(database):
        refused = spawn(*words, cwd=mini_with_data)
        assert refused.status == 4
        assert f"process {os.getpid()}" in refused.err
        assert "hint:" in refused.err
        assert "Traceback" not in refused.err
        # readers never wait
        assert run("rank", cwd=mini_with_data).status == 0
    assert run(*words, cwd=mini_with_data).status == 0


def test_a_reader_keeps_the_figures_it_opened(mini_with_data):
    with Reader.open(mini_with_data) as reader:
        before = reader.store.rows("SELECT * FROM estimate ORDER BY ALL")
        put(mini_with_data, "data_in/work_1.json", CHANGED)
        assert run("ingest", cwd=mini_with_data).status == 0
        assert reader.store.rows("SELECT * FROM estimate ORDER BY ALL") == before
    with Reader.open(mini_with_data) as reader:
        assert reader.store.rows("SELECT * FROM estimate ORDER BY ALL") != before
