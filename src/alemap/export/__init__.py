"""Results as text for other programs: CSV, JSON, Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alemap.export import csv, json, markdown
from alemap.export.records import flat, records

if TYPE_CHECKING:
    from alemap.render import Result

__all__ = ["FORMATS", "records", "write"]

FORMATS = ("csv", "json", "md")


def write(result: Result, fmt: str, lang: str) -> str:
    """Write a result as `csv`, `json` or `md`; `lang` is the language of Markdown's cells and legend."""
    if fmt == "csv":
        return csv.text(flat(result))
    if fmt == "json":
        return json.text(flat(result))
    if fmt == "md":
        # imported here: number formats are not needed for csv and json
        from alemap.render import views  # noqa: PLC0415

        return markdown.text(views(result, lang))
    raise ValueError(f"no such format: {fmt}")
