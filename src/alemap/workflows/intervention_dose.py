"""Does the dose follow the need? What each area gets, set against its place in the risk index."""

from __future__ import annotations

import math
from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import stdtrit

from alemap.definitions.register_words import Reaching
from alemap.domain import TOTAL, Verdict
from alemap.errors import MissingDataError
from alemap.results.interventions import DoseRow, DoseTable, Gathering
from alemap.stats.gradient import concentration
from alemap.stats.inequality import Groups
from alemap.values import dataclass
from alemap.workflows.interventions import is_small
from alemap.workflows.rank import rank

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from alemap.results import RankRow
    from alemap.workflows.interventions import Chosen
    from alemap.workflows.reading import Reader

_FEWEST = 3
_WIDE = frozenset({"kommun", "kommungrupp", "lan", "riket"})
"""Levels at which an intervention is for everyone, and so aims at no area."""


@dataclass(slots=True)
class _Got:
    """What an area gets: numbers of interventions, and its residents' part of money and persons."""

    interventions: int = 0
    aimed: int = 0
    few_aimed: int = 0
    cost: float = 0.0
    aimed_cost: float = 0.0
    reach: float = 0.0


def dose(
    chosen: Chosen, reader: Reader, *, level: str | None = None, measure: str | None = None
) -> DoseTable:
    """The areas of a level by an index, category or indicator (none: the default index), with their dose.

    Money and persons of an intervention of several areas are divided by residents. MissingDataError without
    residents, or with so few that they are not to be told.
    """
    ranked = rank(reader, measure, level=level, municipalities=sorted(chosen.codes))
    codes = [row.area.code for row in ranked.rows]
    residents = _residents(reader, [*codes, *(code for each in chosen.current for code in each.areas)])
    missing = [code for code in codes if not residents.get(code)]
    if missing:
        raise MissingDataError(
            "the number of residents of {areas} is not known, so a dose per resident cannot be told",
            areas=", ".join(f"`{code}`" for code in missing[:5]),
            hint="load the population by area, or choose another `--level`",
        )
    few = [code for code in codes if residents[code] < chosen.project.settings.small_numbers.threshold]
    if few:
        raise MissingDataError(
            "so few live in {areas} that a dose per resident would tell how many",
            areas=", ".join(f"`{code}`" for code in few[:5]),
            hint="choose another `--level`",
        )
    got = _given(chosen, reader, codes, residents)
    people = sum(residents[code] for code in codes)
    mean = sum(got[code].aimed_cost for code in codes) / people
    rows = tuple(_row(row, got[row.area.code], residents[row.area.code], mean) for row in ranked.rows)
    small = chosen.project.settings.small_numbers
    confidence = reader.settings.comparison.confidence
    return DoseTable(
        facts=chosen.facts,
        level=ranked.level,
        measure=ranked.measure.name,
        measure_synthetic=ranked.measure.synthetic,
        period=ranked.period,
        confidence=confidence,
        rows=rows,
        cost=_gathering(rows, [row.cost for row in rows], confidence),
        aimed=_gathering(rows, [row.aimed_cost for row in rows], confidence),
        mean_aimed_cost=mean,
        without_cost=sum(each.cost is None for each in chosen.current),
        without_reach=sum(each.reach is None or is_small(each, small) for each in chosen.current),
        sources=ranked.sources,
    )


def _residents(reader: Reader, codes: Sequence[str]) -> dict[str, float]:
    """The latest number of residents of areas."""
    if not reader.store.has("core_population"):
        return {}
    rows = reader.store.rows(
        "SELECT area_code, arg_max(persons, period) FROM core_population"
        " WHERE sex = ? AND age = ? AND list_contains(?, area_code) GROUP BY area_code",
        [TOTAL, TOTAL, list(dict.fromkeys(codes))],
    )
    return {code: persons for code, persons in rows if persons is not None}


