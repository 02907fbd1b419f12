"""The register's tables as records: codes and ids, full numbers, no number where none may be shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alemap.export.fields import AREA, Records, area_fields, figure_fields, table
from alemap.results.interventions import (
    CostTable,
    CrossTable,
    DoseTable,
    GapsTable,
    OverlapTable,
    OverviewTable,
    RegisterTable,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from alemap.results import Figure

Result = OverviewTable | CrossTable | CostTable | OverlapTable | RegisterTable | GapsTable | DoseTable


def flat(result: Result) -> Records:
    """Give one record a line of the table; of a cross table one a cell."""
    made: Records = _MAKERS[type(result)](result)
    if "synthetic" in made.columns:
        return made
    # whether any of the interventions counted is made up
    rows = tuple({**row, "synthetic": result.facts.synthetic} for row in made.rows)
    return Records((*made.columns, "synthetic"), rows)


def _overview(result: OverviewTable) -> Records:
    columns = (
        "principal", "year", "interventions", "universal", "selective", "indicated", "with_evidence", "reach",
        "reach_suppressed", "reach_missing", "cost", "cost_missing",
    )  # fmt: skip
    rows: list[tuple[object, ...]] = [
        (
            row.key or "all", result.facts.year, row.count, *row.levels, row.supported, row.reach.value,
            row.reach.hidden, row.reach.missing, row.cost.value, row.cost.missing,
        )
        for row in result.rows
    ]  # fmt: skip
    return table(columns, rows)


def _cross(result: CrossTable) -> Records:
    by_age = result.kind == "ages"
    columns = ("ages" if by_age else "factor", "level" if by_age else "principal", "year", "interventions")
    rows: list[tuple[object, ...]] = [
        (row.key.replace("\N{EN DASH}", "-"), key, result.facts.year, count)
        for row in result.rows
        for (key, _), count in zip(result.columns, row.counts, strict=True)
    ]
    return table(columns, rows)


def _number(figure: Figure) -> tuple[object, object]:
    value, _lower, _upper, status = figure_fields(figure)
    return value, status


def _costs(result: CostTable) -> Records:
    columns = (
        "id", "name", "synthetic", "actor", "level", "year", "reach", "reach_status", "cost", "cost_status",
        "cost_per_reached", "cost_per_reached_status",
    )  # fmt: skip
    rows: list[tuple[object, ...]] = [
        (
            row.id, row.name, row.synthetic, row.actor, row.level_key, row.year, *_number(row.reach),
            *_number(row.cost), *_number(row.each),
        )
        for row in result.rows
    ]  # fmt: skip
    return table(columns, rows)


def _list(result: RegisterTable) -> Records:
    columns = (
        "id", "name", "synthetic", "actor", "principal", "target_group", "level", "phase", "age_from",
        "age_to", "factor", "indicators", "areas", "evidence", "year", "reach", "reach_status", "cost",
        "cost_status", "start", "end", "going_on",
    )  # fmt: skip
    rows: list[tuple[object, ...]] = [
        (
            row.id, row.name, row.synthetic, row.actor, row.principal.en, row.target_group.en, row.level.en,
            row.phase.en if row.phase is not None else None, *row.ages, row.factor.en, list(row.indicators),
            list(row.areas), row.evidence.en, row.year, *_number(row.reach), *_number(row.cost), row.start,
            row.end, row.going_on,
        )
        for row in result.rows
    ]  # fmt: skip
    return table(columns, rows)


def _overlaps(result: OverlapTable) -> Records:
    columns = (
        "kind",
        "factor",
        "level",
        "age_from",
        "age_to",
        "ids",
        "names",
        "actors",
        "areas",
        "end",
        "left",
    )
    rows: list[tuple[object, ...]] = [
        (
            "overlap", row.factor.en, row.level.en, *row.ages, list(row.ids), list(row.names),
            list(row.actors),
            list(row.areas), None, None,
        )
        for row in result.rows
    ]  # fmt: skip
    rows += [
        (
            "ended", row.factor.en, row.level.en, None, None, [row.id], [row.name], [row.actor],
            list(row.areas), row.end, row.left,
        )
        for row in result.ended
    ]  # fmt: skip
    return table(columns, rows)


def _gaps(result: GapsTable) -> Records:
    columns = (
        "factor", "year", "interventions", "indicators", "indicators_without", "bad", "bad_without", "areas",
    )  # fmt: skip
    rows: list[tuple[object, ...]] = [
        (
            row.key, result.facts.year, row.interventions, row.indicators, [key for key, _ in row.idle],
            None if row.worse is None else [each.id for each in row.worse],
            [each.id for each in row.unmoved],
            {each.id: list(each.areas) for each in row.unmoved},
        )
        for row in result.rows
    ]  # fmt: skip
    return table(columns, rows)


def _dose(result: DoseTable) -> Records:
    columns = (
        "rank", "tied", "rank_lower", "rank_upper", *AREA, "verdict", "residents", "year", "interventions",
        "aimed", "aimed_selective_or_indicated", "cost_per_resident", "aimed_cost_per_resident",
        "reached_per_1000", "dose", "concentration", "concentration_lower", "concentration_upper",
        "aimed_concentration", "aimed_concentration_lower", "aimed_concentration_upper",
    )  # fmt: skip
    whole = (
        result.cost.value, result.cost.lower, result.cost.upper,
        result.aimed.value, result.aimed.lower, result.aimed.upper,
    )  # fmt: skip
    rows: list[tuple[object, ...]] = [
        (
            row.rank, row.tied, row.rank_lower, row.rank_upper, *area_fields(row.area), row.need.value,
            row.residents, result.facts.year, row.interventions, row.aimed, row.few_aimed, row.cost,
            row.aimed_cost, row.reach, row.word, *whole,
        )
        for row in result.rows
    ]  # fmt: skip
    return table(columns, rows)


_MAKERS: dict[type[Any], Callable[[Any], Records]] = {
    OverviewTable: _overview,
    CrossTable: _cross,
    CostTable: _costs,
    RegisterTable: _list,
    OverlapTable: _overlaps,
    GapsTable: _gaps,
    DoseTable: _dose,
}
