"""Workbooks that are archives of XML (.xlsx, .ods): refused when too large, measured before loading."""

from __future__ import annotations

import html
import io
import re
import struct
import zipfile
from typing import NoReturn

from alemap.errors import Place, SourceError

MAX_CELLS = 10_000_000
_MAX_BYTES = 500_000_000
_HEAD = 4096
_CHUNK = 1 << 20
_PACKED = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})  # what the standard of these archives allows
_SHEETS = "xl/worksheets/"
_MOST_HERE = 1000
_DIGITS = 9
# An opening tag of a cell with something in it; an empty cell that only has a format is not counted.
_FILLED = re.compile(
    rb"<(?:\w+:)?c\s(?P<before>(?:[^>]*?\s)?)r\s*=\s*[\"'](?P<letters>[A-Za-z]{1,3})(?P<digits>\d{1,7})[\"']"
    rb"(?P<after>[^>]*)(?<!/)>(?!</(?:\w+:)?c>)"
)
# Quick looks at the names of cells, each beginning with letters the search can hop between. Most sheets have
# neither a second letter nor a row from 300,000 on, nor a name that none can have, which one look tells. Of
# the others, a sheet with columns of so many letters at most and no row from so far down on has no rectangle
# beyond MAX_CELLS.
_NOT_SMALL = re.compile(rb"r=[\"'](?:[A-Za-z]{2}|[A-Za-z](?:[3-9]\d{5}|\d{7})|\d{8})")
_WIDER = (re.compile(rb"r=[\"'][A-Za-z]{3}"), re.compile(rb"r=[\"'][A-Za-z]{2}"))
_LOWER = (
    re.compile(rb"r=[\"'][A-Za-z]{1,3}(?:[6-9]\d\d|\d{4,})"),  # 16,384 columns times 600 rows
    re.compile(rb"r=[\"'][A-Za-z]{1,3}\d{5,}"),  # 702 columns times 10,000 rows
    re.compile(rb"r=[\"'][A-Za-z]{1,3}(?:[3-9]\d{5}|\d{7,})"),  # 26 columns times 300,000 rows
)
# A name no cell or row of a sheet can have: the library would count on until it overflows.
_IMPOSSIBLE = re.compile(rb"\sr\s*=\s*[\"'](?:[A-Za-z]{4}|[A-Za-z]{0,3}\d{8})")
_BLANKS = (b" ", b"\t", b"\n", b"\r")
_ROWS = b"sheetData"
_ERROR = re.compile(rb"\st\s*=\s*[\"']e[\"']")
_RELATIONS = "xl/_rels/workbook.xml.rels"
_SHEET = re.compile(r"<(?:\w+:)?sheet\s[^>]*>")
_RELATION = re.compile(r"<(?:\w+:)?Relationship\s[^>]*>")
_ATTRIBUTE = re.compile(r"([\w:.-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_ODS_TAG = re.compile(r"<(/?)table:(table|table-row|table-cell|covered-table-cell)(?=[\s/>])([^>]*)>")

Errors = frozenset[tuple[int, int]]
"""Cells that hold an error of the spreadsheet: row and column from 1."""


def check_archive(content: bytes, name: str) -> str:
    """Give the kind, `xlsx` or `ods`; SourceError when it is another, locked, or unpacks to too much.

    Every part is unpacked once, so that a size the archive only claims is found out; a sheet's when it is
    measured.
    """
    try:
        return _kind(content, name)
    except (ValueError, OverflowError, struct.error, NotImplementedError) as error:
        raise SourceError(
            "the workbook is damaged: {reason}",
            place=Place(name),
            hint="Fetch the file again.",
            reason=str(error)[:100],
        ) from error


def _kind(content: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
        if any(part.flag_bits & 1 for part in parts):
            raise SourceError(
                "the workbook is locked with a password",
                place=Place(name),
                hint="Save it without a password.",
            )
        if sum(part.file_size for part in parts) > _MAX_BYTES:
            too_large(Place(name))
        for part in parts:
            if part.compress_type not in _PACKED:
                raise _damaged(part.filename, name)
            if not part.filename.startswith(_SHEETS):
                _check_whole(archive, part, name)
            _check_plain(archive, part, name)
        names = set(archive.namelist())
        if "xl/workbook.xml" in names:
            return "xlsx"
        if "content.xml" in names and b"spreadsheet" in archive.read(
            "mimetype" if "mimetype" in names else "content.xml"
        ):
            return "ods"
    raise SourceError(
        "this is no .xlsx or .ods workbook",
        place=Place(name),
        hint="Open it and save it as .xlsx; .xlsb is not read.",
    )


def _check_whole(archive: zipfile.ZipFile, part: zipfile.ZipInfo, name: str) -> None:
    """Unpack a part; SourceError where it is not what the archive says."""
    try:
        with archive.open(part) as opened:
            while opened.read(_CHUNK):
                pass
    except zipfile.BadZipFile as error:
        raise _damaged(part.filename, name) from error


def _damaged(part: str, name: str) -> SourceError:
    return SourceError(
        "the part `{part}` of the workbook is damaged",
        place=Place(name),
        hint="Fetch the file again.",
        part=part[:60],
    )


def _check_plain(archive: zipfile.ZipFile, part: zipfile.ZipInfo, name: str) -> None:
    """Refuse XML with a document type: no workbook has one, and its entities can unfold to anything."""
    if part.filename.endswith((".xml", ".rels")):
        with archive.open(part) as opened:
            head = opened.read(_HEAD)
        if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
            raise SourceError(
                "the part `{part}` of the workbook declares entities, as no workbook does",
                place=Place(name),
                hint="Do not open it; ask the agency for the file again.",
                part=part.filename[:60],
            )


def measure_xlsx(content: bytes, sheet: str, name: str) -> Errors:
    """Refuse a sheet whose filled cells span too large a rectangle; give the cells with an error value.

    Cells with a format alone count only where they make the rectangle too large: looking at each cell
    for its content takes most of the time of a large sheet.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        part = _part(archive, sheet)
        try:
            text = archive.read(part) if part in archive.namelist() else b""
        except zipfile.BadZipFile as error:
            raise _damaged(part, name) from error
    start, end = max(text.find(_ROWS), 0), text.rfind(_ROWS)
    end = end if end > start else len(text)
    odd, noted = _oddly_spaced(text), _NOT_SMALL.search(text, start, end) is not None
    if (odd or noted) and _IMPOSSIBLE.search(text, start, end):
        too_large(Place(name, cell=sheet))
    suspect = odd or (noted and _may_be_large(text, start, end))
    if not suspect and not ((b'"e"' in text or b"'e'" in text) and _ERROR.search(text)):
        return frozenset()
    cells = _FILLED.findall(text)
    columns = {letters: _column(letters) for letters in {letters for _, letters, _, _ in cells}}
    rows = [int(digits) for _, _, digits, _ in cells]
    if rows:
        height = max(rows) - min(rows) + 1
        width = max(columns.values()) - min(columns.values()) + 1
        if height * width > MAX_CELLS:
            last = max((int(digits) * columns[letters], letters, digits) for _, letters, digits, _ in cells)
            too_large(Place(name, cell=f"{sheet}!{(last[1] + last[2]).decode()}"))
    return frozenset(
        (int(digits), columns[letters])
        for before, letters, digits, after in cells
        if _ERROR.search(b" " + before + after)
    )


def _oddly_spaced(text: bytes) -> bool:
    """Whether a cell's name may stand behind `r` with blanks around `=`, where the quick looks miss it."""
    start = max(text.find(_ROWS), 0)
    return any(
        text.find(sign, start) >= 0
        for blank in _BLANKS
        if text.find(blank, start) >= 0
        for sign in (b"r" + blank + b"=", b"r=" + blank)
    )


def _may_be_large(text: bytes, start: int, end: int) -> bool:
    """Whether the cells' names leave room for a rectangle that is too large."""
    step = next((at for at, pattern in enumerate(_WIDER) if pattern.search(text, start, end)), len(_WIDER))
    return _LOWER[step].search(text, start, end) is not None


def measure_ods(content: bytes, name: str) -> dict[str, Errors]:
    """Measure every sheet of an .ods file, whose cells have no names: they are counted, repeated ones too.

    SourceError where filled cells span too large a rectangle; the library unfolds all sheets at once.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        text = archive.read("content.xml").decode("utf-8", "replace")
    found: dict[str, Errors] = {}
    sheet = ""
    row = column = last_row = 0
    filled: list[tuple[int, int, int, int]] = []
    errors: set[tuple[int, int]] = set()
    for closing, tag, inner in _ODS_TAG.findall(text):
        if tag == "table" and closing:
            _check_extent(filled, Place(name, cell=sheet))
            found[sheet] = frozenset(errors)
        elif closing:
            continue
        elif tag == "table":
            sheet = _attributes(inner).get("table:name", "")
            last_row, filled, errors = 0, [], set()
        elif tag == "table-row":
            row, column = last_row + 1, 0
            last_row += _times(inner, "table:number-rows-repeated")
        else:
            first, column = column + 1, column + _times(inner, "table:number-columns-repeated")
            if "office:value-type" in inner:
                filled.append((row, last_row, first, column))
            if "calcext:value-type" in inner and _attributes(inner).get("calcext:value-type") == "error":
                errors |= {(row, at) for at in range(first, min(column, first + _MOST_HERE) + 1)}
    return found


def _times(inner: str, attribute: str) -> int:
    """How often a row or cell stands there; a number that is none or has no end counts as very often."""
    if attribute not in inner:
        return 1
    text = _attributes(inner).get(attribute, "")
    return int(text) if text.isdecimal() and len(text) < _DIGITS else MAX_CELLS


def _check_extent(filled: list[tuple[int, int, int, int]], place: Place) -> None:
    if filled:
        tops, bottoms, lefts, rights = zip(*filled, strict=True)
        if (max(bottoms) - min(tops) + 1) * (max(rights) - min(lefts) + 1) > MAX_CELLS:
            too_large(place)


def declared_extent(content: bytes, sheet: str) -> tuple[int, int] | None:
    """Rows and columns that an .xlsx sheet itself says it spans; None when it says nothing."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        part = _part(archive, sheet)
        head = archive.open(part).read(_HEAD) if part in archive.namelist() else b""
    match = re.search(rb"<(?:\w+:)?dimension\s[^>]*ref=\"(?:[A-Z]+\d+:)?([A-Z]{1,3})(\d{1,7})\"", head)
    return (int(match[2]), _column(match[1])) if match else None


def _part(archive: zipfile.ZipFile, sheet: str) -> str:
    """Give the name of the sheet's part in the archive, "" when the archive does not say."""
    book = archive.read("xl/workbook.xml").decode("utf-8", "replace")
    found = [_attributes(tag) for tag in _SHEET.findall(book)]
    key = next(
        (value for tag in found if tag.get("name") == sheet for k, value in tag.items() if k.endswith(":id")),
        "",
    )
    if _RELATIONS not in archive.namelist():
        return ""
    relations = archive.read(_RELATIONS).decode("utf-8", "replace")
    targets = {tag.get("Id"): tag.get("Target", "") for tag in map(_attributes, _RELATION.findall(relations))}
    target = targets.get(key, "")
    return target.lstrip("/") if target.startswith("/xl/") else f"xl/{target.removeprefix('xl/')}"


def _attributes(tag: str) -> dict[str, str]:
    return {key: html.unescape(double or single) for key, double, single in _ATTRIBUTE.findall(tag)}


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - ord("A") + 1
    return number


def too_large(place: Place) -> NoReturn:
    """SourceError for a sheet or archive beyond what can be a table."""
    raise SourceError(
        "the sheet's cells span more than can be read",
        place=place,
        hint="A stray cell far from the table makes a sheet huge: open it, delete what is outside the table.",
    )
