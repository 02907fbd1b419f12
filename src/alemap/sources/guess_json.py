"""Which of the agencies' JSON forms a document is, and whether it holds figures at all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alemap.domain import Remark
from alemap.errors import Place, SourceError

if TYPE_CHECKING:
    from collections.abc import Mapping

    Guess = tuple[str, dict[str, Any], tuple[Remark, ...]]

METADATA = "metadata"
QUERY = "query"
_FOLDER = "a folder with {count} entries, no figures: choose a table and fetch its data"
_LISTS: tuple[tuple[str, type, str], ...] = (
    ("tables", list, "a list of {count} tables, no figures: choose one and fetch its data"),
    ("folderContents", list, _FOLDER),
    ("values", list, "a list of {count} values of a dimension, no figures"),
    ("apis", dict, "a catalogue of {count} interfaces, no figures"),
)
_UNCERTAINTY = "osäkerhetstal"


def guess_json(document: Any) -> Guess | None:
    """Give form (or `metadata`, `query`), `read` options and remarks; None where it is none of them."""
    if not isinstance(document, dict):
        return _folder(document)
    if is_query(document):
        return QUERY, {}, ()
    if isinstance(document.get("columns"), list) and isinstance(document.get("data"), list):
        return "pxweb_json", {}, ()
    if isinstance(document.get("body"), dict):
        return _skolverket(document["body"])
    if isinstance(document.get("values"), list) and document["values"]:
        return _kolada(document) or _listing(document)
    return _json_stat(document) or _listing(document)


def refuse_without_figures(document: Any, name: str) -> None:
    """SourceError saying what a document is that belongs to an interface and holds no figures."""
    guess = guess_json(document)
    if guess is None or guess[0] not in (METADATA, QUERY):
        return
    said = guess[2][0] if guess[2] else Remark("a saved query, no figures: fetch its answer")
    raise SourceError(
        said.message,
        place=Place(name),
        hint="`alemap inspect` says what a file is; a dataset's files must hold figures.",
        **dict[str, Any](said.fields),
    )


def _listing(document: Mapping[str, Any]) -> Guess | None:
    if isinstance(document.get("variables"), list):
        return METADATA, {}, (_variables(document["variables"]),)
    for key, kind, message in _LISTS:
        if isinstance(document.get(key), kind) and (key != "values" or document.get("type") == "Valueset"):
            return METADATA, {}, (Remark(message, {"count": len(document[key])}),)
    if document.keys() & {"maxDataCells", "maxCells", "maxValues"}:
        return METADATA, {}, (Remark("the limits of an interface, no figures"),)
    return None


def _folder(document: Any) -> Guess | None:
    """PxWeb v1's list of folders and tables."""
    entries = document if isinstance(document, list) else []
    if entries and all(isinstance(entry, dict) and {"id", "type", "text"} <= set(entry) for entry in entries):
        return METADATA, {}, (Remark(_FOLDER, {"count": len(entries)}),)
    return None


def is_query(document: Any) -> bool:
    """Whether this is a query saved from a PxWeb page rather than an answer to one."""
    if not isinstance(document, dict):
        return False
    if isinstance(document.get("queryObj"), dict):
        return True
    query, chosen = document.get("query"), document.get("selection")
    chosen = chosen.get("selection") if isinstance(chosen, dict) else chosen
    return any(
        isinstance(parts, list) and parts and all(isinstance(part, dict) and name in part for part in parts)
        for parts, name in ((query, "code"), (chosen, "variableCode"))
    )


def _json_stat(document: Mapping[str, Any]) -> Guess | None:
    if isinstance(document.get("dimension"), dict) and ("value" in document or "size" in document):
        if document.get("value", []) == []:
            message = "metadata of a table (`value` is empty), no figures: fetch its data"
            return METADATA, {}, (Remark(message),)
        return "jsonstat", {}, ()
    bundle = {
        key: part
        for key, part in document.items()
        if isinstance(part, dict)
        and isinstance(part.get("dimension"), dict)
        and isinstance(part.get("value"), list | dict | str)
    }
    if not bundle:
        return None
    if len(bundle) == 1:
        return "jsonstat", {}, ()
    chosen = max(bundle, key=lambda key: len(bundle[key]["value"]))
    remark = Remark(
        "the file holds {count} datasets: {known}; `{chosen}` is the largest",
        {"count": len(bundle), "known": ", ".join(bundle), "chosen": chosen},
    )
    return "jsonstat", {"dataset": chosen}, (remark,)


def _variables(variables: list[Any]) -> Remark:
    known = [str(part.get("code") or part.get("id")) for part in variables if isinstance(part, dict)]
    return Remark(
        "metadata of a table with the dimensions {known}, no figures: fetch its data",
        {"known": ", ".join(known)},
    )


def _kolada(document: Mapping[str, Any]) -> Guess | None:
    """Tell Kolada's data pages from its lists of key figures, municipalities, groups and units."""
    values = [record for record in document["values"] if isinstance(record, dict)]
    if not values:
        return None
    first = values[0]
    following = document.get("next_url")
    more = (Remark("the answer goes on at {address}: fetch that page too", {"address": following}),)
    rest = more if isinstance(following, str) and following else ()
    if "kpi" in first and isinstance(first.get("values"), list):
        gone = sum(1 for record in values if record.get("isdeleted") is True)
        removed = Remark("{count} record(s) are marked as deleted and left out", {"count": gone})
        return "kolada", {}, (*rest, *((removed,) if gone else ()))
    if not {"id", "title"} <= set(first):
        return None
    if "members" in first:
        what = "a list of {count} groups of municipalities, no figures"
    elif "is_divided_by_gender" in first or "operating_area" in first:
        what = "a list of {count} key figures, no figures"
    elif "municipality" in first:
        what = "a list of {count} units, no figures"
    else:
        what = "a list of {count} municipalities and regions, no figures"
    return METADATA, {}, (Remark(what, {"count": len(values)}), *pairs_of(values), *rest)


def _skolverket(body: Mapping[str, Any]) -> Guess | None:
    """Tell a school unit's statistics from the interface's lists."""
    if isinstance(body.get("schoolUnit"), str) or isinstance(body.get("programMetrics"), list):
        return "skolverket", {}, ()
    embedded = body.get("_embedded")
    units = embedded.get("listedSchoolUnits") if isinstance(embedded, dict) else None
    if not isinstance(units, list):
        return None
    return METADATA, {}, (Remark("a list of {count} units, no figures", {"count": len(units)}),)


def pairs_of(values: list[dict[str, Any]]) -> tuple[Remark, ...]:
    """Name the key figures that are another's uncertainty, with theirs, found by their titles.

    Kolada publishes the half-width of an interval as a key figure of its own, "Osäkerhetstal - ...".
    """
    titles = {str(record["title"]).strip().casefold(): str(record["id"]) for record in values}
    remarks = []
    for title, own in titles.items():
        head, dash, rest = title.partition("-")
        if not dash or head.strip() != _UNCERTAINTY:
            continue
        measure = titles.get(rest.strip())
        fields = {"uncertainty": own, "measure": measure}
        remarks.append(
            Remark("`{uncertainty}` is the uncertainty of `{measure}`", fields)
            if measure is not None
            else Remark("`{uncertainty}` is the uncertainty of a key figure that is not in the list", fields)
        )
    return tuple(remarks)
