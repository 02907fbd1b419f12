"""A model looked at afresh: parsed, bound on empty tables, followed to its sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alemap.definitions.suggest import suggest
from alemap.errors import ModelError, Place, Problem, fault
from alemap.models.contract import contract_problems, type_problems
from alemap.models.places import place_of
from alemap.models.scopes import resolve
from alemap.models.style import style_problems
from alemap.values import dataclass
from alemap.workflows.binding import bind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alemap.models.graph import Model
    from alemap.models.scopes import Outputs, Resolved
    from alemap.warehouse.database import Database


@dataclass(frozen=True, slots=True)
class Judgement:
    """What is wrong with a model, its columns with their types (none: it does not run), their origins."""

    problems: tuple[Problem, ...]
    columns: dict[str, str]
    outputs: Outputs


def judge(model: Model, store: Database, columns: Mapping[str, Mapping[str, str]]) -> Judgement:
    """Bind a model, whose table then stands empty; `columns`: those of each table it reads."""
    resolved = resolve(model.tree, columns)
    try:
        types = bind(store, model)
    except ModelError as error:
        found = _unknown_columns(model, resolved) or [
            fault(error.place or Place(model.file), "AM415", "{reason}", reason=error.fields["reason"])
        ]
        return Judgement(tuple(found), {}, {})
    problems = (
        *contract_problems(model, tuple(types)),
        *type_problems(model, types),
        *style_problems(model, resolved),
    )
    return Judgement(problems, types, resolved.outputs)


def _unknown_columns(model: Model, resolved: Resolved) -> list[Problem]:
    """Every column of a model that none of its tables has, with those it could have meant."""
    return [
        fault(
            place_of(model, column.this),
            "AM416",
            "there is no column `{name}`",
            suggestion=suggest(column.sql("duckdb"), known) or suggest(column.name, known),
            name=column.sql("duckdb"),
        )
        for column, known in resolved.unknown
    ]
