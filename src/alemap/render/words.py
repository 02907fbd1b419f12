"""The words tables share: verdicts, reasons, directions, sexes, lists of names."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from alemap.domain import Polarity, RegisterUncertainty, Sex, Status, Verdict
from alemap.render.table import Style

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from alemap.domain import Label
    from alemap.results import Measure

STAR = "*"
"""What marks a synthetic measure or area."""

_COMMON_NOUNS = frozenset(
    {
        *("Övriga", "Riket", "Länet", "Kommunen", "Kvinnor", "Män", "Median"),
        *("Rest", "Other", "Country", "County", "Municipality", "Women", "Men"),
    }
)
_NO_BREAK = "\N{NO-BREAK SPACE}"
_SIGN_LENGTH = 3
_YEARS = re.compile(r"(\d{4})-(\d{4})")


def verdict_word(verdict: Verdict, _: Callable[[str], str]) -> str:
    """Say the verdict."""
    return {
        Verdict.WORSE: _("worse"),
        Verdict.SIMILAR: _("similar"),
        Verdict.BETTER: _("better"),
        Verdict.HIGHER: _("higher"),
        Verdict.LOWER: _("lower"),
        Verdict.UNTESTED: _("not tested"),
        Verdict.SUPPRESSED: _("suppressed"),
        Verdict.MISSING: _("missing"),
    }[verdict]


def verdict_style(verdict: Verdict) -> Style:
    """Choose the colour that supports the word."""
    return {Verdict.WORSE: Style.WORSE, Verdict.BETTER: Style.BETTER}.get(verdict, Style.PLAIN)


def reason(status: Status, _: Callable[[str], str]) -> str:
    """Say why there is no value, in a word or two."""
    return {
        Status.SUPPRESSED: _("suppressed"),
        Status.NOT_APPLICABLE: _("not applicable"),
        Status.NONRESPONSE: _("non-response"),
        Status.UNPUBLISHED: _("not published"),
    }.get(status, _("missing"))


def direction(polarity: Polarity, _: Callable[[str], str]) -> str:
    """Say which way is bad."""
    return {
        Polarity.HIGHER_IS_WORSE: _("high = worse"),
        Polarity.HIGHER_IS_BETTER: _("low = worse"),
    }.get(polarity, _("neither way is worse"))


def reading(uncertainty: RegisterUncertainty, _: Callable[[str], str]) -> str:
    """Say how a register's figures are read, as a sentence of the legend."""
    if uncertainty is RegisterUncertainty.SUPERPOPULATION:
        return _("Register figures are read as outcomes of chance, with interval (superpopulation).")
    return _("Register figures are read as finished counts, without interval (none).")


def sex_word(sex: str, _: Callable[[str], str]) -> str:
    """Name a sex; the total is both together."""
    return {Sex.WOMEN.value: _("Women"), Sex.MEN.value: _("Men")}.get(sex, _("All"))


def inside(name: str) -> str:
    """Write a comparator's name within a sentence: `Övriga Ale` as `övriga Ale`; proper names as they are."""
    first, space, rest = name.partition(" ")
    return first.lower() + space + rest if first in _COMMON_NOUNS else name


def level_word(name: str) -> str:
    """Write a level's name within a sentence: `Kommun` as `kommun`; `RegSO` as it is."""
    return name.lower() if name[1:].islower() else name


def comparator_meaning(label: Label, lang: str, _: Callable[[str], str]) -> str:
    """Say that a comparator leaves the area itself out, if it does, or what a median is."""
    if label.en.startswith("Median "):
        return _("{name}: the middle one of all areas of the level.").format(name=label.say(lang))
    if not label.en.startswith(("Rest of ", "Other ")):
        return ""
    return _("{name}: all but the area itself.").format(name=label.say(lang))


def joined(names: Sequence[str], _: Callable[[str], str]) -> str:
    """Join names: `Ale`, `Ale and Kungälv`, `Ale, Kungälv and Lilla Edet`."""
    if len(names) < 2:  # noqa: PLR2004 - a list of two needs the word
        return "".join(names)
    return f"{', '.join(names[:-1])} {_('and')} {names[-1]}"


def period_text(period: str) -> str:
    """Write a period for the eye: an en dash between years."""
    return _YEARS.sub("\\1–\\2", period)


def usual_period(periods: Iterable[str]) -> str:
    """Find the most common period, the latest of several: the title names it, other rows their own."""
    counts = Counter(periods)
    return max(counts, key=lambda period: (counts[period], period), default="")


def starred(name: str, *, synthetic: bool) -> str:
    """Return the name, with a star where the figures are made up."""
    return name + STAR if synthetic else name


def with_unit(measure: Measure, lang: str, *, short: bool = False) -> str:
    """Write a measure's name, star and unit: `Låg ekonomisk standard, %`."""
    name = starred((measure.short if short else measure.name).say(lang), synthetic=measure.synthetic)
    unit = measure.unit.say(lang)
    if not unit:
        return name
    # a unit is not broken, and a sign such as % does not begin a line
    gap = _NO_BREAK if len(unit) <= _SIGN_LENGTH else " "
    return f"{name},{gap}{unit.replace(' ', _NO_BREAK)}"


def in_period(measure: Measure, period: str, usual: str, lang: str, *, short: bool = False) -> str:
    """Write a measure's name and unit, and the period where it is not the table's usual one."""
    name = with_unit(measure, lang, short=short)
    return name if period == usual else f"{name} ({period_text(period)})"


def is_index(measure: Measure) -> bool:
    """Tell whether the measure is an index, shown with signs around 0."""
    return measure.kind == "index"
