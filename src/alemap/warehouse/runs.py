"""The log of runs: one line of JSON each, appended beside the database.

It lies outside the database because a failed run must not touch that, and because the log outlives it.
"""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

UNREADABLE = "unreadable"


def log_of(database: Path) -> Path:
    """Where the log of a database's runs lies."""
    return database.with_suffix(".runs.jsonl")


def append(log: Path, record: Mapping[str, Any]) -> None:
    """Add a run in one write, so that two runs at once do not mix their lines."""
    log.parent.mkdir(parents=True, exist_ok=True)
    line = json.dumps(record, ensure_ascii=False) + "\n"
    handle = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    try:
        os.write(handle, line.encode())
    finally:
        os.close(handle)


def read(log: Path) -> list[dict[str, Any]]:
    """All runs, the oldest first; a line that is none (cut short by a full disk, say) is told as such."""
    if not log.is_file():
        return []
    found = []
    for line in log.read_text(encoding="utf-8", errors="replace").splitlines():
        try:
            record = json.loads(line)
        except json.JSONDecodeError:
            record = None
        found.append(record if isinstance(record, dict) else {"status": UNREADABLE})
    return found
