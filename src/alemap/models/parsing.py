"""Models as trees: parsed by sqlglot, once in a run."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from alemap.errors import ModelError, Place

DIALECT = "duckdb"


_TEMPLATES = {
    r"Invalid expression / Unexpected token": "a word here does not fit",
    r"Expected table name": "the name of a table is missing",
    r"Required keyword": "something is missing before this",
    r"Error tokenizing": "a quotation mark or a comment is not closed",
    r"Failed to parse any statement following CTE": "the query after WITH is missing",
    r"Expected (?P<name>\S+) after (?P<other>\S+)$": "`{name}` is missing after `{other}`",
    r"Expect(?:ed|ing) (?P<name>\S+)$": "`{name}` is missing",
}
"""What sqlglot says, and the same for those who do not know it."""


def _reason(said: str) -> ModelError | str:
    """Why a text cannot be parsed, to be told as the reason of an error; sqlglot's words where not known."""
    for pattern, template in _TEMPLATES.items():
        match = re.match(pattern, said)
        if match is not None:
            names: dict[str, Any] = match.groupdict()
            return ModelError(template, **names)
    return said


@cache
def parsed(sql: str, file: str) -> exp.Query:
    """A model's query; ModelError, with its place, where the text is none or more than one."""
    try:
        trees = [tree for tree in sqlglot.parse(sql, read=DIALECT) if tree is not None]
    except SqlglotError as error:
        details = getattr(error, "errors", None) or [{}]
        place = Place(file, details[0].get("line"), details[0].get("col"))
        reason = _reason(str(details[0].get("description") or error).strip().rstrip("."))
        raise ModelError("the SQL cannot be parsed: {reason}", reason=reason, place=place) from error
    if len(trees) != 1 or not isinstance(trees[0], exp.Query):
        raise ModelError("a model is one SELECT", place=Place(file, 1))
    return trees[0]


def tables_read(tree: exp.Query) -> frozenset[str]:
    """The tables a query reads, without its own CTEs."""
    local = {cte.alias for cte in tree.find_all(exp.CTE)}
    return frozenset(
        f"{table.db}.{table.name}" if table.db else table.name
        for table in tree.find_all(exp.Table)
        if table.db or table.name not in local
    )
