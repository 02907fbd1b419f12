"""Did it change anything? An intervention's areas against others, on the stored indicators."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from alemap.domain import Verdict
from alemap.results.evaluation import (
    Alongside,
    Effect,
    EvaluationRow,
    EvaluationTable,
    Method,
    Mix,
    Reason,
    Refusal,
)
from alemap.stats._arrays import scipy_module
from alemap.stats.evaluation import difference_in_differences, interrupted_series
from alemap.stats.grouptest import (
    Inference,
    change_weights,
    group_test,
    least_p,
    minimum_detectable,
    slope_weights,
    suitable,
)
from alemap.stats.multiple import benjamini_hochberg
from alemap.stats.synthetic import placebos, synthetic_control
from alemap.stats.verdict import verdicts
from alemap.workflows.evaluation_panel import FEWEST_AREAS, Panel, months, read_panel
from alemap.workflows.trends import Course, read_courses

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from alemap.definitions.interventions import Intervention
    from alemap.results.evaluation import Setting
    from alemap.stats.grouptest import GroupTest
    from alemap.workflows.reading import Reader

    Floats = NDArray[np.float64]

BEFORE, AFTER = 2, 1
"""Periods a difference in differences needs: two before, so that it can be seen whether areas moved alike."""
ITS_BEFORE, ITS_AFTER = 6, 3
SYNTHETIC_BEFORE, DONORS = 5, 8
POWER = 0.8
LEAST_WEIGHT = 0.01


def evaluate(
    reader: Reader,
    setting: Setting,
    indicators: Sequence[str],
    command: str,
    register: Sequence[Intervention] = (),
) -> EvaluationTable:
    """Estimate the effect on each indicator by every method that the data can carry.

    `register`: the other interventions there are, to be named where they stand in the way. p-values are
    adjusted by Benjamini and Hochberg over the indicators; each keeps its own interval.
    """
    courses = read_courses(reader)
    rows = [_row(reader, setting, name, courses.get(name, Course()), register) for name in indicators]
    raw = [math.nan if row.main is None or row.main.p_value is None else row.main.p_value for row in rows]
    adjusted = benjamini_hochberg(np.array(raw))
    alpha = 1.0 - setting.confidence
    judged = []
    for row, p_value in zip(rows, adjusted.tolist(), strict=True):
        if row.main is None:
            verdict = Verdict.UNTESTED
        else:
            sign = row.measure.polarity.sign
            verdict = verdicts([row.main.value], sign, p_value=[p_value], alpha=alpha)[0]
        judged.append(replace(row, adjusted=None if math.isnan(p_value) else p_value, verdict=verdict))
    return EvaluationTable(setting, tuple(judged), command, reader.sources(indicators))


def _row(
    reader: Reader, setting: Setting, name: str, course: Course, register: Sequence[Intervention]
) -> EvaluationRow:
    measure = reader.indicators[name].measure
    codes = [area.code for area in setting.areas]
    others = [area.code for area in setting.others]
    panel = read_panel(reader, name, codes, others, setting.start, course)
    if isinstance(panel, Refusal):
        return EvaluationRow(measure, refusals=tuple((method, panel) for method in Method))
    effects: list[Effect] = []
    refusals: list[tuple[Method, Refusal]] = []
    mix = None
    for method in Method:
        refusal = _refusal(panel, method)
        if refusal is not None:
            refusals.append((method, refusal))
        elif method is Method.DID:
            effects.append(_difference(panel, setting.confidence))
        elif method is Method.SYNTHETIC:
            effect, mix = _synthetic(panel, reader)
            effects.append(effect)
        else:
            effects += _interrupted(panel, setting.confidence)
    return EvaluationRow(
        measure=measure,
        periods=panel.periods,
        after=tuple(panel.after.tolist()),
        treated=tuple(panel.treated.mean(axis=0).tolist()),
        others=tuple(panel.others.mean(axis=0).tolist()) if panel.other_areas else (),
        straddling=panel.straddling,
        compared=len(panel.other_areas),
        left_out=tuple((reader.areas([code])[code], status) for code, status in panel.left_out),
        effects=tuple(effects),
        refusals=tuple(refusals),
        pretrend=_pretrend(panel, setting.confidence),
        mix=mix,
        detectable=_detectable(panel, setting.confidence),
        pooled=panel.from_counts,
        size=panel.size,
        since_break=panel.since_break,
        alongside=tuple(_alongside(panel, setting, name, register)),
    )


def _alongside(
    panel: Panel, setting: Setting, name: str, register: Sequence[Intervention]
) -> Iterator[Alongside]:
    """Other interventions for the same indicator that began in some of the areas within the periods.

    What began before the first period, or in both groups alike, does not tell them apart.
    """
    first, last = months(panel.periods[0])[0], months(panel.periods[-1])[1]
    for each in register:
        if name not in each.indicators or each.start is None:
            continue
        if not first < months(each.start.text)[0] <= last:
            continue
        for group, ours in ((setting.areas, True), (setting.others, False)):
            areas = tuple(area.name for area in group if area.code in each.areas)
            if areas:
                yield Alongside(each.name, each.start.text, areas, ours)


def _refusal(panel: Panel, method: Method) -> Refusal | None:
    """Why a method cannot be used on a panel."""
    before, after = int((~panel.after).sum()), int(panel.after.sum())
    needs = {
        Method.DID: (BEFORE, AFTER, FEWEST_AREAS),
        Method.SYNTHETIC: (SYNTHETIC_BEFORE, AFTER, DONORS),
        Method.ITS: (ITS_BEFORE, ITS_AFTER, 0),
    }[method]
    if before < needs[0]:
        if panel.since_break is not None:
            return Refusal(Reason.BREAK, before, needs[0], panel.since_break)
        return Refusal(Reason.FEW_BEFORE, before, needs[0])
    if after < needs[1]:
        return Refusal(Reason.FEW_AFTER, after, needs[1])
    if len(panel.other_areas) < needs[2]:
        return Refusal(Reason.FEW_AREAS, len(panel.other_areas), needs[2])
    if method is Method.ITS and (panel.seasonal or not panel.even):
        return Refusal(Reason.SEASONS if panel.seasonal else Reason.UNEVEN)
    return None


def _effect(found: GroupTest, method: Method, what: str) -> Effect:
    def finite(limit: float) -> float | None:
        return limit if math.isfinite(limit) else None

    return Effect(
        method, what, found.effect, finite(found.lower), finite(found.upper), found.p_value,
        found.inference.value, found.choices,
    )  # fmt: skip


def _stacked(panel: Panel) -> tuple[Floats, NDArray[np.bool_]]:
    """All areas' values [areas, periods], and which are treated."""
    values = np.vstack([panel.treated, panel.others])
    return values, np.arange(len(values)) < len(panel.treated)


