"""JSON-stat 1.x and 2.0, as PxWeb, Eurostat and others give it (https://json-stat.org/full/)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NoReturn

import polars as pl

from alemap.domain import CellForm
from alemap.errors import Place, SourceError
from alemap.sources.cube import read_cube
from alemap.sources.decoded import MAX_CELLS, ROLES, Decoded, check_size, join, numbered, spread
from alemap.sources.guess_json import refuse_without_figures
from alemap.sources.marks import read_figures, split

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from alemap.definitions.read_options import JsonStatRead

LIBRARY_ERRORS: tuple[type[Exception], ...] = ()

_PLACE = CellForm("value[", "]")


def read(content: bytes, options: JsonStatRead, name: str, marks: frozenset[str]) -> Decoded:
    """Read one dataset: every cell of the cube becomes a row, the last dimension running fastest.

    A cell absent from a sparse `value` is the same as null in a full one: it needs a status or "" as mark.
    """
    document, arrays = read_cube(content, name)
    refuse_without_figures(document, name)
    dataset = _choose(document, options.dataset, name)
    dimension = _mapping(dataset.get("dimension"), "dimension", name)
    ids = _list(dataset.get("id", dimension.get("id")), "id", name)
    sizes = [
        _whole(size, f"size[{i}]", name)
        for i, size in enumerate(_list(dataset.get("size", dimension.get("size")), "size", name))
    ]
    if len(ids) != len(sizes) or not ids:
        _fault(
            "`id` names {ids} dimensions but `size` gives {sizes}", "id", name, ids=len(ids), sizes=len(sizes)
        )
    codes: dict[str, list[str]] = {}
    labels: dict[str, dict[str, str]] = {}
    for key, size in zip(ids, sizes, strict=True):
        if not isinstance(key, str) or key in codes:
            _fault("`{key}` is not the name of one dimension", "id", name, key=key)
        codes[key], labels[key] = _category(
            _mapping(dimension.get(key), f"dimension.{key}", name), key, size, name
        )
    cells = check_size(sizes, name)
    numbers, texts = _values(dataset.get("value"), arrays, cells, name)
    statuses = _statuses(dataset.get("status"), cells, name)

    def place(index: int) -> Place:
        return Place(name, cell=_PLACE.text(index))

    # A text in a figure's place counts before the status of that cell.
    signs = statuses if texts is None else texts.zip_with(texts.fill_null("") != "", statuses)
    figures = read_figures(numbers, signs, marks, place, only_marks=True)
    axes = [{key.strip(): column} for key, column in codes.items()]
    return Decoded(
        frame=join(spread(axes, name), figures, numbered(cells)),
        dimensions=tuple(key.strip() for key in codes),
        labels={key.strip(): found for key, found in labels.items() if found},
        title=_text(dataset.get("label")),
        updated=_text(dataset.get("updated")),
        notes=tuple(_all_notes(dataset, dimension, ids)),
        roles=_roles(dataset.get("role", dimension.get("role")), ids),
        cells=_PLACE,
        distinct=True,
    )


def _choose(document: Any, wanted: str | None, name: str) -> Mapping[str, Any]:
    """Find the dataset: the document itself (2.0), or one of a bundle (1.x)."""
    top = _mapping(document, "", name)
    if "dimension" in top and "value" in top:
        return top
    bundle = {key: part for key, part in top.items() if isinstance(part, dict) and "dimension" in part}
    if not bundle:
        raise SourceError(
            "there is no JSON-stat dataset in this file",
            place=Place(name),
            hint="Look whether `form` fits: a dataset has `dimension` and `value`.",
        )
    if wanted is None and len(bundle) == 1:
        return next(iter(bundle.values()))
    if wanted is None or wanted not in bundle:
        raise SourceError(
            "the file holds the datasets {known}, and `{wanted}` is not one of them",
            place=Place(name),
            hint="Name one of them under `read`: `dataset`.",
            known=", ".join(bundle),
            wanted=wanted or "",
        )
    return bundle[wanted]


def _category(
    dimension: Mapping[str, Any], key: str, size: int, name: str
) -> tuple[list[str], dict[str, str]]:
    """Give a dimension's codes in order, and their labels."""
    where = f"dimension.{key}.category"
    category = _mapping(dimension.get("category"), where, name)
    labels = _mapping(category.get("label", {}), f"{where}.label", name)
    index = category.get("index")
    if index is None:
        codes: list[Any] = list(labels)
    elif isinstance(index, dict):
        order = {code: _whole(at, f"{where}.index", name) for code, at in index.items()}
        codes = sorted(order, key=order.__getitem__)
        if sorted(order.values()) != list(range(len(order))):
            _fault("the places of the codes do not run from 0 without gap", f"{where}.index", name)
    else:
        codes = _list(index, f"{where}.index", name)
    if len(codes) != size:
        _fault("there are {found} codes where `size` says {size}", where, name, found=len(codes), size=size)
    if not all(isinstance(code, str) for code in codes):
        _fault("a code is not text", f"{where}.index", name)
    stripped = [code.strip() for code in codes]
    if len(set(stripped)) != len(stripped):
        _fault("a code stands there twice", f"{where}.index", name)
    return stripped, {code.strip(): label for code, label in labels.items() if isinstance(label, str)}


