"""Neighbours: which areas border on each other, as the project's files below `pipelines/neighbours` say."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from alemap.definitions.suggest import suggest
from alemap.definitions.text import read_text
from alemap.errors import Place, fault

if TYPE_CHECKING:
    from pathlib import Path

    from alemap.definitions.areas import Areas
    from alemap.errors import Problem

COLUMNS = ("code", "neighbour")


def read_neighbours(root: Path, areas: Areas) -> tuple[tuple[tuple[str, str], ...], list[Problem]]:
    """Pairs of neighbouring areas, each both ways round and once; problems carry file and line."""
    pairs: set[tuple[str, str]] = set()
    problems: list[Problem] = []
    for path in sorted((root / "pipelines" / "neighbours").glob("*.csv")):
        name = path.relative_to(root).as_posix()
        text, faults = read_text(path, name)
        problems += faults
        if text is None:
            continue
        reader = csv.reader(io.StringIO(text, newline=""))
        if tuple(next(reader, ())) != COLUMNS:
            problems.append(
                fault(Place(name, 1), "AM137", "the header is not `{header}`", header=",".join(COLUMNS))
            )
            continue
        for row in reader:
            found = _fault(row, areas, Place(name, reader.line_num))
            if found is not None:
                problems.append(found)
            else:
                pairs |= {(row[0], row[1]), (row[1], row[0])}
    return tuple(sorted(pairs)), problems


def _fault(row: list[str], areas: Areas, place: Place) -> Problem | None:
    """What is wrong with a pair, if anything."""
    if len(row) != len(COLUMNS):
        what = "{count} fields where {expected} belong"
        return fault(place, "AM137", what, count=len(row), expected=len(COLUMNS))
    for code in row:
        if code not in areas.by_code:
            similar = suggest(code, areas.by_code)
            return fault(place, "AM137", "`{name}` is not a known area", suggestion=similar, name=code)
    one, other = (areas.by_code[code] for code in row)
    if one is other:
        return fault(place, "AM137", "`{name}` is its own neighbour", name=one.code)
    if one.level != other.level:
        what = "`{name}` and `{other}` are areas of different levels"
        return fault(place, "AM137", what, name=one.code, other=other.code)
    return None
