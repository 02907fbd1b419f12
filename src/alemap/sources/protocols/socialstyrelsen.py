"""Socialstyrelsen's statistics API: codes by variable, results by a path of codes, one measure at a time.

Its answers are sparse: a combination without figure is left out. Its paging has been seen to stop early, so
each part is made small enough for one page, and an answer of several is refused.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from alemap.errors import IncompleteError, PassingError
from alemap.sources.http.messages import JSON, Request
from alemap.sources.protocols.plan import Part, Plan, ask_json, json_of, named
from alemap.sources.protocols.pxweb import Variable, file_name, selected
from alemap.sources.protocols.selecting import cells, describe, split

if TYPE_CHECKING:
    from collections.abc import Iterable

    from alemap.sources.http.messages import Answer
    from alemap.sources.protocols.plan import Order, Session
    from alemap.sources.protocols.selecting import Codes

PAGE = 5000
"""Rows of one page, the most there may be."""

MEASURE, YEAR = "matt", "ar"
_ROW_BYTES = 110
_PATH = re.compile(r"[^A-Za-z0-9._-]")


def plan(order: Order, session: Session) -> Plan:
    """Parts of one measure each, of no more combinations than a page has rows."""
    limits = order.interface.limits
    most = min(PAGE, limits.cells if limits is not None and limits.cells is not None else PAGE)
    base = f"{order.interface.address.rstrip('/')}/{quote(order.fetch.table or '', safe='')}"
    there = [str(each.get("namn")) for each in _list(ask_json(session, base))]
    variables = {
        name: Variable(_texts(ask_json(session, f"{base}/{quote(name)}")), optional=True, time=name == YEAR)
        if name in order.fetch.query
        else Variable({}, optional=True, time=False)
        for name in there
    }
    codes = selected(order.fetch, variables)
    parts: list[Part] = []
    for measure in codes.get(MEASURE, ("",)):
        single = {**codes, MEASURE: (measure,)} if measure else codes
        for part in split(single, most):
            path = "/".join(f"{name}/{_joined(each)}" for name, each in part.items())
            address = f"{base}/resultat/{path}?per_sida={PAGE}&sida=1"
            parts.append(
                Part(
                    Request("GET", address, accept=JSON),
                    file_name(order, len(parts) + 1, "json"),
                    describe(part, codes),
                    cells(part),
                    partial(_check, wanted=part),
                )
            )
    complete = partial(_complete, wanted=codes)
    return Plan(tuple(parts), "socialstyrelsen", cells(codes) * _ROW_BYTES, complete)


def _joined(codes: tuple[str, ...]) -> str:
    return ",".join(_PATH.sub(lambda found: quote(found[0], safe=""), code) for code in codes)


def _list(document: Any) -> list[dict[str, Any]]:
    if not isinstance(document, list) or not all(isinstance(each, dict) for each in document):
        raise PassingError("the answer does not describe a table")
    return document


def _texts(document: Any) -> dict[str, str]:
    return {str(each.get("id")): str(each.get("text", "")) for each in _list(document)}


def _key(variable: str) -> str:
    """The field that holds a variable's code in a row."""
    return variable if variable == YEAR else f"{variable}Id"


def _rows(answer: Answer) -> list[dict[str, Any]]:
    document = json_of(answer)
    rows = document.get("data") if isinstance(document, dict) else None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise PassingError("the answer has not the shape that was asked for")
    return rows


def _check(answer: Answer, wanted: Codes) -> None:
    """PassingError unless it is the only page, and holds only what was asked for, each once."""
    rows, document = _rows(answer), json_of(answer)
    if document.get("nasta_sida") is not None or document.get("sidor", 1) not in {0, 1}:
        raise PassingError("the answer has several pages where one was asked for", incomplete=True)
    for variable, codes in wanted.items():
        extra = sorted({str(row.get(_key(variable))) for row in rows} - set(codes))
        if extra:
            raise PassingError("the answer holds {names}, which was not asked for", names=named(extra))
    keys = [tuple(str(row.get(_key(variable))) for variable in wanted) for row in rows]
    if len(set(keys)) != len(keys) and all(len(row) == len(wanted) + 1 for row in rows):
        raise PassingError("the answer has not the shape that was asked for")


def _complete(answers: Iterable[Answer], wanted: Codes) -> None:
    """IncompleteError for a code that no row of any part has."""
    seen: dict[str, set[str]] = {variable: set() for variable in wanted}
    for answer in answers:
        for row in _rows(answer):
            for variable, found in seen.items():
                found.add(str(row.get(_key(variable))))
    for variable, codes in wanted.items():
        missing = [code for code in codes if code not in seen[variable]]
        if missing:
            raise IncompleteError(
                "the agency sent no figures for {what} {names}", what=variable, names=named(missing),
                hint="it may have been withdrawn: look at it with the agency, and correct the definition",
            )  # fmt: skip
