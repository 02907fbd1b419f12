"""Inequality: one indicator's areas by every measure of gap, spread and gradient that applies to it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from alemap.domain import TOTAL, Label, Polarity
from alemap.errors import MissingDataError, UsageError
from alemap.results.gaps import InequalityRow, InequalityTable
from alemap.stats._arrays import normal_quantile
from alemap.stats.gradient import concentration, linear_slope, slope_index
from alemap.stats.inequality import (
    Groups,
    Measure,
    attributable_fraction,
    attributable_risk,
    between_group_deviation,
    coefficient_of_variation,
    index_of_disparity,
    mean_difference,
    mean_log_deviation,
    theil,
)
from alemap.workflows.gaps import find_ground, gap_row, read_fields, whole_of
from alemap.workflows.reading import pick_period

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alemap.workflows.gaps import Field, Ground
    from alemap.workflows.reading import Reader
    from alemap.workflows.vocabulary import IndicatorInfo

_FEWEST_IN_ORDER = 3


def inequality(
    reader: Reader,
    name: str,
    *,
    level: str | None = None,
    municipalities: Sequence[str] = (),
    period: str | None = None,
) -> InequalityTable:
    """All measures of inequality of one indicator between the areas of a level.

    Areas weigh by those the indicator is about (its denominator), else by residents, else alike. The
    gradient runs along the default index of the same level, where the areas have one. UsageError for an
    indicator whose lowest value is no better or worse end; MissingDataError with fewer than two areas.
    """
    info = reader.indicators[name]
    reader.check_loaded(name)
    if info.measure.polarity is Polarity.NEUTRAL:
        raise UsageError(
            "`{name}` has no bad side, so its inequality has no direction",
            name=name,
            hint="`alemap gaps` with its category shows the gap between the highest and the lowest area",
        )
    ground = find_ground(reader, [name], level, municipalities)
    fields = read_fields(reader, [name], ground, period)
    if not fields:
        raise MissingDataError(
            "fewer than two areas have a value of `{name}`",
            name=name,
            hint="take a level or more municipalities with `--level` and `--municipality`",
        )
    field = fields[0]
    confidence = reader.settings.comparison.confidence
    gap = gap_row(field, ground, confidence)
    people, weights = _weights(reader, field)
    order, named = _order(reader, field, ground)
    rows = [
        _row("group_difference", "difference", gap.gap.value, gap.gap.lower, gap.gap.upper),
        _row("group_ratio", "", gap.ratio, None, None),
        *_spread_rows(_groups(field, people, confidence, None), info, confidence),
        *(_gradient_rows(_groups(field, people, confidence, order), info, confidence) if named else ()),
    ]
    return InequalityTable(
        measure=info.measure,
        level=reader.levels[ground.level][1],
        scope=ground.scope,
        period=field.period,
        confidence=confidence,
        rows=tuple(rows),
        gap=gap,
        order=named,
        in_order=named is not None and _is_member(reader, name),
        weights=weights,
        sources=reader.sources([name]),
    )


def _weights(reader: Reader, field: Field) -> tuple[list[float], Label]:
    """How many persons each area stands for, and what they are called."""
    counts = [value.denominator for value in field.values]
    if all(counts):
        return [float(n) for n in counts if n is not None], Label(
            "nämnaren (dem indikatorn gäller)", "the denominator (those the indicator is about)"
        )
    codes = [value.area for value in field.values]
    residents = _residents(reader, codes)
    if all(code in residents for code in codes):
        return [residents[code] for code in codes], Label("invånare", "residents")
    return [1.0] * len(codes), Label("alla områden lika", "all areas alike")


def _residents(reader: Reader, codes: Sequence[str]) -> dict[str, float]:
    if not reader.store.has("core_population"):
        return {}
    rows = reader.store.rows(
        f"SELECT area_code, arg_max(persons, period) FROM core_population WHERE sex = '{TOTAL}'"  # noqa: S608
        f" AND age = '{TOTAL}' AND persons > 0 AND list_contains(?, area_code) GROUP BY area_code",
        [list(codes)],
    )
    return {code: float(persons) for code, persons in rows}


def _order(reader: Reader, field: Field, ground: Ground) -> tuple[list[float], Label | None]:
    """Each area's place from the most to the least exposed by the default index; NaN without a value."""
    default = next((key for key, (_, is_default) in reader.indexes.items() if is_default), None)
    none = [math.nan] * len(field.values)
    if default is None:
        return none, None
    found = reader.store.rows(
        f"SELECT period, area_code, value FROM mart_index WHERE index_id = ? AND category = '{TOTAL}'"  # noqa: S608
        " AND level = ? AND value IS NOT NULL AND list_contains(?, area_code) ORDER BY period",
        [default, ground.level, [value.area for value in field.values]],
    )
    last = pick_period(sorted({row[0] for row in found}), None)
    # The index counts up towards risk; the gradient runs from the most exposed to the least.
    places = {area: -value for time, area, value in found if time == last}
    order = [places.get(value.area, math.nan) for value in field.values]
    if np.isfinite(order).sum() < _FEWEST_IN_ORDER:
        return none, None
    return order, reader.indexes[default][0]


