"""Change keys: `pipelines/areas/changes/*.csv`, how areas of an earlier division became those of today."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

from alemap.definitions.suggest import suggest
from alemap.definitions.text import read_text
from alemap.errors import Place, Problem, fault
from alemap.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from alemap.definitions.areas import Areas

COLUMNS = ("from_code", "to_code", "from_edition", "to_edition", "valid_from", "share", "kind", "note")
KINDS = ("one-to-one", "merged", "split", "break")

_DATE = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
_TOLERANCE = 1e-6


@dataclass(frozen=True, slots=True)
class AreaChange:
    """From `valid_from` on, `share` (by population) of the area `from_code` belongs to `to_code`.

    The codes may be the same: the area of that code before and after. `kind` break: the area was another
    one before, and nothing says how to rebuild it; `share` is then None.
    """

    from_code: str
    to_code: str
    from_edition: str
    to_edition: str
    valid_from: str
    share: float | None
    kind: str
    note: str
    place: Place


def read_area_changes(root: Path, areas: Areas) -> tuple[list[AreaChange], list[Problem]]:
    """Read every list of changes, oldest first; problems carry file and line."""
    problems: list[Problem] = []
    changes: list[AreaChange] = []
    for path in sorted((root / "pipelines" / "areas" / "changes").glob("*.csv")):
        found, faults = _rows(path, path.relative_to(root).as_posix())
        problems += faults
        changes += found
    problems += _code_problems(changes, areas)
    problems += _share_problems(changes)
    return sorted(changes, key=lambda c: (c.valid_from, c.from_code, c.to_code)), problems


def _rows(path: Path, name: str) -> tuple[list[AreaChange], list[Problem]]:
    text, problems = read_text(path, name)
    changes: list[AreaChange] = []
    with io.StringIO(text or "", newline="") as file:
        reader = csv.reader(file)
        if text is not None and tuple(next(reader, ())) != COLUMNS:
            what = "the header is not `{header}`"
            return [], [fault(Place(name, 1), "AM146", what, header=",".join(COLUMNS))]
        for row in reader:
            place = Place(name, reader.line_num)
            if len(row) != len(COLUMNS):
                what = "{count} fields where {expected} belong"
                problems.append(fault(place, "AM146", what, count=len(row), expected=len(COLUMNS)))
                continue
            change, faults = _change(row, place)
            problems += faults
            if change is not None:
                changes.append(change)
    return changes, problems


def _change(row: list[str], place: Place) -> tuple[AreaChange | None, list[Problem]]:
    origin, target, before, after, valid_from, share, kind, note = row
    ends = origin, target, before, after
    if not _DATE.fullmatch(valid_from):
        return None, [fault(place, "AM146", "`{text}` is not a date such as 2003-01-01", text=valid_from)]
    if kind not in KINDS:
        what = "`{name}` is not a kind of change"
        known = ", ".join(KINDS)
        similar = suggest(kind, KINDS)
        hint = None if similar else "kinds: {known}"
        return None, [fault(place, "AM146", what, name=kind, suggestion=similar, hint=hint, known=known)]
    if kind == "break":
        problems = [fault(place, "AM147", "a break has no share")] if share else []
        return AreaChange(*ends, valid_from, None, kind, note, place), problems
    try:
        number = float(share)
    except ValueError:
        return None, [fault(place, "AM147", "`{text}` is not a share between 0 and 1", text=share)]
    if not 0 < number <= 1:
        return None, [fault(place, "AM147", "`{text}` is not a share between 0 and 1", text=share)]
    return AreaChange(*ends, valid_from, number, kind, note, place), []


def _code_problems(changes: Iterable[AreaChange], areas: Areas) -> Iterator[Problem]:
    taken: dict[tuple[str, str, str], AreaChange] = {}
    for change in changes:
        for code in dict.fromkeys((change.from_code, change.to_code)):
            if code not in areas.by_code:
                hint = "a former area stands in the list of its level, with its `valid_to`"
                yield fault(change.place, "AM148", "`{name}` is not a known area", hint=hint, name=code)
        key = (change.from_code, change.to_code, change.valid_from)
        other = taken.setdefault(key, change)
        if other is not change:
            what = "the change stands already at {at}"
            yield fault(change.place, "AM148", what, at=str(other.place))


def _share_problems(changes: Iterable[AreaChange]) -> Iterator[Problem]:
    """What leaves an area must be the whole of it: shares of one split add up, others are 1."""
    leaving: dict[tuple[str, str], list[AreaChange]] = {}
    for change in changes:
        leaving.setdefault((change.from_code, change.valid_from), []).append(change)
    for (code, _), group in leaving.items():
        total = sum(change.share or 0 for change in group)
        if all(change.kind == "break" for change in group) or abs(total - 1) <= _TOLERANCE:
            continue
        what = "the shares of `{name}` add up to {total}, not to 1"
        yield fault(group[0].place, "AM147", what, name=code, total=f"{total:g}")
