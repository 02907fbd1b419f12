"""Targets: how far each has come, whether it will be reached, per area and in all."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from alemap.definitions.project import read_folder
from alemap.definitions.suggest import suggest
from alemap.definitions.target_form import form_problems
from alemap.definitions.targets import FOLDER, Target
from alemap.domain import TOTAL, Label, Period, Sex
from alemap.errors import DefinitionError, MissingDataError, UsageError
from alemap.results.targets import GoalKind, GoalText, TargetBlock, TargetTable
from alemap.stats.multiple import benjamini_hochberg
from alemap.workflows.index_recipe import label_of
from alemap.workflows.reading import distinct, pick_period
from alemap.workflows.target_rows import Setting, draft, time_of
from alemap.workflows.target_scope import Wanted, scope_of, unknown
from alemap.workflows.target_series import TOGETHER, read_series
from alemap.workflows.target_verdict import verdict_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from alemap.results import AreaName
    from alemap.workflows.reading import Reader
    from alemap.workflows.target_scope import Scope
    from alemap.workflows.target_series import Series
    from alemap.workflows.target_verdict import Draft

_CONTAINERS = {
    "kommun": Label("övriga kommunen", "the rest of the municipality"),
    "lan": Label("övriga länet", "the rest of the county"),
    "riket": Label("övriga riket", "the rest of the country"),
}


def targets(
    reader: Reader,
    root: Path,
    names: Sequence[str] = (),
    *,
    areas: Sequence[str] = (),
    level: str | None = None,
    municipalities: Sequence[str] = (),
    period: str | None = None,
) -> TargetTable:
    """How far the targets have come: those named, or all that are for the areas asked for.

    `areas`, `level`: show the target in these areas instead of in those it is for. `period`: the figures of
    this period, or the year it ends in, as now; default the latest until the target is due.
    """
    check_period(period)
    wanted = wanted_of(reader, areas, level, municipalities)
    drafts: list[tuple[TargetBlock, list[Draft]]] = []
    used: list[str] = []
    for target in chosen_targets(root, names):
        scope = scope_of(reader, target, wanted)
        if scope is None:
            continue
        series = read_series(reader, target, scope)
        used += series.indicators
        drafts.append(_drafted(reader, target, scope, series, period))
    if not drafts:
        raise MissingDataError(
            "no target is for these areas", hint="`alemap targets` without options shows all targets"
        )
    confidence = reader.settings.comparison.confidence
    return TargetTable(
        tuple(_judged(block, rows, 1 - confidence) for block, rows in drafts),
        scope_names(reader, wanted),
        confidence,
        reader.sources(distinct(used)),
    )


def check_period(text: str | None) -> None:
    """UsageError for a period asked for that is none."""
    if text is not None and not is_period(text):
        raise UsageError("`{text}` is not a period", text=text, hint="a year, for instance: `--period 2023`")


def is_period(text: str) -> bool:
    """Whether a text is a period."""
    try:
        Period.parse(text)
    except ValueError:
        return False
    return True


def _judged(block: TargetBlock, drafts: Sequence[Draft], alpha: float) -> TargetBlock:
    """A target with its verdicts, changes away from the goal tested over its areas together."""
    p_values = np.array([np.nan if d.away is None else d.away for d in drafts], dtype=float)
    adjusted = benjamini_hochberg(p_values).tolist() if drafts else []
    rows = [replace(d.row, verdict=verdict_of(d, p, alpha)) for d, p in zip(drafts, adjusted, strict=True)]
    return replace(block, rows=tuple(rows))


def wanted_of(
    reader: Reader, areas: Sequence[str], level: str | None, municipalities: Sequence[str]
) -> Wanted:
    """The areas, level and municipalities that a user names; UsageError for what is not known."""
    if level is not None:
        reader.check_level(level)
    found = tuple(reader.find_area(text, (level,) if level else ()) for text in areas)
    if len({area.level for area in found}) > 1:
        raise UsageError(
            "the areas are of several levels: {levels}",
            levels=", ".join(sorted({area.level for area in found})),
            hint="name areas of one level at a time",
        )
    homes = [reader.find_area(text, ("kommun",)) for text in municipalities]
    for area in homes:
        if area.level != "kommun":
            raise UsageError(
                "`{area}` is not a municipality", area=area.name, hint="a target is for municipalities"
            )
    return Wanted(found, level, tuple(area.code for area in homes))


def scope_names(reader: Reader, wanted: Wanted) -> tuple[str, ...]:
    """What the title calls the areas."""
    if wanted.areas:
        return tuple(area.name for area in wanted.areas)
    codes = wanted.municipalities or tuple(reader.settings.project.municipalities)
    return tuple(area.name for area in reader.areas(codes).values())


def chosen_targets(root: Path, names: Sequence[str]) -> list[Target]:
    """The targets named, or all; UsageError for a name there is none of, MissingDataError without any."""
    found, documents, problems = read_folder(root, FOLDER, Target)
    problems += [each for key, target in found.items() for each in form_problems(documents[key], target)]
    if problems:
        raise DefinitionError(problems)
    if not found:
        raise MissingDataError(
            "the project has no targets", hint="write one in pipelines/targets, or see `--feasible INDICATOR`"
        )
    for name in names:
        if name not in found:
            raise UsageError(
                "`{name}` is not a known target", name=name, suggestion=suggest(name, found),
                known=", ".join(found), hint="targets: {known}",
            )  # fmt: skip
    return [found[name] for name in names or found]


def goal_of(target: Target, series: Series) -> GoalText:
    """The goal as it is put."""
    goal = target.goal
    if goal.change is not None:
        if series.measure.kind == "index":
            what = "`{name}` has its zero at the average: per cent of it mean nothing"
            raise unknown(target, series.measure.id, what, "AM904")
        return GoalText(GoalKind.CHANGE, goal.change)
    if goal.gap_closed is not None:
        return GoalText(GoalKind.GAP, goal.gap_closed, _CONTAINERS[goal.to or "kommun"])
    if goal.everyone:
        if series.whole is None:
            raise unknown(
                target, series.measure.id, "`{name}` is no share, so that it has no `everyone`", "AM904"
            )
        return GoalText(GoalKind.EVERYONE, series.whole)
    return GoalText(GoalKind.LEVEL, float(goal.level or 0))


def now_period(series: Series, target: Target, period: str | None) -> str | None:
    """The latest period with a figure after the base and until the target is due, or the one asked for."""
    base = pick_period(series.periods, target.base.period) or target.base.period
    known = [text for text in series.periods if time_of(base) < time_of(text) <= time_of(target.due)]
    return pick_period(known, period)


def group_of(target: Target) -> Label | None:
    """The group a target is for, if it is not for all."""
    sexes = {Sex.WOMEN.value: Label("kvinnor", "women"), Sex.MEN.value: Label("män", "men")}
    part = target.scope.breakdown
    names = [sexes[target.scope.sex]] if target.scope.sex in sexes else []
    if part != TOTAL:
        names.append(Label(part, part))
    if not names:
        return None
    return Label(", ".join(n.sv for n in names), ", ".join(n.en for n in names))


def keyed_areas(scope: Scope, series: Series, reader: Reader) -> list[tuple[AreaName, str]]:
    """The rows of a target: its areas, and after those of a municipality all of them together."""
    sums = [key for key in series.values if key.startswith(TOGETHER)]
    rows = [(area, area.code) for area in scope.areas]
    names = reader.areas([key.removeprefix(TOGETHER) for key in sums])
    for key in sums:
        home = key.removeprefix(TOGETHER)
        last = max(n for n, (_, code) in enumerate(rows) if scope.home.get(code) == home)
        rows.insert(last + 1, (names[home], key))
    return rows


def _drafted(
    reader: Reader, target: Target, scope: Scope, series: Series, period: str | None
) -> tuple[TargetBlock, list[Draft]]:
    goal = goal_of(target, series)
    now = now_period(series, target, period)
    setting = Setting(target, goal, series, now, reader.settings.comparison.confidence)
    rows = [draft(setting, area, key) for area, key in keyed_areas(scope, series, reader)]
    block = TargetBlock(
        target.id,
        label_of(target.name),
        series.measure,
        goal,
        target.base.period,
        target.due,
        (),
        target.measure.index or series.indicators[0],
        group_of(target),
        scope.picked,
        series.variables,
        label_of(target.definition),
        None if target.note is None else label_of(target.note),
        target.source,
        target.base.source or "",
        scope.why,
    )
    return block, rows
