"""Results as flat records for machines: English keys, ids and codes, full precision.

A figure without a published value carries no number here either, nor do its counts or what is derived
from it, whatever the result holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from alemap.domain import Status
from alemap.results import DifferenceTable, Figure, Listing, Profile, RankTable, ShowResult

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alemap.render import Result
    from alemap.results import AreaName, Finding, Measure

Record = dict[str, object]

_AREA = ("area_code", "area", "level", "municipality")
_MEASURE = ("measure", "unit", "polarity", "synthetic", "register_uncertainty")
_FIGURE = ("value", "lower", "upper", "status")


@dataclass(frozen=True, slots=True)
class Records:
    """Records and their columns, which stand even where there is no record."""

    columns: tuple[str, ...]
    rows: tuple[Record, ...]


def records(result: Result) -> list[Record]:
    """Give the result's records: one object a row."""
    return list(flat(result).rows)


def flat(result: Result) -> Records:
    """Give the result's records with the names of their columns, in order."""
    match result:
        case RankTable():
            return _rank(result)
        case DifferenceTable():
            return _difference(result)
        case Profile():
            return _profile(result)
        case ShowResult():
            return _show(result)
        case Listing():
            return _listing(result)
        case _:
            return _findings(result)


def merged(results: Sequence[Result]) -> Records:
    """Give the records of several results as one table, all with the columns of all.

    The field `table` names the kind of table a record is of.
    """
    kinds = {RankTable: "rank", DifferenceTable: "difference", Profile: "profile", ShowResult: "series"}
    tables = [(kinds.get(type(result), "list"), flat(result)) for result in results]
    columns = tuple(dict.fromkeys(column for _kind, table in tables for column in table.columns))
    rows = ({"table": kind, **dict.fromkeys(columns), **row} for kind, table in tables for row in table.rows)
    return Records(("table", *columns), tuple(rows))


def _table(columns: tuple[str, ...], rows: list[tuple[object, ...]]) -> Records:
    return Records(columns, tuple(dict(zip(columns, row, strict=True)) for row in rows))


def _prefixed(prefix: str, names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"{prefix}_{name}" for name in names)


def _area(area: AreaName) -> tuple[object, ...]:
    return area.code, area.name, area.level, area.municipality


def _measure(measure: Measure) -> tuple[object, ...]:
    uncertainty = measure.register_uncertainty
    return (
        measure.id,
        measure.unit.en,
        measure.polarity.value,
        measure.synthetic,
        uncertainty.value if uncertainty is not None else None,
    )


def _figure(figure: Figure) -> tuple[object, ...]:
    if not figure.status.has_value:
        return None, None, None, figure.status.value
    return figure.value, figure.lower, figure.upper, figure.status.value


def _rank(result: RankTable) -> Records:
    parts = tuple(f"part_{part.id}" for part in result.parts)
    columns = (
        "rank",
        "tied",
        "rank_lower",
        "rank_upper",
        *_AREA,
        "period",
        *_MEASURE,
        *_FIGURE,
        "comparator",
        *_prefixed("comparator", _FIGURE),
        "confidence",
        "verdict",
        *parts,
    )
    rows: list[tuple[object, ...]] = [
        (
            row.rank,
            row.tied,
            row.rank_lower,
            row.rank_upper,
            *_area(row.area),
            result.period.replace("–", "-"),
            *_measure(result.measure),
            *_figure(row.figure),
            result.comparator.en,
            *_figure(row.comparator),
            result.confidence,
            row.verdict.value,
            *(row.parts or (None,) * len(parts)),
        )
        for row in result.rows
    ]
    return _table(columns, rows)


def _difference(result: DifferenceTable) -> Records:
    columns = (
        *_MEASURE,
        *_AREA,
        "period",
        "sex",
        *_FIGURE,
        "comparator",
        *_prefixed("comparator", _FIGURE),
        "difference",
        *_prefixed("difference", _FIGURE[1:]),
        "ratio",
        "standardised",
        "p_value",
        "confidence",
        "verdict",
    )
    rows: list[tuple[object, ...]] = []
    for row in result.rows:
        statuses = (row.figure.status, row.comparator.status)
        open_ = Status.SUPPRESSED not in statuses
        difference = row.difference if open_ else Figure(None, status=Status.SUPPRESSED)
        derived = (row.ratio, row.standardised, row.p_value) if open_ else (None, None, None)
        rows.append(
            (
                *_measure(row.measure),
                *_area(row.area),
                row.period,
                row.sex,
                *_figure(row.figure),
                result.against.en,
                *_figure(row.comparator),
                *_figure(difference),
                *derived,
                result.confidence,
                row.verdict.value,
            )
        )
    return _table(columns, rows)


def _profile(result: Profile) -> Records:
    columns = (
        *_AREA,
        "category",
        *_MEASURE,
        "period",
        *_FIGURE,
        "comparator",
        *_prefixed("comparator", _FIGURE),
        "confidence",
        "verdict",
        "rank",
        "ranked",
        "series",
    )
    rows: list[tuple[object, ...]] = [
        (
            *_area(result.area),
            row.category.en,
            *_measure(row.measure),
            row.period,
            *_figure(row.figure),
            result.against.en,
            *_figure(row.comparator),
            result.confidence,
            row.verdict.value,
            row.rank,
            row.ranked,
            [{"period": period, "value": value} for period, value in row.series],
        )
        for row in result.rows
    ]
    return _table(columns, rows)


def _show(result: ShowResult) -> Records:
    columns = (
        *_MEASURE,
        *_AREA,
        "period",
        "sex",
        "category",
        *_FIGURE,
        "numerator",
        "denominator",
        "method",
        "models",
        "datasets",
        "files",
        "sha256",
    )
    provenance = (
        list(result.models),
        [trace.dataset for trace in result.traces],
        [trace.file for trace in result.traces],
        [trace.sha256 for trace in result.traces],
    )
    rows: list[tuple[object, ...]] = []
    for row in result.series:
        counts = (row.numerator, row.denominator) if row.figure.status.has_value else (None, None)
        rows.append(
            (
                *_measure(result.measure),
                *_area(row.area),
                row.period,
                row.sex,
                row.category,
                *_figure(row.figure),
                *counts,
                row.method,
                *provenance,
            )
        )
    return _table(columns, rows)


def _listing(result: Listing) -> Records:
    further = {key: None for record in result.records for key in record if key not in result.columns}
    return Records((*result.columns, *further), tuple(dict(record) for record in result.records))


def _findings(result: tuple[Finding, ...]) -> Records:
    rows: list[tuple[object, ...]] = [(f.what, f.state.format(**f.fields), f.good, f.hint) for f in result]
    return _table(("what", "state", "good", "hint"), rows)
