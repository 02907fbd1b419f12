"""Shows tables on a stream through Rich: colour, rule under the headings, width of the terminal."""

from __future__ import annotations

import os
from io import StringIO
from typing import TYPE_CHECKING, TextIO

from rich.box import Box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from alemap.render.layout import INDENT, Laid, lay
from alemap.render.table import Row, Style

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alemap.render.table import TableView

# the rule under the headings and nothing else; columns are parted by two spaces
_RULE = Box("    \n    \n ── \n    \n    \n    \n    \n    \n")
# the terminal's own red and green, which its theme keeps readable on its ground
_STYLES = {Style.PLAIN: "", Style.WORSE: "red", Style.BETTER: "green", Style.GROUP: "bold"}
# for a stream whose encoding has no such signs
_PLAIN_SIGNS = str.maketrans(
    {"−": "-", "–": "-", "─": "-", "█": "#", "\u00a0": " ", "·": "-", **dict.fromkeys("▏▎▍▌▋▊▉", "|")}
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
    text = "\n".join(_drawn(lay(view, columns, lang), color=colored) for view in views)
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


def _drawn(laid: Laid, *, color: bool) -> str:
    lines = [*laid.title, *laid.legend]
    width = max([sum(laid.widths) + 4 * len(laid.widths) + INDENT, *map(len, lines)])
    console = Console(
        file=StringIO(),
        width=width,
        height=100,
        force_terminal=color,
        color_system="standard" if color else None,
        no_color=not color,
        legacy_windows=False,
        highlight=False,
        markup=False,
        emoji=False,
    )
    with console.capture() as capture:
        for line in laid.title:
            console.print(Text(line, style="bold"))
        if laid.title:
            console.print()
        if laid.rows:
            console.print(_table(laid))
            if laid.legend:
                console.print()
        for line in laid.legend:
            console.print(Text(line))
    return "".join(line.rstrip() + "\n" for line in capture.get().splitlines())


def _table(laid: Laid) -> Table:
    table = Table(
        box=_RULE,
        show_header=laid.header,
        show_edge=False,
        pad_edge=True,
        padding=(0, 0, 0, 1),
        header_style="",
    )
    for column, width, heading in zip(laid.columns, laid.widths, laid.headings, strict=True):
        table.add_column(Text(heading), justify=column.align.value, no_wrap=True, min_width=width)
    for row in laid.rows:
        table.add_row(*_texts(row))
    return table


def _texts(row: Row) -> list[Text]:
    return [Text(cell.text, style=_STYLES[cell.style]) for cell in row.cells]
