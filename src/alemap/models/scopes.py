"""What each output column of a query comes from, and which columns come from nowhere.

A query is followed select by select: CTEs, subqueries, unions, correlated conditions. Tables are known by
their columns, so that a bare column finds the table it belongs to.
"""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from sqlglot import exp

from alemap.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Origin = tuple[str, str]
"""A table and one of its columns; the column is `*` where rows are counted."""
Outputs = dict[str, frozenset[Origin]]


@dataclass(frozen=True, slots=True)
class Select:
    """One SELECT of a query: its node, and its sources by alias, each with the origins of its columns.

    `names`: the table or CTE behind each alias, empty for a subquery.
    """

    node: exp.Select
    sources: Mapping[str, Outputs]
    names: Mapping[str, str]


@dataclass(slots=True)
class Resolved:
    """A query followed to its sources: its output columns, its SELECTs, and columns that no source has."""

    outputs: Outputs = field(default_factory=dict)
    selects: list[Select] = field(default_factory=list)
    unknown: list[tuple[exp.Column, frozenset[str]]] = field(default_factory=list)


def resolve(tree: exp.Query, columns: Mapping[str, Iterable[str]]) -> Resolved:
    """Follow a query; `columns`: those of each table it reads, bare for models, else `schema.name`."""
    known = {table: {name: frozenset({(table, name)}) for name in names} for table, names in columns.items()}
    resolver = _Resolver(known)
    resolver.result.outputs = resolver.query(tree, {}, {})
    return resolver.result


class _Resolver:
    def __init__(self, tables: Mapping[str, Outputs]) -> None:
        self._tables = tables
        self.result = Resolved()

    def query(self, node: exp.Expr, ctes: Mapping[str, Outputs], outer: Mapping[str, Outputs]) -> Outputs:
        """The outputs of a query; `outer`: the sources around it, which its conditions may name."""
        if isinstance(node, exp.Subquery):
            return self.query(node.this, ctes, outer)
        here = dict(ctes)
        with_ = node.args.get("with_") or node.args.get("with")
        for cte in with_.expressions if with_ is not None else ():
            here[cte.alias] = _renamed(self.query(cte.this, here, outer), cte)
        if isinstance(node, exp.SetOperation):
            left, right = (self.query(side, here, outer) for side in (node.this, node.expression))
            if len(left) != len(right):
                return left
            return {name: left[name] | other for name, other in zip(left, right.values(), strict=True)}
        if isinstance(node, exp.Select):
            return self._select(node, here, outer)
        return {}

    def _select(self, node: exp.Select, ctes: Mapping[str, Outputs], outer: Mapping[str, Outputs]) -> Outputs:
        sources: dict[str, Outputs] = {}
        names: dict[str, str] = {}
        joins = [join.this for join in node.args.get("joins") or ()]
        start = node.args.get("from_") or node.args.get("from")
        for source in ([start.this] if start is not None else []) + joins:
            alias = source.alias_or_name
            if isinstance(source, exp.Table):
                name = f"{source.db}.{source.name}" if source.db else source.name
                names[alias] = name
                found = ctes.get(name) if not source.db else None
                sources[alias] = found if found is not None else dict(self._tables.get(name, {}))
            elif isinstance(source, exp.Subquery):
                names[alias] = ""
                sources[alias] = _renamed(self.query(source.this, ctes, sources | dict(outer)), source)
            else:  # VALUES and the like: columns that come from no table
                names[alias] = ""
                sources[alias] = {name: frozenset() for name in source.alias_column_names}
        self.result.selects.append(Select(node, sources, names))
        around = {**outer, **sources}
        outputs: Outputs = {}
        for number, projection in enumerate(node.expressions):
            name = projection.alias_or_name or f"column{number}"
            outputs[name] = self._origins(projection, sources, around, ctes)
        aliases = {projection.alias for projection in node.expressions if projection.alias}
        for part in ("where", "group", "having", "order", "qualify"):
            if node.args.get(part) is not None:
                self._origins(node.args[part], sources, around, ctes, aliases)
        for join in node.args.get("joins") or ():
            if join.args.get("on") is not None:
                self._origins(join.args["on"], sources, around, ctes)
        return outputs

    def _origins(
        self,
        node: exp.Expr,
        sources: Mapping[str, Outputs],
        around: Mapping[str, Outputs],
        ctes: Mapping[str, Outputs],
        aliases: Iterable[str] = (),
    ) -> frozenset[Origin]:
        """Where a piece of a SELECT comes from, queries nested in it included."""
        found: set[Origin] = set()
        for part in node.walk(prune=lambda inner: isinstance(inner, exp.Query)):
            if isinstance(part, exp.Query):
                for origins in self.query(part, ctes, around).values():
                    found |= origins
            elif isinstance(part, exp.Column):
                given = _of_column(part, sources, around)
                if given is not None:
                    found |= given
                elif part.table or part.name not in aliases:
                    self.result.unknown.append((part, _choices(part, sources, around)))
            elif isinstance(part, exp.Star) and not isinstance(part.parent, exp.Column):
                found |= {(table, "*") for each in sources.values() for o in each.values() for table, _ in o}
        return frozenset(found)


def _of_column(
    column: exp.Column, sources: Mapping[str, Outputs], around: Mapping[str, Outputs]
) -> frozenset[Origin] | None:
    """What a column comes from; None when no source has it."""
    if isinstance(column.this, exp.Star):
        return frozenset(o for each in sources.values() for origins in each.values() for o in origins)
    if column.table:
        return around[column.table].get(column.name) if column.table in around else None
    for each in (sources, around):
        for outputs in each.values():
            if column.name in outputs:
                return outputs[column.name]
    return None


def _choices(
    column: exp.Column, sources: Mapping[str, Outputs], around: Mapping[str, Outputs]
) -> frozenset[str]:
    """Names that could have been meant."""
    if column.table in around:
        return frozenset(around[column.table])
    if column.table:
        return frozenset(f"{table}.{column.name}" for table in around)
    return frozenset(name for outputs in (sources or around).values() for name in outputs)


def _renamed(outputs: Outputs, node: exp.Expr) -> Outputs:
    """Outputs under the column names that an alias gives: `AS listed(whole, part)`."""
    names: Sequence[str] = node.alias_column_names
    if not names:
        return outputs
    return dict(zip(names, outputs.values(), strict=False))
