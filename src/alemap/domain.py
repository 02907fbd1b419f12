"""The field's vocabulary as enums and frozen values; no input or output happens here."""

from __future__ import annotations

import re
from dataclasses import field
from enum import StrEnum
from typing import TYPE_CHECKING

from alemap.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping

TOTAL = "_T"
"""The code for a total in a breakdown (sex, category)."""

SPLIT = "+split"
"""Follows the method of a figure whose counts were split by population when areas changed."""

HIDDEN = "hidden"
"""The method of a figure that alemap suppresses: it is too small, or one that is could be worked out from it.

Which of the two is told nowhere. Of the hidden figures of one sum, whoever knew which is the small one would
know it to within the threshold.
"""

WITHHELD = "withheld"
"""The method of a figure that the agency suppresses, or of a sum with such a part."""


class Status(StrEnum):
    """Why a value is as it is, or why there is none."""

    FINAL = "final"
    PROVISIONAL = "provisional"
    SUPPRESSED = "suppressed"
    NOT_APPLICABLE = "not_applicable"
    NONRESPONSE = "nonresponse"
    UNPUBLISHED = "unpublished"
    MISSING = "missing"

    @property
    def has_value(self) -> bool:
        """Whether a figure with this status carries a value."""
        return self in (Status.FINAL, Status.PROVISIONAL)


class Polarity(StrEnum):
    """Which way is bad."""

    HIGHER_IS_WORSE = "higher_is_worse"
    HIGHER_IS_BETTER = "higher_is_better"
    NEUTRAL = "neutral"

    @property
    def sign(self) -> int:
        """Factor that turns a value into a risk: +1, -1, or 0 where neither way is bad."""
        return {"higher_is_worse": 1, "higher_is_better": -1}.get(self.value, 0)


class Sex(StrEnum):
    """Codes of the breakdown by sex."""

    TOTAL = TOTAL
    WOMEN = "K"
    MEN = "M"


class Kind(StrEnum):
    """How an indicator's value comes about, which decides its interval."""

    SHARE = "share"
    RATE = "rate"
    RATIO = "ratio"
    MEAN = "mean"
    PUBLISHED = "published"


class Verdict(StrEnum):
    """What a comparison says, never more than the data do."""

    WORSE = "worse"
    SIMILAR = "similar"
    BETTER = "better"
    HIGHER = "higher"
    LOWER = "lower"
    UNTESTED = "untested"
    SUPPRESSED = "suppressed"
    MISSING = "missing"


class Origin(StrEnum):
    """Whether a dataset holds an agency's figures or made-up ones in the agency's form."""

    REAL = "real"
    SYNTHETIC = "synthetic"


class RegisterUncertainty(StrEnum):
    """How a complete register's figures are read.

    `superpopulation`: as one outcome of a process that could have come out otherwise, hence
    with an interval. `none`: as a finished count, hence without.
    """

    SUPERPOPULATION = "superpopulation"
    NONE = "none"


_FIRST_YEAR, _LAST_YEAR = 1600, 2199
"""Years of statistics and of their projections; other four figures are something else."""

_PERIOD = re.compile(
    r"(?P<year>\d{4})"
    r"(?:-(?P<last>\d{4})|/(?P<school>\d{2})|-Q(?P<quarter>[1-4])|-(?P<month>0[1-9]|1[0-2])|-H(?P<half>[12]))?"
)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A period as text (`2024`, `2021-2024`, `2024-Q3`, `2024-05`, `2024-H1`, `2024/25`), sortable.

    `last_year` is the year it ends in, `part` its place within that year (0 for whole years),
    `first_year` where it begins.
    """

    last_year: int
    part: int
    first_year: int
    text: str

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read a period; ValueError when the text is none."""
        match = _PERIOD.fullmatch(text)
        year = int(match["year"]) if match is not None else 0
        last = int(match["last"] or year) if match is not None else 0
        follows = match is None or match["school"] in {None, f"{(year + 1) % 100:02d}"}
        if match is None or not _FIRST_YEAR <= year <= last <= _LAST_YEAR or not follows:
            raise ValueError(f"`{text}` is not a period such as 2024, 2021-2024, 2024/25 or 2024-Q3")
        if match["last"]:
            return cls(last, 0, year, text)
        if match["school"]:
            return cls(year + 1, 0, year, text)
        part = int(match["quarter"] or match["month"] or match["half"] or 0)
        return cls(year, part, year, text)

    @property
    def last_month(self) -> int:
        """The month it ends in; a school year ends in June."""
        if "/" in self.text:
            return 6
        months = {"Q": 3, "H": 6}.get(self.text[5:6], 1)
        return self.part * months if self.part else 12

    @property
    def ends(self) -> float:
        """When it ends, in years: 2024 for that year and its last quarter, 2023.75 for the one before."""
        return float(self.last_year) if not self.part else self.last_year - 1 + self.last_month / 12

    def ends_before(self, date: str) -> bool:
        """Whether it is over before a day (`2003-01-01`)."""
        return f"{self.last_year:04d}-{self.last_month:02d}-31" < date


