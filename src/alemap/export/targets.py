"""Targets as records: one a row of the table, full precision, English ids."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alemap.domain import Label
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
from alemap.results.targets import TargetTable

if TYPE_CHECKING:
    from alemap.results.targets import FeasibleBlock, FeasibleTable, TargetBlock, Why


def flat(result: TargetTable | FeasibleTable) -> Records:
    """Give one record an area of each target; a target without areas has one that says why."""
    return _targets(result) if isinstance(result, TargetTable) else _feasible(result)


_GOAL = ("goal_kind", "goal_amount", "due")


def _goal_fields(block: TargetBlock | FeasibleBlock) -> tuple[object, ...]:
    goal = block.goal
    return (None, None, block.due) if goal is None else (goal.kind.value, goal.amount, block.due)


def _reason(why: Why | None) -> str | None:
    if why is None:
        return None
    fields = {key: value.en if isinstance(value, Label) else value for key, value in why.fields.items()}
    return why.message.format(**fields)


def _targets(result: TargetTable) -> Records:
    columns = (
        "target",
        *MEASURE,
        *AREA,
        "together",
        "base_period",
        *prefixed("base", FIGURE),
        "base_declared",
        "period",
        *FIGURE,
        *_GOAL,
        "goal",
        *prefixed("way_percent", FIGURE),
        "path",
        "pace_seen",
        "pace_needed",
        "chance",
        "chance_basis",
        "figures_used",
        "confidence",
        "verdict",
        "reason",
    )
    rows: list[tuple[object, ...]] = []
    for block in result.blocks:
        if not block.rows:
            fields: dict[str, object] = {"target": block.id, "verdict": "missing"}
            fields |= dict(zip(MEASURE, measure_fields(block.measure), strict=True))
            fields |= dict(zip(_GOAL, _goal_fields(block), strict=True))
            fields["reason"] = _reason(block.why)
            rows.append(tuple(fields.get(column) for column in columns))
        rows += [
            (
                block.id,
                *measure_fields(block.measure),
                *area_fields(row.area),
                row.together,
                row.base_period,
                *figure_fields(row.base),
                row.declared,
                row.now_period,
                *figure_fields(row.now),
                *_goal_fields(block),
                row.goal,
                *figure_fields(row.way),
                row.path,
                row.pace_seen,
                row.pace_needed,
                row.chance,
                None if row.basis is None else row.basis.value,
                row.points,
                result.confidence,
                row.verdict.value,
                _reason(row.why),
            )
            for row in block.rows
        ]
    return table(columns, rows)


def _feasible(result: FeasibleTable) -> Records:
    columns = (
        "target",
        *MEASURE,
        *AREA,
        "together",
        "period",
        *FIGURE,
        *_GOAL,
        "smallest_change",
        "smallest_change_percent",
        "smallest_change_along_line",
        "figures_to_come",
        "change_wanted",
        "can_be_told",
        "rests_on",
        "confidence",
        "power",
        "reason",
    )
    rows: list[tuple[object, ...]] = [
        (
            block.id,
            *measure_fields(block.measure),
            *area_fields(row.area),
            row.together,
            row.period,
            *figure_fields(row.now),
            *_goal_fields(block),
            row.change,
            row.share,
            row.along,
            row.figures,
            row.wanted,
            row.told,
            None if row.basis is None else row.basis.value,
            result.confidence,
            result.power,
            _reason(row.why),
        )
        for block in result.blocks
        for row in block.rows
    ]
    return table(columns, rows)
