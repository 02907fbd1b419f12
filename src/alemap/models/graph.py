"""SQL models as a graph: one SELECT per file, what it reads, the order to run in, what has changed."""

from __future__ import annotations

from dataclasses import field
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING

from alemap.definitions.suggest import suggest
from alemap.definitions.text import read_text
from alemap.errors import ModelError, Place, Problem, fault
from alemap.models.fingerprints import fingerprint
from alemap.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from sqlglot import exp

    from alemap.models.memory import Memory

LAYERS = ("staging", "core", "indicators", "marts")
PREFIXES = {"staging": "stg_", "core": "core_", "indicators": "ind_", "marts": "mart_"}

DERIVED: Mapping[str, bool] = {"estimate": False, "index_value": True, "index_part": True}
"""Tables that the statistics make, for marts to read. True: made from an index."""


@dataclass(frozen=True, slots=True)
class Model:
    """A SQL model: `references` are the tables it reads, bare for models, `schema.name` for others."""

    name: str
    layer: str
    file: str
    sql: str
    references: frozenset[str]

    @property
    def tree(self) -> exp.Query:
        """Its query, parsed when first asked for."""
        from alemap.models.parsing import parsed  # noqa: PLC0415 - sqlglot takes 0.1 s

        return parsed(self.sql, self.file)


@dataclass(frozen=True, slots=True)
class Graph:
    """All models by name, in an order in which each comes after what it reads.

    `unread`: the texts, by name, of those that cannot be parsed: what reads them has no fault of its own.
    """

    models: Mapping[str, Model]
    order: tuple[str, ...]
    unread: Mapping[str, str] = field(default_factory=dict)

    def upstream(self, name: str) -> set[str]:
        """Everything `name` rests on: models and tables, itself included."""
        found: set[str] = set()
        waiting = [name]
        while waiting:
            current = waiting.pop()
            if current in found:
                continue
            found.add(current)
            model = self.models.get(current)
            if model is not None:
                waiting += model.references
        return found

    def downstream(self, name: str) -> set[str]:
        """Every model that rests on `name`, itself included."""
        return {other for other in self.models if name in self.upstream(other)} | {name}

    def select(self, patterns: Sequence[str]) -> set[str]:
        """Models named by `x`, `x+` (and all that rest on it) or `+x` (and all it rests on)."""
        chosen: set[str] = set()
        for pattern in patterns:
            name = pattern.strip("+")
            if name not in self.models:
                raise ModelError(
                    "`{name}` is no model",
                    name=name,
                    hint="models are the files below `sql/`, without `.sql`",
                )
            chosen.add(name)
            if pattern.endswith("+"):
                chosen |= self.downstream(name)
            if pattern.startswith("+"):
                chosen |= {other for other in self.upstream(name) if other in self.models}
        return chosen

    def fingerprints(
        self, sources: Mapping[str, str], more: Mapping[str, str] | None = None
    ) -> dict[str, str]:
        """A model's text together with the fingerprints of all it reads; `sources` gives those of tables.

        `more`: what else a model's table follows from.
        """
        prints: dict[str, str] = dict(sources)
        for name in self.order:
            model = self.models[name]
            reads = (f"{ref}={prints.get(ref, '')}" for ref in sorted(model.references))
            parts = [model.sql, (more or {}).get(name, ""), *reads]
            prints[name] = fingerprint(parts)
        return prints


def read_models(root: Path, memory: Memory | None = None) -> tuple[Graph, list[Problem]]:
    """Read every model below `sql/`; faults of form, name and reference come back as problems.

    `memory`: what models are known to read, so that they need not be parsed.
    """
    problems: list[Problem] = []
    models: dict[str, Model] = {}
    unread: dict[str, str] = {}
    for layer in LAYERS:
        for path in sorted((root / "sql" / layer).glob("*.sql")):
            file = path.relative_to(root).as_posix()
            sql, faults = read_text(path, file)
            if sql is None:
                problems += faults
                continue
            model, faults = _read(path.stem, layer, file, sql, memory)
            problems += faults
            if model is not None:
                models[model.name] = model
            else:
                unread[path.stem] = sql
    problems += _reference_problems(models, unread)
    try:
        order = tuple(
            TopologicalSorter(
                {n: sorted(m.references & models.keys()) for n, m in models.items()}
            ).static_order()
        )
    except CycleError as error:
        names = error.args[1]
        reader = models[names[1]]  # each is read by the next
        place = Place(reader.file, line_of(reader.sql, names[0]))
        what = "models read each other in a circle: {cycle}"
        problems.append(fault(place, "AM413", what, cycle=" -> ".join(names)))
        order = ()
    return Graph(models, order, unread), problems


def _read(
    name: str, layer: str, file: str, sql: str, memory: Memory | None
) -> tuple[Model | None, list[Problem]]:
    problems = []
    if not name.startswith(PREFIXES[layer]):
        what = "a model in sql/{layer} is named `{prefix}...`"
        problems.append(fault(Place(file, 1), "AM410", what, layer=layer, prefix=PREFIXES[layer]))
    reads = None if memory is None else memory.reads(sql)
    if reads is None:
        from alemap.models.parsing import parsed, tables_read  # noqa: PLC0415 - sqlglot takes 0.1 s

        try:
            reads = tables_read(parsed(sql, file))
        except ModelError as error:
            place = error.place or Place(file)
            return None, [*problems, fault(place, "AM411", error.message, **error.fields)]
        if memory is not None:
            memory.learn_reads(sql, reads)
    return Model(name, layer, file, sql, reads), problems


def _reference_problems(models: Mapping[str, Model], unread: Mapping[str, str]) -> list[Problem]:
    problems = []
    for model in models.values():
        for name in sorted(model.references):
            if "." in name or name in models or name in unread:
                continue
            if name in DERIVED and model.layer == "marts":
                continue
            line = line_of(model.sql, name)
            what = "`{name}` is neither a model nor a CTE of this query"
            similar = suggest(name, models)
            problems.append(fault(Place(model.file, line), "AM412", what, suggestion=similar, name=name))
    return problems


def line_of(sql: str, word: str) -> int | None:
    """The first line of a text that holds a word; None when none does."""
    for number, line in enumerate(sql.splitlines(), start=1):
        if word in line:
            return number
    return None
