"""Checks of confidence sets for ranks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from oracle_kit import Case, family

from alemap import stats

if TYPE_CHECKING:
    from alemap.stats.ranksets import Side

SIDES: dict[str, Side] = {"two-sided": "both", "lower": "lower", "upper": "upper"}

# Draws enough that chance does not move a bound which three seeds of the peer agree on.
DRAWS = 20_000


def _bounds(case: Case, rows: np.ndarray, got: stats.RankSets, names: tuple[str, str, str, str, str]) -> None:
    """Exact where the peer's seeds agree, elsewhere within one rank of the range they give."""
    low, high, low_range, high_range, stable = names
    sure = case.table.flag(stable)[rows]
    for column, part, ends in ((low, got.lowest, low_range), (high, got.highest, high_range)):
        wanted = case.table.num(column)[rows]
        least, most = (
            (case.table.num(f"{ends}_{end}")[rows] for end in ("min", "max")) if ends else (wanted, wanted)
        )
        # The manifest's tolerance of one rank is for the unstable rows alone.
        inside = (part >= least - 1) & (part <= most + 1)
        good = np.where(sure, part == wanted, inside)
        case.compared += rows.size
        if not good.all():
            bad = np.flatnonzero(~good)
            case.faults.append(
                f"{column}: {bad.size} differ, first in row {rows[bad[0]] + 2}: got {part[bad[0]]:g}, "
                f"expected {wanted[bad[0]]:g}{' (stable)' if sure[bad[0]] else ''}"
            )


@family("rank_cs")
def rank_sets(case: Case) -> None:
    data = case.beside(str(case.entry["file"]).rpartition("/")[2].replace("rank_cs", "rank_cs_input"))
    rows_of = data.rows_of("set")
    for (name, coverage, kind, simultaneous), rows in case.table.groups(
        "set", "coverage", "cstype", "simultaneous"
    ):
        here = rows_of[name,]
        got = stats.rank_sets(
            data.num("estimate")[here],
            data.num("se")[here],
            confidence=float(coverage),
            simultaneous=simultaneous == "TRUE",
            side=SIDES[kind],
            draws=DRAWS,
        )
        _bounds(case, rows, got, ("exp_L", "exp_U", "L", "U", "stable"))


@family("rank_cs_input")
def ranks(case: Case) -> None:
    for _, rows in case.table.groups("set"):
        case.close("exp_rank", stats.rank_worst_first(case.table.num("estimate")[rows]), rows=rows)


@family("rank_tau")
def tau(case: Case) -> None:
    data = case.beside("rank_cs_input.csv")
    rows_of = data.rows_of("set")
    for (name, places, coverage, stable), rows in case.table.groups("set", "tau", "coverage", "stable"):
        here = rows_of[name,]
        unit = {code: k for k, code in enumerate(np.array(data.text("unit"))[here])}
        order = [unit[case.table.text("unit")[row]] for row in rows]
        for column, sign in (("exp_in_tau_best", 1), ("exp_in_tau_worst", -1)):
            got = stats.among_the_worst(
                data.num("estimate")[here],
                data.num("se")[here],
                int(places),
                sign,
                float(coverage),
                draws=DRAWS,
            )
            if stable == "TRUE":
                case.same(column, got[order], rows=rows)


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
            got = stats.rank_sets(score, se, simultaneous=simultaneous, draws=DRAWS)
            _bounds(case, rows, got, (f"exp_{kind}_L", f"exp_{kind}_U", "", "", f"{kind}_stable"))
