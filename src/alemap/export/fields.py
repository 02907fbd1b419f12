"""Fields that records of several kinds share: areas, measures, figures, and how records are held."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alemap.values import dataclass

if TYPE_CHECKING:
    from alemap.results import AreaName, Figure, Measure

Record = dict[str, object]

AREA = ("area_code", "area", "level", "municipality")
MEASURE = ("measure", "unit", "polarity", "synthetic", "register_uncertainty")
FIGURE = ("value", "lower", "upper", "status")


@dataclass(frozen=True, slots=True)
class Records:
    """Records and their columns, which stand even where there is no record."""

    columns: tuple[str, ...]
    rows: tuple[Record, ...]


def table(columns: tuple[str, ...], rows: list[tuple[object, ...]]) -> Records:
    """Give each row its columns' names."""
    return Records(columns, tuple(dict(zip(columns, row, strict=True)) for row in rows))


def prefixed(prefix: str, names: tuple[str, ...]) -> tuple[str, ...]:
    """Name the fields of a second figure or area: `comparator_value`."""
    return tuple(f"{prefix}_{name}" for name in names)


def area_fields(area: AreaName) -> tuple[object, ...]:
    """Give an area's fields in the order of `AREA`."""
    return area.code, area.name, area.level, area.municipality


def measure_fields(measure: Measure) -> tuple[object, ...]:
    """Give a measure's fields in the order of `MEASURE`."""
    uncertainty = measure.register_uncertainty
    return (
        measure.id,
        measure.unit.en,
        measure.polarity.value,
        measure.synthetic,
        uncertainty.value if uncertainty is not None else None,
    )


def figure_fields(figure: Figure) -> tuple[object, ...]:
    """Give a figure's fields in the order of `FIGURE`; no number where none is published."""
    if not figure.status.has_value:
        return None, None, None, figure.status.value
    return figure.value, figure.lower, figure.upper, figure.status.value
