"""Data checks: queries that return the rows that must not be there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from alemap.definitions.text import read_text
from alemap.domain import Label
from alemap.errors import DefinitionError, Place, Problem, fault
from alemap.values import dataclass

if TYPE_CHECKING:
    from pathlib import Path

_HEADER = re.compile(r"^--\s*(severity|reason|skäl|tolerance)\s*:\s*(.+?)\s*$", re.MULTILINE)
_TOLERANCE = re.compile(r"(\d+) rows?\b.*")
_WORD = re.compile(r"[a-z_][a-z0-9_]*(?:\.[a-z0-9_]+)?")


@dataclass(frozen=True, slots=True)
class Check:
    """A check: `severity` error or warn, and the reason it exists, both from the file's header.

    The reason is in English where the header does not say it in Swedish too (`skäl`).

    `tolerance`: so many rows are put up with; they are counted and kept, but nothing is said.
    """

    name: str
    file: str
    severity: str
    reason: Label
    sql: str
    tolerance: int = 0

    @property
    def words(self) -> set[str]:
        """The words of its query, among them the names of all tables that it reads."""
        return set(_WORD.findall(self.sql.lower()))


def read_checks(root: Path) -> list[Check]:
    """Every check below `sql/checks`; DefinitionError for those without a proper header."""
    checks, problems = find_checks(root)
    if problems:
        raise DefinitionError(problems)
    return checks


def find_checks(root: Path) -> tuple[list[Check], list[Problem]]:
    """Every check with a proper header below `sql/checks`, and what is wrong with the others."""
    checks: list[Check] = []
    problems: list[Problem] = []
    for path in sorted((root / "sql" / "checks").glob("*.sql")):
        file = path.relative_to(root).as_posix()
        sql, faults = read_text(path, file)
        if sql is None:
            problems += faults
            continue
        header = dict(_HEADER.findall(sql))
        tolerance = _TOLERANCE.fullmatch(header.get("tolerance", "0 rows"))
        if header.get("severity") not in {"error", "warn"} or "reason" not in header or tolerance is None:
            hint = (
                "start the file with `-- severity: error` (or warn) and `-- reason: ...`; `-- tolerance: 3"
                " rows, because ...` may follow"
            )
            problems.append(fault(Place(file, 1), "AM440", "the check's header is incomplete", hint=hint))
            continue
        allowed = int(tolerance[1])
        english = str(header["reason"])
        reason = Label(header.get("skäl", english), english)
        checks.append(Check(path.stem, file, header["severity"], reason, sql, allowed))
    return checks, problems
