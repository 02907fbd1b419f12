"""Where little is done: factors and indicators that no intervention works on, bad figures first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alemap.domain import Label, Verdict
from alemap.errors import MissingDataError
from alemap.results.interventions import Bad, GapsOfFactor, GapsTable
from alemap.workflows.compare import compare
from alemap.workflows.reading import distinct

if TYPE_CHECKING:
    from alemap.results import DifferenceRow
    from alemap.workflows.interventions import Chosen
    from alemap.workflows.reading import Reader


def gaps(chosen: Chosen, reader: Reader | None, *, level: str | None = None) -> GapsTable:
    """Every factor: the indicators that no intervention is to move, and which of them are bad.

    An indicator is bad where a municipality's figure is worse than the country's, or an area's (of `level`,
    default the settings') worse than the rest of its municipality, chance and the number of comparisons
    allowed for. `reader` None: without figures, by the register alone.
    """
    worse: dict[str, Bad] = {}
    sources: tuple[str, ...] = ()
    if reader is not None:
        worse, sources = _worse(chosen, reader, level or reader.settings.comparison.level)
    moved = {name for each in chosen.current for name in each.indicators}
    rows = []
    for category in chosen.project.vocabulary.categories:
        for factor in category.factors:
            key = (category.id, factor.id)
            own = [i for i in chosen.project.indicators.values() if (i.category, i.factor) == key]
            bad = tuple(worse[i.id] for i in own if i.id in worse)
            idle = tuple(
                (i.id, Label(i.name.sv, i.name.en)) for i in own if i.id not in moved and i.polarity.sign
            )
            rows.append(
                GapsOfFactor(
                    key="/".join(key),
                    category=Label(category.short.sv, category.short.en),
                    name=Label(factor.name.sv, factor.name.en),
                    interventions=sum(each.factor == key for each in chosen.current),
                    indicators=sum(bool(i.polarity.sign) for i in own),
                    idle=idle,
                    worse=bad if reader is not None else None,
                    unmoved=tuple(each for each in bad if each.id not in moved),
                )
            )
    rows.sort(key=_order)
    shown = reader.levels[level or reader.settings.comparison.level][1] if reader is not None else None
    return GapsTable(chosen.facts, tuple(rows), shown, sources)


def _order(row: GapsOfFactor) -> tuple[bool, int, int, str]:
    """Nothing done about bad figures first, then the most bad figures that nothing is to move."""
    return (not (row.unmoved and not row.interventions), -len(row.unmoved), row.interventions, row.key)


def _worse(chosen: Chosen, reader: Reader, level: str) -> tuple[dict[str, Bad], tuple[str, ...]]:
    """The indicators with bad figures, and the agencies behind all that was compared."""
    reader.check_level(level)
    municipalities = sorted(chosen.codes)
    whole = _compared(reader, level="kommun", areas=municipalities, against="riket")
    parts = () if level == "kommun" else _compared(reader, level=level, municipalities=municipalities)
    found: dict[str, Bad] = {}
    for row in [*whole, *parts]:
        if row.verdict is not Verdict.WORSE:
            continue
        key = row.measure.id
        name = Label(row.measure.short.sv, row.measure.short.en)
        made_up = row.measure.synthetic
        before = found.get(key, Bad(key, name, made_up, country=False, areas=()))
        country = before.country or row.area.level == "kommun"
        areas = before.areas if row.area.level == "kommun" else (*before.areas, row.area.name)
        found[key] = Bad(key, name, made_up, country, areas)
    return found, reader.sources(distinct(row.measure.id for row in [*whole, *parts]))


def _compared(reader: Reader, **where: Any) -> tuple[DifferenceRow, ...]:
    """The comparisons asked for; none where there are no figures."""
    try:
        return compare(reader, **where).rows
    except MissingDataError:
        return ()
