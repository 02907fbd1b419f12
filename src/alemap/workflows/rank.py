"""Rank: the areas of a level by an index, a category or an indicator, the worst first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alemap.domain import TOTAL, Label, Status
from alemap.errors import UsageError
from alemap.results import NO_FIGURE, Figure, RankRow, RankTable
from alemap.workflows.comparing import Pair, comparator_label, containers_of, outcomes, rests
from alemap.workflows.places import find_places, ordered
from alemap.workflows.rank_index import index_table
from alemap.workflows.reading import no_period, pick_period

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alemap.workflows.reading import Reader


def rank(
    reader: Reader,
    target: str | None = None,
    *,
    level: str | None = None,
    municipalities: Sequence[str] = (),
    period: str | None = None,
    top: int | None = None,
) -> RankTable:
    """The ranked table of an index, category or indicator (none: the default index).

    `municipalities`: whose areas to rank, codes or names, a county or the country too. `period`: its text
    or the year it ends in, default the latest. `top`: rows to keep; ranks and counts are of all.
    """
    name = target or _default_index(reader)
    if name in reader.indicators:
        return _indicator_table(reader, name, level, municipalities, period, top)
    if name in reader.indexes:
        return index_table(reader, name, TOTAL, level, municipalities, period, top)
    if name in reader.categories:
        return index_table(reader, _default_index(reader), name, level, municipalities, period, top)
    raise reader.not_found(name)


def _default_index(reader: Reader) -> str:
    for name, (_, default) in reader.indexes.items():
        if default:
            return name
    raise UsageError(
        "the project has no default index", hint="name an indicator, or mark an index with `default: true`"
    )


def _indicator_table(
    reader: Reader,
    name: str,
    level: str | None,
    municipalities: Sequence[str],
    period: str | None,
    top: int | None,
) -> RankTable:
    info = reader.indicators[name]
    reader.check_loaded(name)
    level = reader.choose_level(reader.levels_of(name), level, name)
    chosen = pick_period(reader.periods(level).get(name, []), period)
    if chosen is None:
        raise no_period(name, period, reader.periods(level).get(name, []))
    codes, scope = reader.scope(level, municipalities)
    container = "riket" if level in {"kommun", "lan", "riket"} else "kommun"
    wholes = containers_of(reader, codes, container)
    found = {v.area: v for v in reader.values([(name, chosen)], [*codes, *set(wholes.values())])}
    having = [code for code in codes if code in found]
    items = [(info, found[code], found.get(wholes.get(code, ""))) for code in having]
    comparators = dict(zip(having, rests(reader, items), strict=True))
    pairs = [
        Pair(info, found[code].figure if code in found else NO_FIGURE, comparators.get(code, NO_FIGURE))
        for code in codes
    ]
    counted = any(v.numerator is not None for v in found.values())
    label = comparator_label(container, scope, rest_of=counted and level != "riket")
    if not any(pair.comparator.value is not None for pair in pairs):
        pairs, label = _against_median(reader, pairs, level, chosen) or (pairs, label)
    confidence = reader.settings.comparison.confidence
    results, count = outcomes(pairs, confidence)
    places = find_places([pair.figure for pair in pairs], info.measure.polarity, confidence)
    areas = reader.areas(codes)
    rows = [
        RankRow(
            place.rank, place.tied, areas[code], pair.figure, pair.comparator, result.verdict,
            rank_lower=place.lowest, rank_upper=place.highest,
        )
        for code, pair, place, result in zip(codes, pairs, places, results, strict=True)
    ]  # fmt: skip
    return RankTable(
        measure=info.measure,
        level=reader.levels[level][0],
        scope=scope,
        period=chosen,
        comparator=label,
        confidence=reader.settings.comparison.confidence,
        rows=ordered(rows, top),
        total=len(rows),
        valued=sum(row.figure.status.has_value for row in rows),
        comparisons=count,
        sources=reader.sources([name]),
    )


def _against_median(
    reader: Reader, pairs: Sequence[Pair], level: str, period: str
) -> tuple[list[Pair], Label] | None:
    """The pairs against the median of all areas of the level, where no whole has a value to compare with.

    A median is no average of shares: half the areas lie on each side of it. It carries no interval.
    """
    info = pairs[0].info
    rows = reader.store.rows(
        "SELECT median(value), count(value) FROM mart_value"
        " WHERE indicator = ? AND level = ? AND period = ? AND sex = ? AND category = ?",
        [info.measure.id, level, period, TOTAL, TOTAL],
    )
    median, number = rows[0]
    if median is None:
        return None
    figure = Figure(median)
    held = [
        Pair(info, pair.figure, figure if pair.figure.status is not Status.SUPPRESSED else pair.comparator)
        for pair in pairs
    ]
    return held, Label(f"Median av {number}", f"Median of {number}")
