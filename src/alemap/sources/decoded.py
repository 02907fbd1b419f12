"""What every reader hands over: one row per figure, with its dimensions, its mark and its place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from alemap.errors import Place, SourceError
from alemap.values import dataclass

if TYPE_CHECKING:
    from alemap.domain import CellForm

FIGURE_COLUMNS = ("value", "mark", "cell")
"""Columns that follow the dimensions; a dimension may not take one of these names."""

MAX_CELLS = 10_000_000
"""More cells than any agency gives in one answer; a larger file is damaged or the wrong one."""

MAX_COLUMNS = 100_000
"""More columns than any agency's text has, all areas and years side by side included."""

ROLES = ("time", "geo", "metric")
"""What a file may say that a dimension is."""

Axis = Mapping[str, Sequence[str] | pl.Series]
"""Dimensions that run together along one side of a table: name -> code at each place, equally long."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """A file's figures as rows of text with the agency's own codes and marks.

    `frame`: one column of text per dimension (Enum, where the codes repeat, or String), then `value`
    (Float64), `mark` (text: the sign in place of a value, or beside one that stands with a reservation; every
    row has a value or a mark) and `cell` (where the figure stands in the file: a text, or a number that
    `cells` turns into one). `labels`: dimension -> code -> label, where the file has labels. `roles`:
    what the file itself says that a dimension is: `time`, `geo` or `metric`. `distinct`: no
    two rows have the same codes, by the way the file is built.
    """

    frame: pl.DataFrame
    dimensions: tuple[str, ...]
    labels: dict[str, dict[str, str]] = field(default_factory=dict)
    title: str | None = None
    updated: str | None = None
    notes: tuple[str, ...] = ()
    roles: dict[str, str] = field(default_factory=dict)
    cells: CellForm | None = None
    distinct: bool = False

    def cell(self, row: int) -> str:
        """Where the figure of a row stands."""
        place = self.frame["cell"][row]
        return str(place) if self.cells is None else self.cells.text(place)

    def texts(self) -> pl.DataFrame:
        """The rows with every column but `value` as plain text."""
        cell = self.frame["cell"] if self.cells is None else cell_texts(self.frame["cell"], self.cells)
        return self.frame.with_columns(
            *(pl.col(name).cast(pl.String) for name in (*self.dimensions, "mark")), cell.alias("cell")
        )


def cell_texts(places: pl.Series, form: CellForm) -> pl.Series:
    """The places of figures in words, as `CellForm.text` gives them."""
    if form.width is None:
        parts: list[pl.Expr | str] = [form.start, pl.col("at"), form.end]
    else:
        row, column = pl.col("at") // form.width + form.row, pl.col("at") % form.width + form.column
        parts = [form.start, row, form.between, column, form.end]
    words = [pl.lit(part) if isinstance(part, str) else part.cast(pl.String) for part in parts]
    return places.cast(pl.Int64).alias("at").to_frame().select(pl.concat_str(words)).to_series()


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


def check_columns(count: int, place: Place) -> None:
    """SourceError when a header has more columns than any table."""
    if count > MAX_COLUMNS:
        raise SourceError(
            "the header has {count} columns, more than the {most} that can be read",
            place=place,
            hint="Look at the file: its line ends or its delimiter are not what they should be.",
            count=count,
            most=MAX_COLUMNS,
        )


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
    """Lay out the codes of all cells, the last axis running fastest: one Enum column per dimension."""
    check_dimensions([dimension for axis in axes for dimension in axis], name)
    sizes = [len(next(iter(axis.values()))) for axis in axes]
    cells = check_size(sizes, name)
    columns: dict[str, pl.Series] = {}
    before, after = 1, cells
    for axis, size in zip(axes, sizes, strict=True):
        after //= max(size, 1)
        at = pl.Series(np.tile(np.repeat(np.arange(size, dtype=np.uint32), after), before if cells else 0))
        for dimension, codes in axis.items():
            columns[dimension] = coded(codes).gather(at)
        before *= size
    return pl.DataFrame(columns)


def coded(texts: Sequence[str | None] | pl.Series) -> pl.Series:
    """Texts as an Enum: each kept once, the column itself small numbers."""
    if isinstance(texts, pl.Series):
        return (
            texts
            if isinstance(texts.dtype, pl.Enum)
            else texts.cast(pl.Enum(texts.unique(maintain_order=True)))
        )
    known = [text for text in dict.fromkeys(texts) if text is not None]
    return pl.Series(texts, dtype=pl.Enum(known))


def numbered(cells: int) -> pl.Series:
    """The places of cells in a flat list: 0, 1, ..."""
    return pl.int_range(cells, dtype=pl.UInt32, eager=True)


def join(dimensions: pl.DataFrame, figures: pl.DataFrame, cells: pl.Series) -> pl.DataFrame:
    """Put dimensions, figures (`value`, `mark`) and their places side by side."""
    return pl.concat([dimensions, figures, cells.alias("cell").to_frame()], how="horizontal")
