"""Why the database refuses a statement, in our words: its commonest reasons, as texts that can be translated.

DuckDB's own words are English only, and name types and bindings that a statistician need not know. What is
not among the commonest stands in its own words, framed as such.
"""

from __future__ import annotations

import re
from typing import Any

from alemap.errors import ModelError

_TEMPLATES = {
    "Function with name (name) does not exist": "there is no function `{name}`",
    "Table with name (name) does not exist": "there is no table `{name}`",
    "Type with name (name) does not exist": "there is no type `{name}`",
    'Referenced column "(name)" not found': "there is no column `{name}`",
    'Referenced column "(name)" was not found': "there is no column `{name}`",
    'Table "(table)" does not have a column named "(name)"': "`{table}` has no column `{name}`",
    'Column "(name)" does not exist on left side of join': "one side of the join has no column `{name}`",
    'Column "(name)" does not exist on right side of join': "one side of the join has no column `{name}`",
    'Referenced table "(name)" not found': "the query reads no table `{name}`",
    'Ambiguous reference to column name "(name)"': "several of the tables have a column `{name}`",
    "the given name and argument types '(name)'.": "the types do not fit: `{name}`",
    "compare values of type (one) and type (other) -": "{one} is compared with {other}: cast one of them",
    "Cannot mix values of type (one) and (other) in": "{one} is mixed with {other}: cast one of them",
    'column "(name)" must appear in the GROUP BY': "`{name}` is neither in GROUP BY nor in an aggregate",
    "Set operations can only apply to": "the queries of a UNION have different numbers of columns",
    "WHERE clause cannot contain aggregates": "WHERE cannot hold an aggregate: use HAVING",
    "aggregate function calls cannot be nested": "an aggregate stands in another",
    "Subquery returns (found) columns - expected (count)": "a subquery gives {found} columns, not {count}",
    'syntax error at or near "(name)"': "the SQL is wrong at `{name}`",
    "Could not convert string '(name)' to (kind)": "`{name}` cannot be made into {kind}",
}
"""What DuckDB says, with names in brackets, and the same in our words."""

_KNOWN = tuple(
    (re.compile(re.sub(r"\\\((\w+)\\\)", r"(?P<\1>[^\"]+?)", re.escape(said)) + r"(?![\w.])"), template)
    for said, template in _TEMPLATES.items()
)
_NEAR = re.compile(r'^Did you mean "(?:main\.)?(?P<near>[^"]+)"\?$', re.MULTILINE)


def in_our_words(reason: str) -> ModelError:
    """DuckDB's complaint as an error of ours, without a place; to be told as the reason of another.

    `reason`: all that DuckDB says, its lines about the place included.
    """
    first = (reason.splitlines() or [""])[0]
    for known, template in _KNOWN:
        match = known.search(first)
        if match is None:
            continue
        names: dict[str, Any] = {name: _plain(text) for name, text in match.groupdict().items()}
        near = _NEAR.search(reason) if "Function" in first else None
        if near is not None:
            what = "there is no function `{name}`; there is `{near}`"
            return ModelError(what, **names, near=near["near"])
        return ModelError(template, **names)
    return ModelError("DuckDB says: {words}", words=first)


def _plain(text: str) -> str:
    """A name, or types, as SQL writes them."""
    for theirs, plain in (
        ("INTEGER_LITERAL", "INTEGER"),
        ("STRING_LITERAL", "VARCHAR"),
        ("INT32", "INTEGER"),
    ):
        text = text.replace(theirs, plain)
    return text
