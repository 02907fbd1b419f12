"""What must hold of every reader, whatever the file."""

from __future__ import annotations

import io
import itertools
import json
import math
import zipfile

import polars as pl
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alemap.definitions.read_options import (
    JsonStatRead,
    KoladaRead,
    PxRead,
    PxwebJsonRead,
    TableRead,
    WorkbookRead,
)
from alemap.errors import Place, SourceError
from alemap.sources import decode
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


def _workbook():
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True})
    sheet = book.add_worksheet("Blad")
    for i, row in enumerate([["Titel"], ["", "2022", "2023"], ["1440", 1, 2.5], ["1482", "..", 4]]):
        sheet.write_row(i, 0, row)
    book.close()
    return content.getvalue()


JSONSTAT = {
    "id": ["R", "T"],
    "size": [1, 2],
    "dimension": {"R": {"category": {"index": ["1440"]}}, "T": {"category": {"index": {"a": 0, "b": 1}}}},
    "value": [1, None],
    "status": {"1": ".."},
}
PXWEB = {
    "columns": [{"code": "R", "type": "d"}, {"code": "N", "type": "c"}],
    "data": [{"key": ["1440"], "values": ["12"]}],
}
KOLADA = {
    "count": 1,
    "values": [
        {
            "kpi": "N1",
            "municipality": "1440",
            "period": 2023,
            "values": [{"gender": "T", "status": "", "value": 1}],
        }
    ],
}
PX = 'CODEPAGE="cp1252";STUB="å";HEADING="t";VALUES("å")="a","b";VALUES("t")="1";KEYS("å")=VALUES;DATA="b" 2;'
CASES = {
    "jsonstat": (json.dumps(JSONSTAT).encode(), JsonStatRead()),
    "pxweb_json": (json.dumps(PXWEB).encode(), PxwebJsonRead()),
    "kolada": (json.dumps(KOLADA).encode(), KoladaRead()),
    "px": (PX.encode("cp1252"), PxRead()),
    "table": ('År 2023;\n"kod";n;\nå;1,5;\nb;..;\n'.encode(), TableRead(labels=["kod"], header_starts="kod")),
    "workbook": (_workbook(), WorkbookRead(header_row=2, headers=["t"], labels=["kod"])),
}


def rows_or_refused(form, content):
    """Decode: a table with its contract kept, or a SourceError naming the file; anything else is a fault."""
    try:
        decoded = decode(form, content, CASES[form][1], "fil", MARKS)
    except SourceError as error:
        refused = error
    else:
        return whole_table(decoded)
    assert refused.place is not None
    assert refused.place.file == "fil"
    assert str(refused)
    return None


def whole_table(decoded):
    """Check what every table promises and give it."""
    frame = decoded.frame
    assert frame.columns == [*decoded.dimensions, "value", "mark", "cell"]
    assert frame.select(pl.col("value").is_not_null() | pl.col("mark").is_not_null()).to_series().all()
    assert frame["value"].is_finite().drop_nulls().all()
    assert frame["cell"].null_count() == 0
    return frame


@pytest.mark.parametrize("form", CASES)
def test_the_undamaged_file_is_read(form):
    frame = rows_or_refused(form, CASES[form][0])
    assert frame is not None
    assert frame.height > 0


@pytest.mark.parametrize("form", CASES)
@given(content=st.binary(max_size=200))
def test_arbitrary_bytes_give_rows_or_a_source_error(form, content):
    rows_or_refused(form, content)


@pytest.mark.parametrize("form", CASES)
@given(data=st.data())
@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow])
def test_a_damaged_file_gives_rows_or_a_source_error(form, data):
    content = bytearray(CASES[form][0])
    for _ in range(data.draw(st.integers(min_value=1, max_value=3))):
        at = data.draw(st.integers(min_value=0, max_value=len(content)))
        cut = data.draw(st.integers(min_value=0, max_value=4))
        content[at : at + cut] = data.draw(
            st.binary(max_size=4) | st.sampled_from([b'"', b";", b"\n", b"\0", b"{"])
        )
    rows_or_refused(form, bytes(content))


@given(data=st.data())
@settings(max_examples=100)
def test_a_part_of_a_workbook_may_be_damaged_within_a_whole_archive(data):
    with zipfile.ZipFile(io.BytesIO(CASES["workbook"][0])) as archive:
        parts = {part: bytearray(archive.read(part)) for part in archive.namelist()}
    damaged = data.draw(st.sampled_from([part for part in parts if part.startswith("xl/")]))
    at = data.draw(st.integers(min_value=0, max_value=len(parts[damaged])))
    cut = data.draw(st.integers(min_value=0, max_value=6))
    parts[damaged][at : at + cut] = data.draw(
        st.binary(max_size=2) | st.sampled_from([b"<", b'"', b"/>", b"999"])
    )
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for part, text in parts.items():
            archive.writestr(part, bytes(text))
    rows_or_refused("workbook", content.getvalue())


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=3)
    | st.sampled_from(["1440", "..", "T"]),
    lambda part: (
        st.lists(part, max_size=3) | st.dictionaries(st.sampled_from(["R", "0", "code", "key"]), part)
    ),
    max_leaves=6,
)


def paths(part, at=()):
    """Give every path into a JSON document."""
    yield at
    inside = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
    for key, inner in inside:
        yield from paths(inner, (*at, key))


@pytest.mark.parametrize(
    ("form", "document"), [("jsonstat", JSONSTAT), ("pxweb_json", PXWEB), ("kolada", KOLADA)]
)
@given(data=st.data())
@settings(max_examples=150)
def test_any_part_of_a_json_answer_may_be_something_else(form, document, data):
    copy = json.loads(json.dumps({"whole": document}))
    path = data.draw(st.sampled_from(list(paths(copy))[1:]))
    inside = copy
    for key in path[:-1]:
        inside = inside[key]
    inside[path[-1]] = data.draw(JSON)
    rows_or_refused(form, json.dumps(copy["whole"]).encode())
