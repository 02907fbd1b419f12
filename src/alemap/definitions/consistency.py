"""Definitions that are each right in form but do not fit themselves, or one another."""

from __future__ import annotations

import re
from datetime import date
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from alemap.definitions.mappings import IGNORE
from alemap.definitions.suggest import suggest
from alemap.domain import Period, Sex
from alemap.errors import Place, fault

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from alemap.definitions.basics import Change
    from alemap.definitions.documents import Document
    from alemap.definitions.indexes import Index
    from alemap.definitions.project import Project
    from alemap.definitions.schema import Dataset
    from alemap.errors import Problem


KOLADA = re.compile(r"[NU]\d{5}")
"""Kolada's ids of key figures."""


def consistency_problems(project: Project) -> Iterator[Problem]:
    """Everything of that kind, over all files of the project."""
    yield from _names(project)
    yield from _folders(project)
    for kind in ("indicator", "index"):
        yield from _changelogs(project, kind)
    yield from _measures(project)
    for key, dataset in project.datasets.items():
        yield from _codes(project.documents[f"dataset:{key}"], dataset)
    yield from _indexes(project)
    yield from _unused(project)
    yield from _mappings(project)


def _names(project: Project) -> Iterator[Problem]:
    """Two indicators of one name, and lists that hold something twice."""
    for lang in ("sv", "en"):
        first: dict[str, str] = {}
        for key, indicator in project.indicators.items():
            name = indicator.name.say(lang)
            other = first.setdefault(name.casefold(), key)
            if other != key:
                place = project.documents[f"indicator:{key}"].place(["name", lang])
                yield fault(place, "AM220", "`{name}` is the name of `{other}`, too", name=name, other=other)
    for key, indicator in project.indicators.items():
        document = project.documents[f"indicator:{key}"]
        for field in ("levels", "breakdowns"):
            yield from _twice(document, [field], getattr(indicator, field))
    for key, index in project.indexes.items():
        document = project.documents[f"index:{key}"]
        yield from _twice(document, ["levels"], index.levels)
        for category, members in index.members.items():
            yield from _twice(document, ["members", category], members)
    yield from _twice(None, ["project", "municipalities"], project.settings.project.municipalities)


def _twice(
    document: Document | None, location: Sequence[str | int], values: Iterable[object]
) -> Iterator[Problem]:
    seen: set[object] = set()
    for number, value in enumerate(values):
        if value in seen:
            place = document.place([*location, number]) if document is not None else Place("alemap.toml")
            yield fault(place, "AM223", "`{name}` stands there twice", name=value)
        seen.add(value)


def _folders(project: Project) -> Iterator[Problem]:
    """A definition in the folder of another category or agency."""
    for key, indicator in project.indicators.items():
        yield from _folder(project.documents[f"indicator:{key}"], "category", indicator.category)
    for key, dataset in project.datasets.items():
        yield from _folder(project.documents[f"dataset:{key}"], "agency", dataset.agency)


def _folder(document: Document, field: str, value: str) -> Iterator[Problem]:
    folder = PurePosixPath(document.name).parent.name
    if folder != value:
        what = "`{field}` is `{name}`, but the file lies under `{folder}`"
        yield fault(document.place([field]), "AM222", what, field=field, name=value, folder=folder)


def _changelogs(project: Project, kind: str) -> Iterator[Problem]:
    """Revisions that do not run from 1, dates that go back or are none."""
    definitions = project.indicators if kind == "indicator" else project.indexes
    for key, definition in definitions.items():
        yield from changelog_problems(project.documents[f"{kind}:{key}"], definition.changelog)


