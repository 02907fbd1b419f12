"""The readers on agencies' real files, checked against figures published elsewhere.

The files lie in `data/` below the directory that ALEMAP_REFERENCE names; they are not part of the project.
"""

from __future__ import annotations

import os
from pathlib import Path

import polars as pl
import pytest

from alemap.definitions.read_options import TableRead, WorkbookRead
from alemap.errors import SourceError
from alemap.sources import decode

REFERENCE = os.environ.get("ALEMAP_REFERENCE", "")
DATA = Path(REFERENCE) / "data"

pytestmark = [
    pytest.mark.acceptance,
    pytest.mark.skipif(not REFERENCE, reason="ALEMAP_REFERENCE names no reference material"),
]

MARKS = (".", "..", "...", "-", "--", "~100", "")
VOTES = {
    "labels": ["Kommunkod", "Valdistriktskod", "Valdistriktsnamn"],
    "labels_by_name": True,
    "headers": ["measure"],
    "skip": ["Länskod", "Länsnamn", "Kommunnamn", "Valkretskod", "Valkretsnamn"],
}
FK = {
    "labels": ["År", "Månad", "Län", "Kommun", "Ålder", "Kön"],
    "labels_by_name": True,
    "headers": ["measure"],
}
SOS = {
    "header_row": 2,
    "labels": ["År", "Månad"],
    "headers": ["measure"],
    "title": r"(?P<lan>\w+) län|(?P<riket>Riket)|, (?P<region>\w+)",
}
MUCF = {"labels": ["Grupp"], "headers": ["Ålder", "Mått"]}
SCHOOL = {
    "header_starts": "Skola;",
    "labels": ["Skola", "Skol-enhetskod", "Kommun-kod"],
    "skip": ["Skolkommun", "Typ av huvudman", "Huvudman", "Huvudman orgnr"],
    "preamble": [r"Valt läsår: (?P<period>[\d/]+)"],
    "stop": "Rapportbeskrivning|;",
}
COMMA = {"delimiter": ","}

