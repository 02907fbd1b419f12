"""Composite indexes: from the estimates of their members to a value, an interval and an exact account."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from alemap.domain import TOTAL, Period, Status
from alemap.models.fingerprints import fingerprint
from alemap.stats._arrays import normal_quantile
from alemap.stats.indexcounts import count_limits
from alemap.stats.indexrules import area_types, index_by_rules
from alemap.values import dataclass
from alemap.workflows.estimates import method_fingerprint
from alemap.workflows.index_panel import POPULATION_MODEL, panels
from alemap.workflows.index_recipe import recipe_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from alemap.definitions.indexes import Index
    from alemap.definitions.project import Project
    from alemap.stats.indexrules import RuledIndex
    from alemap.warehouse.database import Database
    from alemap.workflows.index_panel import Panel
    from alemap.workflows.index_recipe import Recipe

    Floats = NDArray[np.float64]

VALUE_COLUMNS = (
    "index_id", "category", "level", "area_code", "period", "first_period", "last_period", "value",
    "lower", "upper", "comparator", "difference_error", "coverage", "known_error", "area_type", "residents",
    "status",
)  # fmt: skip
PART_COLUMNS = (
    "index_id", "level", "area_code", "period", "category", "indicator", "indicator_period", "score",
    "contribution", "category_contribution", "value", "error", "centre", "persons", "quarter", "status",
)  # fmt: skip
_TEXTS = {
    "index_id", "category", "level", "area_code", "period", "first_period", "last_period", "status",
    "indicator", "indicator_period",
}  # fmt: skip


def index_fingerprint(project: Project, index: Index, prints: Mapping[str, str]) -> str:
    """What an index follows from: its members' estimates, its definition, the reference, methods."""
    return fingerprint(
        [
            *(prints.get(f"estimate:{member}", "") for member in index.listed),
            *(project.indicators[member].polarity for member in index.listed),
            prints.get(POPULATION_MODEL, ""),
            prints.get("seed.area", ""),
            index.model_dump_json(exclude={"name", "definition", "reading", "unit", "source", "uncertainty"}),
            repr(project.settings.project.municipalities),
            repr(project.settings.comparison.confidence),
            method_fingerprint(),
        ]
    )


