"""What rests on one of the agencies' files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alemap.domain import Origin
from alemap.render.cells import Cells
from alemap.render.numbers import numbers
from alemap.render.table import Align, Column, TableBuilder
from alemap.render.translate import translator
from alemap.render.words import period_text, starred, with_unit

if TYPE_CHECKING:
    from alemap.render.table import TableView
    from alemap.results.history import SnapshotUse

_TEXT_WIDTH, _NAME_WIDTH = 30, 18


def view(result: SnapshotUse, lang: str) -> list[TableView]:
    """Make the tables of the file and of the indicators that rest on it."""
    views = [_file(result, lang)]
    if result.rows:
        views.append(_uses(result, lang))
    return views


def _file(result: SnapshotUse, lang: str) -> TableView:
    _ = translator(lang)
    name = starred(result.dataset_name.say(lang), synthetic=result.origin == Origin.SYNTHETIC)
    state = _("in force")
    if result.replaced is not None:
        state = _("replaced {when}: nothing of today rests on it").format(when=result.replaced)
    pairs = [
        (_("File"), result.file),
        ("sha256", result.sha256),
        (_("Dataset"), f"{name} ({result.dataset})"),
        (_("Agency"), result.agency),
        (_("Licence"), result.licence),
        (_("Address"), result.address),
        (_("Fetched"), result.fetched),
        (_("Vintage"), f"{result.vintage}, {state}"),
        (_("Figures read"), numbers(lang).text(result.cells, 0) if result.cells else ""),
        (_("Models"), " → ".join(result.models)),
        (_("Indexes"), ", ".join(result.indexes)),
    ]
    shown = [(field, text) for field, text in pairs if text]
    builder = TableBuilder(_("Snapshot"), result.file.rpartition("/")[2], header=False)
    builder.add(Column("field", ""), [field for field, _text in shown])
    builder.add(Column("text", "", wrap=_TEXT_WIDTH), [text for _field, text in shown])
    cells = Cells(builder, lang)
    if result.origin == Origin.SYNTHETIC:
        cells.synthetic()
    cells.signs()
    return builder.build()


def _uses(result: SnapshotUse, lang: str) -> TableView:
    _ = translator(lang)
    write = numbers(lang).text
    rows = result.rows
    figures = write(sum(row.figures for row in rows), 0)
    builder = TableBuilder(
        _("What rests on it"),
        _("{figures} figures of {count} indicator(s)").format(figures=figures, count=len(rows)),
    )
    builder.add(
        Column("measure", _("Indicator"), wrap=_NAME_WIDTH), [with_unit(row.measure, lang) for row in rows]
    )
    builder.add(Column("id", _("Id"), priority=50), [row.measure.id for row in rows])
    builder.add(Column("figures", _("Figures"), Align.RIGHT), [write(row.figures, 0) for row in rows])
    builder.add(Column("areas", _("Areas"), Align.RIGHT), [write(row.areas, 0) for row in rows])
    builder.add(Column("periods", _("Periods")), [_span(row.periods) for row in rows])
    builder.note(_("Counted: the figures of the areas and periods that the file has cells for."))
    return builder.build()


def _span(periods: tuple[str, ...]) -> str:
    """Write one or two periods, of more the first, the last and how many."""
    if len(periods) < 3:  # noqa: PLR2004
        return ", ".join(period_text(each) for each in periods)
    return f"{period_text(periods[0])} … {period_text(periods[-1])} ({len(periods)})"
