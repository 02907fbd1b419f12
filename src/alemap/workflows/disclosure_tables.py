"""The counts that figures rest on, as the disclosure layer reads them: one table per indicator."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import field
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import polars as pl

from alemap.domain import TOTAL, Period, Status
from alemap.values import dataclass
from alemap.workflows.disclosure_rule import Rule, counts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from alemap.workflows.disclosure_areas import AreaSums

    Bools = NDArray[np.bool_]
    Floats = NDArray[np.float64]


class Cell(NamedTuple):
    """One figure that a reader may see."""

    indicator: str
    area: str
    period: str
    sex: str
    category: str


@dataclass
class Table:
    """An indicator's true counts, [rows]: keys, both counts (NaN where there is none), what is small.

    `withheld`: rows whose count the agency has suppressed. `weights`: a fixed random number per key.
    """

    indicator: str
    rule: Rule
    rows: pl.DataFrame
    numerator: Floats
    denominator: Floats
    small: Bools
    withheld: Bools
    weights: NDArray[np.uint64]
    _by_municipality: dict[str | None, list[int]] = field(default_factory=dict)

    @classmethod
    def of(cls, indicator: str, rule: Rule, rows: pl.DataFrame) -> Table:
        """Make the table of a model's rows."""
        rows = rows.sort("area_code", "period", "sex", "category")
        numerator, denominator = counts(rows)
        keys = (rows["area_code"] + "|" + rows["category"]).hash(seed=1).to_numpy()
        withheld = (rows["status"] == Status.SUPPRESSED.value).to_numpy()
        return cls(
            indicator,
            rule,
            rows,
            numerator,
            denominator,
            rule.hides(rows),
            withheld,
            keys | np.uint64(1),
        )

    @cached_property
    def area(self) -> list[str]:
        """Area of each row."""
        return self.rows["area_code"].to_list()

    @cached_property
    def level(self) -> list[str]:
        """Level of each row's area."""
        return self.rows["level"].to_list()

    @cached_property
    def period(self) -> list[str]:
        """Period of each row."""
        return self.rows["period"].to_list()

    @cached_property
    def sex(self) -> list[str]:
        """Sex of each row."""
        return self.rows["sex"].to_list()

    @cached_property
    def category(self) -> list[str]:
        """Category of each row."""
        return self.rows["category"].to_list()

    def cell(self, row: int) -> Cell:
        """The figure of a row."""
        return Cell(self.indicator, self.area[row], self.period[row], self.sex[row], self.category[row])

    @cached_property
    def slices(self) -> Mapping[tuple[str, str, str], NDArray[np.int64]]:
        """The rows of each level, period and sex."""
        found = self.rows.with_row_index().group_by("level", "period", "sex", maintain_order=True)
        return {
            (str(level), str(period), str(sex)): rows["index"].cast(int).to_numpy()
            for (level, period, sex), rows in found
        }

    def rows_of(self, municipality: str | None, areas: AreaSums) -> list[int]:
        """The rows of the areas in a municipality; None: of what lies above municipalities, and of these."""
        if not self._by_municipality:
            by: dict[str | None, list[int]] = defaultdict(list)
            for row, area in enumerate(self.area):
                own = areas.municipality(area)
                by[own].append(row)
                if own == area:
                    by[None].append(row)
            self._by_municipality = by
        return self._by_municipality.get(municipality, [])


def rows_along(table: Table, rows: Sequence[int], along: str, *fixed: str) -> Iterable[Mapping[str, int]]:
    """Rows that differ in one column only, by what they hold there."""
    columns = [getattr(table, name) for name in fixed]
    own = getattr(table, along)
    found: dict[tuple[str, ...], dict[str, int]] = defaultdict(dict)
    for row in rows:
        found[tuple(column[row] for column in columns)][own[row]] = row
    return found.values()


def leaving_rests(table: Table, areas: AreaSums) -> set[str]:
    """The municipalities where sums of figures leave what no figure shows.

    Areas that cut across each other do, and a whole of which a part, or one of the sexes, has no row.
    """
    keys = ["area_code", "period", "sex", "category"]
    rows = table.rows.select(keys).with_columns(
        pl.col("area_code").replace_strict(areas.municipalities, default=None).alias("municipality")
    )
    rows = rows.filter(pl.col("municipality").is_not_null())
    sets = rows.group_by("municipality", "period", "sex", "category").agg(pl.col("area_code").sort())
    sexes = rows.group_by("municipality", "area_code", "period", "category").agg(pl.col("sex"))
    # one sex and both: the other is the rest
    one_sex = sexes.filter((pl.col("sex").list.len() == 2) & pl.col("sex").list.contains(TOTAL))  # noqa: PLR2004
    found = set(one_sex["municipality"])
    distinct = sets.filter(pl.col("area_code").list.len() > 1).select("municipality", "area_code").unique()
    for municipality, codes in distinct.rows():
        if municipality not in found and areas.leave_rests(frozenset(codes)):
            found.add(municipality)
    return found


def slice_of(table: Table, row: int) -> tuple[str, str, str]:
    """Level, period and sex of a row."""
    return table.level[row], table.period[row], table.sex[row]


def spans(found: Mapping[str, int]) -> Iterable[tuple[int, list[int]]]:
    """Periods of several years, or years, with the rows of the shorter periods they are made of."""
    if len(found) < 3:  # noqa: PLR2004 - a whole and two parts
        return
    periods = sorted(
        (Period.parse(text) for text in found), key=lambda p: (p.last_year, p.part, p.first_year)
    )
    singles = [p for p in periods if p.part == 0 and p.first_year == p.last_year]
    for whole in periods:
        if whole.part == 0 and whole.first_year < whole.last_year and "/" not in whole.text:
            years = [p for p in singles if whole.first_year <= p.first_year <= whole.last_year]
            if len(years) == whole.last_year - whole.first_year + 1:
                yield found[whole.text], [found[p.text] for p in years]
    for year, each in groupby((p for p in periods if p.part), key=lambda p: p.last_year):
        parts = [found[p.text] for p in each]
        if str(year) in found and len(parts) > 1:
            yield found[str(year)], parts