def make_index(project: Project, store: Database, index: Index) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Rows of `index_value` and `index_part`, for every level and every year that has all categories."""
    values, parts = [_frame(VALUE_COLUMNS)], [_frame(PART_COLUMNS)]
    recipe = recipe_of(index)
    quantile = normal_quantile(project.settings.comparison.confidence)
    for level in index.levels:
        for year, panel in panels(project, store, index, level):
            try:
                made = index_by_rules(panel.members, recipe.rules)
            except ValueError:
                # Such as principal components of two areas: no index rather than another one.
                continue
            result = _Result(index, recipe, panel, made, quantile, (level, year))
            values += result.value_rows()
            parts.append(result.part_rows())
    return pl.concat(values), pl.concat(parts)


def _frame(columns: Sequence[str], *cells: str | Floats | Sequence[str]) -> pl.DataFrame:
    """Rows from what stands in each column: a text or number for all, or an array; NaN becomes null.

    Without cells a frame without rows.
    """
    types = {name: pl.String() if name in _TEXTS else pl.Float64() for name in columns}
    if not cells:
        return pl.DataFrame(schema=types)
    filled = dict(zip(columns, cells, strict=True))
    many = {n: pl.Series(n, each, types[n]) for n, each in filled.items() if not isinstance(each, str)}
    one = {n: pl.lit(each) for n, each in filled.items() if isinstance(each, str)}
    rows = pl.DataFrame(many).with_columns(pl.col(pl.Float64).fill_nan(None), **one)
    return rows.select(columns)


@dataclass(frozen=True, slots=True)
class _Result:
    """An index over a panel, with what its comparisons need."""

    index: Index
    recipe: Recipe
    panel: Panel
    made: RuledIndex
    quantile: float
    place: tuple[str, str]

    def value_rows(self) -> Iterator[pl.DataFrame]:
        """The index itself (category `_T`), then each category's part of it.

        At a level that lacks one of the index's categories there are the parts only.
        """
        made, unsure = self.made.index, self.made.uncertainty
        ones = np.ones(len(self.panel.areas))
        whole_coverage = made.present.sum(axis=1) / max(int(made.membership.sum()), 1) * ones
        columns = list(range(len(self.panel.members.names)))
        if self._whole():
            yield self._rows(TOTAL, made.value, unsure.standard_error, whole_coverage, unsure.known, columns)
        for number, category in enumerate(made.groups):
            if self.recipe.by_fixed_mean:
                continue
            columns = [n for n, group in enumerate(self.panel.members.groups) if group == category]
            yield self._rows(
                category, made.parts[:, number], unsure.parts[:, number], made.coverage[:, number],
                self._known(columns), columns,
            )  # fmt: skip

    def _whole(self) -> bool:
        """Whether every category of the index exists here."""
        return set(self.made.index.groups) == set(self.index.members)

    def _known(self, columns: Sequence[int]) -> Floats:
        """The share of a category's present indicators whose sampling error is known."""
        present = self.made.index.present[:, columns]
        having = present & ~np.isnan(self.panel.members.errors[:, columns])
        number = present.sum(axis=1)
        return np.where(number > 0, having.sum(axis=1) / np.maximum(number, 1), np.nan)

    def _rows(
        self,
        category: str,
        value: Floats,
        error: Floats,
        coverage: Floats,
        known: Floats,
        columns: Sequence[int],
    ) -> pl.DataFrame:
        level, year = self.place
        periods = [Period.parse(self.panel.periods[n]) for n in columns]
        first = min(periods, key=lambda p: (p.last_year, p.part)).text
        last = max(periods).text
        lower, upper = self._limits(value, error, columns)
        others, other_error = self._others(value, error)
        types = np.full(value.shape, np.nan)
        if self.recipe.types and category == TOTAL:
            types = area_types(value, [above for _, above in self.recipe.types if above is not None])
        statuses = [
            self._reason(n, columns) if missing else Status.FINAL.value
            for n, missing in enumerate(np.isnan(value))
        ]
        return _frame(
            VALUE_COLUMNS, self.index.id, category, level, self.panel.areas, year, first, last,
            value, lower, upper, others, np.hypot(error, other_error), coverage, known, types,
            self.panel.members.weights, statuses,
        )  # fmt: skip

    def _limits(self, value: Floats, error: Floats, columns: Sequence[int]) -> tuple[Floats, Floats]:
        """The interval: exact for a count, else so many standard errors; a share is not below 0."""
        chance = self.made.scored.chance
        if self.recipe.whole_number and chance is not None:
            lower, upper = count_limits(chance[:, columns], self.quantile)
            lower, upper = np.minimum(lower, value), np.maximum(upper, value)
            none = np.isnan(error)
            return np.where(none, np.nan, lower), np.where(none, np.nan, upper)
        spread = self.quantile * error
        lower = np.maximum(value - spread, 0.0) if self.recipe.by_fixed_mean else value - spread
        return lower, value + spread

    def _others(self, value: Floats, error: Floats) -> tuple[Floats, Floats]:
        """The population-weighted mean of the other areas, and its standard error.

        An area is not compared with a mean that it is part of itself. An index whose average is 1 by
        construction is compared with 1.
        """
        if self.recipe.by_fixed_mean:
            return np.where(np.isnan(value), np.nan, 1.0), np.zeros(value.shape)
        weight = np.where(np.isnan(value), 0.0, np.nan_to_num(self.panel.members.weights))
        filled = np.nan_to_num(value)
        rest = weight.sum() - weight
        squares = (weight * np.nan_to_num(error)) ** 2
        with np.errstate(divide="ignore", invalid="ignore"):
            mean = ((weight * filled).sum() - weight * filled) / np.where(rest > 0, rest, np.nan)
            spread = np.sqrt(squares.sum() - squares) / np.where(rest > 0, rest, np.nan)
        return mean, spread

    def _reason(self, area: int, columns: Sequence[int]) -> str:
        """Why an area has no value: suppressed members first, else what most members say.

        An area that has its members, but lies below the limit of a comparison of shares, is not concerned.
        """
        reasons = [self.panel.statuses[area][n] for n in columns]
        without = [r for r in reasons if not Status(r).has_value]
        if Status.SUPPRESSED.value in without:
            return Status.SUPPRESSED.value
        if not without and self.recipe.rules.form == "excess_share":
            return Status.NOT_APPLICABLE.value
        return max(sorted(set(without)), key=without.count, default=Status.MISSING.value)

    def part_rows(self) -> pl.DataFrame:
        """What each member gives to the index and to its category, member by member; the sums are exact."""
        made, members = self.made.index, self.panel.members
        number = {category: n for n, category in enumerate(made.groups)}
        level, year = self.place
        unknown = np.full(members.values.shape, np.nan)
        cells = (
            self.made.scored.scores,
            made.contributions if self._whole() else unknown,
            self._category_shares(number),
            members.values,
            members.errors,
            *(unknown if each is None else each for each in (members.centre, members.counts)),
            unknown if self.made.quarters is None else self.made.quarters,
        )
        height = len(self.panel.areas)
        groups, names, periods = (
            [text for text in texts for _ in range(height)]
            for texts in (members.groups, members.names, self.panel.periods)
        )
        return _frame(
            PART_COLUMNS, self.index.id, level, self.panel.areas * len(members.names), year, groups, names,
            periods, *(each.ravel(order="F") for each in cells),
            [status for column in zip(*self.panel.statuses, strict=True) for status in column],
        )  # fmt: skip

    def _category_shares(self, number: Mapping[str, int]) -> Floats:
        """What each member adds to its category's part: of a mean its contribution over the category's."""
        made, members = self.made.index, self.panel.members
        shares = np.full(members.values.shape, np.nan)
        if self.recipe.by_fixed_mean:
            return shares
        scores, weights = self.made.scored.scores, self.made.member_weights
        geometric = self.recipe.rules.aggregation == "geometric"
        for category, place in number.items():
            columns = [n for n, group in enumerate(members.groups) if group == category]
            there = made.present[:, columns]
            size = np.where(there, weights[columns], 0.0)
            if not self.recipe.rules.counts:
                with np.errstate(invalid="ignore", divide="ignore"):
                    size = size / size.sum(axis=1, keepdims=True)
            added = np.log(scores[:, columns]) if geometric else scores[:, columns]
            share = np.where(there, size * added, np.nan)
            part = made.parts[:, place]
            if geometric:
                with np.errstate(invalid="ignore", divide="ignore"):
                    log = np.log(part)
                    share = share * np.where(log == 0, 1.0, part / log)[:, np.newaxis]
            shares[:, columns] = np.where(np.isnan(part)[:, np.newaxis], np.nan, share)
        return shares
