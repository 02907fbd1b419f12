"""Checks of single values: intervals, standardised rates, life expectancy, quantiles."""

from __future__ import annotations

import numpy as np
from oracle_kit import Case, Table, family

from alemap import stats


def _confidences(case: Case) -> list[tuple[float, np.ndarray]]:
    return [(float(key[0]), rows) for key, rows in case.table.groups("confidence")]


def _interval(case: Case, rows: np.ndarray, got: stats.Interval) -> None:
    for column, part in (("exp_value", got.value), ("exp_lowercl", got.lower), ("exp_uppercl", got.upper)):
        case.close(column, part, rows=rows)


@family("wilson_proportion")
def wilson_proportion(case: Case) -> None:
    x, n, by = (case.table.num(name) for name in ("x", "n", "multiplier"))
    for confidence, rows in _confidences(case):
        _interval(case, rows, stats.wilson(x[rows], n[rows], confidence).scaled(by[rows]))


@family("crude_rate_exact_byars")
def crude_rate(case: Case) -> None:
    x, n, by = (case.table.num(name) for name in ("x", "n", "multiplier"))
    for confidence, rows in _confidences(case):
        _interval(case, rows, stats.poisson(x[rows], n[rows], confidence).scaled(by[rows]))
    exact = stats.poisson_is_exact(x)
    case.same("exp_method", ["Exact" if each else "Byars" for each in exact])


@family("mean_t")
def mean_t(case: Case) -> None:
    data = case.companion("mean_t", "mean_t_input")
    rows_of = data.rows_of("area")
    values = data.num("v")
    number = np.concatenate([np.full(rows.size, k) for k, rows in enumerate(rows_of.values())])
    found = stats.moments(values[np.concatenate(list(rows_of.values()))], number)
    places = {key[0]: k for k, key in enumerate(rows_of)}
    areas = np.array([places[name] for name in case.table.text("area")])
    count, total, deviation = (part[areas] for part in (found.count, found.total, found.deviation))
    case.close("exp_count", count)
    case.close("exp_sum", total)
    case.close("exp_sd", deviation)
    for confidence, rows in _confidences(case):
        mean = (total / count)[rows]
        _interval(case, rows, stats.mean(mean, deviation[rows], count[rows], confidence))


def _bands(table: Table, by: tuple[str, ...], columns: tuple[str, ...]) -> tuple[dict[str, int], np.ndarray]:
    """Columns as [columns, areas, ...] from long input sorted alike in every area; blank counts are 0."""
    sizes = [len(dict.fromkeys(table.text(name))) for name in by]
    values = np.nan_to_num(table.matrix(columns)).T.reshape(len(columns), *sizes)
    return {name: k for k, name in enumerate(dict.fromkeys(table.text(by[0])))}, values


def _standardised(case: Case, old: str) -> tuple[np.ndarray, dict[str, int], Table]:
    data = case.companion(old, f"{old}_input")
    places = {name: k for k, name in enumerate(dict.fromkeys(data.text("area")))}
    return np.array([places[name] for name in case.table.text("area")]), places, data


@family("dsr")
def direct(case: Case) -> None:
    area, _, data = _standardised(case, "dsr")
    _, (x, n, standard) = _bands(data, ("area", "ageband"), ("x", "n", "stdpop"))
    case.close("exp_total_count", x.sum(axis=1)[area])
    case.close("exp_total_pop", n.sum(axis=1)[area])
    for confidence, rows in _confidences(case):
        got = stats.direct(x, n, standard, confidence).scaled(1e5)
        _interval(
            case, rows, stats.Interval(*(part[area[rows]] for part in (got.value, got.lower, got.upper)))
        )


@family("dsr_nonindependent")
def direct_repeated(case: Case) -> None:
    area, _, data = _standardised(case, "dsr_nonindependent")
    _, (x, n, standard) = _bands(data, ("area", "eventfreq", "ageband"), ("x", "n", "stdpop"))
    x, n, standard = (np.moveaxis(part, 1, 2) for part in (x, n, standard))
    times = np.array(list(dict.fromkeys(data.text("eventfreq"))), dtype=np.float64)
    got = stats.direct_repeated(x, times, n[..., 0], standard[..., 0]).scaled(1e5)
    case.close("exp_total_count", (x * times).sum(axis=(1, 2))[area])
    _interval(
        case, np.arange(case.table.size), stats.Interval(got.value[area], got.lower[area], got.upper[area])
    )


@family("indirect_std")
def indirect(case: Case) -> None:
    area, _, data = _standardised(case, "indirect_std")
    _, (x, n, xref, nref) = _bands(data, ("area", "ageband"), ("x", "n", "xref", "nref"))
    got = stats.indirect(x, n, xref, nref)
    rate = got.rate.scaled(1e5)
    for column, part in (
        ("exp_observed", got.observed),
        ("exp_expected", got.expected),
        ("exp_isratio", got.ratio.value),
        ("exp_isratio_lower", got.ratio.lower),
        ("exp_isratio_upper", got.ratio.upper),
        ("exp_ref_rate", got.reference_rate * 1e5),
        ("exp_israte", rate.value),
        ("exp_israte_lower", rate.lower),
        ("exp_israte_upper", rate.upper),
    ):
        case.close(column, part[area])


@family("life_expectancy")
def life_expectancy(case: Case) -> None:
    _, _, data = _standardised(case, "life_expectancy")
    _, (deaths, persons) = _bands(data, ("area", "startage"), ("deaths", "pops"))
    ages = [float(age) for age in dict.fromkeys(data.text("startage"))]
    got = stats.life_expectancy(deaths, persons, ages)
    places = {key: k for k, key in enumerate(zip(data.text("area"), data.text("startage"), strict=True))}
    here = [places[key] for key in zip(case.table.text("area"), case.table.text("startage"), strict=True)]
    parts = (part.ravel()[here] for part in (got.value, got.lower, got.upper))
    _interval(case, np.arange(case.table.size), stats.Interval(*parts))


@family("quantile_assign")
def quantile_assign(case: Case) -> None:
    values, number, invert = case.table.num("value"), case.table.num("nquantiles"), case.table.flag("invert")
    for _, rows in case.table.groups("set", "nquantiles", "invert"):
        first = rows[0]
        got = stats.quantiles(values[rows], int(number[first]), highest_first=bool(invert[first]))
        case.close("exp_quantile", got, rows=rows)
