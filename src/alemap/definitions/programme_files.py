"""The programmes below `pipelines/programmes`, and what is wrong with their theory.

Read by the commands that use them only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from alemap.definitions.programmes import EFFECTS, MEASURED, Programme, Stage
from alemap.definitions.project import read_folder
from alemap.definitions.suggest import suggest
from alemap.errors import DefinitionError, MissingDataError, UsageError, fault

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from alemap.definitions.documents import Document
    from alemap.definitions.programmes import ProgrammeMeasure, Step
    from alemap.definitions.project import Project
    from alemap.errors import Place, Problem

PATTERN = "pipelines/programmes/*.yaml"
_ORDER = {stage: number for number, stage in enumerate(Stage)}
_TURN = {"up": 1, "down": -1}


def read_programmes(
    project: Project, register: Collection[str] | None = None
) -> tuple[dict[str, Programme], list[Problem]]:
    """Every programme by id, and every fault; `register`: the ids of known interventions."""
    found, documents, problems = read_folder(project.root, PATTERN, Programme)
    for key, programme in found.items():
        problems += _faults(project, documents[key], programme, register)
    return found, problems


def load_programmes(project: Project) -> dict[str, Programme]:
    """Every programme by id; DefinitionError with all faults that are no warnings."""
    found, problems = read_programmes(project)
    faults = [problem for problem in problems if not problem.warning]
    if faults:
        raise DefinitionError(faults)
    return found


def find_programme(programmes: Mapping[str, Programme], name: str | None) -> Programme:
    """The programme of an id, or the only one there is; UsageError when it is not there, or none is named."""
    if not programmes:
        raise MissingDataError(
            "the project has no programmes",
            folder=PATTERN.rpartition("/")[0],
            hint="write one below {folder}; docs/reference/definitions.md says how",
        )
    if name is None and len(programmes) == 1:
        return next(iter(programmes.values()))
    if name is None:
        raise UsageError("name a programme", known=", ".join(programmes), hint="known: {known}")
    if name not in programmes:
        raise UsageError(
            "`{name}` is not a programme",
            name=name,
            suggestion=suggest(name, programmes),
            hint="`alemap programme` lists them",
        )
    return programmes[name]


def _faults(
    project: Project, document: Document, programme: Programme, register: Collection[str] | None
) -> Iterator[Problem]:
    yield from _area_faults(project, document, ["areas"], programme.areas)
    yield from _step_faults(document, programme)
    yield from _chain_faults(document, programme)
    for number, step in enumerate(programme.steps):
        for at, measure in enumerate(step.measures):
            place: list[str | int] = ["steps", number, "measures", at]
            yield from _measure_faults(project, document, programme, measure, place)
        for at, name in enumerate(step.interventions):
            if register is not None and name not in register:
                what = "`{name}` is not in the register of interventions"
                where = document.place(["steps", number, "interventions", at])
                yield fault(where, "AM950", what, suggestion=suggest(name, register), name=name)
    names = [step.id for step in programme.steps]
    for number, assumption in enumerate(programme.assumptions):
        if assumption.step is not None and assumption.step not in names:
            where = document.place(["assumptions", number, "step"])
            yield _unknown_step(where, assumption.step, names)


def _unknown_step(where: Place, name: str, names: Collection[str]) -> Problem:
    what = "`{name}` is not a step of the programme"
    return fault(where, "AM940", what, suggestion=suggest(name, names), name=name)


def _step_faults(document: Document, programme: Programme) -> Iterator[Problem]:
    """Steps named twice, without a measure, or that lead where they cannot."""
    steps: dict[str, Step] = {}
    names = [step.id for step in programme.steps]
    for number, step in enumerate(programme.steps):
        if step.id in steps:
            what = "two steps are called `{name}`"
            yield fault(document.place(["steps", number, "id"]), "AM951", what, name=step.id)
        steps.setdefault(step.id, step)
    for number, step in enumerate(programme.steps):
        if step.stage in MEASURED and not step.measures and step.unmeasured is None:
            what = "the step `{name}` has no measure: no one will see whether it is taken"
            hint = "give `measures`, or say under `unmeasured` why there is none"
            place = document.place(["steps", number, "id"])
            yield fault(place, "AM941", what, hint=hint, warning=True, name=step.id)
        for at, lead in enumerate(step.leads_to):
            where = document.place(["steps", number, "leads_to", at, "step"])
            if lead.step not in steps:
                yield _unknown_step(where, lead.step, names)
            elif _ORDER[steps[lead.step].stage] < _ORDER[step.stage]:
                what = "`{name}` leads back to `{other}`, which stands earlier in the chain"
                yield fault(where, "AM947", what, name=step.id, other=lead.step)
            else:
                yield from _late(where, step, steps[lead.step])


def _late(where: Place, step: Step, following: Step) -> Iterator[Problem]:
    """Warn where what follows is to show before what it follows from can."""
    first = min((measure.lag[0] for measure in step.measures), default=0)
    last = max((measure.lag[1] for measure in following.measures), default=first)
    if last < first:
        what = "`{other}` is to show within {last} years, but `{name}`, which leads to it, only after {first}"
        yield fault(
            where, "AM952", what, warning=True, name=step.id, other=following.id, first=first, last=last
        )


def _chain_faults(document: Document, programme: Programme) -> Iterator[Problem]:
    """Circles, steps from which no effect is reached, and steps that nothing leads to."""
    leads = {step.id: [lead.step for lead in step.leads_to] for step in programme.steps}
    led_to = {name for targets in leads.values() for name in targets}
    for number, step in enumerate(programme.steps):
        place = document.place(["steps", number, "id"])
        reached = _reached(step.id, leads)
        if step.id in reached:
            yield fault(place, "AM943", "`{name}` leads back to itself", name=step.id)
        ends = {each.id for each in programme.steps if each.stage in EFFECTS}
        if step.stage not in EFFECTS and not reached & ends:
            what = "no chain leads from `{name}` to an effect on a target group or on society"
            hint = "name the step it leads to under `leads_to`"
            yield fault(place, "AM942", what, hint=hint, name=step.id)
        if step.stage in MEASURED and step.id not in led_to:
            what = "nothing leads to `{name}`"
            hint = "name it under `leads_to` of what brings it about"
            yield fault(place, "AM946", what, hint=hint, warning=True, name=step.id)


def _reached(name: str, leads: Mapping[str, Collection[str]]) -> set[str]:
    """Every step that one leads to, at once or by way of others."""
    found: set[str] = set()
    waiting = list(leads.get(name, ()))
    while waiting:
        following = waiting.pop()
        if following not in found:
            found.add(following)
            waiting += leads.get(following, ())
    return found


def _area_faults(
    project: Project, document: Document, location: list[str | int], codes: Collection[str]
) -> Iterator[Problem]:
    for number, code in enumerate(codes):
        if code not in project.areas.by_code:
            what = "`{name}` is not the code of a known area"
            place = document.place([*location, number])
            similar = suggest(code, project.areas.by_code)
            yield fault(place, "AM949", what, suggestion=similar, name=code)


def _measure_faults(
    project: Project,
    document: Document,
    programme: Programme,
    measure: ProgrammeMeasure,
    location: list[str | int],
) -> Iterator[Problem]:
    """What is wrong with a measure: nothing feeds it, it is of no such level, or it is to get worse."""
    yield from _area_faults(project, document, [*location, "areas"], measure.areas)
    if measure.indicator is None:
        if not measure.values and measure.next is None:
            what = "nothing feeds the measure: it has neither `values` nor a `next` day"
            yield fault(document.place(location), "AM945", what, warning=True)
        return
    where = document.place([*location, "indicator"])
    indicator = project.indicators.get(measure.indicator)
    if indicator is None:
        if f"indicator:{measure.indicator}" not in project.documents:
            what = "no dataset feeds `{name}`: it is not a known indicator"
            similar = suggest(measure.indicator, project.indicators)
            yield fault(where, "AM944", what, suggestion=similar, name=measure.indicator)
        return
    codes = measure.areas or programme.areas
    levels = {project.areas.by_code[code].level for code in codes if code in project.areas.by_code}
    for level in sorted(levels - set(indicator.levels)):
        what = "`{name}` has no figures for level `{level}`"
        known = ", ".join(indicator.levels)
        yield fault(
            where, "AM948", what, hint="it has {known}", name=measure.indicator, level=level, known=known
        )
    if indicator.polarity.sign * _TURN[measure.direction] > 0:
        what = "`{name}` is to move for the worse"
        place = document.place([*location, "direction"])
        yield fault(place, "AM953", what, warning=True, name=measure.indicator)
