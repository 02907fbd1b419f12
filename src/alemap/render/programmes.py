"""Programmes as tables: the list, the chain of one, and the chain filled with figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alemap.render.cells import Cells
from alemap.render.numbers import MISSING, aligned, numbers
from alemap.render.table import Align, Column, Style, TableBuilder
from alemap.render.translate import translator
from alemap.render.words import STAR, period_text, starred
from alemap.results import NO_FIGURE
from alemap.results.programmes import (
    Chain,
    FollowUp,
    LinkState,
    Movement,
    ProgrammeList,
    Unknown,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from alemap.domain import Label
    from alemap.render.table import TableView
    from alemap.results.programmes import FollowRow, LeadView, MeasureView, StepView

_NAME, _WIDE = 18, 24


def view(result: ProgrammeList | Chain | FollowUp, lang: str) -> TableView | list[TableView]:
    """Make the tables of any of them; a follow-up has one of the steps and one of the links."""
    if isinstance(result, ProgrammeList):
        return _list(result, lang)
    if isinstance(result, Chain):
        return _chain(result, lang)
    return [_steps(result, lang), _links(result, lang)]


def _list(result: ProgrammeList, lang: str) -> TableView:
    _ = translator(lang)
    say = numbers(lang)
    rows = result.rows
    builder = TableBuilder(_("Programmes: {count}").format(count=len(rows)))
    builder.add(Column("id", _("Id")), [row.id for row in rows])
    names = [starred(row.name.say(lang), synthetic=row.synthetic) for row in rows]
    builder.add(Column("name", _("Name"), wrap=_NAME), names)
    builder.add(Column("areas", _("Areas"), priority=50, wrap=_NAME), [", ".join(row.areas) for row in rows])
    builder.add(
        Column("period", _("Period"), priority=60),
        [f"{row.start}\N{EN DASH}{row.end}" for row in rows],
    )
    builder.add(Column("steps", _("Steps"), Align.RIGHT), [say.text(row.steps, 0) for row in rows])
    builder.add(
        Column("unmeasured", _("without measure"), Align.RIGHT),
        [say.text(row.without_measure, 0) for row in rows],
    )
    builder.add(Column("links", _("Links"), Align.RIGHT), [say.text(row.links, 0) for row in rows])
    builder.add(
        Column("unknown", _("without evidence"), Align.RIGHT),
        [say.text(row.without_evidence, 0) for row in rows],
    )
    builder.note(_("More: {command}").format(command="alemap programme show ID"))
    return builder.build()


def _chain(result: Chain, lang: str) -> TableView:
    _ = translator(lang)
    steps = result.steps
    period = f"{result.start}\N{EN DASH}{result.end}"
    builder = TableBuilder(
        starred(result.name.say(lang), synthetic=result.synthetic), ", ".join(result.areas), period
    )
    # what a step leads to is named by its number
    number = {step.id: at for at, step in enumerate(steps, start=1)}
    builder.add(
        Column("number", "", Align.RIGHT, called=_("Number of step")), [f"{number[s.id]}" for s in steps]
    )
    builder.add(Column("step", _("Step"), wrap=_NAME), [step.name.say(lang) for step in steps])
    builder.add(
        Column("measure", _("Measure"), wrap=_WIDE),
        [_measures(step, lang) for step in steps],
        styles=[Style.WORSE if step.needs and not step.measures else Style.PLAIN for step in steps],
    )
    leads = ["; ".join(_lead(lead, number, lang) for lead in step.leads_to) for step in steps]
    builder.add(Column("leads", _("Leads to (evidence)"), wrap=_NAME), leads)
    builder.add(
        Column("responsible", _("Responsible"), priority=40, wrap=_NAME),
        ["; ".join(dict.fromkeys(m.responsible for m in step.measures)) for step in steps],
    )
    builder.add(
        Column("source", _("Source"), priority=30, wrap=_NAME),
        ["; ".join(_source(m, lang) for m in step.measures) for step in steps],
    )
    builder.add(
        Column("interventions", _("Interventions"), priority=20, wrap=_NAME),
        ["; ".join(step.interventions) for step in steps],
    )
    before = ""
    for at, step in enumerate(steps):
        if step.stage != before:
            builder.group(at, step.stage_name.say(lang))
            before = step.stage
    builder.note(_("Problem: {text}").format(text=result.problem.say(lang)))
    builder.paragraph()
    unknown = sum(not lead.known for step in steps for lead in step.leads_to)
    total = sum(len(step.leads_to) for step in steps)
    text = _("{unknown} of {total} links are assumptions: nothing is known of their effect (?).")
    builder.note(text.format(unknown=unknown, total=total))
    builder.note(_("Arrows: which way a measure is to move, and in which years it should show."), "measure")
    if any(STAR in name for step in steps for name in step.interventions):
        text = _("* made-up interventions (synthetic): none of them exists as told.")
        builder.note(text, "interventions")
    _grounds(builder, result.assumptions, result.external, lang)
    for label in (result.note, result.source):
        if label is not None:
            builder.paragraph()
            builder.note(label.say(lang).rstrip(".") + ".")
    return builder.build()


def _measures(step: StepView, lang: str) -> str:
    _ = translator(lang)
    if step.measures:
        return "; ".join(_measure(measure, lang) for measure in step.measures)
    if step.unmeasured is not None:
        return _("none: {why}").format(why=step.unmeasured.say(lang))
    return _("none") if step.needs else ""


def _measure(measure: MeasureView, lang: str) -> str:
    arrow = "↑" if measure.up else "↓"
    return f"{measure.name.say(lang)} {arrow} {measure.first}\N{EN DASH}{measure.last}"


def _source(measure: MeasureView, lang: str) -> str:
    parts = [each.say(lang) for each in (measure.source, measure.frequency) if each is not None]
    return ", ".join(parts)


def _lead(lead: LeadView, number: dict[str, int], lang: str) -> str:
    return f"→ {number[lead.step]} ({lead.evidence.say(lang) if lead.known else '?'})"


def _grounds(
    builder: TableBuilder, assumptions: Sequence[tuple[str, Label]], external: Sequence[Label], lang: str
) -> None:
    """What the chain rests on, and what may move it from outside."""
    _ = translator(lang)
    if assumptions:
        builder.paragraph()
        said = " ".join(label.say(lang) for _step, label in assumptions)
        builder.note(_("Assumed: {text}").format(text=said))
    if external:
        builder.paragraph()
        said = " ".join(label.say(lang) for label in external)
        builder.note(_("May move the measures without the programme: {text}").format(text=said))


def _steps(result: FollowUp, lang: str) -> TableView:
    _ = translator(lang)
    rows = result.rows
    count = sum(row.movement is Movement.AS_EXPECTED for row in rows)
    builder = TableBuilder(
        starred(result.name.say(lang), synthetic=result.synthetic),
        _("follow-up since {start}").format(start=result.start),
        _("{count} of {total} have moved as expected").format(count=count, total=len(rows)),
    )
    cells = Cells(builder, lang)
    # a step of several measures is named once
    again = [at > 0 and rows[at - 1].step == row.step for at, row in enumerate(rows)]
    steps = ["" if said else row.step_name.say(lang) for row, said in zip(rows, again, strict=True)]
    builder.add(Column("step", _("Step"), wrap=_NAME), steps)
    builder.add(Column("measure", _("Measure"), priority=70, wrap=_NAME), [_what(row, lang) for row in rows])
    builder.add(
        Column("area", _("Area"), priority=75, wrap=10),
        [row.area.name if row.area is not None else "" for row in rows],
    )
    _figures(builder, cells, rows, lang)
    builder.add(
        Column("due", _("Expected"), priority=60),
        [_due(row) for row in rows],
    )
    styles = {Movement.AS_EXPECTED: Style.BETTER, Movement.AGAINST: Style.WORSE}
    builder.add(
        Column("movement", _("Movement"), wrap=12),
        [_movement(row, _) for row in rows],
        styles=[styles.get(row.movement, Style.PLAIN) for row in rows],
    )
    builder.add(
        Column("next", _("Next"), priority=50),
        [f"{row.next}{' !' if row.next_late else ''}" for row in rows],
    )
    before = ""
    for at, row in enumerate(rows):
        if row.stage != before:
            builder.group(at, row.stage_name.say(lang))
            before = row.stage
    _account(builder, result, lang)
    cells.signs()
    cells.source(result.sources, f"alemap programme show {result.id}")
    return builder.build()


def _figures(builder: TableBuilder, cells: Cells, rows: Sequence[FollowRow], lang: str) -> None:
    """Add base, now and change, each with the measure's decimals and its period."""
    _ = translator(lang)
    for key, heading, priority in (("base", _("Base"), 65), ("now", _("Now"), 85)):
        texts = []
        for row in rows:
            figure, period = (row.base, row.base_period) if key == "base" else (row.now, row.now_period)
            decimals = row.info.decimals if row.info is not None else 0
            if figure is None:
                texts.append("")
                continue
            shown = aligned([cells.text(figure, decimals, key)])[0]
            texts.append(f"{shown} ({period_text(period)})")
        builder.add(Column(key, heading, Align.RIGHT, priority), texts)
    changes = ["" if row.change is None else _change(row, cells) for row in rows]
    builder.add(Column("change", _("Change"), Align.RIGHT, 80), changes)


