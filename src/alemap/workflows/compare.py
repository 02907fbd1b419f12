"""Compare: differences of areas from a comparator, of women from men, or of one period from another."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from alemap.domain import TOTAL, Label, Period, Polarity, Sex
from alemap.errors import MissingDataError, UsageError
from alemap.results import NO_FIGURE, AreaName, DifferenceRow, DifferenceTable
from alemap.values import dataclass
from alemap.workflows.comparing import CONTAINERS, Pair, comparator_label, containers_of, outcomes, rests
from alemap.workflows.rank import rank
from alemap.workflows.reading import distinct, pick_period
from alemap.workflows.vocabulary import count_not_loaded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alemap.results import RankTable
    from alemap.workflows.reading import Reader, Value


OVERVIEW_ROWS = 15


@dataclass(frozen=True, slots=True)
class _Row:
    """A comparison before it is tested."""

    area: AreaName
    period: str
    sex: str
    pair: Pair


def compare(
    reader: Reader,
    targets: Sequence[str] = (),
    *,
    areas: Sequence[str] = (),
    level: str | None = None,
    municipalities: Sequence[str] = (),
    against: str | None = None,
    by_sex: bool = False,
    period: str | None = None,
    top: int | None = None,
) -> DifferenceTable:
    """The differences of areas from their comparator, the largest standardised ones first.

    `targets`: indicators or categories, default all that are not neutral. `areas`: codes, names or
    aliases; none: all of `level` in `municipalities`. `against`: `kommun` (default; the rest of the
    municipality), `lan`, `riket`, another area, or a period of the same area. `by_sex`: women against men
    of the same area instead.
    """
    if by_sex and against is not None:
        raise UsageError(
            "`--by sex` compares women with men of the same area, so `--against` has no place",
            hint="leave one of them out",
        )
    names = named_indicators(reader, targets)
    chosen, scope, one_level = _areas(reader, names, areas, level, municipalities)
    held_against = against or _default_comparator(one_level)
    inside = False
    if by_sex:
        rows, label = _by_sex(reader, names, chosen, period)
    elif held_against in CONTAINERS:
        rows, counted = _against_whole(reader, names, chosen, held_against, period)
        label = _whole_label(reader, chosen, held_against, rest_of=counted)
    elif _is_period(held_against):
        rows = _against_period(reader, names, chosen, held_against, period)
        label = Label(held_against, held_against)
    else:
        other = reader.find_area(held_against, (one_level,))
        if [area.code for area in chosen] == [other.code]:
            raise UsageError("`{area}` cannot be compared with itself", area=other.name)
        rows, inside = _against_area(reader, names, chosen, other, period)
        label = Label(other.name, other.name)
    if not rows:
        raise MissingDataError(
            "there is nothing to compare: no indicator has figures for these areas and this comparator",
            hint="`alemap show INDICATOR` says at which levels and for which periods it has figures",
        )
    if len(chosen) == 1:
        scope = (chosen[0].name,)
    table = _table(reader, rows, scope, label, len(chosen) == 1, top, by_sex=by_sex)
    missing = count_not_loaded(reader, names, {area.level for area in chosen})
    return replace(table, not_loaded=missing, inside=inside)


def _table(
    reader: Reader,
    rows: Sequence[_Row],
    scope: tuple[str, ...],
    against: Label,
    one_area: bool,  # noqa: FBT001
    top: int | None,
    *,
    by_sex: bool,
) -> DifferenceTable:
    confidence = reader.settings.comparison.confidence
    results, count = outcomes([row.pair for row in rows], confidence)
    made = [
        DifferenceRow(
            row.pair.info.measure, row.area, row.period, row.sex, row.pair.figure, row.pair.comparator,
            result.difference, result.ratio, result.standardised, result.p_value, result.verdict,
            result.ratio_lower, result.ratio_upper,
        )
        for row, result in zip(rows, results, strict=True)
    ]  # fmt: skip
    one_measure = len({row.measure.id for row in made}) == 1
    made.sort(key=lambda row: _size(row, one_measure=one_measure))
    shown = made if top is None else made[:top]
    periods = sorted({row.period for row in made}, key=Period.parse)
    return DifferenceTable(
        scope=scope,
        one_area=one_area,
        against=against,
        by_sex=by_sex,
        period=periods[0] if len(periods) == 1 else f"{periods[0]}\u2013{periods[-1]}",
        confidence=confidence,
        rows=tuple(shown),
        total=len(made),
        comparisons=count,
        sources=reader.sources(distinct(row.measure.id for row in shown)),
    )


def _size(row: DifferenceRow, *, one_measure: bool) -> tuple[int, float, str, str, str]:
    """Tested differences by size; then untested ones by theirs, then those without a value.

    Untested differences of several measures have no common unit: they are taken as shares of the comparator.
    """
    keys = (row.measure.id, row.area.code, row.period)
    if row.standardised is not None:
        return (0, -abs(row.standardised), *keys)
    if row.difference.value is None:
        return (2, 0.0, *keys)
    size = abs(row.difference.value)
    if one_measure:
        return (1, -size, *keys)
    held = abs(row.comparator.value or 0.0)
    return (1, -size / held if held else 0.0, *keys)


def named_indicators(reader: Reader, targets: Sequence[str]) -> list[str]:
    """The indicators that names of indicators and categories mean; none: all that have a bad side."""
    if not targets:
        return [k for k, i in reader.indicators.items() if i.measure.polarity is not Polarity.NEUTRAL]
    names: list[str] = []
    for target in targets:
        if target in reader.indicators:
            reader.check_loaded(target)
            names.append(target)
        elif target in reader.categories:
            names += [key for key, info in reader.indicators.items() if info.category == target]
        else:
            raise reader.not_found(target)
    return list(distinct(names))


def _areas(
    reader: Reader,
    names: Sequence[str],
    areas: Sequence[str],
    level: str | None,
    municipalities: Sequence[str],
) -> tuple[list[AreaName], tuple[str, ...], str]:
    """The areas to compare, what to call them in the title, and their level."""
    if level is not None:
        reader.check_level(level)
    if areas:
        found = list(dict.fromkeys(reader.named_area(text, level) for text in areas))
        return found, tuple(area.name for area in found), found[0].level
    chosen = reader.choose_level(reader.levels_of(*names), level, ", ".join(names[:3]))
    codes, scope = reader.scope(chosen, municipalities)
    return list(reader.areas(codes).values()), scope, chosen


def _default_comparator(level: str) -> str:
    return "riket" if level in {"kommun", "kommungrupp", "lan"} else "kommun"


def _is_period(text: str) -> bool:
    try:
        Period.parse(text)
    except ValueError:
        return False
    return True


def _keys(reader: Reader, names: Sequence[str], level: str, asked: str | None) -> list[tuple[str, str]]:
    """The period to show of each indicator at a level."""
    periods = reader.periods(level)
    found = ((name, pick_period(periods.get(name, []), asked)) for name in names)
    return [(name, period) for name, period in found if period is not None]


def _by_level(areas: Sequence[AreaName]) -> dict[str, list[AreaName]]:
    levels: dict[str, list[AreaName]] = {}
    for area in areas:
        levels.setdefault(area.level, []).append(area)
    return levels


def _against_whole(
    reader: Reader, names: Sequence[str], areas: Sequence[AreaName], container: str, period: str | None
) -> tuple[list[_Row], bool]:
    found_rows: list[tuple[AreaName, Value, Value | None]] = []
    for level, group in _by_level(areas).items():
        by_code = {area.code: area for area in group}
        wholes = containers_of(reader, [area.code for area in group], container)
        found = _values(
            reader, _keys(reader, names, level, period), [*[a.code for a in group], *wholes.values()]
        )
        for (name, code, time, _), value in found.items():
            whole = wholes.get(code)
            if whole is not None and code != whole and code in by_code:
                found_rows.append((by_code[code], value, found.get((name, whole, time, TOTAL))))
    counted = any(value.numerator is not None for _, value, _ in found_rows)
    return _rows(reader, found_rows), counted


def _rows(reader: Reader, found: Sequence[tuple[AreaName, Value, Value | None]]) -> list[_Row]:
    """Rows of areas against the rest of the whole each lies in."""
    items = [(reader.indicators[value.indicator], value, whole) for _, value, whole in found]
    comparators = rests(reader, items)
    return [
        _Row(area, value.period, value.sex, Pair(item[0], value.figure, comparator))
        for (area, value, _), item, comparator in zip(found, items, comparators, strict=True)
    ]


def _values(
    reader: Reader, keys: Sequence[tuple[str, str]], codes: Sequence[str], sexes: Sequence[str] = (TOTAL,)
) -> dict[tuple[str, str, str, str], Value]:
    values = reader.values(keys, list(distinct(codes)), sexes)
    return {(v.indicator, v.area, v.period, v.sex): v for v in values}


def _whole_label(reader: Reader, areas: Sequence[AreaName], container: str, *, rest_of: bool) -> Label:
    if container == "kommun":
        scope = tuple(distinct(area.municipality for area in areas))
    else:
        codes = containers_of(reader, [area.code for area in areas], container)
        scope = tuple(area.name for area in reader.areas(codes.values()).values())
    return comparator_label(container, scope, rest_of=rest_of)


def _against_area(
    reader: Reader, names: Sequence[str], areas: Sequence[AreaName], other: AreaName, period: str | None
) -> tuple[list[_Row], bool]:
    """Rows against another area; whether any lies inside it, and so is held against the rest of it."""
    rows: list[_Row] = []
    inside: list[tuple[AreaName, Value, Value | None]] = []
    for level, group in _by_level(areas).items():
        keys = _keys(reader, names, level, period)
        found = _values(reader, keys, [*[area.code for area in group], other.code])
        for area in group:
            for name, time in keys:
                value = found.get((name, area.code, time, TOTAL))
                against = found.get((name, other.code, time, TOTAL))
                if value is None or against is None or area.code == other.code:
                    continue
                if _contains(reader, other.code, area.code):
                    inside.append((area, value, against))
                else:
                    pair = Pair(reader.indicators[name], value.figure, against.figure)
                    rows.append(_Row(area, time, TOTAL, pair))
    return rows + _rows(reader, inside), bool(inside)


def _contains(reader: Reader, whole: str, part: str) -> bool:
    return bool(
        reader.store.rows(
            "SELECT 1 FROM seed.area_part WHERE part_code = ? AND whole_code = ? LIMIT 1", [part, whole]
        )
    )


def _against_period(
    reader: Reader, names: Sequence[str], areas: Sequence[AreaName], earlier: str, period: str | None
) -> list[_Row]:
    rows: list[_Row] = []
    for level, group in _by_level(areas).items():
        now = dict(_keys(reader, names, level, period))
        then = dict(_keys(reader, names, level, earlier))
        keys = [*now.items(), *then.items()]
        found = _values(reader, keys, [area.code for area in group])
        for area in group:
            for name, time in now.items():
                if name not in then or then[name] == time:
                    continue
                value = found.get((name, area.code, time, TOTAL))
                before = found.get((name, area.code, then[name], TOTAL))
                if value is None or before is None:
                    continue
                pair = Pair(reader.indicators[name], value.figure, before.figure)
                rows.append(_Row(area, time, TOTAL, pair))
    return rows


def _by_sex(
    reader: Reader, names: Sequence[str], areas: Sequence[AreaName], period: str | None
) -> tuple[list[_Row], Label]:
    rows: list[_Row] = []
    for level, group in _by_level(areas).items():
        keys = _keys(reader, names, level, period)
        found = _values(reader, keys, [area.code for area in group], (Sex.WOMEN.value, Sex.MEN.value))
        for area in group:
            for name, time in keys:
                women = found.get((name, area.code, time, Sex.WOMEN.value))
                men = found.get((name, area.code, time, Sex.MEN.value))
                if women is None and men is None:
                    continue
                pair = Pair(
                    reader.indicators[name],
                    women.figure if women else NO_FIGURE,
                    men.figure if men else NO_FIGURE,
                )
                rows.append(_Row(area, time, Sex.WOMEN.value, pair))
    return rows, Label("Män", "Men")


def overview(
    reader: Reader, municipalities: Sequence[str] = (), period: str | None = None
) -> list[RankTable | DifferenceTable]:
    """For each municipality the ranked risk table, then the differences that matter most.

    Where the default index has no figures, those of its categories that have some stand in its place.
    """
    results: list[RankTable | DifferenceTable] = []
    for name in municipalities or reader.settings.project.municipalities:
        # Municipalities that are only ranked among their neighbours may share one table.
        results += [table for table in _ranked(reader, name, period) if table not in results]
        results.append(compare(reader, municipalities=[name], period=period, top=OVERVIEW_ROWS))
    return results


def _ranked(reader: Reader, municipality: str, period: str | None) -> list[RankTable]:
    """The default index of a municipality's areas, else its categories; none where neither has a value."""
    try:
        table = _among(reader, None, municipality, period)
    except MissingDataError:
        if not (tables := _categories(reader, municipality, period)) and period is not None:
            raise
        return tables
    return [table] if table is not None else _categories(reader, municipality, period)


def _categories(reader: Reader, municipality: str, period: str | None) -> list[RankTable]:
    tables = []
    for name in reader.categories:
        with suppress(MissingDataError):
            tables.append(_among(reader, name, municipality, period))
    return [table for table in tables if table is not None]


def _among(reader: Reader, name: str | None, municipality: str, period: str | None) -> RankTable | None:
    """A ranked table in which the municipality, or an area in it, has a value."""
    table = rank(reader, name, municipalities=[municipality], period=period)
    if table.total > 1 or not table.valued:
        return table if table.valued else None
    # Where only the municipality itself has an index, its place is among its neighbours.
    return rank(reader, name, period=period)
