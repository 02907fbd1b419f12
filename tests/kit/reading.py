"""Reads a file and checks what must hold of any: whole rows with the file's figures, or one error."""

from __future__ import annotations

import json
import math
import re
from typing import TYPE_CHECKING, Any

import polars as pl

from alemap.errors import SourceError
from alemap.sources import decode
from alemap.workflows.inspect import inspect
from kit.forms import MARKS

if TYPE_CHECKING:
    from alemap.sources.decoded import Decoded
    from kit.forms import Form

_STEP = re.compile(r"([^.\[\]]+)|\[(\d+)\]")
_NOT_IN_NUMBERS = re.compile("[ \u00a0\u202f\u2009*]")


def rows_or_refused(form: Form, content: bytes) -> pl.DataFrame | None:
    """Decode: a table with its contract kept, or a SourceError naming the file; anything else is a fault."""
    try:
        decoded = decode(form.form, content, form.options, "fil", MARKS)
    except SourceError as error:
        if error.place is None or error.place.file != "fil" or not str(error):
            raise AssertionError(f"an error without its place: {error!r}") from error
        return None
    check_contract(decoded)
    check_figures(decoded, content)
    return decoded.frame


def inspected_or_refused(form: Form, content: bytes) -> bool:
    """Inspect: whether a table is described, with drafts; a SourceError naming the file if not."""
    del form
    try:
        found = inspect(content, "fil", None)
    except SourceError as error:
        if error.place is None or error.place.file != "fil" or not str(error):
            raise AssertionError(f"an error without its place: {error!r}") from error
        return False
    assert found.drafts or not found.cells
    return True


def check_contract(decoded: Decoded) -> None:
    """What every table promises."""
    frame = decoded.texts()
    assert frame.columns == [*decoded.dimensions, "value", "mark", "cell"]
    kinds = [frame.schema[name] for name in frame.columns if name != "value"]
    assert all(kind == pl.String for kind in kinds)
    assert frame.select(pl.col("value").is_not_null() | pl.col("mark").is_not_null()).to_series().all()
    assert frame["value"].is_finite().drop_nulls().all()
    others = frame.select(*decoded.dimensions, "cell")
    assert sum(others.null_count().row(0)) == 0
    assert not decoded.distinct or not frame.select(decoded.dimensions).is_duplicated().any()


def check_figures(decoded: Decoded, content: bytes) -> None:
    """Every figure is the one that stands at its place, where the place leads into JSON or delimited text."""
    find = _finder(content)
    if find is None:
        return
    for value, mark, cell in decoded.texts().select("value", "mark", "cell").rows():
        written = find(cell)
        if written is None and value is None:
            continue
        text = _NOT_IN_NUMBERS.sub("", written).removeprefix("cirka") if isinstance(written, str) else written
        if value is not None:
            number = float(text.replace("\u2212", "-").replace(",", ".")) if isinstance(text, str) else text
            assert math.isclose(value, float(number), rel_tol=0, abs_tol=0), (cell, value, written)
        elif isinstance(written, str):
            assert mark is not None


def _finder(content: bytes) -> Any:
    """Gives what stands at a place, for JSON documents and the lists in them."""
    try:
        document = json.loads(content)
    except (ValueError, RecursionError):
        return None

    def find(cell: str) -> Any:
        inside = document
        if isinstance(document, dict) and cell.startswith("value[") and "dimension" not in document:
            inside = next(
                part for part in document.values() if isinstance(part, dict) and "dimension" in part
            )
        for name, number in _STEP.findall(cell):
            if isinstance(inside, dict) and number:
                inside = next((part for key, part in inside.items() if int(key) == int(number)), None)
            elif isinstance(inside, dict):
                inside = inside.get(name)
            elif name:
                inside = inside[name]
            else:
                inside = inside[int(number)]
        return inside.get("value") if isinstance(inside, dict) else inside

    return None if isinstance(document, dict) and _columns(document) else find


def _columns(document: dict[str, Any]) -> bool:
    return all(isinstance(part, list) for part in document.values())
