"""How areas add up: which parts make each whole, among the levels an indicator has."""

from __future__ import annotations

import math
from collections import defaultdict
from typing import TYPE_CHECKING

from alemap.workflows.disclosure_pieces import Pieces, find_pieces

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from alemap.definitions.areas import Areas

_WIDE = 20.0


class AreaSums:
    """The areas as wholes and parts; a whole has for each level below it the parts of that level."""

    def __init__(self, areas: Areas) -> None:
        self._level = {code: area.level for code, area in areas.by_code.items()}
        self._parts: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for part, whole in areas.parts:
            if part != whole:
                self._parts[whole][self._level[part]].append(part)
        self._municipality = {code: areas.municipality(code) for code in areas.by_code}
        self._cache: dict[tuple[str, frozenset[str]], list[tuple[tuple[str, ...], bool]]] = {}
        self._pieces: dict[frozenset[str], Pieces] = {}
        self._rests: dict[frozenset[str], bool] = {}
        self._cutting = {areas.municipality(code) for code, area in areas.by_code.items() if area.parts}

    def municipality(self, code: str) -> str | None:
        """The municipality an area lies in, itself for one; None for what lies above or across them."""
        return self._municipality.get(code)

    @property
    def municipalities(self) -> Mapping[str, str | None]:
        """The municipality of every area."""
        return self._municipality

    def level(self, code: str) -> str:
        """The level of an area; empty for one that is no more."""
        return self._level.get(code, "")

    def parts(self, whole: str, level: str) -> frozenset[str]:
        """The areas of a level within a whole."""
        return frozenset(self._parts[whole][level]) if whole in self._parts else frozenset()

    def size(self, code: str) -> float:
        """How much hiding an area loses: 1 for one without parts, slowly more the more it holds.

        Much more for a municipality and what lies above: to hide one, others must be hidden with it.
        """
        number = sum(map(len, self._parts[code].values())) if code in self._parts else 0
        wide = self._municipality.get(code) in (None, code)
        return (1.0 + math.log2(1.0 + number)) * (_WIDE if wide else 1.0)

    def sums(self, whole: str, levels: frozenset[str]) -> list[tuple[tuple[str, ...], bool]]:
        """The sets of parts that a whole is reckoned from, each with whether they cover it.

        Levels are those at which there are figures. A set that follows from finer sums is left out.
        """
        key = (whole, levels)
        if key not in self._cache:
            self._cache[key] = list(self._sums(whole, levels))
        return self._cache[key]

    def pieces(self, codes: frozenset[str]) -> Pieces:
        """What the areas of one municipality that have figures leave between them where they cut across."""
        if codes not in self._pieces:
            self._pieces[codes] = self._cut(codes)
        return self._pieces[codes]

    def leave_rests(self, codes: frozenset[str]) -> bool:
        """Whether sums of these areas leave something that is none of them."""
        if codes not in self._rests:
            levels = frozenset(self._level.get(code, "") for code in codes)
            self._rests[codes] = bool(self.pieces(codes).sums) or any(
                not covers or not codes.issuperset(parts)
                for whole in codes
                for parts, covers in self.sums(whole, levels)
            )
        return self._rests[codes]

    def _cut(self, codes: frozenset[str]) -> Pieces:
        atoms = {
            code: self._atoms(code) for code in codes if self._municipality.get(code) not in (None, code)
        }
        whole = self._municipality[min(atoms)] if atoms else None
        # only own areas are made of other areas than the tree's
        if whole not in self._cutting:
            return Pieces()
        if whole in codes:
            every = frozenset(atom for own in atoms.values() for atom in own)
            kinds = {self._level[atom] for atom in every}
            all_of_it = frozenset(a for a in self._atoms(whole) if self._level[a] in kinds)
            by_level: dict[str, set[str]] = defaultdict(set)
            for code, own in atoms.items():
                by_level[self._level[code]] |= own
            # else its parts say as much; what belongs to no part of it is then left out
            if all(own != all_of_it for own in by_level.values()):
                atoms[whole] = all_of_it | every
        return find_pieces(atoms, lambda part, area: part in self.parts(area, self._level[part]), whole)

    def _atoms(self, code: str) -> frozenset[str]:
        """The smallest areas that an area is made of, itself where it has no parts."""
        parts = [p for each in self._parts.get(code, {}).values() for p in each]
        return frozenset(p for p in parts if p not in self._parts) or frozenset([code])

    def _sums(self, whole: str, levels: frozenset[str]) -> Iterable[tuple[tuple[str, ...], bool]]:
        below = self._parts.get(whole, {})
        having = [level for level in below if level in levels]
        for level in having:
            parts = below[level]
            if not any(self._implied(below, parts, middle, level) for middle in having if middle != level):
                covers = self._covers(whole, below, parts, level)
                if covers or not self._expressed(below, having, level):
                    yield tuple(sorted(parts)), covers

    def _implied(self, below: Mapping[str, list[str]], parts: list[str], middle: str, level: str) -> bool:
        """Whether the whole's parts are those of its areas of a level between."""
        between = [p for area in below[middle] for p in self._parts.get(area, {}).get(level, ())]
        return len(between) == len(parts) and set(between) == set(parts)

    def _covers(self, whole: str, below: Mapping[str, list[str]], parts: list[str], level: str) -> bool:
        """Whether parts leave nothing of the whole out, judged by the areas that both are made of."""
        finer = [name for name in below if name != level and any(self.parts(p, name) for p in parts)]
        return all(
            {code for part in parts for code in self.parts(part, name)} == self.parts(whole, name)
            for name in finer
        )

    def _expressed(self, below: Mapping[str, list[str]], having: list[str], level: str) -> bool:
        """Whether the whole is also the sum of smaller areas that the parts are made of."""
        return any(name != level and any(self.parts(part, name) for part in below[level]) for name in having)
