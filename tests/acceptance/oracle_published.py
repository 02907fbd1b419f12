"""Checks against the test data that the peers publish with their own programs."""

from __future__ import annotations

import re

import numpy as np
from oracle_areas import POSITIONS
from oracle_composite import hierarchy_of
from oracle_kit import INPUTS, Case, Table, family

from alemap import stats

NUMBERS = {"Quartile": 4, "Septile": 7, "Decile": 10}
# The sheets found their exact limits by search, to about four digits.
SEARCHED = 1e-4

SHEET = "phe_dsr_isr__{}.csv"

# Sheets that only feed others; the checks named here read them.
INPUTS.update(
    {
        "phe_dsr_isr__refdata",
        "phe_dsr_isr__testdata_1976",
        "phe_dsr_isr__testdata_err2",
        "phe_dsr_isr__testdata_multiarea",
        "phe_dsr_isr__testdata_multiarea_isr",
        "phe_dsr_isr__testdata_multiarea_lookup",
        "phe_dsr_isr__testdata_nonindepe",
        "phe_mean__testdata_mean",
        "phe_dsr_testdata",
        "phe_le_testdata",
        "phe_funnel_rate_input_funnels",
    }
)


def _both_levels(case: Case, rows: np.ndarray, interval: object) -> None:
    """Compare limits at 95 and 99.8 %; `interval` gives them for a confidence."""
    for confidence, suffix in ((0.95, "95_0cl"), (0.998, "99_8cl")):
        got = interval(confidence)  # type: ignore[operator]
        case.close("value", got.value, rows=rows)
        case.close(f"lower{suffix}", got.lower, rows=rows)
        case.close(f"upper{suffix}", got.upper, rows=rows)


@family("phe_proportion__testdata_prop", "phe_rate__testdata_rate")
def published_intervals(case: Case) -> None:
    x, n, by = (case.table.num(name) for name in ("Numerator", "Denominator", "multiplier"))
    method = stats.wilson if "proportion" in case.entry["family"] else stats.poisson
    _both_levels(case, np.arange(x.size), lambda confidence: method(x, n, confidence).scaled(by))


@family("phe_proportion__testdata_prop_g", "phe_rate__testdata_rate_g")
def published_intervals_by_group(case: Case) -> None:
    x, n, by = (case.table.num(name) for name in ("Numerator", "Denominator", "multiplier"))
    method = stats.wilson if "proportion" in case.entry["family"] else stats.poisson
    got = method(x, n).scaled(by)
    for column, part in (("value", got.value), ("lowercl", got.lower), ("uppercl", got.upper)):
        case.close(column, part)


@family("phe_byars_wilson__testdata_b_w")
def published_limits(case: Case) -> None:
    x, n = case.table.num("x"), case.table.num("n")
    for (level, method), rows in case.table.groups("confidence", "method"):
        confidence = float(level.rstrip("%")) / 100
        if method == "Wilson":
            got = stats.wilson(x[rows], n[rows], confidence)
            case.close("lowercl", got.lower, rows=rows)
            case.close("uppercl", got.upper, rows=rows)
            continue
        # Below ten events the peer's function gives Byar's limits, ours the exact ones.
        many = rows[x[rows] >= 10]
        low, high = stats.poisson_limits(x[many], confidence)
        case.close("lowercl", low, rows=many)
        case.close("uppercl", high, rows=many)


@family("phe_mean__testdata_mean_results")
def published_means(case: Case) -> None:
    data = case.beside("phe_mean__testdata_mean.csv")
    values, areas = data.num("values"), np.array(data.text("area"))
    for row, area in enumerate(case.table.text("area")):
        picked = values if area == "No grouping" else values[areas == area]
        found = stats.moments(picked, np.zeros(picked.size))
        mean = found.total / found.count
        case.close("value_sum", found.total, rows=[row])
        case.close("stdev", found.deviation, rows=[row])
        _both_levels(case, np.array([row]), lambda c, f=found, m=mean: stats.mean(m, f.deviation, f.count, c))


