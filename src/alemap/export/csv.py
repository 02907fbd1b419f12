"""CSV after RFC 4180, lines ended by a bare newline: a header, then one line a record."""

from __future__ import annotations

import csv
import json
from io import StringIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from alemap.export.records import Records


def text(records: Records) -> str:
    """Write the records; a missing value is an empty field, a list of texts is parted by `|`."""
    stream = StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(records.columns)
    writer.writerows([_field(row.get(column)) for column in records.columns] for row in records.rows)
    return stream.getvalue()


def _field(value: object) -> object:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple) and all(isinstance(item, str) for item in value):
        return "|".join(value)
    if isinstance(value, list | tuple | dict):
        return json.dumps(value, ensure_ascii=False)
    return value
