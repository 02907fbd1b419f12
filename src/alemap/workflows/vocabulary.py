"""The vocabulary as the database holds it: indicators, categories, levels and indexes for the tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alemap.domain import Kind, Label, Polarity, RegisterUncertainty
from alemap.results import Measure
from alemap.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable

    from alemap.warehouse.database import Database
    from alemap.workflows.reading import Reader


@dataclass(frozen=True, slots=True)
class IndicatorInfo:
    """An indicator as the tables need it."""

    measure: Measure
    category: str
    factor: str
    agency: str
    multiplier: float
    kind: Kind
    levels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """A category as the tables need it."""

    id: str
    name: Label
    short: Label


def read_indicators(store: Database) -> dict[str, IndicatorInfo]:
    """Every indicator, in the order of the categories."""
    levels: dict[str, list[str]] = {}
    for indicator, level in store.rows("SELECT indicator, level FROM seed.indicator_level"):
        levels.setdefault(indicator, []).append(level)
    rows = store.rows(
        "SELECT indicator, category, factor, agency, kind, multiplier, decimals, polarity, synthetic,"
        " register_uncertainty, name_sv, name_en, short_sv, short_en, unit_sv, unit_en, difference_sv,"
        " difference_en FROM seed.indicator AS i JOIN (SELECT category AS c, position FROM seed.category)"
        " ON c = i.category ORDER BY position, indicator"
    )
    return {row[0]: _indicator(row, tuple(levels.get(row[0], ()))) for row in rows}


def _indicator(row: tuple[Any, ...], levels: tuple[str, ...]) -> IndicatorInfo:
    (key, category, factor, agency, kind, multiplier, decimals, polarity, synthetic, uncertainty,
     *names) = row  # fmt: skip
    name, short, unit, difference = (Label(sv, en) for sv, en in zip(names[::2], names[1::2], strict=True))
    switch = None if uncertainty == "survey" else RegisterUncertainty(uncertainty)
    measure = Measure(
        key, name, short, unit, difference, decimals, Polarity(polarity), kind, synthetic, switch
    )
    return IndicatorInfo(measure, category, factor, agency, multiplier, Kind(kind), levels)


def read_categories(store: Database) -> dict[str, Group]:
    """The categories, in the mapping's order."""
    rows = store.rows(
        "SELECT category, name_sv, name_en, short_sv, short_en FROM seed.category ORDER BY position"
    )
    return {key: Group(key, Label(a, b), Label(c, d)) for key, a, b, c, d in rows}


def read_levels(store: Database) -> dict[str, tuple[Label, Label]]:
    """Name and plural of every level, from the country down."""
    rows = store.rows(
        "SELECT level, name_sv, name_en, plural_sv, plural_en FROM seed.level ORDER BY position"
    )
    return {key: (Label(a, b), Label(c, d)) for key, a, b, c, d in rows}


def read_indexes(store: Database) -> dict[str, tuple[Label, bool]]:
    """Name of every index, and whether it is the default one."""
    rows = store.rows("SELECT index_id, name_sv, name_en, is_default FROM seed.index_definition ORDER BY 1")
    return {key: (Label(sv, en), default) for key, sv, en, default in rows}


def count_not_loaded(reader: Reader, names: Iterable[str], levels: Iterable[str]) -> int:
    """How many of these indicators belong to one of the levels and have no figures at all."""
    asked = set(levels)
    having = {name for level in asked for name in reader.periods(level)}
    without = [name for name in names if name not in having and asked & set(reader.indicators[name].levels)]
    if not without:
        return 0
    loaded = {row[0] for row in reader.store.rows("SELECT DISTINCT indicator FROM mart_period")}
    return sum(name not in loaded for name in without)
