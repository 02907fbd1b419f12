"""The portable subset: what a model may not use, so that the same SQL runs on other engines.

The constructs and why they are out: those that other engines lack (GROUP BY ALL, QUALIFY, PIVOT, ASOF,
EXCLUDE, read_...()), and those that give other numbers there without an error (division by zero,
ordered lists, a percentile within group).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sqlglot import exp

from alemap.errors import Place, Problem, fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from alemap.models.graph import Model

_WORDS = {
    "AM421": (r"\bGROUP\s+BY\s+ALL\b", "GROUP BY ALL", "name the columns"),
    "AM422": (r"\bORDER\s+BY\s+ALL\b", "ORDER BY ALL", "name the columns"),
    "AM423": (r"\bQUALIFY\b", "QUALIFY", "filter the window's column in an outer SELECT"),
    "AM424": (r"\b(UN)?PIVOT\b", "PIVOT", "write `sum(CASE WHEN ... END)`"),
    "AM425": (r"\bASOF\b", "ASOF", "use row_number() over the candidates"),
    "AM426": (r"\bEXCLUDE\b", "EXCLUDE", "name the columns"),
    "AM427": (r"\bread_\w+\s*\(", "a read_...() function", "files come in by a dataset definition"),
    "AM428": (r"\bWITHIN\s+GROUP\b", "WITHIN GROUP", "use quantile_cont(x, p)"),
}


def lint(model: Model) -> Iterator[Problem]:
    """Every use of something outside the portable subset, with its line and what to write instead."""
    text = _without_comments(model.sql)
    for code, (pattern, what, instead) in _WORDS.items():
        for match in re.finditer(pattern, text, flags=re.IGNORECASE):
            line = text.count("\n", 0, match.start()) + 1
            yield fault(
                Place(model.file, line),
                code,
                "{name} is outside the portable subset",
                hint=instead,
                name=what,
            )
    for select in model.tree.find_all(exp.Select):
        if any(isinstance(column, exp.Star) or _is_star_column(column) for column in select.expressions):
            place = Place(model.file, _line(model, "*"))
            what = "`SELECT *` hides what the model gives"
            yield fault(place, "AM420", what, hint="name the columns")
    for division in model.tree.find_all(exp.Div):
        if not isinstance(division.expression, exp.Nullif | exp.Literal):
            denominator = division.expression.sql(dialect="duckdb").split("(")[0]
            place = Place(model.file, _line(model, denominator))
            text = division.sql(dialect="duckdb")
            what = "`{sql}` can divide by zero"
            yield fault(place, "AM429", what, hint="write `a / nullif(b, 0)`", sql=text)


def _is_star_column(column: exp.Expression) -> bool:
    return isinstance(column, exp.Column) and isinstance(column.this, exp.Star)


def _line(model: Model, text: str) -> int | None:
    for number, line in enumerate(model.sql.splitlines(), start=1):
        if text in line and not line.strip().startswith("--"):
            return number
    return None


def _without_comments(sql: str) -> str:
    """The text with comments and literals blanked, line for line."""
    return re.sub(r"--[^\n]*|'(?:[^']|'')*'", lambda match: " " * len(match[0]), sql)
