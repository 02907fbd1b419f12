"""Explain: why an area's index differs from others', indicator by indicator, and what a weight decides."""

from __future__ import annotations

import math
from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

from alemap.definitions.suggest import suggest
from alemap.domain import TOTAL, Label, Polarity, Status
from alemap.errors import MissingDataError, UsageError
from alemap.results import NO_FIGURE, Measure
from alemap.results.explain import Account, AccountRow, WhatIf
from alemap.stats.ranks import rank_worst_first
from alemap.values import dataclass
from alemap.workflows.hindsight import no_index
from alemap.workflows.index_recipe import read_recipe
from alemap.workflows.reading import pick_period

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from alemap.results import AreaName, Figure
    from alemap.workflows.reading import Reader

    Floats = NDArray[np.float64]

_DECIMALS = 2


@dataclass(frozen=True, slots=True)
class _Part:
    """One member of the index in one area; `contribution` None where the area has no value of it."""

    category: str
    indicator: str
    period: str
    score: float | None
    contribution: float | None
    status: Status


@dataclass(frozen=True, slots=True)
class _Accounts:
    """The accounts of all areas that the index is given for, with its values and the areas' weights."""

    index: str
    group: str
    level: str
    year: str
    values: Mapping[str, float]
    parts: Mapping[str, tuple[_Part, ...]]
    weights: Mapping[str, float]


def explain(
    reader: Reader,
    area: str,
    target: str | None = None,
    *,
    against: str | None = None,
    weights: Mapping[str, float] | None = None,
    level: str | None = None,
    period: str | None = None,
) -> Account:
    """The difference in an index (or one of its categories) between an area and others, as a sum.

    `against`: another area of the same level; none: the other areas the index is given for, weighed as
    the index weighs them. `weights`: indicator to factor, each tried alone. UsageError for an index that
    is no weighted sum; MissingDataError where one of the sides has no value.
    """
    index, group = _index_of(reader, target)
    levels = [row[0] for row in reader.store.rows(
        "SELECT DISTINCT level FROM mart_index WHERE index_id = ? AND category = ?", [index, group]
    )]  # fmt: skip
    place = reader.named_area(area, level, levels)
    accounts = _read(reader, index, group, place, period)
    other = None if against is None else reader.find_area(against, (place.level,))
    if other == place:
        raise UsageError("`{area}` cannot be compared with itself", area=place.name)
    if other is not None and other.level != place.level:
        raise UsageError(
            "`{area}` and `{other}` are areas of different levels, whose indexes are different scales",
            area=place.name,
            other=other.name,
            hint="name another area of the same level with `--against`",
        )
    for one in (place, other):
        if one is not None and one.code not in accounts.values:
            raise MissingDataError(
                "`{area}` has no value of `{index}` for {period}",
                area=one.name,
                index=index if group == TOTAL else group,
                period=accounts.year,
                hint="`alemap rank` names the areas without value and says why",
            )
    there = _others(accounts, place.code) if other is None else _contributions(accounts.parts[other.code])
    there_value = sum(there.values())
    rows, absent = _rows(reader, accounts, place, other, there)
    label = Label("övriga områden", "other areas") if other is None else Label(other.name, other.name)
    return Account(
        index=_measure(reader, index, group),
        area=place,
        against=label,
        period=accounts.year,
        here=accounts.values[place.code],
        there=there_value,
        rows=tuple(sorted(rows, key=lambda row: (-abs(row.difference), row.measure.id))),
        absent=absent,
        what_if=tuple(
            _what_if(reader, accounts, place.code, name, factor) for name, factor in (weights or {}).items()
        ),
        sources=reader.sources([row.measure.id for row in rows]),
    )


def read_weights(texts: Sequence[str]) -> dict[str, float]:
    """Weights as typed, `INDICATOR=FACTOR`; UsageError for a factor that is no number of 0 or more."""
    weights = {}
    for text in texts:
        name, _, number = text.partition("=")
        try:
            factor = float(number.replace(",", "."))
        except ValueError:
            factor = -1.0
        if not 0 <= factor < math.inf:
            raise UsageError(
                "`{text}` is no weight", text=text, hint="write `INDICATOR=0.5` for half its weight"
            )
        weights[name] = factor
    return weights


