"""Denominators that cannot contain their numerators, read from the codes that a query holds each to."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sqlglot import exp

from alemap.errors import fault
from alemap.models.places import place_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from alemap.errors import Problem
    from alemap.models.graph import Model
    from alemap.models.scopes import Select

_AGE = re.compile(r"(\d+)(?:-(\d+)|\+)")
_TOTALS = {"_T", "total"}
_OLDEST = 120


def containment_problems(
    model: Model, select: Select, pinned: Mapping[tuple[str, str], str]
) -> Iterator[Problem]:
    """A denominator of another sex or level, or of ages that do not cover the numerator's.

    `pinned`: columns that conditions hold to one text, each as (alias, column).
    """
    tables = {}
    for projection in select.node.expressions:
        column = next(projection.find_all(exp.Column), None)
        if projection.alias_or_name in {"numerator", "denominator"} and column is not None:
            tables[projection.alias_or_name] = (column.table, projection)
    if len(tables) < 2:  # noqa: PLR2004 - both
        return
    (part, counted), (whole, node) = tables["numerator"], tables["denominator"]
    for key in ("sex", "age", "level"):
        inner, outer = _codes(counted, part, key, pinned), _codes(node, whole, key, pinned)
        if inner and outer and not all(_covered(code, outer, key) for code in inner):
            what = "the denominator is of {key} `{outer}`, which does not contain the numerator's `{inner}`"
            wide, narrow = ", ".join(sorted(outer)), ", ".join(sorted(inner))
            yield fault(place_of(model, node), "AM326", what, key=key, outer=wide, inner=narrow)


def _codes(projection: exp.Expr, table: str, key: str, pinned: Mapping[tuple[str, str], str]) -> set[str]:
    """The codes that a figure is of: by its own CASE (only one), else by the query's conditions."""
    cases = list(projection.find_all(exp.Case))
    alone = len(cases) == 1 and len(cases[0].args["ifs"]) == 1 and cases[0].args.get("default") is None
    condition = cases[0].args["ifs"][0].this if alone else None
    found: set[str] = set()
    for each in condition.flatten() if isinstance(condition, exp.And) else [condition]:
        if isinstance(each, exp.EQ | exp.In) and isinstance(each.this, exp.Column) and each.this.name == key:
            given = [each.expression] if isinstance(each, exp.EQ) else each.expressions
            found |= {code.this for code in given if isinstance(code, exp.Literal) and code.is_string}
    if found or (table, key) not in pinned:
        return found
    return {pinned[table, key]}


def _covered(code: str, wholes: set[str], key: str) -> bool:
    """Whether one of the codes contains another, or ages do so together; a level contains itself alone."""
    if key == "level":
        return wholes == {code}
    if any(_covers(whole, code) for whole in wholes):
        return True
    ages = _ages(code)
    return key == "age" and bool(ages) and ages <= set().union(*(_ages(each) for each in wholes))


def _covers(outer: str, inner: str) -> bool:
    """Whether a code of sex or age contains another: `_T` everything, `0-19` `5-9`, `65+` also `80+`."""
    if outer in _TOTALS or outer == inner:
        return True
    return inner not in _TOTALS and bool(_ages(inner)) and _ages(inner) <= _ages(outer)


def _ages(code: str) -> set[int]:
    """The years of age that a code holds; none where it is no age."""
    found = _AGE.match(code)
    return set() if found is None else set(range(int(found[1]), int(found[2] or _OLDEST) + 1))
