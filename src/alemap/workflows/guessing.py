"""What a file's dimensions probably are: areas, periods, sexes, measures, matched against what is known."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import field
from typing import TYPE_CHECKING

from alemap.domain import Period, conform_period
from alemap.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from alemap.definitions.project import Project

    Names = dict[str, dict[str, set[str]]]

_AREA_NAME = re.compile(
    r"region|kommun|område|omrade|deso|regso|area|ort|distrikt|geo|län|municipal|county|label_|^$|\bou\b",
    re.IGNORECASE,
)
_MEASURE_NAME = re.compile(
    r"^(contentscode|contents|innehåll|tabellinnehåll|measure|kpi|statistic|mått|variabel)$",
    re.IGNORECASE,
)
_SEX_NAME = re.compile(r"^(kön|kon|sex|gender|kon_kod)(_?id)?$", re.IGNORECASE)
_MONTH_NAME = re.compile(r"^(månad|month)$", re.IGNORECASE)
_SEXES = {
    "_T": ("t", "totalt", "total", "tot", "totsa", "båda könen", "båda", "alla", "samtliga",
           "kvinnor och män", "män och kvinnor", "both", "both sexes", "1+2", "persons"),
    "K": ("k", "kvinnor", "kvinna", "women", "female", "females", "flickor", "flicka", "girls", "f"),
    "M": ("m", "män", "man", "men", "male", "males", "pojkar", "pojke", "boys"),
}  # fmt: skip
_SEX_OF = {word: code for code, words in _SEXES.items() for word in words}
_FIRST, _LAST = 1749, 2100
_FEW_NAMES = 5
_MATCHED = 0.5
_CERTAIN = 0.9
_LONGEST_CODE = 4
_TOKEN = r"^(\S+)\s"  # noqa: S105 - a pattern, no secret
_WORDS = re.compile(r"[^a-z0-9]+")


@dataclass(slots=True)
class Guess:
    """What a dimension becomes: the lines of its definition, and what of it is not yet known.

    `column`: the column, "" for a dimension with one code that becomes none. `codes`, `map`, `pattern`,
    `digits`, `only` as in a definition. `unknown`: codes that are no known area. `names`: a mapping to be
    written, the file's names to our codes. `by_code`: whether areas were found by codes, not by names.
    """

    column: str
    codes: dict[str, str] = field(default_factory=dict)
    map: str | None = None
    pattern: str | None = None
    digits: int | None = None
    only: str | None = None
    unknown: list[str] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    matched: int | None = None
    by_code: bool = True


def slug(text: str) -> str:
    """Make a column's or code's name of a text: `Antal sysselsatta` -> `antal_sysselsatta`."""
    plain = unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode()
    found = _WORDS.sub("_", plain).strip("_")
    return found if found[:1].isalpha() else f"x_{found}".rstrip("_")


def guess_dimensions(
    codes: Mapping[str, Sequence[str]],
    labels: Mapping[str, Mapping[str, str]],
    project: Project | None,
    roles: Mapping[str, str] | None = None,
) -> dict[str, Guess]:
    """Guess each dimension, given its codes and their labels; at most one becomes area, period and sex.

    `roles`: what the file says that a dimension is; it counts where the codes fit it.
    """
    roles = roles or {}
    guesses: dict[str, Guess] = {}
    area = _area_dimension(codes, project, roles)
    if area is not None:
        guesses[area[0]] = area[1]
    rest = {name: own for name, own in codes.items() if name not in guesses}
    period = max(
        (name for name, own in rest.items() if are_periods(own)),
        key=lambda n: (roles.get(n) == "time", len(rest[n])),
        default=None,
    )
    if period is not None:
        guesses[period] = Guess("period")
    for name, own in rest.items():
        if name not in guesses:
            guesses[name] = _sex(name, own, labels.get(name, {}), guesses) or _other(
                name, own, labels.get(name, {}), guesses, metric=roles.get(name) == "metric"
            )
    return {name: guesses[name] for name in codes}


def year_and_month(codes: Mapping[str, Sequence[str]]) -> tuple[str, str] | None:
    """The dimensions that hold year and month apart, where there are such and none holds both."""
    years = [n for n, own in codes.items() if own and all(re.fullmatch(r"(?:19|20)\d\d", c) for c in own)]
    months = [n for n in codes if _MONTH_NAME.match(n)]
    if not years or not months or not all(are_periods([f"2000 {code}"]) for code in codes[months[0]]):
        return None
    finest = max(len(codes[years[0]]), len(codes[months[0]]))
    both = any(
        len(own) >= finest and are_periods(own) for n, own in codes.items() if n not in (years[0], months[0])
    )
    return None if both else (years[0], months[0])


def are_periods(codes: Sequence[str]) -> bool:
    """Whether all of them are periods, in years there is official statistics of."""
    try:
        periods = [Period.parse(conform_period(code)) for code in codes]
    except ValueError:
        return False
    return bool(periods) and all(each.first_year >= _FIRST and each.last_year <= _LAST for each in periods)


def _area_dimension(
    codes: Mapping[str, Sequence[str]], project: Project | None, roles: Mapping[str, str]
) -> tuple[str, Guess] | None:
    """The dimension of which most codes are known areas; of several, the one with most areas."""
    if project is None:
        return None
    best: tuple[tuple[bool, int], str, Guess] | None = None
    names = _names(project)
    for name, own in codes.items():
        if roles.get(name) in {"time", "metric"}:
            continue
        named = _AREA_NAME.search(name) is not None or roles.get(name) == "geo"
        guess = _area(own, project, names)
        if guess is None or guess.matched is None:
            continue
        share = guess.matched / len(own)
        if share < (_MATCHED if named else _CERTAIN):
            continue
        if not named and all(len(code) < _LONGEST_CODE for code in own):
            continue
        # A code says more than a name: the same name may stand for several areas.
        score = (guess.by_code, guess.matched)
        if best is None or score > best[0]:
            best = (score, name, guess)
    return None if best is None else (best[1], best[2])


def _area(codes: Sequence[str], project: Project, names: Names) -> Guess | None:
    """The best way to read these codes as areas; None where none fits."""
    known = project.areas.by_code
    ways = [Guess("area_code"), Guess("area_code", pattern=_TOKEN), Guess("area_code", digits=4)]
    for way in ways:
        texts = {code: _read(code, way) for code in codes}
        way.unknown = [code for code, text in texts.items() if _plain(text) not in known]
        way.matched = len(codes) - len(way.unknown)
    for name, code_map in project.mappings.items():
        unknown = [code for code in codes if code not in code_map.codes]
        if len(unknown) <= len(codes) * (1 - _CERTAIN) and set(code_map.codes.values()) & set(known):
            ways.append(Guess("area_code", map=name, unknown=unknown, matched=len(codes) - len(unknown)))
    best = max(ways, key=lambda way: (way.matched or 0, -ways.index(way)))
    rest = set(best.unknown)
    named = {} if best.map is not None else _by_name([code for code in codes if code in rest], names)
    if named:
        known_codes = {code: _plain(_read(code, best)) for code in codes if code not in rest}
        return _mixed(codes, known_codes, named)
    return best if best.matched else None


def _mixed(codes: Sequence[str], by_code: Mapping[str, str], by_name: Mapping[str, str]) -> Guess:
    """Areas of which some or all are found by their names: a table of codes, or a mapping of its own."""
    found = {code: by_code.get(code) or by_name[code] for code in codes if code in by_code or code in by_name}
    few = len(codes) <= _FEW_NAMES
    return Guess(
        "area_code",
        codes=found if few else {},
        names={} if few else found,
        unknown=[code for code in codes if code not in found],
        matched=len(found),
        by_code=len(by_code) > len(by_name),
    )


def _read(code: str, way: Guess) -> str:
    if way.pattern is not None:
        match = re.search(way.pattern, code)
        return match[1] if match is not None else ""
    if way.digits is not None and code.isdecimal():
        return code.zfill(way.digits)
    return code


def _plain(code: str) -> str:
    """The code without the edition's name behind it, to see whether it is an area's at all."""
    return re.sub(r"_(?:DeSO|RegSO)\d{4}$", "", code)


def _names(project: Project) -> Names:
    """The areas of each level by their names, without å, ä, ö and capitals."""
    levels: Names = {}
    for area in project.areas.by_code.values():
        own = levels.setdefault(area.level, {})
        for name in (area.name, *area.aliases):
            own.setdefault(slug(name), set()).add(area.code)
    return levels


def _by_name(codes: Sequence[str], levels: Names) -> dict[str, str]:
    """Areas by their names, at the level where most are found and no name stands for two.

    Names that lost their å, ä and ö are found too; what then could be two areas (Habo, Håbo) is not taken.
    """
    best: dict[str, str] = {}
    for own in levels.values():
        found = {c: next(iter(own[slug(c)])) for c in codes if len(own.get(slug(c), ())) == 1}
        if len(found) > len(best):
            best = found
    for level in ("lan", "riket"):
        for code in codes:
            fitting = levels.get(level, {}).get(slug(code), set())
            if code not in best and len(fitting) == 1:
                best[code] = next(iter(fitting))
    return best


def area_in(text: str, project: Project) -> tuple[str, str] | None:
    """An area's name that stands in a text (a title, say), with its code; the longest of those found."""
    found = [
        (name, area.code)
        for area in project.areas.by_code.values()
        if area.level in {"riket", "lan", "kommun"}
        for name in (area.name, *area.aliases)
        if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE)
    ]
    if not found:
        return None
    name, code = max(found, key=lambda each: len(each[0]))
    match = re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE)
    return (match[0] if match else name), code


