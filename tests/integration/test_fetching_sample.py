"""The sample's own definitions of what is fetched: the agency's answer gives the file's figures."""

from __future__ import annotations

import shutil

from pytest_httpserver import HTTPServer

from kit.fake_agency import FakeTime
from kit.fake_pxweb import FakeTable
from kit.fetching import run_ingest
from kit.mini import REPOSITORY, edit

DATASET = "scb__deso_economic_standard"
FILE = "sample_data/scb/Tab4InkDesoRegso_2022.json"


def test_a_table_of_the_sample_is_the_same_from_the_agency_as_from_the_file(tmp_path):
    for name in ("pipelines", "sql"):
        shutil.copytree(REPOSITORY / name, tmp_path / name)
    shutil.copyfile(REPOSITORY / "alemap.toml", tmp_path / "alemap.toml")
    (tmp_path / "sample_data").symlink_to(REPOSITORY / "sample_data")
    (result,) = run_ingest(tmp_path, FakeTime(), DATASET, build=False).datasets
    assert (result.outcome, result.rows) == ("loaded", 17952)
    with (tmp_path / "alemap.toml").open("a") as settings:
        settings.write(f'\n[network]\nfetch = ["{DATASET}"]\n')
    content = (REPOSITORY / FILE).read_bytes()
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
