"""PxWeb v1 `json`: `columns`, `data` with keys and values as text, `comments`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

import polars as pl

from alemap.errors import Place, SourceError
from alemap.sources.decoded import Decoded, join, spread
from alemap.sources.guess_json import refuse_without_figures
from alemap.sources.marks import read_figures, split
from alemap.sources.text import decode_json

if TYPE_CHECKING:
    from alemap.definitions.read_options import PxwebJsonRead

LIBRARY_ERRORS: tuple[type[Exception], ...] = ()


def read(content: bytes, options: PxwebJsonRead, name: str, marks: frozenset[str]) -> Decoded:
    """Read all rows; the value columns (type `c`) make one more dimension, named by `options.measure`."""
    document = decode_json(content, name)
    refuse_without_figures(document, name)
    if not isinstance(document, dict):
        _fault("there should be an object with `columns` and `data` here", None, name)
    columns = _columns(document.get("columns"), name)
    dimensions = [code for code, (_, kind) in columns.items() if kind != "c"]
    measures = [code for code, (_, kind) in columns.items() if kind == "c"]
    if not measures or not dimensions:
        _fault("there are no value columns (type `c`), or nothing but such columns", "columns", name)
    keys, values = _rows(document.get("data"), len(dimensions), len(measures), name)

    def place(index: int) -> Place:
        row, column = divmod(index, len(measures))
        return Place(name, cell=f"data[{row}].values[{column}]")

    numbers, texts = split(values)
    figures = read_figures(numbers, texts, marks, place)
    rows = {code: [key[i] for key in keys] for i, code in enumerate(dimensions)}
    frame = spread([rows, {options.measure: measures}], name)
    index = pl.int_range(len(values), dtype=pl.Int64, eager=True)
    cells = pl.select(pl.format("data[{}].values[{}]", index // len(measures), index % len(measures)))
    return Decoded(
        frame=join(frame, figures, cells.to_series()),
        dimensions=(*dimensions, options.measure),
        labels={options.measure: {code: columns[code][0] for code in measures}},
        title=_metadata(document, "label"),
        updated=_metadata(document, "updated"),
        notes=_comments(document.get("comments")),
        roles={**{code: "time" for code in dimensions if columns[code][1] == "t"}, options.measure: "metric"},
    )


def _columns(part: Any, name: str) -> dict[str, tuple[str, str]]:
    """Give code -> (text, type) of each column, in order."""
    if not isinstance(part, list):
        _fault("there should be a list here", "columns", name)
    columns: dict[str, tuple[str, str]] = {}
    for i, column in enumerate(part):
        code = column.get("code") if isinstance(column, dict) else None
        if not isinstance(code, str) or code.strip() in columns:
            _fault("a column has no code of its own", f"columns[{i}]", name)
        columns[code.strip()] = (str(column.get("text", code)).strip(), str(column.get("type", "d")))
    return columns


def _rows(part: Any, dimensions: int, measures: int, name: str) -> tuple[list[list[str]], list[Any]]:
    """Give the keys of each row, and the values of all rows in one list."""
    if not isinstance(part, list):
        _fault("there should be a list here", "data", name)
    keys: list[list[str]] = []
    values: list[Any] = []
    for i, row in enumerate(part):
        key, figures = (row.get("key"), row.get("values")) if isinstance(row, dict) else (None, None)
        if not isinstance(key, list) or len(key) != dimensions or not all(isinstance(k, str) for k in key):
            _fault("there should be {count} codes as text here", f"data[{i}].key", name, count=dimensions)
        if not isinstance(figures, list) or len(figures) != measures:
            _fault("there should be {count} values here", f"data[{i}].values", name, count=measures)
        keys.append([code.strip() for code in key])
        values += figures
    return keys, values


def _metadata(document: dict[str, Any], key: str) -> str | None:
    part = document.get("metadata")
    first = part[0] if isinstance(part, list) and part else None
    text = first.get(key) if isinstance(first, dict) else None
    return text.strip() if isinstance(text, str) and text.strip() else None


def _comments(part: Any) -> tuple[str, ...]:
    """Give the notes, each with the variable and the code it is about."""
    comments = part if isinstance(part, list) else []
    notes = []
    for comment in comments:
        text = comment.get("comment") if isinstance(comment, dict) else None
        if isinstance(text, str) and text.strip():
            about = (comment.get(key) for key in ("variable", "value"))
            of = " ".join(part.strip() for part in about if isinstance(part, str) and part.strip())
            notes.append(f"{of}: {text.strip()}" if of else text.strip())
    return tuple(notes)


def _fault(message: str, where: str | None, name: str, **fields: Any) -> NoReturn:
    raise SourceError(
        message,
        place=Place(name, cell=where),
        hint="The file is not PxWeb's `json`: fetch it again, or look whether `form` fits.",
        **fields,
    )
