from __future__ import annotations

import fcntl
import os
from typing import TYPE_CHECKING

import pytest

from docs.pages import copy_project, in_subprocess

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample project with all its files ingested; to be read only, made once for all workers."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder, done = shared / "docs_sample", shared / "docs_sample.done"
    with (shared / "docs_sample.lock").open("w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            output = in_subprocess("alemap ingest --quiet", copy_project(folder))
            assert (folder / "data" / "alemap.duckdb").is_file(), output
            done.touch()
    return folder
