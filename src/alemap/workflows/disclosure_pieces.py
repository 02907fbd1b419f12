"""Pieces: what is left between areas that cut across each other, and which sums of theirs give it.

An own area that is a RegSO and one more DeSO gives that DeSO away when both are shown, also where no figure
of a DeSO is. So do two own areas of different levels that differ by one.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

from alemap.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

MARK = "&"
"""Stands after each area in the name of a piece, and in no code of an area."""
_EXACT = 1e-8


@dataclass(frozen=True, slots=True)
class Pieces:
    """The pieces that some areas leave between them, and the areas as sums of pieces and of other areas.

    `made`: for each piece the areas it is reckoned from, each with how many times it is taken. `sums`: areas
    with what they are made of, areas or pieces, where the tree of areas does not say so already.
    """

    made: tuple[tuple[str, tuple[tuple[str, float], ...]], ...] = ()
    sums: tuple[tuple[str, tuple[str, ...]], ...] = ()


def find_pieces(
    atoms: Mapping[str, frozenset[str]], is_part: Callable[[str, str], bool], whole: str | None = None
) -> Pieces:
    """The pieces of areas given by their `atoms`, the smallest areas they are made of.

    A piece is all atoms that lie in the same of the areas. Only those that sums and differences of the areas
    give are kept: nobody can reckon the others. `is_part(part, area)`: whether the tree of areas knows it.
    `whole`: an area that holds all the others, and maybe more, and takes part itself.
    """
    within: dict[str, set[str]] = defaultdict(set)
    for area, own in atoms.items():
        for atom in own:
            within[atom].add(area)
    grouped: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for atom, areas in within.items():
        grouped[tuple(sorted(areas))].add(atom)
    groups = dict(sorted(grouped.items()))
    same = {frozenset(own): area for area, own in sorted(atoms.items(), reverse=True) if area != whole}
    names = {
        areas: same.get(frozenset(own), "".join(area + MARK for area in areas))
        for areas, own in groups.items()
    }
    made = _made(sorted(atoms), groups, {areas: n for areas, n in names.items() if n not in atoms})
    able = {name for name, _ in made} | set(atoms)
    sums = []
    for area in sorted(atoms):
        parts = tuple(name for areas, name in names.items() if area in areas and name != area)
        known = all(part in atoms and is_part(part, area) for part in parts)
        if parts and not known and able.issuperset(parts):
            sums.append((area, parts))
    return Pieces(made, tuple(sums))


def _made(
    areas: list[str], groups: Mapping[tuple[str, ...], set[str]], wanted: Mapping[tuple[str, ...], str]
) -> tuple[tuple[str, tuple[tuple[str, float], ...]], ...]:
    """How each wanted group is reckoned from the areas, for those that can be."""
    if not wanted:
        return ()
    place = {area: number for number, area in enumerate(areas)}
    order = list(groups)
    holds = np.zeros((len(order), len(areas)))
    for number, group in enumerate(order):
        holds[number, [place[area] for area in group]] = 1.0
    aims = np.zeros((len(order), len(wanted)))
    for column, group in enumerate(wanted):
        aims[order.index(group), column] = 1.0
    times = np.linalg.lstsq(holds, aims, rcond=None)[0]
    given = np.abs(holds @ times - aims).max(axis=0) < _EXACT
    return tuple(
        (name, tuple((area, float(t)) for area, t in zip(areas, times[:, n], strict=True) if abs(t) > _EXACT))
        for n, name in enumerate(wanted.values())
        if given[n]
    )
