"""Places in an index: how sure each rank is, given chance and the choices made when the index was built."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from alemap.domain import TOTAL, Label
from alemap.results.indexes import ExtraColumn, RankDoubt
from alemap.stats.indexchoices import index_ranks
from alemap.stats.indexforms import excess_parts
from alemap.stats.indexrules import Members, centre_of
from alemap.stats.ranks import rank_worst_first, tied
from alemap.values import dataclass
from alemap.workflows.places import Place

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from alemap.stats.indexchoices import IndexRanks
    from alemap.workflows.index_recipe import Recipe
    from alemap.workflows.reading import Reader

    Floats = NDArray[np.float64]

_WORST, _BEST = 1.0, 4.0


@dataclass(frozen=True, slots=True)
class IndexBoard:
    """The members of an index over its reference areas, as the database holds them, and its values.

    `quarters` [areas, members] of an index of quarters.
    """

    areas: tuple[str, ...]
    members: Members
    quarters: Floats
    values: Floats
    types: Floats

    @classmethod
    def read(cls, reader: Reader, index: str, category: str, level: str, period: str) -> IndexBoard:
        """Read the members of one level and year: all of them, or those of one category."""
        values = reader.store.rows(
            "SELECT area_code, value, residents, area_type FROM mart_index"
            " WHERE index_id = ? AND category = ? AND level = ? AND period = ? ORDER BY area_code",
            [index, category, level, period],
        )
        rows = reader.store.rows(
            "SELECT area_code, category, indicator, value, error, centre, persons, quarter FROM index_part"
            " WHERE index_id = ? AND level = ? AND period = ? AND ? IN (?, category)",
            [index, level, period, category, TOTAL],
        )
        areas = tuple(row[0] for row in values)
        place = {code: number for number, code in enumerate(areas)}
        groups = {row[2]: row[1] for row in rows}
        order = reader.store.rows("SELECT indicator FROM seed.index_member WHERE index_id = ?", [index])
        names = tuple(name for (name,) in order if name in groups)
        column = {name: number for number, name in enumerate(names)}
        figures = np.full((5, len(areas), len(names)), np.nan)
        for code, _, name, *numbers in rows:
            figures[:, place[code], column[name]] = [math.nan if n is None else n for n in numbers]
        own = np.array([[math.nan if n is None else n for n in row[1:]] for row in values]).reshape(-1, 3)
        members = Members(
            names,
            tuple(groups[name] for name in names),
            tuple(float(reader.indicators[name].measure.polarity.sign) for name in names),
            figures[0],
            figures[1],
            own[:, 1],
            None if np.isnan(figures[2]).all() else figures[2],
            None if np.isnan(figures[3]).all() else figures[3],
        )
        return cls(areas, members, figures[4], own[:, 0], own[:, 2])

    def extras(self, recipe: Recipe) -> tuple[tuple[ExtraColumn, ...], dict[str, tuple[float | None, ...]]]:
        """The index's own columns, and each area's figures in them."""
        if recipe.types:
            columns = (ExtraColumn("area_type", Label("Typ", "Type"), -1),)
            return columns, {
                code: (_number(x),) for code, x in zip(self.areas, self.types.tolist(), strict=True)
            }
        if recipe.rules.form == "excess_share":
            return self._excess(recipe)
        if recipe.rules.scale == "worst_quarter":
            return self._quarters()
        return (), {}

    def _excess(self, recipe: Recipe) -> tuple[tuple[ExtraColumn, ...], dict[str, tuple[float | None, ...]]]:
        number, volume, residents = excess_parts(self.members, centre_of(self.members), recipe.rules.ratio)
        columns = (
            ExtraColumn("indicators_above", Label("Antal indik.", "Indicators"), 0),
            ExtraColumn("volume_share", Label("Andel berörda, %", "Share of concerned, %"), 1),
            ExtraColumn("resident_share", Label("Andel invånare, %", "Share of residents, %"), 1),
        )
        figures = zip(number.tolist(), (volume * 100).tolist(), (residents * 100).tolist(), strict=True)
        return columns, {
            code: tuple(_number(x) for x in each) for code, each in zip(self.areas, figures, strict=True)
        }

    def _quarters(self) -> tuple[tuple[ExtraColumn, ...], dict[str, tuple[float | None, ...]]]:
        columns = (
            ExtraColumn("worst_quarter", Label("Sämst 25 % (röd)", "Worst 25% (red)"), 0),
            ExtraColumn("middle_half", Label("Mitten 50 % (gul)", "Middle 50% (yellow)"), 0),
            ExtraColumn("best_quarter", Label("Bäst 25 % (grön)", "Best 25% (green)"), 0),
        )
        worst = (self.quarters == _WORST).sum(axis=1)
        best = (self.quarters == _BEST).sum(axis=1)
        middle = (~np.isnan(self.quarters)).sum(axis=1) - worst - best
        figures = zip(worst.tolist(), middle.tolist(), best.tolist(), strict=True)
        return columns, {
            code: tuple(float(x) for x in each) for code, each in zip(self.areas, figures, strict=True)
        }


def index_places(
    board: IndexBoard, recipe: Recipe, codes: Sequence[str], confidence: float
) -> tuple[list[Place], list[float | None], RankDoubt | None]:
    """The places of some areas in an index, the share of chance in each one's doubt, and in all of them."""
    where = {code: number for number, code in enumerate(board.areas)}
    sign = 1.0 if recipe.rules.high_is_worse else -1.0
    value = np.array([board.values[where[code]] if code in where else np.nan for code in codes])
    ranks = rank_worst_first(value, sign)
    ties = tied(ranks)
    found: IndexRanks | None = None
    if (~np.isnan(value)).sum() > 1:
        found = index_ranks(
            board.members,
            recipe.rules,
            recipe.choices,
            among=[
                where[code] for code, each in zip(codes, value.tolist(), strict=True) if not math.isnan(each)
            ],
            confidence=confidence,
        )
    places: list[Place] = []
    shares: list[float | None] = []
    for code, rank, tie in zip(codes, ranks.tolist(), ties.tolist(), strict=True):
        at = where.get(code)
        if found is None or at is None or math.isnan(rank):
            places.append(Place(_whole(rank), bool(tie), None, None))
            shares.append(None)
            continue
        low, high = float(found.lowest[at]), float(found.highest[at])
        places.append(Place(_whole(rank), bool(tie), _whole(low), _whole(high)))
        shares.append(_number(float(found.sampling[at])))
    if found is None:
        return places, shares, None
    choices = recipe.choices
    doubt = RankDoubt(
        _number(found.sampling_overall),
        choices.draws,
        choices.weights,
        choices.leave_one_out,
        choices.scales,
        choices.aggregations,
        found.together,
    )
    return places, shares, doubt


def _number(value: float) -> float | None:
    return None if math.isnan(value) else float(value)


def _whole(number: float) -> int | None:
    return None if math.isnan(number) else int(number)
