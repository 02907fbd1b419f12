"""References between definitions: every name that one file takes from another must be there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alemap.definitions.suggest import closest
from alemap.domain import Kind, Polarity
from alemap.errors import Place, Problem

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from alemap.definitions.documents import Document
    from alemap.definitions.project import Project


def reference_problems(project: Project) -> Iterator[Problem]:
    """Every reference that leads nowhere, with the closest known name as a hint."""
    yield from _dataset_problems(project)
    yield from _indicator_problems(project)
    yield from _index_problems(project)
    yield from _settings_problems(project)


def _defined(project: Project, kind: str) -> set[str]:
    """The ids of all definitions of a kind, those with faults of their own included."""
    return {key.partition(":")[2] for key in project.documents if key.startswith(f"{kind}:")}


def _unknown(
    document: Document, location: list[str | int], name: str, what: str, known: Collection[str]
) -> Iterator[Problem]:
    if name not in known:
        message = f"`{name}` is not a known {what}"
        yield Problem(document.place(location), "AM150", message, closest(name, known))


def _dataset_problems(project: Project) -> Iterator[Problem]:
    for key, dataset in project.datasets.items():
        document = project.documents[f"dataset:{key}"]
        yield from _unknown(document, ["agency"], dataset.agency, "agency", _defined(project, "agency"))
        for name, dimension in dataset.dimensions.items():
            if dimension.map is not None:
                location: list[str | int] = ["dimensions", name, "map"]
                yield from _unknown(document, location, dimension.map, "mapping", project.mappings)
        if len(set(dataset.columns)) != len(dataset.columns):
            place = document.place(["dimensions"])
            yield Problem(place, "AM151", "two dimensions or constants become the same column")
        for needed in ("area_code", "period"):
            if needed not in dataset.columns:
                hint = "name it under `dimensions`, or under `constants` when the file does not say it"
                yield Problem(document.place(), "AM152", f"no dimension becomes `{needed}`", hint)
        for pattern in dataset.files:
            if not any(path.is_file() for path in project.root.glob(pattern)):
                place = document.place(["files"])
                yield Problem(place, "AM153", f"no file is named `{pattern}`", "paths start at the project")


def _indicator_problems(project: Project) -> Iterator[Problem]:
    categories = {category.id: category for category in project.vocabulary.categories}
    levels = [level.id for level in project.vocabulary.levels]
    units = [unit.id for unit in project.vocabulary.units]
    agencies, datasets = _defined(project, "agency"), _defined(project, "dataset")
    for key, indicator in project.indicators.items():
        document = project.documents[f"indicator:{key}"]
        yield from _unknown(document, ["category"], indicator.category, "category", categories)
        if indicator.category in categories:
            factors = [factor.id for factor in categories[indicator.category].factors]
            what = f"factor of `{indicator.category}`"
            yield from _unknown(document, ["factor"], indicator.factor, what, factors)
        yield from _unknown(document, ["unit"], indicator.unit, "unit", units)
        yield from _unknown(document, ["agency"], indicator.agency, "agency", agencies)
        for number, level in enumerate(indicator.levels):
            yield from _unknown(document, ["levels", number], level, "level", levels)
        if indicator.source is not None:
            location: list[str | int] = ["source", "dataset"]
            yield from _unknown(document, location, indicator.source.dataset, "dataset", datasets)
        elif not (project.root / "sql" / "indicators" / f"ind_{key}.sql").is_file():
            hint = f"write sql/indicators/ind_{key}.sql, or give `source` and kind `published`"
            yield Problem(document.place(["id"]), "AM154", "the indicator has no model", hint)
        if indicator.unit == "percent" and indicator.kind is Kind.SHARE and indicator.multiplier != 100:  # noqa: PLR2004
            place = document.place(["multiplier"])
            yield Problem(place, "AM155", "a share in percent has multiplier 100")


def _index_problems(project: Project) -> Iterator[Problem]:
    categories = [category.id for category in project.vocabulary.categories]
    indicators = _defined(project, "indicator")
    levels = [level.id for level in project.vocabulary.levels]
    for key, index in project.indexes.items():
        document = project.documents[f"index:{key}"]
        for number, level in enumerate(index.levels):
            yield from _unknown(document, ["levels", number], level, "level", levels)
        for level, reference in index.reference.items():
            yield from _unknown(document, ["reference", level], reference, "level", ["project", *levels])
        for category, members in index.members.items():
            yield from _unknown(document, ["members", category], category, "category", categories)
            for number, member in enumerate(members):
                location: list[str | int] = ["members", category, number]
                yield from _unknown(document, location, member, "indicator", indicators)
                indicator = project.indicators.get(member)
                if indicator is None:
                    continue
                if indicator.polarity is Polarity.NEUTRAL:
                    message = f"`{member}` is neutral: an index cannot say which way of it is bad"
                    yield Problem(document.place(location), "AM156", message)
                if indicator.category != category:
                    message = f"`{member}` belongs to category `{indicator.category}`"
                    yield Problem(document.place(location), "AM157", message)
    if sum(index.default for index in project.indexes.values()) > 1:
        first = next(iter(project.indexes))
        yield Problem(project.documents[f"index:{first}"].place(["default"]), "AM158", "two default indexes")


def _settings_problems(project: Project) -> Iterator[Problem]:
    for code in project.settings.project.municipalities:
        area = project.areas.by_code.get(code)
        if area is None or area.level != "kommun":
            known = [a.code for a in project.areas.by_code.values() if a.level == "kommun"]
            yield Problem(
                Place("alemap.toml"), "AM150", f"`{code}` is not a known municipality", closest(code, known)
            )
