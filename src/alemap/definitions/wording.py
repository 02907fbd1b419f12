"""What pydantic found wrong with a value, in our own words: a template that can be said in Swedish."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alemap.errors import AlemapError

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

_TEMPLATES = {
    "greater_than": "`{field}` is {value}; it must be greater than {gt}",
    "greater_than_equal": "`{field}` is {value}; it must be {ge} or more",
    "less_than": "`{field}` is {value}; it must be less than {lt}",
    "less_than_equal": "`{field}` is {value}; it must be {le} or less",
    "string_pattern_mismatch": "`{field}` is `{value}`, which does not have the form `{pattern}`",
    "string_too_short": "`{field}` is empty",
    "string_too_long": "`{field}` is `{value}`; it holds at most {max_length} characters",
    "too_short": "`{field}` has {actual_length} entries; it needs {min_length} or more",
    "too_long": "`{field}` has {actual_length} entries; it holds at most {max_length}",
    "enum": "`{field}` is `{value}`, which is none of: {expected}",
    "literal_error": "`{field}` is `{value}`, which is none of: {expected}",
    "string_type": "`{field}` is {value}, where a text belongs",
    "bool_type": "`{field}` is {value}, where `true` or `false` belongs",
    "bool_parsing": "`{field}` is {value}, where `true` or `false` belongs",
    "int_type": "`{field}` is {value}, where a whole number belongs",
    "int_parsing": "`{field}` is {value}, where a whole number belongs",
    "int_from_float": "`{field}` is {value}, where a whole number belongs",
    "float_type": "`{field}` is {value}, where a number belongs",
    "float_parsing": "`{field}` is {value}, where a number belongs",
    "finite_number": "`{field}` is {value}, where a number belongs",
    "list_type": "`{field}` is {value}, where a list belongs",
    "tuple_type": "`{field}` is {value}, where a list belongs",
    "dict_type": "`{field}` is {value}, where `field: value` pairs belong",
    "model_type": "`{field}` is {value}, where `field: value` pairs belong",
    "model_attributes_type": "`{field}` is {value}, where `field: value` pairs belong",
}  # fmt: skip
"""By pydantic's name of the fault."""

_LONGEST = 60


class UnfitError(ValueError):
    """A value that a model refuses, said with its fields apart so that it can be said in Swedish."""

    def __init__(self, message: str, **fields: Any) -> None:
        self.reason = AlemapError(message, **fields)
        super().__init__(str(self.reason))


def words(details: ErrorDetails) -> tuple[str, dict[str, Any]]:
    """The message's template and its fields; `field` is the caller's to give."""
    kind, context = details["type"], dict(details.get("ctx", {}))
    if kind == "value_error":
        cause = context.get("error")
        own = cause.reason if isinstance(cause, UnfitError) else details["msg"].removeprefix("Value error, ")
        return "`{field}`: {reason}", {"reason": own}
    template = _TEMPLATES.get(kind)
    if template is None:
        return "`{field}`: {reason}", {"reason": details["msg"]}
    if "expected" in context:
        context["expected"] = str(context["expected"]).replace(" or ", ", ").replace("'", "`")
    return template, {**context, "value": _shown(details["input"], quoted="`{value}`" not in template)}


def _shown(value: object, *, quoted: bool) -> str:
    """A value as a reader of YAML knows it, cut when it is long."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    text = repr(value) if isinstance(value, str) and quoted else str(value)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
