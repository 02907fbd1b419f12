"""Rank: the areas of a level by an index, a category or an indicator, the worst first."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from alemap.domain import TOTAL, Label, Polarity, RegisterUncertainty, Status, Verdict
from alemap.errors import MissingDataError, UsageError
from alemap.results import NO_FIGURE, Figure, Measure, Part, RankRow, RankTable
from alemap.stats._arrays import two_sided_p
from alemap.stats.multiple import benjamini_hochberg, comparisons
from alemap.stats.ranks import rank_worst_first, tied
from alemap.stats.verdicts import verdicts
from alemap.workflows.comparing import Pair, outcomes, rests
from alemap.workflows.reading import COUNTRY, pick_period

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from alemap.workflows.reading import Reader

_INDEX_DECIMALS = 2


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
        return _index_table(reader, name, TOTAL, level, municipalities, period, top)
    if name in reader.categories:
        return _index_table(reader, _default_index(reader), name, level, municipalities, period, top)
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
    level = reader.choose_level(reader.levels_of(name), level, name)
    chosen = pick_period(reader.periods(level).get(name, []), period)
    if chosen is None:
        raise _no_period(name, period, reader.periods(level).get(name, []))
    codes, scope = reader.scope(level, municipalities)
    container = "riket" if level in {"kommun", "lan", "riket"} else "kommun"
    wholes = _containers(reader, codes, container)
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
    results, count = outcomes(pairs, reader.settings.comparison.confidence)
    ranks, ties = _ranks([pair.figure for pair in pairs], info.measure.polarity)
    areas = reader.areas(codes)
    rows = [
        RankRow(ranks[n], ties[n], areas[code], pair.figure, pair.comparator, results[n].verdict)
        for n, (code, pair) in enumerate(zip(codes, pairs, strict=True))
    ]
    return RankTable(
        measure=info.measure,
        level=reader.levels[level][0],
        scope=scope,
        period=chosen,
        comparator=label,
        confidence=reader.settings.comparison.confidence,
        rows=_ordered(rows, top),
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


def comparator_label(container: str, scope: Sequence[str], *, rest_of: bool) -> Label:
    """What the comparator is called: the rest of the whole where it is reckoned, else the whole."""
    if container == "kommun" and len(scope) == 1:
        name = scope[0]
        return Label(f"Övriga {name}", f"Rest of {name}") if rest_of else Label(name, name)
    definite = {
        "kommun": (Label("Övriga kommunen", "Rest of municipality"), Label("Kommunen", "Municipality")),
        "lan": (Label("Övriga länet", "Rest of county"), Label("Länet", "County")),
        "riket": (Label("Övriga riket", "Rest of country"), Label("Riket", "Country")),
    }
    return definite[container][0 if rest_of else 1]


def _no_period(name: str, period: str | None, known: Sequence[str]) -> MissingDataError:
    return MissingDataError(
        "`{name}` has no figures for {period}" if period else "`{name}` has no figures here",
        name=name,
        period=period,
        known=", ".join(known),
        hint="periods: {known}" if known else "`alemap show {name}` says at which levels it has",
    )


def _containers(reader: Reader, codes: Sequence[str], container: str) -> dict[str, str]:
    if container == "riket":
        return dict.fromkeys(codes, COUNTRY)
    rows = reader.store.rows(
        "SELECT part_code, whole_code FROM seed.area_part"
        " WHERE whole_level = ? AND list_contains(?, part_code)",
        [container, list(codes)],
    )
    return dict(rows)


def containers_of(reader: Reader, codes: Sequence[str], container: str) -> dict[str, str]:
    """The municipality, county or country each area lies in."""
    return _containers(reader, codes, container)


def _ranks(figures: Sequence[Figure], polarity: Polarity) -> tuple[list[int | None], list[bool]]:
    values = [math.nan if f.value is None else f.value for f in figures]
    ranks = rank_worst_first(values, polarity.sign)
    return [None if math.isnan(r) else int(r) for r in ranks.tolist()], [bool(t) for t in tied(ranks)]


def _ordered(rows: Sequence[RankRow], top: int | None) -> tuple[RankRow, ...]:
    """The worst first; areas without value last, and kept whatever `top` says, for they are named."""
    valued = sorted((r for r in rows if r.rank is not None), key=lambda r: (r.rank, r.area.name, r.area.code))
    without = sorted((r for r in rows if r.rank is None), key=lambda r: (r.area.name, r.area.code))
    return (*(valued if top is None else valued[:top]), *without)


def _index_table(
    reader: Reader,
    index: str,
    category: str,
    level: str | None,
    municipalities: Sequence[str],
    period: str | None,
    top: int | None,
) -> RankTable:
    what = index if category == TOTAL else category
    rows_of_years = reader.store.rows(
        "SELECT DISTINCT level, period FROM mart_index WHERE index_id = ? AND category = ?"
        " AND value IS NOT NULL ORDER BY period",
        [index, category],
    )
    available = {row[0] for row in rows_of_years}
    level = reader.choose_level([key for key in reader.levels if key in available], level, what)
    years = [year for key, year in rows_of_years if key == level]
    chosen = pick_period(years, period)
    if chosen is None:
        raise _no_period(what, period, years)
    codes, scope = reader.scope(level, municipalities)
    found = {
        row[0]: row
        for row in reader.store.rows(
            "SELECT area_code, value, lower, upper, comparator, difference_error, known_error, status,"
            " first_period, last_period FROM mart_index WHERE index_id = ? AND category = ? AND level = ?"
            " AND period = ? AND list_contains(?, area_code)",
            [index, category, level, chosen, codes],
        )
    }
    account = _Account.read(reader, index, category, level, chosen)
    parts = account.parts(reader, category)
    figures = [_index_figure(found.get(code)) for code in codes]
    words, count = _index_verdicts(reader, [found.get(code) for code in codes])
    ranks, ties = _ranks(figures, Polarity.HIGHER_IS_WORSE)
    areas = reader.areas(codes)
    rows = [
        RankRow(
            ranks[n],
            ties[n],
            areas[code],
            figures[n],
            _comparator(found.get(code)),
            words[n],
            tuple(account.shares.get((code, part.id)) for part in parts)
            if figures[n].value is not None
            else (),
        )
        for n, code in enumerate(codes)
    ]
    sample = next(iter(found.values()), None)
    first, last = (sample[8], sample[9]) if sample else (chosen, chosen)
    members = account.members
    return RankTable(
        measure=_index_measure(reader, index, category, members),
        level=reader.levels[level][0],
        scope=scope,
        period=last if first == last else f"{first}\u2013{last}",
        comparator=Label("Övriga områden", "Other areas"),
        confidence=reader.settings.comparison.confidence,
        rows=_ordered(rows, top),
        total=len(rows),
        valued=sum(row.figure.status.has_value for row in rows),
        comparisons=count,
        parts=parts,
        sources=reader.sources(members),
        known_error=min((row[6] for row in found.values() if row[6] is not None), default=0.0),
    )


def _index_figure(row: tuple[Any, ...] | None) -> Figure:
    return NO_FIGURE if row is None else Figure(row[1], row[2], row[3], Status(row[7]))


def _comparator(row: tuple[Any, ...] | None) -> Figure:
    if row is None or row[4] is None or row[1] is None:
        return NO_FIGURE
    return Figure(row[4])


def _index_verdicts(reader: Reader, rows: Sequence[tuple[Any, ...] | None]) -> tuple[list[Verdict], int]:
    """Area against the other reference areas by the normal test, Benjamini-Hochberg over the table."""
    numbers = np.array(
        [[math.nan if row is None or row[n] is None else row[n] for n in (1, 4, 5)] for row in rows],
        dtype=float,
    ).reshape(-1, 3)
    difference = numbers[:, 0] - numbers[:, 1]
    with np.errstate(divide="ignore", invalid="ignore"):
        p_value = two_sided_p(difference / np.where(numbers[:, 2] > 0, numbers[:, 2], np.nan))
    statuses = [Status.MISSING if row is None else Status(row[7]) for row in rows]
    words = verdicts(
        difference,
        Polarity.HIGHER_IS_WORSE.sign,
        p_value=benjamini_hochberg(p_value),
        alpha=1 - reader.settings.comparison.confidence,
        status=statuses,
    )
    return words, int(comparisons(p_value))


@dataclass(frozen=True, slots=True)
class _Account:
    """What each indicator adds to an index (or to one of its categories) in each area."""

    shares: Mapping[tuple[str, str], float]
    members: tuple[str, ...]
    categories: Mapping[str, tuple[str, ...]]

    @classmethod
    def read(cls, reader: Reader, index: str, category: str, level: str, period: str) -> _Account:
        """Read the contributions of one level and year, members in the order of the index's definition."""
        column = "category_contribution" if category != TOTAL else "contribution"
        rows = reader.store.rows(
            f"SELECT area_code, category, indicator, {column} FROM index_part"  # noqa: S608 - names of ours
            f" WHERE index_id = ? AND level = ? AND period = ? AND ? IN ('{TOTAL}', category)"
            f" AND {column} IS NOT NULL",
            [index, level, period, category],
        )
        order = reader.store.rows(
            "SELECT category, indicator FROM seed.index_member WHERE index_id = ?", [index]
        )
        present = {row[2] for row in rows}
        members = tuple(name for _, name in order if name in present)
        groups: dict[str, tuple[str, ...]] = {}
        for group, name in order:
            if name in present:
                groups[group] = (*groups.get(group, ()), name)
        shares: dict[tuple[str, str], float] = {}
        for area, group, name, value in rows:
            part = group if category == TOTAL else name
            shares[area, part] = shares.get((area, part), 0.0) + value
        return cls(shares, members, groups)

    def parts(self, reader: Reader, category: str) -> tuple[Part, ...]:
        """The table's columns: the categories of an index, or the indicators of a category."""
        if category != TOTAL:
            measures = [reader.indicators[name].measure for name in self.members]
            return tuple(Part(measure.id, measure.short, measure.synthetic) for measure in measures)
        return tuple(
            Part(
                group.id,
                group.short,
                any(reader.indicators[name].measure.synthetic for name in self.categories[group.id]),
            )
            for group in reader.categories.values()
            if group.id in self.categories
        )


def _index_measure(reader: Reader, index: str, category: str, members: Sequence[str]) -> Measure:
    name = reader.indexes[index][0] if category == TOTAL else reader.categories[category].name
    none = Label("", "")
    registers = {reader.indicators[m].measure.register_uncertainty for m in members} - {None}
    switch = RegisterUncertainty.SUPERPOPULATION if RegisterUncertainty.SUPERPOPULATION in registers else None
    return Measure(
        index if category == TOTAL else category,
        name,
        name,
        none,
        none,
        _INDEX_DECIMALS,
        Polarity.HIGHER_IS_WORSE,
        "index",
        any(reader.indicators[m].measure.synthetic for m in members),
        switch,
    )
