"""`schema`: the JSON Schemas of every kind of file, as texts."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from alemap.definitions.json_schema import DEFINITIONS, add_names, schema_of
from alemap.definitions.project import load_project
from alemap.definitions.suggest import suggest
from alemap.errors import UsageError
from alemap.workflows.sql_tests import SqlTestFile

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from alemap.definitions.settings import Strict

KINDS: Mapping[str, tuple[type[Strict], str]] = {
    **DEFINITIONS,
    "sql_test": (SqlTestFile, "sql/tests/*.yaml"),
}
"""Each kind of file: its model, and where its files lie."""


def schema_texts(kind: str | None = None, root: Path | None = None) -> dict[str, str]:
    """The schemas by kind, as JSON; UsageError for a kind there is none of.

    `root`: a project whose own names (agencies, levels, units, ...) become the choices of references.
    """
    if kind is not None and kind not in KINDS:
        hint = "kinds: {known}"
        similar = suggest(kind, KINDS)
        raise UsageError(
            "`{name}` is no kind of definition",
            hint=hint,
            suggestion=similar,
            name=kind,
            known=", ".join(KINDS),
        )
    project = load_project(root) if root is not None else None
    texts = {}
    for name, (model, files) in KINDS.items():
        if kind not in {None, name}:
            continue
        schema = schema_of(model, f"alemap {name}: {files}")
        if project is not None and name in DEFINITIONS:
            add_names(name, schema, project)
        texts[name] = json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
    return texts
