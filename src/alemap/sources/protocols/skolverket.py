"""Skolverket's interface for planned educations, v4: a municipality's school units, then their figures.

A unit's own list of its statistics says whether it has any of the form asked for; a unit without has none.
The interface is HAL: what it lists stands in `body._embedded`, how much there is in `body.page`, pages
counted from 0.
"""

from __future__ import annotations

import hashlib
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from alemap.errors import IncompleteError, PassingError
from alemap.sources.http.messages import Request
from alemap.sources.protocols.paging import MAX_PAGES
from alemap.sources.protocols.plan import Part, Plan, json_of, named

if TYPE_CHECKING:
    from alemap.sources.http.messages import Answer
    from alemap.sources.protocols.plan import Order, Session

ACCEPT = "application/vnd.skolverket.plannededucations.api.v4.hal+json"
"""What the interface must be asked for; it refuses plain JSON."""

PAGE = 100
"""Units on a page, the most it gives."""

_UNIT_BYTES = 8_000


def plan(order: Order, session: Session) -> Plan:
    """One request for each unit that has statistics of the form of schooling asked for (`table`)."""
    base, form = order.interface.address.rstrip("/"), order.fetch.table or ""
    accept = order.fetch.accept or ACCEPT
    parts: list[Part] = []
    without: list[str] = []
    for area in order.fetch.municipality:
        units = _units(session, base, accept, form, area)
        if not units:
            without.append(area)
        for unit in units:
            address = f"{base}/school-units/{unit}/statistics"
            index = _ask(session, Request("GET", address, accept=accept), partial(_check_index, unit=unit))
            if f"{form}-statistics" in index["_links"]:
                parts.append(
                    Part(
                        Request("GET", f"{address}/{form}", accept=accept),
                        f"skolverket_{form}_{unit}.json",
                        f"{area} {unit}",
                        0,
                        partial(_check_statistics, unit=unit),
                    )
                )
    if without:
        raise IncompleteError(
            "the agency lists no school unit of form `{form}` in {names}",
            form=form, names=named(without),
            hint="leave out the municipalities that have none; `table` is the form: gr, gran, gy, gyan, fsk",
        )  # fmt: skip
    state = hashlib.sha256("\n".join(str(part.request) for part in parts).encode()).hexdigest()
    return Plan(tuple(parts), f"skolverket {state}", len(parts) * _UNIT_BYTES)


def _units(session: Session, base: str, accept: str, form: str, area: str) -> list[str]:
    """The codes of all units of a form of schooling in a municipality; IncompleteError when not all came."""
    units: list[str] = []
    number, pages, total = 0, 1, 0
    while number < pages:
        query = urlencode(
            {"typeOfSchooling": form, "geographicalAreaCode": area, "page": number, "size": PAGE}
        )
        request = Request("GET", f"{base}/school-units?{query}", accept=accept)
        body = _ask(session, request, partial(_check_page, number=number, form=form, area=area))
        units += [str(unit["code"]) for unit in _listed(body)]
        pages, total = min(body["page"]["totalPages"], MAX_PAGES), body["page"]["totalElements"]
        number += 1
    if len(set(units)) != total or len(units) != total:
        raise IncompleteError(
            "the agency lists {count} school units in `{area}`, and its pages hold {found}",
            count=total, area=area, found=len(set(units)),
            hint="the list may have been changed while it was fetched; run the command again",
        )  # fmt: skip
    return sorted(units)


def _ask(session: Session, request: Request, check: Any) -> dict[str, Any]:
    answer = session.ask(request, check)
    return {} if answer is None else _body(answer)


def _body(answer: Answer) -> dict[str, Any]:
    """What an answer holds inside its envelope; PassingError where it is none or says that it failed."""
    document = json_of(answer)
    body = document.get("body") if isinstance(document, dict) else None
    if not isinstance(body, dict) or str(document.get("status")).removeprefix("200").strip() != "OK":
        raise _shape()
    return body


def _listed(body: dict[str, Any]) -> list[dict[str, Any]]:
    embedded = body.get("_embedded")
    listed = embedded.get("listedSchoolUnits") if isinstance(embedded, dict) else []
    if not isinstance(listed, list) or not all(isinstance(unit, dict) for unit in listed):
        raise _shape()
    return listed


def _check_page(answer: Answer, number: int, form: str, area: str) -> None:
    """PassingError unless it is the page asked for, as full as it says, of units of this form and area."""
    body = _body(answer)
    page = body.get("page")
    sizes = [page.get(key) for key in ("number", "size", "totalElements", "totalPages")] if page else []
    if len(sizes) != 4 or not all(type(size) is int and size >= 0 for size in sizes):  # noqa: PLR2004
        raise _shape()
    found, size, total, pages = sizes
    if found != number or pages != -(-total // max(size, 1)):
        raise _shape()
    listed = _listed(body)
    expected = max(min(size, total - number * size), 0)
    if len(listed) != expected:
        raise PassingError(
            "the page says {count} rows and holds {found}", incomplete=True, count=expected, found=len(listed)
        )
    for unit in listed:
        forms = unit.get("typeOfSchooling")
        codes = (
            [each.get("code") for each in forms if isinstance(each, dict)] if isinstance(forms, list) else []
        )
        if not str(unit.get("code") or "").isdecimal() or (
            unit.get("geographicalAreaCode"),
            form in codes,
        ) != (
            area,
            True,
        ):
            raise PassingError(
                "the answer holds {names}, which was not asked for", names=named([str(unit.get("code"))])
            )


def _check_index(answer: Answer, unit: str) -> None:
    """PassingError unless it lists this unit's statistics."""
    links = _body(answer).get("_links")
    if not isinstance(links, dict) or not _leads_to(links.get("self"), unit):
        raise _shape()


def _leads_to(link: Any, unit: str) -> bool:
    address = link.get("href") if isinstance(link, dict) else None
    return isinstance(address, str) and f"/school-units/{unit}/" in f"{address}/"


def _check_statistics(answer: Answer, unit: str) -> None:
    """PassingError unless it holds statistics, and of this unit alone."""
    body = _body(answer)
    programs = body.get("programMetrics")
    own = [body, *(programs if isinstance(programs, list) else [])]
    units = {str(part["schoolUnit"]) for part in own if isinstance(part, dict) and part.get("schoolUnit")}
    if not units:
        raise _shape()
    if units != {unit}:
        raise PassingError(
            "the answer holds {names}, which was not asked for", names=named(sorted(units - {unit}))
        )


def _shape() -> PassingError:
    return PassingError("the answer has not the shape that was asked for")
