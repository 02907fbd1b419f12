"""Rules of an index that do not go together: each found before a table is made of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alemap.definitions.indexes import BOUNDED, CRITERIA, FIXED, UNTURNABLE
from alemap.definitions.suggest import suggest
from alemap.domain import Kind, Polarity
from alemap.errors import fault

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from alemap.definitions.documents import Document
    from alemap.definitions.indexes import Index
    from alemap.definitions.project import Project
    from alemap.errors import Problem

_POSITIVE = ("rank", "exponential")
_SMALL = ("kommun", "kommungrupp", "lan", "riket")
_LEAVE_OUT = "leave the line out"


def index_faults(project: Project) -> Iterator[Problem]:
    """Every combination of rules that cannot be reckoned, or that would do nothing."""
    for key, index in project.indexes.items():
        document = project.documents[f"index:{key}"]
        yield from _aggregation(document, index)
        yield from _direction(document, index, project)
        yield from _weights(document, index)
        yield from _idle(document, index)
        yield from _goalposts(document, index)
        yield from _choices(document, index)
        yield from _types(document, index)
        for name in index.stand_ins:
            yield from _member(document, ["stand_ins", name], name, index.listed)
        if index.form != "composite":
            yield from _form(document, index, project)


def _aggregation(document: Document, index: Index) -> Iterator[Problem]:
    place = document.place(["aggregation"])
    criterion = index.normalisation in CRITERIA
    if index.form == "composite" and criterion != (index.aggregation == "count"):
        message = "`{rule}` and `{aggregation}` do not go together: a count adds up yes and no"
        hint = "with `aggregation: count` choose one of {criteria}; with other means none of them"
        yield fault(
            place, "AM501", message, hint=hint, rule=index.normalisation, aggregation=index.aggregation,
            criteria=", ".join(CRITERIA),
        )  # fmt: skip
    positive = index.normalisation in _POSITIVE or (index.normalisation in BOUNDED and index.bounds[0] > 0)
    if index.aggregation == "geometric" and not positive:
        message = "a geometric mean needs scores above 0, which `{rule}` does not give here"
        hint = "`normalisation: min_max` with `scale: [1, 100]` does"
        yield fault(place, "AM502", message, hint=hint, rule=index.normalisation)


def _direction(document: Document, index: Index, project: Project) -> Iterator[Problem]:
    if index.normalisation in CRITERIA and index.form == "composite":
        wanted = "better" if index.normalisation == "better_than_mean" else "worse"
        if wanted != index.orientation:
            message = "a high count of `{rule}` is no `orientation: {orientation}`"
            hint = "write `orientation: {wanted}`"
            place = document.place(["orientation"])
            yield fault(
                place, "AM503", message, hint=hint, rule=index.normalisation, wanted=wanted,
                orientation=index.orientation,
            )  # fmt: skip
    if index.form == "care_need" or index.normalisation not in UNTURNABLE:
        return
    right = Polarity.HIGHER_IS_WORSE if index.orientation == "worse" else Polarity.HIGHER_IS_BETTER
    for category, members in index.members.items():
        for number, member in enumerate(members):
            indicator = project.indicators.get(member)
            if indicator is not None and indicator.polarity not in {right, Polarity.NEUTRAL}:
                message = "`{name}` points the other way, and `{rule}` cannot turn it round"
                hint = "leave it out, or choose another normalisation"
                place = document.place(["members", category, number])
                yield fault(place, "AM504", message, hint=hint, name=member, rule=index.normalisation)
    units = sorted({i.unit for m in index.listed if (i := project.indicators.get(m)) is not None})
    if index.normalisation == "as_is" and len(units) > 1:
        message = "`as_is` averages values of one unit, not of {units}"
        place = document.place(["normalisation"])
        yield fault(place, "AM504", message, units=", ".join(units))


def _weights(document: Document, index: Index) -> Iterator[Problem]:
    for field, names in (("member_weights", index.listed), ("category_weights", list(index.members))):
        given = getattr(index, field)
        if given == "equal":
            continue
        if index.aggregation == "count" or (index.form == "care_need" and field == "category_weights"):
            message = "`{field}` does nothing with `{rule}`"
            place, rule = document.place([field]), index.aggregation
            yield fault(place, "AM506", message, hint=_LEAVE_OUT, field=field, rule=rule)
        if field == "member_weights" and isinstance(given, dict):
            yield from _member_weights(document, given, names)


def _member_weights(document: Document, given: dict[str, float], names: Collection[str]) -> Iterator[Problem]:
    field = "member_weights"
    for name, weight in given.items():
        yield from _member(document, [field, name], name, names)
        if weight < 0:
            yield fault(document.place([field, name]), "AM508", "a weight is 0 or more")
    if lacking := [name for name in names if name not in given]:
        message = "no weight is given for {names}"
        yield fault(document.place([field]), "AM508", message, names=", ".join(f"`{n}`" for n in lacking))
    elif not any(given.values()):
        yield fault(document.place([field]), "AM508", "one weight at least is above 0")


def _member(
    document: Document, location: list[str | int], name: str, names: Collection[str]
) -> Iterator[Problem]:
    if name not in names:
        message = "`{name}` is not among the index's members"
        yield fault(document.place(location), "AM507", message, suggestion=suggest(name, names), name=name)


def _idle(document: Document, index: Index) -> Iterator[Problem]:
    """Options that would do nothing."""
    limited = index.normalisation in CRITERIA[:3]
    idle = {
        "scale": (index.scale is not None, index.normalisation in BOUNDED),
        "ratio": (index.ratio is not None, index.normalisation == "at_least_ratio"),
        "goalposts": (index.goalposts is not None, index.normalisation == "goalposts"),
        "mean_of": (index.mean_of == "municipality", limited and not set(index.levels) & set(_SMALL)),
        "treatment": (index.treatment != "none", index.form == "composite" and index.aggregation != "count"),
    }
    for field, (given, used) in idle.items():
        if given and not used:
            message = "`{field}` does nothing with `{rule}`"
            place = document.place([field])
            rule = ", ".join(index.levels) if field == "mean_of" and limited else index.normalisation
            yield fault(place, "AM506", message, hint=_LEAVE_OUT, field=field, rule=rule)
    if index.scale is not None and index.scale[0] >= index.scale[1]:
        yield fault(document.place(["scale"]), "AM509", "`scale` runs from low to high")


def _goalposts(document: Document, index: Index) -> Iterator[Problem]:
    posts = index.goalposts or {}
    for name in posts:
        yield from _member(document, ["goalposts", name], name, index.listed)
    if index.normalisation != "goalposts":
        return
    for member in index.listed:
        low, high = posts.get(member, (0.0, 0.0))
        if low >= high:
            message = "`{name}` has no goalposts, a low one and a high one"
            hint = "goalposts: {example}"
            place = document.place(["goalposts"])
            example = f"{{ {member}: [0, 100] }}"
            yield fault(place, "AM509", message, hint=hint, name=member, example=example)


def _choices(document: Document, index: Index) -> Iterator[Problem]:
    given = index.uncertainty
    fixed = index.form != "composite" or index.normalisation in FIXED
    for field, alternatives in (("normalisation", given.normalisation), ("aggregation", given.aggregation)):
        if alternatives and fixed:
            message = "`{rule}` has no alternatives: its scores do not compare with others"
            place = document.place(["uncertainty", field])
            yield fault(place, "AM510", message, hint=_LEAVE_OUT, rule=index.normalisation)
    for scale in given.normalisation or []:
        if scale in FIXED or (scale == "goalposts" and index.goalposts is None):
            message = "`{rule}` is no alternative: its scores do not compare with others"
            yield fault(document.place(["uncertainty", "normalisation"]), "AM510", message, rule=scale)


def _types(document: Document, index: Index) -> Iterator[Problem]:
    if not index.types:
        return
    place = document.place(["types"])
    limits = [each.above for each in index.types]
    known = [limit for limit in limits[:-1] if limit is not None]
    if len(limits) == 1 or limits[-1] is not None or len(known) != len(limits) - 1:
        message = "every type but the last says `above` how many standard deviations it begins"
        yield fault(place, "AM511", message)
    elif known != sorted(set(known), reverse=True):
        yield fault(place, "AM511", "types stand from the highest limit down")
    if index.aggregation == "count" or index.form != "composite" or index.orientation == "better":
        yield fault(place, "AM511", "types are for a mean of which a high value is worse")


def _form(document: Document, index: Index, project: Project) -> Iterator[Problem]:
    for category, members in index.members.items():
        for number, member in enumerate(members):
            indicator = project.indicators.get(member)
            if indicator is not None and indicator.kind not in {Kind.SHARE, Kind.RATE}:
                message = "`{form}` counts persons, which `{name}` does not: it is of kind `{kind}`"
                place = document.place(["members", category, number])
                kind = indicator.kind.value
                yield fault(place, "AM512", message, form=index.form, name=member, kind=kind)
    wanted = ("at_least_ratio", "count") if index.form == "excess_share" else ("as_is", "mean")
    message = "`{form}` needs `{field}: {value}`"
    for field, value in zip(("normalisation", "aggregation"), wanted, strict=True):
        if getattr(index, field) != value:
            place = document.place([field])
            yield fault(place, "AM512", message, form=index.form, field=field, value=value)
    if index.orientation == "better":
        place = document.place(["orientation"])
        yield fault(place, "AM512", message, form=index.form, field="orientation", value="worse")
    if index.form == "care_need" and not isinstance(index.member_weights, dict):
        place = document.place(["member_weights"])
        yield fault(place, "AM512", "`care_need` needs a weight for each member")
