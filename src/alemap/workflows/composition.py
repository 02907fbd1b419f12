"""Composition: how much of a difference is who makes up the area, and how much is how they fare."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from alemap.definitions.suggest import suggest
from alemap.domain import TOTAL, Kind, Label, Period, Sex, Status
from alemap.errors import MissingDataError, UsageError
from alemap.results import Figure
from alemap.results.explain import Composition, StratumRow
from alemap.stats.decomposition import kitagawa
from alemap.stats.suppression import primary
from alemap.values import dataclass
from alemap.workflows.comparing import comparator_label, containers_of
from alemap.workflows.reading import no_period, pick_period

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from alemap.results import AreaName
    from alemap.workflows.reading import Reader, Value
    from alemap.workflows.vocabulary import IndicatorInfo

STRATA = {
    "sex": Label("kön", "sex"),
    "category": Label("grupp", "group"),
    "parts": Label("delområde", "part of the area"),
}
"""What a value can be split by, and what the strata are called."""

_SEX_NAMES = {Sex.WOMEN.value: Label("Kvinnor", "Women"), Sex.MEN.value: Label("Män", "Men")}
_SAME = 1e-6
_PART_LEVELS = ("deso", "regso", "valdistrikt", "kommun")


@dataclass(frozen=True, slots=True)
class _Side:
    """One side of the comparison: counts per stratum, and the whole they add up to."""

    counts: Mapping[str, tuple[float, float]]
    figure: Figure


def composition(
    reader: Reader,
    area: str,
    indicator: str,
    *,
    against: str | None = None,
    by: str | None = None,
    level: str | None = None,
    period: str | None = None,
) -> Composition:
    """Split the difference in an indicator into composition and value (Kitagawa), without remainder.

    `against`: another area or an earlier period; none: the rest of the municipality. `by`: `sex`,
    `category` (the indicator's own breakdown), `parts` (the areas that make up the area; against a
    period, for two areas share no parts), or an indicator that sorts the parts into classes; none: the
    first that both sides have whole. UsageError for an
    indicator without counts; MissingDataError where strata are suppressed or do not add up.
    """
    info = reader.indicators[indicator]
    if info.kind is Kind.PUBLISHED:
        raise UsageError(
            "`{name}` is published as a value without counts, so it cannot be split",
            name=indicator,
            hint="`alemap show {name}` says how it is made",
        )
    place = reader.named_area(area, level, reader.levels_of(indicator))
    known = reader.periods(place.level).get(indicator, [])
    now = pick_period(known, period)
    if now is None:
        raise no_period(indicator, period, known)
    then, other = _other_side(reader, place, against, known)
    label = _label(reader, place, other, then)
    kinds = [by] if by is not None else [*(["parts"] if then else []), "category", "sex"]
    refusal: MissingDataError | None = None
    for kind in kinds:
        _check_kind(reader, kind, then, known)
        try:
            here = _side(reader, info, place.code, now, kind)
            if then is not None:
                there = _side(reader, info, place.code, then, kind)
            elif other is not None:
                there = _side(reader, info, other.code, now, kind)
            else:
                there = _rest(reader, info, place, now, kind, here)
        except MissingDataError as error:
            refusal = error
        else:
            return _made(reader, info, place, label, now, kind, here, there)
    raise refusal or MissingDataError("`{name}` has no breakdown", name=indicator)


def _check_kind(reader: Reader, kind: str, then: str | None, known: Sequence[str]) -> None:
    if kind == "parts" and then is None:
        raise UsageError(
            "two areas share no parts, so `--by parts` needs an earlier period to compare with",
            hint="give one with `--against`: {periods}",
            periods=", ".join(known),
        )
    if kind not in STRATA and kind not in reader.indicators:
        raise UsageError(
            "`{kind}` is nothing to split by",
            kind=kind,
            suggestion=suggest(kind, [*STRATA, *reader.indicators]),
            hint="`sex`, `category`, `parts`, or an indicator that sorts areas into classes",
        )


def _other_side(
    reader: Reader, place: AreaName, against: str | None, known: Sequence[str]
) -> tuple[str | None, AreaName | None]:
    """The earlier period or the other area to compare with; neither: the rest of the whole."""
    if against is None:
        return None, None
    try:
        Period.parse(against)
    except ValueError:
        return None, reader.find_area(against, (place.level,))
    then = pick_period(known, against)
    if then is None:
        raise no_period(place.name, against, known)
    return then, None


def _label(reader: Reader, place: AreaName, other: AreaName | None, then: str | None) -> Label:
    if then is not None:
        return Label(then, then)
    if other is not None:
        return Label(other.name, other.name)
    container = _container(place)
    whole = containers_of(reader, [place.code], container).get(place.code, "")
    names = tuple(area.name for area in reader.areas([whole]).values())
    return comparator_label(container, names, rest_of=True)


def _container(place: AreaName) -> str:
    return "riket" if place.level in {"kommun", "lan"} else "kommun"


def _side(reader: Reader, info: IndicatorInfo, code: str, period: str, kind: str) -> _Side:
    """The strata of an area in a period; MissingDataError where they are not there, whole and open."""
    values = [v for v in reader.all_values(info.measure.id, [code]) if v.period == period]
    whole = next((v for v in values if (v.sex, v.category) == (TOTAL, TOTAL)), None)
    if whole is None or whole.numerator is None or not whole.denominator:
        raise _closed(reader, info, code, period, whole)
    strata: dict[str, list[Value]] = {}
    if kind == "sex":
        strata = {v.sex: [v] for v in values if v.category == TOTAL and v.sex != TOTAL}
    elif kind == "category":
        strata = {v.category: [v] for v in values if v.sex == TOTAL and v.category != TOTAL}
    elif kind == "parts":
        strata = {v.area: [v] for v in _parts(reader, info, code, period, _PART_LEVELS)}
    else:
        strata = _classes(reader, info, code, period, kind)
    name = _strata_name(reader, kind)
    if len(strata) < 2:  # noqa: PLR2004 - one stratum splits nothing
        raise MissingDataError(
            "`{indicator}` has no breakdown by {strata} in {area}, {period}",
            indicator=info.measure.id,
            strata=name,
            area=reader.areas([code])[code].name,
            period=period,
            hint="choose another with `--by`: sex, category, parts, or an indicator that sorts areas",
        )
    counts: dict[str, tuple[float, float]] = {}
    for key, members in strata.items():
        shut = next((v for v in members if v.numerator is None or v.denominator is None), None)
        if shut is not None:
            raise _closed(reader, info, shut.area, period, shut)
        counts[key] = (sum(v.numerator or 0.0 for v in members), sum(v.denominator or 0.0 for v in members))
    top, bottom = (sum(pair[n] for pair in counts.values()) for n in (0, 1))
    if abs(top - whole.numerator) > _SAME * max(top, 1) or abs(bottom - whole.denominator) > _SAME * bottom:
        raise MissingDataError(
            "the breakdown of `{indicator}` by {strata} does not add up to {area}, {period}",
            indicator=info.measure.id,
            strata=name,
            area=reader.areas([code])[code].name,
            period=period,
            hint="a part is missing at the source: `alemap show {indicator} --area` shows the figures",
        )
    return _Side(counts, whole.figure)


def _closed(
    reader: Reader, info: IndicatorInfo, code: str, period: str, value: Value | None
) -> MissingDataError:
    """The refusal where a count is suppressed or missing: an account would give it away, or be false."""
    status = value.figure.status if value is not None else Status.MISSING
    template = "the difference in `{indicator}` cannot be split: a figure of {area} in {period} is missing"
    if status is Status.SUPPRESSED:
        template = (
            "the difference in `{indicator}` cannot be split: a figure of {area} in {period} is suppressed"
        )
    return MissingDataError(
        template,
        indicator=info.measure.id,
        area=reader.areas([code])[code].name,
        period=period,
        hint="`alemap show {indicator} --area` shows which figures there are",
    )


def _strata_name(reader: Reader, kind: str) -> Label:
    return STRATA[kind] if kind in STRATA else reader.indicators[kind].measure.short


def _parts(reader: Reader, info: IndicatorInfo, code: str, period: str, levels: Sequence[str]) -> list[Value]:
    """The figures of the smallest areas (of `levels`, in order) that the area is made of, if all have one."""
    rows = reader.store.rows(
        "SELECT part_level, part_code FROM seed.area_part WHERE whole_code = ? AND part_code <> ?"
        " ORDER BY 1, 2",
        [code, code],
    )
    having = set(reader.levels_of(info.measure.id))
    for level in levels:
        codes = [part for found, part in rows if found == level]
        if codes and level in having:
            values = reader.values([(info.measure.id, period)], codes)
            if len(values) == len(codes):
                return values
    return []


def _classes(
    reader: Reader, info: IndicatorInfo, code: str, period: str, classes: str
) -> dict[str, list[Value]]:
    """The parts of an area by the class that another indicator puts them in, in its latest period."""
    levels = [level for level in _PART_LEVELS if level in reader.levels_of(classes)]
    parts = _parts(reader, info, code, period, levels)
    if not parts:
        return {}
    level = reader.areas([parts[0].area])[parts[0].area].level
    latest = pick_period(reader.periods(level).get(classes, []), None)
    found = reader.values([(classes, latest)], [v.area for v in parts]) if latest else []
    kinds = {v.area: v.figure.value for v in found if v.figure.value is not None}
    strata: dict[str, list[Value]] = {}
    for part in parts:
        if part.area not in kinds:
            return {}
        strata.setdefault(f"{kinds[part.area]:g}", []).append(part)
    return strata


def _rest(reader: Reader, info: IndicatorInfo, place: AreaName, period: str, kind: str, here: _Side) -> _Side:
    """The whole the area lies in without the area, stratum by stratum; refused where a rest is small."""
    code = containers_of(reader, [place.code], _container(place)).get(place.code)
    if code is None or code == place.code:
        raise MissingDataError(
            "there is no whole to take the rest of {area} from",
            area=place.name,
            hint="name an area or a period with `--against`",
        )
    whole = _side(reader, info, code, period, kind)
    counts = {}
    for key, (top, bottom) in whole.counts.items():
        mine = here.counts.get(key, (0.0, 0.0))
        counts[key] = (max(top - mine[0], 0.0), max(bottom - mine[1], 0.0))
    pairs = np.array(list(counts.values()))
    if primary(info.kind, pairs[:, 0], pairs[:, 1], reader.settings.small_numbers.threshold).any():
        raise MissingDataError(
            "the rest of the whole without {area} has too few in a group to be shown",
            area=place.name,
            hint="name an area or a period with `--against`",
        )
    total = pairs.sum(axis=0)
    return _Side(counts, Figure(float(total[0] / total[1] * info.multiplier)))


def _made(
    reader: Reader,
    info: IndicatorInfo,
    place: AreaName,
    label: Label,
    period: str,
    kind: str,
    here: _Side,
    there: _Side,
) -> Composition:
    keys = sorted({*here.counts, *there.counts})
    shares, values = [], []
    for side in (here, there):
        pairs = np.array([side.counts.get(key, (0.0, 0.0)) for key in keys])
        shares.append(pairs[:, 1] / pairs[:, 1].sum())
        with np.errstate(invalid="ignore", divide="ignore"):
            rate = pairs[:, 0] / np.where(pairs[:, 1] > 0, pairs[:, 1], np.nan) * info.multiplier
        values.append(rate)
    # A stratum that one side lacks differs in composition alone.
    first = np.where(np.isnan(values[0]), values[1], values[0])
    second = np.where(np.isnan(values[1]), values[0], values[1])
    made = kitagawa(shares[0], shares[1], np.nan_to_num(first), np.nan_to_num(second))
    names = _names(reader, kind, keys)
    rows = [
        StratumRow(
            names[key],
            float(shares[0][n]),
            float(shares[1][n]),
            None if np.isnan(values[0][n]) else float(values[0][n]),
            None if np.isnan(values[1][n]) else float(values[1][n]),
            float(made.composition[n]),
            float(made.rate[n]),
        )
        for n, key in enumerate(keys)
    ]
    rows.sort(key=lambda row: (-abs(row.by_composition + row.by_value), row.name.en))
    return Composition(
        measure=info.measure,
        area=place,
        against=label,
        period=period,
        strata=_strata_name(reader, kind),
        here=here.figure,
        there=there.figure,
        rows=tuple(rows),
        sources=reader.sources([info.measure.id]),
    )


def _names(reader: Reader, kind: str, keys: Sequence[str]) -> dict[str, Label]:
    if kind == "sex":
        return {key: _SEX_NAMES.get(key, Label(key, key)) for key in keys}
    if kind == "parts":
        areas = reader.areas(keys)
        return {key: Label(areas[key].name, areas[key].name) for key in keys}
    return {key: Label(key, key) for key in keys}
