"""The ranked table of an index or of one of its categories, with what each part adds."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from alemap.domain import TOTAL, Label, Polarity, RegisterUncertainty, Status, Verdict
from alemap.errors import AlemapError, MissingDataError
from alemap.results import NO_FIGURE, Figure, Measure, Part, RankRow, RankTable
from alemap.results.indexes import IndexFacts
from alemap.stats._arrays import two_sided_p
from alemap.stats.multiple import benjamini_hochberg, comparisons
from alemap.stats.verdict import verdicts
from alemap.values import dataclass
from alemap.workflows.hindsight import no_index
from alemap.workflows.index_places import IndexBoard, index_places
from alemap.workflows.index_recipe import read_recipe
from alemap.workflows.places import ordered
from alemap.workflows.reading import pick_period

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from alemap.results.indexes import ExtraColumn, RankDoubt
    from alemap.workflows.index_recipe import Recipe
    from alemap.workflows.reading import Reader


def index_table(
    reader: Reader,
    index: str,
    category: str,
    level: str | None,
    municipalities: Sequence[str],
    period: str | None,
    top: int | None,
) -> RankTable:
    """The table of an index (`category` total) or of one of its categories; see `rank`."""
    what = index if category == TOTAL else category
    rows_of_years = reader.store.rows(
        "SELECT DISTINCT level, period FROM mart_index WHERE index_id = ? AND category = ?"
        " AND value IS NOT NULL ORDER BY period",
        [index, category],
    )
    if not rows_of_years:
        raise _nothing(reader, index, category, period)
    available = {row[0] for row in rows_of_years}
    level = reader.choose_level([key for key in reader.levels if key in available], level, what)
    years = [year for key, year in rows_of_years if key == level]
    chosen = pick_period(years, period)
    if chosen is None:
        raise no_index(reader, index, category, period, years)
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
    recipe = read_recipe(reader.store, index)
    board = IndexBoard.read(reader, index, category, level, chosen)
    polarity = Polarity.HIGHER_IS_WORSE if recipe.rules.high_is_worse else Polarity.HIGHER_IS_BETTER
    words, count = _index_verdicts(reader, [found.get(code) for code in codes], polarity)
    confidence = reader.settings.comparison.confidence
    places, sampling, doubt = index_places(board, recipe, codes, confidence)
    columns, extras = board.extras(recipe) if category == TOTAL else ((), {})
    # An index with columns of its own is taken apart by those.
    shown = () if columns else parts
    areas = reader.areas(codes)
    rows = [
        RankRow(
            place.rank,
            place.tied,
            areas[code],
            figure,
            _comparator(found.get(code)),
            word,
            tuple(account.shares.get((code, part.id)) for part in shown) if figure.value is not None else (),
            place.lowest,
            place.highest,
            share,
            extras.get(code, ()) if figure.value is not None else (),
        )
        for code, figure, place, word, share in zip(codes, figures, places, words, sampling, strict=True)
    ]
    sample = next(iter(found.values()), None)
    first, last = (sample[8], sample[9]) if sample else (chosen, chosen)
    members = account.members
    return RankTable(
        measure=index_measure(reader, recipe, category, members, polarity),
        level=reader.levels[level][0],
        scope=scope,
        period=last if first == last else f"{first}\u2013{last}",
        comparator=_EVEN if recipe.by_fixed_mean else Label("Övriga områden", "Other areas"),
        confidence=confidence,
        rows=ordered(rows, top),
        total=len(rows),
        valued=sum(row.figure.status.has_value for row in rows),
        comparisons=count,
        parts=shown,
        sources=reader.sources(members),
        known_error=min((row[6] for row in found.values() if row[6] is not None), default=0.0),
        index=_facts(reader, recipe, board, columns, doubt),
    )


_EVEN = Label("Jämn fördelning", "Even distribution")


def _facts(
    reader: Reader,
    recipe: Recipe,
    board: IndexBoard,
    columns: tuple[ExtraColumn, ...],
    doubt: RankDoubt | None,
) -> IndexFacts:
    return IndexFacts(
        reading=recipe.reading,
        doubt=doubt,
        columns=columns,
        stand_ins=tuple(
            (reader.indicators[name].measure.name, text)
            for name, text in recipe.stand_ins.items()
            if name in board.members.names
        ),
        absent=recipe.absent,
        types=tuple(name for name, _ in recipe.types),
        members=len(board.members.names),
        listed=sum(len(members) for members in recipe.members.values()) + len(recipe.absent),
    )


def _nothing(reader: Reader, index: str, category: str, period: str | None) -> AlemapError:
    """The error for an index without figures: which of its parts have none, where it demands them."""
    recipe = read_recipe(reader.store, index)
    if not recipe.absent:
        return no_index(reader, index, category, period, [])
    total = sum(len(members) for members in recipe.members.values()) + len(recipe.absent)
    return MissingDataError(
        "`{name}` is not reckoned: {lacking} of its {total} parts have no figures ({parts})",
        name=index,
        lacking=len(recipe.absent),
        total=total,
        parts=Label(", ".join(x.sv for x in recipe.absent), ", ".join(x.en for x in recipe.absent)),
        hint="its rule `min_members` asks for more; `alemap show {name}` says what each part is",
    )


def _index_figure(row: tuple[Any, ...] | None) -> Figure:
    return NO_FIGURE if row is None else Figure(row[1], row[2], row[3], Status(row[7]))


def _comparator(row: tuple[Any, ...] | None) -> Figure:
    if row is None or row[4] is None or row[1] is None:
        return NO_FIGURE
    return Figure(row[4])


def _index_verdicts(
    reader: Reader, rows: Sequence[tuple[Any, ...] | None], polarity: Polarity
) -> tuple[list[Verdict], int]:
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
        polarity.sign,
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


def index_measure(
    reader: Reader, recipe: Recipe, category: str, members: Sequence[str], polarity: Polarity
) -> Measure:
    """An index, or one of its categories, as the tables show it."""
    name = recipe.name if category == TOTAL else reader.categories[category].name
    registers = {reader.indicators[m].measure.register_uncertainty for m in members} - {None}
    switch = RegisterUncertainty.SUPERPOPULATION if RegisterUncertainty.SUPERPOPULATION in registers else None
    # Scores around 0 are shown with their signs; a count, a ratio or a scale of its own is not.
    kind = "index" if recipe.rules.scale == "z" else "score"
    return Measure(
        recipe.id if category == TOTAL else category,
        name,
        name,
        recipe.unit,
        recipe.unit,
        recipe.decimals,
        polarity,
        kind,
        any(reader.indicators[m].measure.synthetic for m in members),
        switch,
    )
