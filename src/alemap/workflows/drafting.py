"""Drafts of what a new table needs: the dataset's definition, its agency, its mapping, the staging model.

What only a person knows is left as FILL_IN; `alemap check` points each of them out with its line.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from alemap.definitions.documents import FILL_IN
from alemap.results.inspection import Draft

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from alemap.definitions.project import Project
    from alemap.workflows.guessing import Guess

UNNAMED = f"{FILL_IN}__{FILL_IN}"
"""The id of a dataset that has none yet."""
MEANINGS = ("suppressed", "not_applicable", "nonresponse", "unpublished", "missing", "zero")
_PLAIN = re.compile(r"[A-Za-zÅÄÖåäö_][A-Za-zÅÄÖåäö0-9_ ()/%.-]*[A-Za-zÅÄÖåäö0-9_)%]|[A-Za-zÅÄÖåäö]")
_WORDS_OF_YAML = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf"})
# Words for a status that say themselves what they mean.
_SAID = {
    "Missing": "nonresponse",
    "Privacy": "suppressed",
    "Not applicable": "not_applicable",
    "Not published": "unpublished",
}


def scalar(text: str) -> str:
    """Write a text as YAML: plain where that is safe, in single quotes where it has backslashes."""
    if _PLAIN.fullmatch(text) and text.casefold() not in _WORDS_OF_YAML:
        return text
    if "\\" in text and text.isprintable():
        return "'" + text.replace("'", "''") + "'"
    return json.dumps(text, ensure_ascii=False)


def flow(value: object) -> str:
    """Write a value of `read` on one line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, list):
        return "[" + ", ".join(flow(each) for each in value) + "]"
    text = str(value)
    return scalar(text) if not re.search(r"[,\[\]{}]", text) or text[:1] in "'\"" else _quoted(text)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def dataset_draft(
    *,
    dataset: str,
    form: str,
    file: str,
    title: str | None,
    table: str,
    read: Mapping[str, object],
    joined: Mapping[str, str],
    guesses: Mapping[str, Guess],
    constants: Mapping[str, str],
    marks: Mapping[str, str | None],
    noise_from: str | None,
) -> Draft:
    """The dataset's definition."""
    agency = dataset.partition("__")[0]
    lines = [
        f"id: {dataset}",
        f"agency: {agency}",
        "name:",
        f"  sv: {scalar(title) if title else FILL_IN}",
        f"  en: {FILL_IN}",
        f"table: {scalar(table)}",
        f"page: {FILL_IN} # the address of the table's page",
        "origin: real",
        f"form: {form}",
        "files:",
        f"  - {scalar(file)}",
    ]
    if read:
        lines += ["read:", *(f"  {key}: {flow(value)}" for key, value in read.items())]
    if joined:
        lines += [
            "joined:",
            *(f"  {key}: {json.dumps(text, ensure_ascii=False)}" for key, text in joined.items()),
        ]
    lines.append("dimensions:")
    for name, guess in guesses.items():
        lines += _dimension(name, guess, agency, dataset)
    if constants:
        lines += ["constants:", *(f"  {key}: {_constant(text)}" for key, text in constants.items())]
    lines += _marks(marks)
    if noise_from is not None:
        lines.append(
            f"noise_from: {_constant(noise_from)} # parts need not add up to their total from here on"
        )
    return Draft(_path(dataset), "\n".join(lines) + "\n")


def query_draft(
    *,
    dataset: str,
    form: str,
    fetch: Mapping[str, object],
    guesses: Mapping[str, Guess],
    constants: Mapping[str, str],
) -> Draft:
    """The definition of a dataset that a saved query asks for; the query stands in it as it was saved."""
    agency = dataset.partition("__")[0]
    lines = [
        f"id: {dataset}",
        f"agency: {agency}",
        "name:",
        f"  sv: {FILL_IN}",
        f"  en: {FILL_IN}",
        f"table: {fetch.get('table') or FILL_IN}",
        f"page: {FILL_IN} # the address of the table's page",
        "origin: real",
        f"form: {form}",
        "fetch:",
        *(f"  {key}: {json.dumps(value, ensure_ascii=False)}" for key, value in fetch.items()),
        *(() if "table" in fetch else (f"  table: {FILL_IN} # as the interface's address names it",)),
        "dimensions:",
    ]
    for name, guess in guesses.items():
        lines += _dimension(name, guess, agency, dataset)
    if constants:
        lines += ["constants:", *(f"  {key}: {_constant(text)}" for key, text in constants.items())]
    return Draft(_path(dataset), "\n".join(lines) + "\n")


