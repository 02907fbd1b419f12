"""The tables of an evaluation: the course, the effects, several indicators at once, what could be seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alemap.render.cells import Cells
from alemap.render.evaluation_many import power, several
from alemap.render.evaluation_words import (
    assumptions,
    doubts,
    head,
    method_word,
    names,
    p_text,
    reading,
    refusal_text,
    signed_column,
    tested_word,
    what_word,
)
from alemap.render.numbers import MISSING, aligned, numbers
from alemap.render.table import Align, Column, TableBuilder
from alemap.render.translate import translator
from alemap.render.words import direction, period_text, verdict_word, with_unit
from alemap.results.evaluation import EvaluationTable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from alemap.render.table import TableView
    from alemap.results.evaluation import EvaluationRow, PowerTable, Setting

_NAME_WIDTH, _WHY_WIDTH = 18, 24
_CHART = 36
_LOW, _MIDDLE, _HIGH = 30, 50, 70
_OURS, _THEIRS, _BOTH = "●", "○", "◉"


def view(result: EvaluationTable | PowerTable, lang: str) -> list[TableView]:
    """Make the tables: of one indicator its course and effects, of several one line each."""
    if not isinstance(result, EvaluationTable):
        return [power(result, lang)]
    if len(result.rows) > 1:
        return [several(result, lang)]
    row = result.rows[0]
    course = [_course(row, result.setting, lang)] if row.periods and row.others else []
    return [*course, _effects(result, row, lang)]


def _course(row: EvaluationRow, setting: Setting, lang: str) -> TableView:
    """Both groups period by period, with a chart that runs downwards."""
    _ = translator(lang)
    say = numbers(lang)
    measure = row.measure
    builder = TableBuilder(head(setting, lang), with_unit(measure, lang), direction(measure.polarity, _))
    builder.add(Column("period", _("Period")), [period_text(each) for each in row.periods])
    for key, heading, values in (
        ("ours", _("The areas"), row.treated),
        ("theirs", _("The others"), row.others),
    ):
        builder.add(
            Column(key, heading, Align.RIGHT), aligned([say.parts(v, measure.decimals) for v in values])
        )
    gaps = [own - theirs for own, theirs in zip(row.treated, row.others, strict=True)]
    usual = [gap for gap, flag in zip(gaps, row.after, strict=True) if not flag]
    middle = sum(usual) / len(usual) if usual else 0.0
    builder.add(
        Column("gap", _("Gap, less that before"), Align.RIGHT),
        signed_column([gap - middle for gap in gaps], [measure.decimals] * len(gaps), lang),
    )
    builder.add(
        Column("chart", "", priority=_MIDDLE, called=_("chart")), _chart(row.treated, row.others, _CHART)
    )
    if any(row.after):
        builder.group(row.after.index(True), f"── {_('start {period}').format(period=setting.start)} ──")
    builder.note(
        _("The areas: {areas}. The others: {others}, {count} of them; means, each area counts alike.").format(
            areas=names(setting, lang, _), others=setting.against.say(lang), count=row.compared
        )
    )
    builder.note(f"{_OURS} {_('the areas')}, {_THEIRS} {_('the others')}, {_BOTH} {_('both')}.", "chart")
    cells = Cells(builder, lang)
    if measure.synthetic or setting.synthetic:
        cells.synthetic()
    cells.signs()
    return builder.build()


def _chart(ours: Sequence[float], theirs: Sequence[float], width: int) -> list[str]:
    low, high = min(*ours, *theirs), max(*ours, *theirs)
    reach = (high - low) or 1.0

    def place(value: float) -> int:
        return round((value - low) / reach * (width - 1))

    lines = []
    for own, other in zip(ours, theirs, strict=True):
        signs = [" "] * width
        signs[place(other)] = _THEIRS
        signs[place(own)] = _BOTH if place(own) == place(other) else _OURS
        lines.append("".join(signs).rstrip())
    return lines


def _effects(result: EvaluationTable, row: EvaluationRow, lang: str) -> TableView:
    """Every method's estimates, or why there are none, and what they say in words."""
    _ = translator(lang)
    say = numbers(lang)
    measure, setting = row.measure, result.setting
    builder = TableBuilder(
        _("Effect"), measure.name.say(lang), measure.difference_unit.say(lang) or measure.unit.say(lang)
    )
    refused = [(method_word(m, _), refusal_text(refusal, _)) for m, refusal in row.refusals]
    blank = [""] * len(refused)
    effects = row.effects
    builder.add(
        Column("method", _("Method"), wrap=_NAME_WIDTH),
        [f"{method_word(e.method, _)}: {what_word(e.what, _)}" for e in effects]
        + [method for method, _why in refused],
    )
    decimals = [measure.decimals + (e.what == "slope") for e in effects]
    values = [*(e.value for e in effects), *(None for _each in refused)]
    builder.add(
        Column("value", _("Effect"), Align.RIGHT),
        signed_column(values, [*decimals, *(measure.decimals for _each in refused)], lang),
    )
    builder.add(
        Column("interval", f"{_('Interval')} ({say.percent(setting.confidence)})"),
        [
            MISSING
            if e.lower is None or e.upper is None
            else say.interval(e.lower, e.upper, d, signed=True, to=True)
            for e, d in zip(effects, decimals, strict=True)
        ]
        + blank,
    )
    builder.add(
        Column("p", "p", Align.RIGHT),
        [MISSING if e.p_value is None else p_text(e.p_value, lang) for e in effects] + blank,
    )
    builder.add(
        Column("test", _("Tested by, or why not"), wrap=_WHY_WIDTH),
        [tested_word(e.inference, e.choices, _) for e in effects] + [why for _method, why in refused],
    )
    if row.verdict is not None and row.main is not None:
        word = verdict_word(row.verdict, _)
        builder.note(_("Verdict by {method}: {word}.").format(method=effect_name(row, _), word=word))
    for text in reading(row, setting, lang, _):
        builder.note(text)
    builder.paragraph()
    for text in doubts(row, lang, _):
        builder.note(text)
    builder.paragraph()
    for text in assumptions(row, _):
        builder.note(text)
    if any(e.lower is None for e in effects):
        builder.paragraph()
        builder.note(_("{sign} no interval: too few areas for one.").format(sign=MISSING))
    Cells(builder, lang).source(result.sources, f"alemap show {measure.id}")
    return builder.build()


def effect_name(row: EvaluationRow, _: Callable[[str], str]) -> str:
    """Name the method of the first effect, within a sentence."""
    name = method_word(row.effects[0].method, _)
    return name[0].lower() + name[1:]
