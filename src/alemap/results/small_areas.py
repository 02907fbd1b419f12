"""What ranking small areas with care returns: shrunk values, funnels, clusters."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from alemap.values import dataclass

if TYPE_CHECKING:
    from alemap.domain import Label
    from alemap.results import AreaName, Figure, Measure


@dataclass(frozen=True, slots=True)
class Frame:
    """What all these tables share: the measure, whose areas, and when."""

    measure: Measure
    level: Label
    scope: tuple[str, ...]
    period: str
    confidence: float
    total: int
    valued: int
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ShrunkRow:
    """An area's own value beside its value drawn towards its municipality's.

    `weight`: how much the area's own figures count (1: not drawn at all). Ranks are among the valued.
    """

    area: AreaName
    figure: Figure
    rank: int
    shrunk: float
    shrunk_rank: int
    weight: float
    towards: float


@dataclass(frozen=True, slots=True)
class ShrunkTable:
    """Areas by their shrunk value, the worst first."""

    frame: Frame
    rows: tuple[ShrunkRow, ...]


@dataclass(frozen=True, slots=True)
class FunnelRow:
    """An area against what chance allows at its size.

    `lower` and `upper`: the 95 % funnel at the area's size. `position` by chance alone; `adjusted` the
    z-score with the areas' own spread taken into account, `adjusted_position` what it says: `far_above`,
    `above`, `within`, `below`, `far_below` or `not_applicable`.
    """

    area: AreaName
    figure: Figure
    size: float
    lower: float
    upper: float
    position: str
    adjusted: float | None
    adjusted_position: str


@dataclass(frozen=True, slots=True)
class FunnelTable:
    """Areas by their adjusted z-score, the worst first; `phi` is 1 where areas differ by chance alone."""

    frame: Frame
    baseline: float
    phi: float | None
    rows: tuple[FunnelRow, ...]


class Cluster(StrEnum):
    """What an area and its neighbours are together, beyond chance."""

    HIGH = "high_among_high"
    LOW = "low_among_low"
    HIGH_AMONG_LOW = "high_among_low"
    LOW_AMONG_HIGH = "low_among_high"
    NONE = "none"
    ALONE = "no_neighbours"


@dataclass(frozen=True, slots=True)
class ClusterRow:
    """An area, its neighbours' mean value, and the local Moran statistic with its adjusted p-value."""

    area: AreaName
    figure: Figure
    neighbours: int
    around: float | None
    statistic: float | None
    p_value: float | None
    cluster: Cluster


@dataclass(frozen=True, slots=True)
class ClusterTable:
    """Areas by value, the worst first, with Moran's I over all of them and its p-value."""

    frame: Frame
    moran: float
    moran_expected: float
    moran_p: float
    comparisons: int
    rows: tuple[ClusterRow, ...]
