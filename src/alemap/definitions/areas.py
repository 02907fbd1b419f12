"""Areas: `pipelines/areas/*.csv` read into a tree, own areas built from the parts of it."""

from __future__ import annotations

import csv
import io
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from alemap.definitions.suggest import suggest
from alemap.definitions.text import read_text
from alemap.errors import Place, Problem, fault
from alemap.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

COLUMNS = ("code", "name", "level", "edition", "parent", "valid_from", "valid_to", "aliases", "parts")


class Area(NamedTuple):
    """A geographic area; `parts` are the codes an own area is built from.

    A named tuple, because a country has sixteen thousand and each command makes them all.
    """

    code: str
    name: str
    level: str
    edition: str
    parent: str
    valid_from: str
    valid_to: str
    aliases: tuple[str, ...]
    parts: tuple[str, ...]
    file: str
    line: int

    @property
    def place(self) -> Place:
        """Where the area is defined."""
        return Place(self.file, self.line)


@dataclass(frozen=True)
class Areas:
    """All areas by code."""

    by_code: Mapping[str, Area]

    def ancestors(self, code: str) -> Iterator[str]:
        """The area itself, then its parent, and so on to the country."""
        area = self.by_code.get(code)
        while area is not None:
            yield area.code
            area = self.by_code.get(area.parent)

    @cached_property
    def parts(self) -> list[tuple[str, str]]:
        """Pairs (part, whole) of today's tree: every area with itself, all above it, own areas included."""
        own: dict[str, list[str]] = {}
        for area in self.by_code.values():
            for part in area.parts:
                own.setdefault(part, []).append(area.code)
        pairs = []
        for code, area in self.by_code.items():
            # A former area is no part of today's; its figures get there through the change keys.
            above = [code] if area.valid_to else list(self.ancestors(code))
            wholes = dict.fromkeys(above)
            wholes.update(dict.fromkeys(whole for part in above for whole in own.get(part, ())))
            pairs += [(code, whole) for whole in wholes]
        return pairs

    def municipality(self, code: str) -> str | None:
        """The municipality an area lies in; None above that level."""
        return next((c for c in self.ancestors(code) if self.by_code[c].level == "kommun"), None)


def read_areas(root: Path, levels: Iterable[str]) -> tuple[Areas, list[Problem]]:
    """Read every CSV below `pipelines/areas`; problems carry file and line."""
    known_levels = list(levels)
    problems: list[Problem] = []
    areas: dict[str, Area] = {}
    unread: set[str] = set()
    for path in sorted((root / "pipelines" / "areas").glob("*.csv")):
        found, faults = _rows(path, path.relative_to(root).as_posix(), unread)
        problems += faults
        for area in found:
            first = areas.setdefault(area.code, area)
            if first is not area:
                what = "area `{name}` stands already at {at}"
                problems.append(fault(area.place, "AM130", what, name=area.code, at=str(first.place)))
            elif area.level not in known_levels:
                similar = suggest(area.level, known_levels)
                what = "`{name}` is not a level"
                problems.append(fault(area.place, "AM131", what, suggestion=similar, name=area.level))
    problems += _tree_problems(areas, unread)
    return Areas(areas), problems


def _rows(path: Path, name: str, unread: set[str]) -> tuple[list[Area], list[Problem]]:
    """The areas of a file; a row that is none, or lacks its code, comes back as a problem.

    `unread`: the codes of such rows are added, for what lies in those areas has no fault of its own.
    """
    text, problems = read_text(path, name)
    if text is None:
        return [], problems
    areas: list[Area] = []
    with io.StringIO(text, newline="") as file:
        reader = csv.reader(file)
        if tuple(next(reader, ())) != COLUMNS:
            what = "the header is not `{header}`"
            return [], [fault(Place(name, 1), "AM132", what, header=",".join(COLUMNS))]
        for row in reader:
            if len(row) != len(COLUMNS):
                what = "{count} fields where {expected} belong"
                place = Place(name, reader.line_num)
                hint = "a name with a comma in it stands in quotes" if len(row) > len(COLUMNS) else None
                problems.append(fault(place, "AM132", what, hint=hint, count=len(row), expected=len(COLUMNS)))
                unread.update(row[:1])
                continue
            if not row[0] or not row[1]:
                place = Place(name, reader.line_num)
                problems.append(fault(place, "AM132", "an area needs a code and a name"))
            if row[0]:
                row[7:] = _split(row[7]), _split(row[8]), name, reader.line_num  # type: ignore[assignment]
                areas.append(Area._make(row))
    return areas, problems


def _split(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split("|") if part.strip()) if text else ()


def _tree_problems(areas: dict[str, Area], unread: set[str]) -> Iterator[Problem]:
    rooted: set[str] = set()
    for area in areas.values():
        if area.parent and area.parent not in areas and area.parent not in unread:
            hint = "add the parent to pipelines/areas, or correct its code"
            what = "parent `{name}` is not a known area"
            yield fault(area.place, "AM133", what, hint=hint, name=area.parent)
        for part in area.parts:
            if part not in areas and part not in unread:
                yield fault(area.place, "AM133", "part `{name}` is not a known area", name=part)
        seen: set[str] = set()
        above: Area | None = area
        while above is not None and above.code not in rooted:
            if above.code in seen:
                # those below the circle are no ancestors of themselves: the fault is not theirs
                if above is area:
                    yield fault(area.place, "AM134", "`{name}` is its own ancestor", name=area.code)
                break
            seen.add(above.code)
            above = areas.get(above.parent)
        else:
            rooted |= seen
    yield from _overlaps(areas)


def _overlaps(areas: dict[str, Area]) -> Iterator[Problem]:
    """An area may be part of one own area of a level only, or sums would count it twice."""
    taken: dict[tuple[str, str], Area] = {}
    for area in areas.values():
        for part in area.parts:
            other = taken.setdefault((area.level, part), area)
            if other is not area:
                what = "part `{part}` belongs to `{name}` already ({at})"
                yield fault(area.place, "AM135", what, part=part, name=other.name, at=str(other.place))
