"""The oracle runner: what it says of files that pass, fail or are unknown, and the reference oracles."""

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

RUNNER = Path(__file__).parent / "oracles.py"
REFERENCE = os.environ.get("ALEMAP_REFERENCE", "")


def _run(folder):
    done = subprocess.run(  # noqa: S603 - our own script
        [sys.executable, str(RUNNER), str(folder)], capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout.splitlines(), done.stderr


def _folder(tmp_path, *entries):
    manifest = []
    for family, file, rows, expected in entries:
        path = tmp_path / file
        path.parent.mkdir(exist_ok=True)
        with path.open("w", encoding="utf-8", newline="") as out:
            csv.writer(out).writerows(rows)
        manifest.append(
            {
                "id": family,
                "family": family,
                "file": file,
                "abs_tol": 1e-9,
                "rel_tol": 1e-9,
                "expected": expected,
            }
        )
    (tmp_path / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return tmp_path


DIFFERENCING = [
    ["table1_all", "table2_excluding_group", "exp_implied_group", "exp_disclosive"],
    [30, 28, 2, "TRUE"],
    [30, 30, 0, "FALSE"],
]


def test_each_file_gets_a_line_and_the_counts_come_last(tmp_path):
    folder = _folder(
        tmp_path,
        ("sdc_differencing", "sub/good.csv", DIFFERENCING, ["exp_*"]),
        ("somebody_input", "data.csv", [["x"], [1]], []),
    )
    status, lines, _ = _run(folder)
    assert status == 0
    assert lines == [
        "passed          sub/good.csv: 4 values",
        "inputs          data.csv: read with the file of its stem",
        "1 passed, 0 failed, 0 not implemented",
    ]


def test_a_wrong_value_fails_and_is_named(tmp_path):
    wrong = [*DIFFERENCING[:2], [30, 30, 0, "TRUE"]]
    status, lines, _ = _run(_folder(tmp_path, ("sdc_differencing", "bad.csv", wrong, ["exp_*"])))
    assert status == 1
    assert "exp_disclosive: 1 of 2 differ, first in row 3: got FALSE, expected TRUE" in lines[0]
    assert lines[-1] == "0 passed, 1 failed, 0 not implemented"


def test_a_file_without_its_columns_fails_and_the_rest_goes_on(tmp_path):
    folder = _folder(
        tmp_path,
        ("sdc_differencing", "short.csv", [["table1_all"], [1]], ["exp_*"]),
        ("sdc_differencing", "good.csv", DIFFERENCING, ["exp_*"]),
    )
    status, lines, _ = _run(folder)
    assert status == 1
    assert lines[0].startswith("failed          short.csv: KeyError")
    assert lines[-1] == "1 passed, 1 failed, 0 not implemented"


def test_an_unknown_family_is_not_implemented(tmp_path):
    rows = [["x", "exp_y"], [1, 2]]
    status, lines, _ = _run(_folder(tmp_path, ("tea_leaves", "x.csv", rows, ["exp_y"])))
    assert status == 0
    assert lines[-1] == "0 passed, 0 failed, 1 not implemented"


def test_a_folder_without_manifest_is_a_usage_error(tmp_path):
    status, _, error = _run(tmp_path)
    assert status == 2
    assert "manifest.json" in error


@pytest.mark.acceptance
@pytest.mark.skipif(not REFERENCE, reason="ALEMAP_REFERENCE names no reference material")
def test_the_reference_oracles_all_pass():
    status, lines, _ = _run(Path(REFERENCE) / "oracles")
    assert status == 0, "\n".join(line for line in lines if line.startswith("failed"))
    assert lines[-1].endswith("0 failed, 0 not implemented")
