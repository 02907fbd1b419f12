"""Projects to test on: a small one of our own making, and the sample, each built once for all workers."""

from __future__ import annotations

import fcntl
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from alemap.definitions.project import load_project
from alemap.workflows.ingest import ingest
from kit.mini import REPOSITORY, write_mini
from kit.vintages import write_vintages

if TYPE_CHECKING:
    from collections.abc import Callable

# How long an example takes says more of the machine than of the code.
settings.register_profile("alemap", deadline=None)
settings.load_profile("alemap")

NOW = "2026-11-22T12:00:00Z"
ENOUGH = 8_000_000_000
"""Bytes; the suite writes some 2 GB."""
SAMPLE = ("alemap.toml", "pipelines", "sql", "sample_data")


def pytest_configure(config: pytest.Config) -> None:
    """Let databases that are thrown away be written to memory where there is plenty: half the waiting."""
    memory = Path("/dev/shm")  # noqa: S108 - pytest makes its own folder there, readable by its user only
    if config.option.basetemp is None and memory.is_dir() and shutil.disk_usage(memory).free > ENOUGH:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(memory))


@pytest.fixture(scope="session", autouse=True)
def _shared_memory(tmp_path_factory: pytest.TempPathFactory) -> None:
    """What is remembered of models is shared by all tests, and kept out of the user's own folder."""
    base = tmp_path_factory.getbasetemp()
    os.environ["XDG_CACHE_HOME"] = str(base.parent if "PYTEST_XDIST_WORKER" in os.environ else base)


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, Callable[[Path], object]], Path]:
    """Makes a folder once, whichever worker comes first; the others wait for it."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base

    def make(name: str, maker: Callable[[Path], object]) -> Path:
        folder = shared / name
        with (shared / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not folder.exists():
                part = shared / f"{name}.part"
                shutil.rmtree(part, ignore_errors=True)
                part.mkdir()
                maker(part)
                part.rename(folder)
        return folder

    return make


def _built_mini(root: Path) -> None:
    ingest(load_project(write_mini(root)), (), now=NOW)


def _built_sample(root: Path) -> None:
    for name in SAMPLE:
        source = REPOSITORY / name
        if source.is_dir():
            shutil.copytree(source, root / name)
        else:
            shutil.copyfile(source, root / name)
    ingest(load_project(root), (), now=NOW)


@pytest.fixture(scope="session")
def built_mini(once) -> Path:
    """The small project, built; for reading only."""
    return once("mini", _built_mini)


@pytest.fixture(scope="session")
def three_vintages(once) -> Path:
    """The small project after three builds; for reading only."""
    return once("three_vintages", write_vintages)


@pytest.fixture(scope="session")
def sample(once) -> Path:
    """The sample project, built; for reading only."""
    return once("sample", _built_sample)


@pytest.fixture
def mini(tmp_path: Path) -> Path:
    """The small project, without a database, for a test's own use."""
    return write_mini(tmp_path / "mini")


@pytest.fixture
def mini_with_data(tmp_path: Path, built_mini: Path) -> Path:
    """A copy of the small project with its database, for a test's own use."""
    return Path(shutil.copytree(built_mini, tmp_path / "mini"))
