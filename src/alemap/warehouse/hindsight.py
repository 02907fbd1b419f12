"""What an earlier state must not tell: figures that today's rule hides, and indexes that rested on them.

A figure that is suppressed today stays so. One that is another today, or gone, may have been shown at a time
when the rule was milder: it is held against today's rule (`stats.primary`) by its own counts.

An index is reckoned from what is shown, so today's gives nothing away. One of an earlier build may rest on a
figure that was shown then and is suppressed now. The figure's own row stays hidden, but the index less its
other parts would be it; and since scores are measured by the mean of all areas, the scores of the others tell
it too. So the member is left out of that index for every area, with the category it belongs to and the index.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from alemap.domain import HIDDEN
from alemap.warehouse.database import quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from alemap.warehouse.database import Database

_NUMBERS = {
    "index_value": ("value", "lower", "upper", "comparator", "difference_error", "coverage", "area_type"),
    "index_part": (
        "score", "contribution", "category_contribution", "value", "error", "centre", "persons", "quarter",
    ),
}  # fmt: skip
_EMPTIED = ("value", "lower", "upper", "numerator", "denominator", "numerator_error")
_PAST_HIDDEN = """\
CREATE OR REPLACE TEMP TABLE past_hidden AS
WITH counted AS (
  SELECT h.indicator, h.period, r.kind, r.threshold, r.zeros_open, h.numerator AS n, h.denominator AS d
  FROM history.estimate AS h JOIN todays_rule AS r ON r.indicator = h.indicator
  WHERE h.status IN ('final', 'provisional')
), judged AS (
  SELECT indicator, period, kind,
    n < threshold AND (n > 0 OR NOT zeros_open) AS few,
    d < threshold AND (d > 0 OR NOT zeros_open) AS few_in_all,
    d - n < threshold AND (d > n OR NOT zeros_open) AS few_others, d >= n AS share
  FROM counted
)
SELECT DISTINCT indicator, period FROM judged
WHERE CASE kind
  WHEN 'published' THEN FALSE
  WHEN 'mean' THEN few_in_all
  WHEN 'share' THEN few OR few_others
  WHEN 'rate' THEN few OR few_in_all
  WHEN 'ratio' THEN few OR few_in_all
  ELSE few OR few_in_all OR (share AND few_others)
END
"""
_TAINTED = """\
CREATE OR REPLACE TEMP TABLE index_tainted AS
WITH hidden AS (
  SELECT indicator, area_code, period FROM {live}.estimate
  WHERE status = 'suppressed' AND sex = '_T' AND category = '_T'
  UNION
  SELECT indicator, area_code, period FROM ({figures})
  WHERE status = 'suppressed' AND sex = '_T' AND category = '_T'
)
SELECT DISTINCT p.index_id, p.level, p.period, p.category, p.indicator
FROM ({parts}) AS p JOIN hidden AS h ON h.indicator = p.indicator AND h.period = p.indicator_period
LEFT JOIN seed.area AS a ON a.code = p.area_code
WHERE (h.area_code = p.area_code AND p.value IS NOT NULL)
  OR (h.area_code = a.municipality AND p.centre IS NOT NULL)
"""


def note_rule(
    store: Database, threshold: int, *, zeros_open: bool, own: Iterable[tuple[str, int, bool]]
) -> None:
    """Hold all earlier figures against today's rule for small numbers, for this connection.

    `own`: indicators with a rule of their own. Notes in the temporary table `past_hidden` each indicator and
    period that has had a figure which the rule would hide: nothing earlier is told of them, because the
    earlier figures of the areas around would tell it. An indicator that is gone is held against all that
    could be small.
    """
    store.run(
        "CREATE OR REPLACE TEMP TABLE todays_rule AS"
        " SELECT indicator, kind, CAST(? AS INTEGER) AS threshold, CAST(? AS BOOLEAN) AS zeros_open"
        " FROM (SELECT indicator, kind FROM seed.indicator"
        " UNION SELECT indicator, '' FROM history.estimate"
        " WHERE indicator NOT IN (SELECT indicator FROM seed.indicator))",
        [threshold, zeros_open],
    )
    for name, least, shown in own:
        store.run(
            "UPDATE todays_rule SET threshold = ?, zeros_open = ? WHERE indicator = ?", [least, shown, name]
        )
    store.run(_PAST_HIDDEN)


def past_hidden(row: str) -> str:
    """The SQL condition that today's rule hides an earlier row of estimates."""
    return (
        f"coalesce({row}.status IN ('final', 'provisional')"  # noqa: S608 - names of ours
        f" AND ({row}.indicator, {row}.period) IN (SELECT (indicator, period) FROM past_hidden), FALSE)"
    )


def emptied(name: str, column: str, small: str) -> str:
    """The column of a figure without what the figure says, where it is too small."""
    if name in _EMPTIED:
        return f"CASE WHEN {small} THEN NULL ELSE {column} END"
    word = {"status": "suppressed", "method": HIDDEN}.get(name)
    return column if word is None else f"CASE WHEN {small} THEN '{word}' ELSE {column} END"


def find_tainted(store: Database, parts: str, figures: str) -> bool:
    """Note the members of each index, level and year that rested on a figure hidden today, if any.

    `parts`: the query of the earlier `index_part` with nothing hidden; `figures`: that of the earlier
    `estimate`. They go to the temporary table `index_tainted` of this connection.
    """
    (catalog,) = store.rows("SELECT current_database()")[0]
    store.run(_TAINTED.format(live=f"{quoted(catalog)}.main", parts=parts, figures=figures))
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