def _change(row: FollowRow, cells: Cells) -> str:
    decimals = row.info.decimals if row.info is not None else 0
    return aligned([cells.text(row.change or NO_FIGURE, decimals, "change", signed=True)])[0]


def _what(row: FollowRow, lang: str) -> str:
    if row.measure is None:
        return MISSING
    measure = row.measure
    synthetic = row.info is not None and row.info.synthetic
    name = starred(measure.name.say(lang), synthetic=synthetic)
    unit = measure.unit.say(lang)
    return f"{name}, {unit}" if unit else name


def _due(row: FollowRow) -> str:
    if row.measure is None:
        return ""
    arrow = "↑" if row.measure.up else "↓"
    return f"{arrow} {row.measure.first}\N{EN DASH}{row.measure.last}"


def _movement(row: FollowRow, _: Callable[[str], str]) -> str:
    words = {
        Movement.AS_EXPECTED: _("as expected"),
        Movement.AGAINST: _("the wrong way"),
        Movement.NOT_SURE: _("no sure change"),
        Movement.UNTESTED: _("not tested"),
        Movement.EARLY: _("too early"),
        Movement.UNMEASURED: _("no measure"),
        Movement.UNKNOWN: _("unclear"),
    }
    reasons = {
        Unknown.NOT_COLLECTED: _("not collected"),
        Unknown.NOT_LOADED: _("not loaded"),
        Unknown.NO_BASE: _("no base"),
        Unknown.BROKEN: _("break in the series"),
        Unknown.SUPPRESSED: _("suppressed"),
    }
    text = reasons.get(row.reason, words[row.movement]) if row.reason is not None else words[row.movement]
    return f"{text}†" if row.by_trend else text


