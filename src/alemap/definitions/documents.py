"""One YAML document: its data, and where in the file each part of it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from alemap.definitions.settings import Strict
from alemap.definitions.suggest import closest
from alemap.definitions.text import read_text
from alemap.errors import Place, Problem

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pydantic_core import ErrorDetails

M = TypeVar("M", bound=Strict)


@dataclass(frozen=True, slots=True)
class Document:
    """A YAML file below the project: `name` is its path as shown in messages."""

    name: str
    data: Any

    def place(self, location: Sequence[str | int] = ()) -> Place:
        """Where `location` (keys and indexes from the top) stands, or as near to it as the file goes."""
        node = self.data
        line, column = 0, 0
        for step in location:
            found = _position(node, step)
            if found is None:
                break
            line, column = found
            node = node[step]
        return Place(self.name, line + 1, column + 1)


def _position(node: Any, step: str | int) -> tuple[int, int] | None:
    """Line and column of a key's or item's value, counted from 0; None where there is none."""
    if isinstance(node, CommentedMap) and step in node:
        key: tuple[int, int] = node.lc.key(step)
        return key
    if isinstance(node, CommentedSeq) and isinstance(step, int) and step < len(node):
        item: tuple[int, int] = node.lc.item(step)
        return item
    return None


def read_document(path: Path, name: str) -> tuple[Document | None, list[Problem]]:
    """Read a YAML 1.2 file; duplicate keys, tabs and other faults of the form come back as problems."""
    text, problems = read_text(path, name)
    if text is None:
        return None, problems
    try:
        data = YAML(typ="rt").load(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Place(name, mark.line + 1, mark.column + 1) if mark else Place(name)
        what = (error.problem or error.context or "not YAML").strip()
        return None, [Problem(place, "AM121", f"not valid YAML: {what}")]
    except YAMLError as error:
        return None, [Problem(Place(name), "AM121", f"not valid YAML: {error}")]
    if not isinstance(data, CommentedMap):
        return None, [Problem(Place(name, 1), "AM121", "expected `field: value` lines, found something else")]
    return Document(name, data), []


def validate(model: type[M], document: Document, data: Any = None) -> tuple[M | None, list[Problem]]:
    """Check a document against its model; every fault comes back with its place and a hint."""
    try:
        return model.model_validate(document.data if data is None else data), []
    except ValidationError as error:
        return None, [_problem(document, model, details) for details in error.errors()]


def problems_of(document: Document, error: ValidationError, prefix: Sequence[str | int]) -> list[Problem]:
    """The problems of a part that was validated on its own, `prefix` being its place in the document."""
    return [_problem(document, None, details, prefix) for details in error.errors()]


def _problem(
    document: Document,
    model: type[Strict] | None,
    details: ErrorDetails,
    prefix: Sequence[str | int] = (),
) -> Problem:
    location = [*prefix, *details["loc"]]
    place = document.place(location)
    field = ".".join(str(step) for step in location)
    kind = details["type"]
    if kind == "missing":
        return Problem(place, "AM122", f"`{field}` is missing", "every field of the definition is asked for")
    if kind == "extra_forbidden":
        known = list(model.model_fields) if model is not None and len(location) == 1 else []
        return Problem(place, "AM123", f"`{field}` is not a known field", closest(str(location[-1]), known))
    if kind == "string_type" and isinstance(details["input"], int | float):
        return Problem(
            place,
            "AM124",
            f"`{field}` is a number where text belongs: {details['input']}",
            "put codes in quotes, or YAML drops their leading zeros",
        )
    return Problem(place, "AM125", f"`{field}`: {details['msg'].removeprefix('Value error, ')}")