def _standardised(case: Case, area: str, confidence: float) -> stats.Interval:
    esp2013 = case.beside(SHEET.format("testdata_err3")).num("stdpop")
    if "nonind" in area:
        data = case.beside(SHEET.format("testdata_nonindepe"))
        rows = data.rows_of("area")[area,]
        persons = np.nan_to_num(data.matrix(["f1", "f2", "f3", "f4"])[rows])
        return stats.direct_repeated(persons, [1, 2, 3, 4], data.num("pop")[rows], esp2013, confidence)
    if area == "testdata_1976":
        data = case.beside(SHEET.format(area))
        return stats.direct(data.num("count"), data.num("pop"), data.num("esp1976"), confidence)
    data = case.beside(SHEET.format("testdata_multiarea"))
    rows = data.rows_of("area")[area,]
    return stats.direct(data.num("count")[rows], data.num("pop")[rows], esp2013, confidence)


@family("phe_dsr_isr__testresults_dsr")
def published_direct(case: Case) -> None:
    number = re.compile(r"per (\d+)")
    for row, (area, text) in enumerate(
        zip(case.table.text("area"), case.table.text("statistic"), strict=True)
    ):
        found = number.search(text)
        by = float(found[1]) if found else 1.0
        for confidence, suffix in ((0.95, "95_0cl"), (0.998, "99_8cl")):
            got = _standardised(case, area, confidence).scaled(by)
            case.close("value", got.value, rows=[row])
            if area == "testdata_1976" and confidence > 0.95:
                continue  # the sheet's limits are ten times its own value here
            case.close(f"lower{suffix}", got.lower, rows=[row])
            case.close(f"upper{suffix}", got.upper, rows=[row])


@family("phe_dsr_isr__testresults_isr")
def published_indirect(case: Case) -> None:
    reference = case.beside(SHEET.format("refdata"))
    cases, persons = reference.num("refcount"), reference.num("refpop")
    for row, (area, text) in enumerate(
        zip(case.table.text("area"), case.table.text("statistic"), strict=True)
    ):
        name = "testdata_err2" if area.startswith("Area") else "testdata_multiarea_isr"
        data = case.beside(SHEET.format(name))
        rows = data.rows_of("area")[area,]
        by = float(text.split()[-1])
        # A blank band has neither events nor persons.
        count, persons_here = np.nan_to_num(data.num("count")), np.nan_to_num(data.num("pop"))
        for confidence, suffix in ((0.95, "95_0cl"), (0.998, "99_8cl")):
            found = stats.indirect(count[rows], persons_here[rows], cases, persons, confidence)
            got = (found.rate if "rate" in text else found.ratio).scaled(by)
            if case.table.text(f"lower{suffix}")[row] == "":
                continue  # the sheet gives one level for these areas
            case.close("expected", found.expected, rows=[row])
            case.close("value", got.value, rows=[row])
            case.close(f"lower{suffix}", got.lower, rows=[row])
            case.close(f"upper{suffix}", got.upper, rows=[row])


@family("phe_dsr_isr__testdata_err1", "phe_dsr_isr__testdata_err3", "phe_dsr_isr__testdata_err4")
def refused(case: Case) -> None:
    try:
        stats.direct(case.table.num("count"), case.table.num("pop"), case.table.num("stdpop"))
    except ValueError:
        case.hold(truth=True, what="")
    else:
        case.hold(truth=False, what="a negative count, population or weight was taken")


@family("phe_ncmp_testdata")
def published_measurements(case: Case) -> None:
    got = stats.wilson(case.table.num("Count"), case.table.num("Measured")).scaled(100)
    case.close("Rate", got.value)
    case.close("LCL", got.lower)
    case.close("UCL", got.upper)


