"""Checks of comparisons: differences, p-values, verdicts, targets, trends, accounts of a difference."""

from __future__ import annotations

import numpy as np
from oracle_kit import Case, Table, family

from alemap import stats

SIGNS = {"low_is_good": 1, "high_is_good": -1, "no_judgement": 0}
MARKERS = {1.0: "increasing", -1.0: "decreasing", 0.0: "no change"}


@family("difference_two_proportions")
def two_proportions(case: Case) -> None:
    counts = [case.table.num(name) for name in ("x1", "n1", "x2", "n2")]
    hybrid, simple = stats.newcombe(*counts), stats.wald(*counts)
    test, ratio = stats.pooled_z(*counts), stats.risk_ratio(*counts)
    for column, part in (
        ("exp_diff", hybrid.difference),
        ("exp_newcombe_lower", hybrid.lower),
        ("exp_newcombe_upper", hybrid.upper),
        ("exp_wald_lower", simple.lower),
        ("exp_wald_upper", simple.upper),
        ("exp_z_pooled", test.statistic),
        ("exp_p_pooled", test.p_value),
        ("exp_ratio", ratio.value),
        ("exp_ratio_lower", ratio.lower),
        ("exp_ratio_upper", ratio.upper),
    ):
        case.close(column, part)
    # The peer left the exact test out for large tables; nothing is expected there.
    given = ~np.isnan(case.table.num("exp_fisher_p"))
    case.close("exp_fisher_p", stats.fisher_exact(*(part[given] for part in counts)), rows=given)


@family("newcombe_1998_examples")
def newcombe(case: Case) -> None:
    got = stats.newcombe(*(case.table.num(name) for name in ("x1", "n1", "x2", "n2")))
    case.close("exp_lower", got.lower)
    case.close("exp_upper", got.upper)


@family("multiple_testing")
def multiple(case: Case) -> None:
    p = case.table.num("p")
    for _, rows in case.table.groups("set"):
        case.close("exp_bh", stats.benjamini_hochberg(p[rows]), rows=rows)
        case.close("exp_by", stats.benjamini_yekutieli(p[rows]), rows=rows)
        case.close("exp_holm", stats.holm(p[rows]), rows=rows)
        case.close("exp_hochberg", stats.hochberg(p[rows]), rows=rows)
        case.close("exp_bonferroni", stats.bonferroni(p[rows]), rows=rows)


@family("rag_comparison")
def verdicts(case: Case) -> None:
    x, n, of, base, target = (
        case.table.num(name) for name in ("x", "n", "benchmark_x", "benchmark_n", "target")
    )
    polarity = case.table.text("polarity")
    sign = np.array([SIGNS[each] for each in polarity])
    area, bench = stats.wilson(x, n), stats.wilson(of, base)
    case.close("exp_lower95", area.lower)
    case.close("exp_upper95", area.upper)
    gap = area.value - bench.value
    tests = {
        "exp_single_ci": (area.lower - bench.value, area.upper - bench.value),
        "exp_double_ci": (area.lower - bench.upper, area.upper - bench.lower),
    }
    for column, confidence in (("exp_spc_95", 0.95), ("exp_spc_998", 0.998)):
        limits = stats.wilson(bench.value * n, n, confidence)
        tests[column] = (area.value - limits.upper, area.value - limits.lower)
    for column, (lower, upper) in tests.items():
        case.same(column, stats.verdicts(gap, sign, lower=lower, upper=upper))
    low = np.array([each == "low_is_good" for each in polarity])
    for is_low in (True, False):
        rows = np.flatnonzero(low == is_low)
        value = stats.against_target(area.value[rows], target[rows], low_is_good=is_low)
        limits = stats.against_target(
            area.value[rows], target[rows], low_is_good=is_low, lower=area.lower[rows], upper=area.upper[rows]
        )
        case.same("exp_target_value", value, rows=rows)
        case.same("exp_target_ci", limits, rows=rows)


@family("target_follow_up")
def follow_up(case: Case) -> None:
    start = case.table.num("baseline")
    kind = np.array(case.table.text("kind"))
    target = np.select([kind == "reduce_20", kind == "halve"], [0.8 * start, 0.5 * start], 100.0)
    begin, end, year, now = (
        case.table.num(name) for name in ("baseline_year", "target_year", "year", "current")
    )
    got = stats.follow_up(start, begin, target, end, now, year)
    case.close("exp_target", target)
    case.close("exp_linear_path", got.path)
    case.close("exp_progress_share", got.progress)
    case.close("exp_required_change_per_year", got.pace_needed)
    case.same("exp_met", got.met)
    case.same("exp_on_track", got.on_track)


@family("trend_fingertips_ci")
def trend_of_values(case: Case) -> None:
    for _, rows in case.table.groups("set"):
        parts = (case.table.num(name)[rows] for name in ("t", "value", "lower95", "upper95"))
        _trend(case, rows, stats.trend_of_values(*parts), "exp_slope")


@family("trend_fingertips_proportion")
def trend_of_counts(case: Case) -> None:
    for _, rows in case.table.groups("set"):
        got = stats.trend_of_counts(*(case.table.num(name)[rows] for name in ("t", "count", "denominator")))
        _trend(case, rows, got, "exp_logit_slope")
        case.close("exp_p", stats.two_sided_p(np.sqrt(got.chi_square)), rows=rows)


def _trend(case: Case, rows: np.ndarray, got: stats.Trend, slope: str) -> None:
    case.close(slope, got.slope, rows=rows)
    case.close("exp_chi2", got.chi_square, rows=rows)
    case.same("exp_sign_stable", [bool(got.stable)] * rows.size, rows=rows)
    case.same(
        "exp_marker", [MARKERS.get(float(got.direction), "cannot be calculated")] * rows.size, rows=rows
    )


@family("kitagawa_strata")
def kitagawa_strata(case: Case) -> None:
    for _, rows in case.table.groups("set"):
        got = stats.kitagawa(*_strata(case.table, rows))
        case.close("exp_composition", got.composition, rows=rows)
        case.close("exp_rate", got.rate, rows=rows)


@family("kitagawa_totals")
def kitagawa_totals(case: Case) -> None:
    strata = case.companion("_totals", "_strata")
    rows_of = strata.rows_of("set")
    for row, name in enumerate(case.table.text("set")):
        got = stats.kitagawa(*_strata(strata, rows_of[name,]))
        case.close("exp_composition_effect", got.composition_effect, rows=[row])
        case.close("exp_rate_effect", got.rate_effect, rows=[row])
        case.close("exp_total_difference", got.difference, rows=[row])


def _strata(table: Table, rows: np.ndarray) -> list[np.ndarray]:
    return [table.num(name)[rows] for name in ("share_a", "share_b", "rate_a", "rate_b")]


@family("index_difference_decomposition")
def index_difference(case: Case) -> None:
    for _, rows in case.table.groups("set"):
        got = stats.index_difference(
            *(case.table.num(name)[rows] for name in ("score_a", "score_b", "weight"))
        )
        case.close("exp_contribution", got, rows=rows)
        case.close("exp_total_difference", got.sum(), rows=rows)