WORKBOOKS = [
    (
        "arbetsformedlingen/andel_arblosa_2020M01_2022M12.xlsx",
        {
            "labels": ["tid", "regionkod", "ålder", "födelseregion"],
            "labels_by_name": True,
            "headers": ["measure"],
            "skip": ["region", "år", "månad", "år_månad", "månad_år", "sort", "månad_år_sort"],
        },
        1224,
    ),
    (
        "arbetsformedlingen/arbetsloshet_kommun.xlsx",
        {
            "labels": ["region_kod", "region", "kön", "ålder", "födelseregion", "tabellinnehåll", "månad"],
            "labels_by_name": True,
            "headers": ["measure"],
            "skip": ["grupp"],
        },
        15,
    ),
    ("forsakringskassan/MUCF_20241108.xlsx", {**MUCF, "sheet": "Dalarna", "header_row": 3}, 36),
    ("forsakringskassan/MUCF_20241108.xlsx", {**MUCF, "sheet": "Gävleborg", "header_row": 3}, 36),
    (
        "forsakringskassan/MUCF_20241108.xlsx",
        {
            "sheet": "Inläs",
            "header_row": 2,
            "labels": ["År", "Län", "Ålder", "Bakgrund", "Kön"],
            "labels_by_name": True,
            "headers": ["measure"],
        },
        54,
    ),
    ("forsakringskassan/ohalsotal_2024_11_06.xlsx", FK, 108),
    ("forsakringskassan/sjukpenningtal_2024_11_06.xlsx", FK, 756),
    (
        "scb_deso_xlsx/000005F8_20240813-152932.xlsx",
        {"header_row": 3, "headers": ["år", "hushållstyp"], "labels": ["region"]},
        5984 * 5,
    ),
    (
        "scb_deso_xlsx/000005FC_20240806-102837.xlsx",
        {"header_row": 3, "headers": ["kön"], "labels": ["år", "region"]},
        5984,
    ),
    (
        "scb_deso_xlsx/000005FF_20240813-152010.xlsx",
        {"header_row": 3, "headers": ["år", "ålder", "kön"], "labels": ["region"]},
        5984 * 6,
    ),
    (
        "scb_deso_xlsx/000005FM_20240813-153407.xlsx",
        {"header_row": 3, "headers": ["innehåll", "år", "komponent", "kön"], "labels": ["region"]},
        5984 * 3,
    ),
    (
        "scb_deso_xlsx/000005MO_20240813-151714.xlsx",
        {"header_row": 3, "headers": ["år", "utbildning"], "labels": ["region"]},
        5984 * 5,
    ),
    (
        "scb_deso_xlsx/000006TA_20240813-153551.xlsx",
        {"header_row": 3, "headers": ["innehåll", "år", "ålder"], "labels": ["region"]},
        5984 * 3,
    ),
    (
        "scb_deso_xlsx/000007A8_20240813-151334.xlsx",
        {"header_row": 3, "headers": ["innehåll", "kön", "ålder", "år"], "labels": ["region"]},
        5984 * 5,
    ),
    (
        "scb_kommun/be0101_tabhel2023.xlsx",
        {"header_row": 6, "headers": ["rad1", "rad2", "rad3", "rad4"], "labels": ["kod", "namn"]},
        312 * 18,
    ),
    ("socialstyrelsen/Socialstyrelsen 2024_06_17.xlsx", SOS, 264),
    ("socialstyrelsen/Socialstyrelsen_2025_01_31.xlsx", SOS, 264),
    ("valmyndigheten/ko_tab3_2022.xlsx", VOTES, 6578 * 16),
]
TABLES = [
    (
        "arbetsformedlingen/arbetslösa_2022.csv",
        {**COMMA, "labels": ["[Log] Region", "Kön", "Ålder", "Födelseregion"]},
        290,
    ),
    (
        "kommunkoder/counties.csv",
        {
            **COMMA,
            "labels": ["id"],
            "value": "dialect:numerical",
            "skip": [
                "label",
                "description",
                "dialect:short",
                "dialect:skatteverket",
                "dialect:wikidata",
                "dialect:arbetsmiljoverket",
            ],
        },
        24,
    ),
    (
        "kommunkoder/municipalities.csv",
        {
            **COMMA,
            "labels": ["id", "dialect:skatteverket"],
            "skip": [
                "label",
                "description",
                "dialect:short",
                "dialect:wikidata",
                "dialect:brå",
                "dialect:scb",
            ],
        },
        293,
    ),
    (
        "scb_deso/deso_foreign_born.csv",
        {
            **COMMA,
            "labels": ["region", "födelseregion", "kön"],
            "measure_pattern": r"(?P<measure>.+) (?P<period>\d{4})",
        },
        3363 * 2 * 4,
    ),
    (
        "scb_deso/deso_income.csv",
        {
            **COMMA,
            "labels": ["region", "inkomstkomponent", "kön"],
            "measure_pattern": r"(?P<measure>.+) (?P<period>\d{4})",
        },
        3363 * 4,
    ),
    ("scb_deso/deso_stockholm_lag_hog_inkomst.csv", {**COMMA, "labels": ["deso"], "skip": [""]}, 544 * 12),
    ("scb_deso/deso_stockholm_utbildning.csv", {**COMMA, "labels": ["deso"], "skip": [""]}, 544 * 5),
    (
        "scb_deso/deso_with_index_2022.csv",
        {**COMMA, "labels": ["Kommun", "Kommunnamn", "DeSO_2018", "RegSO_2020", "RegSOkod_2020"]},
        5984,
    ),
    ("scb_deso/education_demographics_deso.csv", {**COMMA, "labels": ["deso"]}, 5984 * 5),
    (
        "scb_deso/regso_socioekonomisk_index_2022.csv",
        {**COMMA, "labels": [""], "measure": "period", "stop": ',|"?Delegationen'},
        3363,
    ),
    (
        "scb_kommun/folkmangd.csv",
        {"labels": ["k_ID", "kommun"], "measure_pattern": r"ar_(?P<period>\d{4})"},
        290 * 70,
    ),
    ("skolverket/Grundskola - Slutbetyg årskurs 9, samtliga elever 2025 Skolenhet.csv", SCHOOL, 1714 * 4),
    ("skolverket/Grundskolan - Antal elever per årskurs 2009 Skolenhet.csv", SCHOOL, 4655 * 15),
    (
        "valmyndigheten/kommun_2022.csv",
        {
            **COMMA,
            "labels": ["KOMMUNKOD", "VALDISTRIKTSKOD"],
            "skip": ["LÄNSKOD", "LÄNSNAMN", "KOMMUNNAMN", "VALKRETSKOD", "VALKRETSNAMN", "VALDISTRIKTSNAMN"],
        },
        6578 * 16,
    ),
]
KEY = "scb_deso/koppling-deso2018-regso2020.csv"


