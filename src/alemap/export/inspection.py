"""What `inspect` found, as one JSON object; its remarks in English, as all exports."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from alemap.results.inspection import Inspection


def inspection_json(result: Inspection) -> str:
    """Write the whole result, the drafts as texts by their paths."""
    document = {
        "file": result.file,
        "form": result.form,
        "title": result.title,
        "updated": result.updated,
        "cells": result.cells,
        "read": dict(result.read),
        "dimensions": [
            {
                "name": each.name,
                "codes": each.count,
                "first": [{"code": code, "label": label or None} for code, label in each.examples],
                "becomes": each.becomes or None,
                "known_areas": each.matched,
            }
            for each in result.dimensions
        ],
        "periods": list(result.periods),
        "marks": [{"sign": mark.sign, "count": mark.count, "meaning": mark.meaning} for mark in result.marks],
        "remarks": [remark.text for remark in result.remarks],
        "drafts": {draft.path: draft.text for draft in result.drafts},
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"
