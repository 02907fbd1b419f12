"""An indicator: its definition in words, its series, and where its figures come from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alemap.domain import HIDDEN, SPLIT, TOTAL, WITHHELD, Origin, Status
from alemap.render import trend
from alemap.render.cells import Cells
from alemap.render.index_account import account_view
from alemap.render.table import Align, Column, TableBuilder
from alemap.render.translate import translator
from alemap.render.words import direction, period_text, sex_word, starred
from alemap.results import Figure

if TYPE_CHECKING:
    from collections.abc import Callable

    from alemap.render.table import TableView
    from alemap.results import CellTrace, SeriesRow, ShowResult

_TEXT_WIDTH = 30
_BREAK = " b"
_QUERY, _NOTE, _NOTES = 400, 400, 5
_METHOD, _COUNTS, _INTERVAL = 20, 40, 60


def view(result: ShowResult, lang: str) -> list[TableView]:
    """Make the tables of definition, series and provenance; one without content is left out."""
    views = [_definition(result, lang)]
    if result.series:
        views.append(_series(result, lang))
    if result.account is not None:
        views.append(account_view(result, result.account, lang))
    if result.trends:
        views.append(trend.view(result, lang))
    if result.models or result.traces:
        views.append(_provenance(result, lang))
    return views


def _pairs(pairs: list[tuple[str, str]], *title: str) -> TableBuilder:
    """Begin a table of fields and their texts."""
    builder = TableBuilder(*title, header=False)
    builder.add(Column("field", ""), [name for name, _text in pairs])
    builder.add(Column("text", "", wrap=_TEXT_WIDTH), [text for _name, text in pairs])
    return builder


def _definition(result: ShowResult, lang: str) -> TableView:
    _ = translator(lang)
    measure = result.measure
    pairs = [(name.say(lang), text.say(lang)) for name, text in result.definition.fields]
    pairs += [(_("Caveat"), caveat.say(lang)) for caveat in result.definition.caveats]
    name = starred(measure.name.say(lang), synthetic=measure.synthetic)
    builder = _pairs(pairs, f"{name} ({measure.id})", measure.unit.say(lang), direction(measure.polarity, _))
    cells = Cells(builder, lang)
    cells.registers([(measure, row.figure) for row in result.series])
    if measure.synthetic:
        cells.synthetic()
    cells.signs()
    return builder.build()


def _series(result: ShowResult, lang: str) -> TableView:
    _ = translator(lang)
    rows = result.series
    measure = result.measure
    areas = {row.area.code for row in rows}
    title = [_("Series")]
    if len(areas) == 1:
        title.append(rows[0].area.name)
    builder = TableBuilder(*title, measure.unit.say(lang))
    cells = Cells(builder, lang)
    if len(areas) > 1:
        builder.add(Column("area", _("Area"), wrap=_TEXT_WIDTH // 2), [row.area.name for row in rows])
    periods = [period_text(row.period) + (_BREAK if row.broken else "") for row in rows]
    builder.add(Column("period", _("Period")), periods)
    _breakdowns(rows, builder, _)
    figures = [(row.figure, measure.decimals) for row in rows]
    heading = starred(_("Value"), synthetic=measure.synthetic)
    cells.figures(Column("value", heading, Align.RIGHT), figures)
    cells.intervals(figures, confidence=result.confidence, priority=_INTERVAL)
    _counts(rows, cells, _)
    words = _method_words(_)
    methods = [words.get(row.method.removesuffix(SPLIT), row.method) for row in rows]
    if any(methods):
        builder.add(Column("method", _("Method"), priority=_METHOD), methods)
    if measure.synthetic:
        cells.synthetic()
    cells.signs()
    if any(row.broken for row in rows):
        builder.note(_("b break in the series: not comparable with the periods before (see the caveats)."))
    return builder.build()


def _breakdowns(rows: tuple[SeriesRow, ...], builder: TableBuilder, _: Callable[[str], str]) -> None:
    """Add sex and category where the series is broken down by them."""
    if any(row.sex != TOTAL for row in rows):
        builder.add(Column("sex", _("Sex")), [sex_word(row.sex, _) for row in rows])
    if any(row.category != TOTAL for row in rows):
        names = [_("All") if row.category == TOTAL else row.category for row in rows]
        builder.add(Column("category", _("Category")), names)


def _method_words(_: Callable[[str], str]) -> dict[str, str]:
    """How an interval came about, or why there is no figure, in words."""
    return {
        "wilson": _("Wilson"),
        "wilson_rounding": _("Wilson, with rounding"),
        "wilson_odds": _("Wilson, as odds"),
        "poisson_exact": _("exact Poisson"),
        "byar": _("Byar"),
        "published": _("published"),
        "normal": _("from standard error"),
        HIDDEN: _("small numbers"),
        WITHHELD: _("suppressed by the source"),
        "none": "",
    }


def _counts(rows: tuple[SeriesRow, ...], cells: Cells, _: Callable[[str], str]) -> None:
    """Add numerators and denominators where there are any; a suppressed figure shows neither."""
    headings = (("numerator", _("Numerator")), ("denominator", _("Denominator")))
    for place, (key, heading) in enumerate(headings):
        counts = [(row.numerator, row.denominator)[place] for row in rows]
        if all(count is None for count in counts):
            continue
        decimals = 0 if all(count is None or count == int(count) for count in counts) else 1
        figures = [
            (
                Figure(
                    count,
                    status=Status.SUPPRESSED if row.figure.status is Status.SUPPRESSED else Status.FINAL,
                    withheld=row.figure.withheld,
                )
            )
            for row, count in zip(rows, counts, strict=True)
        ]
        cells.figures(Column(key, heading, Align.RIGHT, _COUNTS), [(figure, decimals) for figure in figures])


def _provenance(result: ShowResult, lang: str) -> TableView:
    _ = translator(lang)
    pairs: list[tuple[str, str]] = []
    if result.models:
        pairs.append((_("Models"), " → ".join(result.models)))
    for trace in result.traces:
        pairs += _trace(trace, lang)
    builder = _pairs(pairs, _("Where the figures come from"))
    cells = Cells(builder, lang)
    if any(trace.origin == Origin.SYNTHETIC for trace in result.traces):
        cells.synthetic()
    cells.signs()
    return builder.build()


def _trace(trace: CellTrace, lang: str) -> list[tuple[str, str]]:
    _ = translator(lang)
    name = starred(trace.dataset_name.say(lang), synthetic=trace.origin == Origin.SYNTHETIC)
    cells = ", ".join(trace.cells)
    more = trace.cell_count - len(trace.cells)
    if more > 0:
        cells = _("{cells} and {count} more").format(cells=cells, count=more)
    pairs = [
        (_("Dataset"), f"{name} ({trace.dataset})"),
        (_("Agency"), f"{trace.agency}, {trace.table}" if trace.table else trace.agency),
        (_("Licence"), trace.licence),
        (_("File"), trace.file),
        (_("Address"), trace.address),
        (_("Query"), _shortened(trace.query, _QUERY, _)),
        (_("Fetched"), trace.fetched),
        ("sha256", trace.sha256),
        (_("Cells"), cells),
        *((_("Note"), _shortened(" ".join(note.split()), _NOTE, _)) for note in trace.notes[:_NOTES]),
    ]
    if len(trace.notes) > _NOTES:
        pairs.append((_("Note"), _("and {count} more in the file").format(count=len(trace.notes) - _NOTES)))
    return [(name, text) for name, text in pairs if text]


def _shortened(text: str, most: int, _: Callable[[str], str]) -> str:
    """A long text's beginning, with how much there is of it."""
    if len(text) <= most:
        return text
    return _("{beginning} ... ({count} characters)").format(beginning=text[:most].rstrip(), count=len(text))
