"""What the commands print on the sample project, in both languages and on a narrow and a wide terminal."""

from __future__ import annotations

import re
from functools import cache
from unittest import mock

import pytest
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from alemap.definitions.project import load_project
from kit.program import run

COMMANDS = {
    "rank": ("rank",),
    "rank_socioekonomi": ("rank", "socioekonomi", "--level", "regso", "--period", "2022"),
    "rank_indicator": ("rank", "low_economic_standard", "--level", "regso"),
    "rank_municipalities": ("rank", "--level", "kommun"),
    "compare": ("compare",),
    "compare_area": ("compare", "--area", "Centrala Nödinge"),
    "compare_by_sex": ("compare", "--area", "Ale", "--level", "kommun", "--by", "sex"),
    "explain": ("explain", "Centrala Nödinge", "--weight", "turnout_regso=0"),
    "explain_indicator": (
        "explain",
        "Ale",
        "unemployed_of_labour_force",
        "--against",
        "Kungälv",
        "--by",
        "socioeconomic_area_type",
    ),
    "rank_shrink": ("rank", "unemployed_of_labour_force", "--shrink"),
    "rank_funnel": ("rank", "unemployed_of_labour_force", "--funnel"),
    "rank_clusters": ("rank", "school_eligible_residents", "--level", "kommun", "--clusters"),
    "gaps": ("gaps", "--top", "8"),
    "gaps_indicator": ("gaps", "unemployed_of_labour_force"),
    "profile": ("profile", "Centrala Nödinge"),
    "show": ("show", "low_economic_standard", "--area", "Centrala Nödinge"),
    "show_index": ("show", "risk"),
    "targets": ("targets", "--municipality", "Ale"),
    "list_indicators": ("list", "indicators"),
    "list_datasets": ("list", "datasets"),
    "doctor": ("doctor",),
    "evaluate_series": (
        "evaluate",
        "--area",
        "Ale",
        "--start",
        "2018",
        "--indicator",
        "school_eligible_residents",
    ),
    "economics": ("economics", "young_adults_to_work", "--draws", "1000", "--years"),
}
WIDTHS = (80, 160)


class _PlainText(SingleFileSnapshotExtension):
    _write_mode = WriteMode.TEXT
    file_extension = "txt"

    @classmethod
    def get_snapshot_name(cls, *, test_location, index=0):  # noqa: ARG003 - the name alone is the file's
        return str(index)


@pytest.fixture
def golden(snapshot):
    return snapshot.use_extension(_PlainText)


@pytest.fixture(scope="module", autouse=True)
def read_once():
    """Definitions do not change between these commands: reading them 80 times would take a minute."""
    with mock.patch("alemap.definitions.project.load_project", cache(load_project)):
        yield


def without_versions(text):
    """Doctor's lines less those that say which versions are installed and how big the file is."""
    kept, skipping = [], False
    for line in text.splitlines():
        if re.match(r" \S+\s+(alemap|Python|paket|packages)\s", line):
            skipping = True
            continue
        if skipping and re.match(r" {10,}", line):
            continue
        skipping = False
        kept.append(re.sub(r"\d+ MB", "N MB", line))
    return "\n".join(kept) + "\n"


@pytest.mark.parametrize("lang", ["sv", "en"])
@pytest.mark.parametrize("name", COMMANDS)
def test_commands(name, lang, sample, golden):
    pages = []
    for width in WIDTHS:
        ran = run(*COMMANDS[name], "--lang", lang, cwd=sample, env={"COLUMNS": str(width)})
        assert ran.err == ""
        assert ran.status == (1 if name == "doctor" else 0)
        text = without_versions(ran.out) if name == "doctor" else ran.out
        pages.append(f"#### alemap {' '.join(COMMANDS[name])} --lang {lang} ({width} columns)\n\n{text}")
    assert golden(name=f"{name}-{lang}") == "\n".join(pages)