def _values(
    value: Any, arrays: Mapping[str, pl.Series], cells: int, name: str
) -> tuple[pl.Series, pl.Series | None]:
    """Give all values in order as numbers, null where there is none, and the texts among them, if any."""
    if isinstance(value, str) and value in arrays:
        numbers = arrays[value]
        _check_number(len(numbers), cells, name)
        return numbers, None
    if isinstance(value, dict):
        at = _indexes(value, cells, "value", name)
        numbers, texts = split(_plain(list(value.values()), name))
        if not len(at):
            return _nothing(cells, pl.Float64), None
        return (
            _nothing(cells, pl.Float64).scatter(at, numbers),
            _nothing(cells, pl.String).scatter(at, texts),
        )
    values = _list(value, "value", name)
    _check_number(len(values), cells, name)
    return split(_plain(values, name))


def _check_number(found: int, cells: int, name: str) -> None:
    if found != cells:
        raise SourceError(
            "there are {found} values where the sizes make {cells}",
            place=Place(name, cell="value"),
            hint="Fetch the file again; the answer is not whole."
            if found
            else "A metadata answer has no values: fetch the table's data.",
            found=found,
            cells=cells,
        )


def _plain(values: list[Any], name: str) -> list[Any]:
    if not set(map(type, values)) <= {int, float, str, type(None)}:
        at = next(i for i, value in enumerate(values) if type(value) not in (int, float, str, type(None)))
        _fault("this is no figure", f"value[{at}]", name)
    return values


def _statuses(status: Any, cells: int, name: str) -> pl.Series:
    """Give the status of every cell as text: one for all, one per cell, or by the cell's number.

    Eurostat's old form puts the list into an object under `value`.
    """
    if isinstance(status, dict) and set(status) == {"value"} and isinstance(status["value"], list):
        status = status["value"]
    if isinstance(status, list) and len(status) == 1:
        status = status[0]
    if status is None or isinstance(status, str):
        return pl.Series([status], dtype=pl.String).new_from_index(0, cells)
    if isinstance(status, dict):
        at: pl.Series = _indexes(status, cells, "status", name)
        signs: list[Any] = list(status.values())
    else:
        signs = _list(status, "status", name)
        at = numbered(cells)
        if len(signs) != cells:
            _fault("the statuses do not fit the {cells} cells", "status", name, cells=cells)
    if not set(map(type, signs)) <= {str, type(None)}:
        _fault("a status is not text", "status", name)
    none = _nothing(cells, pl.String)
    return none.scatter(at, pl.Series(signs, dtype=pl.String)) if len(at) else none


def _nothing(cells: int, kind: type[pl.DataType]) -> pl.Series:
    return pl.Series([None], dtype=kind).new_from_index(0, cells)


def _indexes(by_number: Mapping[str, Any], cells: int, where: str, name: str) -> pl.Series:
    """Give the numbers of the cells that a sparse form names, each once."""
    keys = pl.Series(list(by_number), dtype=pl.String)
    numbers = keys.set(~keys.str.contains("^[0-9]{1,9}$"), None).cast(pl.UInt32)
    wrong = (numbers.is_null() | (numbers >= cells)).arg_true()
    if len(wrong):
        key = keys[int(wrong[0])]
        _fault("`{key}` is not the number of one of the {cells} cells", where, name, key=key, cells=cells)
    if numbers.is_duplicated().any():
        key = keys[int(numbers.is_duplicated().arg_true()[0])]
        _fault("`{key}` stands for a cell named before", where, name, key=key)
    return numbers


def _whole(number: Any, where: str, name: str) -> int:
    """Read a size or place: a whole number, which some agencies write as text."""
    written = isinstance(number, str) and re.fullmatch("[0-9]{1,9}", number) is not None
    if not (written or type(number) is int) or not 0 <= int(number) <= MAX_CELLS:
        _fault("`{number}` is no size or place of a code", where, name, number=str(number)[:40])
    return int(number)


def _mapping(part: Any, where: str, name: str) -> Mapping[str, Any]:
    if not isinstance(part, dict):
        _fault("there should be an object with names here", where, name)
    return part


def _list(part: Any, where: str, name: str) -> list[Any]:
    if not isinstance(part, list):
        _fault("there should be a list here", where, name)
    return part


def _fault(message: str, where: str, name: str, **fields: Any) -> NoReturn:
    raise SourceError(
        message,
        place=Place(name, cell=where or None),
        hint="The file is not whole JSON-stat: fetch it again, or look whether `form` fits.",
        **fields,
    )


def _text(part: Any) -> str | None:
    return part.strip() if isinstance(part, str) and part.strip() else None


def _roles(part: Any, ids: list[Any]) -> dict[str, str]:
    """Give what the dimensions are said to be, so far as they are there."""
    roles = part if isinstance(part, dict) else {}
    return {
        key.strip(): role
        for role in ROLES
        for key in (roles[role] if isinstance(roles.get(role), list) else ())
        if isinstance(key, str) and key in ids
    }


def _notes(part: Any) -> tuple[str, ...]:
    parts = part if isinstance(part, list) else [part]
    return tuple(text for text in map(_text, parts) if text)


def _all_notes(dataset: Mapping[str, Any], dimension: Mapping[str, Any], ids: list[Any]) -> Iterator[str]:
    """Give the notes of the table, of its dimensions and of their codes, each with what it is of."""
    yield from _notes(dataset.get("note"))
    for key in ids:
        yield from (f"{key}: {note}" for note in _notes(dimension[key].get("note")))
        of_codes = dimension[key]["category"].get("note")
        for code, notes in of_codes.items() if isinstance(of_codes, dict) else ():
            yield from (f"{key} {code}: {note}" for note in _notes(notes))
