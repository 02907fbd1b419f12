"""What the library leaves out of an old `.xls` workbook: cells with an error, read from its own records.

Format: Microsoft's MS-CFB (the file's sectors) and MS-XLS (the records of its stream).
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from alemap.errors import Place, SourceError
from alemap.sources.archive import MAX_CELLS, too_large

if TYPE_CHECKING:
    from collections.abc import Iterator

    from alemap.sources.archive import Errors

_END = 0xFFFFFFFA
_ENTRY, _SMALL = 128, 4096
_BOUNDSHEET, _FILEPASS, _BOF, _EOF = 0x85, 0x2F, 0x809, 0x0A
_FORMULA, _BOOLERR = 0x06, 0x205
# Records that begin with a cell's row and column.
_CELLS = {_FORMULA, _BOOLERR, 0x203, 0x204, 0xFD, 0x27E, 0xBD, 0xD6}


def measure_xls(content: bytes, name: str) -> list[Errors]:
    """Give the cells with an error of each sheet, in the file's order.

    SourceError for a damaged or locked file, and for a sheet whose cells span too large a rectangle.
    """
    try:
        stream = _stream(content)
        book = list(_records(stream, 0))
        starts = [struct.unpack_from("<I", body)[0] for kind, body in book if kind == _BOUNDSHEET]
        if any(kind == _FILEPASS for kind, _ in book):
            raise SourceError(
                "the workbook is locked with a password",
                place=Place(name),
                hint="Save it without a password.",
            )
        return [_sheet_errors(stream, start, name) for start in starts]
    except (struct.error, IndexError) as error:
        raise SourceError(
            "this .xls workbook is damaged, or not one",
            place=Place(name),
            hint="Fetch the file again, or open it and save it as .xlsx.",
        ) from error


def _sheet_errors(stream: bytes, start: int, name: str) -> Errors:
    cells = [(kind, body) for kind, body in _records(stream, start) if kind in _CELLS]
    spots = [struct.unpack_from("<HH", body) for _, body in cells]
    if spots:
        rows, columns = zip(*spots, strict=True)
        if (max(rows) - min(rows) + 1) * (max(columns) - min(columns) + 1) > MAX_CELLS:
            too_large(Place(name))
    return frozenset(
        (row + 1, column + 1)
        for (row, column), (kind, body) in zip(spots, cells, strict=True)
        if _is_error(kind, body)
    )


def _is_error(kind: int, body: bytes) -> bool:
    if kind == _BOOLERR:
        return body[7:8] == b"\x01"
    # A formula's result that is no number has FFFF in its last two bytes, and 2 in its first for an error.
    return kind == _FORMULA and body[12:14] == b"\xff\xff" and body[6:7] == b"\x02"


def _records(stream: bytes, start: int) -> Iterator[tuple[int, bytes]]:
    """Give the records of the part that begins at `start`, those of parts within it (charts) left out."""
    at, depth = start, 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        if kind == _BOF:
            depth += 1
        elif kind == _EOF:
            depth -= 1
            if depth <= 0:
                return
        elif depth == 1:
            yield kind, stream[at + 4 : at + 4 + length]
        at += 4 + length


def _stream(content: bytes) -> bytes:
    """Give the workbook's stream out of the sectors of the file."""
    size = 1 << struct.unpack_from("<H", content, 30)[0]
    first, small_first = struct.unpack_from("<I", content, 48)[0], struct.unpack_from("<I", content, 60)[0]
    sectors = list(struct.unpack_from("<109I", content, 76))
    more, per = struct.unpack_from("<I", content, 68)[0], size // 4
    for _ in range(len(content) // size):
        if more >= _END:
            break
        *own, more = struct.unpack_from(f"<{per}I", content, (more + 1) * size)
        sectors += own
    table = [
        entry
        for sector in sectors
        if sector < _END
        for entry in struct.unpack_from(f"<{per}I", content, (sector + 1) * size)
    ]

    def chain(start: int) -> bytes:
        parts = []
        for _ in range(len(table)):
            if start >= _END:
                break
            parts.append(content[(start + 1) * size : (start + 2) * size])
            start = table[start]
        return b"".join(parts)

    entries = chain(first)
    root = entries[:_ENTRY]
    for at in range(0, len(entries), _ENTRY):
        entry = entries[at : at + _ENTRY]
        name = entry[: max(struct.unpack_from("<H", entry, 64)[0] - 2, 0)].decode("utf-16-le", "replace")
        if name in ("Workbook", "Book"):
            start, length = struct.unpack_from("<II", entry, 116)
            if length >= _SMALL:
                return chain(start)[:length]
            return _small(chain(struct.unpack_from("<I", root, 116)[0]), chain(small_first), start)[:length]
    raise IndexError("no workbook")


def _small(sectors: bytes, table: bytes, start: int) -> bytes:
    """Give a short stream, which lies in sectors of 64 bytes."""
    parts = []
    for _ in range(len(table) // 4):
        if start >= _END:
            break
        parts.append(sectors[start * 64 : (start + 1) * 64])
        start = struct.unpack_from("<I", table, start * 4)[0]
    return b"".join(parts)
