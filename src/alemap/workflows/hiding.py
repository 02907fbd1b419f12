"""Hiding: the build's step that runs the disclosure layer and keeps which figures it hides.

Only which figures are hidden is kept, never which of them are small themselves: that would tell.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

import polars as pl

from alemap.domain import Kind, Label
from alemap.errors import MissingDataError
from alemap.models.checks import Check
from alemap.models.contract import model_of
from alemap.models.fingerprints import fingerprint
from alemap.values import dataclass
from alemap.warehouse.database import Database
from alemap.warehouse.ledger import ledger_fingerprint, publications
from alemap.workflows.data_checks import CheckResult
from alemap.workflows.disclosure import hide, read_tables
from alemap.workflows.disclosure_areas import AreaSums
from alemap.workflows.disclosure_known import Former, Known
from alemap.workflows.disclosure_rule import Rule
from alemap.workflows.disclosure_tables import Cell
from alemap.workflows.estimates import method_fingerprint

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from alemap.definitions.project import Project

HiddenFigures = dict[str, frozenset[tuple[str, ...]]]
"""The keys (area, period, sex, category) of the hidden figures of each indicator."""

_KEYS = ("indicator", "area_code", "period", "sex", "category")
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Choice:
    """What a build hides, and what it has to say about it."""

    figures: HiddenFigures
    warnings: tuple[CheckResult, ...]


def disclosure_fingerprint(project: Project, prints: Mapping[str, str]) -> str:
    """What the choice of hidden figures follows from: counts, rules, areas, publications, methods."""
    counted = [i for i in project.indicators.values() if i.kind is not Kind.PUBLISHED]
    return fingerprint(
        [
            *(f"{i.id}={prints.get(model_of(i.id, published=False), '')}" for i in counted),
            *(repr((Rule.of(project, i), i.levels)) for i in counted),
            *(prints.get(f"seed.{name}", "") for name in ("area", "area_part")),
            ledger_fingerprint(project.ledger),
            method_fingerprint(),
            _layer_fingerprint(),
        ]
    )


@cache
def _layer_fingerprint() -> str:
    """A digest of the layer's own code."""
    files = [e for e in resources.files("alemap.workflows").iterdir() if e.name.startswith("disclosure")]
    return fingerprint(entry.read_text(encoding="utf-8") for entry in sorted(files, key=lambda e: e.name))


def choose_hidden(project: Project, store: Database) -> Choice:
    """Choose the figures to hide and note them in the draft; those hidden in the live file are preferred."""
    known = what_is_known(project, _hidden_in(project.database))
    found = hide(read_tables(project, store), AreaSums(project.areas), known)
    store.run("DELETE FROM meta.hidden")
    store.append(
        "meta.hidden",
        pl.DataFrame(sorted(found.cells), schema=dict.fromkeys(_KEYS, pl.String()), orient="row"),
    )
    warnings = [
        _warning(
            "disclosure__open",
            Label(
                "Det som har publicerats förut avslöjar de här siffrorna.",
                "What has been published before gives these figures away.",
            ),
            found.open,
        ),
        _warning(
            "disclosure__coarse",
            Label(
                "Inget bästa val att dölja hittades för de här indikatorerna: allt som gick doldes.",
                "No best choice to hide was found for these indicators: all that could be was hidden.",
            ),
            [(name,) for name in found.coarse],
        ),
    ]
    return Choice(_by_indicator(found.cells), tuple(each for each in warnings if each.count))


def what_is_known(project: Project, hidden: frozenset[Cell] = frozenset()) -> Known:
    """The figures hidden last time, and all that has been published, by the areas as they were then."""
    published: dict[Cell, tuple[float | None, float | None]] = {}
    former: list[Former] = []
    for publication in publications(project.ledger):
        for each in publication.figures:
            cell = Cell(each.indicator, each.area, each.period, each.sex, each.category)
            area = project.areas.by_code.get(each.area)
            if area is not None and frozenset(area.parts) == frozenset(each.parts):
                published[cell] = (each.numerator, each.denominator)
            elif each.parts:
                former.append(Former(cell, each.numerator, each.denominator, each.parts))
    return Known(hidden, published, tuple(former))


def hidden_figures(store: Database) -> HiddenFigures:
    """The figures that the last build hid, by indicator."""
    if not store.has("meta.hidden"):
        return {}
    return _by_indicator(_read(store))


def _hidden_in(database: Path) -> frozenset[Cell]:
    """The figures that the live file hides; none where there is no such file, or one of another format."""
    if not database.is_file():
        return frozenset()
    try:
        with Database.read(database) as store:
            return frozenset(_read(store)) if store.has("meta.hidden") else frozenset()
    except MissingDataError:
        return frozenset()


def _read(store: Database) -> list[Cell]:
    return [Cell(*row) for row in store.rows(f"SELECT {', '.join(_KEYS)} FROM meta.hidden")]  # noqa: S608


def _by_indicator(cells: Iterable[Cell]) -> HiddenFigures:
    found: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    for indicator, *key in cells:
        found[indicator].add(tuple(key))
    return {indicator: frozenset(keys) for indicator, keys in found.items()}


def _warning(name: str, reason: Label, rows: Iterable[tuple[str, ...]]) -> CheckResult:
    found = sorted(tuple(row) for row in rows)
    check = Check(name, file="alemap.toml", severity="warn", reason=reason, sql="")
    return CheckResult(
        check, len(found), None, _KEYS[: len(found[0])] if found else (), tuple(found[:_SHOWN])
    )
