"""Export: the figures that a municipality publishes, held against all that it has published before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alemap.errors import DisclosureError, MissingDataError, UsageError
from alemap.results import Listing
from alemap.values import dataclass
from alemap.warehouse.ledger import Publication, PublishedFigure, publish
from alemap.workflows.reading import distinct, pick_period

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from alemap.definitions.project import Project
    from alemap.workflows.reading import Reader, Value

COLUMNS = (
    "indicator", "area_code", "area", "level", "municipality", "period", "sex", "category",
    "value", "lower", "upper", "numerator", "denominator", "unit", "status",
)  # fmt: skip

_Cell = tuple[str, str, str, str, str]


@dataclass(frozen=True, slots=True)
class Export:
    """The table to hand out, and how many of its figures are withheld because of earlier publications.

    `file`: where it has been recorded, None where it has not.
    """

    table: Listing
    figures: int
    withheld: int
    file: Path | None = None


def export(
    reader: Reader,
    targets: Sequence[str],
    *,
    level: str | None = None,
    municipalities: Sequence[str] = (),
    period: str | None = None,
) -> list[Value]:
    """The figures of indicators or categories for the areas of a level, all sexes and categories.

    `period`: the latest of each indicator, or the one asked for. MissingDataError when there are none.
    """
    names = _indicators(reader, targets)
    chosen = reader.choose_level(reader.levels_of(*names), level, ", ".join(names[:3]))
    codes, _ = reader.scope(chosen, municipalities)
    periods = reader.periods(chosen)
    found = []
    for name in names:
        time = pick_period(periods.get(name, []), period)
        found += [value for value in reader.all_values(name, codes) if value.period == time]
    if not found:
        raise MissingDataError(
            "there are no figures to export",
            hint="`alemap show INDICATOR` says at which levels and for which periods it has figures",
        )
    return found


def check_time(as_of: str | None, *, held: bool) -> None:
    """UsageError when earlier figures are to be held against the ledger: `held` with `as_of`."""
    if held and as_of is not None:
        raise UsageError(
            "`--as-of` shows earlier figures; only today's are published",
            hint="leave out `--as-of`, or both `--publish` and `--dry-run`",
        )


def plain(reader: Reader, values: Sequence[Value]) -> Export:
    """The table as every reader may see it."""
    return Export(_table(reader, values, frozenset()), len(values), 0)


def held_against_ledger(project: Project, reader: Reader, values: Sequence[Value]) -> Export:
    """The table less what would, with earlier publications, give a small figure away.

    DisclosureError when withholding cannot help, because too much has been published already.
    """
    return Export(
        _table(reader, values, found := _withheld(project, reader, values)), len(values), len(found)
    )


def record(project: Project, reader: Reader, values: Sequence[Value], now: str) -> Export:
    """The same table, noted in the ledger as published."""
    found = _withheld(project, reader, values)
    figures = tuple(
        PublishedFigure(
            *_cell(value), value.numerator, value.denominator, project.areas.by_code[value.area].parts
        )
        for value in values
        if value.figure.value is not None and _cell(value) not in found
    )
    title = ", ".join(distinct(value.indicator for value in values))
    path = publish(project.ledger, Publication(now, title, figures))
    return Export(_table(reader, values, found), len(values), len(found), path)


def _withheld(project: Project, reader: Reader, values: Sequence[Value]) -> frozenset[_Cell]:
    """The shown figures that must be withheld."""
    # imported here: a plain export needs no polars and no scipy
    from alemap.workflows.disclosure import hide, read_tables  # noqa: PLC0415
    from alemap.workflows.disclosure_areas import AreaSums  # noqa: PLC0415
    from alemap.workflows.disclosure_tables import Cell  # noqa: PLC0415
    from alemap.workflows.hiding import hidden_figures, what_is_known  # noqa: PLC0415

    before = {Cell(name, *key) for name, keys in hidden_figures(reader.store).items() for key in keys}
    known = what_is_known(project, frozenset(before))
    found = hide(read_tables(project, reader.store), AreaSums(project.areas), known)
    shown = {_cell(value) for value in values if value.figure.value is not None}
    new = {cell for cell in shown if cell not in known.published}
    about = {(cell[0], cell[2]) for cell in new}
    given_away = sorted(cell for cell in found.open if (cell.indicator, cell.period) in about)
    if given_away:
        raise DisclosureError(
            "with what has been published before, this table would give {count} small figure(s) away; the"
            " first is {cell}",
            count=len(given_away),
            cell=", ".join(given_away[0]),
            hint="publish larger areas or another period; `alemap audit` shows what can be worked out",
        )
    return frozenset(shown & found.cells)


def _indicators(reader: Reader, targets: Sequence[str]) -> list[str]:
    names: list[str] = []
    for target in targets:
        if target in reader.indicators:
            reader.check_loaded(target)
            names.append(target)
        elif target in reader.categories:
            names += [key for key, info in reader.indicators.items() if info.category == target]
        else:
            raise reader.not_found(target)
    if not names:
        raise UsageError("name an indicator or a category", hint="`alemap list indicators` shows all names")
    return list(distinct(names))


def _cell(value: Value) -> _Cell:
    return value.indicator, value.area, value.period, value.sex, value.category


def _table(reader: Reader, values: Sequence[Value], withheld: frozenset[_Cell]) -> Listing:
    areas = reader.areas([value.area for value in values])
    records: list[dict[str, object]] = []
    for value in values:
        area, figure = areas[value.area], value.figure
        numbers = (figure.value, figure.lower, figure.upper, value.numerator, value.denominator)
        status = figure.status.value
        if _cell(value) in withheld:
            numbers, status = (None,) * 5, "suppressed"
        unit = reader.indicators[value.indicator].measure.unit.en
        row = (
            value.indicator, area.code, area.name, area.level, area.municipality, value.period, value.sex,
            value.category, *numbers, unit, status,
        )  # fmt: skip
        records.append(dict(zip(COLUMNS, row, strict=True)))
    return Listing("figures", COLUMNS, tuple(records))
