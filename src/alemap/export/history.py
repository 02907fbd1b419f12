"""Runs and changes as records."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alemap.domain import TOTAL
from alemap.export.fields import (
    FIGURE,
    MEASURE,
    Record,
    Records,
    figure_fields,
    measure_fields,
    prefixed,
    table,
)
from alemap.results.history import (
    Against,
    Change,
    DefinitionChange,
    Diff,
    IndexChange,
    IndexMove,
    RunLog,
    SnapshotUse,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

_AREA = ("area_code", "area", "level", "municipality")


def flat(result: Diff | RunLog | SnapshotUse | Against) -> Records:
    """Give one record a run, a change (first of definitions, then of figures), or an indicator that uses."""
    if isinstance(result, Against):
        return _against(result)
    if isinstance(result, SnapshotUse):
        return _use(result)
    return _diff(result) if isinstance(result, Diff) else _log(result)


def _use(result: SnapshotUse) -> Records:
    file = (
        *("file", "sha256", "dataset", "agency", "fetched", "vintage", "replaced", "cells"),
        *("models", "indexes"),
    )
    told = (
        *(result.file, result.sha256, result.dataset, result.agency, result.fetched, result.vintage),
        *(result.replaced, result.cells, list(result.models), list(result.indexes)),
    )
    rows = [
        (*told, *measure_fields(row.measure), row.figures, row.areas, list(row.periods))
        for row in result.rows
    ]
    nothing = (*told, *(None,) * len(MEASURE), 0, 0, [])
    return table((*file, *MEASURE, "figures", "areas", "periods"), rows or [nothing])


def _against(result: Against) -> Records:
    """Files, then definitions, then figures, each with what it is in the field `change`."""
    files: list[Record] = [{"change": f"file_{each.state}", "file": each.path} for each in result.files]
    columns = ("revision", "file", "raised", *_DIFF[2:])
    if result.figures is not None:
        figures = result.figures
        told = [*_definition_rows(result.definitions), *_change_rows(figures), *_index_rows(figures)]
    else:
        told = _definition_rows(result.definitions)
    rows: list[Record] = [*files, *(dict(zip(_DIFF[2:], row, strict=True)) for row in told)]
    for row in rows:
        row["revision"] = result.revision
        name = row.get("definition") or row.get("measure")
        row["raised"] = None if name is None else name not in result.unraised
    empty = dict.fromkeys(columns)
    return Records(columns, tuple({**empty, **row} for row in rows))


def _log(result: RunLog) -> Records:
    columns = ("started", "command", "status", "seconds", "build", "datasets", "warnings", "code", "error")
    rows: list[tuple[object, ...]] = [
        (
            run.started,
            run.command,
            run.status,
            run.seconds,
            run.build,
            [{"dataset": each.dataset, "vintage": each.vintage, "rows": each.rows} for each in run.datasets],
            run.warnings,
            run.code,
            run.error,
        )
        for run in result.runs
    ]
    return table(columns, rows)


_DIFF = (
    "since",
    "until",
    "change",
    "definition_kind",
    "definition",
    "definition_fields",
    "revision_before",
    "revision_after",
    "changelog",
    *MEASURE,
    *_AREA,
    "areas",
    "period",
    "sex",
    "category",
    *prefixed("before", FIGURE),
    *prefixed("after", FIGURE),
    "difference",
    "interval_widths",
    "rank_before",
    "rank_after",
    "ranked",
    "causes",
    "changed",
    "index",
    "compared",
    "new",
    "lost",
    "untold",
    "moved",
)
_OF_INDEX = 6


def _diff(result: Diff) -> Records:
    since, until = result.since.built, result.until.built
    told = [*_definition_rows(result.definitions), *_change_rows(result), *_index_rows(result)]
    return table(_DIFF, [(since, until, *row) for row in told])


def _definition_rows(changes: Sequence[DefinitionChange]) -> list[tuple[object, ...]]:
    return [_definition(each) for each in changes]


def _change_rows(result: Diff) -> list[tuple[object, ...]]:
    return [_change(each) for each in result.changes]


def _definition(change: DefinitionChange) -> tuple[object, ...]:
    told = (
        f"definition_{change.state}",
        change.kind,
        change.id,
        list(change.fields),
        change.before,
        change.after,
        [line.en for line in change.changelog],
    )
    return (*told, *(None,) * (len(MEASURE) + len(_AREA) + 4 + 2 * len(FIGURE) + 7 + _OF_INDEX))


def _change(change: Change) -> tuple[object, ...]:
    area = change.area
    place = (
        (None, None, change.level.en, None)
        if area is None
        else (area.code, area.name, area.level, area.municipality)
    )
    return (
        change.kind.value,
        *(None,) * 6,
        *measure_fields(change.measure),
        *place,
        change.areas,
        change.period,
        change.sex,
        change.category,
        *figure_fields(change.before),
        *figure_fields(change.after),
        change.difference,
        change.widths,
        change.rank_before,
        change.rank_after,
        change.ranked,
        [cause.value for cause in change.causes],
        list(change.names),
        *(None,) * _OF_INDEX,
    )


def _index_rows(result: Diff) -> list[tuple[object, ...]]:
    """Of each index its change as a whole, then each area whose place is another."""
    return [
        row
        for change in result.indexes
        for row in (_index(change, None), *(_index(change, move) for move in change.moves))
    ]


def _index(change: IndexChange, move: IndexMove | None) -> tuple[object, ...]:
    area = change.largest_area if move is None else move.area
    place = (
        (None, None, change.level, None)
        if area is None
        else (area.code, area.name, area.level, area.municipality)
    )
    category = TOTAL if change.measure.id == change.index else change.measure.id
    nothing = (None,) * (len(FIGURE) - 1)
    return (
        "index" if move is None else "index_rank",
        *(None,) * 6,
        *measure_fields(change.measure),
        *place,
        change.changed if move is None else 1,
        change.period,
        TOTAL,
        category,
        None if move is None else move.before,
        *nothing,
        None if move is None else move.after,
        *nothing,
        change.largest if move is None else move.after - move.before,
        None,
        None if move is None else move.rank_before,
        None if move is None else move.rank_after,
        change.ranked,
        [cause.value for cause in change.causes],
        list(change.names),
        change.index,
        *(
            (change.compared, change.new, change.lost, change.untold, len(change.moves))
            if move is None
            else (None,) * (_OF_INDEX - 1)
        ),
    )
