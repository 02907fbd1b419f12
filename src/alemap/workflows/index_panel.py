"""The members of an index over its areas, from the estimates: which areas, which members, which periods."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from alemap.domain import TOTAL, Period, Status
from alemap.stats._arrays import normal_quantile
from alemap.stats.indexrules import Members
from alemap.stats.scoring import central
from alemap.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

    from alemap.definitions.indexes import Index
    from alemap.definitions.project import Project
    from alemap.warehouse.database import Database

    Floats = NDArray[np.float64]

POPULATION_MODEL = "core_population"
"""The model whose persons (`age` and `sex` total, latest period) weigh the areas of an index."""

MUNICIPALITY = "kommun"


@dataclass(frozen=True, slots=True)
class Panel:
    """The members' latest values for one level and year, with why a value is missing."""

    areas: tuple[str, ...]
    members: Members
    periods: tuple[str, ...]
    statuses: tuple[tuple[str, ...], ...]


def panels(project: Project, store: Database, index: Index, level: str) -> Iterator[tuple[str, Panel]]:
    """One panel per year, each member in its latest period not older than the index allows.

    A member that too few reference areas have takes no part: its mean and spread would be those of a few.
    A year in which a category has no member at all is left out: an index over fewer categories than in
    other years would not be the same index. So is one with fewer members than `min_members` demands.
    """
    frame = _rows(store, index, level)
    if frame.is_empty():
        return
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
    needed = index.missing.min_members * (len(groups) + len(index.absent)) - 1e-9
    wanted = _Wanted(project, index, level, reference, _residents(store, level), _own_means(store, index))
    for year in sorted({period.last_year for found in periods.values() for period in found}):
        latest = {
            member: max(fresh).text
            for member, found in periods.items()
            if (fresh := [p for p in found if year - index.max_age_years <= p.last_year <= year])
        }
        if {groups[member] for member in latest} == existing and len(latest) >= needed:
            yield str(year), wanted.panel(frame, latest)


def _rows(store: Database, index: Index, level: str) -> pl.DataFrame:
    listed = ", ".join(f"'{member}'" for member in index.listed)
    return store.frame(
        "SELECT indicator, area_code, period, value, lower, upper, numerator, status FROM estimate"  # noqa: S608
        f" WHERE level = '{level}' AND sex = '{TOTAL}' AND category = '{TOTAL}' AND indicator IN ({listed})"
    )


def _residents(store: Database, level: str) -> dict[str, float]:
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


def _own_means(store: Database, index: Index) -> dict[tuple[str, str, str], float]:
    """The municipalities' own values of the members, where areas are compared with their municipality."""
    if index.mean_of != MUNICIPALITY_MEAN:
        return {}
    rows = store.rows(
        "SELECT indicator, period, area_code, value FROM estimate WHERE level = ? AND sex = ?"
        " AND category = ? AND value IS NOT NULL AND list_contains(?, indicator)",
        [MUNICIPALITY, TOTAL, TOTAL, index.listed],
    )
    return {(member, period, code): value for member, period, code, value in rows}


MUNICIPALITY_MEAN = "municipality"


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


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What all panels of a level share."""

    project: Project
    index: Index
    level: str
    areas: tuple[str, ...]
    residents: Mapping[str, float]
    own_means: Mapping[tuple[str, str, str], float]

    def panel(self, frame: pl.DataFrame, latest: Mapping[str, str]) -> Panel:
        """The panel of the members in the periods given."""
        listed = [(c, m) for c, members in self.index.members.items() for m in members if m in latest]
        names = tuple(member for _, member in listed)
        chosen = pl.DataFrame({"indicator": names, "period": [latest[m] for m in names]})
        rows = frame.join(chosen, on=["indicator", "period"])
        place = {code: number for number, code in enumerate(self.areas)}
        column = {member: number for number, member in enumerate(names)}
        at = (
            rows["area_code"].replace_strict(place, return_dtype=pl.Int64).to_numpy(),
            rows["indicator"].replace_strict(column, return_dtype=pl.Int64).to_numpy(),
        )
        quantile = normal_quantile(self.project.settings.comparison.confidence)
        values, errors, counts = np.full((3, len(self.areas), len(names)), np.nan)
        statuses = np.full(values.shape, Status.MISSING.value, dtype=object)
        values[at] = rows["value"].to_numpy()
        known = ~np.isnan(values[at])
        errors[at] = np.where(known, (rows["upper"] - rows["lower"]).to_numpy() / (2 * quantile), np.nan)
        counts[at] = np.where(known, rows["numerator"].to_numpy(), np.nan)
        statuses[at] = rows["status"].to_list()
        weights = np.array([self.residents.get(code, np.nan) for code in self.areas], dtype=float)
        signs = tuple(float(self.project.indicators[name].polarity.sign) for name in names)
        groups = tuple(category for category, _ in listed)
        centre = self._centre(names, latest, values, weights)
        members = Members(names, groups, signs, values, errors, weights, centre, counts)
        return Panel(
            self.areas,
            members,
            tuple(latest[m] for m in names),
            tuple(tuple(row) for row in statuses.tolist()),
        )

    def _centre(
        self, names: tuple[str, ...], latest: Mapping[str, str], values: Floats, weights: Floats
    ) -> Floats | None:
        """The area's own municipality's value of each member; where it has none, the mean of its areas."""
        if self.index.mean_of != MUNICIPALITY_MEAN:
            return None
        homes = [self.project.areas.municipality(code) or "" for code in self.areas]
        centre = central(values, weights, homes)
        for row, home in enumerate(homes):
            for number, name in enumerate(names):
                own = self.own_means.get((name, latest[name], home))
                if own is not None:
                    centre[row, number] = own
        return centre
