"""Data checks: queries that return the rows that must not be there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from alemap.definitions.text import read_text
from alemap.errors import DefinitionError, Place, Problem, fault

if TYPE_CHECKING:
    from pathlib import Path

_HEADER = re.compile(r"^--\s*(severity|reason)\s*:\s*(.+?)\s*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Check:
    """A check: `severity` error or warn, and the reason it exists, both from the file's header."""

    name: str
    file: str
    severity: str
    reason: str
    sql: str


def read_checks(root: Path) -> list[Check]:
    """Every check below `sql/checks`; DefinitionError for those without a proper header."""
    checks: list[Check] = []
    problems: list[Problem] = []
    for path in sorted((root / "sql" / "checks").glob("*.sql")):
        file = path.relative_to(root).as_posix()
        sql, faults = read_text(path, file)
        if sql is None:
            problems += faults
            continue
        header = dict(_HEADER.findall(sql))
        if header.get("severity") not in {"error", "warn"} or "reason" not in header:
            hint = "start the file with `-- severity: error` (or warn) and `-- reason: ...`"
            problems.append(fault(Place(file, 1), "AM440", "the check's header is incomplete", hint=hint))
            continue
        checks.append(Check(path.stem, file, header["severity"], header["reason"], sql))
    if problems:
        raise DefinitionError(problems)
    return checks
