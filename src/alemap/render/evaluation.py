"""The tables of an evaluation: the course, the effects, several indicators at once, what could be seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alemap.render.cells import Cells
from alemap.render.evaluation_words import (
    DOUBTFUL,
    amount,
    assumptions,
    doubts,
    method_word,
    names,
    p_text,
    reading,
    refusal_text,
    tested_word,
    what_word,
)
from alemap.render.numbers import MISSING, NumberText, aligned, numbers
from alemap.render.table import Align, Column, TableBuilder
from alemap.render.translate import translator
from alemap.render.words import direction, period_text, starred, verdict_style, verdict_word, with_unit
from alemap.results.evaluation import EvaluationTable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from alemap.render.table import TableView
    from alemap.results import Measure
    from alemap.results.evaluation import EvaluationRow, PowerTable, Setting

_NAME_WIDTH, _WHY_WIDTH = 18, 24
_CHART = 36
_LOW, _MIDDLE, _HIGH = 30, 50, 70
_OURS, _THEIRS, _BOTH = "●", "○", "◉"


def view(result: EvaluationTable | PowerTable, lang: str) -> list[TableView]:
    """Make the tables: of one indicator its course and effects, of several one line each."""
    if not isinstance(result, EvaluationTable):
        return [_power(result, lang)]
    if len(result.rows) > 1:
        return [_several(result, lang)]
    row = result.rows[0]
    course = [_course(row, result.setting, lang)] if row.periods and row.others else []
    return [*course, _effects(result, row, lang)]


def _head(setting: Setting, lang: str) -> str:
    _ = translator(lang)
    name = setting.name or names(setting, lang, _)
    return starred(name, synthetic=setting.synthetic)


def _signed(values: Sequence[float | None], decimals: Sequence[int], lang: str) -> list[str]:
    say = numbers(lang)
    return aligned(
        [
            NumberText(MISSING, None) if v is None else say.parts(v, d, signed=True)
            for v, d in zip(values, decimals, strict=True)
        ]
    )


def _course(row: EvaluationRow, setting: Setting, lang: str) -> TableView:
    """Both groups period by period, with a chart that runs downwards."""
    _ = translator(lang)
    say = numbers(lang)
    measure = row.measure
    builder = TableBuilder(_head(setting, lang), with_unit(measure, lang), direction(measure.polarity, _))
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
        _signed([gap - middle for gap in gaps], [measure.decimals] * len(gaps), lang),
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
        _signed(values, [*decimals, *(measure.decimals for _each in refused)], lang),
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


def _several(result: EvaluationTable, lang: str) -> TableView:
    """One line an indicator, by the first method that the data can carry."""
    _ = translator(lang)
    say = numbers(lang)
    rows, setting = result.rows, result.setting
    builder = TableBuilder(
        _head(setting, lang),
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
        _signed([None if m is None else m.value for m in mains], decimals, lang),
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


def _power(result: PowerTable, lang: str) -> TableView:
    """The smallest effect that could be seen, by periods of follow-up."""
    _ = translator(lang)
    say = numbers(lang)
    rows, setting = result.rows, result.setting
    builder = TableBuilder(
        _head(setting, lang) + ": " + _("what could be seen"),
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
        [amount(row.measure, row.detectable, lang, signed=False) for row in rows],
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
    builder.note(
        _("An effect of this size is seen with a chance of {power}, at {confidence} confidence.").format(
            power=say.percent(result.power), confidence=say.percent(setting.confidence)
        )
    )
    builder.note(_("It rests on how much the changes of {count} areas have varied.").format(
        count=len(setting.areas) + len(setting.others)
    ))  # fmt: skip
    if result.least_p > 1.0 - setting.confidence:
        builder.note(
            _("{count} areas are too few to tell: the smallest p-value is {least}.").format(
                count=len(setting.areas) + len(setting.others), least=p_text(result.least_p, lang)
            )
        )
    _synthetic(builder, [row.measure for row in rows], setting, lang)
    Cells(builder, lang).source(result.sources, "docs/methods/evaluation.md")
    return builder.build()
