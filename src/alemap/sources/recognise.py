"""Which form a file has and how it is probably read, from its bytes alone."""

from __future__ import annotations

import re
from dataclasses import field
from typing import TYPE_CHECKING, Any

from alemap.errors import Place, SourceError
from alemap.sources import decode, parquet, readable
from alemap.sources.guess_json import METADATA, QUERY, guess_json
from alemap.sources.guess_long import guess_csv, guess_json_rows, guess_long
from alemap.sources.guess_table import guess_table
from alemap.sources.guess_workbook import guess_workbook
from alemap.sources.text import decode_json
from alemap.values import dataclass

if TYPE_CHECKING:
    from alemap.domain import Remark

_PX = re.compile(rb"(?:^|;)\s*(?:STUB|HEADING|AXIS-VERSION|CHARSET|MATRIX)\b[^=;]{0,40}=", re.MULTILINE)
_JSON = re.compile(rb"\{|\[\s*[\[{\"\d\]-]")
_HEAD = 20_000
_MOST_MARKS = 25
_UNKNOWN_MARK = "`{text}` is neither a number nor a known mark"
_UNKNOWN_FLAG = "`{text}` beside a figure is no known mark"
_EMPTY = "there is neither a figure nor a mark here"
_LONGEST_MARK = 20

__all__ = ["METADATA", "QUERY", "Recognised", "decode_leniently", "recognise"]


@dataclass(frozen=True, slots=True)
class Recognised:
    """A file's form (or `metadata`, `query`), the `read` options to try, and what is odd about it."""

    form: str
    read: dict[str, Any] = field(default_factory=dict)
    remarks: tuple[Remark, ...] = ()


def recognise(content: bytes, name: str) -> Recognised:
    """Tell the form of a file; SourceError when it is none alemap reads."""
    head = content[:_HEAD].lstrip(b"\xef\xbb\xbf \t\r\n")
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        with readable("workbook", name):
            return Recognised("workbook", *guess_workbook(content, name))
    if content.startswith(parquet.MAGIC):
        return Recognised("long", *guess_long(parquet.read(content, name)[0], name))
    if _JSON.match(head):
        document = decode_json(content, name)
        guess = guess_json(document)
        if guess is None:
            rows = guess_json_rows(document, name)
            if rows is not None:
                return Recognised("long", *rows)
            raise SourceError(
                "this JSON is in none of the forms alemap reads",
                place=Place(name),
                hint="PxWeb's `json`, JSON-stat, Kolada's pages and rows with a column of figures are read.",
            )
        return Recognised(*guess)
    if head[:200].lower().startswith((b"<!doctype", b"<html", b"<?xml", b"<")):
        raise SourceError(
            "this is a web page or other XML, no table",
            place=Place(name),
            hint="Open it: agencies answer with a page when a query is wrong or they are down.",
        )
    if _PX.search(content[:_HEAD]):
        return Recognised("px")
    rows = guess_csv(content, name)
    return Recognised("table", *guess_table(content, name)) if rows is None else Recognised("long", *rows)


def decode_leniently(form: str, content: bytes, options: Any, name: str) -> tuple[Any, frozenset[str]]:
    """Decode with every short text in a figure's place taken for a mark; give the rows and those marks.

    SourceError as `decode`, and when there are too many such texts to be an agency's marks.
    """
    marks: set[str] = set()
    while True:
        try:
            return decode(form, content, options, name, marks), frozenset(marks)
        except SourceError as error:
            text = "" if error.message == _EMPTY else str(error.fields.get("text", "")).strip()
            known = error.message in (_EMPTY, _UNKNOWN_MARK, _UNKNOWN_FLAG)
            if not known or text in marks or len(text) > _LONGEST_MARK or len(marks) >= _MOST_MARKS:
                raise
            marks.add(text)