@family("phe_quantiles__testdata_quantiles")
def published_quantiles(case: Case) -> None:
    members = {"None": (), "IndSex": ("IndSexRef",), "IndSexReg": ("IndSexRef", "ParentCode")}
    value, rank = case.table.num("Value"), case.table.num("RankinGrp")
    for (kind, name), rows in case.table.groups("GroupSet", "QuantileNm"):
        keys = [tuple(case.table.text(column)[row] for column in members[kind]) for row in rows]
        for key in dict.fromkeys(keys):
            here = rows[[each == key for each in keys]]
            seen = here[~np.isnan(value[here])]
            first = seen[np.nanargmin(rank[seen])] if seen.size else here[0]
            got = stats.quantiles(
                value[here], NUMBERS[name], highest_first=bool(value[first] == np.nanmax(value[here]))
            )
            case.close("QuantileInGrp", got, rows=here)


@family("phe_sii__testdata_sii")
def published_slopes(case: Case) -> None:
    columns = ("Population", "Value", "StandardError", "LowerCL", "UpperCL", "Quantile")
    population, value, error, low, high, place = (case.table.num(name) for name in columns)
    scales = {"0": "natural", "1": "log", "2": "logit"}
    for (text, _), rows in case.table.groups("TestDescription", "Area"):
        first = rows[0]
        if case.table.text("sii")[first] == "":
            continue  # the sheet's cases of refused input
        here = rows[np.argsort(place[rows])]
        factor = re.search(r"\(x (-?\d+)\)", text)
        by = float(factor[1]) if factor else -1.0 if "negative multiplier" in text else 1.0
        levels = _levels(text, case.table.text("Confidence")[first])
        for number, confidence in enumerate(levels, 1):
            got = stats.slope_index(
                population[here],
                value[here],
                standard_error=error[here],
                lower=low[here],
                upper=high[here],
                scale=scales[case.table.text("ValueType")[first]],  # type: ignore[arg-type]
                fit_on_scale="transform" in text,
                high_first=by < 0,
                confidence=confidence,
                repetitions=50_000,
            )
            case.close("sii", got.slope.value * abs(by), rows=[first])
            if case.table.text("rii")[first]:
                case.close("rii", got.relative.value, rows=[first])
            for name, part, unit in (("sii", got.slope, abs(by)), ("rii", got.relative, 1.0)):
                _drawn(case, first, (f"{name}_lowercl_{number}", f"{name}_uppercl_{number}"), part, unit)
            if case.table.text("Intercept")[first]:
                case.close("Intercept", got.intercept, rows=[first])


def _levels(text: str, column: str) -> list[float]:
    """Confidence levels of a case: its description goes before its column, which was not kept up."""
    named = re.findall(r"(9\d)%?(?= and|%|\)| CI)", text)
    return [float(each) / 100 for each in named or re.findall(r"9\d", column)]


def _drawn(case: Case, row: int, names: tuple[str, str], got: stats.Measure, by: float) -> None:
    """Compare limits drawn by another program within a twentieth of their width."""
    low, high = (case.table.num(name)[row] for name in names)
    if not np.isnan(low + high):
        case.close(names[0], got.lower * by, rows=[row], within=0.05 * (high - low))
        case.close(names[1], got.upper * by, rows=[row], within=0.05 * (high - low))


@family("phe_funnel_prop_inputs")
def published_funnel(case: Case) -> None:
    got = stats.proportion_positions(case.table.num("numerator"), case.table.num("denominator"))
    case.same("significance", [POSITIONS[each] for each in got])


@family("phe_funnel_prop_outputs", "phe_funnel_prop_outputs_with_axis_variation")
def published_funnel_limits(case: Case) -> None:
    baseline = float(case.table.num("Baseline")[0]) / 100
    for name, confidence in (("2s0025", 0.95), ("3s0001", 0.998)):
        got = stats.proportion_limits(case.table.num("Population"), baseline, confidence).scaled(100)
        case.close(f"Lower{name}limit", got.lower)
        case.close(f"Upper{name}limit", got.upper)


