"""Build: seeds, the SQL graph, estimates, indexes, marts and checks, skipping what has not changed."""

from __future__ import annotations

from dataclasses import replace
from importlib.metadata import version
from typing import TYPE_CHECKING

from alemap.errors import DefinitionError, MissingDataError
from alemap.models.contract import contract_problems, model_of
from alemap.models.fingerprints import fingerprint
from alemap.models.graph import DERIVED, Graph, Model, read_models
from alemap.models.memory import read_memory
from alemap.values import dataclass
from alemap.warehouse import history, records
from alemap.warehouse.database import Database, quoted
from alemap.warehouse.publish import draft, exclusive
from alemap.warehouse.raw import drop
from alemap.warehouse.snapshots import SnapshotStore
from alemap.workflows.area_changes import rebuild_areas, rebuild_fingerprints
from alemap.workflows.binding import bind, missing_tables
from alemap.workflows.causes import record_causes
from alemap.workflows.data_checks import CheckResult, check_fingerprints, run_checks
from alemap.workflows.raw_tables import make_empty
from alemap.workflows.seed_tables import seed_names
from alemap.workflows.seeds import Seed, make_seeds
from alemap.workflows.unchanged import project_fingerprint
from alemap.workflows.vintages import load_files, vintage_fingerprint

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from alemap.definitions.project import Project
    from alemap.workflows.hiding import HiddenFigures


NOT_INGESTED = "not ingested"
"""The fingerprint of a raw table that stands empty because its dataset has not been ingested."""

DISCLOSURE = "disclosure"
"""The step that chooses which figures are hidden; its fingerprint covers all that the choice follows from."""


@dataclass(frozen=True, slots=True)
class BuildResult:
    """What a build made: tables run and skipped, indicators estimated, warnings of the data checks.

    `planned`: what a dry run would have run. `build`: its number in the history, None where nothing was done.
    `standing`: how many checks were not run, for nothing they read has changed, and found rows before.
    """

    run: int
    skipped: int
    estimated: int
    warnings: tuple[CheckResult, ...]
    planned: tuple[str, ...] = ()
    build: int | None = None
    standing: int = 0


@dataclass(frozen=True, slots=True)
class BuildPlan:
    """What has changed: seeds, models, estimates and indexes to make, with all new fingerprints."""

    graph: Graph
    seeds: tuple[Seed, ...]
    prints: Mapping[str, str]
    changed: frozenset[str]
    known: Mapping[str, str]
    models: Mapping[str, str]
    left: frozenset[str] = frozenset()

    def made(self) -> dict[str, str]:
        """The fingerprints after this build.

        What it leaves out (`left`) keeps those of when it was last made, and what rests on something left
        out, as any index or mart may, gets none: the next build makes it again. `models` names the model
        of each estimate.
        """
        new = {name: value for name, value in self.prints.items() if name in self.changed}
        if self.left:
            new = {name: value for name, value in new.items() if self._rests_on_nothing_left(name)}
        kept = {name: value for name, value in self.known.items() if name in self.prints}
        return {name: value for name, value in kept.items() if name not in self.changed} | new

    def _rests_on_nothing_left(self, name: str) -> bool:
        if name.startswith("index:") or name == DISCLOSURE:
            return False
        above = self.graph.upstream(self.models.get(name, name))
        return not above & self.left and not above & DERIVED.keys()

    @property
    def needed(self) -> bool:
        """Whether anything has changed."""
        return bool(self.changed)

    def nothing_done(self) -> BuildResult:
        """The result of a build with nothing to do."""
        return BuildResult(0, len(self.prints), 0, ())


