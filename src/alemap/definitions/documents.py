"""One YAML document: its data, and where in the file each part of it stands."""

from __future__ import annotations

import re
from dataclasses import field
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import ValidationError

from alemap.definitions.settings import Strict
from alemap.definitions.suggest import suggest
from alemap.definitions.text import read_text
from alemap.definitions.wording import words
from alemap.definitions.yamlfile import YamlFault, read_yaml
from alemap.errors import Place, Problem, fault
from alemap.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from pydantic import BaseModel
    from pydantic_core import ErrorDetails

M = TypeVar("M", bound=Strict)

FILL_IN = "FILL_IN"
"""Stands in a drafted definition for what only a person knows."""


@dataclass(frozen=True, slots=True)
class Document:
    """A YAML file below the project: `name` is its path as shown in messages.

    `places`: line and column, from 0, of each key and item by its path from the top. `drafted`: whether
    something is still to be filled in.
    """

    name: str
    data: Any
    places: Mapping[tuple[Any, ...], tuple[int, int]] = field(default_factory=dict)
    drafted: bool = False

    def place(self, location: Sequence[str | int] = ()) -> Place:
        """Where `location` (keys and indexes from the top) stands, or as near to it as the file goes."""
        for end in range(len(location), 0, -1):
            found = self.places.get(tuple(location[:end]))
            if found is not None:
                return Place(self.name, found[0] + 1, found[1] + 1)
        return Place(self.name, 1, 1)


def read_document(path: Path, name: str) -> tuple[Document | None, list[Problem]]:
    """Read a YAML 1.2 file; duplicate keys, tabs and other faults of the form come back as problems."""
    text, problems = read_text(path, name)
    if text is None:
        return None, problems
    try:
        tree = read_yaml(text)
    except YamlFault as error:
        place = Place(name, error.line, error.column)
        return None, [fault(place, "AM121", error.message, **error.fields)]
    if not isinstance(tree.data, dict):
        return None, [fault(Place(name, 1), "AM121", "expected `field: value` lines, found something else")]
    return Document(name, tree.data, tree.places, FILL_IN in text), []


def placeholders(document: Document) -> list[Problem]:
    """The texts of a drafted definition that still have to be filled in."""
    return [
        fault(
            document.place(path),
            "AM610",
            "`{field}` is still to be filled in",
            hint="`alemap inspect` leaves FILL_IN for what only you know",
            field=".".join(str(step) for step in path),
        )
        for path, value in _leaves(document.data, ())
        if isinstance(value, str) and FILL_IN in value
    ]


def _leaves(node: Any, path: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    if isinstance(node, dict):
        for key, value in node.items():
            yield from _leaves(value, (*path, key))
    elif isinstance(node, list):
        for number, value in enumerate(node):
            yield from _leaves(value, (*path, number))
    else:
        yield path, node


def validate(model: type[M], document: Document, data: Any = None) -> tuple[M | None, list[Problem]]:
    """Check a document against its model; every fault comes back with its place and a hint."""
    try:
        return model.model_validate(document.data if data is None else data), []
    except ValidationError as error:
        return None, list(problems_of(document, error, (), model))


def problems_of(
    document: Document,
    error: ValidationError,
    prefix: Sequence[str | int],
    model: type[BaseModel] | None = None,
) -> Iterator[Problem]:
    """The problems of a part that was validated on its own, `prefix` being its place in the document."""
    for details in error.errors():
        yield _problem(document, model, details, prefix)


def _problem(
    document: Document,
    model: type[BaseModel] | None,
    details: ErrorDetails,
    prefix: Sequence[str | int],
) -> Problem:
    steps = [*prefix, *details["loc"]]
    of_key = bool(steps) and steps[-1] == "[key]"
    location = steps[:-1] if of_key else steps
    place = document.place(location)
    name = ".".join(str(step) for step in location)
    kind = details["type"]
    if kind == "missing":
        hint = "every field of the definition is asked for"
        return fault(place, "AM122", "`{field}` is missing", hint=hint, field=name)
    if kind == "extra_forbidden":
        known = list(fields_at(model, details["loc"][:-1]))
        similar = suggest(str(location[-1]), known)
        return fault(place, "AM123", "`{field}` is not a known field", suggestion=similar, field=name)
    if kind == "string_type" and isinstance(details["input"], int | float):
        return fault(
            place,
            "AM124",
            "`{field}` is a number where text belongs: {value}",
            hint="put codes in quotes, or YAML drops their leading zeros",
            field=name,
            value=details["input"],
        )
    message, fields = words(details)
    if kind == "value_error":
        place = _named_in(document, location, str(fields["reason"])) or place
    if not name:  # a rule of the whole definition
        message = message.removeprefix("`{field}`: ")
    return fault(place, "AM125", message, field=name, **fields)


def _named_in(document: Document, location: Sequence[str | int], rule: str) -> Place | None:
    """Where the first field stands that a rule names between backticks, if it is there."""
    for word in re.findall(r"`(\w+)`", rule):
        if (*location, word) in document.places:
            return document.place([*location, word])
    return None


def fields_at(model: type[BaseModel] | None, location: Sequence[str | int]) -> Mapping[str, Any]:
    """The fields known at a place of a model, as far as it can be followed."""
    for step in location:
        info = model.model_fields.get(str(step)) if model is not None else None
        inner = getattr(info, "annotation", None)
        model = inner if isinstance(inner, type) and issubclass(inner, Strict) else None
    return model.model_fields if model is not None else {}
