"""The error for an index that has no value: it may have had one, on figures that are suppressed today."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alemap.domain import TOTAL, Status
from alemap.errors import AlemapError, MissingDataError
from alemap.workflows.reading import no_period

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alemap.workflows.reading import Reader


def no_index(
    reader: Reader, index: str, category: str, period: str | None, known: Sequence[str]
) -> AlemapError:
    """Why an index, or a category of it, has no value for a period; `known`: those for which it has."""
    what = index if category == TOTAL else category
    if reader.as_of is not None and period not in known:
        hidden = reader.store.rows(
            "SELECT 1 FROM mart_index WHERE index_id = ? AND category = ? AND status = ? LIMIT 1",
            [index, category, Status.SUPPRESSED.value],
        )
        if hidden:
            return MissingDataError(
                "`{name}` as of {date} rests on figures that are suppressed today",
                name=what,
                date=reader.as_of.built,
                known=", ".join(known),
                hint="periods: {known}" if known else "without `--as-of` it is reckoned from what is shown",
            )
    if category == TOTAL and not known and (groups := _with_figures(reader, index)):
        return MissingDataError(
            "`{name}` has no figures here, only some of its categories have: {known}",
            name=what,
            known=", ".join(groups),
            first=groups[0],
            hint="`alemap rank {first}` ranks by one; `alemap show {name}` says what the others need",
        )
    return no_period(what, period, known)


def _with_figures(reader: Reader, index: str) -> list[str]:
    """The categories of an index that have a value somewhere, in the mapping's order."""
    rows = reader.store.rows(
        "SELECT DISTINCT category FROM mart_index WHERE index_id = ? AND value IS NOT NULL", [index]
    )
    return [name for name in reader.categories if (name,) in rows]
