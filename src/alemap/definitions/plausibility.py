"""Indicators whose words do not fit each other: found by what stands in the texts, so most are warnings.

The words are those of the field in both languages; a text that uses them otherwise can be told apart by
`alemap check --select`, and by writing it so that a reader is not misled either.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from alemap.domain import Kind, Label, Polarity
from alemap.errors import fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from alemap.definitions.documents import Document
    from alemap.definitions.indicator import Indicator
    from alemap.definitions.project import Project
    from alemap.errors import Problem

_BAD = {
    "en": re.compile(
        r"\b(unemploy|low\b|lack|poor\b|poverty|obes|overweight|smok|unsafe|worr|anxi|distress|crime|offence|theft"
        r"|vandal|violen|overcrowd|ill[- ]health|withdrawn|outside the labour|invalid|hard to"
        r"|not\b|no\b|without\b|less than|suicid|mortality|deaths?\b|lonel|bull(y|ied)|drug|debt|evict|injur"
        r"|dropout|absen)",
        re.IGNORECASE,
    ),
    "sv": re.compile(
        r"\b(arbetslös|låg\b|lågt\b|brist|avsaknad|saknar|dålig|fetma|övervikt|rök|otrygg|oro\b|ångest|påfrestning"
        r"|brott|anmäld|stöld|skadegörelse|våld|trångbod|ohäls|indrag|utanför|ogiltig|svårt|inte\b|ej\b|utan\b|ingen\b"
        r"|missbruk|fattig|suicid|självmord|dödlighet|avlid|ensamhet|mobb|skuld|vräk|skad|avhopp|frånvaro)",
        re.IGNORECASE,
    ),
}
_GOOD = {
    "en": re.compile(
        r"\b(employed|employment rate|eligib|good\b|safe\b|trust\b|turnout|certified|qualified|diploma"
        r"|high economic|enrolled|healthy|passed)",
        re.IGNORECASE,
    ),
    "sv": re.compile(
        r"\b(sysselsatt|behörig|god\b|goda\b|bra\b|trygg|tillit|valdeltagande|examen|legitim|hög ekonomisk"
        r"|inskriv|godkän)",
        re.IGNORECASE,
    ),
}
_FEW = {
    "en": re.compile(r"\b(low|few|little|less)\s", re.IGNORECASE),
    "sv": re.compile(r"\b(låg|lågt|få|liten|mindre)\s", re.IGNORECASE),
}
"""Before something bad, these make it good."""
_OPPOSITES = {
    "en": [
        ("unsafe", "safe"), ("unemployed", "employed"), ("low", "high"), ("ineligible", "eligible"),
        ("women", "men"),
    ],
    "sv": [
        ("otrygg", "trygg"), ("arbetslös", "sysselsatt"), ("låg", "hög"), ("obehörig", "behörig"),
        ("kvinnor", "män"),
    ],
}  # fmt: skip
"""Pairs of words; the last tells the sexes."""
_AGES = {
    "en": re.compile(
        r"\b(?:ages?|aged)\s+(\d{1,3})(?:\s*[–-]\s*(\d{1,3})|\s+and\s+(?:over|older))?", re.IGNORECASE
    ),
    "sv": re.compile(
        r"\b(\d{1,3})(?:\s*[–-]\s*(\d{1,3}))?[\s-]*år(?:\s+(?:och|eller)\s+äldre)?\b", re.IGNORECASE
    ),
}
_LANGUAGES = ("sv", "en")
_OLDEST = 999
_PER = {"percent": 100, "per_1000": 1000, "per_10000": 10_000, "per_100000": 100_000}
_COUNTED = (Kind.SHARE, Kind.RATE)
_SWEDISH = re.compile(r"\b(och|som|av|för|inte|är|med|eller|andel|antal)\b", re.IGNORECASE)
_SHORT = 12
"""A text this short may be the same in both languages."""


def plausibility_problems(project: Project) -> Iterator[Problem]:
    """Every indicator whose name, definition, polarity, unit, numerator and denominator do not fit."""
    for key, indicator in project.indicators.items():
        document = project.documents[f"indicator:{key}"]
        yield from _polarity(document, indicator)
        yield from _opposites(document, indicator)
        yield from _ages(document, indicator)
        yield from _unit(document, indicator)
        yield from _sex(document, indicator)
        yield from _denominator(document, indicator)
        yield from _translations(document, indicator)
        yield from _fields(document, indicator)


def ages(text: str, lang: str) -> list[tuple[int, int]]:
    """The ranges of ages a text names, each with its first and last year (999 where it has no end)."""
    found = []
    for match in _AGES[lang].finditer(text):
        first, last = int(match[1]), match[2]
        open_end = re.search(r"and|och|eller", match[0], re.IGNORECASE) is not None
        found.append((first, int(last) if last else _OLDEST if open_end else first))
    return found


def _polarity(document: Document, indicator: Indicator) -> Iterator[Problem]:
    for lang in _LANGUAGES:
        name = indicator.name.say(lang)
        few = _FEW[lang].search(name)
        if few is not None and _BAD[lang].search(name, few.end()):
            continue
        bad = _BAD[lang].search(name)
        good = None if bad else _GOOD[lang].search(name)
        word = bad if indicator.polarity is Polarity.HIGHER_IS_BETTER else good
        if word is not None and indicator.polarity is not Polarity.NEUTRAL:
            what = "`{polarity}` does not fit a name with `{word}`"
            hint = "which way is bad? See name, definition and numerator"
            place = document.place(["polarity"])
            yield fault(
                place, "AM210", what, hint=hint, warning=True, polarity=indicator.polarity.value, word=word[0]
            )
            return


def _opposites(document: Document, indicator: Indicator) -> Iterator[Problem]:
    """A name that says one thing and a numerator that counts its opposite."""
    for lang in _LANGUAGES:
        name, counted = indicator.name.say(lang), indicator.numerator.say(lang)
        for pair in _OPPOSITES[lang]:
            for said, other in (pair, pair[::-1]):
                if _holds(name, said) and not _holds(name, other) and _holds(counted, other):
                    if _holds(counted, said):
                        continue
                    what = "the name says `{said}`, the numerator counts `{other}`"
                    place = document.place(["numerator", lang])
                    yield fault(place, "AM211", what, warning=True, said=said, other=other)
                    return


def _holds(text: str, word: str) -> bool:
    return re.search(rf"\b{word}", text, re.IGNORECASE) is not None


def _ages(document: Document, indicator: Indicator) -> Iterator[Problem]:
    """Ages in the name that the definition does not have, or that the languages tell differently."""
    swedish, english = (set(ages(indicator.name.say(lang), lang)) for lang in _LANGUAGES)
    if swedish != english:
        what = "the names in Swedish and English have other ages"
        yield fault(document.place(["name"]), "AM212", what, warning=True)
    for lang in _LANGUAGES:
        named = ages(indicator.name.say(lang), lang)
        defined = ages(indicator.definition.say(lang), lang)
        if named and defined and not set(named) & set(defined):
            what = "the definition is of other ages ({defined}) than the name ({named})"
            place = document.place(["definition", lang])
            yield fault(place, "AM212", what, warning=True, defined=_said(defined), named=_said(named))
            return
        counted = ages(indicator.denominator.say(lang), lang)
        if counted and indicator.population.ages is not None and _population(indicator) not in counted:
            what = "the denominator is of ages {counted}, `population` of {ages}"
            place = document.place(["population", "ages"])
            people = _said([_population(indicator)])
            yield fault(place, "AM212", what, warning=True, counted=_said(counted), ages=people)
            return


def _population(indicator: Indicator) -> tuple[int, int]:
    """The first and last age of the population, 0 and 999 where there is no bound."""
    bounds = indicator.population.ages
    if bounds is None:
        return 0, _OLDEST
    return bounds[0], bounds[1] if len(bounds) > 1 else _OLDEST


def _said(ranges: list[tuple[int, int]]) -> str:
    return ", ".join(
        f"{first}+" if last == _OLDEST else str(first) if first == last else f"{first}–{last}"
        for first, last in ranges
    )


def _unit(document: Document, indicator: Indicator) -> Iterator[Problem]:
    per = _PER.get(indicator.unit)
    place = document.place(["unit"])
    if indicator.kind in _COUNTED and per is None:
        what = "a {kind} is not told in `{unit}`"
        hint = "take a unit of parts (percent, per_1000, ...), or the kind `mean`"
        yield fault(
            place, "AM213", what, hint=hint, warning=True, kind=indicator.kind.value, unit=indicator.unit
        )
    elif indicator.kind is Kind.MEAN and per not in {None, indicator.multiplier}:
        # With the unit's own multiplier it is meant: cars per 1,000, a net that can be negative.
        what = "a mean is not told in `{unit}`"
        yield fault(place, "AM213", what, warning=True, unit=indicator.unit)
    elif indicator.kind in _COUNTED and indicator.multiplier != per and indicator.unit != "percent":
        what = "`{unit}` has multiplier {per}"
        yield fault(document.place(["multiplier"]), "AM155", what, unit=indicator.unit, per=per)


def _sex(document: Document, indicator: Indicator) -> Iterator[Problem]:
    """A population of one sex under a name of the other."""
    for lang in _LANGUAGES if indicator.population.sex is not None else ():
        women, men = _OPPOSITES[lang][-1]
        own, other = (women, men) if indicator.population.sex == "K" else (men, women)
        name = indicator.name.say(lang)
        if _holds(name, other) and not _holds(name, own):
            what = "the population is of `{own}` only, the name of `{other}`"
            yield fault(document.place(["population", "sex"]), "AM214", what, own=own, other=other)
            return


def _denominator(document: Document, indicator: Indicator) -> Iterator[Problem]:
    """A denominator that cannot contain its numerator: the same, of other ages, or of the other sex."""
    if indicator.kind is not Kind.SHARE:
        return
    for lang in _LANGUAGES:
        part, whole = indicator.numerator.say(lang), indicator.denominator.say(lang)
        place = document.place(["denominator", lang])
        if part.casefold() == whole.casefold():
            yield fault(place, "AM214", "numerator and denominator are the same: the share is always 100")
            return
        inner, outer = ages(part, lang), ages(whole, lang) or [_population(indicator)]
        if inner and outer and not any(f <= inner[0][0] and inner[0][1] <= t for f, t in outer):
            what = "ages {outer} do not contain the numerator's {inner}"
            yield fault(place, "AM214", what, outer=_said(outer), inner=_said(inner))
            return
        women, men = _OPPOSITES[lang][-1]
        for one, other in ((women, men), (men, women)):
            if _holds(part, one) and _holds(whole, other) and not _holds(whole, one):
                what = "the denominator counts `{other}`, the numerator `{one}`"
                yield fault(place, "AM214", what, other=other, one=one)
                return
        sex = {"K": women, "M": men}.get(indicator.population.sex or "")
        if sex is not None and any(_holds(part, word) for word in (women, men) if word != sex):
            what = "the population is of `{sex}` only, the numerator of others"
            yield fault(document.place(["population", "sex"]), "AM214", what, sex=sex)
            return


def _translations(document: Document, indicator: Indicator) -> Iterator[Problem]:
    """A text that stands untranslated in the other language's place."""
    for field in ("name", "definition", "numerator", "denominator"):
        text = getattr(indicator, field)
        same = text.sv == text.en and len(text.en) > _SHORT
        if same or len(_SWEDISH.findall(text.en)) > 1:
            what = "`{field}` is not translated"
            yield fault(document.place([field, "en"]), "AM216", what, warning=True, field=f"{field}.en")


