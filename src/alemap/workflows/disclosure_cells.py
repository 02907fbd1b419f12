"""From tables of figures to the counts behind them and every sum that ties them."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

from alemap.domain import TOTAL, Kind
from alemap.stats.attack import Cells
from alemap.stats.disclosure import Relation
from alemap.stats.hiding import Task
from alemap.workflows.disclosure_known import Count
from alemap.workflows.disclosure_links import DENOMINATOR, NUMERATOR
from alemap.workflows.disclosure_pieces import MARK
from alemap.workflows.disclosure_rule import AMOUNT_WIDTH
from alemap.workflows.disclosure_tables import rows_along, slice_of, spans

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from alemap.workflows.disclosure_areas import AreaSums
    from alemap.workflows.disclosure_known import Former, Known
    from alemap.workflows.disclosure_links import Links, Quantity
    from alemap.workflows.disclosure_tables import Cell, Table

Key = tuple[str, ...]
"""What a count is of: quantity, area, period, sex, category."""

_NOISE = 0.01
_AREA = 2
_KEPT = 0.6
_TIE = 1e-4


class Counts:
    """The counts of some municipalities' figures, and the sums that tie them.

    Call `add` for each municipality, then `task`.
    """

    def __init__(
        self, tables: Sequence[Table], links: Links, areas: AreaSums, known: Known, tracked: set[Quantity]
    ) -> None:
        self._tables, self._links, self._areas = tables, links, areas
        self._known, self._tracked = known, tracked
        self._place: dict[Key, int] = {}
        self._counts: list[Count] = []
        self._relations: dict[tuple[int, frozenset[int]], Relation] = {}

    # --- what the solver is given -------------------------------------------------------------

    def task(self) -> Task:
        """The counts as the solver takes them."""
        counts = self._counts
        values = np.array([count.value for count in counts], dtype=float)
        # the larger of two areas is the greater loss; a municipality's total is no measure of that
        within = [
            self._counts[place].value
            for key, place in self._place.items()
            if self._areas.municipality(key[_AREA]) not in (None, key[_AREA])
        ]
        most = max((value for value in within if not np.isnan(value)), default=0.0) or 1.0
        cost = np.array([count.weight for count in counts]) * (
            1.0
            + np.minimum(np.nan_to_num(np.abs(values)) / most, 1.0)
            + _TIE * np.arange(len(counts)) / max(len(counts), 1)
        )
        lower = np.array([count.lower for count in counts], dtype=float)
        upper = np.array([count.upper for count in counts], dtype=float)
        need = np.minimum([count.need for count in counts], upper - lower)
        exempt = np.isnan(values) | np.array(
            [(count.unseen or count.none) and not count.small for count in counts], dtype=bool
        )
        fixed = np.array([count.fixed for count in counts], dtype=bool)
        # a sum with a part that nobody knows ties nothing
        relations = [
            relation
            for relation in self._relations.values()
            if not np.isnan(values[[relation.total, *relation.parts]]).any()
        ]
        cells = Cells(values, lower, upper, relations)
        return Task(
            cells, need, cost, fixed, exempt | (fixed & np.array([c.small for c in counts], dtype=bool))
        )

    def hidden(self, keys: Iterable[Key] = ()) -> np.ndarray:
        """What is hidden in any case: small counts, those no figure shows, and `keys`; [counts]."""
        hidden = np.array([count.small or count.unseen for count in self._counts], dtype=bool)
        for key in keys:
            if key in self._place:
                hidden[self._place[key]] = True
        return hidden

    def unseen(self, suppressed: frozenset[Cell]) -> np.ndarray:
        """What an attacker does not see where these figures are suppressed; [counts]."""
        hidden = [
            (count.unseen or suppressed.issuperset(count.cells)) and not count.fixed for count in self._counts
        ]
        return np.array(hidden, dtype=bool)

    def nothing(self) -> np.ndarray:
        """What is no secret, hidden or not: zeros, where they are open; [counts]."""
        return np.array([count.none and not count.small for count in self._counts], dtype=bool)

    def keys(self, mask: np.ndarray) -> list[Key]:
        """The keys of some counts."""
        return [key for key, place in self._place.items() if mask[place]]

    def small_between(self) -> bool:
        """Whether differences of figures would give a small count that no figure shows."""
        return any(count.small and not count.cells for count in self._counts)

    def __len__(self) -> int:
        return len(self._counts)

    def figures(self) -> Iterable[tuple[Key, Sequence[Cell]]]:
        """Each count's key and the figures that show it, in order."""
        return [(key, self._counts[place].cells) for key, place in self._place.items()]

    def cells(self, mask: np.ndarray) -> Iterable[Cell]:
        """The figures that show any of some counts."""
        for place in np.flatnonzero(mask):
            yield from self._counts[place].cells

    # --- reading the tables -------------------------------------------------------------------

    def add(self, municipality: str | None) -> None:
        """Take in the figures of a municipality, or (None) of all municipalities and what lies above."""
        slices: dict[tuple[str, str, str], set[str]] = defaultdict(set)
        for table in self._tables:
            rows = table.rows_of(municipality, self._areas)
            if not rows:
                continue
            for row in rows:
                self._figure(table, row)
                slices[table.level[row], table.period[row], table.sex[row]].add(
                    f"{table.area[row]}|{table.category[row]}"
                )
            for kind in (NUMERATOR, DENOMINATOR):
                self._sums(table, rows, kind)
        self._across(slices)

    def _across(self, slices: Mapping[tuple[str, str, str], set[str]]) -> None:
        """The sums that no single table has: with areas as they were, and of several indicators."""
        for former in self._known.former:
            for table in self._tables:
                if table.indicator == former.cell.indicator:
                    self._former(table, former)
        for place, areas in slices.items():
            for total, parts in self._links.sums.get(place, ()):
                for text in sorted(areas):
                    area, category = text.split("|")
                    self._linked(total, parts, (area, place[1], place[2], category))

    def _key(self, table: Table, row: int, kind: str) -> Key:
        place = (table.level[row], table.period[row], table.sex[row])
        first = self._links.first((kind, table.indicator), place)
        return (*first, table.area[row], table.period[row], table.sex[row], table.category[row])

    def _figure(self, table: Table, row: int) -> None:
        """Take in the numerator of a figure, and its denominator where that may be small."""
        rule, small = table.rule, bool(table.small[row])
        top, bottom = float(table.numerator[row]), float(table.denominator[row])
        cell = table.cell(row)
        count = self._count(self._key(table, row, NUMERATOR), top)
        amount = rule.kind is Kind.MEAN
        few = small and (rule.kind is not Kind.RATIO or top < rule.threshold)
        self._show(count, cell, AMOUNT_WIDTH * abs(top) if amount else rule.threshold, 0, small=few)
        # everybody knows the base, unless it is itself so small that it is hidden
        secret = self._has_base(table, row) and bottom < rule.threshold
        if rule.kind is Kind.SHARE and not np.isnan(bottom) and not secret:
            count.upper = min(count.upper, bottom)
        if amount and top < 0:
            count.lower = -np.inf
        if rule.zeros_open and not amount and not np.isnan(top):
            self._open_zeros(count, bottom, few=few, bounded=rule.kind is Kind.SHARE and not secret)
        if self._has_base(table, row):
            base = self._count(self._key(table, row, DENOMINATOR), bottom)
            self._show(base, cell, rule.threshold, 1, small=small and bottom < rule.threshold)

    def _has_base(self, table: Table, row: int) -> bool:
        """Whether the figure's denominator is a count to be protected."""
        return self._links.first((DENOMINATOR, table.indicator), slice_of(table, row)) in self._tracked

    def _count(self, key: Key, value: float) -> Count:
        if key not in self._place:
            self._place[key] = len(self._counts)
            self._counts.append(Count(value))
        return self._counts[self._place[key]]

    def _show(self, count: Count, cell: Cell, need: float, side: int, *, small: bool) -> None:
        """Note that a figure shows a count; `side`: 0 as its numerator, 1 as its denominator."""
        if np.isnan(count.value) or cell in count.cells:
            return
        count.cells.append(cell)
        count.unseen = False
        count.need = max(count.need, need)
        count.small |= small
        weight = self._areas.size(cell.area) * (1.5 if TOTAL in (cell.sex, cell.category) else 1.0)
        count.weight += weight * (_KEPT if cell in self._known.hidden else 1.0)
        before = self._known.published.get(cell)
        if before is not None and before[side] is not None:
            count.fixed |= abs(float(before[side] or 0.0) - count.value) < 0.5  # noqa: PLR2004 - as whole numbers

    @staticmethod
    def _open_zeros(count: Count, base: float, *, few: bool, bounded: bool) -> None:
        """Where zeros are shown, a hidden count is taken to be above none; `bounded`: and below its base.

        None or all is no secret by itself, unless all are few. It may still be hidden with a base that is, or
        for another's sake; who takes it for anything else is wrong.
        """
        if count.value in (0.0, base):
            count.none |= not few
            return
        count.lower = max(count.lower, 1.0)
        if bounded:
            count.upper = min(count.upper, base - 1.0)

    # --- sums ---------------------------------------------------------------------------------

    def _sums(self, table: Table, rows: Sequence[int], kind: str) -> None:
        """The sums of one quantity over areas, sexes, categories and periods."""
        if kind == DENOMINATOR:
            rows = [
                r
                for r in rows
                if self._links.first((kind, table.indicator), slice_of(table, r)) in self._tracked
            ]
        for group in rows_along(table, rows, "area", "period", "sex", "category"):
            levels = frozenset(table.level[row] for row in group.values())
            for whole, row in group.items():
                for parts, covers in self._areas.sums(whole, levels):
                    self._areal(table, kind, row, [group.get(part) for part in parts], covers=covers)
            self._cut(table, kind, group)
        for group in rows_along(table, rows, "sex", "area", "period", "category"):
            if len(group) > 1 and TOTAL in group:
                self._areal(table, kind, group[TOTAL], [group.get("K"), group.get("M")], covers=True)
        self._broken_down(table, rows, kind)

    def _broken_down(self, table: Table, rows: Sequence[int], kind: str) -> None:
        """The sums over categories and periods, which need not add up."""
        for group in rows_along(table, rows, "category", "area", "period", "sex"):
            if len(group) > 1 and TOTAL in group:
                self._exact(table, kind, group[TOTAL], [r for c, r in group.items() if c != TOTAL])
        for group in rows_along(table, rows, "period", "area", "sex", "category"):
            for span, years in spans(group):
                self._exact(table, kind, span, years)

    def _value(self, table: Table, kind: str, row: int) -> float:
        return float(table.numerator[row] if kind == NUMERATOR else table.denominator[row])

    def _exact(self, table: Table, kind: str, whole: int, parts: Sequence[int]) -> None:
        """A sum that holds only where the figures say so: categories may overlap, periods may be means."""
        total = self._value(table, kind, whole)
        given = sum(self._value(table, kind, part) for part in parts)
        if len(parts) > 1 and abs(total - given) < 1e-6 * max(1.0, abs(total)):
            self._relate(self._key(table, whole, kind), [self._key(table, part, kind) for part in parts])

    def _areal(
        self, table: Table, kind: str, whole: int, parts: Sequence[int | None], *, covers: bool
    ) -> None:
        """A sum over areas or sexes: exact, with a rest that no figure shows, or not a sum at all."""
        total = self._value(table, kind, whole)
        there = [part for part in parts if part is not None]
        if np.isnan(total) or not there:
            return
        unknown = [part for part in there if np.isnan(self._value(table, kind, part))]
        rest = total - sum(self._value(table, kind, part) for part in there if part not in unknown)
        base = float(table.denominator[whole]) - float(np.nansum(table.denominator[[*there]]))
        names = [self._key(table, part, kind) for part in there]
        if unknown:
            self._withheld(table, kind, unknown, rest)
        elif len(there) < len(parts) or not covers:
            if rest < 0:
                return
            if base > 0:
                names.append(self._rest(table, kind, whole, there, rest, base))
        elif abs(rest) > max(table.rule.threshold, _NOISE * abs(total)):
            return
        self._relate(self._key(table, whole, kind), names)

    def _withheld(self, table: Table, kind: str, unknown: Sequence[int], rest: float) -> None:
        """Protect the one part that the agency has withheld, and that the others would give away."""
        if len(unknown) == 1 and table.withheld[unknown[0]] and rest >= 0:
            count = self._count(self._key(table, unknown[0], kind), np.nan)
            count.value, count.small, count.need = rest, True, max(count.need, table.rule.threshold)

    def _rest(
        self, table: Table, kind: str, whole: int, there: Sequence[int], rest: float, base: float
    ) -> Key:
        """What a whole has besides the parts that have figures: no figure shows it, a difference would."""
        shown = ",".join(sorted(f"{table.area[row]}{table.sex[row]}" for row in there))
        return self._between(table, kind, (*self._key(table, whole, kind), shown), rest, base)

    def _cut(self, table: Table, kind: str, group: Mapping[str, int]) -> None:
        """The sums of areas that cut across each other, with the pieces between them that no figure shows."""
        rows = {area: row for area, row in group.items() if not np.isnan(self._value(table, kind, row))}
        pieces = self._areas.pieces(frozenset(rows))
        names = {area: self._key(table, row, kind) for area, row in rows.items()}
        for piece, taken in pieces.made:
            value = round(sum(times * self._value(table, kind, rows[area]) for area, times in taken), 6)
            base = sum(times * float(table.denominator[rows[area]]) for area, times in taken)
            if value >= 0 and base > 0:
                first = rows[piece.split(MARK, 1)[0]]
                key = (*self._key(table, first, kind), piece)
                names[piece] = self._between(table, kind, key, value, base)
        for whole, parts in pieces.sums:
            if all(part in names for part in parts):
                self._relate(names[whole], [names[part] for part in parts])

    def _between(self, table: Table, kind: str, key: Key, value: float, base: float) -> Key:
        """Take in a count that no figure shows, but that a difference of shown ones would give."""
        count = self._count(key, value)
        rule = table.rule
        count.need = AMOUNT_WIDTH * abs(value) if rule.kind is Kind.MEAN else rule.threshold
        if kind == NUMERATOR and rule.kind is Kind.SHARE:
            count.upper = max(base, value)
            count.small = value < rule.threshold or base - value < rule.threshold
        else:
            count.small = value < rule.threshold
        count.small &= not (rule.zeros_open and value in (0.0, base))
        return key

    def _former(self, table: Table, former: Former) -> None:
        """The sum that a published figure of an area with other bounds still tells."""
        _, area, period, sex, category = former.cell
        for kind, value in ((NUMERATOR, former.numerator), (DENOMINATOR, former.denominator)):
            firsts = [
                self._links.first((kind, table.indicator), (self._areas.level(part), period, sex))
                for part in former.parts
            ]
            names = [
                (*first, part, period, sex, category)
                for first, part in zip(firsts, former.parts, strict=True)
            ]
            if value is not None and all(name in self._place for name in names):
                whole = (kind, table.indicator, area, period, sex, category, *former.parts)
                count = self._count(whole, value)
                count.fixed, count.unseen = True, False
                self._relate(whole, names)

    def _linked(self, total: Quantity, parts: Sequence[Quantity], where: tuple[str, ...]) -> None:
        """A sum of counts of different indicators; a total that no count is of is known to everybody."""
        names = [(*part, *where) for part in parts]
        if all(name in self._place for name in names):
            whole = (*total, *where)
            if whole not in self._place:
                given = sum(self._counts[self._place[name]].value for name in names)
                self._count(whole, given).fixed = True
                self._counts[self._place[whole]].unseen = False
            self._relate(whole, names)

    def _relate(self, whole: Key, parts: Sequence[Key]) -> None:
        places = [self._place[part] for part in parts]
        total = self._place[whole]
        if len(set(places)) == len(places) and total not in places:
            self._relations.setdefault((total, frozenset(places)), Relation(total, tuple(places)))
