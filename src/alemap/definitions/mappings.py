"""Mappings: `pipelines/mappings/<agency>/<name>.csv`, an agency's codes to ours."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from alemap.definitions.documents import FILL_IN
from alemap.definitions.text import read_text
from alemap.errors import Place, Problem, fault
from alemap.values import dataclass

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
                what = "the header is not `{header}`"
                problems.append(fault(Place(file, 1), "AM140", what, header=",".join(COLUMNS)))
                continue
            for row in reader:
                place = Place(file, reader.line_num)
                if len(row) != len(COLUMNS) or not row[0] or not row[1]:
                    what = "a row needs {count} fields with both codes filled in"
                    problems.append(fault(place, "AM140", what, count=len(COLUMNS)))
                elif row[0] in codes:
                    what = "`{name}` stands already at line {line}"
                    problems.append(fault(place, "AM141", what, name=row[0], line=lines[row[0]]))
                elif row[1] == FILL_IN:
                    what = "the code for `{name}` is still to be filled in"
                    hint = "write our code of the area, or `ignore` to leave it out"
                    problems.append(fault(place, "AM610", what, hint=hint, name=row[0]))
                else:
                    codes[row[0]] = row[1]
                    lines[row[0]] = reader.line_num
        maps[name] = CodeMap(name, file, codes, lines)
    return maps, problems
