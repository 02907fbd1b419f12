"""PxWeb v1 (SCB until it is closed, Folkhälsodata, municipalities): one POST for each part.

`<address>/?config` gives the limits, GET of the table its variables and codes.
"""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Any

from alemap.errors import IncompleteError, PassingError
from alemap.sources.http.messages import JSON, Request
from alemap.sources.protocols import shapes
from alemap.sources.protocols.plan import Part, Plan, json_of
from alemap.sources.protocols.pxweb import (
    MAX_CELLS,
    Variable,
    file_name,
    same_edition,
    selected,
    size_of,
    state_of,
)
from alemap.sources.protocols.selecting import cells, describe, split

if TYPE_CHECKING:
    from alemap.sources.http.messages import Answer
    from alemap.sources.protocols.plan import Order, Session
    from alemap.sources.protocols.selecting import Codes

FORMATS = {
    "jsonstat": ("json-stat2", shapes.check_jsonstat, shapes.jsonstat_updated),
    "pxweb_json": ("json", shapes.check_pxweb_json, shapes.pxweb_json_updated),
}
_FORBIDDEN = frozenset({403})  # what SCB answers above its limits, whatever is asked


def plan(order: Order, session: Session) -> Plan:
    """The parts of a table's selection, each within the cells that interface and definition allow."""
    most = _limits(order, session)
    address = f"{order.interface.address.rstrip('/')}/{(order.fetch.table or '').lstrip('/')}"
    answer = session.ask(Request("GET", address, accept=JSON), _is_metadata, also_passing=_FORBIDDEN)
    assert answer is not None  # noqa: S101 - only `missing_ok` gives None
    variables = _variables(json_of(answer))
    codes = selected(order.fetch, variables)
    name, check, updated = FORMATS[order.form]
    parts = []
    for number, part in enumerate(split(codes, most), start=1):
        body = json.dumps(
            {"query": _query(order, part), "response": {"format": name}},
            ensure_ascii=False, separators=(",", ":"),
        )  # fmt: skip
        parts.append(
            Part(
                Request("POST", address, body, accept=JSON),
                file_name(order, number, "json"),
                describe(part, codes),
                cells(part),
                partial(check, wanted=part),
                also_passing=_FORBIDDEN,
            )
        )
    size = size_of(order.form, codes)
    return Plan(tuple(parts), state_of(answer), size, partial(same_edition, updated=updated))


def _limits(order: Order, session: Session) -> int:
    """Cells in one answer; the pace is told to the session. An interface without `config` has none to add."""
    limits = order.interface.limits
    most = limits.cells if limits is not None and limits.cells is not None else MAX_CELLS
    address = f"{order.interface.address.rstrip('/')}/?config"
    question = Request("GET", address, accept=JSON)
    answer = session.ask(question, _is_config, missing_ok=True, also_passing=_FORBIDDEN)
    if answer is None:
        return most
    config = json_of(answer)
    session.allow(int(config["maxCalls"]), float(config["timeWindow"]))
    return min(most, int(config["maxCells"]))


def _is_config(answer: Answer) -> None:
    config = json_of(answer)
    names = ("maxCells", "maxCalls", "timeWindow")
    if not isinstance(config, dict) or not all(_positive(config.get(name)) for name in names):
        raise PassingError("the interface does not tell its limits")


def _positive(number: Any) -> bool:
    return isinstance(number, int | float) and not isinstance(number, bool) and number > 0


def _is_metadata(answer: Answer) -> None:
    """A folder's list, or anything else that is not a table, is not to be asked for again."""
    document = json_of(answer)
    if isinstance(document, list):
        raise IncompleteError(
            "`{address}` is a folder, not a table", address=answer.request.address,
            hint="name one of its tables in `table`",
        )  # fmt: skip
    _variables(document)


def _variables(document: Any) -> dict[str, Variable]:
    try:
        return {
            str(each["code"]): Variable(
                dict(zip(map(str, each["values"]), map(str, each["valueTexts"]), strict=True)),
                optional=each.get("elimination") is True,
                time=each.get("time") is True,
            )
            for each in document["variables"]
        }
    except (KeyError, TypeError, ValueError) as error:
        raise PassingError("the answer does not describe a table") from error


def _query(order: Order, part: Codes) -> list[dict[str, Any]]:
    lists = {name: selection.codelist for name, selection in order.fetch.query.items()}
    return [
        {"code": name, "selection": {"filter": lists.get(name) or "item", "values": list(values)}}
        for name, values in part.items()
    ]
