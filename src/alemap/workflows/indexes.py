"""Composite indexes: from the estimates of their members to a value, an interval and an exact account."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from alemap.domain import TOTAL, Period, Polarity, Status
from alemap.models.fingerprints import fingerprint
from alemap.stats._arrays import normal_quantile
from alemap.stats.index import composite, reference_moments, sampling_standard_error, standardise
from alemap.workflows.estimates import method_fingerprint

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from alemap.definitions.project import Project
    from alemap.definitions.schema import Index
    from alemap.stats.index import CompositeIndex, IndexUncertainty
    from alemap.warehouse.database import Database

    Floats = NDArray[np.float64]

POPULATION_MODEL = "core_population"
"""The model whose persons (`age` and `sex` total, latest period) weigh the areas of an index."""

VALUE_COLUMNS = (
    "index_id", "category", "level", "area_code", "period", "first_period", "last_period", "value",
    "lower", "upper", "comparator", "difference_error", "coverage", "known_error", "status",
)  # fmt: skip
PART_COLUMNS = (
    "index_id", "level", "area_code", "period", "category", "indicator", "indicator_period", "score",
    "contribution", "category_contribution", "status",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Panel:
    """The members' latest values for one level and year: arrays areas x indicators."""

    areas: tuple[str, ...]
    members: tuple[str, ...]
    groups: tuple[str, ...]
    periods: tuple[str, ...]
    values: Floats
    errors: Floats
    statuses: tuple[tuple[str, ...], ...]
    weights: Floats


def index_fingerprint(project: Project, index: Index, prints: Mapping[str, str]) -> str:
    """What an index follows from: its members' estimates, its definition, the reference, methods."""
    members = [member for group in index.members.values() for member in group]
    return fingerprint(
        [
            *(prints.get(f"estimate:{member}", "") for member in members),
            *(project.indicators[member].polarity for member in members),
            prints.get(POPULATION_MODEL, ""),
            prints.get("seed.area", ""),
            index.model_dump_json(exclude={"name", "definition", "source"}),
            repr(project.settings.project.municipalities),
            repr(project.settings.comparison.confidence),
            method_fingerprint(),
        ]
    )


