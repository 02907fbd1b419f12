"""The register of interventions as tables: overview, list, cross tables, costs, overlaps."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from alemap.render.cells import Cells
from alemap.render.numbers import MISSING, SUPPRESSED, aligned, numbers
from alemap.render.table import Align, Column, Style, TableBuilder
from alemap.render.translate import translator
from alemap.render.words import STAR, joined, starred
from alemap.results.interventions import (
    CostTable,
    CrossTable,
    OverlapTable,
    OverviewTable,
    RegisterTable,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from alemap.render.table import TableView
    from alemap.results import Figure
    from alemap.results.interventions import RegisterFacts, Sum

_NAME, _LONG = 16, 14
_THOUSAND = 1000.0


def view(
    result: OverviewTable | CrossTable | CostTable | OverlapTable | RegisterTable, lang: str
) -> TableView | list[TableView]:
    """Make the table of any of them; overlaps and what has ended are two."""
    match result:
        case OverviewTable():
            return _overview(result, lang)
        case CrossTable():
            return _cross(result, lang)
        case CostTable():
            return _costs(result, lang)
        case RegisterTable():
            return _list(result, lang)
        case OverlapTable():
            return [_overlaps(result, lang), _ended(result, lang)]


def title(facts: RegisterFacts, what: str, lang: str) -> list[str]:
    """The segments of a title: what, where and when, how many."""
    _ = translator(lang)
    place = _("{what} in {scope}, {year}").format(
        what=starred(what, synthetic=facts.synthetic), scope=joined(facts.scope, _), year=facts.year
    )
    count = _("{count} interventions going on").format(count=numbers(lang).text(facts.total, 0))
    return [place, count]


def made_up(builder: TableBuilder, facts: RegisterFacts, lang: str) -> None:
    """Say that interventions are made up, where any is."""
    if facts.synthetic:
        builder.paragraph()
        builder.note(translator(lang)("* made-up interventions (synthetic): none of them exists as told."))


def ages_text(ages: tuple[int, int | None], _: Callable[[str], str]) -> str:
    """Ages as `0–5`, `65+`, or all."""
    low, high = ages
    if high is None:
        return _("all ages") if low == 0 else f"{low}+"
    return f"{low}\N{EN DASH}{high}" if low != high else str(low)


def _overview(result: OverviewTable, lang: str) -> TableView:
    _ = translator(lang)
    rows = result.rows
    facts = result.facts
    ended = _("{count} have ended").format(count=facts.ended) if facts.ended else ""
    builder = TableBuilder(*title(facts, _("Interventions"), lang), ended)
    names = [row.label.say(lang) if row.label is not None else _("All") for row in rows]
    builder.add(Column("principal", _("Principal"), wrap=_NAME), names)
    counted(builder, "count", _("Count"), [row.count for row in rows], lang)
    for at, level in enumerate(result.levels):
        counted(builder, f"level_{at}", level.say(lang), [row.levels[at] for row in rows], lang)
    counted(builder, "supported", _("With evidence"), [row.supported for row in rows], lang, priority=60)
    _sums(builder, "reach", _("Reached"), [row.reach for row in rows], lang, 50)
    _sums(builder, "cost", _("Cost, tkr"), [row.cost for row in rows], lang, 40, per=_THOUSAND)
    builder.note(_("With evidence: the method is evidence-based or proven."), "supported")
    builder.note(_("Reached: the numbers added up; a person may be in several."), "reach")
    sums = [row.reach for row in rows]
    if any(each.missing or each.hidden for each in sums) or any(row.cost.missing for row in rows):
        total = rows[-1]
        text = _("Without number: {reach} (reached), {cost} (cost); too small to show: {hidden}.")
        builder.note(
            text.format(reach=total.reach.missing, cost=total.cost.missing, hidden=total.reach.hidden),
            "reach",
            "cost",
        )
    made_up(builder, facts, lang)
    builder.paragraph()
    builder.note(
        _("More: {command}").format(command="alemap interventions ages|actors|gaps|dose|overlaps|costs|list")
    )
    return builder.build()


def _sums(
    builder: TableBuilder, key: str, heading: str, sums: Sequence[Sum], lang: str, priority: int,
    *, per: float = 1.0,
) -> None:  # fmt: skip
    """Add a column of sums; a sum of hidden numbers alone is hidden."""
    say = numbers(lang)
    texts = [
        say.text(each.value / per, 0) if each.value is not None else SUPPRESSED if each.hidden else MISSING
        for each in sums
    ]
    builder.add(Column(key, heading, Align.RIGHT, priority), texts)


def counted(
    builder: TableBuilder, key: str, heading: str, counts: Sequence[int], lang: str,
    *, priority: int = 100, empty: bool = False,
) -> None:  # fmt: skip
    """Add a column of counts; with `empty`, no intervention stands out."""
    say = numbers(lang)
    styles = [Style.WORSE if empty and not count else Style.PLAIN for count in counts]
    builder.add(
        Column(key, heading, Align.RIGHT, priority), [say.text(count, 0) for count in counts], styles=styles
    )


def _cross(result: CrossTable, lang: str) -> TableView:
    _ = translator(lang)
    rows = result.rows
    by_age = result.kind == "ages"
    what = _("Interventions by age and level") if by_age else _("Interventions by factor and principal")
    builder = TableBuilder(*title(result.facts, what, lang))
    heading = _("Age") if by_age else _("Factor")
    builder.add(Column("row", heading, wrap=_NAME), [row.name.say(lang) for row in rows])
    for at, (key, name) in enumerate(result.columns):
        # levels stay; of the principals, those of few interventions go where the width is scarce
        priority = 100 if by_age else 80 - at
        counts = [row.counts[at] for row in rows]
        counted(builder, key, name.say(lang), counts, lang, priority=priority, empty=by_age)
    counted(builder, "total", _("All"), [row.total for row in rows], lang, priority=90, empty=True)
    if by_age:
        empties = [", ".join(label.say(lang) for label in row.empty) for row in rows]
        styles = [Style.WORSE if text else Style.PLAIN for text in empties]
        builder.add(Column("empty", _("Nothing at"), wrap=_LONG), empties, styles=styles)
        builder.note(_("An intervention counts in every age band that it touches."))
        builder.note(_("Levels: for everyone, for groups at risk, for single persons in need."))
    else:
        builder.add(
            Column("actors", _("Actors"), priority=30, wrap=24), [", ".join(row.actors) for row in rows]
        )
        before = None
        for at, row in enumerate(rows):
            if row.group is not None and row.group != before:
                builder.group(at, row.group.say(lang))
                before = row.group
        none = sum(not row.total for row in rows)
        if none:
            builder.note(_("{count} factors have no intervention.").format(count=none))
    made_up(builder, result.facts, lang)
    return builder.build()


def _figures(
    builder: TableBuilder, cells: Cells, column: Column, figures: Sequence[Figure], per: float = 1.0
) -> None:
    scaled = [replace(f, value=f.value / per) if f.value is not None else f for f in figures]
    builder.add(column, aligned([cells.text(figure, 0, column.key) for figure in scaled]))


def _costs(result: CostTable, lang: str) -> TableView:
    _ = translator(lang)
    rows = result.rows
    builder = TableBuilder(*title(result.facts, _("Cost per person reached"), lang), _("kronor"))
    cells = Cells(builder, lang)
    builder.add(
        Column("name", _("Intervention"), wrap=_NAME),
        [starred(row.name, synthetic=row.synthetic) for row in rows],
    )
    _figures(builder, cells, Column("each", _("Per person"), Align.RIGHT), [row.each for row in rows])
    _figures(builder, cells, Column("reach", _("Reached"), Align.RIGHT), [row.reach for row in rows])
    _figures(
        builder, cells, Column("cost", _("Cost, tkr"), Align.RIGHT, 60), [row.cost for row in rows], _THOUSAND
    )
    years = ["" if row.year is None else str(row.year) for row in rows]
    builder.add(Column("year", _("Year"), priority=40), years)
    builder.add(Column("actor", _("Actor"), priority=30, wrap=_NAME), [row.actor for row in rows])
    before = ""
    for at, row in enumerate(rows):
        if row.level_key != before:
            builder.group(at, row.level.say(lang).capitalize())
            before = row.level_key
    builder.note(
        _("Compare within a level only: to meet everyone once is another thing than to treat a few.")
    )
    builder.note(_("It says nothing of what is gained."))
    cells.signs()
    made_up(builder, result.facts, lang)
    return builder.build()


def _list(result: RegisterTable, lang: str) -> TableView:
    _ = translator(lang)
    rows = result.rows
    builder = TableBuilder(*title(result.facts, _("Register of interventions"), lang))
    cells = Cells(builder, lang)
    builder.add(Column("id", _("Id")), [row.id for row in rows])
    builder.add(
        Column("name", _("Intervention"), wrap=_NAME),
        [starred(row.name, synthetic=row.synthetic) for row in rows],
    )
    builder.add(Column("level", _("Level"), priority=80), [row.level.say(lang) for row in rows])
    builder.add(Column("ages", _("Age"), priority=70), [ages_text(row.ages, _) for row in rows])
    builder.add(Column("areas", _("Areas"), priority=60, wrap=_NAME), [", ".join(row.areas) for row in rows])
    builder.add(Column("period", _("Period"), priority=55), [_period(row.start, row.end) for row in rows])
    builder.add(Column("actor", _("Actor"), priority=50, wrap=_NAME), [row.actor for row in rows])
    builder.add(
        Column("factor", _("Factor"), priority=40, wrap=_NAME), [row.factor.say(lang) for row in rows]
    )
    _figures(builder, cells, Column("reach", _("Reached"), Align.RIGHT, 30), [row.reach for row in rows])
    for at, row in enumerate(rows):
        if not row.going_on:
            builder.group(at, _("Ended"))
            break
    cells.signs()
    made_up(builder, result.facts, lang)
    return builder.build()


def _period(start: str, end: str) -> str:
    return f"{start}\N{EN DASH}{end}" if start or end else ""


def _overlaps(result: OverlapTable, lang: str) -> TableView:
    _ = translator(lang)
    rows = result.rows
    builder = TableBuilder(
        *title(result.facts, _("Interventions that overlap"), lang),
        _("{count} groups of several actors").format(count=len(rows)),
    )
    builder.add(Column("factor", _("Factor"), wrap=_LONG), [row.factor.say(lang) for row in rows])
    builder.add(Column("level", _("Level")), [row.level.say(lang) for row in rows])
    builder.add(Column("ages", _("Age"), priority=80), [ages_text(row.ages, _) for row in rows])
    star = STAR if result.facts.synthetic else ""
    builder.add(
        Column("names", _("Interventions"), wrap=24),
        ["; ".join(f"{n}{star}" for n in row.names) for row in rows],
    )
    builder.add(Column("actors", _("Actors"), priority=60, wrap=20), ["; ".join(row.actors) for row in rows])
    builder.add(Column("areas", _("Areas"), priority=30, wrap=_NAME), [", ".join(row.areas) for row in rows])
    builder.note(_("Same factor, level and target group, with ages and areas in common."))
    made_up(builder, result.facts, lang)
    return builder.build()


def _ended(result: OverlapTable, lang: str) -> TableView:
    _ = translator(lang)
    rows = result.ended
    builder = TableBuilder(
        _("Ended before {year}").format(year=result.facts.year),
        _("{count} interventions").format(count=len(rows)),
    )
    builder.add(
        Column("name", _("Intervention"), wrap=_NAME),
        [starred(row.name, synthetic=row.synthetic) for row in rows],
    )
    builder.add(Column("end", _("Ended")), [row.end for row in rows])
    builder.add(
        Column("factor", _("Factor"), priority=80, wrap=_LONG), [row.factor.say(lang) for row in rows]
    )
    builder.add(Column("areas", _("Areas"), priority=60, wrap=_NAME), [", ".join(row.areas) for row in rows])
    builder.add(Column("actor", _("Actor"), priority=40, wrap=_NAME), [row.actor for row in rows])
    counted(builder, "left", _("Left"), [row.left for row in rows], lang, empty=True)
    builder.note(
        _("Left: interventions going on that do the same for the same persons in any of the areas."), "left"
    )
    made_up(builder, result.facts, lang)
    return builder.build()
