"""Which findings of `check` were asked for: by code, by path, or by the id of what they are about."""

from __future__ import annotations

import re
from dataclasses import replace
from fnmatch import fnmatch
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from alemap.definitions.suggest import suggest
from alemap.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from alemap.workflows.check import CheckReport

_CODE = re.compile(r"AM\d{0,3}", re.IGNORECASE)


def selected(root: Path, report: CheckReport, words: Sequence[str]) -> CheckReport:
    """The report with only what `words` name: any of the codes and, where there are, any of the places.

    UsageError for a place that is no file checked and no id of one.
    """
    codes = tuple(word.upper() for word in words if _CODE.fullmatch(word))
    places = [_below(root, word) for word in words if not _CODE.fullmatch(word)]
    chosen = set(report.files)
    if places:
        chosen = {file for file in report.files if any(_names(place, file) for place in places)}
        for place in places:
            if not any(_names(place, file) for file in report.files):
                known = {name for file in report.files for name in (file, *_ids(file))}
                raise UsageError(
                    "`{name}` is neither a code, a file checked nor an id",
                    name=place,
                    suggestion=suggest(place, known),
                )
    if not words:
        return report
    return replace(
        report,
        problems=tuple(
            problem
            for problem in report.problems
            if (not codes or problem.code.startswith(codes)) and (not places or problem.place.file in chosen)
        ),
        tests=None
        if report.tests is None
        else tuple(
            test
            for test in report.tests
            if (not codes or "AM450".startswith(codes)) and (not places or test.file in chosen)
        ),
    )


def _below(root: Path, word: str) -> str:
    """A path as the report writes it, below the project; other words as they are."""
    path = root / word
    if path.exists():
        try:
            return path.resolve().relative_to(root.resolve()).as_posix()
        except ValueError:
            return word
    return word


def _names(place: str, file: str) -> bool:
    return file == place or file.startswith(f"{place}/") or fnmatch(file, place) or place in _ids(file)


def _ids(file: str) -> tuple[str, ...]:
    """What a file defines: its stem, a dataset's id, an indicator's model."""
    path = PurePosixPath(file)
    return (path.stem, f"{path.parent.name}__{path.stem}", path.stem.removeprefix("ind_"))