def build(
    project: Project,
    *,
    now: str,
    select: Sequence[str] = (),
    full: bool = False,
    dry_run: bool = False,
    report: Callable[[str, int, int], None] | None = None,
) -> BuildResult:
    """Build the live database anew where something has changed.

    `select`: only these models (`x`, `x+` with all that rests on it, `+x` with all it rests on), whether
    changed or not. `full`: everything, from the snapshots' bytes. `now` is the time to note (UTC, ISO 8601).
    `report` is told of each step.
    """
    with exclusive(project.database):
        if full and not dry_run:
            return _full(project, now, report)
        if not project.database.is_file():
            raise MissingDataError("there is no database yet", hint="run `alemap ingest` first")
        plan = plan_build(project, {}, known={} if full else None)
        if select:
            chosen = plan.graph.select(select)
            selected = _selected(plan, chosen, project)
            plan = replace(plan, changed=selected, left=plan.changed - selected)
        if not plan.needed:
            return plan.nothing_done()
        if dry_run:
            return replace(plan.nothing_done(), planned=tuple(sorted(plan.changed)))
        with draft(project.database, fresh=False) as store:
            return apply_build(project, plan, store, now, report)


def _selected(plan: BuildPlan, chosen: set[str], project: Project) -> frozenset[str]:
    """The chosen models, and the estimates, indexes and marts that a chosen indicator model leads to."""
    seeds = {name for name in plan.changed if name.startswith("seed.")}
    indicators = {
        i.id for i in project.indicators.values() if model_of(i.id, published=i.source is not None) in chosen
    }
    indexes = {
        index.id
        for index in project.indexes.values()
        if indicators & {member for members in index.members.values() for member in members}
    }
    derived = {f"estimate:{i}" for i in indicators} | {f"index:{i}" for i in indexes}
    # Marts would show the old figures beside the new ones if they were not made again.
    marts = {name for name in plan.graph.models if derived and plan.graph.upstream(name) & DERIVED.keys()}
    return frozenset(chosen | seeds | derived | marts | ({DISCLOSURE} if derived else set()))


def _full(project: Project, now: str, report: Callable[[str, int, int], None] | None) -> BuildResult:
    """Decode every current snapshot again and build everything in an empty file."""
    if not project.database.is_file():
        raise MissingDataError("there is no database yet", hint="run `alemap ingest` first")
    store_of_bytes = SnapshotStore(project.snapshots)
    with Database.read(project.database) as live:
        current = {name: records.current_snapshots(live, name) for name in records.vintages(live)}
    with draft(project.database, fresh=True) as store:
        records.prepare(store)
        history.carry(store, project.database)
        coming: dict[str, str] = {}
        for name, snapshots in current.items():
            dataset = project.datasets.get(name)
            if dataset is None:
                continue
            contents = ((s, store_of_bytes.read(s.dataset, s.sha256)) for s in snapshots)
            rows = load_files(project, dataset, store, contents).rows
            coming[name] = vintage_fingerprint(project, dataset, [s.sha256 for s in snapshots])
            records.refresh_vintage(store, name, coming[name], rows)
        plan = plan_build(project, coming, known={})
        return apply_build(project, plan, store, now, report)


def plan_build(
    project: Project, coming: Mapping[str, str], known: Mapping[str, str] | None = None
) -> BuildPlan:
    """Find what has changed since the live database was built.

    `coming`: fingerprints of vintages about to be loaded. `known`: the fingerprints to compare with,
    default those of the live database. DefinitionError when a model has a fault.
    """
    from alemap.workflows.estimates import estimate_fingerprint  # noqa: PLC0415 - needs polars
    from alemap.workflows.hiding import disclosure_fingerprint  # noqa: PLC0415
    from alemap.workflows.indexes import index_fingerprint  # noqa: PLC0415

    memory = read_memory()
    graph, problems = read_models(project.root, memory)
    if problems:
        raise DefinitionError(problems)
    memory.save()
    vintages: Mapping[str, str] = {}
    tables: set[str] = set()
    if known is None:
        known = {}
        if project.database.is_file():
            with Database.read(project.database) as live:
                vintages, known, tables = records.vintages(live), records.fingerprints(live), live.tables()
    sources = {f"raw.{name}": NOT_INGESTED for name in project.datasets}
    problems = missing_tables(graph, [*sources, *seed_names()])
    if problems:
        raise DefinitionError(problems)
    seeds = tuple(make_seeds(project, graph))
    sources |= {f"raw.{name}": p for name, p in {**vintages, **coming}.items() if name in project.datasets}
    sources |= {f"seed.{seed.name}": seed.fingerprint for seed in seeds}
    rebuilt = rebuild_fingerprints(project)
    prints = graph.fingerprints(sources, rebuilt)
    for indicator in project.indicators.values():
        prints[f"estimate:{indicator.id}"] = estimate_fingerprint(project, indicator, prints)
    for index in project.indexes.values():
        prints[f"index:{index.id}"] = index_fingerprint(project, index, prints)
    prints[DISCLOSURE] = disclosure_fingerprint(project, prints)
    derived = _derived(prints)
    prints |= _after_estimates(graph, prints, derived, rebuilt)
    prints |= check_fingerprints(project.root, prints, derived)
    changed = {name for name, value in prints.items() if known.get(name) != value}
    changed |= {name for name in graph.models if tables and name not in tables}
    models = {
        f"estimate:{i.id}": model_of(i.id, published=i.source is not None)
        for i in project.indicators.values()
    }
    gone = {f"gone:{name}" for name in known if name not in prints}
    return BuildPlan(graph, seeds, prints, frozenset(changed | gone), known, models)


