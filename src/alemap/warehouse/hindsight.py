"""What an earlier state must not tell of indexes: the figures it rested on that are suppressed today.

An index is reckoned from what is shown, so today's gives nothing away. One of an earlier build may rest on a
figure that was shown then and is suppressed now. The figure's own row stays hidden, but the index less its
other parts would be it; and since scores are measured by the mean of all areas, the scores of the others tell
it too. So the member is left out of that index for every area, with the category it belongs to and the index.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from alemap.warehouse.database import quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alemap.warehouse.database import Database

_NUMBERS = {
    "index_value": ("value", "lower", "upper", "comparator", "difference_error", "coverage", "area_type"),
    "index_part": (
        "score", "contribution", "category_contribution", "value", "error", "centre", "persons", "quarter",
    ),
}  # fmt: skip
_TAINTED = """\
CREATE TEMP TABLE index_tainted AS
WITH hidden AS (
  SELECT indicator, area_code, period FROM {live}.estimate
  WHERE status = 'suppressed' AND sex = '_T' AND category = '_T'
)
SELECT DISTINCT p.index_id, p.level, p.period, p.category, p.indicator
FROM ({parts}) AS p JOIN hidden AS h ON h.indicator = p.indicator AND h.period = p.indicator_period
LEFT JOIN seed.area AS a ON a.code = p.area_code
WHERE (h.area_code = p.area_code AND p.value IS NOT NULL)
  OR (h.area_code = a.municipality AND p.centre IS NOT NULL)
"""


def find_tainted(store: Database, parts: str) -> bool:
    """Note the members of each index, level and year that rested on a figure suppressed today, if any.

    `parts`: the query of the earlier `index_part` with nothing hidden. They go to the temporary table
    `index_tainted` of this connection.
    """
    (catalog,) = store.rows("SELECT current_database()")[0]
    store.run(_TAINTED.format(live=f"{quoted(catalog)}.main", parts=parts))
    return bool(store.rows("SELECT 1 FROM index_tainted LIMIT 1"))


def masked(table: str, names: Sequence[str], query: str) -> str:
    """The query of an earlier `index_part` or `index_value` without what tainted members gave."""
    if table == "index_part":
        same = "t.indicator = e.indicator AND t.category = e.category"
    else:
        same = "e.category IN ('_T', t.category)"
    hit = (
        "EXISTS (SELECT 1 FROM index_tainted AS t WHERE t.index_id = e.index_id AND t.level = e.level"  # noqa: S608
        f" AND t.period = e.period AND {same})"
    )
    lost = "CASE WHEN hit AND status IN ('final', 'provisional') THEN 'suppressed' ELSE status END AS status"
    columns = [
        f"CASE WHEN hit THEN NULL ELSE {name} END AS {name}"
        if name in _NUMBERS[table]
        else lost
        if name == "status"
        else name
        for name in names
    ]
    return f"SELECT {', '.join(columns)} FROM (SELECT e.*, {hit} AS hit FROM ({query}) AS e)"  # noqa: S608
