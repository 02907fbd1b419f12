"""A programme's chain as a drawing: Mermaid's text, and SVG of our own making.

The drawing has a column for each stage, boxes for the steps, arrows for the links: whole where the effect is
known, broken where it is an assumption. Nothing that a definition says reaches the drawing unescaped.
"""

from __future__ import annotations

import re
from textwrap import wrap
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape as escaped

from alemap.export.programme_layout import COLUMN, GAP, MARGIN, TOP, layout
from alemap.render.translate import translator

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alemap.export.programme_layout import Point
    from alemap.results.programmes import Chain, StepView

_NOT_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Signs that XML 1.0 has no way to write."""

_LINE, _PAD, _LETTER, _NARROWEST = 15, 10, 7, 700
_LETTERS = 27
_TITLE = 24
_COLOURS = ("#eef2f5", "#fdf3dc", "#fbe3e0")
"""Of a step's box: in order, without a need of measure; measured; in want of a measure."""


def mermaid(chain: Chain, lang: str) -> str:
    """Mermaid's flowchart from left to right, a subgraph a stage."""
    lines = ["flowchart LR"]
    ids = {step.id: f"s{number}" for number, step in enumerate(chain.steps)}
    for name, steps in _stages(chain, lang).items():
        lines.append(f'  subgraph {ids[steps[0].id]}g["{_quoted(name)}"]')
        lines += [f'    {ids[step.id]}["{_quoted(_text(step, lang))}"]' for step in steps]
        lines.append("  end")
    for step in chain.steps:
        for lead in step.leads_to:
            arrow = "-->" if lead.known else "-.->"
            said = _quoted(lead.evidence.say(lang) if lead.known else "?")
            lines.append(f'  {ids[step.id]} {arrow}|"{said}"| {ids[lead.step]}')
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """A text within Mermaid's quotes: its own signs as entities."""
    signs = {"&": "#amp;", '"': "#quot;", "<": "#lt;", ">": "#gt;", "`": "#96;", "#": "#35;"}
    return " ".join("".join(signs.get(sign, sign) for sign in text).split())


def _text(step: StepView, lang: str) -> str:
    """A step's name, and its measures with the way they are to move."""
    measures = [f"{m.name.say(lang)} {'↑' if m.up else '↓'}" for m in step.measures]
    return f"{step.name.say(lang)} ({'; '.join(measures)})" if measures else step.name.say(lang)


def _stages(chain: Chain, lang: str) -> dict[str, list[StepView]]:
    found: dict[str, list[StepView]] = {}
    for step in chain.steps:
        found.setdefault(step.stage_name.say(lang), []).append(step)
    return found


def svg(chain: Chain, lang: str) -> str:
    """SVG 1.1 with a white ground, fit for a page; a title and a description for who cannot see it."""
    _ = translator(lang)
    stages = _stages(chain, lang)
    texts = {step.id: wrap(_text(step, lang), _LETTERS) for step in chain.steps}
    leads = {(step.id, lead.step): lead.known for step in chain.steps for lead in step.leads_to}
    placed = layout(
        [[step.id for step in steps] for steps in stages.values()],
        {step: len(lines) * _LINE + 2 * _PAD for step, lines in texts.items()},
        list(leads),
    )
    width = max(placed.width, _NARROWEST)
    letters = (width - 2 * MARGIN) // _LETTER
    legend = _("Whole arrow: the effect is known to some degree. Broken: an assumption. Red box: no measure.")
    below = wrap(legend, letters)
    height = placed.height + len(below) * _LINE
    name = escape(chain.name.say(lang))
    size = f'width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="sans-serif" font-size="12" role="img">',
        f"<title>{name}</title>",
        f"<desc>{escape(chain.problem.say(lang))}</desc>",
        _ARROWHEAD,
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
        f'<text x="{MARGIN}" y="28" font-size="17" font-weight="bold">{name}</text>',
        # the description above has all of it; of blanks alone nothing is left
        *(
            _line(MARGIN, 48, text)
            for text in wrap(chain.problem.say(lang), letters, max_lines=1, placeholder=" …")
        ),
    ]
    for at, stage in enumerate(stages):
        head = wrap(stage, _TITLE)
        for n, line in enumerate(head):
            y = TOP - 10 - _LINE * (len(head) - 1 - n)
            x = MARGIN + at * (COLUMN + GAP)
            parts.append(f'<text x="{x}" y="{y}" font-weight="bold">{escape(line)}</text>')
    parts += [_arrow(points, known=leads[link]) for link, points in placed.paths.items()]
    parts += [_box(step, placed.boxes[step.id], texts[step.id]) for step in chain.steps]
    parts += [_line(MARGIN, placed.height + n * _LINE, line) for n, line in enumerate(below)]
    return "\n".join([*parts, "</svg>"]) + "\n"


def escape(text: str) -> str:
    """A text within XML, without the signs that XML cannot hold."""
    return escaped(_NOT_XML.sub("", text))


_ARROWHEAD = (
    '<defs><marker id="arrow" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7"'
    ' orient="auto"><path d="M0 0 L8 4 L0 8 z" fill="#444"/></marker></defs>'
)


def _line(x: int, y: int, text: str) -> str:
    return f'<text x="{x}" y="{y}" fill="#444">{escape(text)}</text>'


def _box(step: StepView, place: Point, lines: Sequence[str]) -> str:
    x, y = place
    height = len(lines) * _LINE + 2 * _PAD
    colour = _COLOURS[0 if not step.needs else 1 if step.measures else 2]
    edge = "#b03a2e" if step.needs and not step.measures else "#666"
    text = "".join(
        f'<text x="{x + _PAD}" y="{y + _PAD + 11 + n * _LINE}">{escape(line)}</text>'
        for n, line in enumerate(lines)
    )
    frame = (
        f'<rect x="{x}" y="{y}" width="{COLUMN}" height="{height}" rx="4" fill="{colour}" stroke="{edge}"/>'
    )
    return frame + text


def _arrow(points: Sequence[Point], *, known: bool) -> str:
    """Curves between columns, straight lines through them; within a column round the right side."""
    (x, y), bend = points[0], GAP // 2
    way = [f"M{x} {y}"]
    for at, (to_x, to_y) in enumerate(points[1:]):
        straight = at % 2 == 1
        inward = bend if to_x == x else -bend
        way.append(f"L{to_x} {to_y}" if straight else f"C{x + bend} {y} {to_x + inward} {to_y} {to_x} {to_y}")
        x, y = to_x, to_y
    dash = "" if known else ' stroke-dasharray="5 4"'
    return f'<path d="{" ".join(way)}" fill="none" stroke="#444"{dash} marker-end="url(#arrow)"/>'
