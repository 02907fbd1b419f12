"""Targets that are right in form but cannot be followed: names, goals, periods, measures that do not fit."""

from __future__ import annotations

import math
from itertools import chain
from typing import TYPE_CHECKING

from alemap.definitions.consistency import changelog_problems
from alemap.definitions.project import read_folder
from alemap.definitions.suggest import suggest
from alemap.definitions.target_form import form_problems
from alemap.definitions.targets import FOLDER, Target
from alemap.domain import TOTAL, Kind, Period, Polarity
from alemap.errors import fault
from alemap.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from alemap.definitions.documents import Document
    from alemap.definitions.indicator import Indicator
    from alemap.definitions.project import Project
    from alemap.errors import Problem

MUNICIPALITY = "kommun"
_WARNINGS = {"AM907"}
_ALL = 100.0
"""Per cent."""


def target_faults(project: Project) -> Iterator[Problem]:
    """Every target's faults, those of its form included, in the order of the files."""
    targets, documents, problems = read_folder(project.root, FOLDER, Target)
    yield from problems
    for key, target in targets.items():
        yield from changelog_problems(documents[key], target.changelog)
        yield from form_problems(documents[key], target)
        yield from _Checked(project, documents[key], target).problems()


@dataclass(frozen=True, slots=True)
class _Checked:
    """A target with what it is checked against."""

    project: Project
    document: Document
    target: Target

    def problems(self) -> Iterator[Problem]:
        yield from self._measure()
        yield from self._names()
        yield from self._share()
        yield from self._possible()
        yield from self._direction()
        yield from self._breaks()
        yield from self._areas()
        yield from self._base()
        yield from self._levels()

    def _say(
        self, location: list[str | int], code: str, message: str, hint: str | None = None, **fields: str
    ) -> Problem:
        warning = code in _WARNINGS
        return fault(self.document.place(location), code, message, hint=hint, warning=warning, **fields)

    def _unknown(self, location: list[str | int], what: str, name: str, known: Collection[str]) -> Problem:
        place = self.document.place(location)
        return fault(place, "AM150", what, suggestion=suggest(name, known), name=name, of="")

    # --- what it is measured by ----------------------------------------------------------------

    def _measure(self) -> Iterator[Problem]:
        for name, location in self._variables():
            indicator = self.project.indicators.get(name)
            if indicator is None:
                continue
            counted = indicator.kind in {Kind.SHARE, Kind.RATE}
            if not counted or indicator.polarity is not Polarity.HIGHER_IS_WORSE:
                what = "`{name}` cannot be put together with others: it is no share or rate, high being bad"
                yield self._say(location, "AM902", what, name=name)

    def _variables(self) -> Iterator[tuple[str, list[str | int]]]:
        """The variables with where they stand; of an index its members."""
        given = self.target.measure.variables
        if isinstance(given, str):
            index = self.project.indexes.get(given)
            for name in index.listed if index is not None else ():
                yield name, ["measure", "variables"]
        for number, name in enumerate(given if isinstance(given, list) else ()):
            yield name, ["measure", "variables", number]

    def _names(self) -> Iterator[Problem]:
        project, measure, worst = self.project, self.target.measure, self.target.scope.worst
        categories = [category.id for category in project.vocabulary.categories]
        levels = [level.id for level in project.vocabulary.levels]
        indicators, indexes = self._defined("indicator"), self._defined("index")
        indicator, index = "`{name}` is not a known indicator", "`{name}` is not a known index"
        category = "`{name}` is not a known category"
        wanted: list[tuple[list[str | int], str | None, str, Collection[str]]] = [
            (["measure", "indicator"], measure.indicator, indicator, indicators),
            (["measure", "index"], measure.index, index, indexes),
            (["measure", "category"], measure.category, category, categories),
        ]
        if isinstance(measure.variables, str):
            wanted.append((["measure", "variables"], measure.variables, index, indexes))
        elif measure.variables is not None:
            wanted += [(place, name, indicator, indicators) for name, place in self._variables()]
        if worst is not None:
            wanted += [
                (["scope", "worst", "index"], worst.index, index, indexes),
                (["scope", "worst", "category"], worst.category, category, categories),
                (["scope", "worst", "level"], worst.level, "`{name}` is not a known level", levels),
            ]
        for location, name, what, known in wanted:
            if name is not None and name not in known:
                yield self._unknown(location, what, name, known)

    def _defined(self, kind: str) -> set[str]:
        return {key.partition(":")[2] for key in self.project.documents if key.startswith(f"{kind}:")}

    def _indicators(self) -> list[Indicator]:
        """The indicators it is measured by, as far as they are known."""
        names = [self.target.measure.indicator, *(name for name, _ in self._variables())]
        found = (self.project.indicators.get(name) for name in names if name is not None)
        return [each for each in found if each is not None]

    # --- goal and time ----------------------------------------------------------------------

    def _share(self) -> Iterator[Problem]:
        goal = self.target.goal
        indicator = self.project.indicators.get(self.target.measure.indicator or "")
        if goal.everyone and indicator is not None and not _is_share(indicator):
            what = "`everyone` is for a share of persons, in per cent"
            yield self._say(["goal", "everyone"], "AM904", what)
        index = self.project.indexes.get(self.target.measure.index or "")
        if goal.change is not None and index is not None and index.normalisation == "z":
            what = "`{name}` has its zero at the average: per cent of it mean nothing"
            hint = "set a `level`"
            yield self._say(["goal", "change"], "AM904", what, hint=hint, name=index.id)

    def _possible(self) -> Iterator[Problem]:
        """Goals and declared values that the measure cannot reach: a share below 0 or above 100 %."""
        goal = self.target.goal
        index = self.target.measure.index
        if goal.change is not None and goal.change < -_ALL and index is None:
            what = "a change of {value} per cent ends below 0"
            yield self._say(["goal", "change"], "AM912", what, value=f"{goal.change:g}")
        indicator = self.project.indicators.get(self.target.measure.indicator or "")
        if indicator is None or not (_is_share(indicator) or indicator.kind is Kind.RATE):
            return
        most = _ALL if _is_share(indicator) else math.inf
        values: list[tuple[list[str | int], float]] = [
            (["base", "values", code], value) for code, value in self.target.base.values.items()
        ]
        if goal.level is not None:
            values.append((["goal", "level"], goal.level))
        for location, value in values:
            if not 0 <= value <= most:
                what = "{value} is no value that `{name}` can have"
                yield self._say(location, "AM912", what, value=f"{value:g}", name=indicator.id)

    def _direction(self) -> Iterator[Problem]:
        """A goal that lies on the bad side of its base."""
        goal = self.target.goal
        signs = {indicator.polarity.sign for indicator in self._indicators()}
        index = self.project.indexes.get(self.target.measure.index or "")
        if index is not None:
            signs = {1 if index.orientation == "worse" else -1}
        towards = goal.change if goal.change is not None else 1.0 if goal.everyone else 0.0
        if len(signs) == 1 and towards * next(iter(signs)) > 0:
            field = "change" if goal.change is not None else "everyone"
            what = (
                "the goal lies on the bad side: for this measure more is worse"
                if towards > 0
                else "the goal lies on the bad side: for this measure less is worse"
            )
            yield self._say(["goal", field], "AM905", what)

    def _breaks(self) -> Iterator[Problem]:
        """A definition of the measure that changes on the way."""
        try:
            base, due = Period.parse(self.target.base.period), Period.parse(self.target.due)
        except ValueError:
            return
        for since in sorted(set(chain.from_iterable(each.breaks for each in self._indicators()))):
            if base < Period.parse(since) <= due:
                what = "the definition of the measure changed in {since}, between base and goal"
                hint = "a base from {since} on can be compared"
                yield self._say(["base", "period"], "AM907", what, hint=hint, since=since)

    # --- for whom ------------------------------------------------------------------------------

    def _areas(self) -> Iterator[Problem]:
        scope, areas = self.target.scope, self.project.areas.by_code
        homes = scope.municipalities or self.project.settings.project.municipalities
        for number, code in enumerate(scope.municipalities):
            if code not in areas or areas[code].level != MUNICIPALITY:
                what = "`{name}` is not a known municipality"
                known = [each.code for each in areas.values() if each.level == MUNICIPALITY]
                yield self._unknown(["scope", "municipalities", number], what, code, known)
        for number, code in enumerate(scope.areas):
            if code not in areas:
                what = "`{name}` is not a known area"
                yield self._unknown(["scope", "areas", number], what, code, areas)
            elif self.project.areas.municipality(code) not in homes:
                what = "`{name}` lies in none of the target's municipalities"
                yield self._say(["scope", "areas", number], "AM908", what, name=code)
        if len({areas[code].level for code in scope.areas if code in areas}) > 1:
            yield self._say(["scope", "areas"], "AM908", "areas of several levels")
        indicator = self.project.indicators.get(self.target.measure.indicator or "")
        for field, kind in (("sex", "sex"), ("breakdown", "category")):
            if getattr(scope, field) != TOTAL and indicator is not None and kind not in indicator.breakdowns:
                what = "the measure has no breakdown by {kind}"
                yield self._say(["scope", field], "AM909", what, kind=kind)

    def _base(self) -> Iterator[Problem]:
        base, scope = self.target.base, self.target.scope
        homes = scope.municipalities or self.project.settings.project.municipalities
        for code in base.values:
            within = code in scope.areas if scope.areas else code in homes
            if scope.worst is not None:  # which areas it picks, only the figures say
                area = self.project.areas.by_code.get(code)
                within = area is not None and area.level == scope.worst.level
            if not within:
                what = "`{name}` is none of the target's areas"
                yield self._say(["base", "values", code], "AM910", what, name=code)

    def _levels(self) -> Iterator[Problem]:
        """A measure that does not exist at the level of the target's areas."""
        scope, areas = self.target.scope, self.project.areas.by_code
        level = MUNICIPALITY
        if scope.worst is not None:
            level = scope.worst.level
            index = self.project.indexes.get(scope.worst.index)
            if index is not None and level not in index.levels:
                what = "`{name}` is not reckoned for level `{level}`"
                yield self._say(["scope", "worst", "level"], "AM911", what, name=index.id, level=level)
        elif scope.areas:
            level = next((areas[code].level for code in scope.areas if code in areas), level)
        measured = [(each.id, each.levels) for each in self._indicators()]
        index = self.project.indexes.get(self.target.measure.index or "")
        if index is not None:
            measured.append((index.id, index.levels))
        for name, levels in measured:
            if level not in levels:
                what = "`{name}` has no figures for level `{level}`"
                yield self._say(["measure"], "AM911", what, name=name, level=level)
        to, indicator = self.target.goal.to, self.project.indicators.get(self.target.measure.indicator or "")
        if to is not None and indicator is not None and to not in indicator.levels:
            what = "`{name}` has no figures for level `{level}`"
            yield self._say(["goal", "to"], "AM911", what, name=indicator.id, level=to)


def _is_share(indicator: Indicator) -> bool:
    return indicator.kind is Kind.SHARE or (indicator.kind is Kind.PUBLISHED and indicator.unit == "percent")
