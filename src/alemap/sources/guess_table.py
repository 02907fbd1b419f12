"""How a text table is probably read: encoding, delimiter, header, labels, figures, footer."""

from __future__ import annotations

import csv
import re
from typing import Any

from alemap.domain import Remark
from alemap.errors import Place, SourceError
from alemap.sources.block import Block, end_pattern, escaped, find_block
from alemap.sources.decoded import MAX_COLUMNS, check_columns, check_size
from alemap.sources.text import decode_text, is_utf8

_DELIMITERS = (";", ",", "\t", "|")
_NUMBER = re.compile(
    r"[+\-\u2212]?(?:\d{1,3}(?:[ \u00a0\u202f\u2009]\d{3})+|\d+)(?:[.,]\d+)?\s*\**|[+\-\u2212]?[.,]\d+"
)
_PERIOD = re.compile(r"(?:19|20)\d{2}(?:M\d{1,2}|[KQ]\d|/\d{2}|[-–](?:19|20)\d{2})?")
_THOUSANDS = re.compile(r"[+\-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_POINTS = re.compile(r"[+\-]?\d{1,3}(?:\.\d{3})+(?:,\d+)?")
_LINES = 3000
_SHOWN = 40


def guess_table(content: bytes, name: str) -> tuple[dict[str, Any], tuple[Remark, ...]]:
    """Give the `read` options of a text table and what is odd about it; SourceError where it is none."""
    check_size([max(content.count(b"\n"), content.count(b"\r"))], name)
    text = decode_text(content, None, name)
    lines = text.split("\n")
    remarks = [_encoding(content)]
    delimiter = _delimiter(lines[:_LINES], name)
    numbers, rows = _rows(lines, delimiter)
    check_columns(max(map(len, rows), default=0), Place(name))
    block = find_block(rows, is_text_number)
    if block is None or not block.headers:  # what the first lines promised, the whole file does not hold
        raise _no_table(name)
    at = numbers[block.headers[-1]]
    header = [" ".join(cell.split()) for cell in rows[block.headers[-1]]]
    read: dict[str, Any] = {} if delimiter == ";" else {"delimiter": delimiter}
    if any(line.strip(delimiter + ' "\t') for line in lines[:at]):
        read["header_starts"] = _start(lines[: at + 1], header[0])
        remarks.append(Remark("{count} line(s) stand above the header", {"count": at}))
    read["labels"] = [header[column] for column in block.labels if column < len(header)]
    if not read["labels"]:
        raise SourceError(
            "no column of this table says what its rows are",
            place=Place(name, line=at + 1),
            hint="Look whether its header and delimiter are whole; each row needs a label.",
        )
    read |= _measures([header[column] for column in block.figures if column < len(header)])
    skip = [header[column] for column in block.others if column < len(header)]
    if skip:
        read["skip"] = skip
        remarks.append(Remark("a column numbers the rows and is left out"))
    if not _has_period(read, rows, block):
        read |= _preamble(lines[:at], delimiter)
    read |= _footer(lines, numbers, rows, block, remarks)
    read |= _decimal(rows, block, remarks)
    if read["labels"][:1] == [""]:
        remarks.append(Remark("the first column has no name"))
    if any(" ".join(cell.split()) in ("", None) for cell in header) and "" not in read["labels"]:
        remarks.append(Remark("there are columns without a name"))
    if header and header[0].startswith("[Log] "):
        remarks.append(Remark("the header was pasted from a browser's log: `{text}`", {"text": header[0]}))
    return read, tuple(remarks)


def _delimiter(lines: list[str], name: str) -> str:
    """The sign that parts the lines into the largest block of figures."""
    found, widest = [], 0
    for each in _DELIMITERS:
        _, rows = _rows(lines, each)
        width = max(map(len, rows), default=0)
        block = find_block(rows, is_text_number) if width <= MAX_COLUMNS else None
        widest = max(widest, width)
        if block is not None and block.headers:
            found.append((block.size(), len(block.labels), each))
    if not found:
        check_columns(widest, Place(name))
        raise _no_table(name)
    return max(found)[2]


def _no_table(name: str) -> SourceError:
    return SourceError(
        "no table is found in this text: no column of figures below a header",
        place=Place(name),
        hint="Give alemap the file as the agency serves it, in a form it knows.",
    )


def _encoding(content: bytes) -> Remark:
    if content.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        found = "UTF-8" if content.startswith(b"\xef") else "UTF-16"
        return Remark("encoding: {encoding} with a byte order mark", {"encoding": found})
    if content.isascii():
        return Remark("encoding: {encoding}", {"encoding": "ASCII"})
    return Remark("encoding: {encoding}", {"encoding": "UTF-8" if is_utf8(content) else "Windows-1252"})


def _rows(lines: list[str], delimiter: str) -> tuple[list[int], list[list[str]]]:
    """Give the rows that are not blank, and on which line (from 0) each of them begins."""
    numbers: list[int] = []
    rows: list[list[str]] = []
    reader = csv.reader((line + "\n" for line in lines), delimiter=delimiter)
    begins = 0
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                numbers.append(begins)
                rows.append([cell.strip() for cell in row])
            begins = reader.line_num
    except csv.Error:
        return [], []
    return numbers, rows


def is_text_number(value: Any) -> bool:
    """Whether a text is a figure; a leading zero makes it a code."""
    text = value.strip() if isinstance(value, str) else ""
    if len(text) > 1 and text[0] == "0" and text[1].isdigit():
        return False
    return any(form.fullmatch(text) for form in (_NUMBER, _THOUSANDS, _POINTS))


def _start(lines: list[str], name: str) -> str:
    """How the header line begins: with its first name, unless a line above begins so too."""
    above = [line.lstrip('"') for line in lines[:-1]]
    own = lines[-1].lstrip('"')
    return own[:60] if not name or any(line.startswith(name) for line in above) else name


def _measures(headers: list[str]) -> dict[str, Any]:
    """Say what the headers of the columns of figures are: periods, a measure and its period, or measures."""
    if all(_PERIOD.fullmatch(text) for text in headers):
        return {"measure": "period"}
    if len(headers) == 1:
        return {"value": headers[0]}
    prefix = headers[0][: re.match(r".*?(?=(?:19|20)\d\d|$)", headers[0]).end()]  # type: ignore[union-attr]
    tails = [text[len(prefix) :] for text in headers]
    if prefix and all(text.startswith(prefix) for text in headers) and all(map(_PERIOD.fullmatch, tails)):
        if prefix.endswith(" "):
            return {"measure_pattern": rf"(?P<measure>.+) {period_group(tails)}"}
        return {"measure_pattern": rf"{escaped(prefix)}{period_group(tails)}"}
    tails = [text.rpartition(" ")[2] for text in headers]
    if all(map(_PERIOD.fullmatch, tails)):
        return {"measure_pattern": rf"(?P<measure>.+) {period_group(tails)}"}
    return {}


def period_group(periods: list[str]) -> str:
    """A pattern's group for periods written like these: figures for figures, the rest as it stands."""
    shapes = {re.sub(r"\d+", lambda match: rf"\d{{{len(match[0])}}}", escaped(text)) for text in periods}
    shape = shapes.pop() if len(shapes) == 1 else r"\d{4}[^ ,;|]*"
    return f"(?P<period>{shape})"


def _has_period(read: dict[str, Any], rows: list[list[str]], block: Block) -> bool:
    if read.get("measure") == "period" or "?P<period>" in read.get("measure_pattern", ""):
        return True
    row = rows[block.first]
    return any(at < len(row) and _PERIOD.fullmatch(row[at]) for at in block.labels)


def _preamble(lines: list[str], delimiter: str) -> dict[str, Any]:
    """Take the period from the lines above the header, where one of them names one."""
    for line in lines:
        text = line.split(delimiter)[0].strip(' "')
        match = _PERIOD.search(text)
        if match is not None:
            before = text[: match.start()][-30:]
            return {"preamble": [rf"{escaped(before)}{period_group([match[0]])}"]}
    return {}


def _footer(
    lines: list[str], numbers: list[int], rows: list[list[str]], block: Block, remarks: list[Remark]
) -> dict[str, Any]:
    """Say where the data end, when lines that are no data follow them."""
    if block.last + 1 >= len(rows):
        return {}
    first = block.last + 1
    if _goes_on(rows, block):
        return {}
    line = lines[numbers[first]]
    remarks.append(
        Remark(
            "{count} line(s) below the figures are a footer, from line {line} on: `{text}`",
            {"count": len(rows) - first, "line": numbers[first] + 1, "text": line.strip(" \t;,|")[:_SHOWN]},
        )
    )
    label = block.labels[0] if block.labels else 0
    data = [(lines[numbers[at]], _label(rows[at], label)) for at in range(block.first, first)]
    return {"stop": end_pattern((_label(rows[first], label), line), data)}


def _goes_on(rows: list[list[str]], block: Block) -> bool:
    """Whether the row below the figures is another row of data, with all its labels and without a figure."""
    below = [_label(rows[block.last + 1], at) for at in block.labels]
    if len(below) < 2 or not all(below):  # noqa: PLR2004 - one label alone may be anything
        return False
    return any(
        text in {_label(rows[row], at) for row in range(block.first, block.last + 1)}
        for at, text in zip(block.labels, below, strict=True)
    )


def _label(row: list[str], at: int) -> str:
    return " ".join(row[at].split()) if at < len(row) else ""


def _decimal(rows: list[list[str]], block: Block, remarks: list[Remark]) -> dict[str, Any]:
    """Declare the decimal sign where the other can only stand between thousands; warn where it may."""
    body = rows[block.first : block.last + 1]
    cells = [row[at] for row in body for at in block.figures if at < len(row)]
    commas = [cell for cell in cells if "," in cell]
    if commas and all(map(_THOUSANDS.fullmatch, commas)):
        if any(cell.count(",") > 1 or "." in cell for cell in commas):
            remarks.append(Remark("commas stand between thousands: the decimal sign is a point"))
            return {"decimal": "."}
        what = (
            "each comma has three digits behind it (`{text}`): if it stands between thousands, set `decimal`"
        )
        remarks.append(Remark(what, {"text": commas[0]}))
    points = [cell for cell in cells if "." in cell]
    if not points or not all(map(_POINTS.fullmatch, points)):
        return {}
    if any(cell.count(".") > 1 or "," in cell for cell in points):
        remarks.append(Remark("points stand between thousands: the decimal sign is a comma"))
        return {"decimal": ","}
    what = "each point has three digits behind it (`{text}`): if it stands between thousands, set `decimal`"
    remarks.append(Remark(what, {"text": points[0]}))
    return {}
