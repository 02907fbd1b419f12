"""Lineage: the columns of raw, seed and other tables that each column of a model comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alemap.errors import fault
from alemap.models.contract import FIGURES
from alemap.models.places import projection_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from alemap.errors import Problem
    from alemap.models.graph import Model
    from alemap.models.scopes import Origin, Outputs


class Lineage:
    """The origins of the columns of models; `direct`: those of each model's columns, one step back."""

    def __init__(self, direct: Mapping[str, Outputs]) -> None:
        self._direct = direct

    def columns(self, model: str) -> Iterable[str]:
        """A model's columns, in order."""
        return self._direct[model]

    def sources(self, model: str, column: str) -> list[Origin]:
        """The columns of tables that are no models which a model's column comes from, in order."""
        found: set[Origin] = set()
        waiting = [(model, column)]
        seen = set(waiting)
        while waiting:
            table, name = waiting.pop()
            if table not in self._direct:
                found.add((table, name))
                continue
            outputs = self._direct[table]
            # a count of rows rests on whatever the rows rest on
            origins = frozenset().union(*outputs.values()) if name == "*" else outputs.get(name, frozenset())
            waiting += [origin for origin in origins if origin not in seen]
            seen |= origins
        return sorted(found)


def lineage_problems(model: Model, lineage: Lineage) -> Iterator[Problem]:
    """Figures of an indicator that come from no agency's table: a constant, nothing, or definitions alone."""
    if model.layer != "indicators":
        return
    for name in lineage.columns(model.name):
        if name not in FIGURES:
            continue
        if not any(table.startswith("raw.") for table, _ in lineage.sources(model.name, name)):
            what = "`{name}` comes from no agency's table"
            hint = "an indicator's figures come from its data"
            yield fault(projection_of(model, name), "AM316", what, hint=hint, name=name)
