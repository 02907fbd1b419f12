"""Delimited text: agencies' CSV files with their preambles, wide or long, and their footers."""

from __future__ import annotations

import csv
import difflib
import re
from typing import TYPE_CHECKING, NoReturn

import numpy as np
import polars as pl

from alemap.domain import CellForm
from alemap.errors import Place, SourceError
from alemap.sources.decoded import Decoded, check_columns, check_size, join, numbered, spread
from alemap.sources.marks import read_figures
from alemap.sources.plain import plain_columns
from alemap.sources.text import decode_text
from alemap.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from alemap.definitions.read_options import TableRead

LIBRARY_ERRORS: tuple[type[Exception], ...] = ()


@dataclass(frozen=True, slots=True)
class _Row:
    """A record: the line it begins on, as it stands there, and its cells without surrounding blanks."""

    line: int
    raw: str
    cells: list[str]


@dataclass(frozen=True, slots=True)
class Layout:
    """Which columns (from 0) are labels and figures; each figure column with its dimensions' codes."""

    labels: dict[str, int]
    figures: list[int]
    measures: dict[str, list[str]]
    nameless: list[int]
    width: int


def read(content: bytes, options: TableRead, name: str, marks: frozenset[str]) -> Decoded:
    """Read all rows below the header up to `stop`; blank rows and repeated headers are passed over.

    Texts lose surrounding blanks, and a run of blanks within (no-break ones too) becomes one.
    """
    check_size([max(content.count(b"\n"), content.count(b"\r"))], name)  # before each line takes its memory
    lines = decode_text(content, options.encoding, name).split("\n")
    top = _find_header(lines, options, name)
    groups = _preamble(lines[:top], options, name)
    records = _records(lines, top, options, name)
    header = next(records)
    layout = _lay_out(header, options, name)
    columns, numbers = _columns(lines, records, header, layout, options, name)
    height, width = len(numbers), len(layout.figures)

    def place(index: int) -> Place:
        column, row = divmod(index, height)
        return Place(name, line=numbers[row], column=layout.figures[column] + 1)

    # Column by column, then turned to row by row: columns of text are not cheaply mixed.
    texts = pl.concat([columns[at] for at in layout.figures])
    none = pl.Series([None], dtype=pl.Float64).new_from_index(0, len(texts))
    figures = read_figures(none, texts, marks, place, decimal=options.decimal)
    turned = np.arange(height * width, dtype=np.uint32).reshape(width, height).T.ravel()
    fixed = {group: [text] for group, text in groups.items()}
    labels = {label: columns[at] for label, at in layout.labels.items()}
    axes = [axis for axis in (fixed, labels, layout.measures) if axis]
    frame = spread(axes, name)
    cells, form = _cells(numbers, layout)
    title = next((" ".join(line.strip(options.delimiter + ' "').split()) for line in lines[:top]), None)
    return Decoded(
        frame=join(frame, figures[turned], cells),
        dimensions=tuple(frame.columns),
        title=title or None,
        cells=form,
    )


def _columns(
    lines: list[str], records: Iterator[_Row], header: _Row, layout: Layout, options: TableRead, name: str
) -> tuple[list[pl.Series], Sequence[int]]:
    """The columns below the header as text, and the line (from 1) each row begins on."""
    begins = header.line
    if lines[begins - 1].count('"') % 2 == 0:
        plain = plain_columns(lines[begins:], header.cells, layout, options.delimiter, options.stop)
        if plain is not None:
            return plain, range(begins + 1, begins + 1 + len(plain[0]))
    rows = [row for row in _body(records, layout, options) if row.cells != header.cells]
    for row in rows:
        _check_width(row, header, layout, name)
    wanted = {*layout.labels.values(), *layout.figures}
    texts = [
        pl.Series([row.cells[at] for row in rows] if at in wanted else [], dtype=pl.String)
        for at in range(len(header.cells))
    ]
    return texts, [row.line for row in rows]


