"""Earlier periods on today's areas: a staging table's rows are rebuilt through the change keys.

This is the one place where it happens. Raw tables keep what the agency wrote; core and indicator models see
today's areas alone. `meta.area_rebuilt` says which figures were split (`estimated`) and which stay with a
code that meant another area (`broken`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from alemap.models.fingerprints import fingerprint
from alemap.warehouse.database import quoted
from alemap.workflows.area_plan import plan_areas

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from alemap.definitions.project import Project
    from alemap.definitions.schema import Dataset
    from alemap.warehouse.database import Database
    from alemap.workflows.area_plan import AreaPlan

_SURE = 1e-9


def rebuild_fingerprints(project: Project) -> dict[str, str]:
    """What the rebuilding of each staging model follows from, besides its rows and its text."""
    if not project.area_changes:
        return {}
    keys = fingerprint(
        repr((c.from_code, c.to_code, c.valid_from, c.share, c.kind)) for c in project.area_changes
    )
    return {f"stg_{d.id}": fingerprint([keys, repr(d.additive)]) for d in project.datasets.values()}


def rebuild_areas(store: Database, project: Project, model: str) -> None:
    """Rebuild the rows of a staging model's table, and note what was split or left broken."""
    dataset = project.datasets.get(model.removeprefix("stg_"))
    columns = tuple(store.columns(model))
    if dataset is None or not {"area_code", "period", "value", "status"} <= set(columns):
        return
    store.run("DELETE FROM meta.area_rebuilt WHERE dataset = ?", [dataset.id])
    if not project.area_changes:
        return
    table = quoted(model)
    for counts, where in _kinds_of_rows(dataset, columns):
        plan = _plan(store, project, table, where, counts=counts)
        if plan.weights:
            _rewrite(store, table, columns, plan, where)
        notes = [*_estimated(project, plan), *((code, time, "broken") for code, time in sorted(plan.broken))]
        if notes:
            store.insert("meta.area_rebuilt", [(dataset.id, *note) for note in notes])


def _kinds_of_rows(dataset: Dataset, columns: Sequence[str]) -> list[tuple[bool, str]]:
    """Whether rows are counts, with the condition that picks them."""
    if isinstance(dataset.additive, bool):
        return [(dataset.additive, "TRUE")]
    if "measure" not in columns:
        return [(False, "TRUE")]
    chosen = ", ".join(f"'{measure}'" for measure in dataset.additive)
    return [(True, f"measure IN ({chosen})"), (False, f"measure NOT IN ({chosen})")]


def _plan(store: Database, project: Project, table: str, where: str, *, counts: bool) -> AreaPlan:
    codes = sorted({code for c in project.area_changes for code in (c.from_code, c.to_code)})
    rows = store.rows(
        f"SELECT DISTINCT period, area_code FROM {table}"  # noqa: S608 - names and measures of ours
        f" WHERE value IS NOT NULL AND list_contains($1, area_code) AND {where}",
        [codes],
    )
    present: dict[str, set[str]] = {}
    for period, code in rows:
        present.setdefault(period, set()).add(code)
    return plan_areas(project.area_changes, present, counts=counts)


def _rewrite(store: Database, table: str, columns: Sequence[str], plan: AreaPlan, where: str) -> None:
    """Replace the rows of earlier areas by their sums on today's; a sum with a part missing has no value."""
    columns_of_weights = "code VARCHAR, time VARCHAR, today VARCHAR, share DOUBLE"
    store.run(f"CREATE OR REPLACE TEMP TABLE area_weight ({columns_of_weights})")
    store.insert(
        "area_weight",
        [
            (code, time, today, share)
            for (code, time), t in plan.weights.items()
            for today, share in t.items()
        ],
    )
    keys = [quoted(name) for name in columns if name not in {"area_code", "value", "status"}]
    made = {
        "area_code": "w.today",
        "value": "CASE WHEN count(s.value) = count(*) THEN sum(s.value * w.share) END",
        "status": "coalesce(max(CASE WHEN s.value IS NULL THEN s.status END), max(s.status))",
    }
    chosen = ", ".join(f"{made[n]} AS {n}" if n in made else f"s.{quoted(n)}" for n in columns)
    kept = ", ".join(f"s.{quoted(name)}" for name in columns)
    join = "w.code = s.area_code AND w.time = s.period"
    store.run(
        f"CREATE OR REPLACE TABLE {table} AS"  # noqa: S608 - names and measures of ours
        f" SELECT {kept} FROM {table} AS s"
        f" WHERE NOT ({where} AND EXISTS (SELECT 1 FROM area_weight AS w WHERE {join}))"
        f" UNION ALL SELECT {chosen} FROM {table} AS s JOIN area_weight AS w ON {join}"
        f" WHERE {where} GROUP BY w.today, {', '.join(f's.{key}' for key in keys)}"
    )
    store.run("DROP TABLE area_weight")


def _estimated(project: Project, plan: AreaPlan) -> Iterable[tuple[str, str, str]]:
    """Areas that hold some of a split area but not all of it: their figures rest on the population share."""
    wholes: dict[str, list[str]] = {}
    codes = {code for _, targets in plan.parts for code in targets}
    for part, whole in project.areas.parts:
        if part in codes:
            wholes.setdefault(part, []).append(whole)
    found: set[tuple[str, str]] = set()
    for period, targets in plan.parts:
        shares: dict[str, float] = {}
        for code, share in targets.items():
            for whole in wholes.get(code, [code]):
                shares[whole] = shares.get(whole, 0.0) + share
        found |= {(whole, period) for whole, share in shares.items() if share < 1 - _SURE}
    return [(code, period, "estimated") for code, period in sorted(found)]
