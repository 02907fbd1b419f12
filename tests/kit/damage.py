"""Damages files, alike for the same random numbers: bytes, pieces, parts of JSON and of archives."""

from __future__ import annotations

import io
import json
import zipfile
from copy import deepcopy
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

_ZIP = b"PK"
_ODD: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 2, 10**9, 10**400, 0.5, 1e308, "", "..", "p", "1440", "1e999", "NaN", " ",
    "a b", [], [[]], [None], {}, {"0": 1}, {"value": [1]}, "../../etc/passwd", "\x00", "å", ["1440", "1482"],
    "0", "-", "2",
)  # fmt: skip


_MOST = 1_000_000
_WORDS = (
    b"", b"0", b"-", b"..", b'"', b"1440", b"\xa0", "\u2212".encode(), b"1" * 5000, b"[en]", b"(", b")", b"=",
    b"#", b"\x85", b"\x0b", b"\x0c", "\u2028".encode(), b"\xef\xbb\xbf",
)  # fmt: skip


def damaged(draw: Random, file: bytes, pieces: Sequence[bytes]) -> bytes:
    """The file with one to four things wrong in it."""
    if file.startswith(_ZIP) and draw.random() < 0.7:
        return _in_archive(draw, file, pieces)
    document = _json(file) if draw.random() < 0.5 else None
    if document is not None:
        whole = {"": document}
        for _ in range(draw.choice((1, 1, 1, 2, 3))):
            _change(draw, whole)
        return json.dumps(whole[""], ensure_ascii=draw.random() < 0.5).encode("utf-8", "surrogatepass")
    if draw.random() < 0.25:
        return _moved(draw, file)
    content = bytearray(file)
    for _ in range(draw.choice((1, 1, 2, 4))):
        _harm(draw, content, pieces)
    return bytes(content)


def _moved(draw: Random, file: bytes) -> bytes:
    """The file with whole lines, cells or words of it left out, given twice, moved or made very long."""
    sign = draw.choice(
        (b"\n", b"\n", b";", b",", b'"', b" ") if not file.startswith(b"<") else (b"<", b'"', b">")
    )
    parts = file.split(sign)
    for _ in range(draw.choice((1, 1, 2, 3))):
        at, other = draw.randrange(len(parts)), draw.randrange(len(parts))
        match draw.randrange(5):
            case 0 if len(parts) > 1:
                del parts[at]
            case 1:
                parts.insert(other, parts[at])
            case 2:
                parts[at], parts[other] = parts[other], parts[at]
            case 3:
                parts[at] *= min(draw.choice((2, 3, 100, 5000)), _MOST // (len(parts[at]) + 1) + 1)
            case _:
                parts[at] = draw.choice(_WORDS)
    return sign.join(parts)[:_MOST]


def _harm(draw: Random, content: bytearray, pieces: Sequence[bytes]) -> None:
    at = draw.randrange(len(content) + 1)
    end = min(len(content), at + draw.choice((0, 0, 1, 1, 2, 4, 16)))
    match draw.randrange(7):
        case 0:
            content[at:end] = bytes(draw.randrange(256) for _ in range(draw.choice((1, 1, 2, 4))))
        case 1:
            del content[at : at + draw.choice((1, 2, 8, 64))]
        case 2:
            del content[at:]
        case 3:
            content[at:at] = content[at : at + draw.choice((1, 4, 32))] * draw.choice((1, 2, 50))
        case 4 if at < len(content):
            content[at] ^= 1 << draw.randrange(8)
        case 5:
            other = draw.randrange(len(content) + 1)
            content[at:end] = content[other : other + draw.choice((1, 4, 16))]
        case _:
            content[at:end] = draw.choice(pieces) if pieces else b"\0"


def _json(file: bytes) -> Any:
    try:
        return json.loads(file)
    except ValueError:
        return None


def _change(draw: Random, whole: dict[str, Any]) -> None:
    """Put something else in a random place of a document, take it away, or give it twice."""
    inside: Any = whole
    key: Any = ""
    while isinstance(inside[key], (dict, list)) and inside[key] and draw.random() < 0.8:
        inside = inside[key]
        key = draw.choice(list(inside)) if isinstance(inside, dict) else draw.randrange(len(inside))
    kind = draw.randrange(4)
    if kind == 0 and inside is not whole:
        del inside[key]
    elif kind == 1 and isinstance(inside, list):
        inside.insert(key, deepcopy(inside[key]))
    elif kind == 1 and inside is not whole:
        inside[draw.choice((str(key) + " ", "0", "R", "value"))] = deepcopy(inside[key])
    else:
        inside[key] = deepcopy(draw.choice(_ODD))


def _in_archive(draw: Random, file: bytes, pieces: Sequence[bytes]) -> bytes:
    """A whole archive with damage in one of its parts."""
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        parts = {part: bytearray(archive.read(part)) for part in archive.namelist()}
    harmed = draw.choice(sorted(parts))
    if draw.random() < 0.4:
        parts[harmed] = bytearray(_moved(draw, bytes(parts[harmed])))
    else:
        for _ in range(draw.choice((1, 1, 2, 4))):
            _harm(draw, parts[harmed], pieces)
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for part, text in parts.items():
            archive.writestr(part, bytes(text))
    return content.getvalue()
