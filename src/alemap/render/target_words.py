"""Targets in words: goals, verdicts, reasons, chances."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alemap.domain import Label
from alemap.render.numbers import MISSING, numbers
from alemap.render.table import Style
from alemap.render.words import period_text, with_unit
from alemap.results.targets import Basis, GoalKind, TargetVerdict

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from alemap.results import Measure
    from alemap.results.targets import FeasibleRow, GoalText, TargetBlock, TargetRow, Why

_NO_BREAK = "\N{NO-BREAK SPACE}"
_CERTAIN = 0.995


def target_word(verdict: TargetVerdict, _: Callable[[str], str]) -> str:
    """Say the verdict."""
    return {
        TargetVerdict.REACHED: _("reached"),
        TargetVerdict.ON_THE_WAY: _("on the way"),
        TargetVerdict.UNCERTAIN: _("uncertain"),
        TargetVerdict.TOO_SLOW: _("too slow"),
        TargetVerdict.WRONG_WAY: _("going the wrong way"),
        TargetVerdict.NOT_REACHED: _("not reached"),
        TargetVerdict.UNTESTED: _("not tested"),
        TargetVerdict.SUPPRESSED: _("suppressed"),
        TargetVerdict.MISSING: _("missing"),
        TargetVerdict.BROKEN: _("not comparable"),
    }[verdict]


def target_style(verdict: TargetVerdict) -> Style:
    """Choose the colour that supports the word."""
    if verdict in {TargetVerdict.REACHED, TargetVerdict.ON_THE_WAY}:
        return Style.BETTER
    bad = {TargetVerdict.WRONG_WAY, TargetVerdict.TOO_SLOW, TargetVerdict.NOT_REACHED}
    return Style.WORSE if verdict in bad else Style.PLAIN


def why_text(why: Why, lang: str, _: Callable[[str], str]) -> str:
    """Say why there is no figure or no answer."""
    fields = {
        key: value.say(lang) if isinstance(value, Label) else period_text(str(value))
        for key, value in why.fields.items()
    }
    return _(why.message).format(**fields)


def goal_text(goal: GoalText, measure: Measure, lang: str, _: Callable[[str], str]) -> str:
    """Say the goal as it is put."""
    say = numbers(lang)
    amount = goal.amount / 100
    if goal.kind is GoalKind.CHANGE:
        whole = goal.amount == int(goal.amount)
        sign = say.text(goal.amount, 0 if whole else 1, signed=True)
        return f"{sign}{_NO_BREAK if lang == 'sv' else ''}%"
    if goal.kind is GoalKind.GAP:
        text = _("{share} of the gap to {to} closed")
        return text.format(share=say.percent(amount), to=goal.to.say(lang) if goal.to is not None else "")
    if goal.kind is GoalKind.EVERYONE:
        return _("everyone")
    return f"{say.text(goal.amount, measure.decimals)} {measure.unit.say(lang)}".strip()


def heading(block: TargetBlock, lang: str, _: Callable[[str], str]) -> str:
    """The line above a target's rows: name, goal, from when to when, and what is measured."""
    now = next((row.now_period for row in block.rows if row.now_period), "")
    times = _("{base} to {due}").format(base=period_text(block.base_period), due=period_text(block.due))
    parts = [block.name.say(lang), goal_text(block.goal, block.measure, lang, _), times]
    if now:
        parts.append(_("now {period}").format(period=period_text(now)))
    parts.append(with_unit(block.measure, lang))
    if block.group is not None:
        parts.append(block.group.say(lang))
    return " · ".join(parts)


def area_text(
    row: TargetRow | FeasibleRow, rows: Sequence[TargetRow | FeasibleRow], _: Callable[[str], str]
) -> str:
    """Name a row's area; of those put together, how many of which municipality."""
    if not row.together:
        return row.area.name or MISSING
    count = sum(not each.together and each.area.municipality == row.area.name for each in rows)
    return _("All {count} in {area}").format(count=count, area=row.area.name)


def chance_text(chance: float | None, lang: str) -> str:
    """Write a chance as whole per cent; what rounds to none or all is put beyond the last per cent."""
    say = numbers(lang).percent
    if chance is None:
        return MISSING
    if chance < 1 - _CERTAIN:
        return f"<{say(0.01)}"
    if chance > _CERTAIN:
        return f">{say(0.99)}"
    return say(round(chance, 2))


def basis_text(basis: Basis | None, points: int, _: Callable[[str], str]) -> str:
    """Say what a chance rests on."""
    if basis is None:
        return ""
    return {
        Basis.ENDS: _("start and now"),
        Basis.LINE: _("{count} figures").format(count=points),
        Basis.SCATTER: _("scatter of {count}").format(count=points),
    }[basis]