def _difference(panel: Panel, confidence: float) -> Effect:
    values, treated = _stacked(panel)
    error = None
    if suitable(len(panel.treated), len(panel.others)) is Inference.CLUSTER:
        areas, periods = values.shape
        long = difference_in_differences(
            values.ravel(),
            np.repeat(np.arange(areas), periods),
            np.tile(np.arange(periods), areas),
            np.repeat(treated, periods),
            np.tile(panel.after, areas),
        )
        error = long.cluster_error
    found = group_test(values @ change_weights(panel.after), treated, confidence, error=error)
    return _effect(found, Method.DID, "effect")


def _pretrend(panel: Panel, confidence: float) -> Effect | None:
    """The difference in yearly slope before the start; None where it cannot be tested."""
    before = ~panel.after
    if before.sum() < BEFORE or len(panel.other_areas) < FEWEST_AREAS:
        return None
    values, treated = _stacked(panel)
    slopes = values[:, before] @ slope_weights(panel.times[before])
    return _effect(group_test(slopes, treated, confidence), Method.DID, "slope")


def _detectable(panel: Panel, confidence: float) -> float | None:
    """The smallest effect seen with a chance of 80 %, by how the other areas' changes vary.

    None where the areas are so few that the test finds no effect, however large.
    """
    few = least_p(len(panel.treated), len(panel.others)) > 1.0 - confidence
    if few or _refusal(panel, Method.DID) is not None:
        return None
    spread = float((panel.others @ change_weights(panel.after)).std(ddof=1))
    return minimum_detectable(spread, len(panel.treated), len(panel.others), POWER, confidence)


def _synthetic(panel: Panel, reader: Reader) -> tuple[Effect, Mix]:
    control = synthetic_control(panel.pooled, panel.others, panel.after)
    tested = placebos(control, panel.others, panel.after)
    names = reader.areas(panel.other_areas)
    parts = sorted(zip(panel.other_areas, control.weights.tolist(), strict=True), key=lambda p: (-p[1], p[0]))
    mix = Mix(
        tuple((names[code], weight) for code, weight in parts if weight >= LEAST_WEIGHT),
        tuple(control.path.tolist()),
        control.fit,
        tested.rank,
        len(panel.other_areas) + 1,
    )
    effect = Effect(
        Method.SYNTHETIC, "effect", control.effect, None, None, tested.p_value, Inference.PLACEBO.value,
        len(panel.other_areas) + 1,
    )  # fmt: skip
    return effect, mix


def _interrupted(panel: Panel, confidence: float) -> list[Effect]:
    """Change of level and slope, and the two together in the last period."""
    number = len(panel.periods)
    lags = max(1, math.floor(4.0 * (number / 100.0) ** (2.0 / 9.0)))
    start = float(np.argmax(panel.after))
    found = interrupted_series(panel.pooled, np.arange(float(number)), start, lags)
    since = float(panel.after.sum())
    special = scipy_module("special")
    quantile = float(special.stdtrit(found.free, (1.0 + confidence) / 2.0))
    effects = []
    for what, weights in (("end", (1.0, since)), ("level", (1.0, 0.0)), ("slope", (0.0, 1.0))):
        mixed = np.array([0.0, 0.0, *weights])
        value = float(mixed @ found.coefficients)
        error = math.sqrt(max(float(mixed @ found.robust_covariance @ mixed), 0.0))
        p_value = float(2.0 * special.stdtr(found.free, -abs(value / error))) if error > 0 else None
        half = quantile * error
        tested = f"newey_west_{lags}"
        effects.append(Effect(Method.ITS, what, value, value - half, value + half, p_value, tested))
    return effects
