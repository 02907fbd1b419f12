"""Where the boxes and arrows of a chain's drawing stand: columns by stage, long arrows led between boxes.

A layered layout in the manner of Sugiyama, with one pass: a link over several columns gets a place in each,
and the places of a column stand in the order of what leads to them, as far as that is known.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from alemap.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

COLUMN, GAP, TOP, MARGIN, BETWEEN = 190, 60, 90, 20, 18
"""Width of a box, room between columns, room above, on all sides, and between boxes, in pixels."""
_PASSAGE = 4


Node = str | tuple[str, str, int]
"""A step, or the passage of a link (from, to) through a column."""
Point = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Layout:
    """Left and top of each step's box; the points each link goes through, from box to box; width and height.

    A link within a column ends at the right side of the other box.
    """

    boxes: Mapping[str, Point]
    paths: Mapping[tuple[str, str], tuple[Point, ...]]
    width: int
    height: int


def layout(
    columns: Sequence[Sequence[str]], heights: Mapping[str, int], links: Sequence[tuple[str, str]]
) -> Layout:
    """Place steps, given by column, with the heights of their boxes and the links between them."""
    column_of = {step: at for at, steps in enumerate(columns) for step in steps}
    nodes: list[list[Node]] = [list(steps) for steps in columns]
    before: dict[Node, list[Node]] = {}
    for first, second in links:
        way: list[Node] = [first]
        for at in range(column_of[first] + 1, column_of[second]):
            way.append((first, second, at))
            nodes[at].append(way[-1])
        way.append(second)
        if column_of[first] != column_of[second]:
            for one, other in pairwise(way):
                before.setdefault(other, []).append(one)
    tops = _tops(nodes, before, heights)
    boxes = {step: (_left(at), tops[step]) for step, at in column_of.items()}
    paths = {(first, second): _path(first, second, column_of, tops, heights) for first, second in links}
    bottom = max(y + heights.get(n, _PASSAGE) if isinstance(n, str) else y for n, y in tops.items())
    return Layout(boxes, paths, _left(len(columns)) - GAP + MARGIN, bottom + MARGIN)


def _left(column: int) -> int:
    return MARGIN + column * (COLUMN + GAP)


def _tops(
    nodes: Sequence[Sequence[Node]], before: Mapping[Node, Sequence[Node]], heights: Mapping[str, int]
) -> dict[Node, int]:
    """The top of every node: columns in order of what leads to them, each column in the middle."""
    place: dict[Node, float] = {}
    ordered: list[list[Node]] = []
    for column in nodes:
        own = {node: (at + 0.5) / len(column) for at, node in enumerate(column)}
        means = {
            node: sum(place[each] for each in before[node]) / len(before[node])
            if node in before
            else own[node]
            for node in column
        }
        column_order = sorted(column, key=lambda node: (means[node], own[node]))
        place.update({node: (at + 0.5) / len(column) for at, node in enumerate(column_order)})
        ordered.append(column_order)
    sizes = [[_height(node, heights) for node in column] for column in ordered]
    wholes = [sum(each) + BETWEEN * (len(each) - 1) for each in sizes]
    tops: dict[Node, int] = {}
    for column, each, whole in zip(ordered, sizes, wholes, strict=True):
        y = TOP + (max(wholes) - whole) // 2
        for node, height in zip(column, each, strict=True):
            tops[node] = y
            y += height + BETWEEN
    return tops


def _height(node: Node, heights: Mapping[str, int]) -> int:
    return heights[node] if isinstance(node, str) else _PASSAGE


def _path(
    first: str, second: str, column_of: Mapping[str, int], tops: Mapping[Node, int],
    heights: Mapping[str, int],
) -> tuple[Point, ...]:  # fmt: skip
    """From the right of a box, through its passages, to the left of the other."""
    start = (_left(column_of[first]) + COLUMN, tops[first] + heights[first] // 2)
    middle = tops[second] + heights[second] // 2
    if column_of[first] == column_of[second]:
        return start, (start[0], middle)
    points = [start]
    for at in range(column_of[first] + 1, column_of[second]):
        y = tops[first, second, at] + _PASSAGE // 2
        points += [(_left(at), y), (_left(at) + COLUMN, y)]
    return *points, (_left(column_of[second]), middle)
