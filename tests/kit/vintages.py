"""The small project with a past: three builds, each after a new vintage of one of its files."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

from alemap.definitions.project import load_project
from alemap.workflows.ingest import ingest
from alemap.workflows.runs import recorded
from kit.mini import edit, put, work_json, write_mini

if TYPE_CHECKING:
    from pathlib import Path

FIRST, SECOND, THIRD = (f"2026-0{month}-10T08:00:00Z" for month in (1, 2, 3))
SURVEY = "data_in/survey.csv"


def write_vintages(root: Path) -> None:
    """January: as it stands. February: unemployment revised. March: the survey revised, hidden, removed."""
    write_mini(root)
    _ingest(root, FIRST)
    put(root, "data_in/work_1.json", work_json({"1440A0010": 250, "1440B0010": 2}))
    _ingest(root, SECOND)
    edit(root, SURVEY, "Norr;alla;2023;61,5", "Norr;alla;2023;63,5")
    edit(root, SURVEY, "Söder;alla;2023;82,5", "Söder;alla;2023;..")
    edit(root, SURVEY, "Hamnen;alla;2023;58,0\n", "")
    _ingest(root, THIRD)


def _ingest(root: Path, now: str) -> None:
    seconds = count(step=2.5)
    with recorded(root, "ingest", (), now, clock=lambda: next(seconds)) as run:
        run.ingested(ingest(load_project(root), (), now=now))