def make_index(project: Project, store: Database, index: Index) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Rows of `index_value` and `index_part`, for every level and every year that has all categories."""
    values: list[tuple[object, ...]] = []
    parts: list[tuple[object, ...]] = []
    for level in index.levels:
        frame = _members(store, index, level)
        if frame.is_empty():
            continue
        weights = _weights(store, level)
        for year, panel in _panels(project, index, level, frame, weights):
            result = _Result.of(project, index, panel)
            values += result.value_rows(index, level, year)
            parts += result.part_rows(index, level, year)
    return (
        pl.DataFrame(values, schema=_schema(VALUE_COLUMNS), orient="row"),
        pl.DataFrame(parts, schema=_schema(PART_COLUMNS), orient="row"),
    )


_NUMBERS = {
    "value", "lower", "upper", "comparator", "difference_error", "coverage", "known_error", "score",
    "contribution", "category_contribution",
}  # fmt: skip


def _schema(columns: Sequence[str]) -> dict[str, pl.DataType]:
    return {name: pl.Float64() if name in _NUMBERS else pl.String() for name in columns}


def _members(store: Database, index: Index, level: str) -> pl.DataFrame:
    listed = ", ".join(f"'{member}'" for group in index.members.values() for member in group)
    return store.frame(
        "SELECT indicator, area_code, period, value, lower, upper, status FROM estimate"  # noqa: S608
        f" WHERE level = '{level}' AND sex = '{TOTAL}' AND category = '{TOTAL}' AND indicator IN ({listed})"
    )


def _weights(store: Database, level: str) -> dict[str, float]:
    if not store.has(POPULATION_MODEL):
        return {}
    return dict(
        store.rows(
            f"SELECT area_code, arg_max(persons, period) FROM {POPULATION_MODEL}"  # noqa: S608
            f" WHERE level = ? AND sex = '{TOTAL}' AND age = '{TOTAL}' AND persons IS NOT NULL"
            " GROUP BY area_code",
            [level],
        )
    )


def _panels(
    project: Project, index: Index, level: str, frame: pl.DataFrame, weights: Mapping[str, float]
) -> Iterator[tuple[str, _Panel]]:
    """One panel per year, each member in its latest period not older than the index allows.

    A member that too few reference areas have takes no part: its mean and spread would be those of a few.
    A year in which a category has no member at all is left out: an index over fewer categories than in
    other years would not be the same index.
    """
    reference = _reference(project, index, level)
    frame = frame.filter(pl.col("area_code").is_in(reference))
    groups = {member: category for category, members in index.members.items() for member in members}
    having = (
        frame.filter(pl.col("value").is_not_null())
        .group_by("indicator", "period")
        .len()
        .filter(pl.col("len") >= index.missing.min_areas * len(reference) - 1e-9)
    )
    periods: dict[str, list[Period]] = {}
    for member, text in having.select("indicator", "period").sort("indicator", "period").rows():
        periods.setdefault(member, []).append(Period.parse(text))
    existing = {groups[member] for member in periods}
    years = sorted({period.last_year for found in periods.values() for period in found})
    for year in years:
        latest = {
            member: max(fresh).text
            for member, found in periods.items()
            if (fresh := [p for p in found if year - index.max_age_years <= p.last_year <= year])
        }
        if {groups[member] for member in latest} == existing:
            yield str(year), _panel(project, index, frame, latest, weights, reference)


def _reference(project: Project, index: Index, level: str) -> tuple[str, ...]:
    """The areas of a level whose mean and spread the index is measured by; it is given for these.

    `project`: those in the project's municipalities. A level: those that share an area of that level
    with one of the project's municipalities.
    """
    within = index.reference[level]
    own = set(project.settings.project.municipalities)
    levels = {code: area.level for code, area in project.areas.by_code.items()}
    pairs = project.areas.parts
    if within != "project":
        own = {whole for part, whole in pairs if part in own and levels[whole] == within}
    return tuple(sorted({part for part, whole in pairs if whole in own and levels[part] == level}))


def _panel(
    project: Project,
    index: Index,
    frame: pl.DataFrame,
    latest: Mapping[str, str],
    weights: Mapping[str, float],
    areas: tuple[str, ...],
) -> _Panel:
    listed = [(c, m) for c, members in index.members.items() for m in members if m in latest]
    members = tuple(member for _, member in listed)
    chosen = pl.DataFrame({"indicator": members, "period": [latest[m] for m in members]})
    rows = frame.join(chosen, on=["indicator", "period"])
    place = {code: number for number, code in enumerate(areas)}
    column = {member: number for number, member in enumerate(members)}
    shape = (len(areas), len(members))
    values, errors = np.full(shape, np.nan), np.full(shape, np.nan)
    statuses = [[Status.MISSING.value] * len(members) for _ in areas]
    quantile = normal_quantile(project.settings.comparison.confidence)
    for member, code, _, value, lower, upper, status in rows.rows():
        at = place[code], column[member]
        statuses[at[0]][at[1]] = status
        if value is not None:
            values[at] = value
            if lower is not None and upper is not None:
                errors[at] = (upper - lower) / (2 * quantile)
    return _Panel(
        areas,
        members,
        tuple(category for category, _ in listed),
        tuple(latest[m] for m in members),
        values,
        errors,
        tuple(tuple(row) for row in statuses),
        np.array([weights.get(code, np.nan) for code in areas], dtype=float),
    )


@dataclass(frozen=True, slots=True)
class _Result:
    """An index over a panel, with what its comparisons need."""

    panel: _Panel
    scores: Floats
    index: CompositeIndex
    uncertainty: IndexUncertainty
    quantile: float

    @classmethod
    def of(cls, project: Project, index: Index, panel: _Panel) -> _Result:
        """Standardise, weigh and add up."""
        signs = [_sign(project.indicators[member].polarity) for member in panel.members]
        scores = standardise(panel.values, panel.weights, signs)
        given = None if index.category_weights == "equal" else index.category_weights
        made = composite(scores, panel.groups, given, index.missing.min_share)
        moments = reference_moments(panel.values, panel.weights)
        uncertainty = sampling_standard_error(panel.errors, moments.deviation, made)
        return cls(panel, scores, made, uncertainty, normal_quantile(project.settings.comparison.confidence))

    def value_rows(self, index: Index, level: str, year: str) -> Iterator[tuple[object, ...]]:
        """The index itself (category `_T`), then each category's part of it.

        At a level that lacks one of the index's categories there are the parts only.
        """
        made, unsure = self.index, self.uncertainty
        ones = np.ones(len(self.panel.areas))
        whole_coverage = made.present.sum(axis=1) / max(int(made.membership.sum()), 1) * ones
        if self._whole(index):
            yield from self._rows(
                index, level, year, TOTAL, made.value, unsure.standard_error, whole_coverage, unsure.known,
                range(len(self.panel.members)),
            )  # fmt: skip
        for number, category in enumerate(made.groups):
            columns = [n for n, group in enumerate(self.panel.groups) if group == category]
            error = unsure.parts[:, number]
            known = self._known(columns)
            yield from self._rows(
                index, level, year, category, made.parts[:, number], error, made.coverage[:, number], known,
                columns,
            )  # fmt: skip

    def _whole(self, index: Index) -> bool:
        """Whether every category of the index exists here."""
        return set(self.index.groups) == set(index.members)

    def _known(self, columns: Sequence[int]) -> Floats:
        """The share of a category's present indicators whose sampling error is known."""
        present = self.index.present[:, columns]
        having = present & ~np.isnan(self.panel.errors[:, columns])
        number = present.sum(axis=1)
        return np.where(number > 0, having.sum(axis=1) / np.maximum(number, 1), np.nan)

    def _rows(
        self,
        index: Index,
        level: str,
        year: str,
        category: str,
        value: Floats,
        error: Floats,
        coverage: Floats,
        known: Floats,
        columns: Sequence[int],
    ) -> Iterator[tuple[object, ...]]:
        periods = [Period.parse(self.panel.periods[n]) for n in columns]
        first = min(periods, key=lambda p: (p.last_year, p.part)).text
        last = max(periods).text
        others, other_error = self._others(value, error)
        for n, code in enumerate(self.panel.areas):
            has = not np.isnan(value[n])
            status = Status.FINAL.value if has else self._reason(n, columns)
            spread = self.quantile * error[n]
            yield (
                index.id, category, level, code, year, first, last,
                _number(value[n]), _number(value[n] - spread), _number(value[n] + spread),
                _number(others[n]), _number(np.hypot(error[n], other_error[n])),
                _number(coverage[n]), _number(known[n]), status,
            )  # fmt: skip

    def _others(self, value: Floats, error: Floats) -> tuple[Floats, Floats]:
        """The population-weighted mean of the other areas, and its standard error.

        An area is not compared with a mean that it is part of itself.
        """
        weight = np.where(np.isnan(value), 0.0, np.nan_to_num(self.panel.weights))
        filled = np.nan_to_num(value)
        rest = weight.sum() - weight
        squares = (weight * np.nan_to_num(error)) ** 2
        with np.errstate(divide="ignore", invalid="ignore"):
            mean = ((weight * filled).sum() - weight * filled) / np.where(rest > 0, rest, np.nan)
            spread = np.sqrt(squares.sum() - squares) / np.where(rest > 0, rest, np.nan)
        return mean, spread

    def _reason(self, area: int, columns: Sequence[int]) -> str:
        """Why an area has no value: suppressed members first, else what most members say."""
        reasons = [self.panel.statuses[area][n] for n in columns]
        without = [r for r in reasons if not Status(r).has_value]
        if Status.SUPPRESSED.value in without:
            return Status.SUPPRESSED.value
        return max(sorted(set(without)), key=without.count, default=Status.MISSING.value)

    def part_rows(self, index: Index, level: str, year: str) -> Iterator[tuple[object, ...]]:
        """What each member gives to the index and to its category; the sums are exact."""
        made = self.index
        number = {category: n for n, category in enumerate(made.groups)}
        whole = self._whole(index)
        for column, (member, group) in enumerate(zip(self.panel.members, self.panel.groups, strict=True)):
            having = made.present[:, [n for n, g in enumerate(self.panel.groups) if g == group]].sum(axis=1)
            for n, code in enumerate(self.panel.areas):
                shown = group in number and not np.isnan(made.parts[n, number[group]])
                share = self.scores[n, column] / having[n] if having[n] and shown else np.nan
                yield (
                    index.id, level, code, year, group, member, self.panel.periods[column],
                    _number(self.scores[n, column]),
                    _number(made.contributions[n, column]) if whole else None,
                    _number(share),
                    self.panel.statuses[n][column],
                )  # fmt: skip


def _sign(polarity: Polarity) -> int:
    return polarity.sign


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
