"""Results as tables for the eye: number formats, signs, legends, colour. No queries here."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from alemap.results import DifferenceTable, Listing, Profile, RankTable, ShowResult
from alemap.results.gaps import GapTable, InequalityTable

if TYPE_CHECKING:
    from alemap.render.table import TableView
    from alemap.results import Finding

    Result = (
        RankTable
        | DifferenceTable
        | Profile
        | ShowResult
        | Listing
        | GapTable
        | InequalityTable
        | tuple[Finding, ...]
    )

__all__ = ["views"]

# modules by name, imported when a result of their kind is shown: a command shows one or two kinds
_MODULES: dict[type, str] = {
    RankTable: "rank",
    DifferenceTable: "difference",
    Profile: "profile",
    ShowResult: "show",
    Listing: "listing",
    GapTable: "gaps",
    InequalityTable: "gaps",
    tuple: "doctor",
}


def views(result: Result, lang: str) -> list[TableView]:
    """Make the tables of any result, in `lang` (`sv` or `en`)."""
    module = import_module(f"alemap.render.{_MODULES[type(result)]}")
    made: TableView | list[TableView] = module.view(result, lang)
    return made if isinstance(made, list) else [made]
