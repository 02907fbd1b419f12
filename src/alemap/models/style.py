"""Queries that run but give what was not meant, or not the same twice: found from their text and columns.

A window or a limit whose order leaves ties open gives other rows on another day. A mean of shares weighs a
hamlet like a town. Two aliases of one table joined without the period pair the parts of one year with the
whole of another.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from alemap.errors import fault
from alemap.models.containment import containment_problems
from alemap.models.places import place_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from alemap.errors import Problem
    from alemap.models.graph import Model
    from alemap.models.scopes import Resolved, Select

FIGURES = {
    "value",
    "numerator",
    "denominator",
    "lower",
    "upper",
    "persons",
    "standard_error",
    "numerator_error",
}
"""Columns in which two rows can be the same, so that an order by them leaves ties."""
KEYS = ("area_code", "period", "sex")
"""Columns that rows of two tables must share to belong together."""
_ORDERED = (exp.RowNumber, exp.Lag, exp.Lead, exp.FirstValue, exp.LastValue, exp.NthValue)
_ANY_ROW = (exp.AnyValue, exp.First, exp.Last, exp.ArgMax, exp.ArgMin, exp.Mode)


def style_problems(model: Model, resolved: Resolved) -> Iterator[Problem]:
    """Everything of that kind in a model, with its place; `resolved`: the model's query, followed."""
    for node in model.tree.walk():
        if isinstance(node, exp.Window):
            yield from _window(model, node)
        elif isinstance(node, exp.Limit):
            yield from _limit(model, node)
        elif isinstance(node, _ANY_ROW):
            what = "`{sql}` takes any one of several rows"
            hint = "take `min` or `max`, or number the rows by a full order"
            yield fault(place_of(model, node), "AM313", what, hint=hint, sql=node.sql("duckdb"))
        elif isinstance(node, exp.Avg) and model.layer != "marts":
            what = "`{sql}` weighs every row alike, large areas and small"
            hint = "sum numerators and denominators; the program divides"
            yield fault(place_of(model, node), "AM315", what, hint=hint, sql=node.sql("duckdb"))
    for select in resolved.selects:
        yield from _joins(model, select)
        yield from _aliases(model, select)
    yield from _names(model)


def _window(model: Model, node: exp.Window) -> Iterator[Problem]:
    function = node.this.this if isinstance(node.this, exp.IgnoreNulls | exp.RespectNulls) else node.this
    if not isinstance(function, _ORDERED):
        return
    order = node.args.get("order")
    what = "`{sql}` depends on the order of rows, which is not told"
    hint = "end ORDER BY in a column that tells the rows apart"
    if order is None:
        yield fault(place_of(model, node), "AM311", what, hint=hint, sql=function.sql("duckdb"))
    elif _open(order):
        what = "`{sql}` is ordered by `{column}`, in which two rows can be the same"
        yield fault(
            place_of(model, node), "AM311", what, hint=hint,
            sql=function.sql("duckdb"), column=order.expressions[-1].this.sql("duckdb"),
        )  # fmt: skip


def _open(order: exp.Order) -> bool:
    """Whether an order ends in a figure, so that ties are left to chance."""
    last = order.expressions[-1].this
    return not isinstance(last, exp.Column) or last.name in FIGURES


def _limit(model: Model, node: exp.Limit) -> Iterator[Problem]:
    order = node.parent.args.get("order") if node.parent is not None else None
    if order is None or _open(order):
        what = "`{sql}` keeps rows by an order that leaves ties open"
        hint = "end ORDER BY in a column that tells the rows apart"
        yield fault(place_of(model, node), "AM312", what, hint=hint, sql=node.sql("duckdb"))


def _names(model: Model) -> Iterator[Problem]:
    seen: set[str] = set()
    for projection in model.tree.selects:
        name = projection.alias_or_name
        if name in seen and name != "*":
            what = "two columns are named `{name}`"
            yield fault(place_of(model, projection), "AM322", what, name=name)
        seen.add(name)


def _aliases(model: Model, select: Select) -> Iterator[Problem]:
    """An alias used again in the same SELECT: other engines do not know it there."""
    columns = {name for outputs in select.sources.values() for name in outputs}
    given: set[str] = set()
    for projection in select.node.expressions:
        for column in projection.find_all(exp.Column) if given else ():
            if not column.table and column.name in given - columns:
                what = "`{name}` is an alias of the same SELECT"
                hint = "make it in a CTE, and use it there"
                yield fault(place_of(model, column), "AM314", what, hint=hint, name=column.name)
        if projection.alias:
            given.add(projection.alias)


def _joins(model: Model, select: Select) -> Iterator[Problem]:
    """Two tables with the same keys, joined by some of them only."""
    joins = select.node.args.get("joins") or ()
    where = select.node.args.get("where")
    pinned = _pinned([*(join.args.get("on") for join in joins), where])
    equal = _equal([*(join.args.get("on") for join in joins), where])
    for join in joins:
        alias = join.this.alias_or_name
        if not join.args.get("on") and not join.args.get("using"):
            if join.args.get("kind") != "CROSS" and not isinstance(join.this, exp.Lateral | exp.Unnest):
                what = "`{name}` is joined without a condition"
                hint = "name the keys after ON; write CROSS JOIN where every pair is meant"
                yield fault(place_of(model, join), "AM324", what, hint=hint, name=alias)
            continue
        if join.args.get("using"):
            continue
        others = [other for other in select.sources if other != alias]
        for key in KEYS:
            if key not in select.sources.get(alias, {}):
                continue
            partners = [other for other in others if key in select.sources[other]]
            met = any(frozenset({(alias, key), (other, key)}) in equal for other in partners)
            if partners and not met and (alias, key) not in pinned and not _met_elsewhere(alias, key, equal):
                what = "`{alias}` and `{other}` are joined without `{key}`"
                hint = "rows of another {key} are paired with these; write `{alias}.{key} = {other}.{key}`"
                yield fault(
                    place_of(model, join), "AM325", what, hint=hint, alias=alias, other=partners[0], key=key
                )
    yield from containment_problems(model, select, pinned)


def _met_elsewhere(alias: str, key: str, equal: set[frozenset[tuple[str, str]]]) -> bool:
    """Whether the key is matched with a column of another name, an area with its whole, say."""
    return any((alias, key) in pair for pair in equal)


def _equal(conditions: list[exp.Expr | None]) -> set[frozenset[tuple[str, str]]]:
    """Pairs of columns that conditions hold equal, each as (alias, column)."""
    return {
        frozenset({(left.table, left.name), (right.table, right.name)})
        for condition in conditions
        if condition is not None
        for node in condition.find_all(exp.EQ)
        for left in node.this.find_all(exp.Column)
        for right in node.expression.find_all(exp.Column)
    }


def _pinned(conditions: list[exp.Expr | None]) -> dict[tuple[str, str], str]:
    """Columns that conditions hold to one text, each as (alias, column)."""
    found: dict[tuple[str, str], str] = {}
    for condition in conditions:
        for node in condition.find_all(exp.EQ) if condition is not None else ():
            column, literal = node.this, node.expression
            if isinstance(column, exp.Literal):
                column, literal = literal, column
            if isinstance(column, exp.Column) and isinstance(literal, exp.Literal) and literal.is_string:
                found[column.table, column.name] = literal.this
    return found
