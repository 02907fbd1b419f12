"""Interventions of several actors that do the same for the same persons, and those that have ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alemap.definitions.register_words import WORDS, Reaching
from alemap.results.interventions import EndedRow, OverlapRow, OverlapTable
from alemap.workflows.interventions import area_names, factor_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alemap.definitions.interventions import Intervention
    from alemap.definitions.project import Project
    from alemap.workflows.interventions import Chosen


def overlaps(chosen: Chosen) -> OverlapTable:
    """Overlaps of at least two actors, those of most first; and what has ended, the latest first.

    Two overlap when they work on the same factor at the same level for the same kind of target group, with
    ages and areas in common; a chain of such pairs is one row.
    """
    where = _reached(chosen.project, (*chosen.current, *chosen.ended))
    shared = [g for g in _chains(chosen.current, where) if len({each.actor for each in g}) > 1]
    rows = [_row(chosen.project, found) for found in shared]
    rows.sort(key=lambda row: (-len(row.actors), -len(row.ids), row.ids))
    ended = sorted(chosen.ended, key=lambda each: (each.end is None, each.end, each.name), reverse=True)
    return OverlapTable(chosen.facts, tuple(rows), tuple(_ended(chosen, each, where) for each in ended))


def _reached(project: Project, found: Sequence[Intervention]) -> dict[str, frozenset[str]]:
    """Every area that each of them reaches, down to the smallest, as codes of today's areas."""
    wanted = {code for each in found for code in each.areas}
    within: dict[str, set[str]] = {code: set() for code in wanted}
    for part, whole in project.areas.parts:
        if whole in wanted:
            within[whole].add(part)
    return {each.id: frozenset().union(*(within[code] for code in each.areas)) for each in found}


def _chains(current: Sequence[Intervention], where: dict[str, frozenset[str]]) -> list[list[Intervention]]:
    """Groups in which each overlaps another, in the register's order."""
    left = list(current)
    groups = []
    while left:
        group = [left.pop(0)]
        for member in group:
            joined = [each for each in left if _overlap(member, each, where)]
            group += joined
            left = [each for each in left if each not in joined]
        groups.append(group)
    return groups


def _overlap(one: Intervention, other: Intervention, where: dict[str, frozenset[str]]) -> bool:
    """Whether two do the same for the same persons."""
    alike = (one.factor, one.level, one.target_group) == (other.factor, other.level, other.target_group)
    ages = (one.age_to is None or other.age_from <= one.age_to) and (
        other.age_to is None or one.age_from <= other.age_to
    )
    return alike and ages and not where[one.id].isdisjoint(where[other.id])


def _row(project: Project, found: Sequence[Intervention]) -> OverlapRow:
    first = found[0]
    oldest = [each.age_to for each in found if each.age_to is not None]
    widest = max(oldest) if len(oldest) == len(found) else None
    codes = dict.fromkeys(code for each in found for code in each.areas)
    return OverlapRow(
        factor=factor_name(project, first),
        level=WORDS[Reaching][first.level],
        ages=(min(each.age_from for each in found), widest),
        ids=tuple(each.id for each in found),
        names=tuple(each.name for each in found),
        actors=tuple(dict.fromkeys(each.actor for each in found)),
        areas=area_names(project, codes),
    )


def _ended(chosen: Chosen, each: Intervention, where: dict[str, frozenset[str]]) -> EndedRow:
    left = sum(_overlap(each, other, where) for other in chosen.current)
    return EndedRow(
        id=each.id,
        name=each.name,
        synthetic=each.synthetic,
        actor=each.actor,
        factor=factor_name(chosen.project, each),
        level=WORDS[Reaching][each.level],
        end=each.end.text if each.end is not None else "",
        areas=area_names(chosen.project, each.areas),
        left=left,
    )
