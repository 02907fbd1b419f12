"""The tables of small areas: shrunk values, the funnel, clusters of neighbours."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from alemap.domain import Polarity
from alemap.render.cells import Cells
from alemap.render.numbers import MISSING, NumberText, aligned, numbers
from alemap.render.table import Align, Column, Style, TableBuilder
from alemap.render.translate import translator
from alemap.render.words import direction, joined, level_word, period_text, with_unit
from alemap.results.small_areas import Cluster, ClusterTable, FunnelTable, ShrunkTable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alemap.render.table import TableView
    from alemap.results import AreaName, Figure
    from alemap.results.small_areas import Frame

_NAME_WIDTH = 16
_SIDES = {"far_above": (1, 0.998), "above": (1, 0.95), "below": (-1, 0.95), "far_below": (-1, 0.998)}
_TOWARDS, _MUNICIPALITY, _WEIGHT, _INTERVAL, _Z, _CHANCE = 30, 40, 50, 60, 65, 70


def view(result: ShrunkTable | FunnelTable | ClusterTable, lang: str) -> TableView:
    """Make the table of whichever kind it is."""
    if isinstance(result, ShrunkTable):
        return _shrunk(result, lang)
    return _funnel(result, lang) if isinstance(result, FunnelTable) else _clusters(result, lang)


def _start(frame: Frame, template: str, shown: int, lang: str) -> tuple[TableBuilder, Cells]:
    _ = translator(lang)
    counted = _("{shown} of {total} areas in {scope} shown")
    if shown == frame.valued:
        counted = _("{shown} of {total} areas in {scope} have a value")
    builder = TableBuilder(
        template.format(
            measure=with_unit(frame.measure, lang),
            level=level_word(frame.level.say(lang)),
            period=period_text(frame.period),
        ),
        direction(frame.measure.polarity, _),
        counted.format(shown=shown, total=frame.total, scope=joined(frame.scope, _)),
    )
    return builder, Cells(builder, lang)


def _names(builder: TableBuilder, areas: Sequence[AreaName], lang: str) -> None:
    _ = translator(lang)
    builder.add(Column("area", _("Area"), wrap=_NAME_WIDTH), [area.name for area in areas])
    if len({area.municipality for area in areas}) > 1 and any(a.municipality != a.name for a in areas):
        builder.add(
            Column("municipality", _("Municipality"), priority=_MUNICIPALITY),
            [area.municipality for area in areas],
        )


def _own(frame: Frame, cells: Cells, figures: Sequence[Figure], heading: str, priority: int) -> None:
    decimals = frame.measure.decimals
    cells.figures(Column("value", heading, Align.RIGHT), [(f, decimals) for f in figures])
    cells.intervals([(f, decimals) for f in figures], confidence=frame.confidence, priority=priority)


def _numbers(values: Sequence[float | None], decimals: int, lang: str, *, signed: bool = False) -> list[str]:
    say = numbers(lang)
    return aligned(
        [NumberText(MISSING, None) if v is None else say.parts(v, decimals, signed=signed) for v in values]
    )


def _end(frame: Frame, builder: TableBuilder, cells: Cells, figures: Sequence[Figure]) -> TableView:
    cells.registers([(frame.measure, figure) for figure in figures])
    if frame.measure.synthetic:
        cells.synthetic()
    cells.signs()
    cells.source(frame.sources, f"alemap show {frame.measure.id}")
    return builder.build()


def _places(ranks: Sequence[int]) -> list[str]:
    """Ranks as text; those that several areas share carry `=`."""
    number = Counter(ranks)
    return aligned([NumberText(str(rank), "", "=" if number[rank] > 1 else "") for rank in ranks])


def _shrunk(result: ShrunkTable, lang: str) -> TableView:
    _ = translator(lang)
    frame, rows = result.frame, result.rows
    builder, cells = _start(frame, _("{measure} by {level}, {period}, raw and shrunk"), len(rows), lang)
    builder.add(Column("shrunk_rank", _("Rank shrunk"), Align.RIGHT), _places([r.shrunk_rank for r in rows]))
    builder.add(Column("rank", _("Rank raw"), Align.RIGHT), _places([r.rank for r in rows]))
    _names(builder, [r.area for r in rows], lang)
    _own(frame, cells, [r.figure for r in rows], _("Raw"), _INTERVAL)
    decimals = frame.measure.decimals
    builder.add(
        Column("shrunk", _("Shrunk"), Align.RIGHT), _numbers([r.shrunk for r in rows], decimals, lang)
    )
    builder.add(
        Column("towards", _("Towards"), Align.RIGHT, _TOWARDS),
        _numbers([r.towards for r in rows], decimals, lang),
    )
    say = numbers(lang)
    builder.add(
        Column("weight", _("Own weight"), Align.RIGHT, _WEIGHT),
        [say.percent(round(row.weight, 2)) for row in rows],
    )
    builder.note(_("Shrunk: drawn towards the common value of the municipality's areas, small ones more."))
    builder.note(_("Own weight: how much the area's own figures count."), "weight")
    builder.note(_("Raw says what was; shrunk is the better guess of what is."))
    return _end(frame, builder, cells, [r.figure for r in rows])


def _funnel(result: FunnelTable, lang: str) -> TableView:
    _ = translator(lang)
    frame, rows = result.frame, result.rows
    builder, cells = _start(frame, _("{measure} by {level}, {period}, funnel"), len(rows), lang)
    _names(builder, [r.area for r in rows], lang)
    decimals = frame.measure.decimals
    cells.figures(
        Column("value", frame.measure.unit.say(lang) or _("Value"), Align.RIGHT),
        [(r.figure, decimals) for r in rows],
    )
    say = numbers(lang)
    builder.add(
        Column("limits", _("Chance allows (95%)"), priority=_INTERVAL),
        [say.interval(r.lower, r.upper, decimals, signed=False, to=r.lower < 0) for r in rows],
    )
    builder.add(Column("size", _("Size"), Align.RIGHT, _TOWARDS), [say.text(r.size, 0) for r in rows])
    builder.add(
        Column("position", _("By chance alone"), priority=_CHANCE),
        [_position(row.position, frame.measure.polarity, lang) for row in rows],
    )
    builder.add(
        Column("adjusted", "z", Align.RIGHT, _Z),
        _numbers([row.adjusted for row in rows], 1, lang, signed=True),
    )
    builder.add(
        Column("adjusted_position", _("With overdispersion")),
        [_position(row.adjusted_position, frame.measure.polarity, lang) for row in rows],
        styles=[_style(row.adjusted_position, frame.measure.polarity) for row in rows],
    )
    builder.note(
        _(
            "Common value {value}. Limits at 95% and 99.8%: one area in 20, one in 500 outside by chance."
        ).format(value=say.text(result.baseline, decimals))
    )
    if result.phi is not None:
        builder.note(
            _(
                "Areas differ {phi} times as much as chance alone would have it (variance, ends pulled in)."
            ).format(phi=say.text(result.phi, 1)),
        )
        builder.note(_("With overdispersion: outside even among areas that differ so."))
    return _end(frame, builder, cells, [r.figure for r in rows])


def _position(position: str, polarity: Polarity, lang: str) -> str:
    """Say where an area lies, with the limit it lies outside."""
    _ = translator(lang)
    if position not in _SIDES:
        return _("within") if position == "within" else MISSING
    high, low = {
        Polarity.HIGHER_IS_WORSE: (_("worse"), _("better")),
        Polarity.HIGHER_IS_BETTER: (_("better"), _("worse")),
    }.get(polarity, (_("higher"), _("lower")))
    side, limit = _SIDES[position]
    return f"{high if side > 0 else low} ({numbers(lang).percent(limit)})"


def _style(position: str, polarity: Polarity) -> Style:
    bad = _SIDES.get(position, (0, 0.0))[0] * polarity.sign
    return Style.WORSE if bad > 0 else Style.BETTER if bad < 0 else Style.PLAIN


def _clusters(result: ClusterTable, lang: str) -> TableView:
    _ = translator(lang)
    frame, rows = result.frame, result.rows
    builder, cells = _start(frame, _("{measure} by {level}, {period}, with neighbours"), len(rows), lang)
    _names(builder, [r.area for r in rows], lang)
    _own(frame, cells, [r.figure for r in rows], frame.measure.unit.say(lang) or _("Value"), _INTERVAL)
    decimals = frame.measure.decimals
    builder.add(
        Column("neighbours", _("Neighbours"), Align.RIGHT, _WEIGHT), [str(r.neighbours) for r in rows]
    )
    builder.add(
        Column("around", _("Around"), Align.RIGHT), _numbers([r.around for r in rows], decimals, lang)
    )
    words = {
        Cluster.HIGH: _("high among high"),
        Cluster.LOW: _("low among low"),
        Cluster.HIGH_AMONG_LOW: _("high among low"),
        Cluster.LOW_AMONG_HIGH: _("low among high"),
        Cluster.NONE: _("may be chance"),
        Cluster.ALONE: _("no neighbours"),
    }
    builder.add(Column("cluster", _("Cluster")), [words[row.cluster] for row in rows])
    say = numbers(lang)
    builder.note(_("Around: the mean of the neighbours' values."), "around")
    builder.note(
        _("Cluster: local Moran after Benjamini–Hochberg over {count} areas.").format(
            count=result.comparisons
        )
    )
    text = _("Moran's I {value} ({expected} by chance, p = {p}): above chance, like lies beside like.")
    builder.note(
        text.format(
            value=say.text(result.moran, 2, signed=True),
            expected=say.text(result.moran_expected, 2, signed=True),
            p=say.text(result.moran_p, 3),
        )
    )
    return _end(frame, builder, cells, [r.figure for r in rows])
