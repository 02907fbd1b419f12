"""What the disclosure layer knows of each count, and what has been seen of it before."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

import numpy as np

from alemap.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alemap.workflows.disclosure_tables import Cell


@dataclass(frozen=True, slots=True)
class Former:
    """A published figure of an own area that was made of other parts than now, or is no more."""

    cell: Cell
    numerator: float | None
    denominator: float | None
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """What has been seen before: the figures hidden last time, and the counts ever published."""

    hidden: frozenset[Cell] = frozenset()
    published: Mapping[Cell, tuple[float | None, float | None]] = field(default_factory=dict)
    former: tuple[Former, ...] = ()


@dataclass(slots=True)
class Count:
    """One count: what it is, what limits it, which figures show it.

    `fixed`: known for good. `none`: none or all of its base, where that is no secret.
    """

    value: float
    lower: float = 0.0
    upper: float = np.inf
    need: float = 0.0
    weight: float = 0.0
    small: bool = False
    fixed: bool = False
    none: bool = False
    unseen: bool = True
    cells: list[Cell] = field(default_factory=list)
