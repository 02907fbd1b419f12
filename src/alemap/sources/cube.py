"""The long list of figures in a JSON answer, read at once and not one by one.

Reading millions of figures as Python objects takes seconds and hundreds of megabytes. So the list under
`value` is cut out of the bytes, read by polars as one column, and the rest is read as any JSON.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from alemap.errors import SourceError
from alemap.sources.text import decode_json

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_NAME = b'"value"'
_LIST_FOLLOWS = re.compile(rb"[ \t\r\n]*+:[ \t\r\n]*+\[")
_FIGURES = b"0123456789+-.eEnul,"
_BLANKS = b" \t\r\n"
_MOST_LISTS = 100
"""So many lists are cut out; more than any table has are read with the rest, since each takes its time."""

_BLANKED = bytes(byte if byte in b"\r\n" else 32 for byte in range(256))


def read_cube(content: bytes, name: str) -> tuple[Any, Mapping[str, pl.Series]]:
    """Read JSON; lists of plain figures under `value` are given apart, the document holding their names.

    The lists are Float64, null where the file has null. A list with anything else in it stays where it is,
    and so does one in an encoding that is not UTF-8's.
    """
    arrays: dict[str, pl.Series] = {}
    parts: list[bytes] = []
    cut: list[tuple[int, int]] = []
    done = 0
    if json.detect_encoding(content).startswith("utf-8"):
        stem = _unused(content)
        at = content.find(_NAME)
        while at >= 0 and len(arrays) < _MOST_LISTS:
            match = _LIST_FOLLOWS.match(content, at + len(_NAME))
            # A quote within a string is always escaped, so this can be nothing but the name `value`.
            whole = match is not None and content[at - 1 : at] != b"\\"
            figures, end = None, 0
            if match is not None and whole:
                # No further than the next text: a file full of openings must not be searched again and again.
                text = content.find(b'"', match.end())
                end = content.find(b"]", match.end(), text if text >= 0 else len(content))
                figures = read_figure_list(content[match.end() : end]) if end >= 0 else None
            if match is None or figures is None:
                at = content.find(_NAME, at + 1)
                continue
            key = f"{stem}{len(arrays)}"
            arrays[key] = figures
            parts += [content[done : match.end() - 1], f'"{key}"'.encode()]
            cut.append((match.end() - 1, end + 1))
            done = end + 1
            at = content.find(_NAME, done)
    if not arrays:
        return decode_json(content, name), arrays
    try:
        return decode_json(b"".join([*parts, content[done:]]), name), arrays
    except SourceError:
        # Once more with blanks where the lists stood, so that the error's line and column are the file's.
        decode_json(_blanked(content, cut), name)
        raise


def _blanked(content: bytes, cut: Sequence[tuple[int, int]]) -> bytes:
    """The document with a nought and blanks in the place of each list, its lines and columns as they were."""
    parts, done = [], 0
    for start, end in cut:
        parts += [content[done:start], b"0", content[start + 1 : end].translate(_BLANKED)]
        done = end
    return b"".join([*parts, content[done:]])


def read_figure_list(text: bytes) -> pl.Series | None:
    """Read what stands between the brackets of a list of figures and nulls; None when there is more to it.

    Doubles come out exact. A number that JSON would write without its leading zero or bare point is that
    number all the same.
    """
    bare = _without_blanks(text)
    if (
        not bare
        or bare.translate(None, _FIGURES)
        or b",," in bare
        or bare.startswith(b",")
        or bare.endswith(b",")
        or (b"+" in bare and bare.count(b"+") != bare.count(b"e+") + bare.count(b"E+"))
    ):
        return None
    try:
        frame = pl.read_csv(
            bare,
            has_header=False,
            eol_char=",",
            separator="\x01",
            quote_char=None,
            schema={"figure": pl.Float64},
            null_values=["null"],
        )
    except pl.exceptions.PolarsError:
        return None
    return frame["figure"] if frame.height == bare.count(b",") + 1 else None


def _without_blanks(text: bytes) -> bytes | None:
    """Leave out the blanks around commas; None when one stands within a figure."""
    if not text.translate(None, b"0123456789.,nul-"):
        return text
    closed = text.replace(b", ", b",")
    if not any(blank in closed for blank in (b" ", b"\t", b"\r", b"\n")):
        return closed
    letters = np.frombuffer(b"," + closed.strip(_BLANKS) + b",", dtype=np.uint8)
    blank = np.isin(letters, np.frombuffer(_BLANKS, dtype=np.uint8))
    kept = letters[~blank]
    # Whether blanks stood before each letter that is kept; then one of its neighbours must be a comma.
    after = np.concatenate(([False], blank[:-1]))[~blank]
    comma = kept == ord(",")
    before = np.concatenate(([True], comma[:-1]))
    if (after & ~comma & ~before).any():
        return None
    return kept[1:-1].tobytes()


def _unused(content: bytes) -> str:
    """The beginning of names that stand nowhere in the file."""
    stem = "figures:"
    while stem.encode() in content:
        stem = "_" + stem
    return stem
