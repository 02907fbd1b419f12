"""The changes between two states as tables of the connection: `change` and `ranks`.

What is suppressed then or now is told from nothing but its status: an earlier value beside a hidden one would
undo the hiding, and so would its difference, its interval or its place. The same holds for one that was shown
and that today's rule would hide.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from alemap.warehouse.hindsight import past_hidden
from alemap.warehouse.history import KEYS, NOISE, earlier

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alemap.warehouse.database import Database

_KEYS = KEYS["estimate"]
_FIGURES = ("value", "lower", "upper")
_VALUED = "('final', 'provisional')"


def make_changes(
    store: Database, build: int, indicators: Sequence[str], areas: Sequence[str], level: str | None
) -> None:
    """Make `change` (a row a changed figure; of a new period, one a level) and `ranks` of what they touch.

    `hindsight.note_rule` must have been called.
    """
    where = ""
    for column, chosen in (
        ("indicator", indicators),
        ("area_code", areas),
        ("level", [level] if level else ()),
    ):
        if chosen:
            where += f" AND {column} IN ({', '.join(_text(each) for each in chosen)})"
    store.run(f"CREATE OR REPLACE TEMP TABLE touched AS {_touched(build, where)}")
    store.run(f"CREATE OR REPLACE TEMP TABLE ranks AS {_ranks(store, build)}")
    store.run(f"CREATE OR REPLACE TEMP TABLE change AS {_CHANGES}")


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _touched(build: int, where: str) -> str:
    """Every figure that some build since has changed: as it was and as it is, classified and masked."""
    keys = ", ".join(_KEYS)
    same = " AND ".join(f"n.{key} = o.{key}" for key in _KEYS)
    pairs = ", ".join(
        f"CASE WHEN hidden THEN NULL ELSE {side}_{name} END AS {side}_{name}"
        for side in ("before", "after")
        for name in _FIGURES
    )
    both = ", ".join(
        f"{side}.{name} AS {word}_{name}"
        for side, word in (("o", "before"), ("n", "after"))
        for name in _FIGURES
    )
    return f"""
WITH past AS (
  SELECT *, row_number() OVER (PARTITION BY {keys} ORDER BY superseded) AS place
  FROM history.estimate WHERE superseded > {build}{where}),
builds AS (SELECT {keys}, list_sort(list(DISTINCT superseded)) AS builds FROM past GROUP BY {keys}),
paired AS (
  SELECT {", ".join(f"o.{key}" for key in _KEYS)}, coalesce(n.level, o.level) AS level, {both},
    CASE WHEN o.absent THEN 'missing' ELSE o.status END AS before_status,
    coalesce(n.status, 'missing') AS after_status,
    NOT o.absent AND o.status IN {_VALUED} AS had, coalesce(n.status, '') IN {_VALUED} AS has,
    coalesce(o.status, '') = 'suppressed' OR coalesce(n.status, '') = 'suppressed' OR {past_hidden("o")}
      AS hidden,
    abs(n.value - o.value) > {NOISE} * greatest(abs(n.value), abs(o.value)) AS differs,
    NOT o.absent AND o.status <> n.status AS other_status,
    (o.lower, o.upper, o.numerator, o.denominator, o.numerator_error, o.method)
      IS NOT DISTINCT FROM
      (n.lower, n.upper, n.numerator, n.denominator, n.numerator_error, n.method) AS as_sure
  FROM past AS o LEFT JOIN estimate AS n ON {same} WHERE o.place = 1)
SELECT {keys}, level, builds, had, has, {pairs},
  CASE WHEN hidden THEN 'suppressed' ELSE before_status END AS before_status,
  CASE WHEN hidden AND (has OR NOT had) THEN 'suppressed' ELSE after_status END AS after_status,
  CASE
    WHEN after_status = 'suppressed' AND had THEN 'hidden'
    WHEN before_status = 'suppressed' AND has THEN 'shown'
    WHEN had AND NOT has THEN 'lost'
    WHEN has AND NOT had THEN 'new'
    WHEN had AND has AND differs THEN 'revised'
    WHEN had AND has AND NOT as_sure THEN 'interval'
    WHEN other_status AND NOT hidden THEN 'status'
  END AS kind
