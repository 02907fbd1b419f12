"""GitHub's tables: the same cells as on the terminal, all columns, the legend below."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from alemap.render.table import Align

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from alemap.render.table import Cell, TableView

_SPECIAL = re.compile(r"([\\|*_<>`\[\]])")


def text(views: Sequence[TableView]) -> str:
    """Write the tables, a blank line between them."""
    return "\n".join(_table(view) for view in views)


def _table(view: TableView) -> str:
    blocks = [f"**{_escaped(' · '.join(view.title))}**"] if view.title else []
    if view.rows:
        names = [_escaped(column.heading) for column in view.columns]
        rules = ["---:" if column.align is Align.RIGHT else "---" for column in view.columns]
        rows = (_line(_cells(row.cells, group=row.group)) for row in view.rows)
        blocks.append("\n".join((_line(names), _line(rules), *rows)))
    blocks += [_escaped(paragraph) for paragraph in view.legend_for(c.key for c in view.columns)]
    return "\n\n".join(blocks) + "\n"


def _cells(cells: Sequence[Cell], *, group: bool) -> list[str]:
    texts = [_escaped(cell.text.strip(" ")) for cell in cells]
    return [f"**{text}**" if group and text else text for text in texts]


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)
