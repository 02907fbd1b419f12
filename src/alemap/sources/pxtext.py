"""The text of a PX file: its encoding, and its keywords up to DATA."""

from __future__ import annotations

import re
from typing import NoReturn

from alemap.errors import Place, SourceError
from alemap.sources.text import decode_strictly, decode_text, is_utf8, plain_lines
from alemap.values import dataclass

# Atomic groups and possessive repeats: a damaged file must not make the search run away.
_ENTRY = re.compile(
    r"\s*+(?P<key>[A-Za-z][A-Za-z0-9_-]*+)(?:\[(?P<language>[^\]\"]*+)\])?"
    r"(?:\((?P<about>(?:\"[^\"]*+\"|[^\")]++)*+)\))?\s*+="
)
_VALUE = re.compile(r"(?P<value>(?:[^\";]++|\"[^\"]*+\")*+);")
_ITEM = re.compile(r"\"(?P<quoted>[^\"]*+)\"|(?P<comma>,)|(?P<bare>[^\s\",]++)")
_CODEPAGE = re.compile(rb"^\s*CODEPAGE\s*=\s*\"([^\"\n]*)\"", re.MULTILINE | re.IGNORECASE)
_KNOWN_CODEPAGE = re.compile(
    r"(?:windows|cp|ibm)?[-_]?(?P<page>\d{3,4})|(?P<iso>iso[-_]?8859[-_]?\d{1,2}|koi8[-_]?[ru])"
)
_CONTROLS = re.compile("[\u0080-\u009f]")

Key = tuple[str, str | None, tuple[str, ...]]
"""A keyword, its language (None: the file's own), and what it is about."""

NOTES = frozenset(("NOTE", "NOTEX", "VALUENOTE", "VALUENOTEX", "CELLNOTE", "CELLNOTEX", "DATANOTECELL"))
_MEANING = re.compile(r"STUB|HEADING|VALUES|CODES|KEYS|LANGUAGE|DATASYMBOL\w+")
"""Keywords that say which figure is which, and what its sign means."""


@dataclass(frozen=True, slots=True)
class PxText:
    """Keywords with their values as written, and the text after `DATA=` with the line it begins on."""

    name: str
    entries: dict[Key, str]
    data: str
    data_line: int

    def items(self, keyword: str, language: str | None, *about: str) -> list[str]:
        """Give the values of a keyword as a list; empty when it is not there."""
        return split_items(self.entries.get((keyword, language, about), ""))

    def text(self, keyword: str, language: str | None) -> str | None:
        """Give a keyword's text, in the file's own language where `language` has none."""
        for each in (language, None):
            items = self.items(keyword, each)
            if items:
                return " ".join(items).strip() or None
        return None


def parse(content: bytes, encoding: str | None, name: str) -> PxText:
    """Split the file into keywords and data; SourceError with the line where it breaks."""
    text = decode(content, encoding, name)
    entries: dict[Key, str] = {}
    at = 0
    while True:
        match = _ENTRY.match(text, at)
        if match is None:
            _broken(text, at, name)
        if match["key"].upper() == "DATA":
            line = text.count("\n", 0, match.end()) + 1
            return PxText(name, entries, text[match.end() :], line)
        value = _VALUE.match(text, match.end())
        if value is None:
            _broken(text, match.start("key"), name)
        key = match["key"].upper(), match["language"], tuple(split_items(match["about"] or ""))
        if key in entries and _MEANING.fullmatch(key[0]) and entries[key] != value["value"]:
            _twice(text, match.start("key"), match["key"], name)
        more = key in entries and key[0] in NOTES
        entries[key] = f'{entries[key]} "\n" {value["value"]}' if more else value["value"]
        at = value.end()


def split_items(value: str) -> list[str]:
    """Split a keyword's value at its commas; strings in a row without one are parts of the same string."""
    items: list[str] = []
    open_item = False
    for match in _ITEM.finditer(value):
        if match["comma"]:
            open_item = False
            continue
        part = match["bare"] if match["quoted"] is None else match["quoted"]
        if open_item and match["quoted"] is not None:
            items[-1] += part
        else:
            items.append(part)
        open_item = match["quoted"] is not None
    return items


def decode(content: bytes, encoding: str | None, name: str) -> str:
    """Give the text: as declared in the definition, else UTF-8, the file's CODEPAGE, or cp1252.

    The file's own word comes second to its bytes: files in use declare iso-8859-15 and are UTF-8, declare
    iso-8859-1 and hold cp1252's signs, or declare nothing.
    """
    if encoding is not None or is_utf8(content):
        return decode_text(content, encoding, name)
    declared = _CODEPAGE.search(content)
    known = (
        _KNOWN_CODEPAGE.fullmatch(declared[1].decode("ascii", "replace").strip().lower())
        if declared
        else None
    )
    codec = "cp1252" if known is None else known["iso"] or f"cp{known['page']}"
    try:
        text = content.decode(codec)
    except (LookupError, UnicodeError):
        text = ""
    if not text or _CONTROLS.search(text):
        text = decode_strictly(content, "cp1252", name)
    return plain_lines(text, name)


def _twice(text: str, at: int, keyword: str, name: str) -> NoReturn:
    """Which of two lists of codes is meant, nobody can know: the figures could be another area's."""
    raise SourceError(
        "`{keyword}` is said twice of the same",
        place=Place(name, line=text.count("\n", 0, at) + 1),
        hint="The PX file is cut off, damaged or not in the form its keywords say: fetch it again.",
        keyword=keyword,
    )


def _broken(text: str, at: int, name: str) -> NoReturn:
    start = at + len(text[at:]) - len(text[at:].lstrip())
    raise SourceError(
        "no keyword with its value and `;` stands here, and DATA has not come yet",
        place=Place(name, line=text.count("\n", 0, start) + 1),
        hint="The PX file is cut off or damaged: fetch it again.",
    )
