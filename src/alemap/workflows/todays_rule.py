"""Today's rule for small numbers, which earlier figures are held against before they are shown."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from alemap.warehouse.hindsight import note_rule

if TYPE_CHECKING:
    from alemap.definitions.settings import SmallNumberSettings
    from alemap.warehouse.database import Database


def note_todays_rule(store: Database, small: SmallNumberSettings) -> None:
    """Tell the database today's rule for small numbers, by which earlier figures are held back."""
    own = []
    for name, body in store.rows(
        "SELECT id, body FROM meta.definition WHERE kind = 'indicator' AND contains(body, 'threshold')"
    ):
        rule = json.loads(body).get("small_numbers")
        if rule is not None:
            least, zeros = rule.get("threshold"), rule.get("zeros") or small.zeros
            own.append((name, small.threshold if least is None else least, zeros == "open"))
    note_rule(store, small.threshold, zeros_open=small.zeros == "open", own=own)
