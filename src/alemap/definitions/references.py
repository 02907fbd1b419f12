"""References between definitions: every name that one file takes from another must be there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alemap.definitions.suggest import suggest
from alemap.domain import Kind, Polarity
from alemap.errors import Place, fault

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from alemap.definitions.documents import Document
    from alemap.definitions.project import Project
    from alemap.definitions.schema import Dataset
    from alemap.errors import Problem


_UNKNOWN = {
    "agency": "`{name}` is not a known agency",
    "mapping": "`{name}` is not a known mapping",
    "category": "`{name}` is not a known category",
    "factor": "`{name}` is not a known factor of `{of}`",
    "unit": "`{name}` is not a known unit",
    "level": "`{name}` is not a known level",
    "dataset": "`{name}` is not a known dataset",
    "indicator": "`{name}` is not a known indicator",
}


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
    document: Document,
    location: list[str | int],
    name: str,
    what: str,
    known: Collection[str],
    of: str = "",
) -> Iterator[Problem]:
    if name not in known:
        similar = suggest(name, known)
        yield fault(document.place(location), "AM150", _UNKNOWN[what], suggestion=similar, name=name, of=of)


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
            yield fault(place, "AM151", "two dimensions or constants become the same column")
        for needed in ("area_code", "period"):
            if needed not in dataset.columns:
                hint = "name it under `dimensions`, or under `constants` when the file does not say it"
                yield fault(
                    document.place(), "AM152", "no dimension becomes `{name}`", hint=hint, name=needed
                )
        for pattern in () if dataset.optional else dataset.files:
            if not any(path.is_file() for path in project.root.glob(pattern)):
                place = document.place(["files"])
                page = _page(dataset, project)
                hint = "paths start at the project"
                if page is not None:
                    hint = "paths start at the project; the agency has it at {page}"
                yield fault(place, "AM153", "no file is named `{name}`", hint=hint, name=pattern, page=page)


def _page(dataset: Dataset, project: Project) -> str | None:
    """Where a dataset's files are to be had: its own page, or else its agency's."""
    agency = project.agencies.get(dataset.agency)
    page = dataset.page or (agency.address if agency is not None else "")
    return page if page.startswith(("https://", "http://")) else None


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
            of = indicator.category
            yield from _unknown(document, ["factor"], indicator.factor, "factor", factors, of)
        yield from _unknown(document, ["unit"], indicator.unit, "unit", units)
        yield from _unknown(document, ["agency"], indicator.agency, "agency", agencies)
        for number, level in enumerate(indicator.levels):
            yield from _unknown(document, ["levels", number], level, "level", levels)
        if indicator.source is not None:
            location: list[str | int] = ["source", "dataset"]
            yield from _unknown(document, location, indicator.source.dataset, "dataset", datasets)
        elif not (project.root / "sql" / "indicators" / f"ind_{key}.sql").is_file():
            hint = "write sql/indicators/{model}.sql, or give `source` and kind `published`"
            place = document.place(["id"])
            yield fault(place, "AM154", "the indicator has no model", hint=hint, model=f"ind_{key}")
        if indicator.unit == "percent" and indicator.kind is Kind.SHARE and indicator.multiplier != 100:  # noqa: PLR2004
            place = document.place(["multiplier"])
            yield fault(place, "AM155", "a share in percent has multiplier 100")


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
                if indicator.polarity is Polarity.NEUTRAL and index.form != "care_need":
                    message = "`{name}` is neutral: an index cannot say which way of it is bad"
                    yield fault(document.place(location), "AM156", message, name=member)
                if indicator.category != category:
                    message = "`{name}` belongs to category `{category}`"
                    place = document.place(location)
                    yield fault(place, "AM157", message, name=member, category=indicator.category)
    default = [key for key, index in project.indexes.items() if index.default]
    for key in default[1:]:
        yield fault(project.documents[f"index:{key}"].place(["default"]), "AM158", "two default indexes")


def _settings_problems(project: Project) -> Iterator[Problem]:
    for code in project.settings.project.municipalities:
        area = project.areas.by_code.get(code)
        if area is None or area.level != "kommun":
            known = [a.code for a in project.areas.by_code.values() if a.level == "kommun"]
            place, similar = Place("alemap.toml"), suggest(code, known)
            yield fault(place, "AM150", "`{name}` is not a known municipality", suggestion=similar, name=code)
    level, known = project.settings.comparison.level, [each.id for each in project.vocabulary.levels]
    if level not in known:
        similar = suggest(level, known)
        yield fault(Place("alemap.toml"), "AM150", _UNKNOWN["level"], suggestion=similar, name=level)
