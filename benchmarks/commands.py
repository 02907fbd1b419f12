"""How long the commands take on the sample project: `python benchmarks/commands.py [RUNS]`.

Each line gives the fastest, the middle and the slowest of the runs, in seconds of wall time, with the file
cache warm. `ingest, cold` starts from an empty data folder in a copy of the project.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
COMMANDS = {
    "alemap --help": ["--help"],
    "alemap compare": ["compare"],
    "alemap rank": ["rank"],
    "alemap profile Surte": ["profile", "Surte"],
    "alemap show low_economic_standard": ["show", "low_economic_standard"],
    "alemap check": ["check"],
    "alemap ingest, nothing new": ["ingest", "--quiet"],
}
LIMITS = {"alemap --help": 0.25, "alemap compare": 0.8}
"""What the project has set itself, in seconds."""


def timed(arguments: list[str], folder: Path) -> float:
    """Wall time of one run of a command; its output is thrown away, a failure stops the benchmark."""
    start = time.perf_counter()
    subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "alemap", *arguments],
        cwd=folder,
        env={**os.environ, "COLUMNS": "100"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=True,
    )
    return time.perf_counter() - start


def report(name: str, times: list[float]) -> None:
    """Print one line."""
    limit = f"  (set: {LIMITS[name]} s)" if name in LIMITS else ""
    middle = statistics.median(times)
    sys.stdout.write(f"{name:36s} {min(times):6.2f} {middle:6.2f} {max(times):6.2f}{limit}\n")


def main() -> None:
    """Time every command in a copy of the sample project."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for part in ("pipelines", "sql", "sample_data"):
            shutil.copytree(ROOT / part, folder / part)
        shutil.copyfile(ROOT / "alemap.toml", folder / "alemap.toml")
        sys.stdout.write(f"{'':36s} {'min':>6s} {'median':>6s} {'max':>6s}\n")
        report("alemap ingest, cold", [timed(["ingest", "--quiet"], folder)])
        for label, arguments in COMMANDS.items():
            timed(arguments, folder)
            report(label, [timed(arguments, folder) for _ in range(runs)])


if __name__ == "__main__":
    main()
