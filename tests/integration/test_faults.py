"""Random sequences of faults: exactly the right figures, or status 3 and nothing lost.

`make faults N=1000` runs as many, here run the first few. `FAULTS` is their number, `FAULTS_FROM` the first
seed.
"""

from __future__ import annotations

import os
import sys

import pytest
from pytest_httpserver import HTTPServer

from kit.fault_runs import FaultRuns

NUMBER = int(os.environ.get("FAULTS", "4"))
ENOUGH = 5
FIRST = int(os.environ.get("FAULTS_FROM", "0"))


@pytest.mark.parametrize("part", range(4))
def test_faults_make_no_wrong_figures_and_lose_none(tmp_path, part):
    with HTTPServer(threaded=True) as server:
        runs = FaultRuns(server, tmp_path)
        found = [runs.run(seed) for seed in range(FIRST + part, FIRST + NUMBER, 4)]
    loaded, refused = sum(each.loaded for each in found), sum(each.refused for each in found)
    sys.stdout.write(f"\n{len(found)} sequences: {loaded} ingests loaded, {refused} ended with status 3\n")
    assert loaded >= len(found)
    assert refused or len(found) < ENOUGH
