"""YAML 1.2 to plain values, with the line and column of every key and item.

The events come from libyaml (`ruamel.yaml.clib`), some thirty times as fast as ruamel.yaml's parser; what
libyaml refuses, or where it is not installed, ruamel.yaml reads, so its words are the ones users see. What
a plain scalar means is decided here, by the core schema of YAML 1.2 (section 10.3.2): `no`, `12:30` and
`2024-05-01` stay text, `0114` is the number 114.
"""

from __future__ import annotations

import re
from dataclasses import field
from typing import TYPE_CHECKING, Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    StreamEndEvent,
    StreamStartEvent,
)

from alemap.definitions.yaml_words import reason_of
from alemap.values import dataclass

try:
    from _ruamel_yaml import CParser  # type: ignore[import-not-found]
except ImportError:  # no wheel for this interpreter: slower, the same result
    CParser = None

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Path = tuple[Any, ...]
_NULLS = {"", "~", "null", "Null", "NULL"}
_BOOLS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_INT = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(
    r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)"
)
_TEXT_TAGS = {"!", "tag:yaml.org,2002:str"}
_FIRST = frozenset("~nNtTfF+-.0123456789")
"""What a plain scalar that is no text begins with."""


class YamlFault(Exception):  # noqa: N818 - it is shown as a problem, not raised to the user
    """What is wrong with the text, as a template and its fields, and where (from 1; None: not known)."""

    def __init__(
        self, message: str, line: int | None = None, column: int | None = None, **fields: Any
    ) -> None:
        super().__init__(message)
        self.message = message
        self.line = line
        self.column = column
        self.fields: dict[str, Any] = fields


@dataclass(slots=True)
class Tree:
    """The values of a document, and where each key and item stands: line and column from 0, by its path."""

    data: Any = None
    places: dict[Path, tuple[int, int]] = field(default_factory=dict)


def read_yaml(text: str) -> Tree:
    """Read one document; YamlFault when it is none, or holds a key twice."""
    if CParser is not None:
        try:
            return _compose(_c_events(text))
        except YAMLError:
            pass  # ruamel.yaml says where and why
    try:
        return _compose(YAML(typ="safe", pure=True).parse(text))
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        what = (error.problem or error.context or "not YAML").strip()
        where = (mark.line + 1, mark.column + 1) if mark else (None, None)
        raise YamlFault("not valid YAML: {reason}", *where, reason=reason_of(what)) from error
    except YAMLError as error:
        raise YamlFault("not valid YAML: {reason}", reason=reason_of(str(error))) from error


def _c_events(text: str) -> Iterator[Any]:
    parser = CParser(text)
    while parser.check_event():
        yield parser.get_event()


def _compose(events: Iterable[Any]) -> Tree:
    return _Composer(iter(events)).tree


class _Composer:
    """Builds values from events, one document only."""

    def __init__(self, events: Iterator[Any]) -> None:
        self._events = events
        self._anchors: dict[str, Any] = {}
        self.tree = Tree()
        documents = 0
        for event in events:
            if isinstance(event, DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise _fault("not valid YAML: a second document begins here", event)
            elif not isinstance(event, StreamStartEvent | StreamEndEvent | DocumentEndEvent):
                self.tree.data = self._value(event, ())

    def _value(self, event: Any, path: Path) -> Any:
        if isinstance(event, ScalarEvent):
            value = _scalar(event)
        elif isinstance(event, AliasEvent):
            if event.anchor not in self._anchors:
                raise _fault("not valid YAML: nothing is named `&{name}` above", event, name=event.anchor)
            return self._anchors[event.anchor]
        elif event.tag is not None:
            raise _fault("not valid YAML: the tag `{name}` is not known here", event, name=event.tag)
        elif isinstance(event, MappingStartEvent):
            value = self._mapping(path)
        else:
            value = self._sequence(path)
        if event.anchor is not None:
            self._anchors[event.anchor] = value
        return value

    def _mapping(self, path: Path) -> dict[Any, Any]:
        found: dict[Any, Any] = {}
        for event in self._events:
            if isinstance(event, MappingEndEvent):
                break
            key = self._value(event, path)
            if not isinstance(event, ScalarEvent | AliasEvent) or isinstance(key, dict | list):
                raise _fault("not valid YAML: a key must be a word or a text", event)
            if key in found:
                raise _fault("not valid YAML: the key `{name}` stands twice", event, name=key)
            here = (*path, key)
            self.tree.places[here] = (event.start_mark.line, event.start_mark.column)
            found[key] = self._value(next(self._events), here)
        return found

    def _sequence(self, path: Path) -> list[Any]:
        found: list[Any] = []
        for event in self._events:
            if isinstance(event, SequenceEndEvent):
                break
            here = (*path, len(found))
            self.tree.places[here] = (event.start_mark.line, event.start_mark.column)
            found.append(self._value(event, here))
        return found


def _scalar(event: Any) -> Any:
    text: str = event.value
    if event.tag is not None:
        if event.tag not in _TEXT_TAGS:
            raise _fault("not valid YAML: the tag `{name}` is not known here", event, name=event.tag)
        return text
    if not event.implicit[0] or (text and text[0] not in _FIRST):
        return text
    return _plain(text)


def _plain(text: str) -> Any:
    """What a scalar without quotes means by the core schema."""
    if text in _NULLS:
        return None
    if text in _BOOLS:
        return _BOOLS[text]
    if _INT.fullmatch(text):
        return int(text, {"0o": 8, "0x": 16}.get(text[:2], 10))
    if _FLOAT.fullmatch(text):
        return float(text.lower().replace(".inf", "inf").replace(".nan", "nan"))
    return text


def _fault(message: str, event: Any, **fields: object) -> YamlFault:
    return YamlFault(message, event.start_mark.line + 1, event.start_mark.column + 1, **fields)
