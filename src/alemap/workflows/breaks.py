"""Breaks: where a series cannot be compared with what came before, by definition or because of borders."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from alemap.domain import Period

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from alemap.definitions.indicator import Indicator
    from alemap.workflows.reading import Reader, Value


def find_breaks(reader: Reader, indicator: Indicator, rows: Sequence[Value]) -> set[tuple[str, str]]:
    """The (area, period) that are the first after a break of the definition or of the area's borders."""
    moved = other_borders(reader, indicator.id, list(dict.fromkeys(row.area for row in rows)))
    return _firsts(rows, indicator.breaks, moved)


def breaks_of_area(reader: Reader, area: str, series: Mapping[str, Sequence[Value]]) -> dict[str, set[str]]:
    """The same of one area's series, by indicator: the periods that are the first after a break."""
    since: dict[str, list[str]] = {}
    for name, text in reader.store.rows("SELECT indicator, since FROM seed.indicator_break"):
        since.setdefault(name, []).append(text)
    moved = {name: other_borders(reader, name, [area]) for name in _moved(reader, area)}
    return {
        name: {period for _, period in _firsts(rows, since.get(name, ()), moved.get(name, set()))}
        for name, rows in series.items()
    }


def _firsts(
    rows: Sequence[Value], since: Sequence[str], moved: AbstractSet[tuple[str, str]]
) -> set[tuple[str, str]]:
    """The (area, period) just after a break. `moved`: those of figures of another area than today's."""
    periods: dict[str, set[str]] = {}
    for row in rows:
        periods.setdefault(row.area, set()).add(row.period)
    starts = [Period.parse(text) for text in since]
    found: set[tuple[str, str]] = set()
    for area, texts in periods.items():
        for earlier, later in pairwise(sorted(texts, key=Period.parse)):
            before, after = Period.parse(earlier), Period.parse(later)
            crossed = any(before < each <= after for each in starts)
            if crossed or ((area, earlier) in moved and (area, later) not in moved):
                found.add((area, later))
    return found


def _moved(reader: Reader, area: str) -> list[str]:
    """The indicators that have figures under the area's code from when it meant another area."""
    if not reader.store.has("meta.area_rebuilt"):
        return []
    rows = reader.store.rows(
        "SELECT DISTINCT d.indicator FROM meta.area_rebuilt AS r JOIN seed.indicator_dataset AS d"
        " ON d.dataset = r.dataset WHERE r.how = 'broken' AND r.area_code = ?",
        [area],
    )
    return [row[0] for row in rows]


def other_borders(reader: Reader, indicator: str, areas: Sequence[str]) -> set[tuple[str, str]]:
    """The (area, period) of figures whose code meant another area then, with nothing to rebuild it by."""
    if not reader.store.has("meta.area_rebuilt"):
        return set()
    rows = reader.store.rows(
        "SELECT DISTINCT r.area_code, r.period FROM meta.area_rebuilt AS r JOIN seed.indicator_dataset AS d"
        " ON d.dataset = r.dataset WHERE d.indicator = $1 AND r.how = 'broken'"
        " AND list_contains($2, r.area_code)",
        [indicator, list(areas)],
    )
    return {(row[0], row[1]) for row in rows}
