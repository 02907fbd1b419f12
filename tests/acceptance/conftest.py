"""The project of definitions that read the agencies' real files, and their tables."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from alemap.definitions.project import load_project
from alemap.sources import decode
from alemap.workflows.conform import conform, known_marks, spelled_out
from kit.mini import REPOSITORY

DATA = Path(os.environ.get("ALEMAP_REFERENCE", "")) / "data"
DEFINITIONS = Path(__file__).parent / "definitions"


@pytest.fixture(scope="session")
def project(tmp_path_factory):
    """The sample project's vocabulary, agencies, areas and mappings with these definitions and the files."""
    root = tmp_path_factory.mktemp("agencies")
    shutil.copyfile(REPOSITORY / "alemap.toml", root / "alemap.toml")
    for name in ("vocabulary.yaml", "agencies", "areas", "mappings"):
        source = REPOSITORY / "pipelines" / name
        (shutil.copytree if source.is_dir() else _copied)(source, root / "pipelines" / name)
    for source in DEFINITIONS.rglob("pipelines/**/*.*"):
        target = root / source.relative_to(DEFINITIONS)
        if target.suffix == ".csv" and target.exists():  # further lines of a mapping the project has
            lines = source.read_text(encoding="utf-8").splitlines(keepends=True)[1:]
            target.write_text(target.read_text(encoding="utf-8") + "".join(lines), encoding="utf-8")
        else:
            _copied(source, target)
    (root / "data").symlink_to(DATA)
    return load_project(root)


def _copied(source, target):
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


@pytest.fixture(scope="session")
def table(project):
    """Reads a dataset's only file once, as the raw table shows it."""
    read = {}

    def get(name):
        if name not in read:
            dataset = project.datasets[name]
            (file,) = dataset.files
            content = (project.root / file).read_bytes()
            decoded = decode(dataset.form, content, dataset.read, file, known_marks(dataset, project))
            read[name] = spelled_out(conform(decoded, dataset, project, file))
        return read[name]

    return get
