"""Targets that do not hold together by themselves, whatever the project: too many goals, no base, no time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alemap.domain import TOTAL, Period
from alemap.errors import fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from alemap.definitions.documents import Document
    from alemap.definitions.targets import Target
    from alemap.errors import Problem

_PERIODS = "periods are written 2024, 2021-2024, 2024/25, 2024-Q3, 2024-05 or 2024-H1"


def form_problems(document: Document, target: Target) -> Iterator[Problem]:
    """What makes it impossible to follow a target; a command that shows targets asks, too."""
    yield from _measure(document, target)
    yield from _goal(document, target)
    yield from _periods(document, target)
    yield from _scope(document, target)
    yield from _base(document, target)


def _measure(document: Document, target: Target) -> Iterator[Problem]:
    measure = target.measure
    given = [name for name in ("indicator", "index", "variables") if getattr(measure, name) is not None]
    if len(given) != 1:
        what = "a target is measured by one of `indicator`, `index` and `variables`"
        yield fault(document.place(["measure"]), "AM901", what)
    if measure.category is not None and measure.index is None:
        what = "`category` is of an `index`"
        yield fault(document.place(["measure", "category"]), "AM901", what)
    if isinstance(measure.variables, list) and not measure.variables:
        yield fault(document.place(["measure", "variables"]), "AM901", "no variable is named")
    named = measure.variables if isinstance(measure.variables, list) else []
    for number, name in enumerate(named):
        if name in named[:number]:
            what = "the indicator `{name}` stands twice"
            yield fault(document.place(["measure", "variables", number]), "AM901", what, name=name)


def _goal(document: Document, target: Target) -> Iterator[Problem]:
    goal, place = target.goal, document.place(["goal"])
    given = [name for name in ("change", "level", "gap_closed") if getattr(goal, name) is not None]
    if len(given) + goal.everyone != 1:
        what = "a goal is one of `change`, `level`, `everyone` and `gap_closed`"
        yield fault(place, "AM903", what)
        return
    if (goal.gap_closed is None) != (goal.to is None):
        what = "`gap_closed` and `to` go together: the gap is to the rest of `kommun`, `lan` or `riket`"
        yield fault(place, "AM903", what)
    if target.measure.indicator is None and (goal.everyone or goal.gap_closed is not None):
        field = "everyone" if goal.everyone else "gap_closed"
        what = "`{field}` is for an indicator"
        yield fault(document.place(["goal", field]), "AM904", what, field=field)
    if goal.change == 0:
        yield fault(document.place(["goal", "change"]), "AM905", "a change of 0 is no goal")


def _periods(document: Document, target: Target) -> Iterator[Problem]:
    found = []
    places = (document.place(["base", "period"]), document.place(["due"]))
    for place, text in zip(places, (target.base.period, target.due), strict=True):
        try:
            found.append(Period.parse(text))
        except ValueError:
            yield fault(place, "AM906", "`{name}` is no period", hint=_PERIODS, name=text)
    if len(found) < len(places):
        return
    base, due = found
    if due.ends <= base.ends:
        what = "the goal is due in {due}, before or in its base {base}"
        yield fault(places[1], "AM906", what, due=due.text, base=base.text)
    if target.measure.variables is not None and not base.text.isdecimal():
        yield fault(places[0], "AM906", "the base of variables put together is a year")


def _scope(document: Document, target: Target) -> Iterator[Problem]:
    scope = target.scope
    if scope.areas and scope.worst is not None:
        what = "`areas` and `worst` do not go together"
        yield fault(document.place(["scope", "worst"]), "AM908", what)
    for field, kind in (("sex", "sex"), ("breakdown", "category")):
        if getattr(scope, field) != TOTAL and target.measure.indicator is None:
            what = "the measure has no breakdown by {kind}"
            yield fault(document.place(["scope", field]), "AM909", what, kind=kind)


def _base(document: Document, target: Target) -> Iterator[Problem]:
    base = target.base
    if bool(base.values) != (base.source is not None):
        what = "`values` of a base have a `source`, and a source is of `values`"
        yield fault(document.place(["base"]), "AM910", what)
    if base.values and target.measure.variables is not None:
        what = "variables are put together in per cent of their base, which is 100"
        yield fault(document.place(["base", "values"]), "AM910", what)
