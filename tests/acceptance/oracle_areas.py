"""Checks of methods over many areas: funnels, overdispersion, shrinkage, space, inequality."""

from __future__ import annotations

from typing import Literal

from oracle_kit import Case, family

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
