"""A programme's chain as a drawing: Mermaid's text, and SVG of our own making.

The drawing has a column for each stage, boxes for the steps, arrows for the links: whole where the effect is
known, broken where it is an assumption. Nothing that a definition says reaches the drawing unescaped.
"""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from alemap.render.translate import translator

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from alemap.results.programmes import Chain, StepView

_COLUMN, _GAP, _TOP, _MARGIN = 190, 60, 90, 20
_LINE, _PAD, _BETWEEN = 15, 10, 18
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
    boxes = _placed(list(stages.values()), lang)
    width = 2 * _MARGIN + len(stages) * _COLUMN + (len(stages) - 1) * _GAP
    height = max(y + h for _x, y, h, _lines in boxes.values()) + _MARGIN + 2 * _LINE
    name = escape(chain.name.say(lang))
    size = f'width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="sans-serif" font-size="12" role="img">',
        f"<title>{name}</title>",
        f"<desc>{escape(chain.problem.say(lang))}</desc>",
        _ARROWHEAD,
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
        f'<text x="{_MARGIN}" y="28" font-size="17" font-weight="bold">{name}</text>',
        f'<text x="{_MARGIN}" y="48" fill="#444">{escape(chain.problem.say(lang))}</text>',
    ]
    for at, stage in enumerate(stages):
        x = _MARGIN + at * (_COLUMN + _GAP)
        head = wrap(stage, _TITLE)
        for n, line in enumerate(head):
            y = _TOP - 10 - _LINE * (len(head) - 1 - n)
            parts.append(f'<text x="{x}" y="{y}" font-weight="bold">{escape(line)}</text>')
    links = [(step.id, lead) for step in chain.steps for lead in step.leads_to]
    parts += [_arrow(boxes, first, lead.step, known=lead.known) for first, lead in links]
    parts += [_box(step, boxes[step.id]) for step in chain.steps]
    legend = _("Whole arrow: the effect is known to some degree. Broken: an assumption. Red box: no measure.")
    parts.append(f'<text x="{_MARGIN}" y="{height - _MARGIN}" fill="#444">{escape(legend)}</text>')
    return "\n".join([*parts, "</svg>"]) + "\n"


_ARROWHEAD = (
    '<defs><marker id="arrow" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7"'
    ' orient="auto"><path d="M0 0 L8 4 L0 8 z" fill="#444"/></marker></defs>'
)
Box = tuple[int, int, int, list[str]]


def _placed(stages: Sequence[Sequence[StepView]], lang: str) -> dict[str, Box]:
    """Each step's box: left, top, height, lines of text; a column a stage, each in the middle."""
    columns = []
    for steps in stages:
        lines = [wrap(_text(step, lang), _LETTERS) for step in steps]
        heights = [len(each) * _LINE + 2 * _PAD for each in lines]
        columns.append((steps, lines, heights))
    tallest = max(sum(heights) + _BETWEEN * (len(heights) - 1) for _s, _l, heights in columns)
    found: dict[str, Box] = {}
    for at, (steps, lines, heights) in enumerate(columns):
        y = _TOP + (tallest - sum(heights) - _BETWEEN * (len(heights) - 1)) // 2
        for step, text, height in zip(steps, lines, heights, strict=True):
            found[step.id] = (_MARGIN + at * (_COLUMN + _GAP), y, height, text)
            y += height + _BETWEEN
    return found


def _box(step: StepView, box: Box) -> str:
    x, y, height, lines = box
    colour = _COLOURS[0 if not step.needs else 1 if step.measures else 2]
    edge = "#b03a2e" if step.needs and not step.measures else "#666"
    text = "".join(
        f'<text x="{x + _PAD}" y="{y + _PAD + 11 + n * _LINE}">{escape(line)}</text>'
        for n, line in enumerate(lines)
    )
    frame = (
        f'<rect x="{x}" y="{y}" width="{_COLUMN}" height="{height}" rx="4" fill="{colour}" stroke="{edge}"/>'
    )
    return frame + text


def _arrow(boxes: Mapping[str, Box], first: str, second: str, *, known: bool) -> str:
    """From the right side of one box to the left of the other; within a stage, round the right side."""
    x1, y1, h1, _ = boxes[first]
    x2, y2, h2, _ = boxes[second]
    start, end = (x1 + _COLUMN, y1 + h1 // 2), (x2, y2 + h2 // 2)
    bend = _GAP // 2
    if x1 == x2:
        end = (x2 + _COLUMN, end[1])
        curve = f"C{start[0] + bend} {start[1]} {end[0] + bend} {end[1]} {end[0]} {end[1]}"
    else:
        curve = f"C{start[0] + bend} {start[1]} {end[0] - bend} {end[1]} {end[0]} {end[1]}"
    dash = "" if known else ' stroke-dasharray="5 4"'
    return (
        f'<path d="M{start[0]} {start[1]} {curve}" fill="none" stroke="#444"{dash} marker-end="url(#arrow)"/>'
    )