@family("phe_funnel_ratio_inputs")
def published_ratio_funnel(case: Case) -> None:
    got = stats.rate_positions(case.table.num("obs"), case.table.num("expected"), 1.0)
    case.same("significance", [POSITIONS[each] for each in got])


@family("phe_funnel_ratio_outputs")
def published_ratio_limits(case: Case) -> None:
    events = case.table.num("Observed_events")
    for sigma, confidence in ((2, 0.95), (3, 0.998)):
        for side, expected in zip(("lower", "upper"), stats.ratio_limits(events, confidence), strict=True):
            for column, part in (
                ("exp_events", expected),
                ("count", events / expected - 1),
                ("isr", 100 * events / expected),
            ):
                case.close(f"{side}_{sigma}s_{column}", part, within=SEARCHED * np.abs(part))


@family("phe_funnel_rate_outputs", "phe_funnel_rate_outputs_2", "phe_funnel_rate_outputs_3")
def published_rate_limits(case: Case) -> None:
    events, baseline = case.table.num("Events"), case.table.num("baseline") / 1e5
    years = 3  # the sheets were made for three years of events
    for sigma, confidence in ((2, 0.95), (3, 0.998)):
        for side, expected in zip(("lower", "upper"), stats.ratio_limits(events, confidence), strict=True):
            persons, limit = expected / baseline / years, 1e5 * baseline * events / expected
            case.close(f"{side}_{sigma}s_population_1_year", persons, within=SEARCHED * persons)
            case.close(f"{side}_{sigma}s_limit", limit, within=SEARCHED * limit)


@family("phe_funnel_rate_dsr_inputs")
def published_rate_funnel(case: Case) -> None:
    count, rate, pop = (case.table.num(name) for name in ("count", "rate_dsr", "pop"))
    for zeros in ("with_0", "without_0"):
        # Without the area of no events, it has no part in the common rate either.
        rows = np.flatnonzero((count > 0) | (zeros == "with_0"))
        exposure = np.where(count[rows] > 0, count[rows] / (rate[rows] / 1e5), pop[rows])
        standardised = [POSITIONS[each] for each in stats.rate_positions(count[rows], exposure, fewest=10)]
        crude = [POSITIONS[each] for each in stats.rate_positions(count[rows], pop[rows])]
        for unit in ("100000", "100"):
            case.same(f"dsr_per_{unit}_{zeros}", standardised, rows=rows)
            case.same(f"crude_per_{unit}_{zeros}", crude, rows=rows)


@family("fingertips_trend_unittests")
def published_trends(case: Case) -> None:
    markers = {1.0: "increasing", -1.0: "decreasing", 0.0: "no change"}
    for _, rows in case.table.groups("case"):
        year, count, total, value, low, high = (
            case.table.num(name)[rows]
            for name in ("year", "count", "denominator", "value", "lower95", "upper95")
        )
        by_limits = stats.trend_of_values(year, value, low, high)
        by_counts = stats.trend_of_counts(year, count, total)
        for column, got in (("exp_chi2_ci", by_limits), ("exp_chi2_prop", by_counts)):
            if case.table.num(column)[rows[0]] > 0:
                case.close(column, got.chi_square, rows=rows)
        marked = float(by_limits.direction) in (1.0, -1.0)
        case.same("exp_significant_ci", [marked] * rows.size, rows=rows)
        case.same(
            "exp_marker",
            [markers.get(float(by_counts.direction), "cannot be calculated")] * rows.size,
            rows=rows,
        )


@family("imd2019_domain_ranks_to_rank")
def deprivation(case: Case) -> None:
    weights = {
        "Income_rank": 0.225,
        "Employment_rank": 0.225,
        "Education_rank": 0.135,
        "Health_rank": 0.135,
        "Crime_rank": 0.093,
        "Housing_and_Access_rank": 0.093,
        "Environment_rank": 0.093,
    }
    number = case.table.size
    score = stats.exponential(case.table.matrix(list(weights)), number) @ list(weights.values())
    rank = stats.rank_worst_first(score)
    case.close("exp_IMD_rank", rank)
    # The manifest lets a rank move by two: its decile may move with it at the border only.
    at_border = np.abs(10 * rank / number - np.round(10 * rank / number)) * number / 10 <= 2
    inner = np.flatnonzero(~at_border)
    case.close("exp_IMD_decile", stats.deciles(rank, number)[inner], rows=inner)
    case.close("exp_IMD_decile", stats.deciles(rank, number), within=1.0)


