"""The disclosure layer: which figures no reader may see, so that no small count can be worked out.

Small figures are hidden by the rule of their indicator, and as many others as it takes, over every sum that
ties figures: areas and the areas they lie in, sexes, categories, periods, indicators that rest on the same
counts. What has been published before is known to everybody for good.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

from alemap.domain import Kind
from alemap.models.contract import model_of
from alemap.stats.protection import conceal
from alemap.values import dataclass
from alemap.workflows.disclosure_cells import Counts
from alemap.workflows.disclosure_links import DENOMINATOR, NUMERATOR, find_links
from alemap.workflows.disclosure_rule import Rule
from alemap.workflows.disclosure_tables import Cell, Table, leaving_rests
from alemap.workflows.estimates import model_rows
from alemap.workflows.silence import silenced

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from alemap.definitions.project import Project
    from alemap.warehouse.database import Database
    from alemap.workflows.disclosure_areas import AreaSums
    from alemap.workflows.disclosure_cells import Key
    from alemap.workflows.disclosure_known import Known
    from alemap.workflows.disclosure_links import Links, Quantity

_AREA = 2
"""Where in a count's key the area stands."""
_ROUNDS = 6


@dataclass(frozen=True, slots=True)
class Hidden:
    """The figures to hide; those that nothing can protect any more; indicators without a best choice."""

    cells: frozenset[Cell] = frozenset()
    open: frozenset[Cell] = frozenset()
    coarse: tuple[str, ...] = ()

    def of(self, indicator: str) -> frozenset[Cell]:
        """The hidden figures of one indicator."""
        return frozenset(cell for cell in self.cells if cell.indicator == indicator)


def read_tables(project: Project, store: Database) -> dict[str, Table]:
    """The true counts of every indicator that has counts, from its model's table."""
    tables: dict[str, Table] = {}
    there = store.tables()
    for indicator in project.indicators.values():
        model = model_of(indicator.id, published=indicator.source is not None)
        if indicator.kind is not Kind.PUBLISHED and model in there:
            rows = model_rows(store, indicator)
            if "numerator" in rows.columns:
                tables[indicator.id] = Table.of(indicator.id, Rule.of(project, indicator), rows)
    return tables


def hide(tables: Mapping[str, Table], areas: AreaSums, known: Known) -> Hidden:
    """Choose the figures to hide in all tables together."""
    found = Hidden()
    for cluster in clusters(tables, areas, known):
        with silenced():
            part = cluster.solved()
        found = Hidden(found.cells | part.cells, found.open | part.open, found.coarse + part.coarse)
    return found


def clusters(tables: Mapping[str, Table], areas: AreaSums, known: Known) -> Iterator[Cluster]:
    """The groups of tables that are protected together."""
    links = find_links(tables)
    tracked = _tracked(tables, links)
    between = {name: _small_between(table, links, areas, known, tracked) for name, table in tables.items()}
    for names in _clusters(tables, links, tracked, between):
        yield Cluster([tables[name] for name in names], links, areas, known, tracked, between)


def _small_between(
    table: Table, links: Links, areas: AreaSums, known: Known, tracked: set[Quantity]
) -> frozenset[str]:
    """The municipalities where figures that are large enough differ by too few in what no figure shows."""
    found = set[str]()
    for municipality in leaving_rests(table, areas):
        counts = Counts([table], links, areas, known, tracked)
        counts.add(municipality)
        if counts.small_between():
            found.add(municipality)
    return frozenset(found)


def _tracked(tables: Mapping[str, Table], links: Links) -> set[Quantity]:
    """The denominators to be protected as counts: small ones, and what is a numerator elsewhere."""
    found: set[Quantity] = set()
    for name, table in tables.items():
        few = table.small & (table.denominator < table.rule.threshold)
        for place, rows in table.slices.items():
            base = links.first((DENOMINATOR, name), place)
            if few[rows].any():
                found.add(base)
            top = links.first((NUMERATOR, name), place)
            if top[0] == DENOMINATOR:
                found.add(top)
    numerators = {links.first((NUMERATOR, n), p) for n, table in tables.items() for p in table.slices}
    bases = {links.first((DENOMINATOR, n), p) for n, table in tables.items() for p in table.slices}
    return found | (numerators & bases)