def _index_of(reader: Reader, target: str | None) -> tuple[str, str]:
    """The index and the part of it that a name means: an index, or a category of the default one."""
    default = next((key for key, (_, is_default) in reader.indexes.items() if is_default), None)
    if target is not None and target in reader.indexes:
        return target, TOTAL
    if default is not None and (target is None or target in reader.categories):
        return default, target or TOTAL
    raise reader.not_found(target or "")


def _read(reader: Reader, index: str, group: str, place: AreaName, period: str | None) -> _Accounts:
    found = reader.store.rows(
        "SELECT period, area_code, value FROM mart_index WHERE index_id = ? AND category = ? AND level = ?"
        " AND value IS NOT NULL ORDER BY period, area_code",
        [index, group, place.level],
    )
    years = sorted({row[0] for row in found})
    year = pick_period(years, period)
    if year is None:
        raise no_index(reader, index, group, period, years)
    values = {area: value for time, area, value in found if time == year}
    column = "contribution" if group == TOTAL else "category_contribution"
    rows = reader.store.rows(
        f"SELECT area_code, category, indicator, indicator_period, score, {column}, status"  # noqa: S608
        f" FROM index_part WHERE index_id = ? AND level = ? AND period = ? AND ? IN ('{TOTAL}', category)"
        " ORDER BY area_code, category, indicator",
        [index, place.level, year, group],
    )
    parts: dict[str, list[_Part]] = defaultdict(list)
    for area, category, indicator, time, score, contribution, status in rows:
        parts[area].append(_Part(category, indicator, time, score, contribution, Status(status)))
    if not any(part.contribution is not None for members in parts.values() for part in members):
        raise UsageError(
            "`{index}` is no weighted sum of its indicators, so a difference in it has no exact account",
            index=index,
            hint="`alemap compare --area` shows the area's indicators one by one",
        )
    return _Accounts(
        index, group, place.level, year, values, {k: tuple(v) for k, v in parts.items()},
        _weights(reader, place.level),
    )  # fmt: skip


def _weights(reader: Reader, level: str) -> dict[str, float]:
    """Residents of each area in the latest period, as the index weighs its reference areas."""
    if not reader.store.has("core_population"):
        return {}
    return dict(
        reader.store.rows(
            "SELECT area_code, arg_max(persons, period) FROM core_population"  # noqa: S608 - a constant
            f" WHERE level = ? AND sex = '{TOTAL}' AND age = '{TOTAL}' AND persons IS NOT NULL"
            " GROUP BY area_code",
            [level],
        )
    )


def _contributions(parts: Sequence[_Part]) -> dict[str, float]:
    return {part.indicator: part.contribution for part in parts if part.contribution is not None}


def _others(accounts: _Accounts, code: str) -> dict[str, float]:
    """The mean contribution of each indicator in all other areas, weighed as the comparator is."""
    others = [area for area in accounts.values if area != code]
    weight = {area: accounts.weights.get(area, 0.0) for area in others}
    total = sum(weight.values())
    if total <= 0:
        raise MissingDataError(
            "there are no other areas to compare with", hint="name an area with `--against`"
        )
    mean: dict[str, float] = defaultdict(float)
    for area in others:
        for indicator, value in _contributions(accounts.parts[area]).items():
            mean[indicator] += value * weight[area] / total
    return mean


