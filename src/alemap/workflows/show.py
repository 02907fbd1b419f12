"""Show: what an indicator or index is, its series, and the chain from a figure down to the agency's cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alemap.definitions.suggest import suggest
from alemap.domain import TOTAL, Label, Period, Polarity
from alemap.errors import UsageError
from alemap.models.contract import model_of
from alemap.models.graph import read_models
from alemap.results import CellTrace, Definition, Measure, SeriesRow, ShowResult
from alemap.warehouse import records
from alemap.warehouse.database import quoted
from alemap.workflows.reading import COUNTRY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alemap.definitions.project import Project
    from alemap.definitions.schema import Index, Indicator
    from alemap.results import AreaName
    from alemap.workflows.reading import Reader

CELLS_SHOWN = 12


def show(
    reader: Reader, project: Project, name: str, *, area: str | None = None, level: str | None = None,
    period: str | None = None,
) -> ShowResult:  # fmt: skip
    """An indicator, a category or an index in words; for an indicator also its series and provenance.

    `area`: whose series and cells; default the project's municipalities, or the country where the
    indicator has no figures for them. `period`: only that one.
    """
    if name in project.indicators:
        return _indicator(reader, project, project.indicators[name], area, level, period)
    if name in project.indexes:
        return _index(reader, project, project.indexes[name], None)
    categories = [category.id for category in project.vocabulary.categories]
    default = next((index for index in project.indexes.values() if index.default), None)
    if name in categories and default is not None:
        return _index(reader, project, default, name)
    known = [*project.indicators, *project.indexes, *categories]
    raise UsageError(
        "`{target}` is neither an index, a category nor an indicator",
        target=name,
        suggestion=suggest(name, known),
        hint="`alemap list indicators` shows all names",
    )


def _indicator(
    reader: Reader,
    project: Project,
    indicator: Indicator,
    area: str | None,
    level: str | None,
    period: str | None,
) -> ShowResult:
    available = reader.levels_of(indicator.id)
    if level is not None:
        reader.check_level(level)
    areas = (
        [reader.find_area(area, [level] if level else available)]
        if area
        else _own_areas(reader, available, level)
    )
    info = reader.indicators[indicator.id]
    series = _series(reader, indicator.id, areas, period)
    graph, _ = read_models(project.root)
    chain = [
        name
        for name in graph.order
        if name in graph.upstream(model_of(indicator.id, published=indicator.source is not None))
    ]
    return ShowResult(
        measure=info.measure,
        definition=_in_words(project, indicator),
        series=series,
        models=tuple(chain),
        traces=_traces(reader, project, indicator, areas, sorted({row.period for row in series})),
        confidence=reader.settings.comparison.confidence,
    )


def _own_areas(reader: Reader, available: Sequence[str], level: str | None) -> list[AreaName]:
    """The areas to show when none is named: those of the level asked for, else the municipalities."""
    if level is not None:
        codes, _ = reader.scope(level, ())
        return list(reader.areas(codes).values())
    if "kommun" in available:
        return list(reader.areas(reader.settings.project.municipalities).values())
    if available:
        codes, _ = reader.scope(available[-1], ())
        return list(reader.areas(codes).values())
    return list(reader.areas([COUNTRY]).values())


def _series(
    reader: Reader, name: str, areas: Sequence[AreaName], period: str | None
) -> tuple[SeriesRow, ...]:
    by_code = {area.code: area for area in areas}
    rows = reader.all_values(name, list(by_code))
    shown = [
        SeriesRow(
            by_code[v.area], v.period, v.sex, v.category, v.figure, v.numerator, v.denominator, v.method
        )
        for v in rows
        if period is None or v.period == period or str(Period.parse(v.period).last_year) == period
    ]
    order = {area.code: n for n, area in enumerate(areas)}
    return tuple(
        sorted(
            shown,
            key=lambda r: (order[r.area.code], Period.parse(r.period), r.sex != TOTAL, r.sex, r.category),
        )
    )


def _in_words(project: Project, indicator: Indicator) -> Definition:
    category = next(c for c in project.vocabulary.categories if c.id == indicator.category)
    factor = next(f for f in category.factors if f.id == indicator.factor)
    agency = project.agencies[indicator.agency]
    fields: list[tuple[Label, Label]] = [
        (Label("Definition", "Definition"), _label(indicator.definition)),
        (Label("Kategori", "Category"), _joined([_label(category.name), _label(factor.name)], " · ")),
        (Label("Täljare", "Numerator"), _label(indicator.numerator)),
        (Label("Nämnare", "Denominator"), _label(indicator.denominator)),
    ]
    if indicator.population is not None:
        fields.append((Label("Avser", "Population"), _label(indicator.population)))
    level_names = {level.id: _label(level.name) for level in project.vocabulary.levels}
    fields += [
        (Label("Nivåer", "Levels"), _joined([level_names[level] for level in indicator.levels], ", ")),
        (Label("Källa", "Source"), Label(agency.name.sv, agency.name.en)),
    ]
    if indicator.kolada:
        fields.append((Label("I Kolada", "In Kolada"), Label(indicator.kolada, indicator.kolada)))
    if indicator.goal:
        goals = ", ".join(str(goal) for goal in indicator.goal)
        fields.append((Label("Globala målen", "UN goals"), Label(goals, goals)))
    last = indicator.changelog[-1]
    text = f"{indicator.revision}, {last.date}: {last.what}"
    fields.append((Label("Version", "Revision"), Label(text, text)))
    return Definition(tuple(fields), tuple(_label(caveat) for caveat in indicator.caveats))


def _label(text: object) -> Label:
    return Label(text.sv, text.en)  # type: ignore[attr-defined]


def _joined(labels: Sequence[Label], mark: str) -> Label:
    return Label(mark.join(label.sv for label in labels), mark.join(label.en for label in labels))


def _traces(
    reader: Reader, project: Project, indicator: Indicator, areas: Sequence[AreaName], periods: Sequence[str]
) -> tuple[CellTrace, ...]:
    """For each dataset below the indicator, its snapshots and the cells behind these areas and periods."""
    rows = reader.store.rows(
        "SELECT dataset FROM seed.indicator_dataset WHERE indicator = ? ORDER BY dataset", [indicator.id]
    )
    codes = [area.code for area in areas]
    traces = []
    for (name,) in rows:
        dataset = project.datasets[name]
        measures = []
        if indicator.source is not None:
            measures = [m for m in (indicator.source.measure, indicator.source.uncertainty_measure) if m]
        cells = _cells(reader, name, codes, periods, measures if "measure" in dataset.columns else [])
        agency = project.agencies[dataset.agency]
        for snapshot in records.current_snapshots(reader.store, name):
            found = cells.get(snapshot.sha256, [])
            if not found and any(cells.values()):
                continue
            traces.append(
                CellTrace(
                    name, _label(dataset.name), agency.short, dataset.table, dataset.origin.value,
                    snapshot.licence, snapshot.file, snapshot.address, snapshot.sha256, snapshot.fetched,
                    tuple(found[:CELLS_SHOWN]), len(found),
                )
            )  # fmt: skip
    return tuple(traces)


def _cells(
    reader: Reader, dataset: str, codes: Sequence[str], periods: Sequence[str], measures: Sequence[str]
) -> dict[str, list[str]]:
    """The cells of a raw table that lie in the areas, by snapshot."""
    where = "list_contains($1, p.whole_code) AND list_contains($2, r.period)"
    parameters: list[object] = [list(codes), list(periods)]
    if measures:
        where += " AND list_contains($3, r.measure)"
        parameters.append(list(measures))
    rows = reader.store.rows(
        f"SELECT DISTINCT r.snapshot, r.cell FROM {quoted(f'raw.{dataset}')} AS r"  # noqa: S608 - names of ours
        f" JOIN seed.area_part AS p ON p.part_code = r.area_code WHERE {where} ORDER BY r.snapshot, r.cell",
        parameters,
    )
    found: dict[str, list[str]] = {}
    for snapshot, cell in rows:
        found.setdefault(snapshot, []).append(cell)
    return found


def _index(reader: Reader, project: Project, index: Index, category: str | None) -> ShowResult:
    groups = {c.id: c for c in project.vocabulary.categories}
    fields: list[tuple[Label, Label]] = [(Label("Definition", "Definition"), _label(index.definition))]
    for key, members in index.members.items():
        if category in {None, key}:
            names = [_label(project.indicators[member].name) for member in members]
            fields.append((_label(groups[key].name), _joined(names, "; ")))
    level_names = {level.id: _label(level.name) for level in project.vocabulary.levels}
    share = f"{index.missing.min_share:.0%}"
    fields += [
        (Label("Nivåer", "Levels"), _joined([level_names[level] for level in index.levels], ", ")),
        (
            Label("Saknade värden", "Missing values"),
            Label(
                f"ett område behöver minst {share} av en kategoris indikatorer",
                f"an area needs at least {share} of a category's indicators",
            ),
        ),
        (Label("Metod", "Method"), Label(index.source, index.source)),
    ]
    name = index.name if category is None else groups[category].name
    none = Label("", "")
    measure = Measure(
        category or index.id, _label(name), _label(name), none, none, 2, Polarity.HIGHER_IS_WORSE, "index"
    )
    return ShowResult(
        measure=measure,
        definition=Definition(tuple(fields), ()),
        series=(),
        models=(),
        traces=(),
        confidence=reader.settings.comparison.confidence,
    )
