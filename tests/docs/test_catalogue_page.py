"""The page of all indicators is what the definitions say."""

from __future__ import annotations

import os

from alemap.definitions.project import load_project
from docs.catalogue_page import page
from docs.pages import ROOT


def test_the_page_of_indicators_is_current() -> None:
    file = ROOT / "docs" / "reference" / "indicators.md"
    text = page(load_project(ROOT))
    if os.environ.get("ALEMAP_UPDATE_DOCS"):
        file.write_text(text, encoding="utf-8")
    assert file.read_text(encoding="utf-8") == text, "ALEMAP_UPDATE_DOCS=1 pytest tests/docs writes it anew"
