"""What compiled libraries print does not get among the data on standard output."""

from __future__ import annotations

import ctypes
import os
import sys

from alemap.workflows.silence import silenced


def test_only_what_we_print_ourselves_reaches_standard_output(capfd):
    sys.stdout.write("before\n")
    with silenced():
        ctypes.CDLL(None).puts(b"HighsMipSolverData::a line of its own")
        os.write(1, b"and another")
    sys.stdout.write("after\n")
    sys.stdout.flush()
    assert capfd.readouterr().out == "before\nafter\n"
