"""Numbers as text, by CLDR through Babel: grouping, decimal mark, real minus, signs for no value.

Babel's locale data are loaded once a language and its patterns kept: the first number costs 25 ms,
600 more about 7 ms.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import TYPE_CHECKING

from babel.core import Locale
from babel.numbers import NumberPattern, parse_pattern

from alemap.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Sequence

MINUS = "\N{MINUS SIGN}"
SUPPRESSED = ".."
MISSING = "-"


@dataclass(frozen=True, slots=True)
class NumberText:
    """A number ready for a column: sign and whole part, decimal mark and decimals, and a mark after it.

    A sign that stands for no value (`..`, `-`) is `whole` with `fraction` None.
    """

    whole: str
    fraction: str | None
    mark: str = ""


@cache
def _pattern(decimals: int) -> NumberPattern:
    return parse_pattern("#,##0" + ("." + "0" * decimals if decimals else ""))


class Numbers:
    """Numbers in one language; make it through `numbers(lang)`, which keeps it."""

    def __init__(self, lang: str) -> None:
        self._locale = Locale(lang)
        self._point: str = self._locale.number_symbols["latn"]["decimal"]
        self._to = "till" if lang == "sv" else "to"

    def text(self, value: float, decimals: int, *, signed: bool = False) -> str:
        """Round half away from zero and write; `signed` puts `+` on what is above zero."""
        rounded = Decimal(repr(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
        digits: str = _pattern(decimals).apply(abs(rounded), self._locale)
        if rounded < 0:
            return MINUS + digits
        return "+" + digits if signed and rounded > 0 else digits

    def parts(self, value: float, decimals: int, *, signed: bool = False, mark: str = "") -> NumberText:
        """Split the number at its decimal mark, for `aligned`."""
        whole, point, fraction = self.text(value, decimals, signed=signed).partition(self._point)
        return NumberText(whole, point + fraction, mark)

    def interval(self, lower: float, upper: float, decimals: int, *, signed: bool, to: bool) -> str:
        """`(12,7–15,3)`, or `(−1,2 till 3,4)` where `to` asks for the word (a bound has a sign)."""
        between = f" {self._to} " if to or signed else "–"
        low, high = (self.text(bound, decimals, signed=signed) for bound in (lower, upper))
        return f"({low}{between}{high})"

    def percent(self, share: float) -> str:
        """Write a share as per cent without superfluous decimals: `95 %`, `99,5 %`."""
        percent = round(share * 100, 6)
        decimals = 0 if percent == int(percent) else 1
        pattern = self._locale.percent_formats[None].pattern
        return str(pattern.replace("#,##0", self.text(percent, decimals)))


@cache
def numbers(lang: str) -> Numbers:
    """Give the number format of a language (`sv`, `en`)."""
    return Numbers(lang)


def aligned(texts: Sequence[NumberText]) -> list[str]:
    """Pad texts to one width, decimal marks below each other, marks after the longest number.

    A sign for no value ends where the numbers end.
    """
    whole = max((len(t.whole) for t in texts if t.fraction is not None), default=0)
    fraction = max((len(t.fraction or "") for t in texts), default=0)
    mark = max((len(t.mark) for t in texts), default=0)
    lines = []
    for text in texts:
        if text.fraction is None:
            number = text.whole.rjust(whole + fraction)
        else:
            number = text.whole.rjust(whole) + text.fraction.ljust(fraction)
        lines.append(number + text.mark.ljust(mark))
    return lines
