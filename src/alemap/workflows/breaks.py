"""Breaks: where a series cannot be compared with what came before, by definition or because of borders."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from alemap.domain import Period

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alemap.definitions.indicator import Indicator
    from alemap.workflows.reading import Reader, Value


def find_breaks(reader: Reader, indicator: Indicator, rows: Sequence[Value]) -> set[tuple[str, str]]:
    """The (area, period) that are the first after a break of the definition or of the area's borders."""
    periods: dict[str, set[str]] = {}
    for row in rows:
        periods.setdefault(row.area, set()).add(row.period)
    since = [Period.parse(text) for text in indicator.breaks]
    moved = other_borders(reader, indicator.id, list(periods))
    found: set[tuple[str, str]] = set()
    for area, texts in periods.items():
        for earlier, later in pairwise(sorted(texts, key=Period.parse)):
            before, after = Period.parse(earlier), Period.parse(later)
            crossed = any(before < each <= after for each in since)
            if crossed or ((area, earlier) in moved and (area, later) not in moved):
                found.add((area, later))
    return found


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
