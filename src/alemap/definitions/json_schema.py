"""JSON Schemas of the definitions, so that an editor completes fields and underlines faults while typing.

JSON Schema draft 7, which the YAML language servers read. What a schema cannot say (a name that must be
defined elsewhere, a code that stands twice) is left to `alemap check`; with a project's own names given,
references become choices.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from pydantic.json_schema import GenerateJsonSchema

from alemap.definitions.economics import Economics
from alemap.definitions.indexes import Index
from alemap.definitions.indicator import Indicator
from alemap.definitions.programmes import Programme
from alemap.definitions.read_options import READERS
from alemap.definitions.schema import Agency, Dataset, Vocabulary
from alemap.definitions.targets import FOLDER as TARGETS
from alemap.definitions.targets import Target

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from alemap.definitions.project import Project
    from alemap.definitions.settings import Strict

DEFINITIONS: Mapping[str, tuple[type[Strict], str]] = {
    "agency": (Agency, "pipelines/agencies/*.yaml"),
    "dataset": (Dataset, "pipelines/datasets/*/*.yaml"),
    "economics": (Economics, "pipelines/economics/*.yaml"),
    "index": (Index, "pipelines/indexes/*.yaml"),
    "indicator": (Indicator, "pipelines/indicators/*/*.yaml"),
    "programme": (Programme, "pipelines/programmes/*.yaml"),
    "target": (Target, TARGETS),
    "vocabulary": (Vocabulary, "pipelines/vocabulary.yaml"),
}
"""Each kind of definition: its model, and where its files lie."""
_DRAFT = "http://json-schema.org/draft-07/schema#"
_FIELD = re.compile(r"`(\w+)`:\s(.+?)(?=\s`\w+`:\s|$)", re.DOTALL)
Schema = dict[str, Any]


class _Generator(GenerateJsonSchema):
    """Draft 7 writes a list of fixed length as `items`, not `prefixItems`."""

    schema_dialect = _DRAFT

    def tuple_schema(self, schema: Any) -> Schema:
        found = super().tuple_schema(schema)
        if "prefixItems" in found:
            found["items"] = found.pop("prefixItems")
        return found


def schema_of(model: type[Strict], title: str) -> Schema:
    """The schema of one kind of file."""
    found = model.model_json_schema(schema_generator=_Generator)
    parts = {model.__name__: found, **found.get("$defs", {})}
    for part in parts.values():
        _explain(part)
    if model is Dataset:
        _read_by_form(found)
        _short_selections(found)
    if model is Indicator:
        found["allOf"] = [
            {
                "if": {"properties": {"kind": {"const": "published"}}},
                "then": {"required": ["source"]},
                "else": {"properties": {"source": False}},
            }
        ]
    return {"$schema": _DRAFT, **found, "title": title}


def _explain(part: Schema) -> None:
    """Give each field what its model's description says of it, and the description plain lines."""
    text = re.sub(r"\s*\n\s*", " ", part.get("description", "")).strip()
    if text:
        part["description"] = text
    said = {name: meaning.strip() for name, meaning in _FIELD.findall(text)}
    for name, field in part.get("properties", {}).items():
        if name in said:
            field.setdefault("description", said[name])
        if field.get("title", "").casefold() == name.replace("_", " "):
            del field["title"]


def _read_by_form(found: Schema) -> None:
    """What stands under `read` is decided by `form`."""
    for model in READERS.values():
        part = model.model_json_schema(schema_generator=_Generator)
        _explain(part)
        found["$defs"].update(part.pop("$defs", {}))
        found["$defs"][model.__name__] = part
    default = found["properties"]["read"]
    found["properties"]["read"] = {
        "type": "object",
        "description": default.get("description", "how it is read"),
    }
    found["allOf"] = [
        {
            "if": {"properties": {"form": {"const": form}}, "required": ["form"]},
            "then": {"properties": {"read": {"$ref": f"#/$defs/{model.__name__}"}}},
        }
        for form, model in READERS.items()
    ]


def _short_selections(found: Schema) -> None:
    """What is asked for may be written short: a code, or a list of them; a query as the agency saved it."""
    whole = found["$defs"]["Selection"]
    texts = {"type": "array", "items": {"type": "string"}}
    short = [{"type": "string"}, texts]
    found["$defs"]["Selection"] = {"anyOf": [whole, *short], "description": whole["description"]}
    query = found["$defs"]["Fetch"]["properties"]["query"]
    found["$defs"]["Fetch"]["properties"]["query"] = {
        "type": "object",
        "description": query.get("description", "what to select of each variable, or a saved query"),
    }


def add_names(kind: str, schema: Schema, project: Project) -> None:
    """Make a project's own names the choices where a definition refers to them."""
    agencies = sorted(project.agencies)
    datasets = sorted(project.datasets)
    levels = [level.id for level in project.vocabulary.levels]
    categories = [category.id for category in project.vocabulary.categories]
    factors = [factor.id for category in project.vocabulary.categories for factor in category.factors]
    fields: Schema = schema["properties"]
    if kind in {"dataset", "indicator"}:
        _choose(fields["agency"], agencies)
    if kind == "dataset":
        _choose(schema["$defs"]["Dimension"]["properties"]["map"], sorted(project.mappings))
    if kind in {"indicator", "index"}:
        _choose(fields["levels"]["items"], levels)
    if kind == "indicator":
        _choose(fields["category"], categories)
        _choose(fields["factor"], factors)
        _choose(fields["unit"], [unit.id for unit in project.vocabulary.units])
        _choose(schema["$defs"]["PublishedSource"]["properties"]["dataset"], datasets)
    if kind == "programme":
        measure: Schema = schema["$defs"]["ProgrammeMeasure"]["properties"]
        _choose(measure["indicator"], sorted(project.indicators))
    if kind == "index":
        members = {"type": "array", "items": {"enum": sorted(project.indicators)}}
        fields["members"] = {**fields["members"], "propertyNames": {"enum": categories}}
        fields["members"]["additionalProperties"] = members
        fields["members"].pop("patternProperties", None)
    if kind == "target":
        _target_names(schema, project, levels, categories)


def _target_names(schema: Schema, project: Project, levels: Sequence[str], categories: Sequence[str]) -> None:
    measure = schema["$defs"]["TargetMeasure"]["properties"]
    worst = schema["$defs"]["WorstAreas"]["properties"]
    _choose(measure["indicator"], sorted(project.indicators))
    for fields in (measure, worst):
        _choose(fields["index"], sorted(project.indexes))
        _choose(fields["category"], categories)
    _choose(worst["level"], levels)


def _choose(field: Schema, names: Sequence[str]) -> None:
    """Let a field hold one of some names only; null where it could hold that before."""
    if "anyOf" in field:
        field["anyOf"] = [each for each in field["anyOf"] if each.get("type") == "null"] + [
            {"type": "string", "enum": list(names)}
        ]
    else:
        field.pop("pattern", None)
        field["enum"] = list(names)
