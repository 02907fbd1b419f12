"""Areas that do not fit each other: validity, levels, own areas that overlap or leave gaps."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from alemap.errors import fault

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from alemap.definitions.areas import Area
    from alemap.definitions.project import Project
    from alemap.errors import Problem

_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01]))?")
_PREFIX = {"kommun": 2, "regso": 4, "deso": 4}
"""How many of a code's first signs are those of the county, or of the municipality."""


def area_problems(project: Project) -> Iterator[Problem]:
    """Everything of that kind in the area lists."""
    areas = project.areas.by_code
    order = {level.id: number for number, level in enumerate(project.vocabulary.levels)}
    own = {level.id for level in project.vocabulary.levels if level.own}
    for area in areas.values():
        if area.valid_from or area.valid_to:
            yield from _validity(area, areas)
        parent = areas.get(area.parent)
        if parent is not None and order.get(parent.level, -1) >= order.get(area.level, len(order)):
            what = "the parent `{name}` ({level}) does not lie above {own}"
            yield fault(area.place, "AM145", what, name=parent.code, level=parent.level, own=area.level)
        start = area.code[: _PREFIX.get(area.level, 0)]
        within = parent is not None and parent.level in {"lan", *_PREFIX} and not area.valid_to
        if parent is not None and within and not parent.code.startswith(start):
            what = "`{name}` lies in `{parent}`, but codes of that area do not begin with `{start}`"
            yield fault(
                area.place, "AM145", what, warning=True, name=area.code, parent=parent.code, start=start
            )
        if area.parts and area.level not in own:
            what = "only own areas have parts; the level `{level}` is none"
            yield fault(area.place, "AM138", what, level=area.level)
        if area.level in own and not area.parts:
            what = "an own area needs parts: no figure can reach `{name}`"
            yield fault(area.place, "AM138", what, name=area.code)
    yield from _own(project, own)


def _validity(area: Area, areas: Mapping[str, Area]) -> Iterator[Problem]:
    for text in (area.valid_from, area.valid_to):
        if text and not _DATE.fullmatch(text):
            yield fault(area.place, "AM136", "`{name}` is no date (2024-01-01)", name=text)
            return
    if area.valid_from and area.valid_to and area.valid_to <= area.valid_from:
        what = "valid to {end}, which is not after {start}"
        yield fault(area.place, "AM136", what, end=area.valid_to, start=area.valid_from)
    parent = areas.get(area.parent)
    if parent is not None and parent.valid_to and (not area.valid_to or area.valid_to > parent.valid_to):
        what = "`{name}` outlives its parent `{parent}` ({end})"
        yield fault(area.place, "AM136", what, name=area.code, parent=parent.code, end=parent.valid_to)


def _own(project: Project, own: set[str]) -> Iterator[Problem]:
    """Own areas of one level: parts that lie in each other, parts of several editions, areas left out."""
    areas = project.areas.by_code
    for level in sorted(own):
        holders: dict[str, Area] = {}
        for area in areas.values():
            if area.level == level:
                holders.update(dict.fromkeys(area.parts, area))
        for code, area in holders.items():
            above = list(project.areas.ancestors(code))[1:]
            wider = next((whole for whole in above if whole in holders), None)
            if wider is not None:
                what = "part `{part}` lies in `{wider}`, which is part of `{name}`"
                other = holders[wider]
                yield fault(area.place, "AM135", what, part=code, wider=wider, name=other.name)
        editions: dict[tuple[str, str], set[str]] = {}
        for code, area in holders.items():
            if code in areas and areas[code].edition:
                editions.setdefault((area.code, areas[code].level), set()).add(areas[code].edition)
        for (code, part_level), found in sorted(editions.items()):
            if len(found) > 1:
                what = "the parts are of several editions of {level}: {names}"
                yield fault(
                    areas[code].place, "AM139", what, level=part_level, names=", ".join(sorted(found))
                )
        yield from _gaps(project, level, holders)


def _gaps(project: Project, level: str, holders: Mapping[str, Area]) -> Iterator[Problem]:
    """Areas of the project's municipalities that lie in no own area of a level that has some of them."""
    areas = project.areas.by_code
    covered = set(holders)
    divided = {(areas[c].level, areas[c].parent, areas[c].edition) for c in holders if c in areas}
    for part_level, parent, edition in sorted(divided):
        if parent not in project.settings.project.municipalities:
            continue
        left = sorted(
            a.code
            for a in areas.values()
            if (a.level, a.parent, a.edition) == (part_level, parent, edition) and a.code not in covered
        )
        if left:
            first = next(
                area for code, area in holders.items() if code in areas and areas[code].parent == parent
            )
            what = "{count} areas of `{parent}` lie in none of the level `{level}`: {names}"
            yield fault(
                first.place, "AM144", what, warning=True,
                count=len(left), parent=parent, level=level, names=", ".join(left[:3]),
            )  # fmt: skip
