"""Gaps: how far apart the areas of a level lie, per indicator, and how unequal they are as a whole."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from alemap.domain import Kind, Polarity
from alemap.errors import MissingDataError
from alemap.results import Figure
from alemap.results.gaps import GapRow, GapTable
from alemap.stats._arrays import normal_quantile
from alemap.stats.differences import mover
from alemap.stats.dispersion import log_odds, log_odds_value, log_rate, log_value, spread
from alemap.stats.estimates import estimate
from alemap.stats.intervals import Interval
from alemap.stats.rounding import widened
from alemap.values import dataclass
from alemap.workflows.compare import named_indicators
from alemap.workflows.reading import distinct, no_period, pick_period
from alemap.workflows.vocabulary import count_not_loaded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alemap.results import AreaName
    from alemap.stats.dispersion import Spread
    from alemap.workflows.reading import Reader, Value
    from alemap.workflows.vocabulary import IndicatorInfo

FEWEST_AREAS = 2


@dataclass(frozen=True, slots=True)
class Field:
    """One indicator's figures over the areas of a level: those with a value, and how many there are."""

    info: IndicatorInfo
    period: str
    values: tuple[Value, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Ground:
    """Where the gaps are looked for: level, areas, and what the title calls them."""

    level: str
    areas: dict[str, AreaName]
    scope: tuple[str, ...]


def gaps(
    reader: Reader,
    targets: Sequence[str] = (),
    *,
    level: str | None = None,
    municipalities: Sequence[str] = (),
    period: str | None = None,
    top: int | None = None,
) -> GapTable:
    """The gap between worst and best area of each indicator, the largest spread beyond chance first.

    `targets`: indicators or categories, default all that have a bad side. Areas as in `rank`.
    MissingDataError when no indicator has two areas with a value.
    """
    names = named_indicators(reader, targets)
    ground = find_ground(reader, names, level, municipalities)
    fields = read_fields(reader, names, ground, period)
    confidence = reader.settings.comparison.confidence
    rows = [gap_row(field, ground, confidence) for field in fields]
    if not rows:
        raise MissingDataError(
            "no indicator has figures for two areas to set against each other",
            hint="`alemap list indicators` shows at which levels indicators have figures",
        )
    rows.sort(key=_order)
    shown = rows if top is None else rows[:top]
    return GapTable(
        level=reader.levels[ground.level][1],
        scope=ground.scope,
        period=period or "",
        confidence=confidence,
        rows=tuple(shown),
        total=len(rows),
        sources=reader.sources(distinct(row.measure.id for row in shown)),
        not_loaded=count_not_loaded(reader, names, [ground.level]),
    )


def find_ground(
    reader: Reader, names: Sequence[str], level: str | None, municipalities: Sequence[str]
) -> Ground:
    """The level asked for or the settings' own, and its areas in scope."""
    chosen = reader.choose_level(reader.levels_of(*names), level, ", ".join(names[:3]))
    codes, scope = reader.scope(chosen, municipalities)
    return Ground(chosen, reader.areas(codes), scope)


def read_fields(reader: Reader, names: Sequence[str], ground: Ground, period: str | None) -> list[Field]:
    """The figures of each indicator that has a value in at least two of the areas."""
    periods = reader.periods(ground.level)
    keys = [(name, time) for name in names if (time := pick_period(periods.get(name, []), period))]
    if len(names) == 1 and not keys:
        raise no_period(names[0], period, periods.get(names[0], []))
    found: dict[str, list[Value]] = {}
    for value in reader.values(keys, list(ground.areas)):
        if value.figure.status.has_value and value.figure.value is not None:
            found.setdefault(value.indicator, []).append(value)
    return [
        Field(reader.indicators[name], time, tuple(found[name]), len(ground.areas))
        for name, time in keys
        if len(found.get(name, ())) >= FEWEST_AREAS
    ]


def gap_row(field: Field, ground: Ground, confidence: float) -> GapRow:
    """The worst and the best area of one indicator; ties go to the first by name."""
    sign = field.info.measure.polarity.sign or 1
    ordered = sorted(
        field.values, key=lambda v: (-sign * (v.figure.value or 0.0), ground.areas[v.area].name, v.area)
    )
    worst, best = ordered[0], ordered[-1]
    pairs = len(ordered) * (len(ordered) - 1) // 2
    made = _difference(field.info, worst, best, confidence, pairs)
    ratio = None
    if worst.figure.value is not None and best.figure.value:
        ratio = worst.figure.value / best.figure.value
    found = spread_of(field, confidence)
    return GapRow(
        measure=field.info.measure,
        period=field.period,
        worst=ground.areas[worst.area],
        worst_figure=worst.figure,
        best=ground.areas[best.area],
        best_figure=best.figure,
        gap=made,
        ratio=ratio,
        factor=_number(found.factor),
        beyond_chance=_number(found.beyond_chance),
        valued=len(ordered),
        total=field.total,
    )


def _difference(info: IndicatorInfo, one: Value, other: Value, confidence: float, pairs: int) -> Figure:
    """Worst less best, with limits that hold for all pairs at once (Bonferroni).

    The two are chosen by their values, so the limits of a pair chosen beforehand would be too narrow.
    """
    strict = 1.0 - (1.0 - confidence) / pairs
    (a, la, ua), (b, lb, ub) = (_bounds(info, value, confidence, strict) for value in (one, other))
    made = mover(a, la, ua, b, lb, ub, strict)
    return Figure(float(made.difference), _number(float(made.lower)), _number(float(made.upper)))


def _bounds(
    info: IndicatorInfo, value: Value, confidence: float, strict: float
) -> tuple[float, float, float]:
    """A value with its limits at another confidence: from the counts, or the given limits stretched."""
    figure = value.figure
    centre = math.nan if figure.value is None else figure.value
    if figure.lower is None or figure.upper is None:
        return centre, math.nan, math.nan
    if value.numerator is None or value.denominator is None or info.kind in {Kind.PUBLISHED, Kind.MEAN}:
        factor = normal_quantile(strict) / normal_quantile(confidence)
        return centre, centre - factor * (centre - figure.lower), centre + factor * (figure.upper - centre)
    made = estimate(info.kind, value.numerator, value.denominator, info.multiplier, strict)
    error = (value.numerator_error or 0.0) / value.denominator * info.multiplier
    wide = widened(Interval(made.value, made.lower, made.upper), error, strict)
    return centre, float(wide.lower[0]), float(wide.upper[0])


def spread_of(field: Field, confidence: float) -> Spread:
    """The spread beyond chance: of log odds for shares and ratios of groups, else of logarithms."""
    with_interval = [v for v in field.values if v.figure.lower is not None and v.figure.upper is not None]
    counts = np.array([(v.numerator, v.denominator) for v in with_interval], dtype=float).reshape(-1, 2)
    # Where a source rounds, the interval says how sure the value is; the counts alone do not.
    exact = not np.isnan(counts).any() and not any(v.numerator_error for v in with_interval)
    kind = field.info.kind
    if exact and kind is Kind.SHARE:
        return spread(log_odds(counts[:, 0], counts[:, 1]))
    if exact and kind is Kind.RATIO:
        return spread(log_odds(counts[:, 0], counts.sum(axis=1)))
    if exact and kind is Kind.RATE:
        return spread(log_rate(counts[:, 0], counts[:, 1]))
    bounds = np.array(
        [(v.figure.value, v.figure.lower, v.figure.upper) for v in with_interval], dtype=float
    ).reshape(-1, 3)
    errors = (bounds[:, 2] - bounds[:, 1]) / (2.0 * normal_quantile(confidence))
    whole = whole_of(field.info)
    if whole is not None:
        return spread(log_odds_value(bounds[:, 0] / whole, errors / whole))
    return spread(log_value(bounds[:, 0], errors))


def whole_of(info: IndicatorInfo) -> float | None:
    """What the value of a share would be if it held for everybody; None for what is no share."""
    if info.kind is Kind.SHARE:
        return info.multiplier
    return 100.0 if info.kind is Kind.PUBLISHED and info.measure.unit.en == "%" else None


def _order(row: GapRow) -> tuple[int, float, str]:
    """The largest spread beyond chance first; without one, by the ratio; neutral ones last."""
    neutral = 2 if row.measure.polarity is Polarity.NEUTRAL else 0
    if row.factor is not None:
        return neutral, -row.factor, row.measure.id
    ratio = row.ratio if row.ratio and row.ratio > 0 else 1.0
    return neutral + 1, -max(ratio, 1 / ratio), row.measure.id


def _number(value: float) -> float | None:
    return None if math.isnan(value) else value
