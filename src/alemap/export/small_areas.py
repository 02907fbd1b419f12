"""Small areas as records: shrunk values, the funnel, clusters."""

from __future__ import annotations

from alemap.export.fields import (
    AREA,
    FIGURE,
    MEASURE,
    Records,
    area_fields,
    figure_fields,
    measure_fields,
    table,
)
from alemap.results.small_areas import ClusterTable, FunnelTable, ShrunkTable

_HEAD = (*AREA, "period", *MEASURE, *FIGURE)


def flat(result: ShrunkTable | FunnelTable | ClusterTable) -> Records:
    """Give one record an area."""
    frame = result.frame
    columns: tuple[str, ...]
    rows: list[tuple[object, ...]]
    if isinstance(result, ShrunkTable):
        columns = ("rank", "shrunk", "shrunk_rank", "own_weight", "towards")
        rows = [(r.rank, r.shrunk, r.shrunk_rank, r.weight, r.towards) for r in result.rows]
    elif isinstance(result, FunnelTable):
        columns = (
            "size", "baseline", "chance_lower", "chance_upper", "position", "phi", "z", "adjusted_position"
        )  # fmt: skip
        rows = [
            (
                r.size, result.baseline, r.lower, r.upper, r.position, result.phi, r.adjusted,
                r.adjusted_position,
            )
            for r in result.rows
        ]  # fmt: skip
    else:
        columns = ("neighbours", "around", "local_moran", "p_value", "cluster", "moran", "moran_p")
        rows = [
            (
                r.neighbours, r.around, r.statistic, r.p_value, r.cluster.value, result.moran, result.moran_p
            )
            for r in result.rows
        ]  # fmt: skip
    heads = [
        (*area_fields(r.area), frame.period, *measure_fields(frame.measure), *figure_fields(r.figure))
        for r in result.rows
    ]
    return table((*_HEAD, *columns), [(*head, *row) for head, row in zip(heads, rows, strict=True)])
