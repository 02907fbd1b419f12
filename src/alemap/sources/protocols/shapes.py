"""Whether an answer holds exactly what was asked: dimensions, codes, number of figures."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, Any

from alemap.errors import PassingError
from alemap.sources.protocols.plan import json_of, named

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from alemap.sources.http.messages import Answer
    from alemap.sources.protocols.selecting import Codes

CONTENTS = "ContentsCode"
"""The variable whose codes become value columns in PxWeb v1's `json`."""


def check_jsonstat(answer: Answer, wanted: Codes) -> None:
    """PassingError unless a JSON-stat answer (1.x or 2.0) holds every code asked for and no other."""
    sizes, dimension, cube = _cube(json_of(answer))
    for name, codes in wanted.items():
        if name not in sizes:
            raise _incomplete("the answer lacks the variable {names}", [name])
        category = _mapping(_mapping(dimension.get(name)).get("category"))
        index = category.get("index")
        found = list(index) if isinstance(index, list | dict) else list(_mapping(category.get("label")))
        _same(name, codes, found)
        if sizes[name] != len(found):
            raise _shape()
    extra = [name for name in sizes if name not in wanted and sizes[name] != 1]
    if extra:
        raise PassingError("the answer holds {names}, which was not asked for", names=named(extra))
    values, total = cube.get("value"), prod(sizes.values())
    if isinstance(values, list):
        if len(values) != total:
            raise _shape()
    elif not isinstance(values, dict) or not all(key.isdigit() and int(key) < total for key in values):
        raise _shape()


def _cube(document: Any) -> tuple[dict[str, int], dict[str, Any], dict[str, Any]]:
    """Sizes by name, the dimensions, and the dataset itself."""
    cube = _mapping(document)
    if "dimension" not in cube:
        cube = _mapping(next(iter(cube.values()), None))
    dimension = _mapping(cube.get("dimension"))
    names = cube.get("id", dimension.get("id"))
    sizes = cube.get("size", dimension.get("size"))
    if not isinstance(names, list) or not isinstance(sizes, list) or len(names) != len(sizes):
        raise _shape()
    try:
        return {str(name): int(size) for name, size in zip(names, sizes, strict=True)}, dimension, cube
    except (TypeError, ValueError) as error:
        raise _shape() from error


def jsonstat_updated(answer: Answer) -> str:
    """When the table was last changed, by the answer itself; empty where it does not say."""
    return str(_cube(json_of(answer))[2].get("updated") or "")


def check_pxweb_json(answer: Answer, wanted: Codes) -> None:
    """PassingError unless PxWeb v1's `json` holds every combination of the codes asked for, once."""
    document = _mapping(json_of(answer))
    columns, rows = document.get("columns"), document.get("data")
    if not isinstance(columns, list) or not isinstance(rows, list):
        raise _shape()
    kinds = [(str(_mapping(column).get("code")), _mapping(column).get("type")) for column in columns]
    keys = [code for code, kind in kinds if kind != "c"]
    measures = [code for code, kind in kinds if kind == "c"]
    asked = {name: codes for name, codes in wanted.items() if name != CONTENTS}
    absent = [name for name in asked if name not in keys]
    if absent:
        raise _incomplete("the answer lacks the variable {names}", absent)
    if CONTENTS in wanted:
        _same(CONTENTS, wanted[CONTENTS], measures)
    found = [_key(row, len(keys)) for row in rows]
    for name, codes in asked.items():
        place = keys.index(name)
        _same(name, codes, {key[place] for key in found})
    if len(found) != prod(len(codes) for codes in asked.values()) or len(set(found)) != len(found):
        raise _shape()


def pxweb_json_updated(answer: Answer) -> str:
    """When the table was last changed, by the answer itself; empty where it does not say."""
    metadata = _mapping(json_of(answer)).get("metadata")
    first = metadata[0] if isinstance(metadata, list) and metadata else None
    return str(_mapping(first).get("updated") or "") if first else ""


def _key(row: Any, length: int) -> tuple[str, ...]:
    key = _mapping(row).get("key")
    if not isinstance(key, list) or len(key) != length:
        raise _shape()
    return tuple(str(code).strip() for code in key)


def _same(name: str, wanted: Sequence[str], found: Collection[str]) -> None:
    """PassingError naming the codes that are asked for and not there, or there and not asked for."""
    missing = [code for code in wanted if code not in set(found)]
    if missing:
        raise _incomplete("the answer lacks {what} {names}", missing, what=name)
    extra = sorted(set(found) - set(wanted))
    if extra:
        raise PassingError("the answer holds {names}, which was not asked for", names=named(extra))


def _mapping(part: Any) -> dict[str, Any]:
    if not isinstance(part, dict):
        raise _shape()
    return part


def _shape() -> PassingError:
    return PassingError("the answer has not the shape that was asked for")


def _incomplete(message: str, names: Sequence[str], **fields: Any) -> PassingError:
    return PassingError(message, incomplete=True, names=named(names), **fields)
