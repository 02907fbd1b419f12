"""Results as flat records for machines: English keys, ids and codes, full precision.

A figure without a published value carries no number here either, nor do its counts or what is derived
from it, whatever the result holds.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from alemap.domain import Status
from alemap.export import indexes as index_records
from alemap.export.fields import (
    AREA,
    FIGURE,
    MEASURE,
    Record,
    Records,
    area_fields,
    figure_fields,
    measure_fields,
    prefixed,
    table,
)
from alemap.results import DifferenceTable, Figure, Listing, Profile, RankTable, ShowResult

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from alemap.domain import Moment
    from alemap.render import Result
    from alemap.results import Finding, RankRow


def records(result: Result) -> list[Record]:
    """Give the result's records: one object a row."""
    return list(flat(result).rows)


def flat(result: Result) -> Records:
    """Give the result's records with the names of their columns, in order."""
    own = _MAKERS.get(type(result).__name__)
    if own is not None:
        return own(result)
    made: Records = import_module(f"alemap.export.{_MODULES[type(result).__name__]}").flat(result)
    return made


def merged(results: Sequence[Result]) -> Records:
    """Give the records of several results as one table, all with the columns of all.

    The field `table` names the kind of table a record is of.
    """
    kinds = {RankTable: "rank", DifferenceTable: "difference", Profile: "profile", ShowResult: "series"}
    tables = [(kinds.get(type(result), "list"), flat(result)) for result in results]
    columns = tuple(dict.fromkeys(column for _kind, table in tables for column in table.columns))
    rows = ({"table": kind, **dict.fromkeys(columns), **row} for kind, table in tables for row in table.rows)
    return Records(("table", *columns), tuple(rows))


def dated(found: Records, as_of: Moment) -> Records:
    """Say in every record which earlier state it is of."""
    return Records((*found.columns, "as_of"), tuple({**row, "as_of": as_of.built} for row in found.rows))


def _rank(result: RankTable) -> Records:
    parts = tuple(f"part_{part.id}" for part in result.parts)
    own = tuple(column.id for column in result.index.columns) if result.index is not None else ()
    doubt = ("rank_share_chance", "rank_share_choices") if result.index is not None else ()
    columns = (
        "rank",
        "tied",
        "rank_lower",
        "rank_upper",
        "perhaps_worst",
        *doubt,
        *AREA,
        "period",
        *MEASURE,
        *FIGURE,
        "comparator",
        *prefixed("comparator", FIGURE),
        "confidence",
        "verdict",
        *own,
        *parts,
    )
    rows: list[tuple[object, ...]] = [
        (
            row.rank,
            row.tied,
            row.rank_lower,
            row.rank_upper,
            row.perhaps_worst if row.rank_lower is not None else None,
            *(_doubt(row) if doubt else ()),
            *area_fields(row.area),
            result.period.replace("–", "-"),
            *measure_fields(result.measure),
            *figure_fields(row.figure),
            result.comparator.en,
            *figure_fields(row.comparator),
            result.confidence,
            row.verdict.value,
            *(row.extras or (None,) * len(own)),
            *(row.parts or (None,) * len(parts)),
        )
        for row in result.rows
    ]
    return table(columns, rows)


def _doubt(row: RankRow) -> tuple[float | None, float | None]:
    """The shares of chance and of choices in the doubt about a rank."""
    chance = row.rank_sampling
    return (None, None) if chance is None else (chance, 1.0 - chance)


def _difference(result: DifferenceTable) -> Records:
    columns = (
        *MEASURE,
        *AREA,
        "period",
        "sex",
        *FIGURE,
        "comparator",
        *prefixed("comparator", FIGURE),
        "difference",
        *prefixed("difference", FIGURE[1:]),
        "ratio",
        "ratio_lower",
        "ratio_upper",
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
        derived = (row.ratio, row.ratio_lower, row.ratio_upper, row.standardised, row.p_value)
        derived = derived if open_ else (None,) * 5
        rows.append(
            (
                *measure_fields(row.measure),
                *area_fields(row.area),
                row.period,
                row.sex,
                *figure_fields(row.figure),
                result.against.en,
                *figure_fields(row.comparator),
                *figure_fields(difference),
                *derived,
                result.confidence,
                row.verdict.value,
            )
        )
    return table(columns, rows)


def _profile(result: Profile) -> Records:
    columns = (
        *AREA,
        "category",
        *MEASURE,
        "period",
        *FIGURE,
        "comparator",
        *prefixed("comparator", FIGURE),
        "confidence",
        "verdict",
        "rank",
        "ranked",
        "series",
    )
    rows: list[tuple[object, ...]] = [
        (
            *area_fields(result.area),
            row.category.en,
            *measure_fields(row.measure),
            row.period,
            *figure_fields(row.figure),
            result.against.en,
            *figure_fields(row.comparator),
            result.confidence,
            row.verdict.value,
            row.rank,
            row.ranked,
            [
                {"period": period, "value": value} | ({"break": True} if period in row.breaks else {})
                for period, value in row.series
            ],
        )
        for row in result.rows
    ]
    return table(columns, rows)


def _show(result: ShowResult) -> Records:
    if result.account is not None:
        return index_records.flat(result, result.account)
    columns = (
        *MEASURE,
        *AREA,
        "period",
        "sex",
        "category",
        *FIGURE,
        "numerator",
        "denominator",
        "method",
        "break",
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
                *measure_fields(result.measure),
                *area_fields(row.area),
                row.period,
                row.sex,
                row.category,
                *figure_fields(row.figure),
                *counts,
                row.method,
                row.broken,
                *provenance,
            )
        )
    return table(columns, rows)


def _listing(result: Listing) -> Records:
    further = {key: None for record in result.records for key in record if key not in result.columns}
    return Records((*result.columns, *further), tuple(dict(record) for record in result.records))


def _findings(result: tuple[Finding, ...]) -> Records:
    rows: list[tuple[object, ...]] = [(f.what, f.state.format(**f.fields), f.good, f.hint) for f in result]
    return table(("what", "state", "good", "hint"), rows)


_MAKERS: dict[str, Callable[[Any], Records]] = {
    "RankTable": _rank,
    "DifferenceTable": _difference,
    "Profile": _profile,
    "ShowResult": _show,
    "Listing": _listing,
    "tuple": _findings,
}

# kinds with a module of their own, imported when one is written
_MODULES = {
    "Account": "explain",
    "Composition": "explain",
    "Diff": "history",
    "RunLog": "history",
    "Against": "history",
    "SnapshotUse": "history",
    "GapTable": "gaps",
    "InequalityTable": "gaps",
    "EconomicsTable": "economics",
    "EconomicsList": "economics",
    "EvaluationTable": "evaluation",
    "PowerTable": "evaluation",
    "ShrunkTable": "small_areas",
    "FunnelTable": "small_areas",
    "ClusterTable": "small_areas",
    "OverviewTable": "interventions",
    "CrossTable": "interventions",
    "CostTable": "interventions",
    "OverlapTable": "interventions",
    "RegisterTable": "interventions",
    "GapsTable": "interventions",
    "DoseTable": "interventions",
    "ProgrammeList": "programmes",
    "Chain": "programmes",
    "FollowUp": "programmes",
    "TargetTable": "targets",
    "FeasibleTable": "targets",
}
