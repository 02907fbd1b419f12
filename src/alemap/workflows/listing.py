"""List: the project's definitions, one record each, in the definitions' own field names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alemap.definitions.project import read_folder
from alemap.definitions.suggest import suggest
from alemap.definitions.targets import FOLDER, Target
from alemap.errors import DefinitionError, UsageError
from alemap.results import Listing

if TYPE_CHECKING:
    from collections.abc import Callable

    from alemap.definitions.project import Project
    from alemap.definitions.settings import Strict

Record = dict[str, object]


def listing(project: Project, what: str, loaded: frozenset[str] = frozenset()) -> Listing:
    """The records of `indicators`, `datasets`, `areas`, `categories`, `indexes` or `targets`.

    `loaded`: the indicators that have figures in the database; the field `status` says `loaded` or
    `not_loaded`.
    """
    makers: dict[str, Callable[[], tuple[tuple[str, ...], list[Record]]]] = {
        "indicators": lambda: _indicators(project, loaded),
        "datasets": lambda: _datasets(project),
        "areas": lambda: _areas(project),
        "categories": lambda: _categories(project),
        "indexes": lambda: _indexes(project),
        "targets": lambda: _targets(project),
    }
    if what not in makers:
        raise UsageError(
            "`{what}` cannot be listed",
            what=what,
            names=", ".join(makers),
            suggestion=suggest(what, makers),
            hint="what can be listed: {names}",
        )
    columns, records = makers[what]()
    return Listing(what, columns, tuple(records))


def _record(definition: Strict, **more: object) -> Record:
    return {**definition.model_dump(mode="json"), **more}


def _indicators(project: Project, loaded: frozenset[str]) -> tuple[tuple[str, ...], list[Record]]:
    order = [category.id for category in project.vocabulary.categories]
    found = sorted(project.indicators.values(), key=lambda i: (order.index(i.category), i.factor, i.id))
    records = [_record(i, status="loaded" if i.id in loaded else "not_loaded") for i in found]
    return ("id", "name", "status", "category", "unit", "polarity", "levels", "agency"), records


def _datasets(project: Project) -> tuple[tuple[str, ...], list[Record]]:
    records = [
        _record(d, licence=d.licence or project.agencies[d.agency].licence) for d in project.datasets.values()
    ]
    return ("id", "name", "origin", "form", "table", "licence"), records


def _areas(project: Project) -> tuple[tuple[str, ...], list[Record]]:
    """The areas that the project maps: those of its municipalities, and all above the municipalities."""
    own = set(project.settings.project.municipalities)
    records: list[Record] = []
    for area in project.areas.by_code.values():
        municipality = project.areas.municipality(area.code)
        if municipality is not None and municipality not in own and area.level != "kommun":
            continue
        records.append(
            {
                "code": area.code,
                "name": area.name,
                "level": area.level,
                "edition": area.edition,
                "parent": area.parent,
                "valid_from": area.valid_from,
                "valid_to": area.valid_to,
                "aliases": list(area.aliases),
                "parts": list(area.parts),
            }
        )
    levels = [level.id for level in project.vocabulary.levels]
    records.sort(key=lambda r: (levels.index(str(r["level"])), str(r["code"])))
    return ("code", "name", "level", "parent", "aliases", "parts"), records


def _categories(project: Project) -> tuple[tuple[str, ...], list[Record]]:
    records = []
    for category in project.vocabulary.categories:
        count = sum(i.category == category.id for i in project.indicators.values())
        records.append(_record(category, indicator_count=count))
    return ("id", "name", "short", "indicator_count"), records


def _indexes(project: Project) -> tuple[tuple[str, ...], list[Record]]:
    return ("id", "name", "levels", "reference", "default"), [_record(x) for x in project.indexes.values()]


def _targets(project: Project) -> tuple[tuple[str, ...], list[Record]]:
    found, _, problems = read_folder(project.root, FOLDER, Target)
    if problems:
        raise DefinitionError(problems)
    records = [each.model_dump(mode="json", exclude_defaults=True) for each in found.values()]
    return ("id", "name", "due", "goal", "measure"), records