def _given(
    chosen: Chosen, reader: Reader, codes: Sequence[str], residents: Mapping[str, float]
) -> dict[str, _Got]:
    """What each area gets of every intervention, by the residents of what the two have in common."""
    given: dict[str, _Got] = {code: _Got() for code in codes}
    small = chosen.project.settings.small_numbers
    pieces = _pieces(chosen, reader, codes)
    levels = {code: area.level for code, area in chosen.project.areas.by_code.items()}
    for each in chosen.current:
        # an area smaller than the level counts with its own residents
        parts = {(area, piece) for code in each.areas for area, piece in pieces[code] if residents.get(piece)}
        inside = sum(residents[piece] for _, piece in parts)
        # more when an area of it lies outside the table, or holds residents that no part has
        whole = max(inside, sum(residents.get(code, 0.0) for code in each.areas))
        aimed = any(levels[code] not in _WIDE for code in each.areas)
        for area in {area for area, _ in parts}:
            here = given[area]
            here.interventions += 1
            here.aimed += aimed
            here.few_aimed += aimed and each.level is not Reaching.UNIVERSAL
        for area, piece in sorted(parts):
            share = residents[piece] / whole
            given[area].cost += (each.cost or 0) * share
            given[area].aimed_cost += (each.cost or 0) * share * aimed
            given[area].reach += (0 if is_small(each, small) else each.reach or 0) * share
    return given


def _pieces(chosen: Chosen, reader: Reader, codes: Sequence[str]) -> dict[str, list[tuple[str, str]]]:
    """For each area of an intervention: the table's areas that it meets, and the smaller one of the two."""
    own = list(dict.fromkeys(code for each in chosen.current for code in each.areas))
    rows = reader.store.rows(
        "SELECT part_code, whole_code FROM seed.area_part"
        " WHERE (list_contains($1, part_code) AND list_contains($2, whole_code))"
        " OR (list_contains($2, part_code) AND list_contains($1, whole_code)) ORDER BY 1, 2",
        [list(codes), own],
    )
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    inside, asked = set(codes), set(own)
    for part, whole in rows:
        if part in inside and whole in asked:
            found[whole].append((part, part))
        elif part in asked and whole in inside:
            found[part].append((whole, part))
    return found


def _row(row: RankRow, got: _Got, residents: float, mean: float) -> DoseRow:
    aimed = got.aimed_cost / residents
    word = ""
    if row.verdict is Verdict.WORSE and aimed < mean:
        word = "less"
    if row.verdict is Verdict.BETTER and aimed > mean:
        word = "more"
    return DoseRow(
        area=row.area,
        rank=row.rank,
        rank_lower=row.rank_lower,
        rank_upper=row.rank_upper,
        tied=row.tied,
        index=row.figure,
        need=row.verdict,
        residents=round(residents),
        interventions=got.interventions,
        aimed=got.aimed,
        few_aimed=got.few_aimed,
        cost=got.cost / residents,
        aimed_cost=aimed,
        reach=1000.0 * got.reach / residents,
        word=word,
    )


def _gathering(rows: Sequence[DoseRow], doses: Sequence[float | None], confidence: float) -> Gathering:
    """The concentration index of a dose along the ranked areas, weighted by residents."""
    held = [(row, amount) for row, amount in zip(rows, doses, strict=True) if row.rank is not None]
    amounts = np.array([amount or 0.0 for _, amount in held])
    if len(held) < _FEWEST or not amounts.any():
        return Gathering(None)
    found = concentration(
        Groups.of(
            amounts,
            np.array([row.residents for row, _ in held], dtype=float),
            high_is_good=True,
            order=np.array([row.rank for row, _ in held], dtype=float),
        )
    )
    if not math.isfinite(found.standard_error):
        return Gathering(found.value)
    # few areas: Student's t for the two coefficients of the index's regression
    half = float(stdtrit(len(held) - 2, (1.0 + confidence) / 2.0)) * found.standard_error
    return Gathering(found.value, found.value - half, found.value + half)
