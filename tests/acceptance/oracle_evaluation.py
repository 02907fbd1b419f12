"""Checks of evaluation and economy: panels, interrupted series, cost-benefit, small numbers."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from oracle_kit import Case, Table, family

from alemap import stats
from alemap.definitions.economics import Economics
from alemap.definitions.economics_files import PriceIndex
from alemap.stats.grouptest import change_weights, group_test
from alemap.workflows.economics_rows import break_even_of, parties_of

if TYPE_CHECKING:
    from alemap.results.economics import BreakEvenRow, PartyRow
    from alemap.stats.costbenefit import Timing


@family("did")
def difference_in_differences(case: Case) -> None:
    data = case.companion("did", "did_input")
    rows_of = data.rows_of("set")
    columns = [data.num(name) for name in ("y", "area", "t", "treated", "post")]
    for row, name in enumerate(case.table.text("set")):
        got = stats.difference_in_differences(*(column[rows_of[name,]] for column in columns))
        case.close("exp_did", got.effect, rows=[row])
        case.close("exp_se_ols", got.standard_error, rows=[row])
        case.close("exp_se_cluster_hc1", got.cluster_error, rows=[row])
        case.close("exp_did_2x2_means", got.of_means, rows=[row])
        case.close("exp_did", _as_evaluated(*(column[rows_of[name,]] for column in columns)), rows=[row])


def _as_evaluated(
    outcome: np.ndarray, area: np.ndarray, time: np.ndarray, treated: np.ndarray, post: np.ndarray
) -> float:
    """The effect as `alemap evaluate` has it: of each area's change."""
    order = np.lexsort((time, area))
    panel = outcome[order].reshape(np.unique(area).size, -1)
    after = post[order].reshape(panel.shape)[0] == 1
    return group_test(panel @ change_weights(after), treated[order].reshape(panel.shape)[:, 0] == 1).effect


@family("its")
def interrupted_series(case: Case) -> None:
    data = case.companion("its", "its_input")
    rows_of = data.rows_of("set")
    terms = ["(Intercept)", "t", "level", "slope"]
    for (name,), rows in case.table.groups("set"):
        here = rows_of[name,]
        time, level = data.num("t")[here], data.num("level")[here]
        got = stats.interrupted_series(data.num("y")[here], time, float(time[level == 1].min()), lags=3)
        order = [terms.index(case.table.text("term")[row]) for row in rows]
        case.close("exp_coef", got.coefficients[order], rows=rows)
        case.close("exp_se_ols", got.standard_errors[order], rows=rows)
        case.close("exp_se_neweywest_lag3", got.robust_errors[order], rows=rows)


def _appraisal(flows: Table, rows: np.ndarray, totals: Table, row: int) -> stats.Appraisal:
    timing: Timing = totals.text("timing")[row]  # type: ignore[assignment]
    return stats.appraise(
        flows.num("benefit")[rows],
        flows.num("cost")[rows],
        float(totals.num("initial_cost")[row]),
        float(totals.num("discount_rate")[row]),
        timing,
    )


@family("cba_flows")
def cost_benefit_flows(case: Case) -> None:
    totals = case.companion("_flows", "_totals")
    place = {name: row for row, name in enumerate(totals.text("set"))}
    for (name,), rows in case.table.groups("set"):
        got = _appraisal(case.table, rows, totals, place[name])
        case.close("exp_discount_factor", got.factors, rows=rows)
        case.close("exp_pv_benefit", got.present_benefits, rows=rows)
        case.close("exp_pv_cost", got.present_costs, rows=rows)


@family("cba_totals")
def cost_benefit_totals(case: Case) -> None:
    flows = case.companion("_totals", "_flows")
    rows_of = flows.rows_of("set")
    rated = ~np.isnan(case.table.num("exp_irr_annual_end"))
    for row, name in enumerate(case.table.text("set")):
        got = _appraisal(flows, rows_of[name,], case.table, row)
        case.close("exp_pv_benefits", got.benefits, rows=[row])
        case.close("exp_pv_costs", got.costs, rows=[row])
        case.close("exp_npv", got.net_present_value, rows=[row])
        case.close("exp_bcr", got.benefit_cost_ratio, rows=[row])
        case.close("exp_discounted_payback_year", got.payback_year, rows=[row])
        if rated[row]:
            case.close("exp_irr_annual_end", got.internal_rate, rows=[row])
        society = _as_analysed(flows, rows_of[name,], case.table, row)
        case.close("exp_npv", society.net, rows=[row])
        case.close("exp_pv_costs", society.cost, rows=[row])
        case.close("exp_pv_benefits", society.real, rows=[row])
        case.close("exp_bcr", society.ratio, rows=[row])
        payback = math.nan if society.payback is None else society.payback
        case.close("exp_discounted_payback_year", payback, rows=[row])


_KPI = {"kpi": PriceIndex({2020: 1.0}, "none")}
_TEXT = {"sv": "-", "en": "-"}
_CHANGES = [{"revision": 1, "date": "2026-01-01", **_TEXT}]


def _analysis(horizon: int, rate: float, **fields: object) -> Economics:
    """An analysis of which one participant succeeds who would not have, at a krona a piece."""
    krona = {"name": _TEXT, "unit": _TEXT, "value": 1, "year": 2020, "index": "kpi", "source": "oracle"}
    return Economics.model_validate(
        {
            "id": "oracle", "name": _TEXT, "description": _TEXT, "synthetic": True, "price_year": 2020,
            "run_years": 1, "horizon": horizon, "discount_rate": rate, "participants": {"value": 1},
            "prices": {"krona": krona}, "revision": 1, "changelog": _CHANGES, **fields,
        }
    )  # fmt: skip


