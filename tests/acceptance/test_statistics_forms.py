"""PX files, JSON-stat and PxWeb's JSON of several countries, read by definitions alone: what must hold.

That each gives the cells, statuses and values it gave is seen to with the other agencies' files.
"""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path

import polars as pl
import pytest

from alemap.definitions.read_options import READERS, PxRead
from alemap.errors import SourceError
from alemap.sources import decode

REFERENCE = os.environ.get("ALEMAP_REFERENCE", "")
DATA = Path(REFERENCE) / "data"
FOLDERS = ("jsonstat", "px_nordic", "scb_px", "scb_pxwebapi1", "scb_pxwebapi2")
WITHOUT_FIGURES = {
    "scb_pxwebapi1/api.json": "a catalogue of 30 interfaces",
    "scb_pxwebapi1/json_big_query_example.json": "a saved query",
    "scb_pxwebapi2/ListAllTables.json": "a list of 5 tables",
    "scb_pxwebapi2/MetadataById_tab001_js2.json": "metadata of a table",
    "scb_pxwebapi2/TAB6471_metadata.json": "metadata of a table",
    "scb_pxwebapi2/dataset-meta.json": "metadata of a table",
    "scb_pxwebapi2/filter-vs_RegionLän07.json": "a list of 21 values of a dimension",
    "scb_pxwebapi2/navigation-BE0101A-response.json": "a folder with 5 entries",
    "scb_pxwebapi2/search.json": "a list of 10 tables",
    "scb_pxwebapi2/table-metadata-example.json": "metadata of a table with the dimensions Region, Civilstand",
    "scb_pxwebapi2/tableMetadata.json": "metadata of a table with the dimensions Tid, ContentsCode",
    "scb_pxwebapi2/tables-table-metadata-response.json": "metadata of a table with the dimensions Region",
    "scb_pxwebapi2/tables.json": "a list of 20 tables",
}
ARCHIVE = "scb_pxwebapi2/tinydatabase.zip"

pytestmark = [
    pytest.mark.acceptance,
    pytest.mark.skipif(not REFERENCE, reason="ALEMAP_REFERENCE names no reference material"),
]


def test_every_file_is_read_or_named(project):
    read = {file.removeprefix("data/") for dataset in project.datasets.values() for file in dataset.files}
    found = {path.relative_to(DATA).as_posix() for name in FOLDERS for path in (DATA / name).iterdir()}
    assert found - read == {*WITHOUT_FIGURES, ARCHIVE}


@pytest.mark.parametrize("file", WITHOUT_FIGURES)
@pytest.mark.parametrize("form", ["jsonstat", "pxweb_json", "kolada"])
def test_what_holds_no_figures_is_named(form, file):
    with pytest.raises(SourceError, match=WITHOUT_FIGURES[file]):
        decode(form, (DATA / file).read_bytes(), READERS[form](), file, [])


def test_every_table_of_an_archive_is_read():
    with zipfile.ZipFile(io.BytesIO((DATA / ARCHIVE).read_bytes())) as archive:
        files = [file for file in archive.namelist() if file.endswith(".px")]
        heights = [decode("px", archive.read(file), PxRead(), file, [".."]).frame.height for file in files]
    assert len(heights) == 5
    assert all(heights)


def test_two_forms_of_norways_table_agree(table):
    keys = ["citizenship", "period", "measure"]
    px, json = (table(f"ssb__migration{part}").sort(keys) for part in ("", "_json"))
    assert px.select(*keys, "value", "status").equals(json.select(*keys, "value", "status"))
    assert px["period"][0] == "2007-Q1"


def test_norways_net_is_what_came_less_what_went(table):
    wide = table("ssb__migration").pivot("measure", index=["citizenship", "period"], values="value")
    other = wide.filter(pl.col("Innvandring") - pl.col("Utvandring") != pl.col("Netto"))
    assert set(other["period"]) == {"2019-Q3"}  # the agency's own file says so in that quarter
    assert (wide.height, other.height) == (17940, 44)


def test_finlands_half_years_are_periods(table):
    frame = table("stat_fi__wage_index")
    assert frame["period"].to_list()[:3] == ["1995-H1", "1995-H2", "1996-H1"]
    assert frame["period"].is_unique().all()


def test_eurostats_sexes_add_up_where_both_are_known(table):
    keys = ["region", "age", "citizenship", "measure", "period"]
    wide = table("eurostat__citizenship").pivot("sex", index=keys, values="value").drop_nulls()
    other = wide.filter((pl.col("K") + pl.col("M") - pl.col("_T")).abs() > 1)
    assert (wide.height, set(table("eurostat__citizenship")["status"])) == (3271, {"final", "unpublished"})
    assert other.select("region", "age").unique().rows() == [("FR", "Y35-39")]  # so in the agency's file


def test_a_sign_beside_a_figure_makes_it_provisional(table):
    frame = table("oecd__unemployment")
    provisional = frame.filter(pl.col("status") == "provisional")
    assert (provisional.height, provisional["value"].null_count()) == (72, 0)
    assert set(provisional["mark"]) == {"e"}
    assert set(table("canada__population")["mark"]) == {"a"}


def test_rows_left_out_with_keys_are_zeros_and_sexes_sum_to_their_total(table):
    wide = table("scb__population_keys").pivot(
        "sex", index=["marital_status", "age", "period"], values="value"
    )
    assert wide.select((pl.col("K") + pl.col("M") == pl.col("_T")).all()).item()


def test_totals_with_noise_are_left_as_they_are(table, project):
    assert project.datasets["scb__population_month"].noise_from == "2025"
    frame = table("scb__population_month")
    assert frame.filter(
        pl.col("area_code") == "01",
        pl.col("age") == "0-9",
        pl.col("period") == "2026-01",
        pl.col("sex") == "_T",
    )["value"].to_list() == [245284]


def test_marks_are_told_apart(table):
    greenland = table("stat_gl__population").filter(pl.col("mark") == "-")
    assert (greenland.height, set(greenland["value"]), set(greenland["status"])) == (1937, {0}, {"final"})
    ukraine = table("ukrstat__population")
    assert dict(ukraine["status"].value_counts().rows()) == {"final": 678, "unpublished": 4}
    assert table("ine__industry_prices").filter(pl.col("status") == "not_applicable").height == 1824


def test_encodings_are_those_of_the_bytes():
    greenland = (DATA / "px_nordic/TUX01.px").read_bytes()
    assert decode("px", greenland, PxRead(language="da"), "f", []).title == (
        "Antal slædehunde efter distrikt og tid"
    )
    ukraine = (DATA / "px_nordic/020101.px").read_bytes()
    assert decode("px", ukraine, PxRead(), "f", ["..", "-"]).dimensions == (
        "Територія",
        "Рік",
        "Тип поселення",
    )
