"""Thirty faults of meaning planted in the catalogue, none of which a schema forbids: all are found."""

from __future__ import annotations

import shutil
from pathlib import Path

from alemap.definitions.yamlfile import read_yaml
from alemap.workflows.check import check
from kit.mini import REPOSITORY, put

FOLLOWING = {"AM143", "AM144", "AM150", "AM157", "AM212", "AM220", "AM224", "AM230", "AM938"}
PLANTED = read_yaml((Path(__file__).parent / "planted.yaml").read_text(encoding="utf-8")).data


def test_every_planted_fault_is_found(tmp_path):
    root = tmp_path / "project"
    for folder in ("pipelines", "sql"):
        shutil.copytree(REPOSITORY / folder, root / folder)
    shutil.copyfile(REPOSITORY / "alemap.toml", root / "alemap.toml")
    (root / "sample_data").symlink_to(REPOSITORY / "sample_data")
    for each in PLANTED:
        text = (root / each["file"]).read_text(encoding="utf-8")
        if "old" in each:
            assert each["old"] in text, each
            put(root, each["file"], text.replace(each["old"], each["new"], 1))
        else:
            put(root, each["file"], f"{text}{each['new']}\n")
    found = {(problem.code, problem.place.file) for problem in check(root).problems}
    planted = {(each["code"], each["file"]) for each in PLANTED}
    assert sorted(planted - found) == []
    assert len(PLANTED) >= 30
    # what else is said follows from the planted ones
    assert {code for code, _ in found - planted} <= FOLLOWING
