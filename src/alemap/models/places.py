"""Where a part of a query stands in its file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alemap.errors import Place

if TYPE_CHECKING:
    from sqlglot import exp

    from alemap.models.graph import Model


def place_of(model: Model, node: exp.Expr) -> Place:
    """Line and column (from 1) of the first word of a part of a query; the file where it has no word."""
    starts = [inner.meta["start"] for inner in node.walk() if "start" in inner.meta]
    return at_offset(model, min(starts)) if starts else Place(model.file)


def at_offset(model: Model, offset: int) -> Place:
    """Line and column, from 1, of a place in a model's text counted in characters from 0."""
    before = model.sql[:offset]
    return Place(model.file, before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1)


def projection_of(model: Model, name: str) -> Place:
    """Where a model's output column is made."""
    found = next((node for node in model.tree.selects if node.alias_or_name == name), None)
    return place_of(model, found) if found is not None else Place(model.file)
