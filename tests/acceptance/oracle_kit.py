"""What the oracle checks share: reading a table, naming its columns, comparing with tolerances."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]

_WORDS = {"": np.nan, "NA": np.nan, "NaN": np.nan, "Inf": np.inf, "-Inf": -np.inf, "TRUE": 1.0, "FALSE": 0.0}


class Table:
    """A CSV as columns of text."""

    def __init__(self, path: Path) -> None:
        with path.open(encoding="utf-8", newline="") as file:
            header, *rows = csv.reader(file)
        self.names = [name.strip() for name in header]
        self.size = len(rows)
        columns = zip(*rows, strict=True) if rows else iter([()] * len(header))
        self._numbers: dict[str, Floats] = {}
        self._columns = dict(zip(self.names, columns, strict=True))

    def __contains__(self, name: str) -> bool:
        return name in self._columns

    def text(self, name: str) -> list[str]:
        return list(self._columns[name])

    def num(self, name: str) -> Floats:
        """The column as floats: empty and NA missing, TRUE 1, FALSE 0."""
        if name not in self._numbers:
            self._numbers[name] = self._parse(name)
        return self._numbers[name]

    def _parse(self, name: str) -> Floats:
        values = (_WORDS[each] if each in _WORDS else float(each) for each in self._columns[name])
        numbers = np.fromiter(values, dtype=np.float64, count=self.size)
        numbers.flags.writeable = False
        return numbers

    def flag(self, name: str) -> NDArray[np.bool_]:
        return np.array([each == "TRUE" for each in self._columns[name]], dtype=np.bool_)

    def matrix(self, names: Sequence[str]) -> Floats:
        return np.column_stack([self.num(name) for name in names])

    def groups(self, *names: str) -> Iterator[tuple[tuple[str, ...], NDArray[np.int64]]]:
        """Row numbers per distinct key, in order of first appearance."""
        found: dict[tuple[str, ...], list[int]] = {}
        for row, key in enumerate(zip(*(self._columns[name] for name in names), strict=True)):
            found.setdefault(key, []).append(row)
        for key, rows in found.items():
            yield key, np.array(rows, dtype=np.int64)

    def rows_of(self, *names: str) -> dict[tuple[str, ...], NDArray[np.int64]]:
        return dict(self.groups(*names))


@dataclass
class Case:
    """One file of the manifest under check."""

    entry: dict[str, Any]
    folder: Path
    table: Table
    compared: int = 0
    faults: list[str] = field(default_factory=list)

    def companion(self, old: str, new: str) -> Table:
        """The table beside this one whose name has `new` in the place of `old`."""
        name = str(self.entry["file"])
        head, _, last = name.rpartition("/")
        if old not in last:
            raise FileNotFoundError(f"`{name}` has no `{old}` in its name")
        path = self.folder / head / last.replace(old, new)
        return Table(path)

    def beside(self, name: str) -> Table:
        """The table of that file name in the same folder."""
        return Table((self.folder / str(self.entry["file"])).parent / name)

    def close(
        self,
        column: str,
        got: ArrayLike,
        *,
        rows: ArrayLike | None = None,
        expected: ArrayLike | None = None,
        within: ArrayLike = 0.0,
    ) -> None:
        """Compare numbers with `column` (on `rows`), within the manifest's tolerances plus `within`."""
        picked = np.arange(self.table.size) if rows is None else np.asarray(rows)
        if picked.dtype == np.bool_:
            picked = np.flatnonzero(picked)
        wanted = (
            self.table.num(column)[picked] if expected is None else np.asarray(expected, dtype=np.float64)
        )
        have = np.broadcast_to(np.asarray(got, dtype=np.float64), wanted.shape)
        allowed = float(self.entry["abs_tol"]) + float(self.entry["rel_tol"]) * np.abs(wanted) + within
        with np.errstate(invalid="ignore"):
            good = (np.abs(have - wanted) <= allowed) | (have == wanted) | (np.isnan(have) & np.isnan(wanted))
        self.compared += wanted.size
        self._note(column, picked, ~good, have, wanted)

    def same(self, column: str, got: Sequence[object], *, rows: ArrayLike | None = None) -> None:
        """Compare words (booleans as TRUE and FALSE) with `column`."""
        picked = np.arange(self.table.size) if rows is None else np.asarray(rows)
        texts = self.table.text(column)
        wanted = np.array([texts[row] for row in picked], dtype=object)
        have = np.array([_word(each) for each in got], dtype=object)
        self.compared += wanted.size
        self._note(column, picked, have != wanted, have, wanted)

    def hold(self, *, truth: bool, what: str) -> None:
        """Count one condition that must be true."""
        self.compared += 1
        if not truth:
            self.faults.append(what)

    def _note(self, column: str, picked: Any, bad: Any, have: Any, wanted: Any) -> None:
        places = np.flatnonzero(bad)
        if places.size:
            first = int(places[0])
            self.faults.append(
                f"{column}: {places.size} of {wanted.size} differ, first in row {int(picked[first]) + 2}: "
                f"got {have[first]}, expected {wanted[first]}"
            )


def _word(value: object) -> str:
    if isinstance(value, bool | np.bool_):
        return "TRUE" if value else "FALSE"
    return str(value)


INPUTS: set[str] = set()
"""Families of files that hold no expected values; other files' checks read them."""

CHECKS: dict[str, Callable[[Case], None]] = {}


def family(*names: str) -> Callable[[Callable[[Case], None]], Callable[[Case], None]]:
    """Register a check for the families of these names."""

    def register(check: Callable[[Case], None]) -> Callable[[Case], None]:
        for name in names:
            CHECKS[name] = check
        return check

    return register
