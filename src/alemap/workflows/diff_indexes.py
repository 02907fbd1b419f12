"""What has become of the indexes between an earlier state and today: values, the largest change, ranks.

An index of then that rested on a figure suppressed today is not told, as in `--as-of`: see `hindsight`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alemap.domain import TOTAL, Polarity
from alemap.results.history import IndexChange, IndexMove
from alemap.warehouse.history import NOISE, earlier_states
from alemap.workflows.index_recipe import read_recipe
from alemap.workflows.rank_index import index_measure

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from alemap.results import Measure
    from alemap.workflows.causes import Causes
    from alemap.workflows.reading import Reader

_KEYS = ("index_id", "category", "level", "area_code", "period")
_GROUP = "index_id, category, level, period"
_PAIRED = """
CREATE OR REPLACE TEMP TABLE index_paired AS
WITH touched AS (
  SELECT {group}, list_sort(list(DISTINCT superseded)) AS builds FROM history.index_value
  WHERE superseded > {build} GROUP BY {group})
SELECT t.index_id, t.category, t.level, t.period, t.builds, coalesce(n.area_code, o.area_code) AS area_code,
  o.value AS before, n.value AS after,
  coalesce(o.status, '') = 'suppressed' AND n.value IS NOT NULL AS untold,
  coalesce(abs(n.value - o.value) > {noise} * greatest(abs(n.value), abs(o.value)), FALSE) AS differs
FROM ({then}) AS o FULL JOIN index_value AS n ON {same}
JOIN touched AS t ON {in_group}
"""
_SUMMED = """
SELECT {group}, any_value(builds), count(*) FILTER (before IS NOT NULL AND after IS NOT NULL),
  count(*) FILTER (differs), count(*) FILTER (before IS NULL AND after IS NOT NULL AND NOT untold),
  count(*) FILTER (before IS NOT NULL AND after IS NULL), count(*) FILTER (untold)
FROM index_paired{where} GROUP BY {group} ORDER BY {group}
"""
_FURTHEST = """
SELECT {group}, area_code, after - before FROM index_paired{where} AND differs
QUALIFY row_number() OVER (PARTITION BY {group} ORDER BY abs(after - before) DESC, area_code) = 1
"""

_Key = tuple[str, str, str, str]


def index_changes(
    reader: Reader,
    build: int,
    indexes: Sequence[str],
    areas: Sequence[str],
    level: str | None,
    causes: Causes,
) -> tuple[IndexChange, ...]:
    """What has changed in indexes since a build, per category, level and year; most places moved first.

    `areas`, `level`: only theirs (ranks are among all areas). `todays_rule.note_todays_rule` must have been
    called.
    """
    store = reader.store
    if not indexes or not store.rows(
        "SELECT 1 FROM history.index_value WHERE superseded > ? LIMIT 1", [build]
    ):
        return ()
    same = " AND ".join(f"n.{key} = o.{key}" for key in _KEYS)
    group = " AND ".join(f"t.{key} = coalesce(n.{key}, o.{key})" for key in _GROUP.split(", "))
    store.run(
        _PAIRED.format(
            group=_GROUP, build=build, noise=NOISE, same=same, in_group=group,
            then=earlier_states(store, build)["index_value"],
        )
    )  # fmt: skip
    where, values = " WHERE list_contains(?, index_id)", [list(indexes)]
    if areas:
        where, values = f"{where} AND list_contains(?, area_code)", [*values, list(areas)]
    if level is not None:
        where, values = f"{where} AND list_contains(?, level)", [*values, [level]]
    furthest = {
        tuple(row[:4]): row[4:] for row in store.rows(_FURTHEST.format(group=_GROUP, where=where), values)
    }
    names = reader.areas([code for code, _ in furthest.values()])
    measures = _Measures(reader)
    found = []
    for row in store.rows(_SUMMED.format(group=_GROUP, where=where), values):
        key: _Key = (row[0], row[1], row[2], row[3])
        if not any(row[6:]):
            continue
        measure = measures.of(key[0], key[1])
        moves, ranked = _moves(reader, key, measure.polarity, areas)
        code, largest = furthest.get(key, (None, None))
        why, changed = causes.of_index(key[0], row[4])
        compared, other, new, lost, untold = row[5:]
        found.append(
            IndexChange(
                index=key[0], index_name=reader.indexes[key[0]][0], measure=measure, level=key[2],
                level_name=reader.levels[key[2]][0], period=key[3], compared=compared, changed=other, new=new,
                lost=lost, untold=untold, largest=largest, largest_area=names.get(code), moves=moves,
                ranked=ranked, causes=why, names=changed,
            )
        )  # fmt: skip
    return tuple(sorted(found, key=lambda c: (-len(c.moves), -c.changed, c.index, c.measure.id != c.index)))


class _Measures:
    """How an index, or a category of it, is shown; each definition is read once."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._known: dict[tuple[str, str], Measure] = {}

    def of(self, index: str, category: str) -> Measure:
        if (index, category) not in self._known:
            recipe = read_recipe(self._reader.store, index)
            groups: Mapping[str, Sequence[str]] = recipe.members
            members = [
                name
                for group, names in groups.items()
                if category in {TOTAL, group}
                for name in names
                if name in self._reader.indicators
            ]
            polarity = Polarity.HIGHER_IS_WORSE if recipe.rules.high_is_worse else Polarity.HIGHER_IS_BETTER
            self._known[index, category] = index_measure(self._reader, recipe, category, members, polarity)
        return self._known[index, category]


def _moves(
    reader: Reader, key: _Key, polarity: Polarity, areas: Sequence[str]
) -> tuple[tuple[IndexMove, ...], int]:
    """The areas that `rank` shows whose place is another, and how many of them have a value both times."""
    codes, _ = reader.scope(key[2], ())
    rows: list[tuple[Any, ...]] = reader.store.rows(
        "SELECT area_code, before, after FROM index_paired WHERE index_id = ? AND category = ? AND level = ?"
        " AND period = ? AND before IS NOT NULL AND after IS NOT NULL AND list_contains(?, area_code)"
        " ORDER BY area_code",
        [*key, codes],
    )
    before = _ranks([row[1] * polarity.sign for row in rows])
    after = _ranks([row[2] * polarity.sign for row in rows])
    names = reader.areas([row[0] for row in rows])
    moves = [
        IndexMove(names[code], old, new, was, now)
        for (code, old, new), was, now in zip(rows, before, after, strict=True)
        if was != now and (not areas or code in areas)
    ]
    moves.sort(key=lambda move: (-abs(move.rank_after - move.rank_before), move.rank_after))
    return tuple(moves), len(rows)


def _ranks(badness: Sequence[float]) -> list[int]:
    """The place of each, the highest 1; those that are the same but for noise share the better one."""
    ordered = sorted(badness, reverse=True)
    places: list[int] = []
    for value in badness:
        noise = NOISE * abs(value)
        places.append(1 + sum(other > value + noise for other in ordered))
    return places