def _clusters(
    tables: Mapping[str, Table],
    links: Links,
    tracked: set[Quantity],
    between: Mapping[str, frozenset[str]],
) -> Iterator[tuple[str, ...]]:
    """Indicators that must be protected together; only those with anything to protect."""
    root = {name: name for name in tables}

    def find(name: str) -> str:
        while root[name] != name:
            name = root[name]
        return name

    for one, other in _ties(tables, links, tracked):
        first, second = sorted((find(one), find(other)))
        root[second] = first
    members: dict[str, list[str]] = defaultdict(list)
    for name in tables:
        members[find(name)].append(name)
    for names in members.values():
        if any((tables[name].small | tables[name].withheld).any() or between[name] for name in names):
            yield tuple(names)


def _ties(tables: Mapping[str, Table], links: Links, tracked: set[Quantity]) -> Iterator[tuple[str, str]]:
    """Pairs of indicators that show the same count, or counts of one sum."""
    for name, table in tables.items():
        for place in table.slices:
            yield name, links.first((NUMERATOR, name), place)[1]
            base = links.first((DENOMINATOR, name), place)
            if base in tracked:
                yield name, base[1]
    for total, parts in (each for sums in links.sums.values() for each in sums):
        yield from ((parts[0][1], part[1]) for part in parts)
        if total[0] == NUMERATOR or total in tracked:
            yield parts[0][1], total[1]


class Cluster:
    """Indicators that are protected together, municipality by municipality, then all at once."""

    def __init__(
        self,
        tables: Sequence[Table],
        links: Links,
        areas: AreaSums,
        known: Known,
        tracked: set[Quantity],
        between: Mapping[str, frozenset[str]],
    ) -> None:
        self._areas = areas
        self._parts = (tables, links, areas, known, tracked)
        self._tables = tables
        self._between = between
        self._hidden: set[Key] = set()
        self._cells: set[Cell] = set()
        self._open: set[Cell] = set()
        self._coarse = False

    def solved(self) -> Hidden:
        """Choose what to hide.

        Each municipality is solved by itself, since what its parts add up to is usually shown; the levels
        above only where something of them is hidden. At the end all is attacked together.
        """
        wanted = self._municipalities()
        done: set[str | None] = set()
        for _ in range(_ROUNDS):
            for municipality in sorted(wanted - done, key=lambda m: (m is not None, m or "")):
                self._solve([municipality])
                done.add(municipality)
                wanted |= self._reached(done)
            if wanted <= done and None in done:
                # where the levels above hide something, municipalities no longer stand by themselves
                self._cells, self._open = set[Cell](), set[Cell]()
                self._solve(sorted(done, key=lambda m: (m is not None, m or "")))
                wanted |= self._reached(done)
            if wanted <= done:
                break
        coarse = tuple(table.indicator for table in self._tables) if self._coarse else ()
        return Hidden(frozenset(self._cells), frozenset(self._open), coarse)

    @property
    def indicators(self) -> frozenset[str]:
        """The indicators that are protected together."""
        return frozenset(table.indicator for table in self._tables)

    def counts(self, suppressed: frozenset[Cell]) -> Counts:
        """The counts behind the cluster's suppressed figures, and behind all that could give them away."""
        names, wanted = self.indicators, set[str | None]()
        for cell in suppressed:
            if cell.indicator in names:
                own = self._areas.municipality(cell.area)
                wanted |= {own, None} if own in (None, cell.area) else {own}
        counts = Counts(*self._parts)
        for municipality in sorted(wanted, key=lambda m: (m is not None, m or "")):
            counts.add(municipality)
        return counts

    def _municipalities(self) -> set[str | None]:
        """Where anything is small, withheld or had by a difference; None stands for the levels above."""
        found: set[str | None] = set()
        for table in self._tables:
            found |= self._between[table.indicator]
            for row in np.flatnonzero(table.small | table.withheld):
                found.add(self._areas.municipality(table.area[row]))
                if self._areas.municipality(table.area[row]) == table.area[row]:
                    found.add(None)
        return found

    def _reached(self, done: set[str | None]) -> set[str | None]:
        """Municipalities of which something is hidden: they have to hide it below, and above, too."""
        found: set[str | None] = set()
        for key in self._hidden:
            own = self._areas.municipality(key[_AREA])
            if own is None or own == key[_AREA]:
                found |= {None, own}
        return found - done

    def _solve(self, municipalities: Iterable[str | None]) -> None:
        counts = Counts(*self._parts)
        for municipality in municipalities:
            counts.add(municipality)
        result = conceal(counts.task(), counts.hidden(self._hidden))
        self._hidden |= set(counts.keys(result.hidden))
        self._cells |= set(counts.cells(result.hidden))
        self._open |= set(counts.cells(result.open))
        self._coarse |= result.coarse
