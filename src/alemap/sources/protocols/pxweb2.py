"""PxWeb v2 (SCB): tables by id, `/config`, metadata and data as JSON-stat 2, selection by POST."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from alemap.errors import PassingError
from alemap.sources.http.messages import JSON, Request
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
from alemap.sources.protocols.selecting import cells, describe, select, split
from alemap.sources.protocols.shapes import check_jsonstat, jsonstat_updated

if TYPE_CHECKING:
    from alemap.sources.http.messages import Answer
    from alemap.sources.protocols.plan import Order, Session
    from alemap.sources.protocols.selecting import Codes

LANGUAGE = "sv"


def plan(order: Order, session: Session) -> Plan:
    """The parts of a table's selection, each within the cells that interface and definition allow."""
    most = _limits(order, session)
    base = order.interface.address.rstrip("/")
    table = f"{base}/tables/{quote(order.fetch.table or '', safe='')}"
    answer = _ask(session, f"{table}/metadata?lang={LANGUAGE}", _is_metadata)
    variables = _variables(json_of(answer))
    codes = {**selected(order.fetch, variables), **_of_codelists(order, session, base)}
    address = f"{table}/data?lang={LANGUAGE}&outputFormat=json-stat2"
    parts = []
    for number, part in enumerate(split(codes, most), start=1):
        body = json.dumps({"selection": _selection(order, part)}, ensure_ascii=False, separators=(",", ":"))
        parts.append(
            Part(
                Request("POST", address, body, accept=JSON),
                file_name(order, number, "json"),
                describe(part, codes),
                cells(part),
                partial(check_jsonstat, wanted=part),
            )
        )
    complete = partial(same_edition, updated=jsonstat_updated)
    return Plan(tuple(parts), state_of(answer), size_of("jsonstat", codes), complete)


def _limits(order: Order, session: Session) -> int:
    limits = order.interface.limits
    most = limits.cells if limits is not None and limits.cells is not None else MAX_CELLS
    config = json_of(_ask(session, f"{order.interface.address.rstrip('/')}/config", _is_config))
    session.allow(int(config["maxCallsPerTimeWindow"]), float(config["timeWindow"]))
    return min(most, int(config["maxDataCells"]))


def _ask(session: Session, address: str, check: Any) -> Answer:
    answer = session.ask(Request("GET", address, accept=JSON), check)
    assert answer is not None  # noqa: S101 - only `missing_ok` gives None
    return answer


def _is_config(answer: Answer) -> None:
    config = json_of(answer)
    names = ("maxDataCells", "maxCallsPerTimeWindow", "timeWindow")
    if not isinstance(config, dict) or not all(
        isinstance(config.get(name), int | float) and config[name] > 0 for name in names
    ):
        raise PassingError("the interface does not tell its limits")


def _is_metadata(answer: Answer) -> None:
    _variables(json_of(answer))


def _variables(document: Any) -> dict[str, Variable]:
    """Variables from a table's metadata, itself JSON-stat 2 without values."""
    try:
        times = set(document.get("role", {}).get("time", []))
        return {
            name: Variable(
                _texts(document["dimension"][name]["category"]),
                optional=document["dimension"][name].get("extension", {}).get("elimination") is True,
                time=name in times,
            )
            for name in document["id"]
        }
    except (KeyError, TypeError, AttributeError) as error:
        raise PassingError("the answer does not describe a table") from error


def _texts(category: Any) -> dict[str, str]:
    """Codes in the table's order, from a list or from code to place, with their texts."""
    index, texts = category["index"], category.get("label", {})
    codes = sorted(index, key=lambda code: index[code]) if isinstance(index, dict) else index
    return {str(code): str(texts.get(code, code)) for code in codes}


def _of_codelists(order: Order, session: Session, base: str) -> Codes:
    """The codes of the variables that are selected through a codelist, from the codelist itself."""
    found: Codes = {}
    for name, selection in order.fetch.query.items():
        if selection.codelist:
            address = f"{base}/codelists/{quote(_id(selection.codelist), safe='')}?lang={LANGUAGE}"
            known = _listed(json_of(_ask(session, address, _is_codelist)))
            found[name] = select(name, selection, known, time=False)
    return found


def _id(codelist: str) -> str:
    """A codelist's id in v2: `vs_X`, `agg_X`; v1 writes a colon."""
    return codelist.replace(":", "_", 1)


def _is_codelist(answer: Answer) -> None:
    _listed(json_of(answer))


def _listed(document: Any) -> tuple[str, ...]:
    try:
        return tuple(str(each["code"]) for each in document["values"])
    except (KeyError, TypeError) as error:
        raise PassingError("the answer is not a codelist") from error


def _selection(order: Order, part: Codes) -> list[dict[str, Any]]:
    lists = {name: selection.codelist for name, selection in order.fetch.query.items()}
    return [
        {"variableCode": name, "valueCodes": list(values)}
        | ({"codelist": _id(found)} if (found := lists.get(name)) else {})
        for name, values in part.items()
    ]
