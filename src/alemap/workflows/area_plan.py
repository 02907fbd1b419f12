"""Which earlier areas become which of today's, period by period: the change keys applied, nothing guessed."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from alemap.domain import Period
from alemap.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from alemap.definitions.area_changes import AreaChange


@dataclass(slots=True)
class AreaPlan:
    """How the rows of one table are rebuilt on today's areas.

    `weights`: (code, period) to today's codes with the share of the figure each gets. `parts`: the split
    areas behind an estimate, each as today's codes with their shares. `broken`: (code, period) of figures
    that stay with a code that meant another area then.
    """

    weights: dict[tuple[str, str], dict[str, float]] = field(default_factory=dict)
    parts: list[tuple[str, dict[str, float]]] = field(default_factory=list)
    broken: set[tuple[str, str]] = field(default_factory=set)


def plan_areas(
    changes: Sequence[AreaChange], present: Mapping[str, Iterable[str]], *, counts: bool
) -> AreaPlan:
    """Rebuild each period's areas through the changes that came after it, oldest first.

    `present`: the area codes that have a value, by period. A change is applied where all its earlier areas
    have values and none of its new ones has: an agency that has rebuilt its own figures is left alone.
    Without `counts` only one-to-one changes are applied, because a share or a mean cannot be split or summed.
    """
    plan = AreaPlan()
    groups = list(_groups(changes))
    for text, codes in sorted(present.items()):
        period = Period.parse(text)
        here = set(codes)
        weights: dict[str, dict[str, float]] = {}
        for group in groups:
            if period.ends_before(group[0].valid_from):
                _apply(group, text, here, weights, plan, counts=counts)
        plan.weights |= {(code, text): targets for code, targets in weights.items()}
    return plan


def _groups(changes: Sequence[AreaChange]) -> Iterator[list[AreaChange]]:
    """Changes that belong together: of one date, and linked by an area they share."""
    waiting = sorted(changes, key=lambda c: (c.valid_from, c.from_code, c.to_code))
    while waiting:
        group = [waiting.pop(0)]
        codes = {group[0].from_code, group[0].to_code}
        while linked := [
            c for c in waiting if c.valid_from == group[0].valid_from and {c.from_code, c.to_code} & codes
        ]:
            group += linked
            codes |= {code for c in linked for code in (c.from_code, c.to_code)}
            waiting = [c for c in waiting if c not in linked]
        yield group


def _apply(
    group: Sequence[AreaChange],
    period: str,
    here: set[str],
    weights: dict[str, dict[str, float]],
    plan: AreaPlan,
    *,
    counts: bool,
) -> None:
    before = {change.from_code for change in group}
    after = {change.to_code for change in group}
    if not before <= here or (after - before) & here:
        return
    shares = [change.share for change in group]
    if None in shares or not (counts or all(change.kind == "one-to-one" for change in group)):
        plan.broken |= {(code, period) for code in before & after}
        return
    moved = {code: {c.to_code: c.share or 0.0 for c in group if c.from_code == code} for code in before}
    plan.parts += [(period, targets) for targets in moved.values() if len(targets) > 1]
    arrived = {code for targets in weights.values() for code in targets}
    # An area of an even earlier division has already been turned into one of these.
    for origin, targets in weights.items():
        weights[origin] = _composed(targets, moved)
    weights |= {code: moved[code] for code in before if code not in weights and code not in arrived}
    here -= before
    here |= after


def _composed(targets: Mapping[str, float], moved: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    """The weights after one more change."""
    result: dict[str, float] = {}
    for code, share in targets.items():
        for further, part in moved.get(code, {code: 1.0}).items():
            result[further] = result.get(further, 0.0) + share * part
    return result