def _account(builder: TableBuilder, result: FollowUp, lang: str) -> None:
    """Say how movement is told, and what it does not prove."""
    _ = translator(lang)
    rows = result.rows
    if result.comparisons:
        text = _("Movement: now against base, after Benjamini–Hochberg over {count} comparisons.")
        builder.note(text.format(count=result.comparisons), "movement")
    if any(row.by_trend for row in rows):
        builder.note(_("† by the trend since the base: the values have no intervals."), "movement")
    late = [row for row in rows if row.base_period and row.base_period[:4] > result.start]
    if late:
        builder.note(
            _("Where the base is later than the start, what happened before it is not seen."), "base"
        )
    if any(row.next_late for row in rows):
        builder.note(_("! should have come."), "next")
    text = _("That a measure moves as expected does not show that the programme moved it (alemap evaluate).")
    builder.note(text)
    if any(row.info is not None and row.info.synthetic for row in rows):
        builder.paragraph()
        builder.note(_("* made-up figures in the agency's form (synthetic)."), "measure")
    _grounds(builder, (), result.external, lang)


def _links(result: FollowUp, lang: str) -> TableView:
    _ = translator(lang)
    order = list(LinkState)
    rows = sorted(result.links, key=lambda link: order.index(link.state))
    without = sum(link.state is LinkState.UNKNOWN for link in rows)
    builder = TableBuilder(
        _("Links of the chain: {count}").format(count=len(rows)),
        _("{count} of which nothing can be said yet").format(count=without),
    )
    words = {
        LinkState.HOLDS: _("holds"),
        LinkState.BREAKS: _("breaks"),
        LinkState.NOT_SEEN: _("not seen"),
        LinkState.WAITS: _("waits"),
        LinkState.UNEXPLAINED: _("unexplained"),
        LinkState.STILL: _("still"),
        LinkState.UNKNOWN: _("unclear"),
    }
    styles = {LinkState.HOLDS: Style.BETTER, LinkState.BREAKS: Style.WORSE}
    builder.add(
        Column("state", _("Link")),
        [words[link.state] for link in rows],
        styles=[styles.get(link.state, Style.PLAIN) for link in rows],
    )
    builder.add(Column("first", _("From"), wrap=_NAME), [link.first_name.say(lang) for link in rows])
    builder.add(Column("second", _("To"), wrap=_NAME), [link.second_name.say(lang) for link in rows])
    builder.add(
        Column("evidence", _("Evidence"), priority=60),
        [link.evidence.say(lang) if link.known else "?" for link in rows],
        styles=[Style.PLAIN if link.known else Style.WORSE for link in rows],
    )
    meanings = {
        LinkState.HOLDS: _("Holds: both have moved as expected."),
        LinkState.BREAKS: _("Breaks: the first has moved as expected, the second the wrong way."),
        LinkState.NOT_SEEN: _(
            "Not seen: the first has moved as expected, the second not surely, though it is time."
        ),
        LinkState.WAITS: _("Waits: the first has moved as expected, the second has time left."),
        LinkState.UNEXPLAINED: _("Unexplained: the second has moved as expected, the first not surely."),
        LinkState.STILL: _("Still: neither has surely moved as expected."),
        LinkState.UNKNOWN: _("Unclear: one of them has no measure, or no figures to compare."),
    }
    for state in order:
        if any(link.state is state for link in rows):
            builder.note(meanings[state])
    if any(not link.known for link in rows):
        builder.note(_("? an assumption: nothing is known of the effect."), "evidence")
    return builder.build()
