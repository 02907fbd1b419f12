"""PX files: keywords, then DATA, with or without KEYS.

Source of the format: SCB, PX file format specification (AXIS-VERSION 2013), "Data in the PX-file".
"""

from __future__ import annotations

import re
from itertools import islice
from math import prod
from typing import TYPE_CHECKING, Any, NoReturn

import polars as pl

from alemap.domain import CellForm
from alemap.errors import Place, SourceError
from alemap.sources.decoded import Decoded, check_dimensions, check_size, join, numbered, spread
from alemap.sources.marks import read_figures
from alemap.sources.pxtext import NOTES, PxText, parse

if TYPE_CHECKING:
    from alemap.definitions.read_options import PxRead

LIBRARY_ERRORS: tuple[type[Exception], ...] = ()

_PLACE = CellForm("DATA[", "]")

_ROLES = {"TIMEVAL": "time", "MAP": "geo"}
_LENGTH = 256
"""No figure is longer, with all the blanks about it."""

_FIGURE = r'"[^"]*"|[^\s,;"]+'
# What DATA may hold in a figure's place, and the keyword that says how the agency shows it.
_SYMBOLS = {"." * dots: f"DATASYMBOL{dots}" for dots in range(1, 7)} | {
    "." * 7: "DATASYMBOLSUM",
    "-": "DATASYMBOLNIL",
}


def read(content: bytes, options: PxRead, name: str, marks: frozenset[str]) -> Decoded:
    """Read the cube; dimensions are named as in STUB and HEADING of the language asked for.

    Codes are CODES, else VALUES. A mark is what the agency shows (DATASYMBOL), if the definition knows
    that sign, else what DATA holds, without quotes. With KEYS, rows left out are zeros: the format says so.
    """
    px = parse(content, options.encoding, name)
    language = _language(px, options.language)
    own = _names(px, None)
    dimensions = _names(px, language)
    check_dimensions(dimensions, name)
    if not dimensions or len(dimensions) != len(own):
        _fault("STUB and HEADING do not name the same dimensions in every language", px)
    values = [_values(px, language, dimension) for dimension in dimensions]
    own_values = [_values(px, None, dimension) for dimension in own]
    codes: dict[str, list[str]] = {}
    labels: dict[str, dict[str, str]] = {}
    for at, dimension in enumerate(dimensions):
        found = px.items("CODES", language, dimension) or px.items("CODES", None, own[at])
        codes[dimension] = [code.strip() for code in found or values[at]]
        if len(codes[dimension]) != len(values[at]) or not values[at]:
            _fault(
                "VALUES and CODES of `{dimension}` are missing or differ in number", px, dimension=dimension
            )
        if len(set(codes[dimension])) != len(codes[dimension]):
            _fault("a code of `{dimension}` stands there twice", px, dimension=dimension)
        if found:
            labels[dimension] = dict(zip(codes[dimension], values[at], strict=True))
    sizes = [len(column) for column in codes.values()]
    cells = check_size(sizes, name)
    with_keys = any(keyword == "KEYS" for keyword, _, _ in px.entries)
    _check_length(px, cells, [*values, *own_values, *codes.values()] if with_keys else [])
    tokens = _tokens(px)
    if with_keys:
        tokens, places = _fill(px, tokens, own_values, list(codes.values()), sizes)
    else:
        places = None
        if len(tokens) != cells:
            _short(px, len(tokens), cells)
    shown = {sign: px.text(keyword, language) for sign, keyword in _SYMBOLS.items()}
    signs = {sign: text for sign, text in shown.items() if text is not None and text in marks}
    texts = tokens.str.strip_chars('"').str.strip_chars().replace(signs)

    def place(index: int) -> Place:
        token = index if places is None else places[index]
        return Place(name, line=None if token is None else _line(px, token), cell=_PLACE.text(index))

    figures = read_figures(pl.repeat(None, cells, dtype=pl.Float64, eager=True), texts, marks, place)
    return Decoded(
        frame=join(spread([{key: column} for key, column in codes.items()], name), figures, numbered(cells)),
        dimensions=tuple(dimensions),
        labels=labels,
        title=px.text("TITLE", language) or px.text("DESCRIPTION", language),
        updated=_updated(px, language),
        notes=_notes(px, language),
        roles=_roles(px, dict(zip(own, dimensions, strict=True))),
        cells=_PLACE,
        distinct=True,
    )


def _language(px: PxText, wanted: str | None) -> str | None:
    """Give the language to look up: None for the file's own; SourceError when it has no such language."""
    if wanted is None or wanted == px.text("LANGUAGE", None):
        return None
    known = {language for keyword, language, _ in px.entries if keyword in ("STUB", "HEADING") and language}
    if wanted not in known:
        _fault("the file has no names in the language `{language}`", px, language=wanted)
    return wanted


def _names(px: PxText, language: str | None) -> list[str]:
    return [dimension.strip() for keyword in ("STUB", "HEADING") for dimension in px.items(keyword, language)]


def _values(px: PxText, language: str | None, dimension: str) -> list[str]:
    return [value.strip() for value in px.items("VALUES", language, dimension)]


