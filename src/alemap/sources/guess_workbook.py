"""How a workbook is probably read: its sheet, header rows, labels, title, and where the data end."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from alemap.domain import Remark, conform_period
from alemap.errors import Place, SourceError
from alemap.sources.block import Block, end_pattern, escaped, find_block
from alemap.sources.guess_table import is_text_number, period_group
from alemap.sources.sheet import Sheet, as_text, open_book

if TYPE_CHECKING:
    from collections.abc import Sequence

_MOST_SHEETS = 40
_PHANTOM = 50
_SHOWN = 40
_YEAR = re.compile(r"(?:19|20)\d{2}")
_SEXES = frozenset(
    {"totalt", "total", "män", "kvinnor", "men", "women", "pojkar", "flickor", "kvinnor och män"}
)
_AGE = re.compile(r"\d\s*(år|years?)\b|^totalt?( ålder)?$|samtliga åldrar|all ages", re.IGNORECASE)
_TITLE_PERIOD = re.compile(r"(?:19|20)\d{2}(?:[-–/]\d{2,4})?")


def guess_workbook(content: bytes, name: str) -> tuple[dict[str, Any], tuple[Remark, ...]]:
    """Give the `read` options of a workbook and what is odd about it; SourceError where nothing is found."""
    book = open_book(content, name)
    found: dict[str, tuple[Sheet, Block]] = {}
    for sheet_name in book.names[:_MOST_SHEETS]:
        sheet = book.sheet(sheet_name)
        block = find_block(sheet.rows, _is_number) or find_block(sheet.rows, _is_any_number)
        if block is not None and block.headers:
            found[sheet_name] = (sheet, block)
    if not found:
        raise SourceError(
            "no sheet has a column of figures below a header",
            place=Place(name),
            hint="Open the workbook: the figures may be pictures, or in a form alemap does not know.",
        )
    chosen = max(found, key=lambda each: (each not in book.hidden, found[each][1].size()))
    sheet, block = found[chosen]
    read: dict[str, Any] = {}
    remarks: list[Remark] = []
    if len(book.names) > 1:
        read |= _sheet(chosen, found, book.names, remarks)
    remarks += [Remark("the sheet `{sheet}` is hidden", {"sheet": hidden}) for hidden in sorted(book.hidden)]
    claimed = book.claimed(chosen)
    if claimed is not None and claimed[1] > sheet.last_column + _PHANTOM:
        remarks.append(
            Remark(
                "the sheet says it has {claimed} columns; {used} hold anything",
                {"claimed": claimed[1], "used": sheet.last_column},
            )
        )
    read["header_row"] = block.headers[0] + sheet.top
    read |= _axes(sheet, block, remarks)
    read |= _title(sheet, block, read, remarks)
    read |= _end(sheet, block, remarks)
    return read, tuple(remarks)


def _is_number(value: Any) -> bool:
    return type(value) in (int, float)


def _is_any_number(value: Any) -> bool:
    return type(value) in (int, float) or is_text_number(value)


def _sheet(
    chosen: str, found: dict[str, tuple[Sheet, Block]], names: Sequence[str], remarks: list[Remark]
) -> dict[str, Any]:
    """Choose one sheet, or all of one shape whose names are years."""
    block = found[chosen][1]
    alike = [
        name
        for name, (_, other) in found.items()
        if (other.headers, other.labels, other.figures) == (block.headers, block.labels, block.figures)
    ]
    years = [name for name in alike if _YEAR.search(name)]
    if len(years) > 1 and chosen in years:
        around = {_YEAR.sub("\0", name, count=1) for name in years}
        if len(around) == 1:
            before, _, after = around.pop().partition("\0")
            pattern = rf"^{escaped(before)}(?P<period>\d{{4}}){escaped(after)}$"
            return {"sheets": pattern}
    remarks.append(
        Remark(
            "the workbook has {count} sheets; `{sheet}` has most figures",
            {"count": len(names), "sheet": chosen},
        )
    )
    return {"sheet": f"^{escaped(chosen)}$"}


def _axes(sheet: Sheet, block: Block, remarks: list[Remark]) -> dict[str, Any]:
    """Name the dimensions of the label columns and header rows."""
    cells = {at: [_cell(sheet, row, at) for row in block.headers] for at in (*block.labels, *block.figures)}
    leading = range(block.figures[0])
    names = {at: next(filter(None, cells[at]), "") for at in block.labels}
    stray = [at for at in block.labels if at > block.figures[0]]
    if len(block.headers) == 1 and all(names.values()) and len(set(names.values())) == len(names):
        read: dict[str, Any] = {
            "headers": ["measure"],
            "labels": [names[at] for at in block.labels],
            "labels_by_name": True,
        }
        if _all_periods(cells[at][0] for at in block.figures):
            read["headers"] = ["period"]
        skip = [_cell(sheet, block.headers[0], at) for at in block.others]
        return read | ({"skip": skip} if skip else {})
    labels = []
    for at in leading:
        text = names.get(at, "")
        labels.append(text if text and text not in labels else f"label_{at + 1}")
    read = {"headers": _header_names(cells, block), "labels": labels or ["label_1"]}
    last = [
        _cell(sheet, block.headers[-1], at) for at in (*stray, *(a for a in block.others if a not in leading))
    ]
    if stray:
        remarks.append(Remark("columns of text stand among the figures and are left out"))
    return read | ({"skip": last} if last else {})


def _header_names(cells: dict[int, list[str]], block: Block) -> list[str]:
    """Name each header row by what stands in it; rows of broken lines make one `measure` together."""
    rows = [[cells[at][row] for at in block.figures] for row in range(len(block.headers))]
    names: list[str] = []
    for row in rows:
        texts = [text for text in row if text]
        if _all_periods(texts):
            names.append("period")
        elif texts and all(text.casefold() in _SEXES for text in texts) and len(rows) > 1:
            names.append("sex")
        elif len(rows) > 1 and texts and all(_AGE.search(text) for text in texts):
            names.append("age")
        else:
            names.append("measure")
    own = [at for at, name in enumerate(names) if name == "measure"]
    blanks = [sum(not text for text in rows[at]) for at in own[1:]]
    broken = any(blank * 2 > len(block.figures) for blank in blanks) or any(
        text.endswith("-") for at in own for text in rows[at]
    )
    if not broken:
        for number, at in enumerate(own[1:], start=2):
            names[at] = f"measure_{number}"
    seen: dict[str, int] = {}
    for at, name in enumerate(names):
        seen[name] = seen.get(name, 0) + 1
        if name != "measure" and seen[name] > 1:
            names[at] = f"{name}_{seen[name]}"
    return names


def _title(sheet: Sheet, block: Block, read: dict[str, Any], remarks: list[Remark]) -> dict[str, Any]:
    """Take the period from a cell above the headers, where no header or label has it."""
    above = [
        (row, at, text)
        for row in range(block.headers[0])
        for at in range(len(sheet.rows[row]))
        if (text := _cell(sheet, row, at))
    ]
    for row, at, text in above:
        if at > 0:
            remarks.append(
                Remark(
                    "a text stands above the headers in {cell}: `{text}`",
                    {"cell": sheet.cell(row + sheet.top, at + sheet.left), "text": text[:60]},
                )
            )
    labelled = any(_all_periods(_column(sheet, block, at)) for at in block.labels)
    if "period" in read["headers"] or labelled:
        return {}
    for _, _, text in above:
        match = _TITLE_PERIOD.search(text)
        if match is not None and _is_period(match[0]):
            before = text[max(match.start() - 12, 0) : match.start()]
            return {"title": escaped(before) + period_group([match[0]])}
    return {}


def _end(sheet: Sheet, block: Block, remarks: list[Remark]) -> dict[str, Any]:
    """Say where the data end, where the first blank row does not."""
    leading = [*block.labels, *block.figures]

    def is_blank(row: int) -> bool:
        return not any(_cell(sheet, row, at) for at in leading)

    gap = any(is_blank(row) for row in range(block.first, block.last + 1))
    below = [row for row in range(block.last + 1, len(sheet.rows)) if any(map(as_text, sheet.rows[row]))]
    texts = [text for row in below if (text := _cell(sheet, row, block.labels[0] if block.labels else 0))]
    if below:
        remarks.append(
            Remark(
                "{count} row(s) below the figures are a footer, from row {row} on: `{text}`",
                {"count": len(below), "row": below[0] + sheet.top, "text": _beginning(sheet, below[0])},
            )
        )
    directly = bool(below) and below[0] == block.last + 1
    if not directly and not gap:
        return {}
    if gap:
        remarks.append(Remark("blank rows stand among the figures"))
    label = block.labels[0] if block.labels else 0
    data = [(_cell(sheet, row, label),) for row in range(block.first, block.last + 1)]
    return {"stop": end_pattern(texts[:1], data)}


def _beginning(sheet: Sheet, row: int) -> str:
    """The first text of a row."""
    return next(filter(None, map(as_text, sheet.rows[row])), "")[:_SHOWN]


def _column(sheet: Sheet, block: Block, at: int) -> list[str]:
    texts = (_cell(sheet, row, at) for row in range(block.first, min(block.last + 1, block.first + 500)))
    return [text for text in texts if text]


def _cell(sheet: Sheet, row: int, at: int) -> str:
    cells = sheet.rows[row]
    return as_text(cells[at]) if at < len(cells) else ""


def _all_periods(texts: Any) -> bool:
    found = list(texts)
    return bool(found) and all(map(_is_period, found))


def _is_period(text: str) -> bool:
    try:
        conform_period(text)
    except ValueError:
        return False
    return True
