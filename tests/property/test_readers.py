"""What must hold of every reader, whatever the file."""

from __future__ import annotations

import itertools
import json
import math

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from alemap.definitions.read_options import JsonStatRead, PxRead, TableRead
from alemap.errors import Place, SourceError
from alemap.sources import decode
from alemap.sources.cube import read_figure_list
from alemap.sources.marks import read_figures

SPACES = st.sampled_from(["", " ", "\u00a0", "\u202f", "\u2009"])
MARKS = ("..", ".", "-", "")


@st.composite
def swedish(draw):
    """Give a number and a text as an agency may write it."""
    decimals = draw(st.integers(min_value=0, max_value=4))
    written = f"{draw(st.integers(min_value=-(10**14), max_value=10**14)) / 10**decimals:,.{decimals}f}"
    whole, _, part = written.lstrip("-").partition(".")
    minus = draw(st.sampled_from(["-", "\u2212"])) if written.startswith("-") else ""
    comma = draw(st.sampled_from([",", "."])) if part else ""
    stars = draw(st.sampled_from(["", "*", " **"]))
    return float(written.replace(",", "")), minus + whole.replace(",", draw(SPACES)) + comma + part + stars


@given(swedish())
def test_a_number_comes_back_however_it_is_written(number):
    value, text = number
    figures = read_figures(
        pl.Series([None], dtype=pl.Float64), pl.Series([text]), frozenset(MARKS), lambda _: Place("x")
    )
    assert figures.rows() == [(value, None)]


@given(st.text(max_size=12))
def test_any_text_is_a_number_a_mark_or_refused(text):
    try:
        figures = read_figures(
            pl.Series([None], dtype=pl.Float64), pl.Series([text]), frozenset(MARKS), lambda _: Place("x")
        )
    except SourceError:
        return
    value, mark = figures.row(0)
    assert (value is None) != (mark is None)
    assert mark is None or mark in MARKS
    assert value is None or math.isfinite(value)


@st.composite
def cubes(draw):
    """Sizes, and one figure, mark or nothing for each cell."""
    sizes = draw(st.lists(st.integers(min_value=1, max_value=4), min_size=1, max_size=4))
    cells = math.prod(sizes)
    figure = st.one_of(
        st.none(),
        st.sampled_from(["..", "."]),
        st.integers(min_value=-(10**9), max_value=10**9),
        st.floats(allow_nan=False, allow_infinity=False),
    )
    return sizes, draw(st.lists(figure, min_size=cells, max_size=cells))


@given(
    cube=cubes(), sparse=st.booleans(), as_list=st.booleans(), size_as_text=st.booleans(), old=st.booleans()
)
def test_a_json_stat_cube_comes_back_cell_by_cell(cube, sparse, as_list, size_as_text, old):
    sizes, figures = cube
    ids = [f"D{i}" for i in range(len(sizes))]
    codes = [[f"{name}c{i}" for i in range(size)] for name, size in zip(ids, sizes, strict=True)]
    numbers = [None if isinstance(figure, str) else figure for figure in figures]
    dimension = {
        name: {
            "category": {"index": own if as_list else {code: i for i, code in reversed(list(enumerate(own)))}}
        }
        for name, own in zip(ids, codes, strict=True)
    }
    shape = {"id": ids, "size": [str(size) if size_as_text else size for size in sizes]}
    dataset = {
        "dimension": dimension | shape if old else dimension,
        "value": {str(i): n for i, n in enumerate(numbers) if n is not None} if sparse else numbers,
        "status": {str(i): figure for i, figure in enumerate(figures) if isinstance(figure, str)},
    }
    document = {"bundle": dataset} if old else dataset | shape
    decoded = decode("jsonstat", json.dumps(document).encode(), JsonStatRead(), "f.json", MARKS)
    expected = [
        (*key, None, "" if figure is None else figure, f"value[{i}]")
        if figure is None or isinstance(figure, str)
        else (*key, float(figure), None, f"value[{i}]")
        for i, (key, figure) in enumerate(zip(itertools.product(*codes), figures, strict=True))
    ]
    assert decoded.texts().rows() == expected


