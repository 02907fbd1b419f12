"""The portable subset: what a model may not use, so that the same SQL runs on other engines.

The constructs and why they are out: those that other engines lack (GROUP BY ALL, QUALIFY, PIVOT, ASOF,
EXCLUDE, read_...()), and those that give other numbers there without an error (division by zero,
ordered lists, a percentile within group).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sqlglot import exp

from alemap.errors import fault
from alemap.models.places import at_offset, place_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from alemap.errors import Problem
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
    "AM431": (r"(?:\A|\()\s*(?P<here>FROM)\b", "a query that begins with FROM", "begin with SELECT"),
    "AM432": (r"\bDISTINCT\s+ON\b", "DISTINCT ON", "number the rows by row_number(), and keep the first"),
    "AM433": (r"\bUNION\s+(ALL\s+)?BY\s+NAME\b", "UNION BY NAME", "name the columns in the same order"),
    "AM434": (r"\bPOSITIONAL\s+JOIN\b", "POSITIONAL JOIN", "join by keys"),
}


def lint(model: Model) -> Iterator[Problem]:
    """Every use of something outside the portable subset, with its place and what to write instead."""
    text = _without_comments(model.sql)
    for code, (pattern, what, instead) in _WORDS.items():
        for match in re.finditer(pattern, text, flags=re.IGNORECASE | re.MULTILINE):
            message = "{name} is outside the portable subset"
            place = at_offset(model, match.start("here") if "here" in match.groupdict() else match.start())
            yield fault(place, code, message, hint=instead, name=what)
    stars = re.finditer(r"\*", text)
    for node in model.tree.walk():
        if isinstance(node, exp.Select):
            starred = [c for c in node.expressions if isinstance(c, exp.Star) or _is_star_column(c)]
            if starred:
                # a bare star has no place of its own: it is the first that multiplies and counts nothing
                offset = next((m.start() for m in stars if not _multiplies(text, m.start())), 0)
                what = "`SELECT *` hides what the model gives"
                yield fault(at_offset(model, offset), "AM420", what, hint="name the columns")
        elif isinstance(node, exp.Div) and not isinstance(node.expression, exp.Nullif | exp.Literal):
            sql = node.sql(dialect="duckdb")
            what = "`{sql}` can divide by zero"
            yield fault(place_of(model, node), "AM429", what, hint="write `a / nullif(b, 0)`", sql=sql)


def _is_star_column(column: exp.Expression) -> bool:
    return isinstance(column, exp.Column) and isinstance(column.this, exp.Star)


def _multiplies(text: str, offset: int) -> bool:
    """Whether a star stands between two factors, or counts rows."""
    before, after = text[:offset].rstrip(), text[offset + 1 :].lstrip()
    words = re.search(r"(\w+)$", before)
    if words and words[1].upper() in {"SELECT", "DISTINCT", "ALL"}:
        return False
    return not before.endswith((",", ".")) and not (before.endswith("(") and not after.startswith(")"))


def _without_comments(sql: str) -> str:
    """The text with comments and literals blanked, character for character."""
    return re.sub(r"--[^\n]*|'(?:[^']|'')*'", lambda match: " " * len(match[0]), sql)
