"""Tables of an earlier state of the figures say so, whatever they show."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from alemap.render.table import Note
from alemap.render.translate import translator

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alemap.domain import Moment
    from alemap.render.table import TableView


def dated(views: Sequence[TableView], as_of: Moment, lang: str) -> list[TableView]:
    """Add to each title as of when it is, and after the last table what that means."""
    _ = translator(lang)
    date = as_of.built if as_of.text.isdecimal() else as_of.text
    title = _("as of {date}").format(date=date)
    text = _(
        "As of {date}: figures of build {build} ({built}); names, definitions, areas and population weights"
        " are today's, and what is suppressed today stays so."
    )
    note = Note(text.format(date=date, build=as_of.build, built=as_of.built))
    titled = [replace(view, title=(*view.title, title)) for view in views]
    return [*titled[:-1], *(replace(view, legend=(*view.legend, (note,))) for view in titled[-1:])]
