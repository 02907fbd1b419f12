"""Kolada v3: at most 25 ids in each step of an address, pages of up to 5,000 rows by `next_url`.

A key figure that has been withdrawn gives an empty answer and no error; so the ids are looked up first,
and every one asked for must have rows.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from itertools import product
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit

from alemap.errors import IncompleteError, PassingError
from alemap.sources.http.messages import JSON, Request
from alemap.sources.protocols.paging import check_next, next_part, number_of
from alemap.sources.protocols.plan import Part, Plan, ask_json, chunks, json_of, named, years

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from alemap.sources.http.messages import Answer
    from alemap.sources.protocols.plan import Order, Session

IDS = 25
ROWS = 5000
AREAS = 400
"""More than the municipalities, counties and the country together; groups come on request only."""

UNITS = 20_000
"""More than the units (schools, homes) of one key figure."""

_ROW_BYTES = 130


def plan(order: Order, session: Session) -> Plan:
    """Requests for 25 key figures, areas and years at a time."""
    fetch = order.fetch
    kpis, areas, spans = tuple(fetch.kpi), tuple(fetch.unit or fetch.municipality), years(order)
    if "*" in areas:
        areas = ()
    base = order.interface.address.rstrip("/")
    known: list[str] = []
    for ids in chunks(kpis, IDS):
        page = ask_json(session, f"{base}/kpi/{','.join(ids)}")
        known += [str(row.get("id")) for row in _rows(page)]
    missing = [kpi for kpi in kpis if kpi not in known]
    if missing:
        raise IncompleteError(
            "the agency has no key figure {names}", names=named(missing),
            hint="it may have been withdrawn: look at it with the agency, and correct the definition",
        )  # fmt: skip
    parts = []
    for number, (ids, places, times) in enumerate(
        product(chunks(kpis, IDS), chunks(areas, IDS), chunks(spans, IDS)), start=1
    ):
        asked = {"kpi": ids, "unit" if fetch.unit else "municipality": places, "year": times}
        parts.append(_part(base, asked, number, units=bool(fetch.unit)))
    cells = sum(part.cells for part in parts)
    wanted = {"kpi": kpis, "ou" if fetch.unit else "municipality": areas}
    return Plan(tuple(parts), "kolada", cells * _ROW_BYTES, partial(_complete, wanted=wanted))


def _part(base: str, asked: Mapping[str, tuple[str, ...]], number: int, *, units: bool) -> Part:
    path = "oudata" if units else "data"
    names = {"unit": "ou"}
    steps = "/".join(f"{names.get(name, name)}/{','.join(ids)}" for name, ids in asked.items() if ids)
    places = asked["unit" if units else "municipality"]
    rows = len(asked["kpi"]) * (len(places) or (UNITS if units else AREAS)) * max(len(asked["year"]), 1)
    what = ", ".join(_span(name, ids) for name, ids in asked.items() if ids)
    request = Request("GET", f"{base}/{path}/{steps}", accept=JSON)
    part = Part(request, f"kolada_{number:03}.json", what, 0 if units else rows, _checked(asked, units))
    return _following(part, rows)


def _following(part: Part, rows: int, most: int | None = None) -> Part:
    """The part with its next pages: as many as its rows can fill by the size of the first page."""

    def follow(answer: Answer) -> Part | None:
        document = json_of(answer)
        address = _next_address(document, part.request.address)
        if address is None:
            return None
        pages = rows // max(len(_rows(document)), 1) + 2 if most is None else most
        return _following(next_part(part, address, "page", pages), rows, pages)

    return replace(part, follow=follow)


def _span(name: str, ids: Sequence[str]) -> str:
    return f"{name} {ids[0]}" + (f"–{ids[-1]}" if len(ids) > 1 else "")


def _checked(asked: Mapping[str, tuple[str, ...]], units: bool) -> Any:  # noqa: FBT001
    keys = {
        "kpi": asked["kpi"],
        "ou" if units else "municipality": asked["unit" if units else "municipality"],
    }
    return partial(_check, asked={**keys, "period": asked["year"]})


def _check(answer: Answer, asked: Mapping[str, tuple[str, ...]]) -> None:
    """PassingError unless a page holds what its address asks for, all that it says, and names the next."""
    document = json_of(answer)
    rows = _rows(document)
    count = document.get("count")
    if not isinstance(count, int) or count != len(rows):
        raise PassingError(
            "the page says {count} rows and holds {found}", incomplete=True, count=count, found=len(rows)
        )
    for name, ids in asked.items():
        wanted = set(ids)
        extra = sorted({str(row.get(name)) for row in rows} - wanted) if wanted else []
        if extra:
            raise PassingError("the answer holds {names}, which was not asked for", names=named(extra))
    following = document.get("next_url")
    if following is not None:
        if not isinstance(following, str):
            raise PassingError("the answer is not a page of Kolada")
        check_next(following, answer.request.address, "page")


def _next_address(document: Any, here: str) -> str | None:
    """Where the next page is; a full page that names none is asked for its successor all the same."""
    following = document.get("next_url")
    if isinstance(following, str):
        return following
    parts = urlsplit(here)
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    full = int(query.get("per_page", ROWS)) if query.get("per_page", str(ROWS)).isdigit() else ROWS
    if len(_rows(document)) < full:
        return None
    query |= {"page": str(number_of(here, "page") + 1), "per_page": str(full)}
    return urlunsplit(parts._replace(query=urlencode(query)))


def _rows(document: Any) -> list[dict[str, Any]]:
    rows = document.get("values") if isinstance(document, dict) else None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise PassingError("the answer is not a page of Kolada")
    return rows


def _complete(answers: Iterable[Answer], wanted: Mapping[str, tuple[str, ...]]) -> None:
    """IncompleteError for a key figure or area without a single row, and for a row that came twice."""
    seen: set[tuple[str, ...]] = set()
    place = next(name for name in wanted if name != "kpi")
    for answer in answers:
        for row in _rows(json_of(answer)):
            key = (str(row.get("kpi")), str(row.get(place)), str(row.get("period")))
            if key in seen:
                raise IncompleteError(
                    "the agency sent {key} twice: its pages overlap", key=f"`{' '.join(key)}`",
                    hint="the table may have been changed while it was fetched; run the command again",
                )  # fmt: skip
            seen.add(key)
    for position, (name, ids) in enumerate(wanted.items()):
        there = {key[position] for key in seen}
        missing = [each for each in ids if each not in there]
        if missing:
            raise IncompleteError(
                "the agency sent no figures for {what} {names}", what=name, names=named(missing),
                hint="it may have been withdrawn: look at it with the agency, and correct the definition",
            )  # fmt: skip
