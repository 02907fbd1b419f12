"""CSV after RFC 4180, lines ended by a bare newline: a header, then one line a record."""

from __future__ import annotations

import csv
import json
from io import StringIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from alemap.export.fields import Records

_LANGUAGES = ("sv", "en")


def text(records: Records) -> str:
    """Write the records; a missing value is an empty field, a list of texts is parted by `|`.

    A text in both languages takes two columns, `name_sv` and `name_en`.
    """
    stream = StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    both = {c for c in records.columns if any(_bilingual(row.get(c)) for row in records.rows)}
    writer.writerow(
        name for column in records.columns for name in (_names(column) if column in both else (column,))
    )
    for row in records.rows:
        values = ((row.get(c), c in both) for c in records.columns)
        writer.writerow(
            _field(part) for value, two in values for part in (_languages(value) if two else (value,))
        )
    return stream.getvalue()


def _bilingual(value: object) -> bool:
    return isinstance(value, dict) and set(value) == set(_LANGUAGES)


def _names(column: str) -> tuple[str, ...]:
    return tuple(f"{column}_{lang}" for lang in _LANGUAGES)


def _languages(value: object) -> tuple[object, ...]:
    return tuple(value.get(lang) if isinstance(value, dict) else None for lang in _LANGUAGES)


def _field(value: object) -> object:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple) and all(isinstance(item, str) for item in value):
        return "|".join(value)
    if isinstance(value, list | tuple | dict):
        return json.dumps(value, ensure_ascii=False)
    return value
