"""Agencies' real files read by definitions alone: cells, statuses and values of each, and published results.

The definitions stand below `definitions/` in the shape of a project and use the sample project's agencies,
areas and mappings; the files lie in `data/` below the folder that ALEMAP_REFERENCE names. What each of them
must give stands in `definitions/expected.yaml`; ALEMAP_UPDATE_EXPECTED=1 writes it anew.
"""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

import polars as pl
import pytest

from alemap.definitions.yamlfile import read_yaml
from alemap.errors import SourceError
from alemap.sources.recognise import recognise

REFERENCE = os.environ.get("ALEMAP_REFERENCE", "")
DATA = Path(REFERENCE) / "data"
DEFINITIONS = Path(__file__).parent / "definitions"
EXPECTED = DEFINITIONS / "expected.yaml"
FOLDERS = (
    "arbetsformedlingen", "england_fingertips", "forsakringskassan", "kolada", "kommunkoder", "scb_deso",
    "scb_deso_xlsx", "scb_kommun", "skolverket", "socialstyrelsen", "valmyndigheten",
)  # fmt: skip

KEY = "scb_deso/koppling-deso2018-regso2020.csv"
CATALOGUE = "kolada/2023-03-28_KOLADA_KPI_list.parquet"

pytestmark = [
    pytest.mark.acceptance,
    pytest.mark.skipif(not REFERENCE, reason="ALEMAP_REFERENCE names no reference material"),
]


def _ids():
    return sorted(
        f"{path.parent.name}__{path.stem}" for path in DEFINITIONS.glob("pipelines/datasets/*/*.yaml")
    )


def summary(frame):
    """What a file gives: cells, how many of each status, and a checksum of values and statuses in order."""
    lines = (f"{value!r} {status}" for value, status in frame.select("value", "status").iter_rows())
    return {
        "cells": frame.height,
        "statuses": dict(sorted(frame["status"].value_counts().rows())),
        "values": hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16],
    }


@pytest.mark.parametrize("name", _ids())
def test_a_file_gives_what_it_gave(table, name):
    found = summary(table(name))
    if os.environ.get("ALEMAP_UPDATE_EXPECTED") == "1":
        expected = read_yaml(EXPECTED.read_text(encoding="utf-8")).data if EXPECTED.is_file() else {}
        expected[name] = found
        lines = (f"{key}: {json.dumps(expected[key])}\n" for key in sorted(expected))
        EXPECTED.write_text("".join(lines), encoding="utf-8")
    assert read_yaml(EXPECTED.read_text(encoding="utf-8")).data[name] == found


@pytest.mark.parametrize("name", _ids())
def test_no_two_figures_have_the_same_keys(table, project, name):
    frame = table(name)
    keys = [f"{c}_source" if f"{c}_source" in frame.columns else c for c in project.datasets[name].columns]
    assert not frame.select(keys).is_duplicated().any()


def test_every_file_of_the_agencies_is_read_or_said_to_hold_no_figures(project):
    read = {Path(file).name for dataset in project.datasets.values() for file in dataset.files}
    rest = {
        path.relative_to(DATA).as_posix(): path
        for folder in FOLDERS
        for path in (DATA / folder).iterdir()
        if path.name not in read
    }
    assert set(rest) == {KEY, CATALOGUE}
    with pytest.raises(SourceError, match="no column of figures"):
        recognise(rest[KEY].read_bytes(), KEY)
    numbers = pl.read_parquet(rest[CATALOGUE]).select(pl.selectors.numeric()).columns
    assert numbers == ["is_divided_by_gender"]


# --- results published elsewhere -------------------------------------------------------------------------


def _published(table):
    """SCB's own population of each municipality at the end of 2023."""
    frame = table("scb__population_municipality").filter(pl.col("measure") == "folkmangd")
    return dict(frame.filter(pl.col("area_code").str.len_chars() == 4).select("area_code", "value").rows())


def _sums(frame):
    sums = frame.group_by(pl.col("area_code").str.head(4)).agg(pl.col("value").sum())
    return dict(sums.rows())


def test_deso_sum_to_the_municipalities(table):
    frame = table("scb__deso_population")
    assert frame["value"].sum() == 10_551_707
    assert _sums(frame) == _published(table)
    assert len(_published(table)) == 290


def test_regso_sum_to_the_municipalities(table):
    frame = table("scb__regso_birth").filter(pl.col("period") == "2023", pl.col("fodelseregion") == "totalt")
    assert _sums(frame) == _published(table)


