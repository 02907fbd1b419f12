"""An evaluation of several indicators, and what could be seen before one: a line for each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alemap.render.cells import Cells
from alemap.render.evaluation_words import (
    DOUBTFUL,
    amount,
    head,
    names,
    others_too,
    p_text,
    refusal_text,
    signed_column,
)
from alemap.render.numbers import MISSING, NumberText, aligned, numbers
from alemap.render.table import Align, Column, TableBuilder
from alemap.render.translate import translator
from alemap.render.words import verdict_style, verdict_word, with_unit

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from alemap.render.table import TableView
    from alemap.results import Measure
    from alemap.results.evaluation import EvaluationRow, EvaluationTable, PowerTable, Setting

_NAME_WIDTH = 18
_LOW, _MIDDLE, _HIGH = 30, 50, 70


def several(result: EvaluationTable, lang: str) -> TableView:
    """One line an indicator, by the first method that the data can carry."""
    _ = translator(lang)
    say = numbers(lang)
    rows, setting = result.rows, result.setting
    builder = TableBuilder(
        head(setting, lang),
        _("{areas} against {others}, from {start}").format(
            areas=names(setting, lang, _), others=setting.against.say(lang), start=setting.start
        ),
    )
    mains = [row.main for row in rows]
    decimals = [row.measure.decimals for row in rows]
    builder.add(
        Column("measure", _("Indicator"), wrap=_NAME_WIDTH),
        [with_unit(row.measure, lang) for row in rows],
        short=[with_unit(row.measure, lang, short=True) for row in rows],
    )
    builder.add(
        Column("periods", _("Periods before, after"), Align.RIGHT, _MIDDLE),
        [f"{row.after.count(False)}, {row.after.count(True)}" if row.periods else MISSING for row in rows],
    )
    builder.add(
        Column("value", _("Effect"), Align.RIGHT),
        signed_column([None if m is None else m.value for m in mains], decimals, lang),
    )
    builder.add(
        Column("interval", f"{_('Interval')} ({say.percent(setting.confidence)})", priority=_HIGH),
        [
            MISSING
            if m is None or m.lower is None or m.upper is None
            else say.interval(m.lower, m.upper, d, signed=True, to=True)
            for m, d in zip(mains, decimals, strict=True)
        ],
    )
    builder.add(
        Column("p", "p", Align.RIGHT, _MIDDLE),
        [MISSING if row.adjusted is None else p_text(row.adjusted, lang) for row in rows],
    )
    seen = [
        NumberText(MISSING, None)
        if row.detectable is None
        else say.parts(row.detectable, row.measure.decimals)
        for row in rows
    ]
    builder.add(Column("detectable", _("Seen from"), Align.RIGHT, _HIGH), aligned(seen))
    builder.add(Column("alike", _("Alike before"), priority=_LOW), [_alike(row, _) for row in rows])
    verdicts = [row.verdict for row in rows]
    builder.add(
        Column("verdict", _("Verdict")),
        ["" if v is None else verdict_word(v, _) for v in verdicts],
        styles=[verdict_style(v) for v in verdicts if v is not None],
    )
    for row in rows:
        if row.main is None:
            why = refusal_text(row.refusals[0][1], _)
            name = row.measure.name.say(lang)
            builder.note(_("{name}: the data cannot carry an answer: {why}.").format(name=name, why=why))
    for row in rows:
        name = row.measure.short.say(lang)
        builder.note(" ".join(f"{name}: {text}" for text in others_too(row, _)))
    builder.paragraph()
    builder.note(_("Effect: how much more the areas changed than the others, from before to after."))
    builder.note(_("Seen from: a smaller effect is missed more often than one time in five."), "detectable")
    builder.note(_("p after Benjamini–Hochberg over the indicators."), "p")
    builder.note(_("Similar: chance gives as much; that is no evidence that there was no effect."))
    _synthetic(builder, [row.measure for row in rows], setting, lang)
    Cells(builder, lang).source(result.sources, f"{result.command} --indicator {rows[0].measure.id}")
    return builder.build()


def _synthetic(builder: TableBuilder, measures: Sequence[Measure], setting: Setting, lang: str) -> None:
    cells = Cells(builder, lang)
    if setting.synthetic or any(measure.synthetic for measure in measures):
        cells.synthetic()
    cells.signs()


def _alike(row: EvaluationRow, _: Callable[[str], str]) -> str:
    if row.pretrend is None or row.pretrend.p_value is None:
        return _("not known")
    return _("no") if row.pretrend.p_value < DOUBTFUL else _("as far as seen")


def power(result: PowerTable, lang: str) -> TableView:
    """The smallest effect that could be seen, by periods of follow-up."""
    _ = translator(lang)
    say = numbers(lang)
    rows, setting = result.rows, result.setting
    builder = TableBuilder(
        head(setting, lang) + ": " + _("what could be seen"),
        _("{areas} against {others}").format(areas=names(setting, lang, _), others=setting.against.say(lang)),
    )
    builder.add(
        Column("measure", _("Indicator"), wrap=_NAME_WIDTH),
        [with_unit(row.measure, lang) for row in rows],
        short=[with_unit(row.measure, lang, short=True) for row in rows],
    )
    builder.add(Column("level", _("Last value"), Align.RIGHT, _MIDDLE), [
        say.text(row.level, row.measure.decimals) for row in rows
    ])  # fmt: skip
    builder.add(Column("before", _("Periods before"), Align.RIGHT, _LOW), [str(r.before) for r in rows])
    builder.add(Column("after", _("After"), Align.RIGHT), [str(row.after) for row in rows])
    builder.add(
        Column("detectable", _("Smallest effect"), Align.RIGHT),
        [
            MISSING if row.detectable is None else amount(row.measure, row.detectable, lang, signed=False)
            for row in rows
        ],
    )
    builder.add(
        Column("relative", _("Of the value"), Align.RIGHT, _HIGH),
        [MISSING if row.relative is None else say.percent(round(row.relative, 2)) for row in rows],
    )
    builder.add(
        Column("persons", _("Persons"), Align.RIGHT, _HIGH),
        [MISSING if row.persons is None else say.text(row.persons, 0) for row in rows],
    )
    for measure, refusal in result.refusals:
        why = refusal_text(refusal, _)
        builder.note(_("{name}: nothing is known: {why}.").format(name=measure.name.say(lang), why=why))
    count = len(setting.areas) + len(setting.others)
    if result.least_p > 1.0 - setting.confidence:
        builder.note(
            _("{count} areas are too few to tell: the smallest p-value is {least}.").format(
                count=count, least=p_text(result.least_p, lang)
            )
        )
    else:
        builder.note(
            _("An effect of this size is seen with a chance of {power}, at {confidence} confidence.").format(
                power=say.percent(result.power), confidence=say.percent(setting.confidence)
            )
        )
        note = _("It rests on how much the changes of {count} areas have varied.")
        builder.note(note.format(count=count))
    _synthetic(builder, [row.measure for row in rows], setting, lang)
    shown = [*(row.measure.id for row in rows), *(measure.id for measure, _why in result.refusals)]
    Cells(builder, lang).source(result.sources, f"alemap show {shown[0]}")
    return builder.build()
