"""Every way in which a definition can break its schema, made from the schema itself.

A definition is written anew, one key a line, so that the line of each break is known.
"""

from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from alemap.definitions.documents import Document
from alemap.definitions.json_schema import DEFINITIONS, schema_of
from alemap.definitions.project import _Reader
from alemap.definitions.read_options import READERS
from alemap.definitions.yamlfile import read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from alemap.errors import Problem

Steps = tuple[Any, ...]
GONE = object()


@dataclass(frozen=True)
class Break:
    """One change of a definition: what stands at `path`, which code it must have, the line's path."""

    what: str
    path: Steps
    value: Any
    code: str
    line: Steps


def emit(value: Any, path: Steps = (), indent: int = 0) -> Iterator[tuple[str, list[Steps]]]:
    """Lines of YAML, each with the paths of what begins there."""
    pad = "  " * indent
    for step, inner in value.items() if isinstance(value, dict) else enumerate(value):
        here = (*path, step)
        if isinstance(value, dict):
            head = f"{pad}{json.dumps(step, ensure_ascii=False)}:"
            if isinstance(inner, dict | list) and inner:
                yield head, [here]
                yield from emit(inner, here, indent + 1)
                continue
        elif isinstance(inner, dict) and inner:
            (first, places), *rest = emit(inner, here, indent + 1)
            yield f"{pad}- {first.strip()}", [here, *places]
            yield from rest
            continue
        else:
            head = f"{pad}-"
        yield f"{head} {json.dumps(inner, ensure_ascii=False)}", [here]


@cache
def _schema(kind: str) -> dict[str, Any]:
    return schema_of(DEFINITIONS[kind][0], kind)


def breaks(kind: str, data: Any) -> Iterator[Break]:
    """Every break of a definition of a kind."""
    schema = _schema(kind)
    yield from _breaks(schema, schema, data, ())
    if kind == "dataset" and data.get("read"):
        part = schema["$defs"][READERS[data["form"]].__name__]
        yield from _breaks(schema, part, data["read"], ("read",))


def _breaks(root: dict[str, Any], schema: dict[str, Any], value: Any, path: Steps) -> Iterator[Break]:
    schema = _fitting(root, schema, value)
    wrong: Any = "text" if schema.get("type") in {"object", "array", "integer", "number", "boolean"} else [1]
    if path and schema.get("type"):
        yield Break("wrong type", path, wrong, "AM12", path)
    if schema.get("type") == "string":
        yield Break(
            "unquoted code", path, 114, "AM12" if {"enum", "const"} & schema.keys() else "AM124", path
        )
    yield from _of_bounds(schema, path)
    if isinstance(value, dict):
        yield from _of_object(root, schema, value, path)
    elif isinstance(value, list) and isinstance(schema.get("items"), dict):
        for number, inner in enumerate(value):
            yield from _breaks(root, schema["items"], inner, (*path, number))


def _of_bounds(schema: dict[str, Any], path: Steps) -> Iterator[Break]:
    if "enum" in schema or "const" in schema:
        yield Break("no choice", path, "none of them", "AM12", path)
    if "pattern" in schema:
        yield Break("bad pattern", path, "Not So!", "AM125", path)
    for limit, past in (("minimum", -1), ("exclusiveMinimum", 0), ("maximum", 1), ("exclusiveMaximum", 0)):
        if limit in schema:
            yield Break("out of range", path, schema[limit] + past, "AM125", path)
    if schema.get("minLength"):
        yield Break("empty text", path, "", "AM125", path)
    if schema.get("minItems"):
        yield Break("too few", path, [], "AM12", path)


def _of_object(
    root: dict[str, Any], schema: dict[str, Any], value: dict[str, Any], path: Steps
) -> Iterator[Break]:
    properties = schema.get("properties", {})
    if schema.get("additionalProperties") is False:
        yield Break("unknown field", (*path, "not_a_field"), 1, "AM123", (*path, "not_a_field"))
    for name in schema.get("required", ()):
        if name in value:
            yield Break("missing", (*path, name), GONE, "AM122", path)
    for name, inner in value.items():
        if name in properties and (path, name) != ((), "read"):
            yield from _breaks(root, properties[name], inner, (*path, name))
        elif isinstance(schema.get("additionalProperties"), dict):
            yield from _breaks(root, schema["additionalProperties"], inner, (*path, name))


def _fitting(root: dict[str, Any], schema: dict[str, Any], value: Any) -> dict[str, Any]:
    """The schema a value was written by, references followed and choices made by its type."""
    while True:
        if "$ref" in schema:
            schema = root["$defs"][schema["$ref"].rpartition("/")[2]]
        elif "allOf" in schema and len(schema["allOf"]) == 1 and "$ref" in schema["allOf"][0]:
            schema = schema["allOf"][0]
        elif "anyOf" in schema:
            choices = [_fitting(root, each, value) for each in schema["anyOf"]]
            fits = [each for each in choices if _is(each.get("type"), value)]
            # of several choices a break of one may be right by another: only their common type is sure
            schema = fits[0] if len(choices) == 2 and {"type": "null"} in choices and fits else {}
        else:
            return schema


def _is(kind: str | None, value: Any) -> bool:
    kinds = {
        "string": str,
        "integer": int,
        "number": (int, float),
        "boolean": bool,
        "object": dict,
        "array": list,
    }
    return kind in kinds and isinstance(value, kinds[kind])  # type: ignore[arg-type]


def broken(data: Any, each: Break) -> tuple[str, int]:
    """The text of a broken definition, and the line where the break stands."""
    data = deepcopy(data)
    *above, last = each.path
    node = data
    for step in above:
        node = node[step]
    if each.value is GONE:
        del node[last]
    else:
        node[last] = each.value
    lines = list(emit(data))
    places = {place: number for number, (_, found) in enumerate(lines, start=1) for place in found}
    line = places[each.line] if each.line else 1
    return "".join(f"{text}\n" for text, _ in lines), line


def problems_of(root: Path, kind: str, name: str, text: str) -> list[Problem]:
    """What is found in a definition by itself."""
    tree = read_yaml(text)
    reader = _Reader(root)
    reader._validated(DEFINITIONS[kind][0], Document(name, tree.data, tree.places))
    return reader.problems