def _path(dataset: str) -> str:
    agency, _, name = dataset.partition("__")
    return f"pipelines/datasets/{agency}/{name}.yaml"


def _constant(text: str) -> str:
    return FILL_IN if text == FILL_IN else json.dumps(text, ensure_ascii=False)


def _dimension(name: str, guess: Guess, agency: str, dataset: str) -> Iterator[str]:
    yield f"  {scalar(name)}:"
    if guess.only is not None:
        yield f"    only: {json.dumps(guess.only, ensure_ascii=False)}"
        return
    yield f"    column: {guess.column}"
    if guess.pattern is not None:
        yield f"    pattern: {scalar(guess.pattern)}"
    if guess.digits is not None:
        yield f"    digits: {guess.digits}"
    if guess.map is not None:
        yield f"    map: {guess.map}"
    elif guess.names:
        yield f"    map: {mapping_name(agency, dataset)}"
    elif guess.codes:
        yield "    codes:"
        for code, ours in guess.codes.items():
            yield f"      {json.dumps(code, ensure_ascii=False)}: {scalar(ours)}"
    if guess.unknown and not guess.names:
        yield "    # No known areas: left out. Look whether they should be."
        shown = ", ".join(json.dumps(code, ensure_ascii=False) for code in guess.unknown)
        yield f"    ignore: [{shown}]"


def _marks(marks: Mapping[str, str | None]) -> Iterator[str]:
    unknown = [sign for sign, meaning in marks.items() if meaning is None]
    if not unknown:
        return
    yield f"# What each sign means: {', '.join(MEANINGS)}."
    yield "marks:"
    for sign in unknown:
        yield f"  {json.dumps(sign, ensure_ascii=False)}: {_SAID.get(sign, FILL_IN)}"


def mapping_name(agency: str, dataset: str) -> str:
    """The name of a mapping drafted for a dataset's areas."""
    return f"{agency}/{dataset.partition('__')[2]}_area"


def mapping_draft(dataset: str, guess: Guess) -> Draft:
    """The file's names of areas with our codes; a name that is no known area is to be filled in."""
    agency = dataset.partition("__")[0]
    rows = [*guess.names.items(), *((code, FILL_IN) for code in guess.unknown)]
    lines = ["agency_code,code,valid_from,note", *(f"{_field(name)},{code},," for name, code in rows)]
    return Draft(f"pipelines/mappings/{mapping_name(agency, dataset)}.csv", "\n".join(lines) + "\n")


def _field(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if re.search(r'[",\n]', text) else text


def agency_drafts(dataset: str, project: Project | None) -> list[Draft]:
    """The definition of the dataset's agency, where the project does not know it."""
    agency = dataset.partition("__")[0]
    if project is not None and f"agency:{agency}" in project.documents:
        return []
    lines = [
        f"id: {agency}",
        f"name: {{ sv: {FILL_IN}, en: {FILL_IN} }}",
        f"short: {FILL_IN}",
        "protocol: file",
        f"address: {FILL_IN}",
        f"licence: {FILL_IN}",
        f'attribution: {{ sv: "Källa: {FILL_IN}", en: "Source: {FILL_IN}" }}',
    ]
    return [Draft(f"pipelines/agencies/{agency}.yaml", "\n".join(lines) + "\n")]


_ORDER = ("measure", "area_code", "period", "sex")


def staging_draft(dataset: str, columns: Sequence[str], *, filtered: bool) -> Draft:
    """The staging model: the dataset's columns as they are, without rows of areas left out."""
    ordered = sorted(columns, key=lambda name: _ORDER.index(name) if name in _ORDER else len(_ORDER))
    names = [*ordered, "value", "status"]
    lines = [
        "SELECT",
        *(f"  {name}," for name in names[:-1]),
        f"  {names[-1]}",
        f"FROM raw.{dataset}",
        *(("WHERE", "  area_code IS NOT NULL") if filtered else ()),
    ]
    return Draft(f"sql/staging/stg_{dataset}.sql", "\n".join(lines) + "\n")
