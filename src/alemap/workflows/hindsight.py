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
    return no_period(what, period, known)
