"""Seeds: what the definitions say, as tables that the SQL models can join."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from alemap.models.contract import model_of
from alemap.models.fingerprints import fingerprint
from alemap.values import dataclass
from alemap.workflows.index_recipe import recipe_text
from alemap.workflows.seed_tables import SEED_TABLES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from alemap.definitions.indicator import Indicator
    from alemap.definitions.project import Project
    from alemap.models.graph import Graph


_POLARS = {"VARCHAR": pl.String(), "INTEGER": pl.Int32(), "DOUBLE": pl.Float64(), "BOOLEAN": pl.Boolean()}


@dataclass(frozen=True, slots=True)
class Seed:
    """A table of the schema `seed`: its columns and rows, and a digest of both."""

    name: str
    frame: pl.DataFrame
    fingerprint: str


def make_seeds(project: Project, graph: Graph) -> list[Seed]:
    """All seed tables, in a fixed order of rows."""
    areas, indicators = project.areas, project.indicators.values()
    rows: dict[str, list[tuple[object, ...]]] = {
        "area": _areas(project),
        "area_part": _parts(project),
        "area_alias": [(alias, a.code) for a in areas.by_code.values() for alias in a.aliases],
        "neighbour": list(project.neighbours),
        "area_change": [
            (c.from_code, c.to_code, c.from_edition, c.to_edition, c.valid_from, c.kind, c.note, c.share)
            for c in project.area_changes
        ],
        "level": _levels(project),
        "category": _categories(project),
        "factor": _factors(project),
        "indicator": _indicators(project, graph),
        "indicator_break": [(i.id, since) for i in indicators for since in i.breaks],
        "indicator_level": [(i.id, level) for i in indicators for level in i.levels],
        "source_level": [(i.id, level) for i in indicators if i.source is not None for level in i.levels],
        "indicator_source": [
            (i.id, i.source.dataset, i.source.measure, i.source.uncertainty_measure, i.unit)
            for i in indicators
            if i.source is not None
        ],
        "indicator_dataset": [(i.id, d) for i in indicators for d in datasets_of(i, graph)],
        "indicator_model": [(i.id, m, n) for i in indicators for n, m in enumerate(models_of(i, graph))],
        "dataset": _datasets(project),
        "index_definition": [
            (x.id, x.name.sv, x.name.en, recipe_text(x), x.default) for x in project.indexes.values()
        ],
        "index_level": [(x.id, level) for x in project.indexes.values() for level in x.levels],
        "index_member": [
            (x.id, category, member)
            for x in project.indexes.values()
            for category, members in x.members.items()
            for member in members
        ],
        "project_municipality": [(c,) for c in project.settings.project.municipalities],
    }
    return [_seed(name, columns, rows[name]) for name, columns in SEED_TABLES.items()]


def datasets_of(indicator: Indicator, graph: Graph) -> list[str]:
    """The datasets an indicator rests on: its source, or the raw tables below its model."""
    if indicator.source is not None:
        return [indicator.source.dataset]
    above = graph.upstream(f"ind_{indicator.id}")
    return sorted(name.removeprefix("raw.") for name in above if name.startswith("raw."))


def models_of(indicator: Indicator, graph: Graph) -> list[str]:
    """The SQL models an indicator's rows pass through, in the order they run."""
    above = graph.upstream(model_of(indicator.id, published=indicator.source is not None))
    if indicator.source is None:
        return [name for name in graph.order if name in above]
    # The shared model reads many datasets; an indicator's chain is the part that starts at its own.
    raw = f"raw.{indicator.source.dataset}"
    return [name for name in graph.order if name in above and raw in graph.upstream(name)]


def uncertainty_of(indicator: Indicator, project: Project) -> str:
    """The register switch that holds for an indicator: `superpopulation`, `none`, or `survey`."""
    if not indicator.register_based:
        return "survey"
    chosen = indicator.register_uncertainty or project.settings.comparison.register_uncertainty
    return chosen.value


def _seed(name: str, columns: Mapping[str, str], rows: Sequence[tuple[object, ...]]) -> Seed:
    schema = {column: _POLARS[kind] for column, kind in columns.items()}
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    return Seed(name, frame, fingerprint([repr(list(schema)), *map(repr, rows)]))


def _areas(project: Project) -> list[tuple[object, ...]]:
    areas = project.areas
    rows: list[tuple[object, ...]] = []
    for a in areas.by_code.values():
        above = {areas.by_code[c].level: c for c in areas.ancestors(a.code)}
        rows.append(
            (a.code, a.name, a.level, a.edition, a.parent, a.valid_from, a.valid_to,
             above.get("kommun"), above.get("lan"))
        )  # fmt: skip
    return rows


def _parts(project: Project) -> list[tuple[object, ...]]:
    areas = project.areas.by_code
    return [(part, areas[part].level, whole, areas[whole].level) for part, whole in project.areas.parts]


def _levels(project: Project) -> list[tuple[object, ...]]:
    return [
        (x.id, x.name.sv, x.name.en, x.plural.sv, x.plural.en, n)
        for n, x in enumerate(project.vocabulary.levels)
    ]


def _categories(project: Project) -> list[tuple[object, ...]]:
    return [
        (x.id, x.name.sv, x.name.en, x.short.sv, x.short.en, n)
        for n, x in enumerate(project.vocabulary.categories)
    ]


def _factors(project: Project) -> list[tuple[object, ...]]:
    return [
        (f.id, c.id, f.name.sv, f.name.en, n)
        for c in project.vocabulary.categories
        for n, f in enumerate(c.factors)
    ]


def _indicators(project: Project, graph: Graph) -> list[tuple[object, ...]]:
    units = {unit.id: unit for unit in project.vocabulary.units}
    rows: list[tuple[object, ...]] = []
    for i in project.indicators.values():
        unit = units[i.unit]
        synthetic = any(project.datasets[d].origin.value == "synthetic" for d in datasets_of(i, graph))
        rows.append(
            (i.id, i.category, i.factor, i.kind.value, i.unit, unit.short.sv, unit.short.en,
             unit.difference.sv, unit.difference.en, i.polarity.value, i.name.sv, i.name.en,
             i.short.sv, i.short.en, project.agencies[i.agency].short, uncertainty_of(i, project),
             i.multiplier, i.decimals, i.repeated_years, i.pooled_years, i.register_based, synthetic)
        )  # fmt: skip
    return rows


def _datasets(project: Project) -> list[tuple[object, ...]]:
    return [
        (d.id, d.agency, project.agencies[d.agency].short, d.origin.value,
         d.licence or project.agencies[d.agency].licence, d.name.sv, d.name.en, d.table, d.noise_from)
        for d in project.datasets.values()
    ]  # fmt: skip
