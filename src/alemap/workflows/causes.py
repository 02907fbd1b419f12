"""Causes: what goes into the figures, so that a change in them can be put down to what has changed there."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from alemap.models.fingerprints import fingerprint
from alemap.results.history import Cause
from alemap.warehouse.database import quoted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from alemap.definitions.project import Project
    from alemap.models.graph import Graph
    from alemap.warehouse.database import Database

AREA_SEEDS = ("seed.area_part", "seed.project_municipality")
"""Which areas there are and what they are part of; their names move no figure."""

_WORDS = {"name", "note", "optional", "page", "published"}
"""Fields of a dataset that its figures do not follow from."""


def record_causes(
    store: Database, project: Project, graph: Graph, prints: Mapping[str, str], build: int
) -> None:
    """Note which ingredients and definitions this build has found changed; of a first build, none."""
    new = ingredients(store, project, graph, prints)
    old = dict(store.rows("SELECT name, fingerprint FROM meta.ingredient"))
    if old:
        changed = sorted(name for name in new.keys() | old.keys() if new.get(name) != old.get(name))
        store.insert("history.change", [(build, name) for name in changed])
    _replace(store, "meta.ingredient", sorted(new.items()))
    bodies = definitions(project)
    known = {
        (kind, key): body for kind, key, body in store.rows("SELECT kind, id, body FROM meta.definition")
    }
    if known:
        before = {key: known.get(key) for key in known.keys() | bodies.keys()}
        other = sorted(key for key, body in before.items() if bodies.get(key) != body)
        store.insert("history.definition", [(*key, before[key], build) for key in other])
    _replace(store, "meta.definition", [(*key, body) for key, body in sorted(bodies.items())])


def _replace(store: Database, table: str, rows: Sequence[Sequence[object]]) -> None:
    store.run(f"DELETE FROM {quoted(table)}")  # noqa: S608
    store.insert(table, rows)


def ingredients(store: Database, project: Project, graph: Graph, prints: Mapping[str, str]) -> dict[str, str]:
    """Everything figures follow from, each by itself: `kind:id` -> fingerprint.

    `data`: an agency's bytes; `dataset`, `mapping`, `model`, `indicator`, `index`: our definitions;
    `areas`; `settings`; `program`: the methods and readers.
    """
    from alemap.workflows.estimates import method_fingerprint  # noqa: PLC0415 - needs polars
    from alemap.workflows.seeds import uncertainty_of  # noqa: PLC0415
    from alemap.workflows.vintages import reader_fingerprint  # noqa: PLC0415

    found = {
        f"data:{dataset}": fingerprint([digests])
        for dataset, digests in store.rows(
            "SELECT s.dataset, string_agg(s.sha256, ' ' ORDER BY s.position) FROM meta.snapshot AS s"
            " JOIN (SELECT dataset, max(vintage) AS vintage FROM meta.vintage GROUP BY dataset) AS v"
            " ON v.dataset = s.dataset AND v.vintage = s.vintage GROUP BY s.dataset"
        )
    }
    for dataset in project.datasets.values():
        marks = repr(sorted(project.agencies[dataset.agency].marks.items()))
        found[f"dataset:{dataset.id}"] = fingerprint([dataset.model_dump_json(exclude=_WORDS), marks])
    for name, mapping in project.mappings.items():
        found[f"mapping:{name}"] = fingerprint([repr(sorted(mapping.codes.items()))])
    for model in graph.models.values():
        found[f"model:{model.name}"] = fingerprint([model.sql])
    for i in project.indicators.values():
        shape = repr((i.kind, i.multiplier, i.levels, i.source, uncertainty_of(i, project)))
        found[f"indicator:{i.id}"] = fingerprint([shape])
    for index in project.indexes.values():
        found[f"index:{index.id}"] = fingerprint([index.model_dump_json(exclude=_WORDS)])
    found["areas:"] = fingerprint(prints.get(name, "") for name in AREA_SEEDS)
    settings = project.settings
    found["settings:"] = fingerprint([repr(settings.comparison.confidence), repr(settings.small_numbers)])
    found["program:"] = fingerprint([method_fingerprint(), reader_fingerprint()])
    return found


def definitions(project: Project) -> dict[tuple[str, str], str]:
    """What the definitions say, as JSON, by kind and id: for telling later what has changed in them."""
    kinds = {"indicator": project.indicators, "index": project.indexes, "dataset": project.datasets}
    return {
        (kind, key): json.dumps(each.model_dump(mode="json"), ensure_ascii=False, sort_keys=True)
        for kind, all_ in kinds.items()
        for key, each in all_.items()
    }


_KINDS = {
    "data": Cause.DATA,
    "dataset": Cause.DEFINITION,
    "mapping": Cause.DEFINITION,
    "model": Cause.DEFINITION,
    "indicator": Cause.DEFINITION,
    "index": Cause.DEFINITION,
    "areas": Cause.AREAS,
    "settings": Cause.SETTINGS,
    "program": Cause.PROGRAM,
}


class Causes:
    """Answers what changed in a build that an indicator follows from, by today's definitions."""

    def __init__(self, store: Database) -> None:
        self._changes: dict[int, list[str]] = {}
        for build, name in store.rows("SELECT build, name FROM history.change ORDER BY build, name"):
            self._changes.setdefault(build, []).append(name)
        self._below: dict[str, set[str]] = {}
        for indicator, name in store.rows(
            "SELECT indicator, 'model:' || model FROM seed.indicator_model"
            " UNION ALL SELECT indicator, 'data:' || dataset FROM seed.indicator_dataset"
            " UNION ALL SELECT indicator, 'dataset:' || dataset FROM seed.indicator_dataset"
        ):
            self._below.setdefault(indicator, set()).add(name)
        bodies = dict(store.rows("SELECT id, body FROM meta.definition WHERE kind = 'dataset'"))
        for names in self._below.values():
            for name in [each for each in names if each.startswith("dataset:")]:
                names |= {f"mapping:{each}" for each in _mappings(bodies.get(name.partition(":")[2]))}
        for index, name in store.rows("SELECT index_id, indicator FROM seed.index_member ORDER BY ALL"):
            below = self._below.get(name, set()) | {f"indicator:{name}"}
            self._below.setdefault(_index(index), {f"index:{index}"}).update(below)
        self._known: dict[tuple[str, tuple[int, ...]], tuple[tuple[Cause, ...], tuple[str, ...]]] = {}

    def of_index(self, index: str, builds: Sequence[int]) -> tuple[tuple[Cause, ...], tuple[str, ...]]:
        """The same of an index: what changed below its members, or in its own definition."""
        return self.of(_index(index), builds)

    def of(self, indicator: str, builds: Sequence[int]) -> tuple[tuple[Cause, ...], tuple[str, ...]]:
        """The causes, in a fixed order, and the names of what changed."""
        key = (indicator, tuple(builds))
        if key not in self._known:
            below = self._below.get(indicator, set()) | {f"indicator:{indicator}"}
            names = {
                name
                for build in builds
                for name in self._changes.get(build, ())
                if name in below or name.endswith(":")
            }
            kinds = {_KINDS[name.partition(":")[0]] for name in names}
            plain = sorted({name.partition(":")[2] for name in names} - {""})
            self._known[key] = tuple(kind for kind in Cause if kind in kinds), tuple(plain)
        return self._known[key]


def _index(name: str) -> str:
    """An index's name among those of indicators, which may be the same."""
    return f"index:{name}"


def _mappings(body: str | None) -> set[str]:
    """The mappings that a dataset's definition names."""
    dimensions = json.loads(body)["dimensions"] if body is not None else {}
    return {each["map"] for each in dimensions.values() if each.get("map")}