def read(form, file, options, marks=MARKS):
    return decode(form, (DATA / file).read_bytes(), options, file, marks)


def workbook(file):
    options = next(options for name, options, _ in WORKBOOKS if file in name)
    return read(
        "workbook", next(name for name, _, _ in WORKBOOKS if file in name), WorkbookRead(**options)
    ).texts()


def table(file):
    name, options, _ = next(case for case in TABLES if file in case[0])
    return read("table", name, TableRead(**options)).texts()


def municipalities():
    """Give SCB's own population of each municipality at the end of 2023."""
    frame = workbook("be0101").filter(pl.col("rad1") == "Folkmängd")
    return dict(frame.filter(pl.col("kod").str.len_chars() == 4).select("kod", "value").rows())


def test_every_workbook_and_table_is_accounted_for():
    named = {file for cases in (WORKBOOKS, TABLES) for file, *_ in cases} | {KEY}
    found = {str(path.relative_to(DATA)) for path in DATA.rglob("*") if path.suffix in (".xlsx", ".csv")}
    assert found == named


@pytest.mark.parametrize(("file", "options", "rows"), WORKBOOKS)
def test_workbooks_are_read_whole(file, options, rows):
    frame = read("workbook", file, WorkbookRead(**options)).frame
    assert frame.height == rows
    assert frame["cell"].is_unique().all()


@pytest.mark.parametrize(("file", "options", "rows"), TABLES)
def test_tables_are_read_whole(file, options, rows):
    frame = read("table", file, TableRead(**options)).frame
    assert frame.height == rows
    assert frame["cell"].is_unique().all()


def test_a_key_without_figures_is_refused():
    columns = ["Kommun", "Kommunnamn", "DeSO_2018", "RegSO_2020", "RegSOkod_2020"]
    with pytest.raises(SourceError, match="no column of figures"):
        read("table", KEY, TableRead(delimiter=",", labels=columns))


def test_deso_populations_sum_to_the_published_municipalities():
    frame = workbook("000005FC")
    assert frame["value"].sum() == 10_551_707
    sums = frame.group_by(pl.col("region").str.head(4)).agg(pl.col("value").sum())
    assert dict(sums.rows()) == municipalities()
    assert len(sums) == 290


def test_regso_populations_sum_to_the_published_municipalities():
    frame = table("deso_foreign_born").filter(
        (pl.col("period") == "2023") & (pl.col("födelseregion") == "totalt")
    )
    published = workbook("be0101").filter(
        (pl.col("rad1") == "Folkmängd") & (pl.col("kod").str.len_chars() == 4)
    )
    sums = frame.group_by(pl.col("region").str.extract(r"^(.*?) \(")).agg(pl.col("value").sum())
    assert dict(sums.rows()) == dict(published.select("namn", "value").rows())
    assert len(sums) == 290


def test_deso_ages_have_the_published_total():
    assert workbook("000005FF").filter(pl.col("ålder") == "totalt")["value"].sum() == 10_521_556


def test_turnout_is_the_agencys_own():
    frame = workbook("ko_tab3").with_columns(row=pl.col("cell").str.extract(r"(\d+)$"))
    wide = frame.pivot("measure", index="row", values="value").filter(pl.col("Antal röstberättigade") > 0)
    own = 100 * pl.col("Antal röstande") / pl.col("Antal röstberättigade")
    difference = wide.select((own - pl.col("Andel röstande")).abs().max()).item()
    assert wide.height == 6578 - 314
    assert difference < 1e-12


def test_postal_votes_have_no_turnout():
    frame = workbook("ko_tab3").filter(pl.col("measure") == "Andel röstande", pl.col("mark").is_not_null())
    assert frame.height == 314
    assert frame["Valdistriktskod"].str.starts_with("1440").sum() == 1


def test_the_csv_of_the_election_holds_the_workbooks_figures():
    assert table("kommun_2022")["value"].equals(workbook("ko_tab3")["value"])


def test_a_csv_and_a_workbook_of_the_same_table_agree():
    from_csv = table("education_demographics")["value"].to_list()
    assert from_csv == workbook("000005MO")["value"].to_list()


def test_school_marks_are_kept_apart():
    frame = table("2025 Skolenhet")
    counts = dict(frame["mark"].drop_nulls().value_counts().rows())
    assert set(counts) == {".", "..", "~100"}
    assert frame["period"].unique().to_list() == ["2024/25"]
