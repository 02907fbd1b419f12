"""Results as tables for the eye: number formats, signs, legends, colour. No queries here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alemap.render import difference, doctor, listing, profile, rank, show
from alemap.results import DifferenceTable, Listing, Profile, RankTable, ShowResult

if TYPE_CHECKING:
    from alemap.render.table import TableView
    from alemap.results import Finding

    Result = RankTable | DifferenceTable | Profile | ShowResult | Listing | tuple[Finding, ...]

__all__ = ["views"]


def views(result: Result, lang: str) -> list[TableView]:
    """Make the tables of any result, in `lang` (`sv` or `en`)."""
    match result:
        case RankTable():
            return [rank.view(result, lang)]
        case DifferenceTable():
            return [difference.view(result, lang)]
        case Profile():
            return [profile.view(result, lang)]
        case ShowResult():
            return show.view(result, lang)
        case Listing():
            return [listing.view(result, lang)]
        case _:
            return [doctor.view(result, lang)]