def changelog_problems(document: Document, changelog: Sequence[Change]) -> Iterator[Problem]:
    """Revisions of one definition that do not run from 1, dates that go back or are none."""
    before = ""
    for number, line in enumerate(changelog, start=1):
        place = document.place(["changelog", number - 1])
        if line.revision != number:
            what = "revision {found} stands where {expected} belongs"
            yield fault(place, "AM224", what, found=line.revision, expected=number)
        if not _is_date(line.date):
            yield fault(place, "AM224", "`{name}` is no date", name=line.date)
        elif line.date < before:
            yield fault(place, "AM224", "`{name}` is before the line above", name=line.date)
        before = line.date


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _measures(project: Project) -> Iterator[Problem]:
    """Measures that the source of a published indicator does not have, or that are another indicator's."""
    yield from _taken(project)
    for key, indicator in project.indicators.items():
        source = indicator.source
        dataset = project.datasets.get(source.dataset) if source is not None else None
        if source is None or dataset is None:
            continue
        known = _targets(dataset, "measure")
        asked = set(dataset.fetch.kpi) if known is None and dataset.fetch is not None else set()
        for field in ("measure", "uncertainty_measure"):
            name = getattr(source, field)
            place = project.documents[f"indicator:{key}"].place(["source", field])
            if name is not None and known is not None and name not in known:
                what = "`{name}` is no measure of `{dataset}`"
                similar = suggest(name, known)
                yield fault(place, "AM217", what, suggestion=similar, name=name, dataset=dataset.id)
            elif name is not None and asked and name not in asked:
                what = "`{dataset}` does not ask for `{name}` when it is fetched"
                hint = "correct it, or name it under `kpi` of the dataset's `fetch`"
                yield fault(place, "AM217", what, hint=hint, name=name, dataset=dataset.id)


def _taken(project: Project) -> Iterator[Problem]:
    """Two indicators of one measure, and a measure that is another key figure than `kolada` says."""
    first: dict[tuple[str, str], str] = {}
    for key, indicator in project.indicators.items():
        if indicator.source is None:
            continue
        place = project.documents[f"indicator:{key}"].place(["source", "measure"])
        name = indicator.source.measure
        other = first.setdefault((indicator.source.dataset, name), key)
        if other != key:
            yield fault(place, "AM229", "`{name}` is the measure of `{other}`, too", name=name, other=other)
        elif indicator.kolada is not None and KOLADA.fullmatch(name) and name != indicator.kolada:
            what = "the measure is `{name}`, and `kolada` says `{other}`"
            yield fault(place, "AM229", what, name=name, other=indicator.kolada)


def _targets(dataset: Dataset, column: str) -> set[str] | None:
    """What a column can hold by the definition; None when the file decides."""
    if column in dataset.constants:
        return {dataset.constants[column]}
    for dimension in dataset.dimensions.values():
        if dimension.column == column and dimension.codes is not None:
            return set(dimension.codes.values())
    return None


def _codes(document: Document, dataset: Dataset) -> Iterator[Problem]:
    """Periods that are none, sexes that are not known, codes both mapped and left out."""
    for column, value in dataset.constants.items():
        yield from _code(document, ["constants", column], column, value)
    for name, dimension in dataset.dimensions.items():
        for code, value in (dimension.codes or {}).items():
            if dimension.column is not None:
                yield from _code(document, ["dimensions", name, "codes", code], dimension.column, value)
            if code in dimension.ignore:
                place = document.place(["dimensions", name, "ignore", dimension.ignore.index(code)])
                yield fault(place, "AM228", "`{name}` is both mapped and left out", name=code)
    expected = dataset.expect.rows if dataset.expect is not None else None
    if expected is not None and expected[0] > expected[1]:
        what = "from {low} to {high} rows is no range"
        place = document.place(["expect", "rows"])
        yield fault(place, "AM219", what, low=expected[0], high=expected[1])


def _code(document: Document, location: list[str | int], column: str, value: str) -> Iterator[Problem]:
    place = document.place(location)
    if column == "period":
        try:
            Period.parse(value)
        except ValueError:
            hint = "periods are written 2024, 2021-2024, 2024/25, 2024-Q3, 2024-05 or 2024-H1"
            yield fault(place, "AM218", "`{name}` is no period", hint=hint, name=value)
    elif column == "sex" and value not in set(Sex):
        hint = "sexes are written `_T` (both), `K` (women) and `M` (men)"
        yield fault(place, "AM218", "`{name}` is no sex", hint=hint, name=value)