def _as_analysed(flows: Table, rows: np.ndarray, totals: Table, row: int) -> PartyRow:
    """Society's row of an analysis whose yearly flows are written out."""
    one = {"name": _TEXT, "price": "krona", "actor": "municipality"}
    start = {**one, "per": "once", "quantity": {"value": float(totals.num("initial_cost")[row])}}
    outcome = {
        "name": _TEXT, "success": {"value": 1}, "otherwise": {"value": 0}, "source": "oracle",
        "by_year": flows.num("benefit")[rows].tolist(), "effects": {"gain": one},
    }  # fmt: skip
    analysis = _analysis(
        len(rows),
        float(totals.num("discount_rate")[row]),
        timing=totals.text("timing")[row],
        costs={"start": start, "run": {**one, "by_year": flows.num("cost")[rows].tolist()}},
        outcomes={"gain": outcome},
    )
    return parties_of(analysis, _KPI, analysis.discount_rate, 200, 1)[0]


@family("cba_breakeven")
def break_even(case: Case) -> None:
    names = (
        "participants",
        "cost_per_participant",
        "avoided_cost_per_success_year",
        "years",
        "discount_rate",
        "baseline_success_share",
    )
    got = stats.break_even(*(case.table.num(name) for name in names))
    case.close("exp_pv_per_success", got.present_value)
    case.close("exp_breakeven_additional_share", got.additional_share)
    case.close("exp_breakeven_success_share", got.share)
    case.close("exp_min_successes", got.successes)
    case.same("exp_feasible", got.feasible)
    for row in range(len(case.table.text("case"))):
        found = _break_even_as_analysed(*(float(case.table.num(name)[row]) for name in names))
        feasible = found.needed is not None
        case.same("exp_feasible", np.array([feasible]), rows=[row])
        if feasible:
            case.close("exp_breakeven_success_share", found.needed, rows=[row])
            case.close("exp_min_successes", float(found.successes), rows=[row])


def _break_even_as_analysed(
    people: float, cost: float, saved: float, years: float, rate: float, anyway: float
) -> BreakEvenRow:
    """The municipality's row of an analysis in which each participant costs and each success saves."""
    one = {"name": _TEXT, "price": "krona", "actor": "municipality"}
    outcome = {
        "name": _TEXT, "success": {"value": 1.0}, "otherwise": {"value": anyway}, "source": "oracle",
        "years": int(years), "effects": {"saved": {**one, "quantity": {"value": saved}}},
    }  # fmt: skip
    analysis = _analysis(
        int(years),
        rate,
        participants={"value": people},
        costs={"start": {**one, "per": "once", "quantity": {"value": people * cost}}},
        outcomes={"saved": outcome},
    )
    parties = parties_of(analysis, _KPI, rate, 200, 1)
    return next(row for row in break_even_of(analysis, _KPI, rate, parties) if row.party == "municipality")


def _table(table: Table, rows: np.ndarray) -> tuple[np.ndarray, list[stats.Relation]]:
    """Counts of one table in the order area by category, totals last, and its relations."""
    areas, categories = (
        list(dict.fromkeys(table.text(name)[row] for row in rows)) for name in ("area", "category")
    )
    for names in (areas, categories):
        names.sort(key=lambda name: (name == "Total", name))
    place = {(table.text("area")[row], table.text("category")[row]): row for row in rows}
    order = np.array([place[area, category] for area in areas for category in categories])
    return order, stats.crossed(len(areas), len(categories))


@family("sdc_tables")
def disclosure(case: Case) -> None:
    count = case.table.num("count")
    hidden_by_us = 0
    for (name,), rows in case.table.groups("set"):
        order, relations = _table(case.table, rows)
        values = count[order]
        primary = (values > 0) & (values < 5)
        case.same("exp_primary", primary, rows=order)
        attack = stats.audit(values, relations, primary)
        case.close("naive_lo", attack.lower, rows=order)
        case.close("naive_hi", attack.upper, rows=order)
        theirs = stats.audit(values, relations, case.table.flag("gauss_suppressed")[order])
        case.close("gauss_lo", theirs.lower, rows=order)
        case.close("gauss_hi", theirs.upper, rows=order)
        ours = stats.protect(values, relations, primary)
        case.hold(truth=bool(np.all(ours.hidden[primary])), what=f"{name}: a primary cell is shown")
        left = stats.audit(values, relations, ours.hidden)
        case.hold(truth=not left.exact.any(), what=f"{name}: a hidden cell can be worked out")
        hidden_by_us += int(ours.hidden.sum())
    allowed = 1.25 * case.table.flag("gauss_suppressed").sum()
    case.hold(truth=hidden_by_us <= allowed, what=f"{hidden_by_us} cells hidden, {allowed:g} allowed")


@family("sdc_summary")
def disclosure_summary(case: Case) -> None:
    tables = case.companion("_summary", "_tables")
    count = tables.num("count")
    rows_of = tables.rows_of("set")
    for row, name in enumerate(case.table.text("set")):
        order, relations = _table(tables, rows_of[name,])
        values = count[order]
        primary = (values > 0) & (values < 5)
        case.close("n_primary", primary.sum(), rows=[row])
        exact = stats.audit(values, relations, primary).exact
        case.close("exp_naive_exactly_disclosed", exact.sum(), rows=[row])


@family("sdc_differencing")
def differencing(case: Case) -> None:
    got = stats.differencing(case.table.num("table1_all"), case.table.num("table2_excluding_group"))
    case.close("exp_implied_group", got.implied)
    case.same("exp_disclosive", got.disclosive)