def test_deso_sum_to_the_country(table):
    frame = table("scb__deso_ages").filter(pl.col("age") == "totalt")
    assert frame["value"].sum() == 10_521_556


def test_a_regso_has_the_index_of_its_deso(table):
    regso = dict(table("scb__regso_index").select("area_code", "value").rows())
    deso = table("scb__deso_index")
    assert len(regso) == 3363
    assert deso.height == 5984
    assert set(regso.values()) == {1, 2, 3, 4, 5}
    assert [regso[code] for code in deso["regsokod_2020"]] == deso["value"].to_list()


def test_turnout_is_the_agencys_own(table):
    frame = table("valmyndigheten__districts").with_columns(row=pl.col("cell").str.extract(r"(\d+)$"))
    wide = frame.pivot("measure", index="row", values="value").filter(pl.col("antal_rostberattigade") > 0)
    own = 100 * pl.col("antal_rostande") / pl.col("antal_rostberattigade")
    assert wide.height == 6578 - 314
    assert wide.select((own - pl.col("andel_rostande")).abs().max()).item() < 1e-12


def test_codes_that_lost_their_zeros_are_the_workbooks(table):
    codes = ["area_code", "valdistriktskod", "value", "status"]
    assert (
        table("valmyndigheten__districts_csv")
        .select(codes)
        .equals(table("valmyndigheten__districts").select(codes))
    )


def test_the_country_is_the_same_in_every_tables_own_words(table):
    municipalities = _published(table)
    since_1950 = table("scb__population_1950").filter(pl.col("period") == "2019")
    assert set(since_1950["area_code"]) == set(municipalities)
    assert table("forsakringskassan__ill_health")["area_code"].unique().sort().to_list() == [
        "00",
        "17",
        "20",
        "21",
    ]


def test_months_in_words_are_periods(table):
    june, january = (table(f"socialstyrelsen__assistance_{month}") for month in ("june", "january"))
    assert january["period"].unique().sort().to_list()[:2] == ["2014-01", "2014-02"]
    assert january["area_code"].unique().to_list() == ["20"]
    waiting = set(june.filter(pl.col("status") == "unpublished")["period"])
    assert waiting == {"2016-12", *(f"2024-{month:02}" for month in range(5, 13))}
    assert set(january.filter(pl.col("status") == "unpublished")["period"]) == {"2016-12"}


def test_a_sheet_per_county_gives_what_the_common_sheet_does(table):
    sheets = table("mucf__neet_sheets").filter(
        pl.col("measure") == "share", pl.col("group_name").is_in(["Kvinnor", "Män", "Alla"])
    )
    common = table("mucf__neet").filter(pl.col("bakgrund") == "Totalt", pl.col("area_code") != "17")
    assert sorted(sheets["value"]) == sorted(common["value"])


def test_kolada_has_its_rows_and_every_reason(table):
    frame = table("kolada__raw")
    assert frame.height == 138_910
    assert frame["area_code"].n_unique() == 290
    assert frame.select((pl.col("value").is_null() == pl.col("mark").is_not_null()).all()).item()
    marks = dict(frame["mark"].drop_nulls().value_counts().rows())
    assert marks == {"Missing": 2188, "Privacy": 1090, "Not applicable": 932}
    own = frame.filter(pl.col("area_code").is_in(["1440", "1482", "1480"]))
    assert set(own["area_code"].value_counts()["count"]) == {479}


def test_what_r_made_of_kolada_has_the_same_values(table):
    keys = ["measure", "area_code", "period", "sex"]
    raw, ready = (table(name).sort(keys).select(*keys, "value") for name in ("kolada__raw", "kolada__ready"))
    assert raw.equals(ready)


def test_the_interval_and_the_benchmark_give_the_agencys_verdict(table):
    value, lower, upper, benchmark = (
        table(f"fingertips__{name}") for name in ("value", "lower", "upper", "benchmark")
    )
    frame = value.select("polarity", "outcome").with_columns(
        lower=lower["value"], upper=upper["value"], benchmark=benchmark["value"]
    )
    above, below = pl.col("lower") > pl.col("benchmark"), pl.col("upper") < pl.col("benchmark")
    verdict = (
        pl.when(above).then(pl.lit("Worse")).when(below).then(pl.lit("Better")).otherwise(pl.lit("Similar"))
    )
    assert frame["polarity"].unique().to_list() == ["LowIsGood"]
    assert frame.select((verdict == pl.col("outcome")).sum()).item() == frame.height == 33