def _derived(prints: Mapping[str, str]) -> dict[str, str]:
    """Fingerprints of the tables that the statistics make."""
    made = {n: p for n, p in prints.items() if n.startswith("estimate:") or n == DISCLOSURE}
    estimates = fingerprint(f"{n}={p}" for n, p in sorted(made.items()))
    indexes = fingerprint(f"{n}={p}" for n, p in sorted(prints.items()) if n.startswith("index:"))
    return {name: estimates + (indexes if after else "") for name, after in DERIVED.items()}


def _after_estimates(
    graph: Graph, prints: Mapping[str, str], derived: Mapping[str, str], rebuilt: Mapping[str, str]
) -> dict[str, str]:
    """Fingerprints of the models that read what the statistics make."""
    made = {n: p for n, p in prints.items() if n not in graph.models}
    again = graph.fingerprints({**made, **derived}, rebuilt)
    return {name: again[name] for name, model in graph.models.items() if model.layer == "marts"}


def apply_build(
    project: Project,
    plan: BuildPlan,
    store: Database,
    now: str,
    report: Callable[[str, int, int], None] | None = None,
    *,
    checked: bool = True,
) -> BuildResult:
    """Make everything the plan says, in a draft, and keep what it puts out of force.

    CheckFailedError when a check of severity error fails; they are not run unless `checked`.
    """
    records.prepare(store)
    steps = _Steps(project, plan, store, report)
    steps.raw()
    steps.seeds()
    before = [n for n in plan.graph.order if plan.graph.models[n].layer != "marts"]
    after = [n for n in plan.graph.order if plan.graph.models[n].layer == "marts"]
    steps.models(before)
    estimated = steps.estimates()
    steps.indexes()
    steps.models(after)
    steps.tidy()
    number = history.next_build(store)
    due = None if plan.left else {n.removeprefix("check:") for n in plan.changed if n.startswith("check:")}
    failures = project.database.with_suffix(".failed.jsonl")
    warnings, standing = steps.warnings, 0
    if checked:
        found, standing = run_checks(project.root, store, number, due, failures)
        warnings += found
    records.record_fingerprints(store, plan.made())
    records.record_marts(store, [(name, plan.graph.models[name].sql) for name in after])
    history.record(store, project.database, number, now, f"alemap {version('alemap')}")
    record_causes(store, project, plan.graph, plan.prints, number)
    records.record_built(store, None if plan.left else project_fingerprint(project.root, {}))
    skipped = len(plan.prints) - steps.done
    return BuildResult(steps.done, skipped, estimated, warnings, build=number, standing=standing)


