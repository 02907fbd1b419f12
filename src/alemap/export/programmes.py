"""Programmes as records: one a programme, one a link, one a measure and area of a follow-up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alemap.export.fields import AREA, FIGURE, Records, area_fields, figure_fields, prefixed, table
from alemap.results.programmes import Chain, FollowUp, ProgrammeList

if TYPE_CHECKING:
    from alemap.results import Figure


def flat(result: ProgrammeList | Chain | FollowUp) -> Records:
    """Give the records of any of them."""
    if isinstance(result, ProgrammeList):
        return _list(result)
    return _chain(result) if isinstance(result, Chain) else _follow_up(result)


def _list(result: ProgrammeList) -> Records:
    columns = (
        "id", "name", "synthetic", "areas", "start", "end", "steps", "steps_without_measure", "links",
        "links_without_evidence",
    )  # fmt: skip
    rows: list[tuple[object, ...]] = [
        (
            row.id, {"sv": row.name.sv, "en": row.name.en}, row.synthetic, list(row.areas), row.start,
            row.end, row.steps, row.without_measure, row.links, row.without_evidence,
        )
        for row in result.rows
    ]  # fmt: skip
    return table(columns, rows)


def _chain(result: Chain) -> Records:
    columns = (
        "step", "stage", "name", "measures", "directions", "first_years", "last_years", "responsible",
        "unmeasured", "leads_to", "evidence", "interventions",
    )  # fmt: skip
    rows: list[tuple[object, ...]] = [
        (
            step.id, step.stage, {"sv": step.name.sv, "en": step.name.en},
            [measure.indicator or measure.name.en for measure in step.measures],
            ["up" if measure.up else "down" for measure in step.measures],
            [str(measure.first) for measure in step.measures],
            [str(measure.last) for measure in step.measures],
            [measure.responsible for measure in step.measures],
            step.unmeasured.en if step.unmeasured is not None else None,
            [lead.step for lead in step.leads_to],
            [lead.evidence_key for lead in step.leads_to],
            list(step.interventions),
        )
        for step in result.steps
    ]  # fmt: skip
    return table(columns, rows)


def _follow_up(result: FollowUp) -> Records:
    columns = (
        "kind", "step", "stage", "measure", *AREA, "base_period", *prefixed("base", FIGURE), "period",
        *FIGURE, *prefixed("change", FIGURE), "expected", "first_year", "last_year", "movement", "reason",
        "by_trend", "synthetic", "next", "leads_to", "link", "evidence",
    )  # fmt: skip
    rows: list[tuple[object, ...]] = []
    for row in result.rows:
        measure = row.measure
        rows.append(
            (
                "measure", row.step, row.stage,
                None if measure is None else measure.indicator or measure.name.en,
                *(area_fields(row.area) if row.area is not None else (None,) * len(AREA)),
                row.base_period, *_fields(row.base), row.now_period, *_fields(row.now), *_fields(row.change),
                None if measure is None else "up" if measure.up else "down",
                None if measure is None else measure.first, None if measure is None else measure.last,
                row.movement.value, row.reason.value if row.reason is not None else None, row.by_trend,
                row.info.synthetic if row.info is not None else None,
                row.next or None, None, None, None,
            )
        )  # fmt: skip
    blank = len(columns) - 5
    rows += [
        ("link", link.first, *(None,) * blank, link.second, link.state.value, link.evidence.en)
        for link in result.links
    ]
    return table(columns, rows)


def _fields(figure: Figure | None) -> tuple[object, ...]:
    return (None,) * len(FIGURE) if figure is None else figure_fields(figure)
