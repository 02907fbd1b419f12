"""Before a target is set: the smallest change that could be told from chance in each area by then."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from alemap.errors import MissingDataError, UsageError
from alemap.results import NO_FIGURE
from alemap.results.targets import Basis, FeasibleBlock, FeasibleRow, FeasibleTable, GoalKind, GoalText, Why
from alemap.stats._arrays import normal_quantile
from alemap.stats.outlook import POWER, scatter, smallest_change
from alemap.values import dataclass
from alemap.workflows.index_recipe import label_of
from alemap.workflows.reading import distinct, pick_period
from alemap.workflows.target_rows import time_of, usable_values
from alemap.workflows.target_scope import Scope, scope_of
from alemap.workflows.target_series import TOGETHER, indicator_series, read_series
from alemap.workflows.targets import (
    check_period,
    chosen_targets,
    goal_of,
    is_period,
    keyed_areas,
    scope_names,
    wanted_of,
)
from alemap.workflows.trends import FEWEST_BARE, MOST_BARE

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from alemap.definitions.targets import Target
    from alemap.results import AreaName
    from alemap.workflows.reading import Reader, Value
    from alemap.workflows.target_scope import Wanted
    from alemap.workflows.target_series import Series

_HINT = "say `--due 2030`, for instance"


def feasible(
    reader: Reader,
    root: Path,
    names: Sequence[str] = (),
    *,
    due: str | None = None,
    areas: Sequence[str] = (),
    level: str | None = None,
    municipalities: Sequence[str] = (),
    period: str | None = None,
) -> FeasibleTable:
    """The smallest changes for targets, or for indicators that have none yet; without names all targets.

    `due`: by when, needed for indicators. `period`: the figures of this period as today's.
    """
    wanted = wanted_of(reader, areas, level, municipalities)
    check_period(period)
    if due is not None and not is_period(due):
        raise UsageError("`{due}` is no period", due=due, hint=_HINT)
    plain = [name for name in names if name in reader.indicators]
    others = [name for name in names if name not in plain]
    blocks: list[FeasibleBlock] = []
    used: list[str] = []
    for target in chosen_targets(root, others) if others or not names else []:
        scope = scope_of(reader, target, wanted)
        if scope is None:
            continue
        series = read_series(reader, target, scope)
        used += series.indicators
        block = _Block(reader, series, due or target.due, period, goal_of(target, series))
        blocks.append(block.made(target.id, target, scope))
    for name in plain:
        if due is None:
            raise UsageError("by when shall `{name}` change?", name=name, hint=_HINT)
        scope = _scope(reader, name, wanted)
        used.append(name)
        blocks.append(
            _Block(reader, indicator_series(reader, scope, name), due, period, None).made(name, None, scope)
        )
    if not blocks:
        raise MissingDataError(
            "no target is for these areas", hint="`alemap targets` without options shows all targets"
        )
    return FeasibleTable(
        tuple(blocks),
        scope_names(reader, wanted),
        reader.settings.comparison.confidence,
        POWER,
        reader.sources(distinct(used)),
    )


def _scope(reader: Reader, name: str, wanted: Wanted) -> Scope:
    """The areas of an indicator: those named, else those of the level in the municipalities."""
    reader.check_loaded(name)
    found = wanted.areas
    if not found:
        level = reader.choose_level(reader.levels_of(name), wanted.level, name)
        homes = wanted.municipalities or tuple(reader.settings.project.municipalities)
        codes = list(homes) if level == "kommun" else reader.scope(level, homes)[0]
        found = tuple(reader.areas(codes).values())
    return Scope(found, {area.code: area.code for area in found}, found[0].level)


@dataclass(frozen=True, slots=True)
class _Block:
    """What the rows of a block share."""

    reader: Reader
    series: Series
    due: str
    period: str | None
    goal: GoalText | None

    def made(self, key: str, target: Target | None, scope: Scope) -> FeasibleBlock:
        """The block with its rows."""
        now = pick_period(self.series.periods, self.period)
        rows = [
            self._row(area, code, now or "") for area, code in keyed_areas(scope, self.series, self.reader)
        ]
        measure = self.series.measure
        shown = (target.measure.index if target is not None else None) or self.series.indicators[0]
        name = measure.name if target is None else label_of(target.name)
        return FeasibleBlock(key, name, measure, self.goal, self.due, tuple(rows), shown, scope.why)

    def _row(self, area: AreaName, code: str, now_text: str) -> FeasibleRow:
        values = self.series.values.get(code, ())
        now = next((v.figure for v in values if v.period == now_text), NO_FIGURE)
        together = code.startswith(TOGETHER)
        if now.value is None:
            return FeasibleRow(area, now_text, now, None, None, 0, None, None, together=together)
        usable = usable_values(values, self.series, now_text)
        figures = self._figures_ahead(usable, now_text)
        error, basis = self._error(usable)
        change = along = None
        why = None
        if figures < 1:
            why = Why("no new figure until {period}", {"period": self.due})
        elif error is not None:
            confidence = self.reader.settings.comparison.confidence
            # the scatter about a line is itself an estimate, from few figures
            free = math.inf if basis is Basis.ENDS else min(len(usable), MOST_BARE) - 2.0
            change = smallest_change(error, confidence, free=free)
            along = smallest_change(error, confidence, figures, free) if figures > 1 else None
        wanted = self._wanted(now.value)
        return FeasibleRow(
            area, now_text, now, change, along, max(figures, 0), wanted, basis, why, together=together
        )

    def _figures_ahead(self, usable: Sequence[Value], now_text: str) -> int:
        """How many figures will have come by then, at the usual distance between the last ones."""
        times = [time_of(v.period) for v in usable]
        step = float(np.median(np.diff(times[-MOST_BARE:]))) if len(times) > 1 else 1.0
        return math.floor((time_of(self.due) - time_of(now_text)) / step + 1e-9)

    def _error(self, usable: Sequence[Value]) -> tuple[float | None, Basis | None]:
        """A figure's standard error: from its interval, else from how the figures scatter about a line."""
        now = usable[-1].figure
        if now.lower is not None and now.upper is not None:
            z = normal_quantile(self.reader.settings.comparison.confidence)
            error = (now.upper - now.lower) / (2 * z)
            # A figure in per cent of its own base has the errors of both in its interval.
            error /= math.sqrt(2) if self.series.based else 1.0
            return (error, Basis.ENDS) if error > 0 else (None, None)
        bare = usable[-MOST_BARE:]
        if len(bare) < FEWEST_BARE or self.series.based:
            return None, None
        figures = [v.figure.value for v in bare]
        return scatter([time_of(v.period) for v in bare], figures), Basis.SCATTER  # type: ignore[arg-type]

    def _wanted(self, now: float) -> float | None:
        if self.goal is None:
            return None
        if self.goal.kind is GoalKind.CHANGE:
            return now * self.goal.amount / 100
        if self.goal.kind is GoalKind.GAP:
            return -now * self.goal.amount / 100
        return self.goal.amount - now
