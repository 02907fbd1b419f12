"""Who is compared with whom, since when: from the register of interventions, or as asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alemap.domain import TOTAL, Label, Period
from alemap.errors import MissingDataError, UsageError
from alemap.results.evaluation import Setting
from alemap.workflows.compare import named_indicators
from alemap.workflows.evaluation_panel import months

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alemap.definitions.interventions import Intervention
    from alemap.results import AreaName
    from alemap.workflows.reading import Reader

REST, SIMILAR = "rest", "similar"
MOST_SIMILAR = 10
"""How many areas of the nearest index values make up the comparison."""


def make_setting(
    reader: Reader,
    *,
    intervention: Intervention | None = None,
    areas: Sequence[str] = (),
    start: str | None = None,
    against: Sequence[str] = (),
) -> Setting:
    """The areas of an intervention and those it is compared with; what is asked for goes before the register.

    `against`: `rest` (the other areas of the same level in the same municipality; the default), `similar`
    (the areas with the nearest values of the default index), or areas by code or name. UsageError for areas
    of several levels, a start that is no period, or areas on both sides.
    """
    chosen = _areas(reader, intervention, areas)
    levels = {area.level for area in chosen}
    if len(levels) != 1:
        raise UsageError(
            "the areas are of several levels: {levels}",
            levels=", ".join(sorted(levels)),
            hint="name areas of one level with `--area`",
        )
    level = next(iter(levels))
    codes = [area.code for area in chosen]
    begun = _start(intervention, start)
    if not against or list(against) == [REST]:
        others, label = _rest(reader, level, codes)
    elif list(against) == [SIMILAR]:
        others, label = _similar(reader, level, codes, begun)
    else:
        found = [reader.find_area(text, [level]) for text in against]
        others, label = _named(found, level, codes)
    if not others:
        raise MissingDataError(
            "there are no areas of level `{level}` to compare with",
            level=level,
            hint="name some with `--against`",
        )
    return Setting(
        name=None if intervention is None else intervention.name,
        synthetic=intervention is not None and intervention.synthetic,
        areas=chosen,
        level=reader.levels[level][0],
        start=begun,
        against=label,
        others=tuple(reader.areas(others).values()),
        confidence=reader.settings.comparison.confidence,
    )


def chosen_indicators(
    reader: Reader, intervention: Intervention | None, indicators: Sequence[str]
) -> list[str]:
    """The indicators asked for, else the intervention's own; UsageError without any."""
    names = list(indicators) or ([] if intervention is None else list(intervention.indicators))
    if not names:
        raise UsageError("there is no indicator to look at", hint="name one or more with `--indicator`")
    return named_indicators(reader, names)


def _areas(reader: Reader, intervention: Intervention | None, areas: Sequence[str]) -> tuple[AreaName, ...]:
    if areas:
        found = {area.code: area for area in (reader.find_area(text) for text in areas)}
        return tuple(found.values())
    if intervention is None:
        raise UsageError(
            "there are no areas to look at",
            hint="name an intervention of the register, or areas with `--area`",
        )
    return tuple(reader.areas(intervention.areas).values())


def _start(intervention: Intervention | None, start: str | None) -> str:
    if start is None:
        begun = None if intervention is None else intervention.start
        return "" if begun is None else begun.text
    try:
        return Period.parse(start).text
    except ValueError as error:
        raise UsageError(
            "`{start}` is not a period", start=start, hint="a year or a month: `--start 2023-08`"
        ) from error


def _rest(reader: Reader, level: str, codes: Sequence[str]) -> tuple[list[str], Label]:
    """The other areas of the level in the same municipalities; of municipalities, the usual scope's."""
    wholes = sorted({own for code in codes if (own := reader.municipality_of(code)) not in {None, code}})
    found, names = reader.scope(level, wholes)
    where = ", ".join(names)
    return (
        [code for code in found if code not in codes],
        Label(f"övriga områden i {where}", f"the other areas in {where}"),
    )


def _similar(reader: Reader, level: str, codes: Sequence[str], start: str) -> tuple[list[str], Label]:
    """The areas within the project's municipalities whose index is nearest to the areas' mean.

    The index's last period before the start where there is one: later it may hold what the intervention did.
    """
    default = next((key for key, (_, is_default) in reader.indexes.items() if is_default), None)
    found, _names = reader.scope(level, [])
    rows = reader.store.rows(
        f"SELECT period, area_code, value FROM mart_index WHERE index_id = ? AND category = '{TOTAL}'"  # noqa: S608
        " AND level = ? AND value IS NOT NULL AND list_contains(?, area_code)",
        [default, level, [*found, *codes]],
    )
    periods = sorted({row[0] for row in rows}, key=Period.parse)
    earlier = [text for text in periods if start and months(text)[1] < months(start)[0]]
    chosen = (earlier or periods or [""])[-1]
    values = {area: value for period, area, value in rows if period == chosen}
    own = [values[code] for code in codes if code in values]
    if default is None or len(own) < len(codes):
        raise MissingDataError(
            "there is no index by which areas of level `{level}` are similar",
            level=level,
            hint="`--against rest`, or areas by name",
        )
    middle = sum(own) / len(own)
    near = sorted((abs(values[code] - middle), code) for code in values.keys() - set(codes))
    name = reader.indexes[default][0]
    return (
        sorted(code for _, code in near[:MOST_SIMILAR]),
        Label(
            f"de områden som är mest lika enligt {name.sv} {chosen}",
            f"the areas most alike by {name.en} {chosen}",
        ),
    )


def _named(found: Sequence[AreaName], level: str, codes: Sequence[str]) -> tuple[list[str], Label]:
    for area in found:
        if area.level != level:
            raise UsageError(
                "`{area}` is of level `{found}`, the intervention's areas of `{level}`",
                area=area.name,
                found=area.level,
                level=level,
                hint="areas are compared with areas of the same level",
            )
        if area.code in codes:
            raise UsageError(
                "`{area}` cannot be compared with itself", area=area.name, hint="leave it out of `--against`"
            )
    names = ", ".join(area.name for area in found)
    return [area.code for area in found], Label(names, names)
