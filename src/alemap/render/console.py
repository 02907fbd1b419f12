"""Shows tables on a stream: width and colour of the terminal, lines put together from a layout.

Rich writes the coloured lines, so that old Windows consoles are served too. Its own table is not used:
the layout is done already, and 99 rows of 11 columns took it 155 ms where these lines take 12. A
stream without colour does not even import it (45 ms).
"""

from __future__ import annotations

import os
from itertools import zip_longest
from typing import TYPE_CHECKING, TextIO

from alemap.render.layout import GAP, INDENT, Laid, lay
from alemap.render.table import Align, Cell, Style

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from alemap.render.table import TableView

    Line = list[Cell]

# the terminal's own red and green, which its theme keeps readable on its ground
_STYLES = {
    Style.PLAIN: "",
    Style.TITLE: "bold",
    Style.GROUP: "bold",
    Style.WORSE: "red",
    Style.BETTER: "green",
}
# for a stream whose encoding has no such signs
_PLAIN_SIGNS = str.maketrans(
    {
        "−": "-",
        "–": "-",
        "─": "-",
        "█": "#",
        "\u00a0": " ",
        "·": "-",
        "→": ">",
        **dict.fromkeys("▏▎▍▌▋▊▉", "|"),
    }
)


def show(
    views: Sequence[TableView],
    *,
    lang: str,
    stream: TextIO,
    width: int | None = None,
    color: bool | None = None,
) -> None:
    """Write tables to a stream, a blank line between them.

    `width` None: COLUMNS, else the terminal's, else (a pipe) as wide as the content. `color` None: on a
    terminal, unless NO_COLOR is set or TERM is `dumb`.
    """
    columns = width if width is not None else _width(stream)
    colored = color if color is not None else _color(stream)
    lines: list[Line] = []
    for view in views:
        if lines:
            lines.append([])
        lines.extend(_stripped(line) for line in _lines(lay(view, columns, lang)))
    if colored:
        _write_colored(lines, stream)
    else:
        text = "".join("".join(cell.text for cell in line) + "\n" for line in lines)
        stream.write(_encodable(text, getattr(stream, "encoding", None)))


def _width(stream: TextIO) -> int | None:
    asked = os.environ.get("COLUMNS", "")
    if asked.isdecimal() and int(asked) > 0:
        return int(asked)
    if not stream.isatty():
        return None
    try:
        return os.get_terminal_size(stream.fileno()).columns or None
    except OSError:
        return None


def _color(stream: TextIO) -> bool:
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _encodable(text: str, encoding: str | None) -> str:
    """Return the text, with the nearest plain signs where the encoding lacks ours."""
    if not encoding:
        return text
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return text.translate(_PLAIN_SIGNS).encode(encoding, "replace").decode(encoding)
    return text


def _write_colored(lines: Sequence[Line], stream: TextIO) -> None:
    # imported here: a pipe needs none of it
    from rich.console import Console  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    console = Console(
        file=stream, force_terminal=True, color_system="standard", no_color=False, highlight=False
    )
    encoding = getattr(stream, "encoding", None)
    for line in lines:
        spans = ((_encodable(cell.text, encoding), _STYLES[cell.style]) for cell in line)
        console.print(Text.assemble(*spans), soft_wrap=True)


def _stripped(line: Line) -> Line:
    """Take the blanks off the end of a line."""
    cells = [cell for cell in line if cell.text]
    while cells and not cells[-1].text.rstrip():
        cells.pop()
    if cells:
        cells[-1] = Cell(cells[-1].text.rstrip(), cells[-1].style)
    return cells


def _lines(laid: Laid) -> Iterator[Line]:
    for line in laid.title:
        yield [Cell(line, Style.TITLE)]
    if laid.title:
        yield []
    if laid.rows:
        yield from _table(laid)
        if laid.legend:
            yield []
    for line in laid.legend:
        yield [Cell(line)]


def _table(laid: Laid) -> Iterator[Line]:
    if laid.header:
        yield from _row(laid, [Cell(heading) for heading in laid.headings])
        yield [Cell("─" * laid.width)]
    for row in laid.rows:
        if row.group:
            for text in row.cells[0].text.split("\n"):
                yield [Cell(" " * INDENT + text, row.cells[0].style)]
        else:
            yield from _row(laid, row.cells)


def _row(laid: Laid, cells: Sequence[Cell]) -> Iterator[Line]:
    """Give the lines of one row, each cell padded to its column."""
    for texts in zip_longest(*(cell.text.split("\n") for cell in cells), fillvalue=""):
        line = [Cell(" " * INDENT)]
        for text, cell, column, width in zip(texts, cells, laid.columns, laid.widths, strict=True):
            padding = Cell(" " * (width - len(text)))
            content = Cell(text, cell.style)
            line += [padding, content] if column.align is Align.RIGHT else [content, padding]
            line.append(Cell(" " * GAP))
        yield line
