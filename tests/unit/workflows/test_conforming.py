"""What a definition may say of dimensions, on a file's rows: joined ones, lost zeros, editions of areas."""

from __future__ import annotations

import dataclasses

import polars as pl
import pytest

from alemap.definitions.areas import Area, Areas
from alemap.definitions.project import load_project
from alemap.definitions.schema import Dataset
from alemap.errors import SourceError
from alemap.sources.decoded import Decoded
from alemap.workflows.conform import conform, spelled_out
from kit.mini import write_mini

YEAR_MONTH = {"tid": {"column": "period"}}


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    return load_project(write_mini(tmp_path_factory.mktemp("conforming") / "mini"))


def rows(columns, project, dimensions, **more):
    """Conform one figure per row of the columns."""
    height = len(next(iter(columns.values())))
    frame = pl.DataFrame(
        {
            **columns,
            "value": [1.0] * height,
            "mark": [None] * height,
            "cell": [f"B!A{i}" for i in range(height)],
        },
        schema_overrides={"mark": pl.String},
    )
    dataset = Dataset.model_validate(
        {
            "id": "office__x",
            "agency": "office",
            "name": {"sv": "x", "en": "x"},
            "table": "x",
            "origin": "real",
            "form": "kolada",
            "files": ["x"],
            "dimensions": dimensions,
            "constants": {} if dimensions is YEAR_MONTH or "tid" in dimensions else {"period": "2024"},
            **more,
        }
    )
    return spelled_out(conform(Decoded(frame, tuple(columns)), dataset, project, "x.xlsx"))


def test_year_and_month_become_a_period(project):
    table = rows(
        {"År": ["2024", "2024"], "Månad": ["Januari", "12"]},
        project,
        YEAR_MONTH,
        joined={"tid": "{År} {Månad}"},
    )
    assert table["period"].to_list() == ["2024-01", "2024-12"]
    assert table.columns == ["period", "value", "status", "mark", "cell"]


def test_a_part_that_is_named_too_stays(project):
    table = rows(
        {"År": ["2024"], "Månad": ["mars"]},
        project,
        {**YEAR_MONTH, "Månad": {"column": "month"}},
        joined={"tid": "{År} {Månad}"},
    )
    assert table["month"].to_list() == ["mars"]


def test_a_code_in_several_number_columns_gets_its_zeros_back(project):
    table = rows(
        {"län": ["1"], "kommun": ["14"], "krets": ["2"], "distrikt": ["101"]},
        project,
        {"kod": {"column": "district"}},
        joined={"kod": "{län:02}{kommun:02}{krets:02}{distrikt:03}"},
    )
    assert table["district"].to_list() == ["011402101"]


def test_lost_zeros_come_back_to_figures_only(project):
    table = rows({"kod": ["114", "0114", "Riket"]}, project, {"kod": {"column": "municipality", "digits": 4}})
    assert table["municipality"].to_list() == ["0114", "0114", "Riket"]


@pytest.mark.parametrize(
    ("joined", "message"),
    [({"tid": "{Ar} {Månad}"}, "no dimension `Ar`"), ({"År": "{Månad}"}, "`År` already")],
)
def test_a_joined_dimension_that_cannot_be_is_refused(project, joined, message):
    with pytest.raises(SourceError, match=message):
        rows({"År": ["2024"], "Månad": ["1"]}, project, YEAR_MONTH, joined=joined)


def test_an_area_of_another_edition_is_not_taken_for_ours(project):
    columns, dimensions = {"region": ["1440A0010_DeSO2025"]}, {"region": {"column": "area_code"}}
    with pytest.raises(SourceError, match="1440A0010_DeSO2025"):
        rows(columns, project, dimensions)
    both = dict(project.areas.by_code)
    both["1440A0010"] = both["1440A0010"]._replace(edition="2018|2025")
    table = rows(columns, dataclasses.replace(project, areas=Areas(both)), dimensions)
    assert table["area_code"].to_list() == ["1440A0010"]


def test_an_area_list_may_hold_the_whole_code(project):
    own = Area("1440R001_RegSO2025", "Ny", "regso", "2025", "1440", "", "", (), (), "x", 1)
    areas = Areas({**project.areas.by_code, own.code: own})
    table = rows(
        {"region": [own.code]},
        dataclasses.replace(project, areas=areas),
        {"region": {"column": "area_code"}},
    )
    assert table["area_code"].to_list() == [own.code]
