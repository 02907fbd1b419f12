"""SCB's own classification of the country's 3,363 RegSO, found again from the tables it rests on.

The workbooks of 2022 are read by alemap's readers, DeSO are put together to RegSO by SCB's list, and the
index is alemap's own. Reference: SCB, "Områdestyper", IntGr5Socio 2022 (corrected 2024-09-11). The material
lies in `data/` below the directory that ALEMAP_REFERENCE names; it is not part of the project.
"""

from __future__ import annotations

import csv
import os
from collections import Counter
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from scipy.stats import spearmanr

from alemap.definitions.read_options import WorkbookRead
from alemap.sources import decode
from alemap.stats.index import composite, standardise
from kit.state import rows

REFERENCE = os.environ.get("ALEMAP_REFERENCE", "")
DATA = Path(REFERENCE) / "data"

pytestmark = [
    pytest.mark.acceptance,
    pytest.mark.skipif(not REFERENCE, reason="ALEMAP_REFERENCE names no reference material"),
]

MARKS = {"-", "..", ".", ""}


def workbook(table, **options):
    """One of SCB's workbooks as rows of DeSO, column and value."""
    (path,) = (DATA / "scb_deso_xlsx").glob(f"{table}_*.xlsx")
    read = WorkbookRead(header_row=3, labels=["region"], **options)
    return decode("workbook", path.read_bytes(), read, path.name, MARKS).frame


def wide(frame, column):
    """One row per DeSO, one column per code of `column`."""
    return frame.pivot(on=column, index="region", values="value").sort("region")


@pytest.fixture(scope="module")
def regso_of():
    """DeSO to RegSO and to the name SCB's table of types uses."""
    with (DATA / "scb_deso" / "koppling-deso2018-regso2020.csv").open(
        encoding="utf-8-sig", newline=""
    ) as file:
        lines = list(csv.DictReader(file))
    return {
        row["DeSO_2018"]: (row["RegSOkod_2020"], f"{row['Kommunnamn']} ({row['RegSO_2020']})")
        for row in lines
    }


@pytest.fixture(scope="module")
def types():
    """SCB's type (1 great challenges, 5 very good conditions) by the RegSO's name."""
    path = DATA / "scb_deso" / "regso_socioekonomisk_index_2022.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        lines = [row for row in csv.reader(file) if len(row) == 2]
    return {name: int(kind) for name, kind in lines if kind in {"1", "2", "3", "4", "5"}}


@pytest.fixture(scope="module")
def regso(regso_of, types):
    """Counts of the three indicators for every RegSO, with SCB's type."""
    standard = wide(workbook("000006TA", headers=["innehåll", "år", "ålder"]), "innehåll")
    education = wide(workbook("000005MO", headers=["år", "nivå"]), "nivå")
    labour = wide(workbook("000007A8", headers=["innehåll", "kön", "ålder", "år"]), "innehåll")
    known = [name for name in education.columns[1:] if name != "uppgift om utbildningsnivå saknas"]
    deso = (
        standard.select(
            "region",
            persons=pl.col("Antal personer totalt"),
            low=pl.col("Låg ekonomisk standard, procent") / 100 * pl.col("Antal personer totalt"),
        )
        .join(
            education.select("region", short="förgymnasial utbildning", educated=pl.sum_horizontal(known)),
            on="region",
        )
        .join(
            labour.select(
                "region",
                unemployed="antal arbetslösa",
                force="antal sysselsatta och arbetslösa (arbetskraften)",
            ),
            on="region",
        )
    )
    assert deso.height == len(regso_of) == 5984
    codes = pl.Series("regso", [regso_of[code][0] for code in deso["region"]])
    names = dict(regso_of.values())
    summed = deso.with_columns(codes).group_by("regso").agg(pl.exclude("region", "regso").sum()).sort("regso")
    return summed.with_columns(pl.Series("type", [types[names[code]] for code in summed["regso"]]))


@pytest.fixture(scope="module")
def index(regso):
    """The index by population-weighted z-scores, equal weights."""
    shares = np.column_stack(
        [
            (regso["low"] / regso["persons"]).to_numpy(),
            (regso["short"] / regso["educated"]).to_numpy(),
            (regso["unemployed"] / regso["force"]).to_numpy(),
        ]
    )
    scores = standardise(shares, regso["persons"].to_numpy(), [1, 1, 1])
    return composite(scores, ["socioekonomi"] * 3).value


def test_the_material_is_the_whole_country(regso, types):
    assert regso.height == len(types) == 3363
    assert regso.null_count().sum_horizontal().item() == 0
    assert set(regso["type"]) == {1, 2, 3, 4, 5}


def test_the_index_orders_areas_as_scbs_types_do(regso, index):
    # type 1 is the worst, so the two run against each other
    assert -spearmanr(index, regso["type"].to_numpy()).statistic >= 0.90


def test_classes_of_scbs_sizes_agree_with_scbs(regso, index):
    sizes = Counter(regso["type"].to_list())
    worst_first = np.argsort(-index, kind="stable")
    classes = np.empty(regso.height, dtype=int)
    classes[worst_first] = [kind for kind in sorted(sizes) for _ in range(sizes[kind])]
    agreeing = (classes == regso["type"].to_numpy()).mean()
    assert agreeing >= 0.90
    assert np.abs(classes - regso["type"].to_numpy()).max() <= 2


def test_ales_and_kungalvs_areas_with_challenges_are_the_two_worst(regso, index):
    own = regso.with_columns(pl.Series("index", index)).filter(pl.col("regso").str.contains(r"^(1440|1482)"))
    assert own.height == 24
    worst = own.sort("index", descending=True)
    assert worst["type"].to_list()[:2] == [2, 3]
    assert min(worst["type"].to_list()[2:]) >= 4


def test_the_sample_carries_the_agencys_own_figures(sample):
    """What the sample holds of the three tables is what the agency's workbooks hold, DeSO by DeSO."""
    ours = dict(
        rows(
            sample,
            "SELECT area_code, value FROM stg_scb__deso_labour_status WHERE labour_status = 'unemployed'",
        )
    )
    theirs = workbook("000007A8", headers=["innehåll", "kön", "ålder", "år"]).filter(
        pl.col("innehåll") == "antal arbetslösa"
    )
    assert ours == dict(zip(theirs["region"], theirs["value"], strict=True))
    ours = dict(
        rows(
            sample,
            "SELECT area_code, value FROM stg_scb__deso_economic_standard WHERE measure = 'low_percent'",
        )
    )
    theirs = workbook("000006TA", headers=["innehåll", "år", "ålder"]).filter(
        pl.col("innehåll") == "Låg ekonomisk standard, procent"
    )
    assert ours == dict(zip(theirs["region"], theirs["value"], strict=True))