class _Steps:
    """The steps of one build, counted for whoever watches."""

    def __init__(
        self,
        project: Project,
        plan: BuildPlan,
        store: Database,
        report: Callable[[str, int, int], None] | None,
    ) -> None:
        self._project = project
        self._plan = plan
        self._store = store
        self._report = report
        self._total = len([name for name in plan.changed if not name.startswith(("gone:", "raw.", "check:"))])
        self._remade: set[str] = set()
        self.warnings: tuple[CheckResult, ...] = ()
        self.done = 0

    def _tell(self, name: str) -> None:
        self.done += 1
        if self._report is not None:
            self._report(name, self.done, self._total)

    def seeds(self) -> None:
        for seed in self._plan.seeds:
            if f"seed.{seed.name}" in self._plan.changed:
                self._store.load(f"seed.{seed.name}", seed.frame)
                self._tell(f"seed.{seed.name}")

    def raw(self) -> None:
        for name in sorted(self._plan.changed):
            if name.startswith("raw.") and self._plan.prints.get(name) == NOT_INGESTED:
                make_empty(self._store, self._project.datasets[name.removeprefix("raw.")])

    def models(self, names: Sequence[str]) -> None:
        for name in names:
            if name in self._plan.changed:
                run_model(self._store, self._plan.graph.models[name])
                if self._plan.graph.models[name].layer == "staging":
                    rebuild_areas(self._store, self._project, name)
                self._tell(name)

    def estimates(self) -> int:
        """Make the estimates that have changed, and those of which another figure is hidden than before."""
        from alemap.workflows.estimates import make_estimates, make_published  # noqa: PLC0415 - needs polars

        hidden, before = self._hidden()
        published = [
            indicator
            for indicator in self._project.indicators.values()
            if indicator.source is not None and f"estimate:{indicator.id}" in self._plan.changed
        ]
        if published:
            frame = make_published(self._project, self._store, published)
            names = [indicator.id for indicator in published]
            self._store.run("DELETE FROM estimate WHERE list_contains(?, indicator)", [names])
            self._store.append("estimate", frame)
            self._remade.update(names)
        for indicator in self._project.indicators.values():
            own = hidden.get(indicator.id, frozenset())
            changed = f"estimate:{indicator.id}" in self._plan.changed
            if indicator.id not in self._remade and (changed or own != before.get(indicator.id, frozenset())):
                frame = make_estimates(self._project, self._store, indicator, own)
                self._store.run("DELETE FROM estimate WHERE indicator = ?", [indicator.id])
                self._store.append("estimate", frame)
                self._remade.add(indicator.id)
            if changed:
                self._tell(f"estimate:{indicator.id}")
        return len(self._remade)

    def _hidden(self) -> tuple[HiddenFigures, HiddenFigures]:
        """The figures to hide, by indicator, now and before this build."""
        from alemap.workflows.hiding import choose_hidden, hidden_figures  # noqa: PLC0415 - needs polars

        before = hidden_figures(self._store)
        if DISCLOSURE not in self._plan.changed:
            return before, before
        found = choose_hidden(self._project, self._store)
        self.warnings += found.warnings
        self._tell(DISCLOSURE)
        return found.figures, before

    def indexes(self) -> None:
        from alemap.workflows.indexes import make_index  # noqa: PLC0415 - needs polars

        for index in self._project.indexes.values():
            changed = f"index:{index.id}" in self._plan.changed
            if changed or any(self._remade.intersection(members) for members in index.members.values()):
                values, parts = make_index(self._project, self._store, index)
                for table, frame in (("index_value", values), ("index_part", parts)):
                    self._store.run(f"DELETE FROM {table} WHERE index_id = ?", [index.id])  # noqa: S608
                    self._store.append(table, frame)
            if changed:
                self._tell(f"index:{index.id}")

    def tidy(self) -> None:
        """Remove what no definition or model makes any more."""
        for entry in sorted(self._plan.changed):
            if not entry.startswith("gone:"):
                continue
            name = entry.removeprefix("gone:")
            kind, _, key = name.partition(":")
            if kind == "estimate":
                self._store.run("DELETE FROM estimate WHERE indicator = ?", [key])
            elif kind == "check":
                continue
            elif kind == "index":
                for table in ("index_value", "index_part"):
                    self._store.run(f"DELETE FROM {table} WHERE index_id = ?", [key])  # noqa: S608
            elif name.startswith("raw."):
                drop(self._store, name.removeprefix("raw."))
            else:
                self._store.run(f"DROP TABLE IF EXISTS {quoted(name)}")


def run_model(store: Database, model: Model) -> None:
    """Make a model's table; ModelError naming the file and line that DuckDB points at."""
    problems = list(contract_problems(model, tuple(bind(store, model))))
    if problems:
        raise DefinitionError(problems)
