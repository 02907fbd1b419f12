"""Checks of confidence sets for ranks."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from oracle_kit import Case, family

from alemap import stats

if TYPE_CHECKING:
    from alemap.stats.ranksets import Side

SIDES: dict[str, Side] = {"two-sided": "both", "lower": "lower", "upper": "upper"}

DRAWS = 30_000

# The peer draws 3 000 times and anew in every step: one standard error of its critical value is 0.6 % of
# it. A pair as near the true one as that may fall either way in all three of its seeds.
CHANCE = 0.006


class Sets:
    """Our sets, and those that the peer may have got by chance."""

    def __init__(self, values: np.ndarray, errors: np.ndarray, got: stats.RankSets, side: Side) -> None:
        gap = values - values[:, np.newaxis]
        reach = got.critical[:, np.newaxis] * np.hypot(errors, errors[:, np.newaxis])
        self.got = got
        self.low = [1.0 + _count(gap > reach * by) * (side != "upper") for by in (1 + CHANCE, 1 - CHANCE)]
        self.high = [
            got.compared - _count(-gap > reach * by) * (side != "lower") for by in (1 - CHANCE, 1 + CHANCE)
        ]


def _count(apart: np.ndarray) -> np.ndarray:
    return apart.sum(axis=1).astype(np.float64)


@cache
def _computed(values: bytes, errors: bytes, confidence: float, side: Side | None) -> stats.RankSets:
    """Many sets of an oracle are the same areas again; without a side, simultaneous."""
    return stats.rank_sets(
        np.frombuffer(values),
        np.frombuffer(errors),
        confidence=confidence,
        simultaneous=side is None,
        side=side or "both",
        draws=DRAWS,
    )


def _sets(
    values: np.ndarray, errors: np.ndarray, confidence: float, *, simultaneous: bool, side: Side
) -> Sets:
    if not simultaneous:
        got = _computed(values.tobytes(), errors.tobytes(), confidence, side)
    else:
        got = _computed(values.tobytes(), errors.tobytes(), confidence, None)
        if side != "both":
            got = _one_sided(got, side)
    return Sets(values, errors, got, side)


def _one_sided(both: stats.RankSets, side: Side) -> stats.RankSets:
    # Over all ordered pairs the one-sided tests are the two-sided ones; a unit test holds that.
    ends = np.ones_like(both.rank), np.full_like(both.rank, both.compared)
    low, high = (both.lowest, ends[1]) if side == "lower" else (ends[0], both.highest)
    return stats.RankSets(both.rank, low, high, both.critical, both.compared)


def _compare(case: Case, rows: np.ndarray, columns: tuple[str, str], got: Sets, slack: np.ndarray) -> None:
    """Each end must lie between the ends that chance in the peer's draws allows, give or take `slack`."""
    for column, ours, (least, most) in zip(
        columns, (got.got.lowest, got.got.highest), (got.low, got.high), strict=True
    ):
        wanted = case.table.num(column)[rows]
        inside = (wanted >= np.minimum(least, ours) - slack) & (wanted <= np.maximum(most, ours) + slack)
        case.compared += rows.size
        if not inside.all():
            bad = np.flatnonzero(~inside)
            case.faults.append(
                f"{column}: {bad.size} differ, first in row {rows[bad[0]] + 2}: "
                f"got {ours[bad[0]]:g}, expected {wanted[bad[0]]:g}"
            )


@family("rank_cs")
def rank_sets(case: Case) -> None:
    data = case.companion("rank_cs", "rank_cs_input")
    rows_of = data.rows_of("set")
    keys = ("set", "coverage", "cstype", "simultaneous")
    for (name, coverage, kind, simultaneous), rows in case.table.groups(*keys):
        here = rows_of[name,]
        got = _sets(
            data.num("estimate")[here],
            data.num("se")[here],
            float(coverage),
            simultaneous=simultaneous == "TRUE",
            side=SIDES[kind],
        )
        # Where the peer's seeds disagree, one rank either way, as the manifest says.
        slack = np.where(case.table.flag("stable")[rows], 0.0, 1.0)
        _compare(case, rows, ("exp_L", "exp_U"), got, slack)


@family("rank_cs_input")
def ranks(case: Case) -> None:
    for _, rows in case.table.groups("set"):
        case.close("exp_rank", stats.rank_worst_first(case.table.num("estimate")[rows]), rows=rows)


@cache
def _worst(values: bytes, errors: bytes, places: int, sign: float, confidence: float) -> np.ndarray:
    return stats.among_the_worst(
        np.frombuffer(values), np.frombuffer(errors), places, sign, confidence, draws=DRAWS // 3
    )


@family("rank_tau")
def tau(case: Case) -> None:
    data = case.beside("rank_cs_input.csv")
    rows_of = data.rows_of("set")
    for (name, places, coverage), rows in case.table.groups("set", "tau", "coverage"):
        here = rows_of[name,]
        values, errors = data.num("estimate")[here], data.num("se")[here]
        unit = {code: k for k, code in enumerate(np.array(data.text("unit"))[here])}
        order = [unit[case.table.text("unit")[row]] for row in rows]
        stable = case.table.flag("stable")[rows]
        for column, sign in (("exp_in_tau_best", 1.0), ("exp_in_tau_worst", -1.0)):
            got = _worst(values.tobytes(), errors.tobytes(), int(places), sign, float(coverage))
            case.same(column, got[order][stable], rows=rows[stable])


@family("rank_cs_multinomial")
def multinomial(case: Case) -> None:
    keys = ("set", "coverage", "cstype", "multcorr", "simultaneous")
    for (_, coverage, kind, correction, simultaneous), rows in case.table.groups(*keys):
        got = stats.rank_sets_of_counts(
            case.table.num("count")[rows],
            confidence=float(coverage),
            simultaneous=simultaneous == "TRUE",
            side=SIDES[kind],
            correction="holm" if correction == "Holm" else "bonferroni",
        )
        for column, part in (("exp_rank", got.rank), ("exp_L", got.lowest), ("exp_U", got.highest)):
            case.close(column, part, rows=rows)


@family("pisa_rank_cs")
def pisa(case: Case) -> None:
    for _, rows in case.table.groups("year", "subject"):
        score, se = case.table.num("score")[rows], case.table.num("se")[rows]
        case.close("exp_rank", stats.rank_worst_first(score), rows=rows)
        for kind, simultaneous in (("simul", True), ("marg", False)):
            got = _sets(score, se, 0.95, simultaneous=simultaneous, side="both")
            slack = np.full(rows.size, float(case.entry["abs_tol"]))
            _compare(case, rows, (f"exp_{kind}_L", f"exp_{kind}_U"), got, slack)
