"""The register of interventions counted and crossed: overview, list, ages, actors, costs."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from alemap.definitions.register_words import (
    WORDS,
    Evidence,
    Phase,
    Principal,
    Reaching,
    TargetGroup,
)
from alemap.definitions.suggest import suggest
from alemap.domain import Label, Status
from alemap.errors import MissingDataError, UsageError
from alemap.results import Figure
from alemap.results.interventions import (
    CostRow,
    CostTable,
    CrossRow,
    CrossTable,
    OverviewRow,
    OverviewTable,
    RegisterFacts,
    RegisterRow,
    RegisterTable,
    Sum,
)
from alemap.values import dataclass
from alemap.workflows.register import FOLDER, load_register

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from alemap.definitions.interventions import Intervention
    from alemap.definitions.project import Project
    from alemap.definitions.settings import SmallNumberSettings

AGE_BANDS = ((0, 5), (6, 12), (13, 15), (16, 19), (20, 24), (25, 64), (65, None))
"""Preschool, the lower and the upper years of school, upper secondary, young adults, of working age, old."""
LEVELS = tuple(WORDS[Reaching][level] for level in Reaching)
_SUPPORTED = {Evidence.EVIDENCE_BASED, Evidence.PROVEN}


@dataclass(frozen=True, slots=True)
class Chosen:
    """The interventions in scope: those going on in the year, and those that ended before it."""

    project: Project
    facts: RegisterFacts
    codes: frozenset[str]
    current: tuple[Intervention, ...]
    ended: tuple[Intervention, ...]


def choose(project: Project, municipalities: Sequence[str], year: int) -> Chosen:
    """The register's interventions that touch any of the municipalities (none: the project's own).

    MissingDataError when there is none at all, UsageError for a municipality that is not known.
    """
    codes = _municipalities(project, municipalities)
    register = load_register(project).values()
    touching = [each for each in register if _touches(project, each, codes)]
    if not touching:
        raise MissingDataError(
            "the register has no interventions in {names}",
            names=", ".join(project.areas.by_code[code].name for code in codes),
            folder=FOLDER,
            hint="`alemap interventions template` writes the headings; the files lie in {folder}",
        )
    current = tuple(each for each in touching if each.runs_in(year))
    ended = tuple(each for each in touching if each.end is not None and each.end.last_year < year)
    facts = RegisterFacts(
        scope=tuple(project.areas.by_code[code].name for code in codes),
        year=year,
        total=len(current),
        ended=len(ended),
        to_come=len(touching) - len(current) - len(ended),
        synthetic=any(each.synthetic for each in touching),
    )
    return Chosen(project, facts, frozenset(codes), current, ended)


def _municipalities(project: Project, given: Sequence[str]) -> list[str]:
    """Codes of the municipalities, given by code or name."""
    own = project.settings.project.municipalities
    if not given:
        return list(own)
    areas = [area for area in project.areas.by_code.values() if area.level == "kommun"]
    by_name = {area.name.casefold(): area.code for area in areas} | {area.code: area.code for area in areas}
    for text in given:
        if text.strip().casefold() not in by_name:
            raise UsageError(
                "`{text}` is not a municipality",
                text=text,
                suggestion=suggest(text, [*(area.name for area in areas), *(area.code for area in areas)]),
                hint="give its code, such as 1440, or its name",
            )
    return list(dict.fromkeys(by_name[text.strip().casefold()] for text in given))


def _touches(project: Project, intervention: Intervention, codes: Sequence[str]) -> bool:
    """Whether any of its areas lies in one of the municipalities, or holds one (a county)."""
    areas = project.areas
    wanted: set[str | None] = set(codes)
    inside = any(areas.municipality(code) in wanted for code in intervention.areas)
    return inside or any(whole in intervention.areas for code in codes for whole in areas.ancestors(code))


def overview(chosen: Chosen) -> OverviewTable:
    """One row a principal that has interventions, most first, and a row for all."""
    groups = {
        principal: [each for each in chosen.current if each.principal is principal] for principal in Principal
    }
    order = sorted((p for p in Principal if groups[p]), key=lambda p: (-len(groups[p]), p))
    rows = [_overview_row(chosen, p, WORDS[Principal][p], groups[p]) for p in order]
    rows.append(_overview_row(chosen, "", None, chosen.current))
    return OverviewTable(chosen.facts, LEVELS, tuple(rows))


def _overview_row(
    chosen: Chosen, key: str, label: Label | None, found: Sequence[Intervention]
) -> OverviewRow:
    small = chosen.project.settings.small_numbers
    by_level = [sum(each.level is level for each in found) for level in Reaching]
    shown = [each for each in found if each.reach is not None and not is_small(each, small)]
    hidden = sum(is_small(each, small) for each in found)
    costs = [each.cost for each in found if each.cost is not None]
    return OverviewRow(
        key=key,
        label=label,
        count=len(found),
        levels=(by_level[0], by_level[1], by_level[2]),
        supported=sum(each.evidence in _SUPPORTED for each in found),
        reach=Sum(
            sum(each.reach or 0 for each in shown) if shown else None,
            hidden,
            len(found) - len(shown) - hidden,
        ),
        cost=Sum(sum(costs) if costs else None, 0, len(found) - len(costs)),
    )


def is_small(intervention: Intervention, small: SmallNumberSettings) -> bool:
    """Whether the reach may not be shown: written as few, below the threshold, or a closed zero."""
    if intervention.few:
        return True
    reach = intervention.reach
    if reach is None or reach >= small.threshold:
        return False
    return reach > 0 or small.zeros == "closed"


def reach_of(intervention: Intervention, small: SmallNumberSettings) -> Figure:
    """The reach as a figure: hidden, missing or open."""
    if is_small(intervention, small):
        return Figure(None, status=Status.SUPPRESSED)
    return _figure(intervention.reach)


def _figure(value: float | None) -> Figure:
    return Figure(None, status=Status.MISSING) if value is None else Figure(float(value))


def ages(chosen: Chosen) -> CrossTable:
    """Age band by level: an intervention counts in every band that its ages touch."""
    rows = []
    for low, high in AGE_BANDS:
        found = [each for each in chosen.current if _in_band(each, low, high)]
        name = f"{low}\N{EN DASH}{high}" if high is not None else f"{low}+"
        rows.append(_cross(name, None, Label(name, name), found, list(Reaching), lambda each: each.level))
    columns = tuple((level.value, WORDS[Reaching][level]) for level in Reaching)
    return CrossTable("ages", chosen.facts, columns, tuple(rows))


def _in_band(each: Intervention, low: int, high: int | None) -> bool:
    return (high is None or each.age_from <= high) and (each.age_to is None or each.age_to >= low)


def actors(chosen: Chosen) -> CrossTable:
    """Factor by principal, all factors, only the principals that have interventions, those of most first."""
    number = Counter(each.principal for each in chosen.current)
    used = sorted(number, key=lambda p: (-number[p], p))
    rows = []
    for category in chosen.project.vocabulary.categories:
        group = Label(category.name.sv, category.name.en)
        for factor in category.factors:
            found = [each for each in chosen.current if each.factor == (category.id, factor.id)]
            name = Label(factor.name.sv, factor.name.en)
            key = f"{category.id}/{factor.id}"
            rows.append(_cross(key, group, name, found, used, lambda each: each.principal))
    columns = tuple((p.value, WORDS[Principal][p]) for p in used)
    return CrossTable("actors", chosen.facts, columns, tuple(rows))


def _cross(
    key: str,
    group: Label | None,
    name: Label,
    found: Sequence[Intervention],
    columns: Sequence[Reaching] | Sequence[Principal],
    of: Callable[[Intervention], Reaching | Principal],
) -> CrossRow:
    counts = tuple(sum(of(each) is column for each in found) for column in columns)
    empty = tuple(
        WORDS[type(column)][column] for column, count in zip(columns, counts, strict=True) if not count
    )
    doing = tuple(dict.fromkeys(each.actor for each in found))
    return CrossRow(key, group, name, counts, len(found), doing, empty)


def costs(chosen: Chosen) -> CostTable:
    """Cost per person reached; within a level, because reaching all and treating one are not the same."""
    small = chosen.project.settings.small_numbers
    rows = []
    for each in chosen.current:
        reach, cost = reach_of(each, small), _figure(each.cost)
        per = _figure(each.cost / each.reach if each.cost is not None and each.reach else None)
        if reach.status is Status.SUPPRESSED:
            per = reach
        rows.append(
            CostRow(
                each.id, each.name, each.synthetic, each.actor, WORDS[Reaching][each.level], each.level,
                each.year, reach, cost, per,
            )
        )  # fmt: skip
    order = [level.value for level in Reaching]
    rows.sort(
        key=lambda row: (
            order.index(row.level_key), row.each.value is None, -(row.each.value or 0.0), row.name,
        )
    )  # fmt: skip
    return CostTable(chosen.facts, tuple(rows))


def listed(chosen: Chosen) -> RegisterTable:
    """The interventions themselves, those that have ended last."""
    rows = [
        *(_listed(chosen.project, each, going_on=True) for each in chosen.current),
        *(_listed(chosen.project, each, going_on=False) for each in chosen.ended),
    ]
    return RegisterTable(chosen.facts, tuple(rows))


def _listed(project: Project, each: Intervention, *, going_on: bool) -> RegisterRow:
    return RegisterRow(
        id=each.id,
        name=each.name,
        synthetic=each.synthetic,
        actor=each.actor,
        principal=WORDS[Principal][each.principal],
        target_group=WORDS[TargetGroup][each.target_group],
        level=WORDS[Reaching][each.level],
        phase=WORDS[Phase][each.phase] if each.phase is not None else None,
        ages=(each.age_from, each.age_to),
        factor=factor_name(project, each),
        indicators=each.indicators,
        areas=area_names(project, each.areas),
        evidence=WORDS[Evidence][each.evidence],
        reach=reach_of(each, project.settings.small_numbers),
        cost=_figure(each.cost),
        year=each.year,
        start=each.start.text if each.start is not None else "",
        end=each.end.text if each.end is not None else "",
        going_on=going_on,
    )


def factor_name(project: Project, each: Intervention) -> Label:
    """The name of the factor that it works on."""
    category = next(c for c in project.vocabulary.categories if c.id == each.factor[0])
    factor = next(f for f in category.factors if f.id == each.factor[1])
    return Label(factor.name.sv, factor.name.en)


def area_names(project: Project, codes: Iterable[str]) -> tuple[str, ...]:
    """The names of areas."""
    return tuple(project.areas.by_code[code].name for code in codes)
