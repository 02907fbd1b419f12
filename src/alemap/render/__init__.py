"""Results as tables for the eye: number formats, signs, legends, colour. No queries here."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alemap.domain import Moment
    from alemap.render.table import TableView
    from alemap.results import DifferenceTable, Finding, Listing, Profile, RankTable, ShowResult
    from alemap.results.economics import EconomicsList, EconomicsTable
    from alemap.results.evaluation import EvaluationTable, PowerTable
    from alemap.results.explain import Account, Composition
    from alemap.results.gaps import GapTable, InequalityTable
    from alemap.results.history import Against, Diff, RunLog, SnapshotUse
    from alemap.results.interventions import (
        CostTable,
        CrossTable,
        DoseTable,
        GapsTable,
        OverlapTable,
        OverviewTable,
        RegisterTable,
    )
    from alemap.results.programmes import Chain, FollowUp, ProgrammeList
    from alemap.results.small_areas import ClusterTable, FunnelTable, ShrunkTable
    from alemap.results.targets import FeasibleTable, TargetTable

    Result = (
        RankTable
        | DifferenceTable
        | Profile
        | ShowResult
        | Listing
        | Account
        | Composition
        | ShrunkTable
        | FunnelTable
        | ClusterTable
        | GapTable
        | InequalityTable
        | EconomicsTable
        | EconomicsList
        | EvaluationTable
        | PowerTable
        | Diff
        | RunLog
        | Against
        | SnapshotUse
        | OverviewTable
        | CrossTable
        | CostTable
        | OverlapTable
        | RegisterTable
        | GapsTable
        | DoseTable
        | ProgrammeList
        | Chain
        | FollowUp
        | TargetTable
        | FeasibleTable
        | tuple[Finding, ...]
    )

__all__ = ["all_views", "views"]

# modules by name, imported when a result of their kind is shown: a command shows one or two kinds
_MODULES = {
    "RankTable": "rank",
    "DifferenceTable": "difference",
    "Profile": "profile",
    "ShowResult": "show",
    "Listing": "listing",
    "Account": "explain",
    "Composition": "explain",
    "ShrunkTable": "small_areas",
    "FunnelTable": "small_areas",
    "ClusterTable": "small_areas",
    "GapTable": "gaps",
    "InequalityTable": "gaps",
    "EconomicsTable": "economics",
    "EconomicsList": "economics",
    "EvaluationTable": "evaluation",
    "PowerTable": "evaluation",
    "Diff": "diff",
    "RunLog": "log",
    "Against": "against",
    "SnapshotUse": "snapshot_use",
    "OverviewTable": "interventions",
    "CrossTable": "interventions",
    "CostTable": "interventions",
    "OverlapTable": "interventions",
    "RegisterTable": "interventions",
    "GapsTable": "intervention_need",
    "DoseTable": "intervention_need",
    "ProgrammeList": "programmes",
    "Chain": "programmes",
    "FollowUp": "programmes",
    "TargetTable": "targets",
    "FeasibleTable": "targets",
    "tuple": "doctor",
}


def all_views(results: Sequence[Result], lang: str, as_of: Moment | None = None) -> list[TableView]:
    """Make the tables of several results; `as_of`: of an earlier state, which titles and legend say."""
    made = [view for result in results for view in views(result, lang)]
    if as_of is None:
        return made
    # imported here: few commands are asked for the past
    from alemap.render.dated import dated  # noqa: PLC0415

    return dated(made, as_of, lang)


def views(result: Result, lang: str) -> list[TableView]:
    """Make the tables of any result, in `lang` (`sv` or `en`)."""
    module = import_module(f"alemap.render.{_MODULES[type(result).__name__]}")
    made: TableView | list[TableView] = module.view(result, lang)
    return made if isinstance(made, list) else [made]
