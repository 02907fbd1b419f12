"""JSON: a list of objects."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from alemap.export.fields import Records


def text(records: Records) -> str:
    """Write the records, non-ASCII letters as they are; NaN and infinity are refused."""
    return json.dumps(records.rows, ensure_ascii=False, indent=2, allow_nan=False) + "\n"