def _is_member(reader: Reader, name: str) -> bool:
    rows = reader.store.rows(
        "SELECT 1 FROM seed.index_member AS m JOIN seed.index_definition AS d ON d.index_id = m.index_id"
        " WHERE d.is_default AND m.indicator = ? LIMIT 1",
        [name],
    )
    return bool(rows)


def _groups(
    field: Field, people: Sequence[float], confidence: float, order: Sequence[float] | None
) -> Groups:
    bounds = np.array([(v.figure.value, v.figure.lower, v.figure.upper) for v in field.values], dtype=float)
    errors = (bounds[:, 2] - bounds[:, 1]) / (2.0 * normal_quantile(confidence))
    value = bounds[:, 0]
    if order is not None:
        value = np.where(np.isnan(np.array(order)), np.nan, value)
    return Groups.of(
        value,
        people,
        errors,
        high_is_good=field.info.measure.polarity is Polarity.HIGHER_IS_BETTER,
        order=order,
    )


def _spread_rows(groups: Groups, info: IndicatorInfo, confidence: float) -> list[InequalityRow]:
    rows = [
        _measure("between_group_deviation", "difference", between_group_deviation(groups), confidence),
        _measure("coefficient_of_variation", "%", coefficient_of_variation(groups), confidence),
        _measure("mean_difference", "difference", mean_difference(groups), confidence),
        _measure("mean_difference_best", "difference", mean_difference(groups, "best"), confidence),
        _measure("index_of_disparity", "%", index_of_disparity(groups), confidence),
    ]
    if np.all(groups.value >= 0):
        rows += [
            _measure("theil", "per mille", theil(groups), confidence),
            _measure("mean_log_deviation", "per mille", mean_log_deviation(groups), confidence),
        ]
    whole = whole_of(info)
    if whole is not None:
        rows += [
            _measure("attributable_risk", "difference", attributable_risk(groups, whole), confidence),
            _measure("attributable_fraction", "%", attributable_fraction(groups, whole), confidence),
        ]
    return rows


def _gradient_rows(groups: Groups, info: IndicatorInfo, confidence: float) -> list[InequalityRow]:
    """The slope between the ends of the order, and how the value gathers along it."""
    by = np.argsort(np.asarray(groups.order, dtype=float), kind="stable")
    value, people, errors = groups.value[by], groups.population[by], groups.standard_error[by]
    # Positive where the exposed end is worse off, whichever way the indicator counts.
    worse_first = not groups.high_is_good
    if np.isnan(errors).any():
        slope = linear_slope(groups, confidence)
        turn = -1.0 if worse_first else 1.0
        low, high = sorted((turn * slope.lower, turn * slope.upper))
        rows = [_row("slope_index", "difference", turn * slope.value, low, high)]
    else:
        made = slope_index(
            people, value, standard_error=errors, high_first=worse_first, confidence=confidence
        )
        rows = [
            _row("slope_index", "difference", made.slope.value, made.slope.lower, made.slope.upper),
            _row("relative_index", "", made.relative.value, made.relative.lower, made.relative.upper),
        ]
    whole = whole_of(info)
    found = concentration(groups, "erreygers", highest=whole) if whole is not None else concentration(groups)
    kind = "concentration_bounded" if whole is not None else "concentration"
    return [*rows, _measure(kind, "", found, confidence)]


def _measure(kind: str, unit: str, found: Measure, confidence: float) -> InequalityRow:
    """A measure with normal limits at the table's confidence."""
    half = normal_quantile(confidence) * found.standard_error
    return _row(kind, unit, found.value, found.value - half, found.value + half)


def _row(
    kind: str, unit: str, value: float | None, lower: float | None, upper: float | None
) -> InequalityRow:
    return InequalityRow(kind, unit, _number(value), _number(lower), _number(upper))


def _number(value: float | None) -> float | None:
    return None if value is None or not math.isfinite(value) else float(value)