def _fields(document: Document, indicator: Indicator) -> Iterator[Problem]:
    """Fields that contradict one another: what a caveat says and a number does not, and the like."""
    said = {caveat.kind for caveat in indicator.caveats}
    pooled, repeated = indicator.pooled_years > 1, indicator.repeated_years > 0
    if ("pooled" in said) != pooled:
        what = "`pooled_years` is {years}, and a caveat of kind `pooled` {there}"
        yield _contrary(document, "pooled_years", what, indicator.pooled_years, there=not pooled)
    if ("repeated" in said) != repeated:
        what = "`repeated_years` is {years}, and a caveat of kind `repeated` {there}"
        yield _contrary(document, "repeated_years", what, indicator.repeated_years, there=not repeated)
    if indicator.population.base == "respondents" and indicator.register_based:
        what = "respondents are counted, so `register_based` is false"
        yield fault(document.place(["register_based"]), "AM215", what, warning=True)
    if indicator.population.sex is not None and "sex" in indicator.breakdowns:
        what = "the population is of one sex, so there is nothing to break down by sex"
        yield fault(document.place(["breakdowns"]), "AM215", what, warning=True)


def _contrary(document: Document, field: str, what: str, years: int, *, there: bool) -> Problem:
    label = Label("finns", "is there") if there else Label("saknas", "is missing")
    place = document.place([field] if field in document.data else ["caveats"])
    return fault(place, "AM215", what, warning=True, years=years, there=label)
