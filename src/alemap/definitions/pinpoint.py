"""Faults known by their line, or their file alone, given the column too: editors go to the very word."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from alemap.errors import Place

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from alemap.errors import Problem

_WORD = r"(?<![\w.]){}(?![\w.])"


def pinpointed(root: Path, problems: Iterable[Problem]) -> Iterator[Problem]:
    """The same faults, each at a line and column of its file, counted from 1.

    The column is that of the first name in the fault's message that stands on its line; without a line, on
    any line. Where none does, the line's first. A workbook's cell, and what is no file, stay as they are.
    """
    texts: dict[str, list[str]] = {}
    for problem in problems:
        place = problem.place
        if place.column is not None or place.cell is not None:
            yield problem
            continue
        if place.file not in texts:
            texts[place.file] = _lines(root / place.file)
        lines = texts[place.file]
        if lines:
            yield replace(problem, place=_found(problem, lines))
        else:
            yield replace(problem, place=replace(place, column=1)) if place.line is not None else problem


def _lines(path: Path) -> list[str]:
    """A text file's lines; none where it is no file or no text."""
    try:
        return path.read_text(encoding="utf-8").removeprefix("\ufeff").splitlines()
    except (OSError, UnicodeDecodeError):
        return []


def _found(problem: Problem, lines: list[str]) -> Place:
    place = problem.place
    numbers = range(1, len(lines) + 1) if place.line is None else [min(place.line, len(lines))]
    names = [str(value) for value in problem.fields.values() if isinstance(value, str) and value]
    for name in names:
        for number in numbers:
            match = re.search(_WORD.format(re.escape(name)), lines[number - 1])
            if match is not None:
                return Place(place.file, place.line or number, match.start() + 1)
    return Place(place.file, place.line or 1, 1)
