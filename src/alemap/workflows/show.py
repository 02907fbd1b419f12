"""Show: what an indicator or index is, its series, and the chain from a figure down to the agency's cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alemap.definitions.indexes import Index
from alemap.definitions.indicator import Indicator
from alemap.definitions.project import read_definition
from alemap.definitions.schema import Agency
from alemap.domain import TOTAL, Label, Period
from alemap.results import CellTrace, Definition, SeriesRow, ShowResult
from alemap.warehouse import records
from alemap.warehouse.database import quoted
from alemap.warehouse.snapshots import SnapshotStore
from alemap.workflows.breaks import find_breaks
from alemap.workflows.in_words import (
    caveat_in_words,
    kolada_in_words,
    month_in_words,
    objective_in_words,
    population_in_words,
)
from alemap.workflows.reading import COUNTRY, no_period
from alemap.workflows.show_index import show_index
from alemap.workflows.trends import trends

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from alemap.results import AreaName
    from alemap.results.trend import TrendMark
    from alemap.workflows.reading import Reader, Value

CELLS_SHOWN = 12


def show(
    reader: Reader, root: Path, name: str, *, area: str | None = None, level: str | None = None,
    period: str | None = None,
) -> ShowResult:  # fmt: skip
    """An indicator, a category or an index in words; for an indicator also its series and provenance.

    Of an index, with `area`, what each of its members says of that area and adds to it.

    `area`: whose series and cells; default the project's municipalities, or the areas of the smallest
    level where the indicator has no figures for them. `period`: only that one.
    """
    if name in reader.indicators:
        return _indicator(reader, root, read_definition(root, Indicator, name), area, level, period)
    if name in reader.indexes:
        return show_index(reader, read_definition(root, Index, name), None, area, level, period)
    default = next((key for key, (_, is_default) in reader.indexes.items() if is_default), None)
    if name in reader.categories and default is not None:
        return show_index(reader, read_definition(root, Index, default), name, area, level, period)
    raise reader.not_found(name)


def _indicator(
    reader: Reader, root: Path, indicator: Indicator, area: str | None, level: str | None, period: str | None
) -> ShowResult:
    available = reader.levels_of(indicator.id)
    if level is not None:
        reader.check_level(level)
    areas = [reader.named_area(area, level, available)] if area else _own_areas(reader, available, level)
    series = _series(reader, indicator, areas, period)
    if period is not None and not series and (known := _series(reader, indicator, areas, None)):
        raise no_period(indicator.id, period, sorted({row.period for row in known}, key=Period.parse))
    models = reader.store.rows(
        "SELECT model FROM seed.indicator_model WHERE indicator = ? ORDER BY position", [indicator.id]
    )
    return ShowResult(
        measure=reader.indicators[indicator.id].measure,
        definition=_in_words(reader, indicator, read_definition(root, Agency, indicator.agency)),
        series=series,
        models=tuple(row[0] for row in models),
        traces=_traces(reader, root, indicator, areas, sorted({row.period for row in series}))
        if available
        else (),
        confidence=reader.settings.comparison.confidence,
        trends=_trends(reader, indicator.id, areas) if period is None else (),
    )


def _trends(reader: Reader, name: str, areas: Sequence[AreaName]) -> tuple[tuple[AreaName, TrendMark], ...]:
    """Which way each area's total goes, where it has more than one period."""
    series: dict[tuple[str, str], list[Value]] = {}
    for value in reader.series([name], [area.code for area in areas]):
        series.setdefault((name, value.area), []).append(value)
    marks = trends(reader, {key: values for key, values in series.items() if len(values) > 1})
    return tuple((area, marks[name, area.code]) for area in areas if (name, area.code) in marks)


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
    reader: Reader, indicator: Indicator, areas: Sequence[AreaName], period: str | None
) -> tuple[SeriesRow, ...]:
    by_code = {area.code: area for area in areas}
    rows = reader.all_values(indicator.id, list(by_code))
    breaks = find_breaks(reader, indicator, rows)
    shown = [
        SeriesRow(
            by_code[v.area],
            v.period,
            v.sex,
            v.category,
            v.figure,
            v.numerator,
            v.denominator,
            v.method,
            broken=(v.area, v.period) in breaks,
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


def _in_words(reader: Reader, indicator: Indicator, agency: Agency) -> Definition:
    factor = reader.store.rows(
        "SELECT name_sv, name_en FROM seed.factor WHERE factor = ? AND category = ?",
        [indicator.factor, indicator.category],
    )
    category = [reader.categories[indicator.category].name, *(Label(sv, en) for sv, en in factor)]
    fields: list[tuple[Label, Label]] = [
        (Label("Definition", "Definition"), _label(indicator.definition)),
        (Label("Kategori", "Category"), _joined(category, " · ")),
        (Label("Täljare", "Numerator"), _label(indicator.numerator)),
        (Label("Nämnare", "Denominator"), _label(indicator.denominator)),
    ]
    fields.append((Label("Avser", "Population"), population_in_words(indicator.population)))
    levels = [reader.levels[level][0] for level in indicator.levels]
    fields += [
        (Label("Nivåer", "Levels"), _joined(levels, ", ")),
        (Label("Källa", "Source"), Label(agency.name.sv, agency.name.en)),
    ]
    if indicator.kolada:
        fields.append((Label("I Kolada", "In Kolada"), kolada_in_words(indicator)))
    goals = ", ".join(str(goal) for goal in indicator.sdg)
    fields += [
        (Label("Globala målen", "UN goals"), Label(goals, goals)),
        (Label("Folkhälsomål", "Objective"), objective_in_words(indicator.national_objective)),
        (Label("Publiceras", "Published"), month_in_words(indicator.published_month)),
    ]
    last = indicator.changelog[-1]
    sv, en = (f"{indicator.revision}, {last.date}: {last.say(lang)}" for lang in ("sv", "en"))
    fields.append((Label("Version", "Revision"), Label(sv, en)))
    if not reader.levels_of(indicator.id):
        fields.append((Label("Läge", "Status"), Label("ej inläst", "not loaded")))
    return Definition(tuple(fields), tuple(caveat_in_words(caveat) for caveat in indicator.caveats))


def _label(text: object) -> Label:
    return Label(text.sv, text.en)  # type: ignore[attr-defined]


def _joined(labels: Sequence[Label], mark: str) -> Label:
    return Label(mark.join(label.sv for label in labels), mark.join(label.en for label in labels))


def _traces(
    reader: Reader, root: Path, indicator: Indicator, areas: Sequence[AreaName], periods: Sequence[str]
) -> tuple[CellTrace, ...]:
    """For each dataset below the indicator, its snapshots and the cells behind these areas and periods."""
    rows = reader.store.rows(
        "SELECT d.dataset, d.name_sv, d.name_en, d.agency_name, d.source_table, d.origin"
        " FROM seed.indicator_dataset AS i JOIN seed.dataset AS d ON d.dataset = i.dataset"
        " WHERE i.indicator = ? ORDER BY d.dataset",
        [indicator.id],
    )
    codes = [area.code for area in areas]
    measures: list[str] = []
    if indicator.source is not None:
        measures = [m for m in (indicator.source.measure, indicator.source.uncertainty_measure) if m]
    store = SnapshotStore(root / reader.settings.data.snapshots)
    traces = []
    for name, name_sv, name_en, agency, table, origin in rows:
        cells = _cells(reader, name, codes, periods, measures)
        snapshots = records.current_snapshots(reader.store, name, reader.as_of)
        told: set[str] = set()
        here = {s.sha256 for s in snapshots} & {sha256 for sha256, each in cells.items() if each}
        for snapshot in snapshots:
            # The cells of an earlier vintage are not loaded any more; its files are named all the same.
            found = cells.get(snapshot.sha256, [])
            if not found and here:
                continue
            kept = store.record(name, snapshot.sha256)
            notes = () if kept is None else tuple(note for note in kept.notes if note not in told)
            told.update(notes)
            traces.append(
                CellTrace(
                    name, Label(name_sv, name_en), agency, table, origin, snapshot.licence, snapshot.file,
                    snapshot.address, snapshot.sha256, snapshot.fetched,
                    tuple(found[:CELLS_SHOWN]), len(found), kept.query if kept is not None else "", notes,
                )
            )  # fmt: skip
    return tuple(traces)


def _cells(
    reader: Reader, dataset: str, codes: Sequence[str], periods: Sequence[str], measures: Sequence[str]
) -> dict[str, list[str]]:
    """The cells of a raw table that lie in the areas, by snapshot."""
    where = "list_contains($1, p.whole_code) AND list_contains($2, r.period)"
    parameters: list[object] = [list(codes), list(periods)]
    columns, _ = reader.store.table(f"SELECT * FROM {quoted(f'raw.{dataset}')} LIMIT 0")  # noqa: S608
    if measures and "measure" in columns:
        where += " AND list_contains($3, r.measure)"
        parameters.append(list(measures))
    rows = reader.store.rows(
        f"SELECT DISTINCT r.snapshot, r.cell FROM {quoted(f'raw.{dataset}')} AS r"  # noqa: S608 - names of ours
        f" JOIN ({_parts(reader)}) AS p ON p.part_code = r.area_code AND (p.until = '' OR r.period < p.until)"
        f" WHERE {where} ORDER BY r.snapshot, r.cell",
        parameters,
    )
    found: dict[str, list[str]] = {}
    for snapshot, cell in rows:
        found.setdefault(snapshot, []).append(cell)
    return found


def _parts(reader: Reader) -> str:
    """A query of each area's parts, and of the earlier areas that became them `until` a year."""
    now = "SELECT part_code, whole_code, '' AS until FROM seed.area_part"
    if not reader.store.has("seed.area_change"):
        return now
    return (
        f"{now} UNION ALL SELECT c.from_code, p.whole_code, left(c.valid_from, 4) FROM seed.area_change AS c"  # noqa: S608
        " JOIN seed.area_part AS p ON p.part_code = c.to_code WHERE c.from_code <> c.to_code"
    )
