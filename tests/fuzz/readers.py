"""Damages files of every form and reads them: `python tests/fuzz/readers.py [--inputs N] [FORM...]`.

With `--inspect` it looks at them as `alemap inspect` does, which knows nothing of their form.

An input is right when it gives rows that keep their contract or a SourceError with a place, within the time
set. Input number N of a form is the same for the same seed, so a fault is shown again by `--only N`. Each
form runs in a process of its own with a limit on its memory: one that dies or hangs is found and named.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import resource
import signal
import sys
import time
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from kit.damage import damaged
from kit.forms import FORMS
from kit.reading import inspected_or_refused, rows_or_refused

if TYPE_CHECKING:
    from kit.forms import Form

SEED = 1440
SECONDS = 5.0
"""The most processor time one input may take."""
MEMORY = 4 << 30
"""The most address space a process may take beyond what it begins with."""
WAIT = 600.0
"""The most time one input may take when nothing is worked: a machine may be busy with other things."""
TOLD = 200
"""After so many inputs the process says how many gave rows; a fault is told at once."""


class TooSlowError(Exception):
    """An input has taken longer than it may."""


def made(name: str, form: Form, seed: int, number: int) -> bytes:
    """Input `number` of a form; the first ones are the whole files."""
    if number < len(form.files):
        return form.files[number]
    draw = Random(f"{seed}:{name}:{number}")  # noqa: S311 - made-up damage
    return damaged(draw, draw.choice(form.files), form.pieces)


def tried(name: str, seed: int, number: int, *, looking: bool = False) -> bool:
    """Read one input, within the time; whether it gave rows."""
    form = FORMS[name]
    content = made(name, form, seed, number)
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        if looking:
            return inspected_or_refused(form, content)
        return rows_or_refused(form, content) is not None
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def _alarm(*_: object) -> None:
    raise TooSlowError(f"more than {SECONDS} s of work")


def work(name: str, seed: int, inputs: range, looking: bool, at: Any, found: Any) -> None:  # noqa: FBT001
    """Read inputs one after the other, noting which, how many gave rows and what failed."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # a library's panic writes there, and is caught
    signal.signal(signal.SIGPROF, _alarm)
    with Path("/proc/self/statm").open(encoding="ascii") as file:
        used = int(file.read().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + MEMORY, used + MEMORY))
    rows = 0
    for number in inputs:
        at.value = number
        try:
            rows += tried(name, seed, number, looking=looking)
        except BaseException as error:  # noqa: BLE001 - whatever it is, it is what we look for
            found.put((number, f"{type(error).__name__}: {str(error)[:300]}"))
        if number % TOLD == 0:
            found.put((number, rows))
            rows = 0
    found.put((inputs[-1], rows))
    found.put(None)


def worked(process: multiprocessing.process.BaseProcess) -> float:
    """The processor time a process has used, in seconds."""
    try:
        fields = Path(f"/proc/{process.pid}/stat").read_text(encoding="ascii").rpartition(") ")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Watch:
    """Ends a process that works on one input too long: what hangs beyond Python's reach, no signal ends."""

    def __init__(self, process: multiprocessing.process.BaseProcess, at: Any) -> None:
        self._process, self._at = process, at
        self._input, self._since, self._begun = at.value, 0.0, time.monotonic()

    def look(self) -> None:
        """End the process where its input is still the same after so much work, or so long a wait."""
        now = worked(self._process)
        if self._at.value != self._input:
            self._input, self._since, self._begun = self._at.value, now, time.monotonic()
        elif now - self._since > 2 * SECONDS or time.monotonic() - self._begun > WAIT:
            self._process.kill()


def run(name: str, seed: int, inputs: range, *, looking: bool = False) -> tuple[int, list[str]]:
    """Read all inputs of a form; how many gave rows, and the faults. A process that dies is begun again."""
    context = multiprocessing.get_context("spawn")
    os.environ["POLARS_MAX_THREADS"] = "1"  # small files: handing work over takes longer than the work
    faults: list[str] = []
    rows = 0
    while inputs:
        at, found = context.Value("q", inputs[0]), context.SimpleQueue()
        process = context.Process(target=work, args=(name, seed, inputs, looking, at, found))
        process.start()
        watch, done = Watch(process, at), False
        while not done and (process.is_alive() or not found.empty()):
            if found.empty():
                time.sleep(0.05)
                watch.look()
                continue
            said = found.get()
            done = said is None
            if said is not None and isinstance(said[1], str):
                faults.append(f"{name} {said[0]}: {said[1]}")
            elif said is not None:
                rows += said[1]
        process.join()
        if done:
            break
        faults.append(f"{name} {at.value}: the process ended with status {process.exitcode}")
        inputs = range(at.value + 1, inputs.stop)
    return rows, faults


def main() -> int:
    """Say of each form how many inputs were read, how many gave rows, how long it took; the faults last."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("forms", nargs="*", metavar="FORM", help=", ".join(FORMS))
    parser.add_argument("--inputs", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--inspect", action="store_true", help="look at them as `alemap inspect` does")
    parser.add_argument("--only", type=int, help="one input, written to standard output and read here")
    options = parser.parse_args()
    forms = options.forms or list(FORMS)
    if options.only is not None:
        content = made(forms[0], FORMS[forms[0]], options.seed, options.only)
        sys.stdout.buffer.write(content + b"\n")
        sys.stdout.flush()
        (inspected_or_refused if options.inspect else rows_or_refused)(FORMS[forms[0]], content)
        return 0
    every: list[str] = []
    for name in forms:
        start = time.perf_counter()
        rows, faults = run(name, options.seed, range(options.inputs), looking=options.inspect)
        seconds = time.perf_counter() - start
        sys.stdout.write(
            f"{name:16s} {options.inputs:8d} inputs, {rows:7d} with rows, {len(faults)} faults,"
            f" {seconds:.0f} s\n"
        )
        sys.stdout.writelines(f"  {fault}\n" for fault in faults[:20])
        sys.stdout.flush()
        every += faults
    return 1 if every else 0


if __name__ == "__main__":
    sys.exit(main())
