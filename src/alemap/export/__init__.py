"""Results as text for other programs: CSV, JSON, Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alemap.export import csv, json, markdown
from alemap.export.records import dated, flat, merged, records

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alemap.domain import Moment
    from alemap.render import Result

__all__ = ["FORMATS", "records", "write", "write_all"]

FORMATS = ("csv", "json", "md")


def write(result: Result, fmt: str, lang: str) -> str:
    """Write a result as `csv`, `json` or `md`; `lang` is the language of Markdown's cells and legend."""
    return write_all([result], fmt, lang)


def write_all(results: Sequence[Result], fmt: str, lang: str, as_of: Moment | None = None) -> str:
    """Write results as one text; in csv and json a field `table` tells several apart.

    Figures of an earlier state carry a field `as_of`: the time of the build that they are of.
    """
    if fmt == "md":
        # imported here: number formats are not needed for csv and json
        from alemap.render import all_views  # noqa: PLC0415

        return markdown.text(all_views(results, lang, as_of))
    if fmt not in FORMATS:
        raise ValueError(f"no such format: {fmt}")
    found = flat(results[0]) if len(results) == 1 else merged(results)
    if as_of is not None:
        found = dated(found, as_of)
    return csv.text(found) if fmt == "csv" else json.text(found)
