"""What `inspect` returns: a file's form, dimensions, marks and oddities, and a draft of its definition."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alemap.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alemap.domain import Remark


@dataclass(frozen=True, slots=True)
class FoundDimension:
    """A dimension of the file and the column it is taken for.

    `examples`: its first codes with their labels ("" where the file has none). `becomes`: the column, or
    "" where the dimension holds one code and becomes none. `matched`: for areas, how many of the codes
    are known areas.
    """

    name: str
    count: int
    examples: tuple[tuple[str, str], ...]
    becomes: str
    matched: int | None = None


@dataclass(frozen=True, slots=True)
class FoundMark:
    """A sign in figures' places, how often it stands there, and what it means (None: unknown)."""

    sign: str
    count: int
    meaning: str | None


@dataclass(frozen=True, slots=True)
class Draft:
    """A drafted file of the project: its path below the project, and its text."""

    path: str
    text: str


@dataclass(frozen=True, slots=True)
class Inspection:
    """One file as it was found; `form` is `metadata` or `query` where it holds no figures."""

    file: str
    form: str
    title: str | None
    updated: str | None
    cells: int
    dimensions: tuple[FoundDimension, ...]
    periods: tuple[str, ...]
    marks: tuple[FoundMark, ...]
    remarks: tuple[Remark, ...]
    read: Mapping[str, object]
    drafts: tuple[Draft, ...]
