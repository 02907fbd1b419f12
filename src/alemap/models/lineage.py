"""Lineage: which columns of which raw and seed tables each column of a model comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alemap.models.scopes import Origin, Outputs, resolve

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from alemap.models.graph import Graph


class Lineage:
    """The origins of every model's columns, followed when first asked for.

    `tables`: the columns of the tables that are no models (`raw.x`, `seed.x`, `estimate`).
    """

    def __init__(self, graph: Graph, tables: Mapping[str, Sequence[str]]) -> None:
        self._graph = graph
        self._columns = dict(tables)
        self._direct: dict[str, Outputs] = {}

    def direct(self, model: str) -> Outputs:
        """Each column of a model with the columns it is made from, one step back."""
        if model not in self._direct:
            for reference in self._graph.models[model].references & self._graph.models.keys():
                self._columns.setdefault(reference, tuple(self.direct(reference)))
            self._direct[model] = resolve(self._graph.models[model].tree, self._columns).outputs
        return self._direct[model]

    def sources(self, model: str, column: str) -> list[Origin]:
        """The columns of raw and seed tables that a model's column comes from; KeyError for none."""
        found: set[Origin] = set()
        waiting = [(model, column)]
        seen = set(waiting)
        while waiting:
            table, name = waiting.pop()
            if table not in self._graph.models:
                found.add((table, name))
                continue
            outputs = self.direct(table)
            # a count of rows rests on whatever the rows rest on
            origins = frozenset().union(*outputs.values()) if name == "*" else outputs[name]
            waiting += [origin for origin in origins if origin not in seen]
            seen |= origins
        return sorted(found)
