"""The sample's own definitions of what is fetched: the agency's answer gives the file's figures."""

from __future__ import annotations

import shutil

from pytest_httpserver import HTTPServer

from kit.fake_agency import FakeTime
from kit.fake_folkhalsodata import FakeFolkhalsodata
from kit.fake_pxweb import FakeTable
from kit.fetching import run_ingest
from kit.mini import REPOSITORY, edit
from kit.state import rows

DATASET = "scb__deso_economic_standard"
FILE = "sample_data/scb/Tab4InkDesoRegso_2022.json"


TABLES = {
    "self_rated_health": (
        "A_Folkhalsodata/A_Mo8/Halsoutfall/01Overgrip/01.01halsgod/halsgodyreg.px",
        "Hälsotillstånd",
        {"01": "Bra eller mycket bra hälsa", "02": "Dålig eller mycket dålig hälsa"},
        ("01", "good_self_rated_health"),
    ),
    "psychological_health": (
        "A_Folkhalsodata/A_Mo8/Halsoutfall/02Pyskhals/02.03psykessler6/psykessler6yreg.px",
        "Psykisk hälsa",
        {"21": "Allvarlig psykisk påfrestning**"},
        ("21", "psychological_distress"),
    ),
}


def copied(folder, *datasets):
    """The sample's agencies, areas and codes, and of its datasets these; its files."""
    pipelines = folder / "pipelines"
    for name in ("agencies", "areas", "mappings"):
        shutil.copytree(REPOSITORY / "pipelines" / name, pipelines / name)
    shutil.copy(REPOSITORY / "pipelines/vocabulary.yaml", pipelines)
    for dataset in datasets:
        path = f"datasets/{dataset.replace('__', '/')}.yaml"
        (pipelines / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(REPOSITORY / "pipelines" / path, pipelines / path)
    shutil.copyfile(REPOSITORY / "alemap.toml", folder / "alemap.toml")
    (folder / "sample_data").symlink_to(REPOSITORY / "sample_data")


def test_folkhalsodatas_tables_become_the_columns_of_the_files(tmp_path):
    names = [f"folkhalsomyndigheten__{name}" for name in TABLES]
    copied(tmp_path, *names)
    agency, base = "pipelines/agencies/folkhalsomyndigheten.yaml", "https://fohm-app.folkhalsomyndigheten.se"
    with (tmp_path / "alemap.toml").open("a") as settings:
        settings.write(f"\n[network]\nfetch = {names}\n".replace("'", '"'))
    with HTTPServer(threaded=True) as server:
        edit(tmp_path, agency, base, server.url_for("").rstrip("/"))
        for name, (path, variable, labels, (code, ours)) in TABLES.items():
            server.clear()
            fake = FakeFolkhalsodata(server, path, variable, labels)
            fake.misbehave([None, None, "429", "half a body"])
            dataset = f"folkhalsomyndigheten__{name}"
            (result,) = run_ingest(tmp_path, FakeTime(), dataset, build=False).datasets
            assert (result.outcome, result.rows) == ("loaded", 3 * 3 * 3 * 2), result.reason
            keys = "area_code, measure, statistic, sex, period, value, status"
            found = rows(tmp_path, f"SELECT {keys} FROM raw.{dataset} ORDER BY ALL")  # noqa: S608
            sexes, parts = {"00": "_T", "01": "K", "02": "M"}, {"01": "value", "02": "lower", "03": "upper"}
            assert found == sorted(
                (
                    area,
                    ours,
                    parts[part],
                    sexes[sex],
                    year,
                    value,
                    "final" if value is not None else "unpublished",
                )
                for (area, own, part, sex, year), value in fake.values.items()
                if own == code and part in parts
            )
        fake.labels["Kön"] = {"00": "Totalt", "01": "Män", "02": "Kvinnor"}
        (result,) = run_ingest(tmp_path, FakeTime(), dataset, build=False).datasets
        assert "`01` of Kön now means `Män`, where `kvinnor` is expected" in str(result.reason)


def test_a_table_of_the_sample_is_the_same_from_the_agency_as_from_the_file(tmp_path):
    copied(tmp_path, DATASET)
    (result,) = run_ingest(tmp_path, FakeTime(), DATASET, build=False).datasets
    assert (result.outcome, result.rows) == ("loaded", 17952)
    with (tmp_path / "alemap.toml").open("a") as settings:
        settings.write(f'\n[network]\nfetch = ["{DATASET}"]\n')
    content = (REPOSITORY / FILE).read_bytes()
    for old, new in {b"000006TA": b"000008AC", b"000006TB": b"000008AD", b"000006TC": b"000008AE"}.items():
        content = content.replace(old, new)  # the table has been made anew since the file was saved
    with HTTPServer(threaded=True) as server:
        more = {"Region": "0114A0010_DeSO2025", "Tid": "2024"}
        fake = FakeTable(server, "TAB6685", content, cells=5000, more=more)
        edit(
            tmp_path,
            "pipelines/agencies/scb.yaml",
            "https://statistikdatabasen.scb.se/api/v2",
            f"{fake.address}/v2",
        )
        time = FakeTime()
        (dry,) = run_ingest(tmp_path, time, DATASET, dry_run=True).datasets
        assert (dry.outcome, dry.files, dry.cells) == ("would fetch", 4, 17952)
        fake.misbehave([None, None, None, "429 in 2 seconds", "half a body"])
        (result,) = run_ingest(tmp_path, time, DATASET, build=False).datasets
    assert (result.outcome, result.files) == ("unchanged", 4), "the very same figures"
    assert len([body for method, _, body in fake.asked if method == "POST"]) == 4 + 2
