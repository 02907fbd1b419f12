"""Which areas a target is for: whole municipalities, named areas, or those an index puts first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alemap.domain import TOTAL
from alemap.errors import DefinitionError, Place, fault
from alemap.results.targets import Picked, Why
from alemap.values import dataclass
from alemap.workflows.index_recipe import read_recipe
from alemap.workflows.reading import pick_period

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from alemap.definitions.targets import Target, WorstAreas
    from alemap.errors import AlemapError
    from alemap.results import AreaName
    from alemap.workflows.reading import Reader

MUNICIPALITY = "kommun"


@dataclass(frozen=True, slots=True)
class Scope:
    """A target's areas, all of one level, and the municipality (code) each lies in.

    `together`: whether the areas of a municipality are also to be put together. `picked`: the index that
    picked them. `why`: why there are none.
    """

    areas: tuple[AreaName, ...]
    home: Mapping[str, str]
    level: str
    together: bool = False
    picked: Picked | None = None
    why: Why | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the user asks to see of all targets: areas, a level, municipalities (codes)."""

    areas: tuple[AreaName, ...] = ()
    level: str | None = None
    municipalities: tuple[str, ...] = ()


def scope_of(reader: Reader, target: Target, wanted: Wanted) -> Scope | None:
    """The areas of a target that are asked for; None when it is for none of them."""
    own = reader.settings.project.municipalities
    shown = wanted.municipalities or own
    homes = [code for code in target.scope.municipalities or own if code in own and code in shown]
    if not homes:
        return None
    if wanted.areas:
        return _of_names(reader, wanted.areas, homes)
    if wanted.level is not None:
        codes, _ = reader.scope(wanted.level, homes)
        return _of_names(reader, list(reader.areas(codes).values()), homes)
    if target.scope.worst is not None:
        return _worst(reader, target, target.scope.worst, homes)
    if target.scope.areas:
        found = reader.areas(target.scope.areas)
        for code in target.scope.areas:
            if code not in found:
                raise unknown(target, code, "`{name}` is not a known area")
        scope = _of_names(reader, list(found.values()), homes)
        return None if scope is None else _together(scope)
    return _of_names(reader, list(reader.areas(homes).values()), homes)


def _together(scope: Scope, picked: Picked | None = None) -> Scope:
    return Scope(scope.areas, scope.home, scope.level, together=True, picked=picked)


def _of_names(reader: Reader, areas: Sequence[AreaName], homes: Sequence[str]) -> Scope | None:
    home = {area.code: reader.municipality_of(area.code) or area.code for area in areas}
    inside = tuple(area for area in areas if home[area.code] in homes)
    return Scope(inside, home, inside[0].level) if inside else None


def _worst(reader: Reader, target: Target, worst: WorstAreas, homes: Sequence[str]) -> Scope | None:
    """The areas of each municipality that the index puts first in the base period; ties are all taken."""
    if worst.index not in reader.indexes:
        raise unknown(target, worst.index, "`{name}` is not a known index")
    name = reader.indexes[worst.index][0]
    if worst.category is not None:
        if worst.category not in reader.categories:
            raise unknown(target, worst.category, "`{name}` is not a known category")
        name = reader.categories[worst.category].name
    key = worst.category or TOTAL
    rows = reader.store.rows(
        "SELECT area_code, period, value FROM mart_index WHERE index_id = ? AND category = ? AND level = ?"
        " AND value IS NOT NULL ORDER BY period, area_code",
        [worst.index, key, worst.level],
    )
    period = pick_period(sorted({row[1] for row in rows}), target.base.period)
    if period is None:
        why = Why("no figure for {period} to pick areas by", {"period": target.base.period})
        return Scope((), {}, worst.level, why=why)
    recipe = read_recipe(reader.store, worst.index)
    sign = 1 if recipe.rules.high_is_worse else -1
    values = {row[0]: sign * row[2] for row in rows if row[1] == period}
    found = _of_names(reader, list(reader.areas(values).values()), homes)
    if found is None:
        return Scope((), {}, worst.level, why=Why("no area is picked in {period}", {"period": period}))
    chosen: list[AreaName] = []
    for municipality in homes:
        inside = [area for area in found.areas if found.home[area.code] == municipality]
        inside.sort(key=lambda area: (-values[area.code], area.code))
        if worst.count is not None and len(inside) > worst.count:
            limit = values[inside[worst.count - 1].code]
            inside = [area for area in inside if values[area.code] >= limit]
        chosen += inside
    decimals = recipe.decimals
    listed = tuple((area.name, sign * values[area.code]) for area in chosen)
    return _together(Scope(tuple(chosen), found.home, worst.level), Picked(name, period, listed, decimals))


def unknown(target: Target, name: str, message: str, code: str = "AM150") -> AlemapError:
    """The error for a name in a target that the database does not know, or that does not fit."""
    place = Place(f"pipelines/targets/{target.id}.yaml")
    return DefinitionError([fault(place, code, message, name=name, hint="run `alemap check`")])
