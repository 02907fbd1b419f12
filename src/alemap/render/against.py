"""What a reviewer reads of a change in the definitions: files, definitions, figures."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from alemap.render.diff import definitions_view
from alemap.render.diff import view as diff_view
from alemap.render.error import filled
from alemap.render.numbers import NumberText, aligned, numbers
from alemap.render.table import Align, Column, TableBuilder
from alemap.render.translate import translator

if TYPE_CHECKING:
    from alemap.render.table import TableView
    from alemap.results.history import Against, Diff

_NAME_WIDTH = 24


def view(result: Against, lang: str) -> list[TableView]:
    """Make the tables of files, definitions, figures by indicator, and the largest changes."""
    views = [_files(result, lang)]
    if result.definitions:
        views.append(definitions_view(result.definitions, lang))
    if result.figures is not None:
        views += _figures(result.figures, lang)
    return views


def _files(result: Against, lang: str) -> TableView:
    _ = translator(lang)
    builder = TableBuilder(
        _("Changes since revision {revision}").format(revision=result.revision),
        _("{count} file(s)").format(count=len(result.files)),
    )
    states = {"new": _("new"), "gone": _("gone"), "changed": _("changed")}
    builder.add(Column("state", _("Status")), [states[each.state] for each in result.files])
    builder.add(Column("file", _("File")), [each.path for each in result.files])
    if result.reason is not None:
        text = _("Figures are not compared: {reason}.")
        told = filled(_(result.reason.message), result.reason.fields, lang)
        builder.note(text.format(reason=told.rstrip(".")))
    if result.left_out:
        text = _("{count} fault(s) in the old definitions; what has them is not among the old figures.")
        builder.note(text.format(count=result.left_out))
    return builder.build()


def _figures(figures: Diff, lang: str) -> list[TableView]:
    _ = translator(lang)
    write = numbers(lang).text
    rows = figures.by_indicator
    if not rows:
        builder = TableBuilder(_("Figures"), _("none changes"))
        builder.add(Column("none", ""), [])
        return [builder.build()]
    builder = TableBuilder(
        _("Figures that change, by indicator"), _("most changes first"), write(len(rows), 0)
    )
    builder.add(Column("measure", _("Indicator"), wrap=_NAME_WIDTH), [row.name.say(lang) for row in rows])
    for key, heading, values in (
        ("new", _("New"), [row.new for row in rows]),
        ("lost", _("Lost"), [row.lost for row in rows]),
        ("revised", _("Changed"), [row.revised for row in rows]),
    ):
        builder.add(Column(key, heading, Align.RIGHT), [write(value, 0) if value else "" for value in values])
    largest = [
        NumberText("", None)
        if row.largest is None
        else numbers(lang).parts(row.largest, row.decimals, signed=True)
        for row in rows
    ]
    builder.add(Column("largest", _("Largest"), Align.RIGHT), aligned(largest))
    moves = [f"{row.moved} / {row.ranked}" if row.ranked else "" for row in rows]
    builder.add(Column("moved", _("Ranks moved"), Align.RIGHT, priority=50), moves)
    largest_first, *of_indexes = diff_view(replace(figures, definitions=()), lang)
    shown = write(len(figures.changes), 0)
    title = (_("Lost first, then the largest changes"), _("{shown} of {total} shown").format(
        shown=shown, total=write(figures.total, 0)
    ))  # fmt: skip
    return [builder.build(), replace(largest_first, title=title), *of_indexes]
