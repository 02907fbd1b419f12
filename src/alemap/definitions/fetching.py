"""How a dataset is fetched: which interface, which part of the table, and what form the answer has.

A selection is written short (`Region: "1440*"`, `Tid: { last: 3 }`) or pasted: the JSON that PxWeb's
web page shows for a query, or the one it saves.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from alemap.definitions.settings import Strict
from alemap.definitions.wording import UnfitError

if TYPE_CHECKING:
    from collections.abc import Iterable

Protocol = Literal["pxweb1", "pxweb2", "kolada", "socialstyrelsen", "skolverket", "file"]

_EXPRESSION = re.compile(r"^(TOP|FROM|TO|RANGE)\(([^,()]+)(?:,([^,()]+))?\)$", re.IGNORECASE)
_CALL = re.compile(r"^(TOP|BOTTOM|FROM|TO|RANGE)\(", re.IGNORECASE)


class Limits(Strict):
    """What an agency's interface allows; where the interface itself allows less, that holds."""

    calls: int = Field(gt=0)
    seconds: float = Field(gt=0)
    cells: int | None = Field(default=None, gt=0)


class Interface(Strict):
    """Another interface of the same agency."""

    protocol: Protocol
    address: str
    limits: Limits | None = None
    hosts: list[str] = Field(default_factory=list)


class Selection(Strict):
    """Which codes of a variable: named ones (`*` and `?` stand for any), the last ones, or a span of time."""

    codes: list[str] = Field(default_factory=list)
    last: int | None = Field(default=None, gt=0)
    since: str | None = None
    until: str | None = None
    codelist: str | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Selection:
        ways = [bool(self.codes), self.last is not None, self.since is not None or self.until is not None]
        if sum(ways) != 1:
            raise ValueError("give codes, or `last`, or `since` and `until`")
        return self


def _selection(given: object) -> object:
    """A selection from its short form: one code or pattern, or a list of them."""
    if isinstance(given, str):
        return {"codes": [given]}
    if isinstance(given, list):
        return {"codes": given}
    return given


Choice = Annotated[Selection, BeforeValidator(_selection)]


def _query(given: object) -> object:
    """A query from the form in which PxWeb shows or saves it; one in our own form stays as it is."""
    if not isinstance(given, dict):
        return given
    if isinstance(given.get("queryObj"), dict):
        return _query(given["queryObj"])
    if isinstance(given.get("selection"), dict) and isinstance(given["selection"].get("selection"), list):
        return _query(given["selection"])
    if isinstance(given.get("query"), list):
        parts = _dicts(given["query"])
        return _once((str(part.get("code")), _saved(part.get("selection"))) for part in parts)
    if isinstance(given.get("selection"), list):
        # A variable of which nothing is chosen is left out, and so summed.
        parts = [part for part in _dicts(given["selection"]) if part.get("valueCodes") not in ([], None)]
        return _once((str(part.get("variableCode")), _saved2(part)) for part in parts)
    return given


def _once(parts: Iterable[tuple[str, dict[str, Any]]]) -> dict[str, dict[str, Any]]:
    """The selections by their variables; of two of the same, nobody can know which is meant."""
    found: dict[str, dict[str, Any]] = {}
    for name, selection in parts:
        if name in found:
            raise UnfitError("the pasted query selects `{name}` twice", name=name)
        found[name] = selection
    return found


def _dicts(parts: list[Any]) -> list[dict[str, Any]]:
    if not all(isinstance(part, dict) for part in parts):
        raise ValueError("a part of the pasted query is not `{...}`")
    return parts


def _saved(selection: Any) -> dict[str, Any]:
    """PxWeb v1: `filter` and `values`; some clients write a single value without its list."""
    if isinstance(selection, dict) and isinstance(selection.get("values"), str):
        selection = {**selection, "values": [selection["values"]]}
    if not isinstance(selection, dict) or not isinstance(selection.get("values"), list):
        raise ValueError("a part of the pasted query has no `selection` with `values`")  # noqa: TRY004 - pydantic's own
    kind, values = str(selection.get("filter", "item")), list(selection["values"])
    if kind.lower() == "top":
        if len(values) != 1 or not str(values[0]).isdecimal():
            raise ValueError("`top` of the pasted query needs one number")
        return {"last": int(values[0])}
    if kind.startswith(("vs:", "agg:")):
        return {"codes": values, "codelist": kind}
    if kind.lower() not in {"item", "all"}:
        raise UnfitError("`{kind}` is not a known filter: item, all, top, vs:, agg:", kind=kind)
    return {"codes": values}


def _saved2(part: dict[str, Any]) -> dict[str, Any]:
    """PxWeb v2: `valueCodes`, some of them expressions, and `codelist`."""
    values = part.get("valueCodes")
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise ValueError("a part of the pasted query has no `valueCodes`")
    found = _EXPRESSION.match(values[0]) if len(values) == 1 else None
    # TOP with a second number begins further back, which a selection here cannot say.
    if found is not None and (found[1].upper() == "RANGE" or found[3] is None):
        name, first, second = found[1].upper(), found[2].strip(), found[3]
        span: dict[str, dict[str, Any]] = {
            "TOP": {"last": int(first) if first.isdigit() else 0},
            "FROM": {"since": first},
            "TO": {"until": first},
            "RANGE": {"since": first, "until": (second or "").strip() or None},
        }
        return span[name]
    strange = next((value for value in values if _CALL.match(value)), None)
    if strange is not None:
        raise UnfitError("`{code}` cannot be read; write codes, `last`, or `since` and `until`", code=strange)
    codelist = part.get("codelist") or part.get("codeList")
    return {"codes": values, **({"codelist": codelist} if codelist else {})}


Query = Annotated[dict[str, Choice], BeforeValidator(_query)]


class Fetch(Strict):
    """What is asked of the agency.

    `interface`: one of the agency's `interfaces`; without it the agency's own. PxWeb and
    Socialstyrelsen: `table` and `query` (a variable left out is summed, where the table allows it);
    `labels`: words that the agency's own text for a code must hold, lest the code has come to mean
    something else. Kolada: `kpi`, and `municipality` (codes, or a level for all areas of it) or `unit`,
    and `year`. Skolverket: `table`, a form of schooling (`gr`), and `municipality`. A file: `address`, one
    or several, `{year}` in it standing for each of `year`. `accept`: the kind of answer to ask for.
    `answer`: what of the dataset is otherwise when it is fetched, because its files have another form.
    """

    interface: str | None = None
    table: str | None = None
    query: Query = Field(default_factory=dict)
    labels: dict[str, dict[str, str]] = Field(default_factory=dict)
    kpi: list[str] = Field(default_factory=list)
    municipality: list[str] = Field(default_factory=list)
    unit: list[str] = Field(default_factory=list)
    year: Choice | None = None
    address: list[str] = Field(default_factory=list)
    accept: str | None = None
    answer: dict[str, Any] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _table_of_saved_query(cls, data: object) -> object:
        """A saved query names its table itself."""
        if isinstance(data, dict) and isinstance(data.get("query"), dict) and "table" not in data:
            table = data["query"].get("tableIdForQuery") or data["query"].get("tableId")
            if table:
                return {**data, "table": str(table)}
        return data

    def lacking(self, protocol: str) -> list[str]:
        """The fields that `protocol` needs and that are not given."""
        needed = {
            "pxweb1": ["table", "query"],
            "pxweb2": ["table", "query"],
            "kolada": ["kpi", "year"],
            "socialstyrelsen": ["table", "query"],
            "skolverket": ["table", "municipality"],
            "file": ["address"],
        }
        return [name for name in needed[protocol] if not getattr(self, name)]