def _cells(numbers: Sequence[int], layout: Layout) -> tuple[pl.Series, CellForm | None]:
    """Where the figures stand, row by row: numbers where lines and columns follow each other, else words."""
    width, first = len(layout.figures), layout.figures[0]
    if isinstance(numbers, range) and layout.figures == list(range(first, first + width)):
        form = CellForm("R", width=width, between="C", row=numbers.start, column=first + 1)
        return numbered(len(numbers) * width), form
    index = pl.int_range(len(numbers) * width, dtype=pl.Int64, eager=True)
    line = pl.Series(numbers, dtype=pl.Int64).gather(index // width)
    column = pl.Series([at + 1 for at in layout.figures], dtype=pl.Int64).gather(index % width)
    return pl.select(pl.format("R{}C{}", line, column)).to_series(), None


def _find_header(lines: list[str], options: TableRead, name: str) -> int:
    """Give the number (from 0) of the header line."""
    start = options.header_starts
    for at, line in enumerate(lines):
        if start is None and line.strip(options.delimiter + ' "\t'):
            return at
        if start is not None and (line.startswith(start) or line.removeprefix('"').startswith(start)):
            return at
    raise SourceError(
        "no line begins as the header should, with `{start}`" if start else "the file is empty",
        place=Place(name),
        hint="Look at the file: the agency may have changed its header; `header_starts` says how it begins.",
        start=start or "",
    )


def _preamble(lines: list[str], options: TableRead, name: str) -> dict[str, str]:
    """Give the named groups of the patterns searched above the header."""
    groups: dict[str, str] = {}
    for pattern in options.preamble:
        match = next(filter(None, (re.search(pattern, line) for line in lines)), None)
        if match is None:
            raise SourceError(
                "no line above the header fits `{pattern}`",
                place=Place(name, line=len(lines) + 1),
                hint="Look at the lines above the header; `preamble` must fit one of them.",
                pattern=pattern,
            )
        groups |= {group: (text or "").strip() for group, text in match.groupdict().items()}
    return groups


def _records(lines: list[str], top: int, options: TableRead, name: str) -> Iterator[_Row]:
    """Give the records from the header on; SourceError where quotes do not close."""
    reader = csv.reader((line + "\n" for line in lines[top:]), delimiter=options.delimiter, strict=True)
    begins = top
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise SourceError(
                "this line is no row of delimited text",
                place=Place(name, line=begins + 1),
                hint="A quote is not closed, or the file is cut off: fetch it again, or set `stop`.",
            ) from error
        yield _Row(begins + 1, lines[begins], [" ".join(cell.split()) for cell in cells])
        begins = top + reader.line_num


def _lay_out(header: _Row, options: TableRead, name: str) -> Layout:
    """Sort the header's columns into labels, figures, columns left out and nameless ones at the end."""
    names = header.cells
    check_columns(len(names), Place(name, line=header.line))
    labels: dict[str, int] = {}
    for label in options.labels:
        plain = " ".join(label.split())
        if plain not in names:
            _unknown(label, header, name)
        labels[label] = names.index(plain)
    taken = set(labels.values()) | {at for at, text in enumerate(names) if text in options.skip}
    others = [at for at, text in enumerate(names) if text and at not in taken]
    nameless = [at for at, text in enumerate(names) if not text and at not in taken]
    width = max([*labels.values(), *(at for at, text in enumerate(names) if text)], default=0) + 1
    _check_unique(header, [*labels.values(), *others], name)
    if options.value is not None:
        if options.value not in names:
            _unknown(options.value, header, name)
        at = names.index(options.value)
        stray = next((other for other in others if other != at), None)
        if stray is not None:
            raise SourceError(
                "the column `{column}` is neither a label nor the value",
                place=Place(name, line=header.line, column=stray + 1),
                hint="Name it under `labels`, or under `skip` to leave it out on purpose.",
                column=names[stray],
            )
        return Layout(labels, [at], {}, nameless, width)
    if not others:
        raise SourceError(
            "the header has no column of figures",
            place=Place(name, line=header.line),
            hint="Look whether `delimiter` and `header_starts` fit the file.",
        )
    return Layout(labels, others, _measures(header, others, options, name), nameless, width)


def _measures(header: _Row, columns: list[int], options: TableRead, name: str) -> dict[str, list[str]]:
    """Give the dimensions that the headers of the figure columns make."""
    texts = [header.cells[at] for at in columns]
    if options.measure_pattern is None:
        return {options.measure: texts}
    pattern = re.compile(options.measure_pattern)
    measures: dict[str, list[str]] = {group: [] for group in pattern.groupindex}
    for at, text in zip(columns, texts, strict=True):
        match = pattern.fullmatch(text)
        if match is None:
            raise SourceError(
                "the header `{column}` does not fit `measure_pattern`",
                place=Place(name, line=header.line, column=at + 1),
                hint="Widen the pattern, or name the column under `labels` or `skip`.",
                column=text,
            )
        for group, part in match.groupdict().items():
            measures[group].append((part or "").strip())
    return measures


def _body(records: Iterator[_Row], layout: Layout, options: TableRead) -> Iterator[_Row]:
    """Give the rows that are not blank, up to `stop`, which is tried on the line and on its first label."""
    stop = re.compile(options.stop) if options.stop is not None else None
    first = next(iter(layout.labels.values()))
    for row in records:
        if stop and (stop.match(row.raw) or (len(row.cells) > first and stop.match(row.cells[first]))):
            return
        if any(row.cells):
            yield row


def _check_width(row: _Row, header: _Row, layout: Layout, name: str) -> None:
    """Refuse a row cut short, with more cells than the header has names, or with figures and no label."""
    if len(row.cells) < layout.width:
        raise SourceError(
            "the row has {found} cells where the header has {expected}",
            place=Place(name, line=row.line),
            hint="End the data with `stop` if this is a footer; if not, the file is cut off: fetch it again.",
            found=len(row.cells),
            expected=layout.width,
        )
    nameless = [*layout.nameless, *range(len(header.cells), len(row.cells))]
    stray = next((at for at in nameless if at < len(row.cells) and row.cells[at]), None)
    if stray is not None:
        raise SourceError(
            "`{text}` stands in a column without a name",
            place=Place(name, line=row.line, column=stray + 1),
            hint='Look whether `delimiter` fits; `skip` with "" leaves columns without a name out.',
            text=row.cells[stray][:60],
        )
    if not any(row.cells[at] for at in layout.labels.values()):
        raise SourceError(
            "the row has no label",
            place=Place(name, line=row.line),
            hint="If the data end above, say so with `stop`.",
        )


def _check_unique(header: _Row, columns: list[int], name: str) -> None:
    seen: set[str] = set()
    for at in sorted(columns):
        if header.cells[at] in seen:
            raise SourceError(
                "the header `{column}` stands there twice",
                place=Place(name, line=header.line, column=at + 1),
                hint="Leave it out with `skip`, or ask the agency for a file with distinct headers.",
                column=header.cells[at],
            )
        seen.add(header.cells[at])


def _unknown(label: str, header: _Row, name: str) -> NoReturn:
    near = difflib.get_close_matches(label, [text for text in header.cells if text], n=1)
    raise SourceError(
        "there is no column `{column}`; the nearest is `{near}`",
        place=Place(name, line=header.line),
        hint="The agency may have changed the header; look at it, and at `delimiter` and `header_starts`.",
        column=label,
        near=near[0] if near else "-",
    )
