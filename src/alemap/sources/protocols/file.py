"""A file at an address: fetched as it is, and refused when it is plainly not of its form."""

from __future__ import annotations

import re
from functools import partial
from math import prod
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin, urlsplit

from alemap.errors import PassingError
from alemap.sources.http.messages import Request
from alemap.sources.protocols.plan import Part, Plan, json_of, years
from alemap.sources.protocols.shapes import check_jsonstat

if TYPE_CHECKING:
    from alemap.sources.http.messages import Answer
    from alemap.sources.protocols.plan import Order, Session

_ZIP, _ZIP_END, _OLD_WORKBOOK = b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0"
_END_WITHIN = 70_000
_SUFFIX = {"workbook": "xlsx", "table": "csv", "px": "px"}


def plan(order: Order, session: Session) -> Plan:
    """One part for each address; an address with `{year}` stands for one for each year asked for."""
    del session
    base = order.interface.address.rstrip("/") + "/"
    addresses = [
        urljoin(base, address.replace("{year}", year))
        for address in order.fetch.address
        for year in (years(order) if "{year}" in address else ("",))
    ]
    check = partial(_check, form=order.form)
    parts = [
        Part(Request("GET", address, accept=order.fetch.accept or "*/*"), name, address, 0, check)
        for address, name in zip(addresses, _names(addresses, order.form), strict=True)
    ]
    return Plan(tuple(parts), "file", 0)


def _names(addresses: list[str], form: str) -> list[str]:
    """File names after the addresses, numbered where they are alike."""
    names: list[str] = []
    for number, address in enumerate(addresses, start=1):
        last = unquote(urlsplit(address).path).rstrip("/").rpartition("/")[2]
        name = re.sub(r"[^\w.-]+", "_", last) or "file"
        if "." not in name:
            name = f"{name}.{_SUFFIX.get(form, 'json')}"
        names.append(f"{number:03}_{name}" if len(addresses) > 1 else name)
    return names


def _check(answer: Answer, form: str) -> None:
    """PassingError for what is empty, cut short, or of another kind than the form says."""
    content = answer.content
    if not content.strip():
        raise PassingError("the file is empty")
    if form == "workbook":
        whole = content.startswith(_OLD_WORKBOOK) or (
            content.startswith(_ZIP) and _ZIP_END in content[-_END_WITHIN:]
        )
        if not whole:
            raise PassingError("the file is not a whole workbook", incomplete=True)
    elif form == "px":
        if not content.rstrip().endswith(b";"):
            raise PassingError("the file is cut short", incomplete=True)
    elif form != "table":
        document = json_of(answer)
        if form == "jsonstat" and isinstance(document, dict) and "dimension" in document:
            check_jsonstat(answer, _own_codes(document))


def _own_codes(document: dict[str, object]) -> dict[str, tuple[str, ...]]:
    """The codes that a JSON-stat answer itself says it holds, to see whether all their figures are there."""
    dimension = document.get("dimension")
    names = document.get("id")
    if not isinstance(dimension, dict) or not isinstance(names, list):
        return {}
    own: dict[str, tuple[str, ...]] = {}
    for name in names:
        part = dimension.get(name)
        category = part.get("category") if isinstance(part, dict) else None
        index = category.get("index") if isinstance(category, dict) else None
        if isinstance(index, list | dict) and index:
            own[str(name)] = tuple(str(code) for code in index)
    return own if prod(len(codes) for codes in own.values()) else {}