def _check_length(px: PxText, cells: int, keys: list[list[str]]) -> None:
    """Refuse DATA that is far longer than its figures and keys can be, before it takes all memory."""
    row = sum(max(map(len, texts)) + 4 for texts in keys)
    if len(px.data) > _LENGTH + cells * (_LENGTH + row):
        _fault(
            "DATA is far longer than {cells} figures can be",
            px,
            line=px.data_line,
            cells=cells,
        )


def _tokens(px: PxText) -> pl.Series:
    """Split DATA at its separators: space, line end, comma, semicolon and tab mean the same.

    A last `;` is missing in files in use; without a separator of any kind the last figure may be cut.
    """
    data = px.data
    if not data.endswith((";", " ", "\n")) or data.count('"') % 2:
        _fault("DATA breaks off here", px, line=px.data_line + data.count("\n"))
    return pl.Series([data]).str.extract_all(_FIGURE).explode().drop_nulls()


def _fill(
    px: PxText, tokens: pl.Series, values: list[list[str]], codes: list[list[str]], sizes: list[int]
) -> tuple[pl.Series, list[int | None]]:
    """Lay the rows of a file with KEYS out as a whole cube; give the figures and where each came from."""
    stub = px.items("STUB", None)
    heading = prod(sizes[len(stub) :])
    width = len(stub) + heading
    if len(tokens) % width:
        _short(px, len(tokens), (len(tokens) // width + 1) * width)
    start = pl.Series([0] * (len(tokens) // width), dtype=pl.Int64)
    for at, dimension in enumerate(stub):
        listed = codes[at] if px.items("KEYS", None, dimension) == ["CODES"] else values[at]
        order = {value: i for i, value in enumerate(listed)}
        keys = tokens.gather_every(width, at).str.strip_chars('"').str.strip_chars()
        places = keys.replace_strict(order, default=None, return_dtype=pl.Int64)
        if places.null_count():
            row = int(places.is_null().arg_true()[0])
            _fault(
                "`{key}` is no value of `{dimension}`",
                px,
                line=_line(px, row * width + at),
                key=keys[row],
                dimension=dimension,
            )
        start = start * sizes[at] + places
    if start.is_duplicated().any():
        row = int(start.is_duplicated().arg_true()[-1])
        _fault("a row with these keys has stood before", px, line=_line(px, row * width))
    token = pl.int_range(len(tokens), dtype=pl.Int64, eager=True)
    figures = pl.DataFrame({"token": token, "text": tokens}).filter(pl.col("token") % width >= len(stub))
    column = pl.int_range(len(figures), dtype=pl.Int64, eager=True) % heading
    row_start = start.gather(figures["token"] // width) if len(figures) else start
    cube = pl.DataFrame({"at": pl.int_range(prod(sizes), dtype=pl.Int64, eager=True)}).join(
        figures.with_columns(at=row_start * heading + column), on="at", how="left", maintain_order="left"
    )
    return cube["text"].fill_null("0"), cube["token"].to_list()


def _line(px: PxText, token: int) -> int:
    """Give the line of a figure in DATA; looked up only for an error."""
    match = next(islice(re.finditer(_FIGURE, px.data), token, None))
    return px.data_line + px.data.count("\n", 0, match.start())


def _updated(px: PxText, language: str | None) -> str | None:
    found = px.text("LAST-UPDATED", language)
    about = (split for (key, _, _), split in px.entries.items() if key == "LAST-UPDATED")
    return found or next((text.strip().strip('"') for text in about), None)


def _roles(px: PxText, names: dict[str, str]) -> dict[str, str]:
    """Give what the file's own keywords say of its dimensions; `names`: own name -> name asked for."""
    roles = {}
    for keyword, language, about in px.entries:
        said = about if keyword in _ROLES else px.items(keyword, None) if keyword == "CONTVARIABLE" else ()
        for name in said:
            if language is None and name.strip() in names:
                roles[names[name.strip()]] = _ROLES.get(keyword, "metric")
    return roles


def _notes(px: PxText, language: str | None) -> tuple[str, ...]:
    """Give the notes in the language asked for, each with the values or cells it is about; `#` is a line end.

    A cell's sign in DATANOTECELL stands there as a note too.
    """
    notes = []
    for keyword, own, about in px.entries:
        if keyword in NOTES and own == language:
            text = "".join(px.items(keyword, own, *about)).replace("#", "\n").strip()
            of = ", ".join(value.strip() for value in about if value.strip() not in ("", "*"))
            notes.append(f"{of}: {text}" if of else text)
    return tuple(dict.fromkeys(note for note in notes if note))


def _short(px: PxText, found: int, cells: int) -> NoReturn:
    _fault(
        "there are {found} values where the sizes make {cells}",
        px,
        line=px.data_line,
        found=found,
        cells=cells,
    )


def _fault(message: str, px: PxText, line: int | None = None, **fields: Any) -> NoReturn:
    raise SourceError(
        message,
        place=Place(px.name, line=line),
        hint="The PX file is cut off, damaged or not in the form its keywords say: fetch it again.",
        **fields,
    )