def _indexes(project: Project) -> Iterator[Problem]:
    order = [level.id for level in project.vocabulary.levels]
    for key, index in project.indexes.items():
        document = project.documents[f"index:{key}"]
        yield from _weights(document, index)
        for level, reference in index.reference.items():
            if {level, reference} <= set(order) and order.index(reference) >= order.index(level):
                place = document.place(["reference", level])
                what = "`{name}` does not lie above `{level}`"
                yield fault(place, "AM230", what, name=reference, level=level)
        seen: dict[str, str] = {}
        for category, members in index.members.items():
            for number, member in enumerate(members):
                place = document.place(["members", category, number])
                other = seen.setdefault(member, category)
                if other != category:
                    what = "`{name}` is a member under `{other}`, too"
                    yield fault(place, "AM231", what, name=member, other=other)
                indicator = project.indicators.get(member)
                if indicator is not None and not set(indicator.levels) & set(index.levels):
                    what = "`{name}` has none of the index's levels"
                    yield fault(place, "AM232", what, name=member)


def _weights(document: Document, index: Index) -> Iterator[Problem]:
    weights = index.category_weights
    if isinstance(weights, str):
        return
    for category, weight in weights.items():
        place = document.place(["category_weights", category])
        if category not in index.members:
            similar = suggest(category, index.members)
            what = "`{name}` has a weight but no members"
            yield fault(place, "AM233", what, suggestion=similar, name=category)
        if weight <= 0:
            yield fault(place, "AM233", "the weight {weight} is not above 0", weight=weight)
    for category in index.members:
        if category not in weights:
            place = document.place(["category_weights"])
            yield fault(place, "AM233", "`{name}` has members but no weight", name=category)


def _unused(project: Project) -> Iterator[Problem]:
    """Agencies and mappings that nothing names; not told while a file that may name them has a fault."""
    sound = {f"dataset:{key}" for key in project.datasets} | {
        f"indicator:{key}" for key in project.indicators
    }
    if any(key.startswith(("dataset:", "indicator:")) and key not in sound for key in project.documents):
        return
    agencies = {d.agency for d in project.datasets.values()} | {i.agency for i in project.indicators.values()}
    for key in project.agencies:
        if key not in agencies:
            place = project.documents[f"agency:{key}"].place(["id"])
            yield fault(place, "AM226", "nothing names the agency `{name}`", warning=True, name=key)
    maps = {dimension.map for d in project.datasets.values() for dimension in d.dimensions.values()}
    for name, mapping in project.mappings.items():
        if name not in maps:
            what = "no dimension names the mapping `{name}`"
            yield fault(Place(mapping.file, 1), "AM226", what, warning=True, name=name)


def _mappings(project: Project) -> Iterator[Problem]:
    """Rows that lead to no area, and areas of a municipality that no row leads to."""
    areas = project.areas.by_code
    of_areas = {
        dimension.map
        for dataset in project.datasets.values()
        for dimension in dataset.dimensions.values()
        if dimension.column == "area_code" and dimension.map is not None
    }
    whole: dict[tuple[str, str], set[str]] = {}
    for name in sorted(of_areas & project.mappings.keys()):
        mapping = project.mappings[name]
        reached = {code for code in mapping.codes.values() if code != IGNORE}
        for agency_code, code in mapping.codes.items():
            if code != IGNORE and code not in areas:
                place = Place(mapping.file, mapping.lines[agency_code])
                what = "`{name}` is no known area"
                yield fault(place, "AM142", what, suggestion=suggest(code, areas), name=code)
        touched = {(areas[code].level, areas[code].parent) for code in reached if code in areas}
        if not whole:
            for area in areas.values():
                if not area.valid_to:
                    whole.setdefault((area.level, area.parent), set()).add(area.code)
        for level, parent in sorted(touched):
            if parent not in areas or areas[parent].level != "kommun":
                continue
            missing = sorted(whole.get((level, parent), set()) - reached)
            if missing:
                what = "no row leads to {count} of the areas in `{parent}`: {names}"
                hint = "add them, or the agency's figures for them stop the reading"
                yield fault(
                    Place(mapping.file, 1), "AM143", what, hint=hint, warning=True,
                    count=len(missing), parent=parent, names=", ".join(missing[:3]),
                )  # fmt: skip
