"""Interventions set against need, as tables: gaps by factor, dose by area."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alemap.render.cells import Cells
from alemap.render.interventions import counted, made_up, title
from alemap.render.numbers import MISSING, aligned, numbers
from alemap.render.table import Align, Column, Style, TableBuilder
from alemap.render.translate import translator
from alemap.render.words import level_word, period_text, starred, verdict_style, verdict_word
from alemap.results.interventions import DoseTable, GapsTable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from alemap.render.table import TableView
    from alemap.results.interventions import Bad, Gathering


def view(result: GapsTable | DoseTable, lang: str) -> TableView:
    """Make the table of gaps or that of the dose."""
    return _gaps(result, lang) if isinstance(result, GapsTable) else _dose(result, lang)


def _gaps(result: GapsTable, lang: str) -> TableView:
    _ = translator(lang)
    rows = result.rows
    none = sum(not row.interventions for row in rows)
    builder = TableBuilder(
        *title(result.facts, _("What no intervention works on"), lang),
        _("{count} of {total} factors without").format(count=none, total=len(rows)),
    )
    builder.add(Column("category", _("Category"), priority=50), [row.category.say(lang) for row in rows])
    builder.add(Column("factor", _("Factor"), wrap=16), [row.name.say(lang) for row in rows])
    counted(builder, "count", _("Count"), [row.interventions for row in rows], lang, empty=True)
    of = [f"{len(row.idle)} / {row.indicators}" for row in rows]
    builder.add(Column("idle", _("Indicators without"), Align.RIGHT, 70), of)
    if result.level is not None:
        texts = ["; ".join(_bad(each, lang) for each in row.unmoved) for row in rows]
        styles = [Style.WORSE if text else Style.PLAIN for text in texts]
        builder.add(Column("unmoved", _("Bad, and none is to move it"), wrap=24), texts, styles=styles)
        text = _(
            "Bad: worse than the country; the areas in brackets ({level}): than the rest of the municipality."
        )
        builder.note(text.format(level=level_word(result.level.say(lang))), "unmoved")
    builder.note(_("Count: interventions on the factor."), "count")
    builder.note(_("Indicators without: those with a bad side that no intervention names."), "idle")
    cells = Cells(builder, lang)
    if any(each.synthetic for row in rows for each in row.unmoved):
        cells.synthetic("unmoved")
    cells.signs()
    made_up(builder, result.facts, lang)
    cells.source(result.sources, "alemap compare")
    return builder.build()


def _bad(each: Bad, lang: str) -> str:
    name = starred(each.name.say(lang), synthetic=each.synthetic)
    return f"{name} ({', '.join(each.areas)})" if each.areas else name


def _dose(result: DoseTable, lang: str) -> TableView:
    _ = translator(lang)
    rows = result.rows
    measure = starred(result.measure.say(lang), synthetic=result.measure_synthetic)
    builder = TableBuilder(
        *title(result.facts, _("Dose and need"), lang),
        _("need by: {measure}, {period}").format(measure=measure, period=period_text(result.period)),
    )
    cells = Cells(builder, lang)
    builder.add(
        Column("rank", _("Rank"), Align.RIGHT),
        [MISSING if r.rank is None else f"{r.rank}{'=' if r.tied else ''}" for r in rows],
    )
    if any(row.rank_lower is not None for row in rows):
        sets = [
            f"({r.rank_lower}\N{EN DASH}{r.rank_upper})" if r.rank_lower is not None else "" for r in rows
        ]
        builder.add(Column("sure", _("(sure)")), sets)
    builder.add(Column("area", _("Area"), wrap=14), [row.area.name for row in rows])
    builder.add(
        Column("need", _("Verdict"), priority=75),
        [verdict_word(row.need, _) for row in rows],
        styles=[verdict_style(row.need) for row in rows],
    )
    counted(builder, "aimed", _("Aimed here"), [row.aimed for row in rows], lang)
    counted(builder, "few", _("selective or indicated"), [row.few_aimed for row in rows], lang, priority=60)
    _per(
        builder,
        Column("aimed_cost", _("kr per resident, aimed"), Align.RIGHT),
        [r.aimed_cost for r in rows],
        lang,
    )
    _per(builder, Column("cost", _("kr per resident, all"), Align.RIGHT, 55), [r.cost for r in rows], lang)
    _per(builder, Column("reach", _("Reached per 1,000"), Align.RIGHT, 40), [r.reach for r in rows], lang)
    counted(builder, "all", _("In all"), [row.interventions for row in rows], lang, priority=35)
    words = {"less": _("less than need"), "more": _("more than need"), "": ""}
    builder.add(
        Column("word", _("Dose"), wrap=9),
        [words[row.word] for row in rows],
        styles=[Style.WORSE if row.word == "less" else Style.PLAIN for row in rows],
    )
    _account(builder, result, lang)
    if result.measure_synthetic:
        cells.synthetic()
    cells.signs(tied=any(row.tied for row in rows))
    made_up(builder, result.facts, lang)
    cells.source(result.sources, "alemap rank")
    return builder.build()


def _per(builder: TableBuilder, column: Column, values: Sequence[float | None], lang: str) -> None:
    say = numbers(lang)
    builder.add(column, aligned([say.parts(value or 0.0, 0) for value in values]))


def _account(builder: TableBuilder, result: DoseTable, lang: str) -> None:
    """Say whether the dose follows the need, and how it was counted."""
    _ = translator(lang)
    say = numbers(lang)
    for found, name in ((result.aimed, _("aimed ones")), (result.cost, _("all of them"))):
        if found.value is None:
            continue
        limits = ""
        if found.lower is not None and found.upper is not None:
            limits = " " + say.interval(found.lower, found.upper, 2, signed=True, to=True)
        text = _("Concentration index of kr per resident, {name}: {value}{limits}: {reading}.")
        builder.note(
            text.format(
                name=name,
                value=say.text(found.value, 2, signed=True),
                limits=limits,
                reading=_reading(found, _),
            )
        )
    if result.aimed.value is not None or result.cost.value is not None:
        builder.note(_("Below 0: money gathers where risk is highest; above 0: where it is lowest."))
    builder.paragraph()
    if any(row.word for row in result.rows):
        mean = say.text(result.mean_aimed_cost or 0.0, 0)
        text = _("Less than need: the area is worse than the others, and gets less than {mean} kr, the mean.")
        builder.note(text.format(mean=mean), "word")
    builder.note(_("Aimed: at part of a municipality, not all of it."), "aimed", "aimed_cost")
    builder.note(
        _("Money and persons of several areas are divided by residents."), "aimed_cost", "cost", "reach"
    )
    if result.without_cost or result.without_reach:
        text = _("Not counted: {cost} without cost, {reach} without a reach that may be shown.")
        builder.note(
            text.format(cost=result.without_cost, reach=result.without_reach), "cost", "reach", "aimed_cost"
        )


def _reading(found: Gathering, _: Callable[[str], str]) -> str:
    if found.lower is None or found.upper is None or found.lower <= 0.0 <= found.upper:
        return _("no sure gathering either way")
    return _("the dose follows the need") if found.upper < 0.0 else _("the dose goes where the need is least")
