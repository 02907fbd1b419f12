"""The guide is followed word for word in a fresh copy of the project."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pytest

from docs.pages import ROOT, blocks, copy_project, in_process, quickest, run_page

if TYPE_CHECKING:
    from pathlib import Path

GUIDE = ROOT / "docs" / "guides" / "add-an-indicator.md"


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = copy_project(tmp_path_factory.mktemp("guide") / "project")
    run_page(GUIDE, folder, quickest)
    return folder


def _rank(indicator: str, level: str, folder: Path) -> dict[str, dict[str, str]]:
    text = in_process(f"alemap rank {indicator} --level {level} --format csv", folder)
    return {row["area"]: row for row in csv.DictReader(io.StringIO(text))}


def test_the_three_indicators_stand_with_their_figures(followed: Path) -> None:
    households = _rank("other_households", "ort", followed)
    assert len(households) == 9
    assert all(float(row["lower"]) < float(row["value"]) < float(row["upper"]) for row in households.values())

    published = _rank("fathers_sick_child_days", "kommun", followed)
    assert [published[name]["value"] for name in ("Ale", "Kungälv")] == ["38.4", "36.7"]

    members = _rank("association_members", "ort", followed)
    assert float(members["Nödinge"]["value"]) == pytest.approx(100 * (118 + 173 + 154) / (330 + 251 + 213))
    assert all(row["synthetic"] == "true" for row in members.values())


def test_no_python_is_written() -> None:
    kinds = {block.file.rsplit(".", 1)[-1] for block in blocks(GUIDE) if block.file}
    assert kinds == {"yaml", "sql", "csv", "json"}
