"""What the ranked table of an index holds beyond that of an indicator."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alemap.values import dataclass

if TYPE_CHECKING:
    from alemap.domain import Label
    from alemap.results import AreaName, Figure, Measure


@dataclass(frozen=True, slots=True)
class RankDoubt:
    """Where the doubt about an index's ranks comes from.

    `sampling`: the share of the variance of all ranks that is chance; the rest is weights and method. None
    where no rank ever moves. `draws`: how many random draws the rank intervals rest on. `together`: they hold
    for all areas at once, not only each by itself.
    """

    sampling: float | None
    draws: int
    weights: float | str
    leave_one_out: bool
    scales: tuple[str, ...]
    aggregations: tuple[str, ...]
    together: bool = True


@dataclass(frozen=True, slots=True)
class IndexFacts:
    """How an index's values are read, and what is not as in the index it is named after.

    `columns`: what each row's `extras` are, counts or shares in per cent. `stand_ins`: member and what it
    stands for. `absent`: parts without figures. `types`: the area types, the worst first. `members`: how many
    take part in this table, of how many listed.
    """

    reading: Label
    doubt: RankDoubt | None
    columns: tuple[ExtraColumn, ...] = ()
    stand_ins: tuple[tuple[Label, Label], ...] = ()
    absent: tuple[Label, ...] = ()
    types: tuple[Label, ...] = ()
    members: int = 0
    listed: int = 0


@dataclass(frozen=True, slots=True)
class ExtraColumn:
    """A column of an index's own: its id, heading and number of decimals; -1 for an area type."""

    id: str
    name: Label
    decimals: int


@dataclass(frozen=True, slots=True)
class MemberRow:
    """What a member says of an area: value, score, quarter (1 the worst), and what it adds to the index."""

    measure: Measure
    period: str
    figure: Figure
    score: float | None
    quarter: int | None
    contribution: float | None


@dataclass(frozen=True, slots=True)
class IndexAccount:
    """An index of one area, member by member; `yes_or_no`: the scores are answers."""

    area: AreaName
    period: str
    figure: Figure
    yes_or_no: bool
    rows: tuple[MemberRow, ...]
