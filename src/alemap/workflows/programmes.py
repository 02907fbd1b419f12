"""Programmes as tables and chains: the list, and one programme's theory with its names filled in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alemap.definitions.programmes import MEASURED, Stage
from alemap.definitions.register_words import WORDS, Evidence
from alemap.domain import Label, Origin
from alemap.results.programmes import (
    Chain,
    LeadView,
    MeasureView,
    ProgrammeList,
    ProgrammeRow,
    StepView,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from alemap.definitions.basics import Text
    from alemap.definitions.interventions import Intervention
    from alemap.definitions.programmes import Programme, ProgrammeMeasure, Step
    from alemap.definitions.project import Project

STAGES = {
    Stage.RESOURCE: Label("Resurser", "Resources"),
    Stage.ACTIVITY: Label("Aktiviteter", "Activities"),
    Stage.PERFORMANCE: Label("Prestationer", "Performances"),
    Stage.ORGANISATION: Label("Organisation och profession", "Organisation and profession"),
    Stage.SHORT_TERM: Label("Målgrupp, kort sikt", "Target group, short term"),
    Stage.LONG_TERM: Label("Målgrupp, lång sikt", "Target group, long term"),
    Stage.SOCIETY: Label("Struktur och samhälle", "Structure and society"),
}
_FREQUENCIES = {
    "month": Label("varje månad", "every month"),
    "quarter": Label("varje kvartal", "every quarter"),
    "half_year": Label("varje halvår", "every half-year"),
    "year": Label("varje år", "every year"),
    "two_years": Label("vartannat år", "every other year"),
    "four_years": Label("vart fjärde år", "every four years"),
    "once": Label("en gång", "once"),
}
_ORDER = list(Stage)


def programme_list(project: Project, programmes: Mapping[str, Programme]) -> ProgrammeList:
    """Every programme, with how many of its steps lack a measure and its links evidence."""
    rows = []
    for programme in programmes.values():
        links = [lead for step in programme.steps for lead in step.leads_to]
        rows.append(
            ProgrammeRow(
                id=programme.id,
                name=label(programme.name),
                synthetic=programme.origin is Origin.SYNTHETIC,
                areas=_names(project, programme.areas),
                start=programme.start,
                end=programme.end or "",
                steps=len(programme.steps),
                without_measure=sum(s.stage in MEASURED and not s.measures for s in programme.steps),
                links=len(links),
                without_evidence=sum(lead.evidence is Evidence.UNKNOWN for lead in links),
            )
        )
    return ProgrammeList(tuple(rows))


def chain(project: Project, programme: Programme, register: Mapping[str, Intervention]) -> Chain:
    """One programme's theory, the steps by stage."""
    names = {step.id: label(step.name) for step in programme.steps}
    steps = sorted(programme.steps, key=lambda step: _ORDER.index(step.stage))
    return Chain(
        id=programme.id,
        name=label(programme.name),
        problem=label(programme.problem),
        areas=_names(project, programme.areas),
        start=programme.start,
        end=programme.end or "",
        synthetic=programme.origin is Origin.SYNTHETIC,
        source=label(programme.source) if programme.source is not None else None,
        note=label(programme.note) if programme.note is not None else None,
        steps=tuple(_step(project, programme, step, names, register) for step in steps),
        assumptions=tuple((each.step or "", label(each)) for each in programme.assumptions),
        external=tuple(label(each) for each in programme.external),
    )


def _step(
    project: Project,
    programme: Programme,
    step: Step,
    names: Mapping[str, Label],
    register: Mapping[str, Intervention],
) -> StepView:
    leads = tuple(
        LeadView(
            step=lead.step,
            name=names[lead.step],
            evidence=WORDS[Evidence][lead.evidence],
            evidence_key=lead.evidence.value,
            known=lead.evidence is not Evidence.UNKNOWN,
            source=label(lead.source) if lead.source is not None else None,
        )
        for lead in step.leads_to
    )
    return StepView(
        id=step.id,
        stage=step.stage.value,
        stage_name=STAGES[step.stage],
        name=names[step.id],
        needs=step.stage in MEASURED,
        measures=tuple(measure_view(project, programme, each) for each in step.measures),
        unmeasured=label(step.unmeasured) if step.unmeasured is not None else None,
        leads_to=leads,
        interventions=tuple(
            register[name].name + ("*" if register[name].synthetic else "")
            for name in step.interventions
            if name in register
        ),
    )


def measure_view(project: Project, programme: Programme, measure: ProgrammeMeasure) -> MeasureView:
    """A measure with its names; an indicator's source and frequency are its agency's and its dataset's."""
    start = int(programme.start)
    name = label(measure.name) if measure.name is not None else Label("", "")
    unit = label(measure.unit) if measure.unit is not None else Label("", "")
    source = label(measure.source) if measure.source is not None else None
    indicator = project.indicators[measure.indicator] if measure.indicator is not None else None
    if indicator is not None:
        name = label(indicator.name)
        unit = next(label(u.short) for u in project.vocabulary.units if u.id == indicator.unit)
        agency = project.agencies[indicator.agency].short
        source = source or Label(agency, agency)
    codes = measure.areas or programme.areas
    return MeasureView(
        indicator=measure.indicator or "",
        name=name,
        unit=unit,
        areas=_names(project, codes),
        up=measure.direction == "up",
        first=start + measure.lag[0],
        last=start + measure.lag[1],
        source=source,
        frequency=_FREQUENCIES[measure.frequency] if measure.frequency is not None else None,
        responsible=measure.responsible,
        next=measure.next,
    )


def label(text: Text) -> Label:
    """A definition's text as results hold it."""
    return Label(text.sv, text.en)


def _names(project: Project, codes: Iterable[str]) -> tuple[str, ...]:
    return tuple(project.areas.by_code[code].name for code in codes)
