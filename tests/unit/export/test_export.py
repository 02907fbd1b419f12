from __future__ import annotations

import csv
import json
import subprocess
import sys
from dataclasses import replace
from io import StringIO

import pytest

from alemap.domain import Status
from alemap.export import FORMATS, records, write, write_all
from alemap.results import Figure
from golden.examples import DIFFERENCES, RANK_INDEX, RANK_SHARE
from golden.examples_in_depth import FINDINGS, LISTING, PROFILE, SHOW

_RESULTS = [RANK_INDEX, RANK_SHARE, DIFFERENCES, PROFILE, SHOW, LISTING, FINDINGS]


@pytest.mark.parametrize("result", _RESULTS, ids=lambda result: type(result).__name__)
def test_csv_and_json_hold_the_same_records(result):
    from_json = json.loads(write(result, "json", "sv"))
    from_csv = list(csv.DictReader(StringIO(write(result, "csv", "sv"))))
    assert len(from_json) == len(from_csv) == len(records(result))
    for one, other in zip(from_json, from_csv, strict=True):
        assert list(one) == list(other)
        for key, value in one.items():
            if isinstance(value, float):
                assert float(other[key]) == value
            elif value is None:
                assert other[key] == ""


def test_figures_keep_their_full_precision_and_codes_their_form():
    first = records(RANK_SHARE)[0]
    assert (first["value"], first["lower"], first["area_code"]) == (21.04, 19.61, "1440R004")
    assert (first["status"], first["verdict"], first["measure"]) == (
        "final",
        "worse",
        "low_economic_standard",
    )


def test_a_suppressed_figure_takes_every_number_with_it():
    # even where a result holds one by mistake
    leak = Figure(3.0, 1.0, 9.0, Status.SUPPRESSED)
    row = replace(DIFFERENCES.rows[0], figure=leak)
    (record,) = records(replace(DIFFERENCES, rows=(row,)))
    for key in (
        "value",
        "lower",
        "upper",
        "difference",
        "difference_lower",
        "ratio",
        "standardised",
        "p_value",
    ):
        assert record[key] is None
    (shown,) = records(replace(SHOW, series=(replace(SHOW.series[0], figure=leak),)))
    assert shown["numerator"] is shown["denominator"] is shown["value"] is None
    for fmt in FORMATS:
        assert "3.0" not in write(replace(SHOW, series=(replace(SHOW.series[0], figure=leak),)), fmt, "en")


def test_the_header_stands_even_without_rows():
    assert write(replace(RANK_SHARE, rows=()), "csv", "sv").startswith("rank,tied,")
    assert write(replace(RANK_SHARE, rows=()), "json", "sv") == "[]\n"


def test_csv_quotes_what_needs_it_and_ends_lines_with_a_bare_newline():
    listing = replace(LISTING, columns=("name",), records=({"name": 'a "b", c\nd'},))
    assert write(listing, "csv", "sv") == 'name\n"a ""b"", c\nd"\n'


def test_csv_gives_a_text_in_both_languages_two_columns():
    name = {"sv": "Ett", "en": "One"}
    listing = replace(
        LISTING, columns=("name", "short"), records=({"name": name, "short": None}, {"name": None})
    )
    assert write(listing, "csv", "sv") == "name_sv,name_en,short\nEtt,One,\n,,\n"


def test_a_listing_is_its_records():
    assert json.loads(write(LISTING, "json", "sv")) == list(LISTING.records)


def test_index_parts_have_a_field_each():
    assert records(RANK_INDEX)[3]["part_halsa"] is None
    assert records(RANK_INDEX)[0]["part_delaktighet"] == 1.21


def test_markdown_has_all_columns_escapes_signs_and_explains_them_below():
    text = write(DIFFERENCES, "md", "sv")
    assert "| Otrygga utomhus sena kvällar\\*," in text
    header = next(line for line in text.splitlines() if line.startswith("| Indikator"))
    assert header.count("|") == 8
    assert "\\* påhittade siffror" in text
    assert len({line.count(" | ") for line in text.splitlines() if line.startswith("|")}) == 1


def test_several_results_are_one_table_that_says_which_row_is_whose():
    found = json.loads(write_all([RANK_SHARE, DIFFERENCES], "json", "sv"))
    kinds = ["rank"] * len(RANK_SHARE.rows) + ["difference"] * len(DIFFERENCES.rows)
    assert [row["table"] for row in found] == kinds
    assert found[0]["difference"] is None
    lines = list(csv.reader(StringIO(write_all([RANK_SHARE, DIFFERENCES], "csv", "sv"))))
    assert {len(line) for line in lines} == {len(found[0])}
    assert write_all([RANK_SHARE, DIFFERENCES], "md", "sv").count("Härledning") == 2


def test_an_unknown_format_is_refused():
    with pytest.raises(ValueError, match="xml"):
        write(LISTING, "xml", "sv")


@pytest.mark.parametrize("module", ["alemap.export", "alemap.render", "alemap.render.console"])
def test_no_heavy_module_is_imported(module):
    heavy = {"polars", "duckdb", "numpy", "scipy", "sqlglot"}
    code = f"import sys, {module}; print(*sorted({heavy!r} & set(sys.modules)))"
    found = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)  # noqa: S603
    assert found.stdout.strip() == ""
