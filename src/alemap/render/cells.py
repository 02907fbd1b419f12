"""Figures as columns of text, and the legend of the signs that came to be used in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alemap.domain import RegisterUncertainty, Status, Verdict
from alemap.render.numbers import MISSING, SUPPRESSED, NumberText, aligned, numbers
from alemap.render.table import Align, Column
from alemap.render.translate import translator
from alemap.render.words import reading, reason, verdict_style, verdict_word

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from alemap.render.table import TableBuilder
    from alemap.results import Figure, Measure

_PROVISIONAL = " p"
_ESTIMATED = " e"
_TESTED = {Verdict.WORSE, Verdict.SIMILAR, Verdict.BETTER, Verdict.HIGHER, Verdict.LOWER}


class Cells:
    """Adds columns of figures to a table and remembers the signs, so that the legend explains those alone."""

    def __init__(self, builder: TableBuilder, lang: str) -> None:
        self._builder = builder
        self._numbers = numbers(lang)
        self._ = translator(lang)
        self._suppressed: set[str] = set()
        self._withheld: set[str] = set()
        self._provisional: set[str] = set()
        self._estimated: set[str] = set()
        self._missing: dict[Status, set[str]] = {}
        self._synthetic: list[tuple[str, ...]] = []

    def text(self, figure: Figure, decimals: int, key: str, *, signed: bool = False) -> NumberText:
        """One figure, its sign remembered for the column `key`."""
        if figure.status is Status.SUPPRESSED:
            (self._withheld if figure.withheld else self._suppressed).add(key)
            return NumberText(SUPPRESSED, None)
        if figure.value is None:
            status = Status.MISSING if figure.status.has_value else figure.status
            self._missing.setdefault(status, set()).add(key)
            return NumberText(MISSING, None)
        mark = ""
        if figure.status is Status.PROVISIONAL:
            self._provisional.add(key)
            mark = _PROVISIONAL
        if figure.estimated:
            self._estimated.add(key)
            mark += _ESTIMATED
        return self._numbers.parts(figure.value, decimals, signed=signed, mark=mark)

    def figures(self, column: Column, figures: Iterable[tuple[Figure, int]], *, signed: bool = False) -> None:
        """Add a column of figures, each with its number of decimals."""
        texts = [self.text(f, decimals, column.key, signed=signed) for f, decimals in figures]
        self._builder.add(column, aligned(texts))

    def intervals(
        self,
        figures: Sequence[tuple[Figure, int]],
        *,
        confidence: float | None,
        priority: int,
        signed: bool = False,
        gives_way: bool = False,
    ) -> None:
        """Add a column of intervals, if any figure has one."""
        bounds = [(f.lower, f.upper, d) if f.status.has_value else (None, None, d) for f, d in figures]
        known = [(low, high) for low, high, _ in bounds if low is not None and high is not None]
        if not known:
            return
        to = any(min(pair) < 0 for pair in known)
        texts = [
            self._numbers.interval(low, high, decimals, signed=signed, to=to)
            if low is not None and high is not None
            else ""
            for low, high, decimals in bounds
        ]
        heading = self._("Interval")
        if confidence is not None:
            heading += f" ({self._numbers.percent(confidence)})"
        self._builder.add(Column("interval", heading, priority=priority, gives_way=gives_way), texts)

    def verdicts(self, verdicts: Sequence[Verdict], *, comparisons: int) -> None:
        """Add the column of verdicts, with the legend of how they came about."""
        _ = self._
        self._builder.add(
            Column("verdict", _("Verdict")),
            [verdict_word(v, _) for v in verdicts],
            styles=[verdict_style(v) for v in verdicts],
        )
        if _TESTED.intersection(verdicts) and comparisons:
            text = _("Verdict after Benjamini–Hochberg over {count} comparisons.")
            self._builder.note(text.format(count=self._numbers.text(comparisons, 0)))
        if Verdict.SIMILAR in verdicts:
            self._builder.note(_("Similar: may be chance."))
        if Verdict.UNTESTED in verdicts:
            self._builder.note(_("Not tested: no interval."))

    def shares(
        self,
        key: str,
        heading: str,
        values: Iterable[float | None],
        *,
        priority: int,
        decimals: int = 2,
        signed: bool = True,
    ) -> None:
        """Add a column of contributions; without one it is missing."""
        texts = []
        for value in values:
            if value is None:
                self._missing.setdefault(Status.MISSING, set()).add(key)
                texts.append(NumberText(MISSING, None))
            else:
                texts.append(self._numbers.parts(value, decimals, signed=signed))
        self._builder.add(Column(key, heading, Align.RIGHT, priority), aligned(texts))

    def synthetic(self, *columns: str) -> None:
        """Remember that made-up figures stand in these columns (none named: wherever)."""
        self._synthetic.append(columns)

    def registers(self, figures: Iterable[tuple[Measure, Figure]]) -> None:
        """Say how register figures are read, for each way that occurs; with an interval only where one is."""
        occurring = {
            measure.register_uncertainty
            for measure, figure in figures
            if figure.lower is not None or measure.register_uncertainty is RegisterUncertainty.NONE
        }
        for uncertainty in RegisterUncertainty:
            if uncertainty in occurring:
                self._builder.note(reading(uncertainty, self._))

    def signs(self, *, tied: bool = False) -> None:
        """Add the legend of the signs used, as a paragraph; `tied`: ranks are shared."""
        _ = self._
        self._builder.paragraph()
        if tied:
            self._builder.note(_("= shared rank."), "rank")
        self._hidden()
        for status, columns in sorted(self._missing.items()):
            self._builder.note(f"{MISSING} {reason(status, _)}.", *columns)
        if self._provisional:
            self._builder.note(_("p provisional."), *self._provisional)
        if self._estimated:
            text = _("e estimated: part of a larger area then, split by population.")
            self._builder.note(text, *self._estimated)
        if self._synthetic:
            # a star outside the columns (in the title) is always seen
            starred = [key for keys in self._synthetic for key in keys] if all(self._synthetic) else []
            self._builder.note(_("* made-up figures in the agency's form (synthetic)."), *starred)

    def _hidden(self) -> None:
        """Explain `..`; a small figure and one that would give it away are not told apart."""
        if self._suppressed and self._withheld:
            text = self._(
                ".. suppressed: too few to show, or it would give such a figure away; some by the source."
            )
        elif self._suppressed:
            text = self._(".. suppressed: too few to show, or it would give such a figure away.")
        else:
            text = self._(".. suppressed by the source.")
        if self._suppressed or self._withheld:
            self._builder.note(text, *self._suppressed, *self._withheld)

    def not_loaded(self, count: int) -> None:
        """Say how many indicators are not there because they have no figures, and how to see which."""
        if count:
            text = self._("Not loaded at this level: {count} (alemap list indicators).")
            self._builder.note(text.format(count=count))

    def source(self, sources: Sequence[str], command: str) -> None:
        """Add the last paragraph: the sources and how to see where a figure comes from."""
        _ = self._
        self._builder.paragraph()
        if sources:
            self._builder.note(_("Source: {sources}, processed.").format(sources=", ".join(sources)))
        self._builder.paragraph()
        self._builder.note(_("Derivation: {command}").format(command=command))
