"""What `inspect` found, as tables: the file, its dimensions, its marks, what is odd about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alemap.render.numbers import numbers
from alemap.render.table import ALWAYS, Align, Column, TableBuilder
from alemap.render.translate import translator

if TYPE_CHECKING:
    from collections.abc import Callable

    from alemap.render.table import TableView
    from alemap.results.inspection import Inspection

_TEXT_WIDTH = 20
_SHOWN = 40


def inspection_views(result: Inspection, lang: str) -> list[TableView]:
    """Make the tables: facts, dimensions, marks, remarks; those without rows are left out."""
    _ = translator(lang)
    made = [_facts(result, lang)]
    if result.dimensions:
        made.append(_dimensions(result, lang))
    if result.marks:
        made.append(_marks(result, lang))
    if result.remarks:
        builder = TableBuilder(_("Worth knowing"), header=False)
        texts = [_(remark.message).format(**remark.fields) for remark in result.remarks]
        builder.add(Column("dash", ""), ["-"] * len(texts))
        builder.add(Column("text", "", wrap=_TEXT_WIDTH), texts)
        made.append(builder.build())
    return made


def _facts(result: Inspection, lang: str) -> TableView:
    _ = translator(lang)
    periods = result.periods
    span = f"{periods[0]} – {periods[-1]} ({len(periods)})" if len(periods) > 1 else "".join(periods)
    rows = [
        (_("Form"), _form(result.form, _)),
        (_("Title"), result.title or ""),
        (_("Updated"), result.updated or ""),
        (_("Figures"), numbers(lang).text(result.cells, 0) if result.cells else ""),
        (_("Periods"), span),
    ]
    rows = [(name, text) for name, text in rows if text]
    builder = TableBuilder(result.file, header=False)
    builder.add(Column("name", ""), [name for name, _text in rows])
    builder.add(Column("text", "", wrap=_TEXT_WIDTH), [text for _name, text in rows])
    return builder.build()


def _form(form: str, _: Callable[[str], str]) -> str:
    words = {"metadata": _("metadata, no figures"), "query": _("a saved query, no figures")}
    return words.get(form, form)


def _dimensions(result: Inspection, lang: str) -> TableView:
    _ = translator(lang)
    found = result.dimensions
    count = numbers(lang)
    builder = TableBuilder(_("Dimensions"))
    builder.add(Column("name", _("Dimension"), wrap=_TEXT_WIDTH // 2), [each.name or '""' for each in found])
    builder.add(Column("count", _("Codes"), Align.RIGHT), [count.text(each.count, 0) for each in found])
    examples = [
        ", ".join(f"{code} {label}".strip()[:_SHOWN] for code, label in each.examples)
        + (" ..." if each.count > len(each.examples) else "")
        for each in found
    ]
    builder.add(Column("first", _("The first"), priority=ALWAYS - 1, wrap=_TEXT_WIDTH), examples)
    builder.add(Column("becomes", _("Becomes")), [each.becomes or "-" for each in found])
    if any(each.matched is not None for each in found):
        matched = [count.text(each.matched, 0) if each.matched is not None else "" for each in found]
        builder.add(Column("matched", _("Known areas"), Align.RIGHT), matched)
    return builder.build()


def _marks(result: Inspection, lang: str) -> TableView:
    _ = translator(lang)
    builder = TableBuilder(_("Marks in figures' places"))
    builder.add(Column("sign", _("Sign")), [mark.sign or '""' for mark in result.marks])
    count = numbers(lang)
    builder.add(
        Column("count", _("Cells"), Align.RIGHT), [count.text(mark.count, 0) for mark in result.marks]
    )
    meanings = [mark.meaning or _("not known: say what it means") for mark in result.marks]
    builder.add(Column("meaning", _("Means"), wrap=_TEXT_WIDTH), meanings)
    return builder.build()