def _stage(case: Case) -> tuple[dict[str, np.ndarray], Table, Table]:
    """Every stage of the ASEM example by name, [units, indicators], with its data and metadata."""
    data, meta = case.beside("asem_iData.csv"), case.beside("asem_iMeta.csv")
    tree, sign = hierarchy_of(meta)
    names = tree.indicators
    below = dict(zip(meta.text("iCode"), meta.text("Denominator"), strict=True))
    raw = data.matrix(names)
    found = {"Raw": raw}
    divisors = [data.num(below[name]) if below[name] else np.ones(data.size) for name in names]
    found["denominated"] = raw / np.column_stack(divisors)
    found["imputed"] = stats.impute_group_mean(found["denominated"], data.text("EurAsia_group"))
    found["screened"] = found["imputed"]  # every unit has at least 90 % of its data
    found["treated"] = np.column_stack([stats.treat(column) for column in found["screened"].T])
    found["normalised"] = stats.min_max(found["treated"] * [sign[name] for name in names])
    found["aggregated"] = np.column_stack(list(stats.aggregate(found["normalised"], tree).values()))
    return found, data, meta


@family(
    "asem_denominated", "asem_imputed", "asem_screened", "asem_treated", "asem_normalised", "asem_aggregated"
)
def asem_stage(case: Case) -> None:
    found, data, meta = _stage(case)
    tree, _ = hierarchy_of(meta)
    stage = str(case.entry["family"]).removeprefix("asem_")
    names = {name: k for k, name in enumerate((*tree.indicators, *tree.aggregates))}
    units = {name: k for k, name in enumerate(data.text("uCode"))}
    pairs = zip(case.table.text("uCode"), case.table.text("iCode"), strict=True)
    case.close("exp_value", [found[stage][units[unit], names[name]] for unit, name in pairs])


@family("asem_results_scores", "asem_results_ranks")
def asem_results(case: Case) -> None:
    found, data, meta = _stage(case)
    tree, _ = hierarchy_of(meta)
    scores = stats.aggregate(found["normalised"], tree)
    units = {name: k for k, name in enumerate(data.text("uCode"))}
    here = [units[unit] for unit in case.table.text("uCode")]
    ranked = str(case.entry["family"]).endswith("ranks")
    for name in tree.aggregates:
        case.close(name, (stats.rank_worst_first(scores[name]) if ranked else scores[name])[here])


@family("asem_eff_weights")
def asem_weights(case: Case) -> None:
    tree, _ = hierarchy_of(case.beside("asem_iMeta.csv"))
    weights = stats.effective_weights(tree)
    case.close("EffWeight", [weights[name] for name in case.table.text("iCode")])


@family("asem_stats")
def asem_stats(case: Case) -> None:
    found, _, meta = _stage(case)
    tree, _ = hierarchy_of(meta)
    raw = dict(zip(tree.indicators, found["Raw"].T, strict=True))
    columns = [raw[name] for name in case.table.text("iCode")]
    case.close("Min", [np.nanmin(each) for each in columns])
    case.close("Max", [np.nanmax(each) for each in columns])
    case.close("Mean", [np.nanmean(each) for each in columns])
    case.close("Std", [np.nanstd(each, ddof=1) for each in columns])
    case.close("Skew", [stats.skewness(each) for each in columns])
    case.close("Kurt", [stats.kurtosis(each) for each in columns])
    case.close("N.Avail", [np.count_nonzero(~np.isnan(each)) for each in columns])
