"""Audit: the attack on everything that can be read, and how wide each suppressed figure is left.

The attacker sees every shown figure of every level, sex, category, period and indicator at once, all that
has been published before, and every base; what each suppressed count can be is then found by two linear
programmes. A figure that has been published, or that publications alone give away, is told apart: nothing
that is hidden now can help it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from alemap.domain import Kind
from alemap.results import Listing
from alemap.stats.attack import TINY, attack, attack_on
from alemap.values import dataclass
from alemap.workflows.disclosure import clusters, read_tables
from alemap.workflows.disclosure_areas import AreaSums
from alemap.workflows.disclosure_tables import Cell
from alemap.workflows.hiding import what_is_known

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from alemap.definitions.project import Project
    from alemap.workflows.disclosure_cells import Counts
    from alemap.workflows.reading import Reader

COLUMNS = (
    "indicator", "area_code", "width", "needed", "safe", "period", "sex",
    "area", "level", "category", "given_away_by",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class AuditReport:
    """The suppressed figures with the width left for each, the narrowest first, and how many are too narrow.

    `narrow`: of these, those that today's tables give away; `published`: those that publications do.
    `without_counts`: figures that the agencies suppress themselves and of which there are no counts here.
    """

    table: Listing
    suppressed: int
    narrow: int
    published: int
    without_counts: int


@dataclass(frozen=True, slots=True)
class Width:
    """A suppressed figure: how far its count's limits lie apart (None: unlimited), and how far they must.

    `published`: what has been published leaves it no wider, whatever is hidden now.
    """

    cell: Cell
    width: float | None
    needed: float
    published: bool = False

    @property
    def safe(self) -> bool:
        """Whether the limits lie as far apart as they must."""
        return self.width is None or self.width >= self.needed - TINY

    @property
    def given_away_by(self) -> str:
        """What leaves it too narrow: publications or today's tables; empty where it is safe."""
        return "" if self.safe else "ledger" if self.published else "tables"


def audit(
    project: Project, reader: Reader, indicators: Sequence[str] = (), top: int | None = None
) -> AuditReport:
    """Attack all that the database shows. `indicators`: only report these; `top`: only the narrowest."""
    suppressed = frozenset(
        Cell(*row)
        for row in reader.store.rows(
            "SELECT indicator, area_code, period, sex, category FROM mart_value WHERE status = 'suppressed'"
        )
    )
    wanted = frozenset(indicators or reader.indicators)
    found = list(widths(project, reader, suppressed, wanted))
    rows = [each for each in found if each.cell.indicator in wanted]
    rows.sort(key=lambda w: (w.safe, np.inf if w.width is None else w.width, w.cell))
    without = sum(cell.indicator in wanted for cell in suppressed - {each.cell for each in found})
    table = _table(reader, rows if top is None else rows[:top])
    given_away = [each.given_away_by for each in rows]
    return AuditReport(table, len(rows), given_away.count("tables"), given_away.count("ledger"), without)


def widths(
    project: Project, reader: Reader, suppressed: frozenset[Cell], wanted: frozenset[str]
) -> Iterator[Width]:
    """The width of every suppressed figure that has counts; the narrowest where it has several.

    Indicators that no sum ties to a `wanted` one, near or far, are left out.
    """
    tables = read_tables(project, reader.store)
    known = what_is_known(project)
    for cluster in clusters(tables, AreaSums(project.areas), known):
        if not wanted & cluster.indicators:
            continue
        counts = cluster.counts(suppressed)
        if len(counts):
            yield from _narrowest(_attacked(counts, suppressed))


def _attacked(counts: Counts, suppressed: frozenset[Cell]) -> Iterator[Width]:
    task = counts.task()
    unseen = counts.unseen(suppressed)
    width = attack(task.cells, unseen, programmes=True).width
    needed, ever = task.need.copy(), width
    if (narrow := np.flatnonzero(unseen & (width < needed - TINY))).size:
        # with all hidden and nothing published there would still be the bases
        widest = attack_on(task.cells, ~np.isnan(task.cells.values), set(narrow.tolist())).width
        needed[narrow] = np.minimum(needed[narrow], widest[narrow])
        ever = attack_on(task.cells, ~task.fixed, set(narrow.tolist())).width
    nothing = counts.nothing()
    for place, (key, cells) in enumerate(counts.figures()):
        # a count that only the agency knows shows in no figure; its key says which one it would be
        about = (
            [Cell(*key[1:])] if unseen[place] and not cells and len(key) == len(Cell._fields) + 1 else cells
        )
        for cell in about:
            if cell not in suppressed or nothing[place]:
                continue
            need = float(needed[place])
            if task.fixed[place]:
                yield Width(cell, 0.0, need, published=True)
            elif unseen[place]:
                free = not np.isfinite(width[place])
                before = ever[place] < need - TINY
                yield Width(cell, None if free else float(width[place]), need, published=bool(before))


def _narrowest(found: Iterable[Width]) -> Iterator[Width]:
    best: dict[Cell, Width] = {}
    for each in found:
        other = best.get(each.cell)
        if other is None or _slack(each) < _slack(other):
            best[each.cell] = each
    yield from best.values()


def _slack(each: Width) -> float:
    return np.inf if each.width is None else each.width - each.needed


def _table(reader: Reader, rows: Sequence[Width]) -> Listing:
    areas = reader.areas([each.cell.area for each in rows])
    records: list[dict[str, object]] = []
    for each in rows:
        indicator, code, period, sex, category = each.cell
        area = areas[code]
        # what an amount needs is a share of it, and would tell it
        needed = None if reader.indicators[indicator].kind is Kind.MEAN else each.needed
        row = (
            indicator, code, each.width, needed, each.safe, period, sex,
            area.name, area.level, category, each.given_away_by,
        )  # fmt: skip
        records.append(dict(zip(COLUMNS, row, strict=True)))
    return Listing("audit", COLUMNS, tuple(records))