def _sex(
    name: str, codes: Sequence[str], labels: Mapping[str, str], guesses: Mapping[str, Guess]
) -> Guess | None:
    """The breakdown by sex, known by the words of codes or labels; 1 and 2 are men and women at agencies."""
    if any(guess.column == "sex" for guess in guesses.values()):
        return None
    found = {}
    for code in codes:
        ours = _SEX_OF.get(labels.get(code, code).strip().casefold()) or _SEX_OF.get(code.strip().casefold())
        if ours is None and _SEX_NAME.match(name):
            ours = {"1": "M", "2": "K"}.get(code)
        if ours is None:
            return None
        found[code] = ours
    if len(set(found.values())) != len(found) or not (
        _SEX_NAME.match(name) or len(found) > 1 or "_T" in found.values()
    ):
        return None
    return Guess("sex", codes={} if all(code == ours for code, ours in found.items()) else found)


def _other(
    name: str,
    codes: Sequence[str],
    labels: Mapping[str, str],
    guesses: Mapping[str, Guess],
    *,
    metric: bool = False,
) -> Guess:
    """A measure, with a name for each code, or a column of its own; one code alone becomes no column."""
    taken = {guess.column for guess in guesses.values()}
    if (metric or _MEASURE_NAME.match(name)) and "measure" not in taken:
        if not labels and all(re.fullmatch(r"[A-Z]+\d[A-Z0-9]*", code) for code in codes):
            return Guess("measure")
        named = {code: slug(labels.get(code, code)) for code in codes}
        distinct = len(set(named.values())) == len(named)
        return Guess("measure", codes=named if distinct and len(named) <= _MOST_MEASURES else {})
    if len(codes) == 1:
        return Guess("", only=codes[0])
    column = slug(name)
    number = 2
    while column in {*taken, "area_code", "period", "sex", "value", "status", "mark", "cell", "snapshot"}:
        column = f"{slug(name)}_{number}"
        number += 1
    return Guess(column)


_MOST_MEASURES = 60
