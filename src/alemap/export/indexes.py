"""The account of an index in one area as records: one a member."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alemap.export.fields import AREA, FIGURE, Records, area_fields, figure_fields, table

if TYPE_CHECKING:
    from alemap.results import ShowResult
    from alemap.results.indexes import IndexAccount


def flat(result: ShowResult, account: IndexAccount) -> Records:
    """Give each member's value, score, quarter and contribution, with the index it belongs to."""
    own = ("period", "indicator", "indicator_period")
    columns = ("index", *AREA, *own, *FIGURE, "score", "quarter", "contribution")
    rows: list[tuple[object, ...]] = [
        (
            result.measure.id,
            *area_fields(account.area),
            account.period,
            row.measure.id,
            row.period,
            *figure_fields(row.figure),
            row.score,
            row.quarter,
            row.contribution,
        )
        for row in account.rows
    ]
    return table(columns, rows)
