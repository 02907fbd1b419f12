"""The cells of a row of the register: each read and checked, its fault said with its place."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import field
from typing import TYPE_CHECKING

from alemap.definitions.register_words import (
    WORDS,
    codes_of,
    folded,
)
from alemap.definitions.settings import ID_PATTERN
from alemap.definitions.suggest import suggest
from alemap.domain import Period, Polarity
from alemap.errors import Place, fault
from alemap.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping
    from enum import StrEnum

    from alemap.definitions.interventions import Intervention
    from alemap.definitions.project import Project
    from alemap.errors import Problem

_NUMBER = re.compile(r"\d{1,3}([ \u00a0\u202f]?\d{3})*")
_FEW = re.compile(r"<\s*(\d+)")
_WHEN = re.compile(r"\d{4}(-(0[1-9]|1[0-2]))?")
FIRST_YEAR, LAST_YEAR = 1900, 2100


@dataclass(slots=True)
class Reading:
    """What is gathered while the tables are read; `own`: the parts of own areas; `indicators`: known."""

    project: Project
    own: dict[str, tuple[str, ...]]
    indicators: frozenset[str]
    found: dict[str, Intervention] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    ids: dict[str, Place] = field(default_factory=dict)

    def say(
        self,
        place: Place,
        code: str,
        message: str,
        *,
        hint: str | None = None,
        suggestion: str | None = None,
        warning: bool = False,
        **fields: object,
    ) -> None:
        """Keep a fault."""
        self.problems.append(
            fault(place, code, message, hint=hint, suggestion=suggestion, warning=warning, **fields)
        )


@dataclass(frozen=True, slots=True)
class Cells:
    """A row's cells by column; `headings`: each column's as it is written in the file."""

    by_key: Mapping[str, tuple[str, Place]]
    first: Place
    headings: Mapping[str, str]

    def text(self, key: str) -> str:
        """A cell's text; "" where there is none."""
        return self.by_key[key][0] if key in self.by_key else ""

    def at(self, key: str) -> Place:
        """Where a cell stands; the row's first one where there is none."""
        return self.by_key[key][1] if key in self.by_key else self.first

    def name(self, key: str) -> str:
        """What the file calls a column."""
        return self.headings.get(key, key)

    def parts(self, key: str) -> list[str]:
        """A cell's entries, between bars."""
        return [part.strip() for part in self.text(key).split("|") if part.strip()]


def read_id(cells: Cells, reading: Reading) -> str:
    """The id, which no other row has."""
    text, place = cells.text("id"), cells.at("id")
    if text and not re.fullmatch(ID_PATTERN, text):
        what = "`{name}` cannot be an id"
        hint = "lower-case letters a–z, figures and underscores, such as `family_centre`"
        reading.say(place, "AM926", what, hint=hint, name=text)
    elif text in reading.ids:
        what = "the id `{name}` is taken: {at}"
        reading.say(place, "AM927", what, name=text, at=str(reading.ids[text]))
    elif text:
        reading.ids[text] = place
    return text


def read_code(cells: Cells, key: str, choices: type[StrEnum], reading: Reading) -> str | None:
    """The code of a closed list."""
    text = cells.text(key)
    if not text:
        return None
    found = codes_of(choices).get(folded(text))
    if found is None:
        words = WORDS[choices].values()
        similar = suggest(text, [way for word in words for way in (word.sv, word.en)])
        known = ", ".join(f"{word.sv} ({code})" for code, word in WORDS[choices].items())
        what = "`{name}` is not in the list of `{field}`"
        reading.say(
            cells.at(key), "AM928", what, hint="known: {known}", suggestion=similar,
            name=text, field=cells.name(key), known=known,
        )  # fmt: skip
    return found


def read_number(
    cells: Cells, key: str, reading: Reading, highest: int | None = None, lowest: int = 0
) -> int | None:
    """A whole number, thousands by blanks if any."""
    text = cells.text(key)
    if not text:
        return None
    value = int(re.sub(r"\s", "", text)) if _NUMBER.fullmatch(text) else None
    if value is None or value < lowest or (highest is not None and value > highest):
        what = "`{field}` is `{value}`, where a whole number belongs"
        hint: str | None = "figures only, thousands by blanks if any: `1250000` or `1 250 000`"
        if value is not None:
            what, hint = "`{field}` is {value}; it must be from {lowest} to {highest}", None
        reading.say(
            cells.at(key), "AM929", what, hint=hint,
            field=cells.name(key), value=text, lowest=lowest, highest=highest,
        )  # fmt: skip
        return None
    return value


