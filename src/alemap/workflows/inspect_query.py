"""Inspect of a query saved from a PxWeb page: what it asks for, and a draft that fetches it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alemap.definitions.documents import FILL_IN
from alemap.definitions.saved_query import saved_query
from alemap.definitions.wording import UnfitError
from alemap.domain import Remark
from alemap.errors import Place, SourceError
from alemap.results.inspection import FoundDimension, Inspection
from alemap.sources.recognise import QUERY
from alemap.workflows import drafting
from alemap.workflows.guessing import Guess, guess_dimensions

if TYPE_CHECKING:
    from alemap.definitions.fetching import Fetch
    from alemap.definitions.project import Project
    from alemap.results.inspection import Draft

_FORMS = {"json-stat": "jsonstat", "json-stat2": "jsonstat", "json": "pxweb_json"}
_EXAMPLES = 3
# What PxWeb's variables are called, whatever codes are chosen of them.
_COLUMNS = {"tid": "period", "contentscode": "measure", "region": "area_code", "kon": "sex"}


def inspect_query(document: dict[str, Any], name: str, project: Project | None, dataset: str) -> Inspection:
    """Describe a saved query and draft the dataset; SourceError where it cannot be read as one."""
    try:
        fetch = saved_query(document)
    except UnfitError as error:
        raise SourceError(
            "this saved query cannot be read: {reason}",
            place=Place(name),
            hint="Save the query anew from the table's page, or write the selection yourself.",
            reason=error.reason,
        ) from error
    listed = {name: list(choice.codes) for name, choice in fetch.query.items()}
    codes = {name: own for name, own in listed.items() if own and not any("*" in code for code in own)}
    guesses = {**guess_dimensions(codes, {}, project)}
    for variable in fetch.query:
        column = _COLUMNS.get(variable.casefold())
        taken = any(guess.column == column for guess in guesses.values() if column)
        if variable not in guesses or (column and not taken and guesses[variable].only is None):
            guesses[variable] = Guess(column if column and not taken else variable.casefold())
    ordered = {variable: guesses[variable] for variable in fetch.query}
    asked = document.get("queryObj", document)
    response = asked.get("response") if isinstance(asked, dict) else None
    wanted = str(response.get("format", "")) if isinstance(response, dict) else ""
    wanted = wanted or str(document.get("outputFormat") or "")
    form = _FORMS.get(wanted.casefold(), "jsonstat")
    drafts = _drafts(document, fetch, ordered, form, project, dataset)
    return Inspection(
        file=name,
        form=QUERY,
        title=None,
        updated=None,
        cells=0,
        dimensions=tuple(_dimension(variable, ordered[variable], listed[variable]) for variable in ordered),
        periods=(),
        marks=(),
        remarks=_remarks(fetch, ordered, wanted),
        read={},
        drafts=drafts,
    )


def _dimension(variable: str, guess: Guess, codes: list[str]) -> FoundDimension:
    examples = tuple((code, "") for code in codes[:_EXAMPLES])
    return FoundDimension(variable, len(codes), examples, guess.column, guess.matched)


def _remarks(fetch: Fetch, guesses: dict[str, Guess], wanted: str) -> tuple[Remark, ...]:
    remarks = [Remark("the query asks for the table; `alemap ingest` fetches it by this definition")]
    if wanted and wanted.casefold() not in _FORMS:
        fields = {"form": wanted}
        remarks.append(Remark("the page would have saved it as `{form}`; it is fetched as JSON-stat", fields))
    if fetch.table is None:
        remarks.append(Remark("the query does not name its table"))
    for variable, guess in guesses.items():
        if guess.unknown:
            first = ", ".join(guess.unknown[:_EXAMPLES])
            counts: dict[str, object] = {"count": len(guess.unknown), "name": variable, "first": first}
            remarks.append(Remark("{count} code(s) of `{name}` are no known areas: {first} ...", counts))
    return tuple(remarks)


def _drafts(
    document: dict[str, Any],
    fetch: Fetch,
    guesses: dict[str, Guess],
    form: str,
    project: Project | None,
    dataset: str,
) -> tuple[Draft, ...]:
    columns = [guess.column for guess in guesses.values() if guess.column]
    constants = {name: FILL_IN for name in ("area_code", "period") if name not in columns}
    if "sex" not in columns:
        constants["sex"] = "_T"
    agency = dataset.partition("__")[0]
    asked: dict[str, object] = {} if fetch.table is None else {"table": fetch.table}
    found = project.agencies.get(agency) if project is not None else None
    protocol = "pxweb2" if "selection" in document else "pxweb1"
    if found is not None and found.protocol != protocol:
        own = [name for name, interface in found.interfaces.items() if interface.protocol == protocol]
        asked |= {"interface": own[0]} if own else {}
    asked["query"] = document
    draft = drafting.query_draft(
        dataset=dataset, form=form, fetch=asked, guesses=guesses, constants=constants
    )
    unknown = any(guess.unknown for guess in guesses.values())
    return (
        draft,
        *drafting.agency_drafts(dataset, project),
        drafting.staging_draft(dataset, [*columns, *constants], filtered=unknown),
    )
