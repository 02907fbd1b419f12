"""Checks of composite indices: treatment, normalisation, means, whole hierarchies, their structure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from oracle_kit import Case, Table, family

from alemap import stats

if TYPE_CHECKING:
    from collections.abc import Callable


@family("ci_normalise")
def normalise(case: Case) -> None:
    for _, rows in case.table.groups("set"):
        value, low, high = (case.table.num(name)[rows] for name in ("value", "gp_lower", "gp_upper"))
        for column, got in (
            ("exp_minmax_0_100", stats.min_max(value)),
            ("exp_minmax_1_10", stats.min_max(value, 1, 10)),
            ("exp_zscore", stats.z_score(value)),
            ("exp_zscore_10_2", stats.z_score(value, 10, 2)),
            ("exp_rank", stats.rank_score(value)),
            ("exp_prank", stats.percentile_rank(value)),
            ("exp_borda", stats.borda(value)),
            ("exp_fracmax", stats.fraction_of_max(value)),
            ("exp_dist2max", stats.distance_to_max(value)),
            ("exp_goalposts", stats.goalposts(value, low, high)),
            ("exp_goalposts_dirminus", stats.goalposts(value, low, high, -1)),
            ("exp_log_CT", stats.log_shifted(value)),
            ("exp_log_CT_plus", stats.log_towards_centre(value)),
        ):
            case.close(column, got, rows=rows)


@family("ci_skewkurt")
def skewness(case: Case) -> None:
    data = case.companion("ci_skewkurt", "ci_normalise")
    rows_of = data.rows_of("set")
    for row, name in enumerate(case.table.text("set")):
        value = data.num("value")[rows_of[name,]]
        case.close("exp_skew", stats.skewness(value), rows=[row])
        case.close("exp_kurt", stats.kurtosis(value), rows=[row])
        case.same("exp_pass", [stats.is_even(value)], rows=[row])
        case.close("exp_nwin", stats.winsorise(value).winsorised, rows=[row])


@family("ci_winsorise")
def winsorise(case: Case) -> None:
    for _, rows in case.table.groups("set"):
        case.close("exp_winsorised", stats.winsorise(case.table.num("value")[rows]).values, rows=rows)


@family("ci_aggregate")
def means(case: Case) -> None:
    for _, rows in case.table.groups("set"):
        x, w = case.table.num("x")[rows], case.table.num("w")[rows]
        case.close("exp_amean", stats.arithmetic_mean(x, w), rows=rows)
        case.close("exp_gmean", stats.geometric_mean(x, w), rows=rows)
        case.close("exp_hmean", stats.harmonic_mean(x, w), rows=rows)
        # The peer's generalised mean fails on any missing value, ours skips them as all means do.
        if not np.isnan(x).any():
            case.close("exp_genmean_p2", stats.power_mean(x, 2, w), rows=rows)
            case.close("exp_genmean_pm1", stats.power_mean(x, -1, w), rows=rows)


@family("ci_copeland")
def copeland(case: Case) -> None:
    columns = [name for name in case.table.names if name.startswith("V")]
    for _, rows in case.table.groups("set"):
        weights = [float(each) for each in case.table.text("w")[rows[0]].split("|")]
        values = case.table.matrix(columns)[rows][:, : len(weights)]
        case.close("exp_copeland", stats.copeland(values, weights), rows=rows)


def hierarchy_of(meta: Table) -> tuple[stats.Hierarchy, dict[str, float]]:
    rows = zip(meta.text("iCode"), meta.text("Type"), meta.text("Parent"), meta.num("Weight"), strict=True)
    kinds = ("Indicator", "Aggregate")
    nodes = [stats.Node(name, parent or None, weight) for name, kind, parent, weight in rows if kind in kinds]
    return stats.Hierarchy.of(nodes), dict(zip(meta.text("iCode"), meta.num("Direction"), strict=True))


def _oriented(data: Table, tree: stats.Hierarchy, sign: dict[str, float], *, treated: bool) -> np.ndarray:
    values = data.matrix(tree.indicators)
    if treated:
        values = np.column_stack([stats.treat(column) for column in values.T])
    return values * np.array([sign[name] for name in tree.indicators])


NORMALISE: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "minmax": stats.min_max,
    "minmax1": lambda values: stats.min_max(values, 1, 100),
    "z": stats.z_score,
    "rank": stats.rank_score,
    "prank": stats.percentile_rank,
    "borda": stats.borda,
}
MEANS = {"amean": stats.arithmetic_mean, "gmean": stats.geometric_mean, "hmean": stats.harmonic_mean}


@family("ci_hier_index")
def hierarchy_index(case: Case) -> None:
    data = case.companion("_index", "_data")
    tree, sign = hierarchy_of(case.companion("_index", "_meta"))
    place = {name: row for row, name in enumerate(data.text("uCode"))}
    for (treated, variant), rows in case.table.groups("treated", "variant"):
        scale, _, mean = variant.partition("_")
        scores = NORMALISE[scale](_oriented(data, tree, sign, treated=treated == "TRUE"))
        got = stats.aggregate(scores, tree, MEANS[mean])
        here = [place[case.table.text("uCode")[row]] for row in rows]
        for name in tree.aggregates:
            case.close(f"exp_{name}", got[name][here], rows=rows)
        rank = stats.rank_worst_first(got[tree.top])
        # The peer splits ties by the last bit (its borda variant does not), ours share the better rank.
        others = (rank[:, np.newaxis] == rank).sum(axis=0) - 1
        case.close("exp_rank", rank[here], rows=rows, within=others[here])


def _nominal(case: Case, old: str) -> tuple[Table, stats.Hierarchy, np.ndarray]:
    data = case.companion(old, "_data")
    tree, sign = hierarchy_of(case.companion(old, "_meta"))
    return data, tree, stats.min_max(_oriented(data, tree, sign, treated=False))


@family("ci_hier_leave_one_out")
def leave_one_out(case: Case) -> None:
    data, tree, scores = _nominal(case, "_leave_one_out")
    got = stats.leave_one_out(scores, tree)
    place = {name: row for row, name in enumerate(data.text("uCode"))}
    here = [place[name] for name in case.table.text("uCode")]
    case.close("Nominal", got.value[here])
    for column, name in enumerate(tree.indicators):
        case.close(name, got.without[here, column])


@family("ci_hier_leave_one_out_rankshift")
def rank_shift(case: Case) -> None:
    _, tree, scores = _nominal(case, "_leave_one_out_rankshift")
    shifts = dict(zip(tree.indicators, stats.leave_one_out(scores, tree).rank_shift, strict=True))
    got = [shifts.get(name, 0.0) for name in case.table.text("removed")]
    case.close("exp_mean_abs_rank_diff", got)


@family("ci_hier_cronbach")
def cronbach(case: Case) -> None:
    _, tree, scores = _nominal(case, "_cronbach")
    got = [stats.cronbach_alpha(scores[:, _columns(tree, pillar)]) for pillar in case.table.text("pillar")]
    case.close("exp_alpha", got)


def _columns(tree: stats.Hierarchy, pillar: str) -> list[int]:
    return [tree.indicators.index(node.name) for node in tree.children(pillar)]


@family("ci_hier_pcaweights")
def component_weights(case: Case) -> None:
    _, tree, scores = _nominal(case, "_pcaweights")
    row_of = {name: row for row, name in enumerate(case.table.text("iCode"))}
    for pillar in tree.aggregates:
        names = [node.name for node in tree.children(pillar) if node.name in row_of]
        if not names:
            continue
        rows = [row_of[name] for name in names]
        wanted = case.table.num("Weight")[rows]
        got = stats.principal_components(scores[:, _columns(tree, pillar)]).weights
        # Loadings are defined up to sign and scale.
        case.close("Weight", got / got.sum(), rows=rows, expected=wanted / wanted.sum())
