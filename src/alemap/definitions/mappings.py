"""Mappings: `pipelines/mappings/<agency>/<name>.csv`, an agency's codes to ours."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from alemap.definitions.text import read_text
from alemap.errors import Place, Problem

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

COLUMNS = ("agency_code", "code", "valid_from", "note")
IGNORE = "ignore"
"""The target that leaves a code out on purpose."""


@dataclass(frozen=True, slots=True)
class CodeMap:
    """One mapping: agency code to our code, or to `ignore`; `lines` says where each stands."""

    name: str
    file: str
    codes: Mapping[str, str]
    lines: Mapping[str, int]


def read_mappings(root: Path) -> tuple[dict[str, CodeMap], list[Problem]]:
    """Read every mapping file, by `<agency>/<name>`; problems carry file and line."""
    problems: list[Problem] = []
    maps: dict[str, CodeMap] = {}
    folder = root / "pipelines" / "mappings"
    for path in sorted(folder.glob("*/*.csv")):
        name = f"{path.parent.name}/{path.stem}"
        file = path.relative_to(root).as_posix()
        codes: dict[str, str] = {}
        lines: dict[str, int] = {}
        text, faults = read_text(path, file)
        problems += faults
        with io.StringIO(text or "", newline="") as handle:
            reader = csv.reader(handle)
            if text is None:
                continue
            if tuple(next(reader, ())) != COLUMNS:
                what = f"the header is not `{','.join(COLUMNS)}`"
                problems.append(Problem(Place(file, 1), "AM140", what))
                continue
            for row in reader:
                place = Place(file, reader.line_num)
                if len(row) != len(COLUMNS) or not row[0] or not row[1]:
                    what = f"a row needs {len(COLUMNS)} fields with both codes filled in"
                    problems.append(Problem(place, "AM140", what))
                elif row[0] in codes:
                    what = f"`{row[0]}` stands already at line {lines[row[0]]}"
                    problems.append(Problem(place, "AM141", what))
                else:
                    codes[row[0]] = row[1]
                    lines[row[0]] = reader.line_num
        maps[name] = CodeMap(name, file, codes, lines)
    return maps, problems