@given(cube=cubes(), keys=st.booleans())
def test_a_px_cube_comes_back_cell_by_cell(cube, keys):
    sizes, figures = cube
    figures = [0 if figure is None else figure for figure in figures]
    stub, heading = sizes[: len(sizes) // 2], sizes[len(sizes) // 2 :]
    names = [f"d{i}" for i in range(len(sizes))]
    codes = [[f"{name}ö{i}" for i in range(size)] for name, size in zip(names, sizes, strict=True)]
    keys = keys and bool(stub)
    width = math.prod(heading)
    words = [f'"{figure}"' if isinstance(figure, str) else repr(figure) for figure in figures]
    lines = [" ".join(words[i : i + width]) + " " for i in range(0, len(words), width)]
    if keys:
        rows = itertools.product(*codes[: len(stub)])
        lines = [
            ",".join(f'"{code}"' for code in row) + "," + line for row, line in zip(rows, lines, strict=True)
        ]
        lines = [line for i, line in enumerate(lines) if any(figures[i * width : (i + 1) * width])]
    head = [
        *(["STUB=" + ",".join(f'"{name}"' for name in names[: len(stub)]) + ";"] if stub else []),
        "HEADING=" + ",".join(f'"{name}"' for name in names[len(stub) :]) + ";",
        *(
            f'VALUES("{name}")=' + ",".join(f'"{c}"' for c in own) + ";"
            for name, own in zip(names, codes, strict=True)
        ),
        *(f'KEYS("{name}")=VALUES;' for name in names[: len(stub)] if keys),
    ]
    content = "\n".join([*head, "DATA=", *lines, ";"]).encode("cp1252")
    decoded = decode("px", content, PxRead(), "f.px", MARKS)
    expected = [
        (
            *key,
            None if isinstance(figure, str) else float(figure),
            figure if isinstance(figure, str) else None,
        )
        for key, figure in zip(itertools.product(*codes), figures, strict=True)
    ]
    assert decoded.texts().drop("cell").rows() == expected


FIGURE = st.one_of(
    st.none(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from([1e999, 5e-324]),
)


@given(
    figures=st.lists(FIGURE, min_size=1, max_size=20),
    compact=st.booleans(),
    indent=st.sampled_from([None, 1]),
)
def test_a_list_of_figures_read_at_once_is_the_list_read_one_by_one(figures, compact, indent):
    written = json.dumps(figures, separators=(",", ":") if compact else None, indent=indent)
    column = read_figure_list(written.replace("Infinity", "1e999")[1:-1].encode())
    assert column is not None
    assert column.to_list() == [None if each is None else float(each) for each in figures]


@given(st.text(alphabet='0123456789.eE+-nul, \n["', max_size=12))
def test_what_is_no_list_of_figures_is_not_read_as_one(text):
    column = read_figure_list(text.encode())
    try:
        figures = json.loads(f"[{text}]")
    except ValueError:
        figures = None
    if column is not None and figures is not None:
        assert column.to_list() == [None if each is None else float(each) for each in figures]


CELL = st.sampled_from(["1", "2,5", "1 000", "1\u00a0000", "..", "-", "", " 3 ", "7*", "1.5"])


@given(
    rows=st.lists(st.tuples(st.sampled_from(["a", "b ", "c  d"]), CELL, CELL), min_size=1, max_size=6),
    odd=st.sampled_from(["", "\n", "kod;x;y\n", '"q ""e""";1;2\n']),
)
def test_a_plain_table_is_read_alike_at_once_and_row_by_row(rows, odd):
    body = "".join(";".join(row) + "\n" for row in rows) + odd
    options = {"labels": ["kod"]}
    at_once = decode("table", f"kod;x;y\n{body}".encode(), TableRead(**options), "f", MARKS)
    by_row = decode("table", f"kod;x;y\n\n{body}".encode(), TableRead(**options), "f", MARKS)
    assert at_once.texts().drop("cell").rows() == by_row.texts().drop("cell").rows()
    lines = [int(cell[1 : cell.index("C")]) for cell in at_once.texts()["cell"]]
    assert [f"R{line + 1}" for line in lines] == [cell[: cell.index("C")] for cell in by_row.texts()["cell"]]
