"""The account of an index in one area: each member's value, score and contribution."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alemap.render.cells import Cells
from alemap.render.numbers import numbers
from alemap.render.table import Align, Column, Style, TableBuilder
from alemap.render.translate import translator
from alemap.render.words import is_index, period_text, with_unit

if TYPE_CHECKING:
    from collections.abc import Callable

    from alemap.render.table import TableView
    from alemap.results import ShowResult
    from alemap.results.indexes import IndexAccount, MemberRow

_NAME_WIDTH = 24
_WORST, _BEST = 1, 4


def account_view(result: ShowResult, account: IndexAccount, lang: str) -> TableView:
    """Make the table of the members, in the order of the definition."""
    _ = translator(lang)
    measure = result.measure
    decimals = 2 if is_index(measure) else max(measure.decimals, int(not account.yes_or_no))
    value = account.figure.value
    shown = "" if value is None else numbers(lang).text(value, measure.decimals, signed=is_index(measure))
    builder = TableBuilder(_("Account"), account.area.name, account.period, shown)
    cells = Cells(builder, lang)
    rows = account.rows
    builder.add(
        Column("indicator", _("Indicator"), wrap=_NAME_WIDTH), [with_unit(row.measure, lang) for row in rows]
    )
    builder.add(Column("period", _("Period"), priority=20), [period_text(row.period) for row in rows])
    cells.figures(
        Column("value", _("Value"), Align.RIGHT), [(row.figure, row.measure.decimals) for row in rows]
    )
    if any(row.quarter is not None for row in rows):
        words = [_quarter(row, _) for row in rows]
        builder.add(Column("class", _("Class")), [w for w, _s in words], styles=[s for _w, s in words])
    elif account.yes_or_no:
        answers = ["" if row.score is None else _("yes") if row.score else _("no") for row in rows]
        builder.add(Column("score", _("Counts")), answers)
    else:
        cells.shares("score", _("Score"), [row.score for row in rows], priority=30, signed=is_index(measure))
    if not account.yes_or_no or any(row.contribution not in {None, 0.0, 1.0} for row in rows):
        cells.shares(
            "contribution", _("Adds"), [row.contribution for row in rows], priority=60, decimals=decimals,
            signed=is_index(measure),
        )  # fmt: skip
    if any(row.measure.synthetic for row in rows):
        cells.synthetic()
    cells.signs()
    return builder.build()


def _quarter(row: MemberRow, _: Callable[[str], str]) -> tuple[str, Style]:
    if row.quarter is None:
        return "", Style.PLAIN
    if row.quarter == _WORST:
        return _("worst quarter (red)"), Style.WORSE
    if row.quarter == _BEST:
        return _("best quarter (green)"), Style.BETTER
    return _("middle half (yellow)"), Style.PLAIN
