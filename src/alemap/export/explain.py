"""Accounts of a difference as records."""

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
from alemap.results import NO_FIGURE
from alemap.results.explain import Account, Composition


def flat(result: Account | Composition) -> Records:
    """Give one record an indicator, one a weight tried (`part` what_if), or one a stratum."""
    return _account(result) if isinstance(result, Account) else _composition(result)


def _account(result: Account) -> Records:
    columns = (
        *AREA,
        "index",
        "period",
        "against",
        "part",
        "category",
        *MEASURE,
        "measure_period",
        *FIGURE,
        *prefixed("against", FIGURE),
        "contribution",
        "against_contribution",
        "difference",
        "factor",
        "index_now",
        "index_then",
        "rank_now",
        "rank_then",
        "ranked",
    )
    head = (*area_fields(result.area), result.index.id, result.period, result.against.en)
    rows: list[tuple[object, ...]] = [
        (
            *head,
            "account",
            row.category.en,
            *measure_fields(row.measure),
            row.period,
            *figure_fields(row.figure),
            *(figure_fields(row.other or NO_FIGURE)),
            row.here,
            row.there,
            row.difference,
            *(None,) * 6,
        )
        for row in result.rows
    ]
    rows += [
        (
            *head,
            "what_if",
            None,
            *measure_fields(tried.measure),
            *(None,) * 12,
            tried.factor,
            tried.now,
            tried.value,
            tried.rank_now,
            tried.rank,
            tried.ranked,
        )
        for tried in result.what_if
    ]
    return table(columns, rows)


def _composition(result: Composition) -> Records:
    columns = (
        *AREA,
        *MEASURE,
        "period",
        "against",
        "strata",
        "stratum",
        "share",
        "against_share",
        "value",
        "against_value",
        "by_composition",
        "by_value",
    )
    rows: list[tuple[object, ...]] = [
        (
            *area_fields(result.area),
            *measure_fields(result.measure),
            result.period,
            result.against.en,
            result.strata.en,
            row.name.en,
            row.share,
            row.other_share,
            row.value,
            row.other_value,
            row.by_composition,
            row.by_value,
        )
        for row in result.rows
    ]
    return table(columns, rows)
