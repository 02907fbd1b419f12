"""Small areas ranked with care: drawn towards their municipality, in a funnel, or with their neighbours."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from alemap.domain import Kind
from alemap.errors import MissingDataError, UsageError
from alemap.results.small_areas import (
    Cluster,
    ClusterRow,
    ClusterTable,
    Frame,
    FunnelRow,
    FunnelTable,
    ShrunkRow,
    ShrunkTable,
)
from alemap.stats._arrays import normal_quantile
from alemap.stats.funnel import (
    THREE_SIGMA,
    TWO_SIGMA,
    Position,
    overdispersion,
    pooled,
    proportion_limits,
    proportion_positions,
    rate_positions,
    transform,
)
from alemap.stats.intervals import poisson_limits
from alemap.stats.multiple import comparisons
from alemap.stats.ranks import rank_worst_first
from alemap.stats.shrinkage import empirical_bayes, shrink_logit
from alemap.stats.spatial import Neighbours, local_moran, moran
from alemap.values import dataclass
from alemap.workflows.comparing import containers_of
from alemap.workflows.gaps import find_ground, read_fields

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from alemap.results import AreaName
    from alemap.workflows.gaps import Ground
    from alemap.workflows.reading import Reader, Value
    from alemap.workflows.vocabulary import IndicatorInfo

    Floats = NDArray[np.float64]

_FEWEST_IN_SPACE = 4


@dataclass(frozen=True, slots=True)
class _Areas:
    """The areas of one indicator that have a value, with what the result says of them."""

    info: IndicatorInfo
    ground: Ground
    values: tuple[Value, ...]
    frame: Frame

    @property
    def sign(self) -> int:
        """Which way is worse; highest first where neither is."""
        return self.info.measure.polarity.sign or 1

    def area(self, value: Value) -> AreaName:
        """The area a value is of."""
        return self.ground.areas[value.area]


def ranked(
    reader: Reader,
    way: str,
    name: str | None,
    *,
    level: str | None = None,
    municipalities: Sequence[str] = (),
    period: str | None = None,
    top: int | None = None,
) -> ShrunkTable | FunnelTable | ClusterTable:
    """The table that `way` names: `shrink`, `funnel` or `clusters`; `top` rows of it."""
    if name is None:
        raise UsageError("this needs an indicator", hint="name one: `alemap list indicators` shows them")
    makers: dict[str, Callable[..., ShrunkTable | FunnelTable | ClusterTable]] = {
        "shrink": shrunk,
        "funnel": funnel,
        "clusters": clusters,
    }
    made = makers[way](reader, name, level=level, municipalities=municipalities, period=period)
    return made if top is None else replace(made, rows=made.rows[:top])  # type: ignore[arg-type]


def shrunk(
    reader: Reader,
    name: str,
    *,
    level: str | None = None,
    municipalities: Sequence[str] = (),
    period: str | None = None,
) -> ShrunkTable:
    """Each area's value beside the same drawn towards its municipality's, the more the smaller it is.

    Shares on the log-odds scale, rates by empirical Bayes. UsageError for other kinds of indicator.
    """
    found = _counted(reader, name, level, municipalities, period)
    counts = _counts(found.values)
    wholes = containers_of(reader, [v.area for v in found.values], "kommun")
    groups = np.array([wholes.get(v.area, "") for v in found.values])
    value, weight, towards = (np.full(len(found.values), np.nan) for _ in range(3))
    for group in np.unique(groups):
        at = groups == group
        value[at], weight[at], towards[at] = _drawn(found.info, counts[at])
    # A municipality with one area has nothing to be drawn towards but itself.
    own = np.array([v.figure.value for v in found.values], dtype=float)
    alone = np.isnan(value)
    value, weight, towards = (
        np.where(alone, replacement, column)
        for column, replacement in ((value, own), (weight, 1.0), (towards, own))
    )
    ranks, drawn_ranks = rank_worst_first(own, found.sign), rank_worst_first(value, found.sign)
    rows = [
        ShrunkRow(
            found.area(v), v.figure, int(ranks[n]), float(value[n]), int(drawn_ranks[n]),
            float(weight[n]), float(towards[n]),
        )
        for n, v in enumerate(found.values)
    ]  # fmt: skip
    return ShrunkTable(
        found.frame, tuple(sorted(rows, key=lambda row: (row.shrunk_rank, row.area.name, row.area.code)))
    )


def _drawn(info: IndicatorInfo, counts: Floats) -> tuple[Floats, Floats, Floats]:
    """Shrunk values, own weights and the common value of the areas of one municipality."""
    top, bottom = counts[:, 0], counts[:, 1]
    common = np.full(top.shape, pooled(top, bottom) * info.multiplier)
    if info.kind is Kind.SHARE:
        made = shrink_logit(top, bottom)
        return made.value * info.multiplier, made.weight, common
    smoothed = empirical_bayes(top, bottom)
    rate = top / bottom
    far = rate - float(smoothed.common)
    with np.errstate(invalid="ignore", divide="ignore"):
        weight = np.where(far == 0, 1.0, (smoothed.value - float(smoothed.common)) / far)
    if len(top) < 2:  # noqa: PLR2004 - one area has no spread to learn from
        weight = np.full(top.shape, np.nan)
        return weight, weight, common
    return smoothed.value * info.multiplier, weight, common


def funnel(
    reader: Reader,
    name: str,
    *,
    level: str | None = None,
    municipalities: Sequence[str] = (),
    period: str | None = None,
) -> FunnelTable:
    """Each area against what chance allows at its size around the areas' common value.

    Positions by chance alone and with overdispersion. UsageError for indicators without counts.
    """
    found = _counted(reader, name, level, municipalities, period)
    counts = _counts(found.values)
    top, bottom = counts[:, 0], counts[:, 1]
    baseline = pooled(top, bottom)
    if found.info.kind is Kind.SHARE:
        limits = proportion_limits(bottom, baseline)
        lower, upper = limits.lower, limits.upper
        positions = proportion_positions(top, bottom, baseline)
        spread = overdispersion(transform("share", top, bottom))
    else:
        low, high = poisson_limits(bottom * baseline)
        lower, upper = low / bottom, high / bottom
        positions = rate_positions(top, bottom, baseline)
        spread = overdispersion(transform("root_ratio", top, bottom * baseline))
    scale = found.info.multiplier
    rows = [
        FunnelRow(
            found.area(v), v.figure, float(bottom[n]), float(lower[n] * scale), float(upper[n] * scale),
            positions[n], _number(spread.adjusted[n]), _position(float(spread.adjusted[n])),
        )
        for n, v in enumerate(found.values)
    ]  # fmt: skip
    rows.sort(key=lambda row: (-found.sign * (row.adjusted or 0.0), row.area.name, row.area.code))
    return FunnelTable(found.frame, baseline * scale, _number(spread.phi), tuple(rows))


def _position(z: float) -> Position:
    if math.isnan(z):
        return Position.NOT_APPLICABLE
    if abs(z) > normal_quantile(THREE_SIGMA):
        return Position.FAR_ABOVE if z > 0 else Position.FAR_BELOW
    if abs(z) > normal_quantile(TWO_SIGMA):
        return Position.ABOVE if z > 0 else Position.BELOW
    return Position.WITHIN


def clusters(
    reader: Reader,
    name: str,
    *,
    level: str | None = None,
    municipalities: Sequence[str] = (),
    period: str | None = None,
) -> ClusterTable:
    """Which areas and their neighbours are high or low together, beyond chance (local Moran, adjusted).

    UsageError where the project knows no neighbours at the level; MissingDataError with fewer than four
    areas that have a value and a neighbour with one.
    """
    found = _areas(reader, name, level, municipalities, period)
    pairs = reader.store.rows("SELECT code, neighbour FROM seed.neighbour") if _known(reader) else []
    place = {v.area: n for n, v in enumerate(found.values)}
    known = [(place[a], place[b]) for a, b in pairs if a in place and b in place]
    if not known:
        raise UsageError(
            "no neighbours are known between these areas of level `{level}`",
            level=found.ground.level,
            hint="write them in a file below pipelines/neighbours, with the header `code,neighbour`",
        )
    beside = sorted({n for pair in known for n in pair})
    if len(beside) < _FEWEST_IN_SPACE:
        raise MissingDataError(
            "fewer than four areas have both a value of `{name}` and a neighbour",
            name=name,
            hint="take a level or more municipalities with `--level` and `--municipality`",
        )
    order = {n: m for m, n in enumerate(beside)}
    around = Neighbours.of(len(beside), [(order[a], order[b]) for a, b in known])
    value = np.array([found.values[n].figure.value for n in beside], dtype=float)
    whole = moran(value, around)
    local = local_moran(value, around)
    near = around.mean(value)
    alpha = 1 - found.frame.confidence
    rows = []
    for n, v in enumerate(found.values):
        if n not in order:
            rows.append(ClusterRow(found.area(v), v.figure, 0, None, None, None, Cluster.ALONE))
            continue
        m = order[n]
        kind = _cluster(value[m] - value.mean(), near[m] - value.mean(), local.adjusted[m], alpha)
        rows.append(
            ClusterRow(
                found.area(v), v.figure, int(around.count[m]), float(near[m]),
                float(local.statistic[m]), _number(local.adjusted[m]), kind,
            )
        )  # fmt: skip
    rows.sort(key=lambda row: (-found.sign * (row.figure.value or 0.0), row.area.name, row.area.code))
    return ClusterTable(
        found.frame, whole.statistic, whole.expected, whole.p_value, int(comparisons(local.p_value)),
        tuple(rows),
    )  # fmt: skip


def _known(reader: Reader) -> bool:
    return reader.store.has("seed.neighbour")


def _cluster(own: float, near: float, p_value: float, alpha: float) -> Cluster:
    if not p_value < alpha:
        return Cluster.NONE
    if own > 0:
        return Cluster.HIGH if near > 0 else Cluster.HIGH_AMONG_LOW
    return Cluster.LOW if near < 0 else Cluster.LOW_AMONG_HIGH


def _areas(
    reader: Reader, name: str, level: str | None, municipalities: Sequence[str], period: str | None
) -> _Areas:
    if name not in reader.indicators:
        raise UsageError(
            "`{name}` is not an indicator",
            name=name,
            hint="name one: `alemap list indicators` shows them",
        )
    info = reader.indicators[name]
    ground = find_ground(reader, [name], level, municipalities)
    fields = read_fields(reader, [name], ground, period)
    if not fields:
        raise MissingDataError(
            "fewer than two areas have a value of `{name}`",
            name=name,
            hint="take a level or more municipalities with `--level` and `--municipality`",
        )
    field = fields[0]
    frame = Frame(
        info.measure, reader.levels[ground.level][0], ground.scope, field.period,
        reader.settings.comparison.confidence, field.total, len(field.values), reader.sources([name]),
    )  # fmt: skip
    return _Areas(info, ground, field.values, frame)


def _counted(
    reader: Reader, name: str, level: str | None, municipalities: Sequence[str], period: str | None
) -> _Areas:
    """The areas of a share or rate; UsageError for what has no counts behind it."""
    found = _areas(reader, name, level, municipalities, period)
    counts = all(v.numerator is not None and v.denominator for v in found.values)
    if found.info.kind not in {Kind.SHARE, Kind.RATE} or not counts:
        raise UsageError(
            "`{name}` is no share or rate made from counts, which this needs",
            name=name,
            hint="`alemap rank {name}` ranks it with rank sets",
        )
    return found


def _counts(values: Sequence[Value]) -> Floats:
    return np.array([(v.numerator, v.denominator) for v in values], dtype=float)


def _number(value: float) -> float | None:
    return None if math.isnan(value) else float(value)
