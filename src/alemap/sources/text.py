"""Bytes to text and to JSON: encodings found or declared, every fault with its line."""

from __future__ import annotations

import codecs
import json
import re
from typing import Any, NoReturn

from alemap.errors import Place, SourceError

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def decode_text(content: bytes, encoding: str | None, name: str) -> str:
    """Give the file's text with plain line ends: byte order mark, then UTF-8, then cp1252, or as declared.

    SourceError when the declared encoding does not fit the bytes, and when the bytes are no text.
    """
    found = next((codec for bom, codec in _BOMS if content.startswith(bom)), None)
    if encoding is not None:
        declared = _lookup(encoding, name)
        fits = found is None or found.startswith(declared)
        if not fits:
            _wrong_encoding(encoding, Place(name, line=1))
        text = decode_strictly(content, found or declared, name)
    elif found is not None:
        text = decode_strictly(content, found, name)
    else:
        text = decode_strictly(content, "utf-8" if is_utf8(content) else "cp1252", name)
    return plain_lines(text, name)


def is_utf8(content: bytes) -> bool:
    """Whether the bytes are UTF-8 (other encodings almost never are, once a letter is not ASCII)."""
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def decode_strictly(content: bytes, encoding: str, name: str) -> str:
    """Decode; SourceError naming the line of the first byte that does not fit."""
    try:
        return content.decode(encoding)
    except UnicodeError as error:
        start = error.start if isinstance(error, UnicodeDecodeError) else 0
        _wrong_encoding(encoding, Place(name, line=content.count(b"\n", 0, start) + 1))


def plain_lines(text: str, name: str) -> str:
    """Make every line end a plain newline; SourceError when the text holds NUL, hence is no text."""
    at = text.find("\0")
    if at >= 0:
        raise SourceError(
            "there is a NUL character here: this is no text file",
            place=Place(name, line=text.count("\n", 0, at) + 1),
            hint="Look whether `form` in the dataset's definition fits the file.",
        )
    return text.replace("\r\n", "\n").replace("\r", "\n")


def decode_json(content: bytes, name: str) -> Any:
    """Read JSON (with or without byte order mark); SourceError with line and column where it breaks."""
    text = decode_strictly(content, json.detect_encoding(content), name).removeprefix("\ufeff")
    try:
        document = json.loads(text, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise SourceError(
            "this is not JSON, or it breaks off here: {reason}",
            place=Place(name, line=error.lineno, column=error.colno),
            hint="Fetch the file again; an interrupted download ends too early.",
            reason=error.msg,
        ) from error
    except (ValueError, RecursionError) as error:
        reason = _TEMPLATES.get(type(error), _TEMPLATES[ValueError])
        raise SourceError(
            "this JSON holds what no table holds: {reason}",
            place=Place(name),
            hint="Fetch the file again.",
            reason=SourceError(reason, text=str(error)),
        ) from error
    # A lone surrogate is legal in JSON's escapes and in no text; without an escape there can be none.
    if re.search(r"\\u[dD][89a-fA-F]", text):
        _check_surrogates(document, name)
    return document


def _check_surrogates(document: Any, name: str) -> None:
    try:
        json.dumps(document, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError as error:
        raise SourceError(
            "a text in this JSON holds half a character (a lone surrogate)",
            place=Place(name),
            hint="Fetch the file again.",
        ) from error


class _NoFigureError(ValueError):
    """NaN or infinity, which JSON does not have and Python would read."""


_TEMPLATES: dict[type[Exception], str] = {
    RecursionError: "it is nested too deep",
    _NoFigureError: "{text} is no figure",
    ValueError: "a number in it is too long",
}


def _no_constant(text: str) -> NoReturn:
    raise _NoFigureError(text)


def _lookup(encoding: str, name: str) -> str:
    try:
        return codecs.lookup(encoding).name
    except LookupError as error:
        raise SourceError(
            "`{encoding}` is no encoding",
            place=Place(name),
            hint="Write `encoding: utf-8` or `encoding: cp1252`, or leave it out to have it found.",
            encoding=encoding,
        ) from error


def _wrong_encoding(encoding: str, place: Place) -> NoReturn:
    raise SourceError(
        "the bytes here are not {encoding}",
        place=place,
        hint="Leave `encoding` out to have it found, or declare the one the agency uses.",
        encoding=encoding,
    )
