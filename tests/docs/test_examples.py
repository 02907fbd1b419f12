"""Every command shown in the documentation prints what the documentation says it prints."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

import pytest

from docs.pages import ROOT, blocks, in_process, quickest, run_page

if TYPE_CHECKING:
    from pathlib import Path

PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
WRITING = {
    "add-a-table.md",
    "add-an-indicator.md",
    "annual-update.md",
    "what-changed.md",
    "your-own-municipality.md",
}
READING = [
    page for page in PAGES if page.name not in WRITING and any(block.commands for block in blocks(page))
]


@pytest.mark.parametrize("page", READING, ids=lambda page: page.name)
def test_commands_print_what_the_page_shows(page: Path, sample: Path) -> None:
    assert not any(block.file for block in blocks(page)), "a page with files needs its own project"
    run_page(page, sample, in_process)


def test_your_own_municipality_can_be_followed(tmp_path: Path) -> None:
    run_page(ROOT / "docs" / "guides" / "your-own-municipality.md", tmp_path, quickest)


def test_the_annual_update_can_be_followed(tmp_path: Path, sample: Path) -> None:
    folder = shutil.copytree(sample, tmp_path / "project")
    run_page(ROOT / "docs" / "guides" / "annual-update.md", folder, in_process)
    assert (folder / "inbox" / "svar.csv").is_file()


def test_what_changed_shows_the_small_project(three_vintages: Path) -> None:
    run_page(ROOT / "docs" / "guides" / "what-changed.md", three_vintages, in_process)


def test_a_table_can_be_added(tmp_path: Path, sample: Path) -> None:
    folder = shutil.copytree(sample, tmp_path / "project")
    run_page(ROOT / "docs" / "guides" / "add-a-table.md", folder, in_process)
    assert not list((folder / "inbox").iterdir())


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text):
        if "://" not in target:
            assert (page.parent / target).exists(), target
