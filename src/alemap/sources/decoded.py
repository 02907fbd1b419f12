"""What every reader hands over: one row per figure, with its dimensions, its mark and its place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from alemap.errors import Place, SourceError

FIGURE_COLUMNS = ("value", "mark", "cell")
"""Columns that follow the dimensions; a dimension may not take one of these names."""

MAX_CELLS = 10_000_000
"""More cells than any agency gives in one answer; a larger file is damaged or the wrong one."""

Axis = Mapping[str, Sequence[str]]
"""Dimensions that run together along one side of a table: name -> code at each place, equally long."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """A file's figures as rows of text with the agency's own codes and marks.

    `frame`: one String column per dimension, then `value` (Float64, null where marked), `mark`
    (String, null where there is a value) and `cell` (String, where the figure stands in the file).
    `labels`: dimension -> code -> label, where the file has labels.
    """

    frame: pl.DataFrame
    dimensions: tuple[str, ...]
    labels: dict[str, dict[str, str]] = field(default_factory=dict)
    title: str | None = None
    updated: str | None = None
    notes: tuple[str, ...] = ()


def check_size(sizes: Sequence[int], name: str) -> int:
    """Give the product of the sizes; SourceError when it is beyond what can be a real table."""
    cells = 1
    for size in sizes:
        cells *= size
    if cells > MAX_CELLS:
        raise SourceError(
            "the file says it holds {cells} cells, more than the {most} that can be read",
            place=Place(name),
            hint="Fetch the table in several parts.",
            cells=cells,
            most=MAX_CELLS,
        )
    return cells


def check_dimensions(dimensions: Sequence[str], name: str) -> None:
    """SourceError when two dimensions share a name or one takes the name of a figure column."""
    seen: set[str] = set()
    for dimension in dimensions:
        if dimension in FIGURE_COLUMNS or dimension in seen:
            raise SourceError(
                "`{dimension}` cannot name a dimension: it is taken",
                place=Place(name),
                hint="Give the dimension another name under `read`; `value`, `mark` and `cell` are reserved.",
                dimension=dimension,
            )
        seen.add(dimension)


def spread(axes: Sequence[Axis], name: str) -> pl.DataFrame:
    """Lay out the codes of all cells, the last axis running fastest: one String column per dimension."""
    check_dimensions([dimension for axis in axes for dimension in axis], name)
    sizes = [len(next(iter(axis.values()))) for axis in axes]
    cells = check_size(sizes, name)
    index = pl.int_range(cells, dtype=pl.Int64, eager=True)
    columns: dict[str, pl.Series] = {}
    stride = cells
    for axis, size in zip(axes, sizes, strict=True):
        stride //= max(size, 1)
        at = (index // max(stride, 1)) % max(size, 1)
        for dimension, codes in axis.items():
            columns[dimension] = pl.Series(codes, dtype=pl.String).gather(at)
    return pl.DataFrame(columns)


def numbered(prefix: str, cells: int) -> pl.Series:
    """Name cells by their place in a flat list: `value[0]`, `value[1]`, ..."""
    numbers = pl.int_range(cells, dtype=pl.Int64, eager=True)
    return pl.select(cell=pl.format(prefix + "[{}]", numbers))["cell"]


def join(dimensions: pl.DataFrame, figures: pl.DataFrame, cells: pl.Series) -> pl.DataFrame:
    """Put dimensions, figures (`value`, `mark`) and their places side by side."""
    return pl.concat([dimensions, figures, cells.alias("cell").to_frame()], how="horizontal")