_AGENCY_PERIOD = re.compile(r"(?P<year>\d{4})(?P<kind>[MKQH])(?P<part>\d{1,2})")
# A year and a month, quarter or half-year beside each other, in either order, in words or figures.
_PART = r"[^\W\d_]+\.?(?: ?\d)?"
_YEAR_AND_PART = re.compile(
    rf"(?P<year>\d{{4}})[ ,:-]+(?P<part>{_PART}|\d{{1,2}})|(?P<first>{_PART}) (?P<last>\d{{4}})"
)
_SCHOOL_YEAR = re.compile(r"(?:läsår(?:et)? )?(\d{4})/(?:\d\d)?(\d\d)", re.IGNORECASE)
_MONTHS = (
    ("januari", "january"), ("februari", "february"), ("mars", "march"), ("april",), ("maj", "may"),
    ("juni", "june"), ("juli", "july"), ("augusti", "august"), ("september",), ("oktober", "october"),
    ("november",), ("december",),
)  # fmt: skip
_SHORTEST = 3
"""A month may be cut to this many letters, as in `jan` or `sept.`."""


def conform_period(text: str) -> str:
    """Turn an agency's way of writing a period into ours: `2023M05`, `maj 2023` and `2023 05` -> `2023-05`.

    Quarters and half-years likewise (`2023K1`, `kvartal 1 2023`), and school years (`2023/2024`). Other text
    comes back stripped, with an en dash or spaces around the dash made plain; ValueError when the result
    is no period.
    """
    plain = re.sub(r"\s*[-–]\s*", "-", " ".join(text.split()))
    if _PERIOD.fullmatch(plain):
        return Period.parse(plain).text
    if match := _AGENCY_PERIOD.fullmatch(plain):
        year, kind, part = match["year"], match["kind"], int(match["part"])
        plain = {"M": f"{year}-{part:02d}", "H": f"{year}-H{part}"}.get(kind, f"{year}-Q{part}")
    elif match := _YEAR_AND_PART.fullmatch(plain):
        year, part_text = match["year"] or match["last"], match["part"] or match["first"]
        plain = f"{year}-{_part_of_year(part_text.lower())}"
    elif match := _SCHOOL_YEAR.fullmatch(plain):
        begins, ends = int(match[1]), int(match[2])
        plain = f"{begins}/{ends:02d}" if (begins + 1) % 100 == ends else text
    return Period.parse(plain).text


def _part_of_year(text: str) -> str:
    """Our text for a month (`05`), a quarter (`Q1`) or a half-year (`H1`); other text as it is."""
    if text.isdecimal():
        return f"{int(text):02d}"
    words = re.fullmatch(r"([^\W\d]+)\.? ?(\d?)", text)
    if words is None:
        return text
    word, number = words[1], words[2]
    if number:
        kinds = {"kvartal": "Q", "kv": "Q", "quarter": "Q", "q": "Q", "k": "Q", "halvår": "H", "h": "H"}
        return f"{kinds[word]}{number}" if word in kinds else text
    if len(word) < _SHORTEST:
        return text
    fitting = [at for at, names in enumerate(_MONTHS, 1) if any(name.startswith(word) for name in names)]
    return f"{fitting[0]:02d}" if len(fitting) == 1 else text


@dataclass(frozen=True, slots=True)
class Label:
    """A name in both languages."""

    sv: str
    en: str

    def say(self, lang: str) -> str:
        """The name in `lang` (`sv` or `en`)."""
        return self.sv if lang == "sv" else self.en

    def __str__(self) -> str:
        return self.en


@dataclass(frozen=True, slots=True)
class Moment:
    """A state of the figures: after which build, when that ran (UTC), and the text that asked for it."""

    text: str
    build: int
    built: str


@dataclass(frozen=True, slots=True)
class CellForm:
    """How the place of a figure, a number in a flat list, is written: `value[12]`, or in rows of `width`.

    Without `width` it is `start`, the number, `end`; with it `start`, row, `between`, column, `end`, rows and
    columns counted from `row` and `column`.
    """

    start: str
    end: str = ""
    width: int | None = None
    between: str = ""
    row: int = 0
    column: int = 0

    def text(self, place: int) -> str:
        """The place in words."""
        if self.width is None:
            return f"{self.start}{place}{self.end}"
        row, column = divmod(place, self.width)
        return f"{self.start}{row + self.row}{self.between}{column + self.column}{self.end}"


@dataclass(frozen=True, slots=True)
class Remark:
    """Something worth knowing that is no fault: a template and its fields, as an error has them."""

    message: str
    fields: Mapping[str, object] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The remark in English, filled in."""
        return self.message.format(**self.fields)
