"""The one contract of indicator models: keys, then counts or a value with its interval, then the status.

`numerator_error` is the standard error of a numerator that was made from rounded figures, `largest` the
largest single contribution to an amount.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from alemap.errors import Problem, fault
from alemap.models.places import place_of, projection_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from alemap.models.graph import Model

KEYS = ("area_code", "period", "sex", "category")
SHAPES: dict[str, tuple[str, ...]] = {
    "counts": (*KEYS, "numerator", "denominator", "status"),
    "rounded_counts": (*KEYS, "numerator", "denominator", "numerator_error", "status"),
    "amounts": (*KEYS, "numerator", "denominator", "largest", "status"),
    "interval": (*KEYS, "value", "lower", "upper", "status"),
    "standard_error": (*KEYS, "value", "standard_error", "status"),
}
PUBLISHED_MODEL = "ind_published"


def model_of(indicator: str, *, published: bool) -> str:
    """The model an indicator's rows come from: its own, or the one all published values share."""
    return PUBLISHED_MODEL if published else f"ind_{indicator}"


def shape_of(name: str, columns: Sequence[str]) -> str | None:
    """Which of the contract's shapes the columns have; None when they have none."""
    given = tuple(columns)
    if name == PUBLISHED_MODEL:
        return "interval" if given == ("indicator", *SHAPES["interval"]) else None
    return next((shape for shape, expected in SHAPES.items() if given == expected), None)


FIGURES = {"value", "numerator", "denominator"}
TEXTS = {"indicator", *KEYS, "status"}


def type_problems(model: Model, types: Mapping[str, str]) -> Iterator[Problem]:
    """Problems of an indicator model whose keys are no texts or whose figures are no numbers.

    `types`: DuckDB's type of each column.
    """
    if model.layer != "indicators" or shape_of(model.name, tuple(types)) is None:
        return
    for name, kind in types.items():
        numeric = kind.startswith(("DOUBLE", "FLOAT", "DECIMAL", "HUGEINT")) or kind.endswith("INTEGER")
        numeric = numeric or kind in {"BIGINT", "UBIGINT", "SMALLINT", "TINYINT"}
        if (kind != "VARCHAR") if name in TEXTS else not numeric:
            what = "`{name}` is of type {kind}"
            hint = "keys and status are texts, figures are numbers"
            yield fault(projection_of(model, name), "AM435", what, hint=hint, name=name, kind=kind)


def contract_problems(model: Model, columns: Sequence[str]) -> Iterator[Problem]:
    """Problems of an indicator model whose columns are not those of the contract, in its order."""
    if model.layer != "indicators" or shape_of(model.name, columns) is not None:
        return
    expected = " | ".join(", ".join(shape[len(KEYS) :]) for shape in SHAPES.values())
    yield fault(
        place_of(model, model.tree.selects[0]),
        "AM430",
        "the columns are {columns}",
        hint="an indicator model gives {keys} and then {expected}, in this order",
        columns=", ".join(columns),
        keys=", ".join(KEYS),
        expected=expected,
    )
