"""Could it be seen? The smallest effect that an evaluation would find, before the intervention begins."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from alemap.domain import Kind
from alemap.results.evaluation import PowerRow, PowerTable, Reason, Refusal
from alemap.stats.grouptest import least_p, minimum_detectable, spread_of_changes
from alemap.workflows.evaluation_panel import FEWEST_AREAS, read_panel
from alemap.workflows.trends import Course, read_courses

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from alemap.results import Measure
    from alemap.results.evaluation import Setting
    from alemap.workflows.evaluation_panel import Panel
    from alemap.workflows.reading import Reader

LONGEST = 5
"""Periods of follow-up at most."""
FEWEST_PERIODS = 2


def power(reader: Reader, setting: Setting, indicators: Sequence[str], share: float) -> PowerTable:
    """For each indicator and 1, 2, ... periods after: the smallest effect seen with a chance of `share`.

    Rests on the periods before the start alone, or on all there are where there is no start.
    """
    courses = read_courses(reader)
    rows: list[PowerRow] = []
    refusals: list[tuple[Measure, Refusal]] = []
    for name in indicators:
        panel = read_panel(
            reader,
            name,
            [area.code for area in setting.areas],
            [area.code for area in setting.others],
            setting.start or None,
            courses.get(name, Course()),
        )
        refusal = panel if isinstance(panel, Refusal) else _refusal(panel)
        if refusal is not None:
            refusals.append((reader.indicators[name].measure, refusal))
        elif not isinstance(panel, Refusal):
            rows += _rows(panel, setting, share)
    least = least_p(len(setting.areas), len(setting.others))
    return PowerTable(setting, share, least, tuple(rows), tuple(refusals), reader.sources(indicators))


def _refusal(panel: Panel) -> Refusal | None:
    known = int((~panel.after).sum())
    if known < FEWEST_PERIODS:
        if panel.since_break is not None:
            return Refusal(Reason.BREAK, known, FEWEST_PERIODS, panel.since_break)
        return Refusal(Reason.FEW_BEFORE, known, FEWEST_PERIODS)
    if len(panel.other_areas) < FEWEST_AREAS:
        return Refusal(Reason.FEW_AREAS, len(panel.other_areas), FEWEST_AREAS)
    return None


def _rows(panel: Panel, setting: Setting, share: float) -> Iterator[PowerRow]:
    known = ~panel.after
    history = np.vstack([panel.treated, panel.others])[:, known]
    periods = history.shape[1]
    level = float(panel.pooled[known][-1])
    treated, others = len(panel.treated), len(panel.others)
    # with so few areas no effect is told from chance, however large
    few = least_p(treated, others) > 1.0 - setting.confidence
    people = float(panel.people[known][-1])
    # those who answered a survey are not those who live there
    counted = (
        panel.info.kind in {Kind.SHARE, Kind.RATE}
        and panel.info.measure.register_uncertainty is not None
        and not math.isnan(people)
    )
    for after in range(1, min(LONGEST, periods - 1) + 1):
        before = periods - after
        spread = spread_of_changes(history, before, after)
        smallest = None if few else minimum_detectable(spread, treated, others, share, setting.confidence)
        yield PowerRow(
            measure=panel.info.measure,
            after=after,
            before=before,
            areas=treated + others,
            level=level,
            spread=spread,
            detectable=smallest,
            relative=smallest / abs(level) if level and smallest is not None else None,
            persons=smallest / panel.info.multiplier * people if counted and smallest is not None else None,
        )
