"""Areas: `pipelines/areas/*.csv` read into a tree, own areas built from the parts of it."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from alemap.definitions.suggest import closest
from alemap.definitions.text import read_text
from alemap.errors import Place, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

COLUMNS = ("code", "name", "level", "edition", "parent", "valid_from", "valid_to", "aliases", "parts")


@dataclass(frozen=True, slots=True)
class Area:
    """A geographic area; `parts` are the codes an own area is built from."""

    code: str
    name: str
    level: str
    edition: str
    parent: str
    valid_from: str
    valid_to: str
    aliases: tuple[str, ...]
    parts: tuple[str, ...]
    place: Place


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
        """Pairs (part, whole) of the whole tree: every area with itself, all above it, own areas included."""
        own: dict[str, list[str]] = {}
        for area in self.by_code.values():
            for part in area.parts:
                own.setdefault(part, []).append(area.code)
        pairs = []
        for code in self.by_code:
            above = list(self.ancestors(code))
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
    for path in sorted((root / "pipelines" / "areas").glob("*.csv")):
        for area, found in _rows(path, path.relative_to(root).as_posix()):
            problems += found
            if area is None or not area.code:
                continue
            if area.code in areas:
                first = areas[area.code].place
                problems.append(Problem(area.place, "AM130", f"area `{area.code}` stands already at {first}"))
                continue
            if area.level not in known_levels:
                hint = closest(area.level, known_levels)
                problems.append(Problem(area.place, "AM131", f"`{area.level}` is not a level", hint))
            areas[area.code] = area
    problems += _tree_problems(areas)
    return Areas(areas), problems


def _rows(path: Path, name: str) -> Iterator[tuple[Area | None, list[Problem]]]:
    text, problems = read_text(path, name)
    if text is None:
        yield None, problems
        return
    with io.StringIO(text, newline="") as file:
        reader = csv.reader(file)
        header = tuple(next(reader, ()))
        if header != COLUMNS:
            what = f"the header is not `{','.join(COLUMNS)}`"
            yield None, [Problem(Place(name, 1), "AM132", what)]
            return
        for row in reader:
            place = Place(name, reader.line_num)
            if len(row) != len(COLUMNS):
                what = f"{len(row)} fields where {len(COLUMNS)} belong"
                yield None, [Problem(place, "AM132", what)]
                continue
            code, title, level, edition, parent, valid_from, valid_to, aliases, parts = row
            yield (
                Area(
                    code,
                    title,
                    level,
                    edition,
                    parent,
                    valid_from,
                    valid_to,
                    _split(aliases),
                    _split(parts),
                    place,
                ),
                [] if code and title else [Problem(place, "AM132", "an area needs a code and a name")],
            )


def _split(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split("|") if part.strip())


def _tree_problems(areas: dict[str, Area]) -> Iterator[Problem]:
    for area in areas.values():
        if area.parent and area.parent not in areas:
            hint = "add the parent to pipelines/areas, or correct its code"
            yield Problem(area.place, "AM133", f"parent `{area.parent}` is not a known area", hint)
        for part in area.parts:
            if part not in areas:
                yield Problem(area.place, "AM133", f"part `{part}` is not a known area")
        seen = {area.code}
        above = areas.get(area.parent)
        while above is not None:
            if above.code in seen:
                yield Problem(area.place, "AM134", f"`{area.code}` is its own ancestor")
                break
            seen.add(above.code)
            above = areas.get(above.parent)
    yield from _overlaps(areas)


def _overlaps(areas: dict[str, Area]) -> Iterator[Problem]:
    """An area may be part of one own area of a level only, or sums would count it twice."""
    taken: dict[tuple[str, str], Area] = {}
    for area in areas.values():
        for part in area.parts:
            other = taken.setdefault((area.level, part), area)
            if other is not area:
                what = f"part `{part}` belongs to `{other.name}` already ({other.place})"
                yield Problem(area.place, "AM135", what)
