"""Profile: one area through all categories, the worst first, with its own earlier periods."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from alemap.domain import TOTAL, Label, Polarity
from alemap.errors import MissingDataError
from alemap.results import Profile, ProfileRow
from alemap.stats.ranks import rank_worst_first
from alemap.workflows.breaks import breaks_of_area
from alemap.workflows.comparing import CONTAINERS, Pair, comparator_label, containers_of, outcomes, rests
from alemap.workflows.reading import distinct, pick_period
from alemap.workflows.trends import trends
from alemap.workflows.vocabulary import count_not_loaded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alemap.workflows.comparing import Outcome
    from alemap.workflows.reading import Reader, Value

SERIES_LENGTH = 10
_NOTHING = Label("", "")
"""The comparator of the country, which lies in nothing larger."""


def profile(reader: Reader, text: str, *, level: str | None = None, period: str | None = None) -> Profile:
    """One area's indicators by category, those worst against its comparator first; neutral ones last."""
    if level is not None:
        reader.check_level(level)
    area = reader.named_area(text, level)
    container = "riket" if area.level in {"kommun", "kommungrupp", "lan"} else "kommun"
    whole = containers_of(reader, [area.code], container).get(area.code)
    periods = reader.periods(area.level)
    keys = [
        (name, chosen)
        for name in reader.indicators
        if (chosen := pick_period(periods.get(name, []), period)) is not None
    ]
    peers = _peers(reader, area.code, area.level, container)
    values = {(v.indicator, v.area): v for v in reader.values(keys, [*peers, *([whole] if whole else [])])}
    shown = [(name, time) for name, time in keys if (name, area.code) in values]
    if not shown:
        raise MissingDataError(
            "there are no figures for `{area}`", area=area.name, hint="`alemap doctor` shows what is missing"
        )
    items = [
        (reader.indicators[name], values[name, area.code], values.get((name, whole)) if whole else None)
        for name, _ in shown
    ]
    if whole == area.code:
        items = [(info, value, None) for info, value, _ in items]
    pairs = [
        Pair(info, value.figure, comparator)
        for (info, value, _), comparator in zip(items, rests(reader, items), strict=True)
    ]
    results, count = outcomes(pairs, reader.settings.comparison.confidence)
    series = _series(reader, [name for name, _ in shown], area.code)
    breaks = breaks_of_area(reader, area.code, series)
    marks = trends(reader, {(name, area.code): values for name, values in series.items()}, period)
    rows = [
        (
            _order(reader, pair, outcome),
            replace(
                _row(reader, time, pair, outcome, values, peers, area.code, series),
                trend=marks.get((name, area.code)),
                breaks=tuple(sorted(breaks.get(name, ()))),
            ),
        )
        for (name, time), pair, outcome in zip(shown, pairs, results, strict=True)
    ]
    counted = any(values[name, area.code].numerator is not None for name, _ in shown)
    return Profile(
        area=area,
        level=reader.levels[area.level][0],
        against=comparator_label(container, (area.municipality,), rest_of=counted) if whole else _NOTHING,
        confidence=reader.settings.comparison.confidence,
        population=_population(reader, area.code),
        rows=tuple(row for _, row in sorted(rows, key=lambda item: item[0])),
        comparisons=count,
        sources=reader.sources(distinct(name for name, _ in shown)),
        not_loaded=count_not_loaded(reader, reader.indicators, [area.level]),
    )


def _peers(reader: Reader, code: str, level: str, container: str) -> list[str]:
    """The areas of the same level that share the area's municipality (for municipalities: its county)."""
    whole = "lan" if container == "riket" and level == "kommun" else container
    rows = reader.store.rows(
        "SELECT DISTINCT peer.part_code FROM seed.area_part AS mine JOIN seed.area_part AS peer"
        " ON peer.whole_code = mine.whole_code AND peer.part_level = mine.part_level"
        " WHERE mine.part_code = ? AND mine.whole_level = ? AND mine.part_level = ? ORDER BY 1",
        [code, whole, level],
    )
    return list(distinct([code, *(row[0] for row in rows)]))


def _series(reader: Reader, names: Sequence[str], code: str) -> dict[str, list[Value]]:
    series: dict[str, list[Value]] = {}
    for value in reader.series(names, [code]):
        series.setdefault(value.indicator, []).append(value)
    return series


def _row(
    reader: Reader,
    period: str,
    pair: Pair,
    outcome: Outcome,
    values: dict[tuple[str, str], Value],
    peers: Sequence[str],
    code: str,
    series: dict[str, list[Value]],
) -> ProfileRow:
    measure = pair.info.measure
    numbers = []
    for peer in peers:
        value = values.get((measure.id, peer))
        numbers.append(math.nan if value is None or value.figure.value is None else value.figure.value)
    ranks = rank_worst_first(numbers, measure.polarity.sign)
    own = ranks[list(peers).index(code)]
    points = [(v.period, v.figure.value) for v in series.get(measure.id, []) if v.period <= period]
    return ProfileRow(
        measure=measure,
        category=reader.categories[pair.info.category].name,
        period=period,
        figure=pair.figure,
        comparator=pair.comparator,
        verdict=outcome.verdict,
        rank=None if math.isnan(own) else int(own),
        ranked=sum(not math.isnan(number) for number in numbers),
        series=tuple(points[-SERIES_LENGTH:]),
    )


def _order(reader: Reader, pair: Pair, outcome: Outcome) -> tuple[int, int, float, str]:
    """Categories in the mapping's order; the largest difference to the worse first, neutral ones last."""
    position = list(reader.categories).index(pair.info.category)
    sign = pair.info.measure.polarity.sign
    if pair.info.measure.polarity is Polarity.NEUTRAL:
        return position, 2, 0.0, pair.info.measure.id
    if outcome.standardised is None:
        return position, 1, 0.0, pair.info.measure.id
    return position, 0, -sign * outcome.standardised, pair.info.measure.id


def _population(reader: Reader, code: str) -> int | None:
    """The latest number of residents; None where it is not known, or would give few persons away.

    Where an area of the municipality has so few residents, no area within it shows how many it has: all but
    one would tell the last. A municipality's own number is known to everybody.
    """
    if not reader.store.has("core_population"):
        return None
    rows = reader.store.rows(
        "SELECT arg_max(person.persons, person.period), max(person.period), any_value(area.level),"
        " any_value(area.municipality) FROM core_population AS person"
        " JOIN seed.area AS area ON area.code = person.area_code"
        " WHERE area.code = ? AND person.sex = ? AND person.age = ? AND person.persons IS NOT NULL",
        [code, TOTAL, TOTAL],
    )
    persons, period, level, municipality = rows[0]
    if persons is None or level in CONTAINERS:
        return None if persons is None else int(persons)
    ((fewest,),) = reader.store.rows(
        "SELECT min(person.persons) FROM core_population AS person"
        " JOIN seed.area AS area ON area.code = person.area_code"
        " WHERE (area.code = ? OR area.municipality = ?) AND person.period = ? AND person.sex = ?"
        " AND person.age = ?",
        [code, municipality, period, TOTAL, TOTAL],
    )
    return None if fewest < reader.settings.small_numbers.threshold else int(persons)
