"""Gaps and measures of inequality as records."""

from __future__ import annotations

from alemap.export.fields import (
    AREA,
    FIGURE,
    MEASURE,
    Records,
    area_fields,
    figure_fields,
    measure_fields,
    prefixed,
    table,
)
from alemap.results.gaps import GapTable, InequalityTable


def flat(result: GapTable | InequalityTable) -> Records:
    """Give one record an indicator, or one a measure of inequality."""
    return _gaps(result) if isinstance(result, GapTable) else _inequality(result)


def _gaps(result: GapTable) -> Records:
    columns = (
        *MEASURE,
        "period",
        *prefixed("worst", (*AREA, *FIGURE)),
        *prefixed("best", (*AREA, *FIGURE)),
        "gap",
        *prefixed("gap", FIGURE[1:]),
        "ratio",
        "spread_factor",
        "beyond_chance",
        "areas_with_value",
        "areas",
        "confidence",
    )
    rows: list[tuple[object, ...]] = [
        (
            *measure_fields(row.measure),
            row.period,
            *area_fields(row.worst),
            *figure_fields(row.worst_figure),
            *area_fields(row.best),
            *figure_fields(row.best_figure),
            *figure_fields(row.gap),
            row.ratio,
            row.factor,
            row.beyond_chance,
            row.valued,
            row.total,
            result.confidence,
        )
        for row in result.rows
    ]
    return table(columns, rows)


def _inequality(result: InequalityTable) -> Records:
    columns = (*MEASURE, "period", "kind", "value", "lower", "upper", "value_unit", "confidence")
    rows: list[tuple[object, ...]] = [
        (
            *measure_fields(result.measure),
            result.period,
            row.kind,
            row.value,
            row.lower,
            row.upper,
            row.unit,
            result.confidence,
        )
        for row in result.rows
    ]
    return table(columns, rows)
