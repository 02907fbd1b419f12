"""Checks of methods over many areas: funnels, overdispersion, shrinkage, space, inequality."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import numpy as np
from oracle_kit import Case, Table, family

from alemap import stats

POSITIONS = {
    stats.Position.FAR_ABOVE: "High (0.001)",
    stats.Position.ABOVE: "High (0.025)",
    stats.Position.WITHIN: "Not significant",
    stats.Position.BELOW: "Low (0.025)",
    stats.Position.FAR_BELOW: "Low (0.001)",
    stats.Position.NOT_APPLICABLE: "Not applicable for events less than 10 for dsrs",
}


@family("funnel_proportion_significance")
def funnel_proportion(case: Case) -> None:
    got = stats.proportion_positions(case.table.num("x"), case.table.num("n"))
    case.same("exp_significance", [POSITIONS[each] for each in got])


@family("funnel_crude_rate_significance")
def funnel_rate(case: Case) -> None:
    got = stats.rate_positions(case.table.num("x"), case.table.num("n"))
    case.same("exp_significance", [POSITIONS[each] for each in got])


@family("funnel_ratio_significance")
def funnel_ratio(case: Case) -> None:
    got = stats.rate_positions(case.table.num("observed"), case.table.num("expected"), 1.0)
    case.same("exp_significance", [POSITIONS[each] for each in got])


@family("funnel_proportion_limits")
def funnel_limits(case: Case) -> None:
    units = case.beside("funnel_proportion_significance.csv")
    baseline = stats.pooled(units.num("x"), units.num("n"))
    case.close("exp_baseline", baseline * 100)
    for sigma, confidence in ((2, 0.95), (3, 0.998)):
        got = stats.proportion_limits(case.table.num("population"), baseline, confidence).scaled(100)
        case.close(f"exp_lower_{sigma}s_limit", got.lower)
        case.close(f"exp_upper_{sigma}s_limit", got.upper)


KINDS: dict[str, tuple[Literal["share", "log_ratio", "root_ratio"], Literal["winsorise", "truncate"]]] = {
    "PR": ("share", "winsorise"),
    "SR": ("log_ratio", "truncate"),
    "SR_CQC": ("root_ratio", "winsorise"),
}


@family("funnel_overdispersion_units")
def overdispersion_units(case: Case) -> None:
    for (_, kind), rows in case.table.groups("set", "type"):
        scale, trim = KINDS[kind]
        moved = stats.transform(scale, case.table.num("numerator")[rows], case.table.num("denominator")[rows])
        got = stats.overdispersion(moved, trim)
        for column, part in (
            ("exp_Y", moved.value),
            ("exp_s", moved.standard_error),
            ("exp_z", got.z),
            ("exp_z_trimmed", got.trimmed),
            ("exp_z_od", got.adjusted),
        ):
            case.close(column, part, rows=rows)


@family("funnel_overdispersion_phi")
def overdispersion_phi(case: Case) -> None:
    units = case.companion("_phi", "_units")
    rows_of = units.rows_of("set")
    for row, name in enumerate(case.table.text("set")):
        rows = rows_of[name,]
        scale, trim = KINDS[case.table.text("type")[row]]
        moved = stats.transform(scale, units.num("numerator")[rows], units.num("denominator")[rows])
        got = stats.overdispersion(moved, trim)
        case.close("exp_phi", got.phi, rows=[row])
        case.close("exp_tau2", got.between, rows=[row])


@family("shrinkage_logit")
def shrinkage(case: Case) -> None:
    for _, rows in case.table.groups("set"):
        x, n = case.table.num("x")[rows], case.table.num("n")[rows]
        parent, mean = stats.shrink_logit(x, n, "parent"), stats.shrink_logit(x, n, "mean")
        for column, part in (
            ("exp_logit", parent.logit),
            ("exp_s2", parent.variance),
            ("exp_parent_logit", parent.parent_logit),
            ("exp_t2_parent", parent.between),
            ("exp_t2_mean", mean.between),
            ("exp_weight_parent", parent.weight),
            ("exp_shrunk_rate_parent", parent.value),
            ("exp_weight_mean", mean.weight),
            ("exp_shrunk_rate_mean", mean.value),
        ):
            case.close(column, part, rows=rows)


@family("segregation_indices")
def segregation(case: Case) -> None:
    for _, rows in case.table.groups("set"):
        got = stats.segregation(case.table.num("group")[rows], case.table.num("rest")[rows])
        case.close("exp_dissimilarity", got.dissimilarity, rows=rows)
        case.close("exp_isolation", got.isolation, rows=rows)
        case.close("exp_exposure", got.exposure, rows=rows)


@family("exp_transform")
def exponential(case: Case) -> None:
    rank, number = case.table.num("rank_1_most_deprived"), case.table.num("N")
    case.close("exp_X", stats.exponential(rank, number))
    case.close("exp_R", (number - rank + 1) / number)


@family("cni", "cni_scb_example")
def care_need(case: Case) -> None:
    counts, persons = case.table.matrix(list(stats.CARE_NEED_WEIGHTS)), case.table.num("population")
    case.close("exp_index_sum", stats.care_need_sum(counts))
    if "set" not in case.table:
        # Two of the country's units: the reference mean is the one the example implies.
        case.close("exp_cni", stats.care_need_index(counts, persons, 2.4762))
        return
    for _, rows in case.table.groups("set"):
        case.close("exp_cni", stats.care_need_index(counts[rows], persons[rows]), rows=rows)


SCALES: dict[str, Literal["natural", "log", "logit"]] = {"0": "natural", "1": "log", "2": "logit"}


@family("sii_rii")
def slope_index(case: Case) -> None:
    data = case.companion("sii_rii", "sii_rii_input")
    rows_of = data.rows_of("set")
    columns = {name: data.num(name) for name in ("quantile", "pop", "value", "se", "lower_cl", "upper_cl")}
    for row, name in enumerate(case.table.text("set")):
        here = rows_of[name,]
        here = here[np.argsort(columns["quantile"][here])]
        factor = float(case.table.num("multiplier")[row])
        got = stats.slope_index(
            columns["pop"][here],
            columns["value"][here],
            standard_error=columns["se"][here],
            lower=columns["lower_cl"][here],
            upper=columns["upper_cl"][here],
            scale=SCALES[case.table.text("value_type")[row]],
            fit_on_scale=case.table.text("transform")[row] == "TRUE",
            high_first=factor < 0,
        )
        size = abs(factor)
        case.close("exp_sii", got.slope.value * size, rows=[row])
        case.close("exp_rii", got.relative.value, rows=[row])
        case.close("exp_intercept", got.intercept, rows=[row])
        for index, by in (("sii", size), ("rii", 1.0)):
            part = got.slope if index == "sii" else got.relative
            low, high = f"mc_{index}_lower95", f"mc_{index}_upper95"
            # The peer's limits are drawn as well: within 3 % of their width.
            width = 0.03 * (case.table.num(high)[row] - case.table.num(low)[row])
            case.close(low, part.lower * by, rows=[row], within=width)
            case.close(high, part.upper * by, rows=[row], within=width)


def _groups(data: Table, rows: np.ndarray) -> stats.Groups:
    marked = np.flatnonzero(data.num("reference_subgroup")[rows] == 1)
    ordered = data.num("ordered_dimension")[rows][0] == 1
    return stats.Groups.of(
        data.num("est")[rows],
        data.num("pop")[rows],
        data.num("se")[rows],
        high_is_good=bool(data.num("favourable_indicator")[rows][0]),
        order=data.num("subgroup_order")[rows] if ordered else None,
        reference=int(marked[0]) if marked.size else None,
    )


# The peer's ordered measures take the subgroups' order even where the dimension is called unordered.
GRADIENTS = {"aci": "absolute", "rci": "relative", "rci_wagstaff": "wagstaff", "rci_erreygers": "erreygers"}

MEASURES = {
    "d": stats.group_difference,
    "r": stats.group_ratio,
    "bgv": stats.between_group_variance,
    "bgsd": stats.between_group_deviation,
    "covar": stats.coefficient_of_variation,
    "idisu": lambda groups: stats.index_of_disparity(groups, weighted=False),
    "idisw": stats.index_of_disparity,
    "mdbu": lambda groups: stats.mean_difference(groups, "best", weighted=False),
    "mdbw": lambda groups: stats.mean_difference(groups, "best"),
    "mdmu": lambda groups: stats.mean_difference(groups, "mean", weighted=False),
    "mdmw": lambda groups: stats.mean_difference(groups, "mean"),
    "mdru": lambda groups: stats.mean_difference(groups, "reference", weighted=False),
    "mdrw": lambda groups: stats.mean_difference(groups, "reference"),
    "ti": stats.theil,
    "mld": stats.mean_log_deviation,
}


@family("inequality_measures")
def inequality(case: Case) -> None:
    data = case.companion("measures", "input")
    rows_of = data.rows_of("set")
    for (name,), rows in case.table.groups("set"):
        here = rows_of[name,]
        groups, scale = _groups(data, here), float(data.num("scaleval")[here][0])
        in_order = replace(groups, order=data.num("subgroup_order")[here])
        for row in rows:
            measure = case.table.text("measure")[row]
            if measure in ("sii", "rii"):
                continue  # the peer's logit fit squares the weights: sii_linear is the sound one
            _inequality(case, row, measure, (groups, in_order), scale)


def _inequality(
    case: Case, row: int, name: str, groups: tuple[stats.Groups, stats.Groups], scale: float
) -> None:
    plain, in_order = groups
    unit = 1.0
    if name in GRADIENTS:
        got = stats.concentration(in_order, GRADIENTS[name], lowest=0.0, highest=scale)  # type: ignore[arg-type]
    elif name == "sii_linear":
        got, unit = stats.linear_slope(in_order), scale  # the peer leaves the error on the scale 0 to 1
    elif name == "par":
        got = stats.attributable_risk(plain, scale)
    elif name == "paf":
        # The peer gives the value in per cent and its error as a fraction; ours are both in per cent.
        got = stats.attributable_fraction(plain, scale)
        case.close("exp_estimate", got.value, rows=[row])
        case.close("exp_se", got.standard_error / 100, rows=[row])
        return
    else:
        got = MEASURES[name](plain)
    if name == "sii_linear" and np.ptp(in_order.value) == 0:
        case.hold(truth=got.value == 0, what="equal groups have no slope")  # the peer gives up here
        return
    case.close("exp_estimate", got.value, rows=[row])
    if name in ("ti", "mld"):
        # The peer's error lacks the factor of 1000 that its estimate has.
        case.close("exp_se", got.standard_error / 1000, rows=[row])
        return
    case.close("exp_se", got.standard_error / unit, rows=[row])
    case.close("exp_lowerci", got.lower, rows=[row])
    case.close("exp_upperci", got.upper, rows=[row])


def _neighbours(data: Table, rows: np.ndarray, number: int) -> stats.Neighbours:
    pairs = zip(data.num("from")[rows].astype(int) - 1, data.num("to")[rows].astype(int) - 1, strict=True)
    return stats.Neighbours.of(number, list(pairs))


@family("spatial_local")
def spatial_local(case: Case) -> None:
    edges = case.companion("_local", "_neighbours")
    rows_of = edges.rows_of("set")
    for (name,), rows in case.table.groups("set"):
        cases, pop = case.table.num("cases")[rows], case.table.num("pop")[rows]
        around = _neighbours(edges, rows_of[name,], rows.size)
        rate = cases / pop
        moran, hot = stats.local_moran(rate, around), stats.local_g(rate, around)
        for column, part in (
            ("exp_raw", rate),
            ("exp_eb_global_poisson", stats.empirical_bayes(cases, pop).value),
            ("exp_eb_global_binomial", stats.empirical_bayes(cases, pop, "binomial").value),
            ("exp_localmoran_Ii", moran.statistic),
            ("exp_localmoran_E", moran.expected),
            ("exp_localmoran_Var", moran.variance),
            ("exp_localmoran_Z", moran.z),
            ("exp_localG", hot.z),
        ):
            case.close(column, part, rows=rows)
        smoothed = stats.local_smoothing(cases, pop, around, "own")
        # The peer divides 0 by 0 where a whole neighbourhood has no cases; the rate there is 0.
        empty = (cases + around.total(cases) == 0) & np.isnan(case.table.num("exp_eb_local")[rows])
        case.close("exp_eb_local", smoothed[~empty], rows=rows[~empty])
        case.hold(truth=bool(np.all(smoothed[empty] == 0)), what="no cases around means a rate of 0")


@family("spatial_global")
def spatial_global(case: Case) -> None:
    edges, units = case.companion("_global", "_neighbours"), case.companion("_global", "_local")
    rows_of, members = edges.rows_of("set"), units.rows_of("set")
    for row, name in enumerate(case.table.text("set")):
        cases, pop = units.num("cases")[members[name,]], units.num("pop")[members[name,]]
        around = _neighbours(edges, rows_of[name,], cases.size)
        moran, geary = stats.moran(cases / pop, around), stats.geary(cases / pop, around)
        smoothed = stats.empirical_bayes(cases, pop)
        for column, part in (
            ("exp_moran_I", moran.statistic),
            ("exp_E", moran.expected),
            ("exp_Var_rand", moran.variance),
            ("exp_Var_norm", moran.variance_normal),
            ("exp_z_rand", moran.z),
            ("exp_p_greater", moran.p_value / 2 if moran.z > 0 else 1 - moran.p_value / 2),
            ("exp_geary_C", geary.statistic),
            ("exp_geary_z", geary.z),
            ("exp_eb_a", smoothed.between),
            ("exp_eb_b", smoothed.common),
        ):
            case.close(column, part, rows=[row])