def read_reach(cells: Cells, reading: Reading) -> tuple[int | None, bool]:
    """How many were reached, or that they were few; a small number written out is warned of."""
    threshold = reading.project.settings.small_numbers.threshold
    few = _FEW.fullmatch(cells.text("reach"))
    if few is not None and int(few[1]) >= threshold:
        return None, True
    if few is not None:
        what = "`{value}` says more of a small number than it may"
        hint = "write `<{threshold}`: the tables hide it, but others read the file"
        reading.say(
            cells.at("reach"), "AM929", what, hint=hint, value=cells.text("reach"), threshold=threshold
        )
        return None, False
    value = read_number(cells, "reach", reading)
    if value is not None and 0 < value < threshold:
        what = "so few reached ({value}) stand open in the register"
        hint = "write `<{threshold}`: the tables hide it, but others read the file"
        reading.say(
            cells.at("reach"), "AM937", what, hint=hint, warning=True, value=value, threshold=threshold
        )
    return value, False


def read_when(cells: Cells, key: str, reading: Reading) -> Period | None:
    """A year or a month."""
    text = cells.text(key)
    # a date cell of a spreadsheet says more than is asked for
    text = text[:7] if re.fullmatch(r"\d{4}-\d\d-\d\d(T.*)?", text) else text
    if not text:
        return None
    if not _WHEN.fullmatch(text) or not FIRST_YEAR <= int(text[:4]) <= LAST_YEAR:
        what = "`{name}` is neither a year nor a month such as 2023-08"
        reading.say(cells.at(key), "AM931", what, name=text)
        return None
    return Period.parse(text)


def read_factor(cells: Cells, reading: Reading) -> tuple[str, str] | None:
    """The category and the factor; the category must be named where two have a factor of that id."""
    text = cells.text("factor")
    if not text:
        return None
    pairs = [
        (category.id, factor.id)
        for category in reading.project.vocabulary.categories
        for factor in category.factors
    ]
    fitting = [pair for pair in pairs if text in (pair[1], "/".join(pair))]
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        what = "`{name}` is a factor of several categories"
        known = ", ".join("/".join(pair) for pair in fitting)
        reading.say(cells.at("factor"), "AM933", what, hint="known: {known}", name=text, known=known)
        return None
    similar = suggest(text, [name for pair in pairs for name in (pair[1], "/".join(pair))])
    hint = "`alemap list categories --format json` shows the factors"
    what = "`{name}` is not a known factor"
    reading.say(cells.at("factor"), "AM933", what, hint=hint, suggestion=similar, name=text)
    return None


def read_indicators(cells: Cells, reading: Reading) -> tuple[str, ...]:
    """The indicators, each known and named once; a neutral one is warned of."""
    names = cells.parts("indicators")
    place = cells.at("indicators")
    known = reading.indicators
    for name, count in Counter(names).items():
        if name not in known:
            what = "`{name}` is not a known indicator"
            reading.say(place, "AM934", what, suggestion=suggest(name, known), name=name)
        elif count > 1:
            what = "the indicator `{name}` stands twice"
            reading.say(place, "AM934", what, name=name)
        elif (found := reading.project.indicators.get(name)) and found.polarity is Polarity.NEUTRAL:
            what = "`{name}` is neutral: whether it has moved for the better cannot be said"
            reading.say(place, "AM935", what, warning=True, name=name)
    return tuple(names)


def read_areas(cells: Cells, reading: Reading) -> tuple[str, ...]:
    """The areas; one that is not known, stands twice or lies within another of them is a fault."""
    codes, place = cells.parts("areas"), cells.at("areas")
    areas = reading.project.areas
    for code, count in Counter(codes).items():
        if code not in areas.by_code:
            named = [a.code for a in areas.by_code.values() if a.name.casefold() == code.casefold()]
            similar = ", ".join(f"`{each}`" for each in named[:3]) or suggest(code, areas.by_code)
            what = "`{name}` is not the code of a known area"
            hint = "`alemap list areas` shows codes, names and aliases"
            if {",", ";"} & set(code):
                hint = "areas stand with | between them"
                similar = None
            reading.say(place, "AM932", what, hint=hint, suggestion=similar, name=code)
        elif areas.by_code[code].valid_to:
            what = "`{name}` is a former area"
            hint = "give the areas that took its place"
            reading.say(place, "AM932", what, hint=hint, name=code)
        elif count > 1:
            what = "the area `{name}` stands twice"
            reading.say(place, "AM938", what, name=code)
    known = [code for code in dict.fromkeys(codes) if code in areas.by_code]
    for code in known if len(known) > 1 else ():
        wholes = _wholes(code, reading)
        above = next((each for each in known if each != code and each in wholes), None)
        if above is not None:
            what = "`{name}` lies within `{other}`, which stands here too"
            reading.say(place, "AM938", what, name=code, other=above)
    return tuple(known)


def _wholes(code: str, reading: Reading) -> set[str]:
    """The areas above an area, own ones built of it included."""
    areas = reading.project.areas
    above = set(areas.ancestors(code))
    for own, parts in reading.own.items():
        if above.intersection(parts):
            above |= {own, *areas.ancestors(own)}
    for part in reading.own.get(code, ()):
        above |= set(areas.ancestors(part)) - {part}
    return above
