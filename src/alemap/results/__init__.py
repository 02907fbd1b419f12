"""What the reading workflows return: plain values that `render` shows and `export` writes.

Values are in the indicator's own unit (already multiplied), NaN never occurs: a missing number is None
and its `status` says why. A suppressed figure carries no number at all, here or further on.
"""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from alemap.domain import Label, Polarity, RegisterUncertainty, Status, Verdict
from alemap.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alemap.results.indexes import IndexAccount, IndexFacts
    from alemap.results.trend import TrendMark


@dataclass(frozen=True, slots=True)
class Figure:
    """A value with its interval; None where there is none, with the reason in `status`.

    `estimated`: the area was part of another one then, and the figure is its share by population.
    `withheld`: it is the agency that suppresses it.
    """

    value: float | None
    lower: float | None = None
    upper: float | None = None
    status: Status = Status.FINAL
    estimated: bool = False
    withheld: bool = False


NO_FIGURE = Figure(None, status=Status.MISSING)


@dataclass(frozen=True, slots=True)
class Measure:
    """What a figure measures: an indicator, a category's index or an index over categories."""

    id: str
    name: Label
    short: Label
    unit: Label
    difference_unit: Label
    decimals: int
    polarity: Polarity
    kind: str
    synthetic: bool = False
    register_uncertainty: RegisterUncertainty | None = None


@dataclass(frozen=True, slots=True)
class AreaName:
    """An area as shown: its code, name, level and the municipality it lies in."""

    code: str
    name: str
    level: str
    municipality: str


@dataclass(frozen=True, slots=True)
class Part:
    """A column of an index's parts: the category or indicator that contributes."""

    id: str
    short: Label
    synthetic: bool


@dataclass(frozen=True, slots=True)
class RankRow:
    """One area of a ranked table; `parts` are the contributions, in the order of the table's `parts`.

    `rank_lower` and `rank_upper` are the rank set: the places the area has with the table's confidence. Of an
    index, `rank_sampling` is the share of the doubt about the rank that is chance, the rest being weights and
    method, and `extras` are the figures of the table's own columns.
    """

    rank: int | None
    tied: bool
    area: AreaName
    figure: Figure
    comparator: Figure
    verdict: Verdict
    parts: tuple[float | None, ...] = ()
    rank_lower: int | None = None
    rank_upper: int | None = None
    rank_sampling: float | None = None
    extras: tuple[float | None, ...] = ()

    @property
    def perhaps_worst(self) -> bool:
        """Whether the area cannot be told from the worst: its rank set begins at 1."""
        return self.rank_lower == 1


@dataclass(frozen=True, slots=True)
class RankTable:
    """A ranked risk table, worst first (a neutral measure: highest first).

    `rows` may be cut to `--top`; `total` counts all areas of the level in scope, `valued` those with a value.
    `comparator` names what the areas are compared with. `comparisons` is the number of verdicts that share
    the Benjamini-Hochberg adjustment. `known_error`: the least share, over the areas, of an index's weight
    whose sampling error is known; below 1 the intervals are too narrow by what is not known.
    """

    measure: Measure
    level: Label
    scope: tuple[str, ...]
    period: str
    comparator: Label
    confidence: float
    rows: tuple[RankRow, ...]
    total: int
    valued: int
    comparisons: int
    parts: tuple[Part, ...] = ()
    sources: tuple[str, ...] = ()
    known_error: float = 1.0
    index: IndexFacts | None = None


@dataclass(frozen=True, slots=True)
class DifferenceRow:
    """One comparison: an area's figure against a comparator's; difference and ratio in value and interval."""

    measure: Measure
    area: AreaName
    period: str
    sex: str
    figure: Figure
    comparator: Figure
    difference: Figure
    ratio: float | None
    standardised: float | None
    p_value: float | None
    verdict: Verdict
    ratio_lower: float | None = None
    ratio_upper: float | None = None


@dataclass(frozen=True, slots=True)
class DifferenceTable:
    """Differences, the largest standardised ones first.

    `scope`: the areas compared, as named in the title; `one_area` when all rows are of one area. `against`
    names the comparator, or the other sex, or a period. `total` counts all comparisons, `rows` may be fewer.
    `not_loaded`: how many more of the indicators asked for have no figures at all. `inside`: some of the
    areas lie in the comparator, an area too, and are held against the rest of it.
    """

    scope: tuple[str, ...]
    one_area: bool
    against: Label
    by_sex: bool
    period: str
    confidence: float
    rows: tuple[DifferenceRow, ...]
    total: int
    comparisons: int
    sources: tuple[str, ...] = ()
    not_loaded: int = 0
    inside: bool = False


@dataclass(frozen=True, slots=True)
class ProfileRow:
    """One indicator of an area: now, against the comparator, its rank among the areas, earlier periods.

    `breaks`: the periods of `series` that cannot be compared with those before them.
    """

    measure: Measure
    category: Label
    period: str
    figure: Figure
    comparator: Figure
    verdict: Verdict
    rank: int | None
    ranked: int
    series: tuple[tuple[str, float | None], ...]
    trend: TrendMark | None = None
    breaks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Profile:
    """One area through all categories, the worst against its comparator first within each.

    `not_loaded`: how many more indicators of the area's level have no figures at all.
    """

    area: AreaName
    level: Label
    against: Label
    confidence: float
    population: int | None
    rows: tuple[ProfileRow, ...]
    comparisons: int
    sources: tuple[str, ...] = ()
    not_loaded: int = 0


@dataclass(frozen=True, slots=True)
class SeriesRow:
    """One period of one area's series; `broken`: it cannot be compared with the periods before it."""

    area: AreaName
    period: str
    sex: str
    category: str
    figure: Figure
    numerator: float | None
    denominator: float | None
    method: str
    broken: bool = False


@dataclass(frozen=True, slots=True)
class CellTrace:
    """Where a figure comes from in one snapshot: the cells of the agency's file.

    `query`: the request's body, of what was fetched with one. `notes`: the file's own, where no trace of the
    same dataset before has them.
    """

    dataset: str
    dataset_name: Label
    agency: str
    table: str
    origin: str
    licence: str
    file: str
    address: str
    sha256: str
    fetched: str
    cells: tuple[str, ...]
    cell_count: int
    query: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Definition:
    """An indicator in words, in the order a reader asks."""

    fields: tuple[tuple[Label, Label], ...]
    caveats: tuple[Label, ...]


@dataclass(frozen=True, slots=True)
class ShowResult:
    """An indicator: its definition, series, and provenance down to file and cell."""

    measure: Measure
    definition: Definition
    series: tuple[SeriesRow, ...]
    models: tuple[str, ...]
    traces: tuple[CellTrace, ...]
    confidence: float | None = None
    trends: tuple[tuple[AreaName, TrendMark], ...] = ()
    account: IndexAccount | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of definitions: one record each, keys in the definition's own field names."""

    what: str
    columns: tuple[str, ...]
    records: tuple[dict[str, object], ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of `doctor`: what was looked at, whether it is well, and what to do if not.

    `state` is an English template, filled from `fields`, so that it can be said in Swedish.
    """

    what: str
    state: str
    good: bool
    hint: str | None = None
    fields: Mapping[str, object] = field(default_factory=dict)
