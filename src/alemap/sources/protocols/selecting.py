"""Selections against a table's codes, and their division into requests that the agency accepts."""

from __future__ import annotations

import re
from math import prod
from typing import TYPE_CHECKING

from alemap.errors import IncompleteError
from alemap.sources.protocols.plan import lacks, named

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from alemap.definitions.fetching import Selection

Codes = dict[str, tuple[str, ...]]
"""Variable to the codes asked for."""


def select(variable: str, selection: Selection, known: Sequence[str], *, time: bool) -> tuple[str, ...]:
    """The codes that a selection picks, in the table's order.

    IncompleteError for a code that the table does not have, or a pattern that fits none of its codes.
    `last`, `since` and `until` are for the variable of time: its codes are compared as text.
    """
    if selection.codes:
        return _by_code(variable, selection.codes, known)
    if not time:
        raise IncompleteError(
            "`{variable}` is not the table's time", variable=variable,
            hint="`last`, `since` and `until` select times; select codes by name or pattern",
        )  # fmt: skip
    if selection.last is not None:
        newest = set(sorted(known)[-selection.last :])
        return tuple(code for code in known if code in newest)
    since, until = selection.since, selection.until
    found = tuple(
        code for code in known
        if (since is None or code >= since) and (until is None or code <= until or code.startswith(until))
    )  # fmt: skip
    if not found:
        raise lacks(variable, [f"{since or ''}–{until or ''}"])
    return found


def _by_code(variable: str, wanted: Sequence[str], known: Sequence[str]) -> tuple[str, ...]:
    there = set(known)
    picked: set[str] = set()
    missing = []
    for code in wanted:
        if code in there:
            picked.add(code)
        elif re.search(r"[*?]", code):
            fits = re.compile(re.escape(code).replace(r"\*", ".*").replace(r"\?", "."))
            found = [each for each in known if fits.fullmatch(each)]
            picked.update(found)
            missing += [] if found else [code]
        else:
            missing.append(code)
    if missing:
        raise lacks(variable, missing)
    return tuple(code for code in known if code in picked)


def check_variables(asked: Mapping[str, object], known: Mapping[str, bool]) -> None:
    """IncompleteError for a variable that is not there, or one left out that cannot be.

    `known`: the table's variables, and whether each may be left out (and is then summed).
    """
    unknown = [name for name in asked if name not in known]
    if unknown:
        raise IncompleteError(
            "the table has no variable {names}", names=named(unknown), known=", ".join(known),
            hint="its variables are {known}",
        )  # fmt: skip
    needed = [name for name, optional in known.items() if not optional and name not in asked]
    if needed:
        raise IncompleteError(
            "the query says nothing of {names}", names=named(needed),
            hint="select its codes under `query`; the table has no total for it",
        )  # fmt: skip


def cells(codes: Codes) -> int:
    """How many figures a selection holds."""
    return prod(len(each) for each in codes.values())


def split(codes: Codes, most: int) -> Iterator[Codes]:
    """The selection in parts of at most `most` cells, together all of it and each cell once.

    The longest variable is divided first, so that the parts are few.
    """
    if cells(codes) <= most:
        yield codes
        return
    longest = max(codes, key=lambda name: len(codes[name]))
    values = codes[longest]
    rest = cells(codes) // len(values)
    size = max(most // rest, 1)
    for start in range(0, len(values), size):
        yield from split({**codes, longest: values[start : start + size]}, most)


def describe(part: Codes, whole: Codes) -> str:
    """What a part brings: the variables that it does not hold in whole, from which code to which."""
    spans = [
        f"{name} {values[0]}" + (f"–{values[-1]}" if len(values) > 1 else "")
        for name, values in part.items()
        if len(values) < len(whole[name])
    ]
    return ", ".join(spans)