FROM paired JOIN builds USING ({keys})
"""  # noqa: S608 - names and numbers of ours


def _ranks(store: Database, build: int) -> str:
    """The places then and now of all areas with a value both times, where anything was touched."""
    same = " AND ".join(f"n.{key} = o.{key}" for key in _KEYS)
    within = "CASE WHEN a.municipality IS NULL OR a.municipality = a.code THEN '' ELSE a.municipality END"
    group = "indicator, level, period, sex, category"
    scope = f"PARTITION BY {group}, scope"
    return f"""
WITH groups AS (SELECT DISTINCT {group} FROM touched WHERE kind IN ('revised', 'lost', 'new')),
valued AS (
  SELECT n.indicator, n.area_code, n.level, n.period, n.sex, n.category, {within} AS scope,
    o.value * coalesce(nullif(CASE i.polarity WHEN 'higher_is_better' THEN -1 ELSE 1 END, 0), 1) AS before,
    n.value * coalesce(nullif(CASE i.polarity WHEN 'higher_is_better' THEN -1 ELSE 1 END, 0), 1) AS after
  FROM estimate AS n
  JOIN groups AS g ON {" AND ".join(f"g.{name.strip()} = n.{name.strip()}" for name in group.split(","))}
  JOIN ({earlier(store, "estimate", _KEYS, build)}) AS o ON {same}
  JOIN seed.area AS a ON a.code = n.area_code
  JOIN seed.indicator AS i ON i.indicator = n.indicator
  WHERE o.value IS NOT NULL AND n.value IS NOT NULL)
SELECT {", ".join(_KEYS)}, rank() OVER ({scope} ORDER BY before DESC) AS rank_before,
  rank() OVER ({scope} ORDER BY after DESC) AS rank_after, count(*) OVER ({scope}) AS ranked
FROM valued
QUALIFY ranked > 1
"""  # noqa: S608 - names and numbers of ours


_CHANGES = f"""
WITH first_seen AS (
  SELECT t.indicator, t.level, t.period FROM touched AS t WHERE kind = 'new'
  EXCEPT SELECT indicator, level, period FROM touched WHERE had
  EXCEPT SELECT e.indicator, e.level, e.period FROM estimate AS e
    WHERE e.status IN {_VALUED} AND NOT EXISTS (SELECT 1 FROM touched AS t
      WHERE {" AND ".join(f"t.{key} = e.{key}" for key in _KEYS)})),
sorted AS (
  SELECT t.*, CASE WHEN kind = 'new' AND f.indicator IS NOT NULL THEN 'new_period' ELSE kind END AS what
  FROM touched AS t LEFT JOIN first_seen AS f
    ON f.indicator = t.indicator AND f.level = t.level AND f.period = t.period
  WHERE kind IS NOT NULL),
single AS (
  SELECT s.indicator, s.area_code, s.level, s.period, s.sex, s.category, what AS kind, builds, 1 AS areas,
    before_value, before_lower, before_upper, before_status, after_value, after_lower, after_upper,
    after_status,
    CASE WHEN what = 'revised' THEN after_value - before_value END AS difference,
    CASE WHEN what = 'revised' THEN abs(after_value - before_value) / nullif(
      coalesce(nullif(before_upper - before_lower, 0), after_upper - after_lower), 0) END AS widths,
    CASE WHEN what = 'revised' THEN abs(after_value - before_value) / nullif(abs(before_value), 0)
      END AS relative,
    CASE WHEN what = 'revised' THEN r.rank_before END AS rank_before,
    CASE WHEN what = 'revised' THEN r.rank_after END AS rank_after,
    CASE WHEN what = 'revised' THEN r.ranked END AS ranked
  FROM sorted AS s LEFT JOIN ranks AS r ON {" AND ".join(f"r.{key} = s.{key}" for key in _KEYS)}
  WHERE what <> 'new_period'),
periods AS (
  SELECT indicator, NULL AS area_code, level, period, '_T' AS sex, '_T' AS category, 'new_period' AS kind,
    list_sort(list_distinct(flatten(list(builds)))) AS builds, count(DISTINCT area_code) AS areas,
    NULL, NULL, NULL, 'missing', NULL, NULL, NULL, 'final', NULL, NULL, NULL, NULL, NULL, NULL
  FROM sorted WHERE what = 'new_period' GROUP BY indicator, level, period)
SELECT *, list_position(
  ['lost', 'hidden', 'revised', 'shown', 'new', 'new_period', 'interval', 'status'], kind) AS place
FROM (SELECT * FROM single UNION ALL SELECT * FROM periods)
"""  # noqa: S608 - names of ours