def _rows(
    reader: Reader, accounts: _Accounts, place: AreaName, other: AreaName | None, there: Mapping[str, float]
) -> tuple[list[AccountRow], tuple[tuple[Measure, Status], ...]]:
    parts = accounts.parts[place.code]
    codes = [place.code, *([other.code] if other else [])]
    keys = [(part.indicator, part.period) for part in parts]
    figures = {(v.indicator, v.area): v.figure for v in reader.values(keys, codes)}
    rows = []
    absent: list[tuple[Measure, Status]] = []
    for part in parts:
        measure = reader.indicators[part.indicator].measure
        if part.contribution is None:
            absent.append((measure, part.status))
        if part.contribution is None and part.indicator not in there:
            continue
        rows.append(
            AccountRow(
                category=reader.categories[part.category].short,
                measure=measure,
                period=part.period,
                figure=_figure(figures, part.indicator, place.code),
                other=_figure(figures, part.indicator, other.code) if other else None,
                here=part.contribution or 0.0,
                there=there.get(part.indicator, 0.0),
            )
        )
    return rows, tuple(absent)


def _figure(figures: Mapping[tuple[str, str], Figure], indicator: str, code: str) -> Figure:
    return figures.get((indicator, code), NO_FIGURE)


def _what_if(reader: Reader, accounts: _Accounts, code: str, name: str, factor: float) -> WhatIf:
    """The index of every area with one weight changed, and where the area stands then."""
    members = {part.indicator for parts in accounts.parts.values() for part in parts}
    if name not in members:
        raise UsageError(
            "`{name}` is no member of `{index}` here",
            name=name,
            index=accounts.index if accounts.group == TOTAL else accounts.group,
            suggestion=suggest(name, members),
            hint="`alemap explain AREA` lists the members",
        )
    recipe = read_recipe(reader.store, accounts.index)
    if recipe.rules.form != "composite" or recipe.rules.aggregation != "mean":
        raise UsageError(
            "`{index}` is no weighted mean, so no weight can be tried",
            index=accounts.index,
            hint="`alemap show {index}` says how it is reckoned",
        )
    areas = list(accounts.values)
    now = [accounts.values[area] for area in areas]
    then = [_reweighed(accounts.parts[area], name, factor) for area in areas]
    at = areas.index(code)
    sign = 1.0 if recipe.rules.high_is_worse else -1.0
    return WhatIf(
        measure=reader.indicators[name].measure,
        factor=factor,
        value=then[at],
        now=now[at],
        rank=int(rank_worst_first(np.array(then), sign)[at]),
        rank_now=int(rank_worst_first(np.array(now), sign)[at]),
        ranked=len(areas),
    )


def _reweighed(parts: Sequence[_Part], name: str, factor: float) -> float:
    """The index of one area when one indicator weighs `factor` times as much within its category.

    What the category weighs in the index stays as it is, and is shared anew by its members; a category
    left without weight gives its own to the others.
    """
    groups: dict[str, list[_Part]] = defaultdict(list)
    for part in parts:
        if part.contribution is not None and part.score is not None:
            groups[part.category].append(part)
    total = used = whole = 0.0
    for members in groups.values():
        before = _member_weights(members)
        scores = np.array([part.score for part in members], dtype=float)
        after = before * np.array([factor if part.indicator == name else 1.0 for part in members])
        whole += float(before.sum())
        if after.sum() > 0:
            used += float(before.sum())
            total += float(after @ scores) / float(after.sum()) * float(before.sum())
    return total * whole / used if used else 0.0


def _member_weights(members: Sequence[_Part]) -> Floats:
    """What each member weighs in the index: its contribution over its score; at score 0 the others' mean."""
    known = [(part.contribution or 0.0) / part.score for part in members if part.score]
    usual = float(np.mean(known)) if known else 1.0
    return np.array([(part.contribution or 0.0) / part.score if part.score else usual for part in members])


def _measure(reader: Reader, index: str, group: str) -> Measure:
    name = reader.indexes[index][0] if group == TOTAL else reader.categories[group].name
    none = Label("", "")
    worse = read_recipe(reader.store, index).rules.high_is_worse
    return Measure(
        index if group == TOTAL else group, name, name, none, none, _DECIMALS,
        Polarity.HIGHER_IS_WORSE if worse else Polarity.HIGHER_IS_BETTER, "index",
    )  # fmt: skip
