"""How long five million figures take from file into DuckDB: `python benchmarks/readers.py [FORM...]`.

6,160 areas, 18 ages, 3 sexes, 15 years; 1 % missing, with a status. Each form is read in its own process,
as `alemap ingest` reads it: bytes, codes, statuses, keys, raw table on disk. Given are the fastest of three
runs in seconds of wall time, how long the cores worked on it, and the most memory the process held, in
megabytes; what it holds with nothing read (the libraries) is given first.
"""

from __future__ import annotations

import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from alemap.definitions.project import load_project
from alemap.definitions.schema import Dataset
from alemap.warehouse import records
from alemap.warehouse.publish import draft
from alemap.warehouse.snapshots import Snapshot, digest
from alemap.workflows.vintages import load_files

ROOT = Path(__file__).resolve().parents[1]
AREAS, AGES, YEARS = 6160, 18, 15
SEXES = {"1": "M", "2": "K", "1+2": "_T"}
LIMITS = {"jsonstat": (1.5, 1000), "px": (4.5, None), "table": (4.5, None)}
"""What the project has set itself: seconds, megabytes."""


def codes() -> dict[str, list[str]]:
    """The dimensions' codes; areas that the project knows, and others that its definition leaves out."""
    known = [code for code, area in load_project(ROOT).areas.by_code.items() if area.level == "deso"]
    areas = known + [f"{9000 + n // 100}A{n % 100:02}00" for n in range(AREAS - len(known))]
    return {
        "Region": areas,
        "Alder": [f"{5 * n}-{5 * n + 4}" for n in range(AGES)],
        "Kon": list(SEXES),
        "Tid": [str(2010 + n) for n in range(YEARS)],
    }


def figures(cells: int) -> list[float | None]:
    """Random figures with one decimal, 1 % of them missing."""
    draw = random.Random(1440)  # noqa: S311 - a benchmark's figures
    return [None if draw.randrange(100) == 0 else draw.randrange(20000) / 10 for _ in range(cells)]


def write(form: str, path: Path) -> None:
    """Write the file of one form."""
    dimensions = codes()
    cells = AREAS * AGES * len(SEXES) * YEARS
    values = figures(cells)
    if form == "jsonstat":
        document = {
            "version": "2.0",
            "class": "dataset",
            "id": list(dimensions),
            "size": [len(own) for own in dimensions.values()],
            "dimension": {
                name: {"category": {"index": {code: n for n, code in enumerate(own)}}}
                for name, own in dimensions.items()
            },
            "value": values,
            "status": {str(n): ".." for n, value in enumerate(values) if value is None},
        }
        path.write_text(json.dumps(document, separators=(",", ":")), encoding="utf-8")
        return
    words = ['".."' if value is None else str(value) for value in values]
    lines = [words[start : start + YEARS] for start in range(0, cells, YEARS)]
    with path.open("w", encoding="utf-8") as file:
        if form == "px":
            file.write('CHARSET="ANSI";\nSTUB="Region","Alder","Kon";\nHEADING="Tid";\n')
            for name, own in dimensions.items():
                file.write(f'VALUES("{name}")=' + ",".join(f'"{code}"' for code in own) + ";\n")
            file.write("DATA=\n")
            file.writelines(" ".join(line) + "\n" for line in lines)
            file.write(";\n")
            return
        labels = list(dimensions)[:3]
        file.write(",".join(f'"{name}"' for name in [*labels, *dimensions["Tid"]]) + "\n")
        rows = iter(lines)
        for area in dimensions["Region"]:
            for age in dimensions["Alder"]:
                file.writelines(
                    f'"{area}","{age}","{sex}",' + ",".join(next(rows)) + "\n" for sex in dimensions["Kon"]
                )


def dataset(form: str) -> Dataset:
    """The definition of the file of one form."""
    known = set(load_project(ROOT).areas.by_code)
    read = {"labels": ["Region", "Alder", "Kon"], "measure": "Tid", "delimiter": ","}
    return Dataset.model_validate(
        {
            "id": "scb__benchmark",
            "agency": "scb",
            "name": {"sv": "Mätning", "en": "Benchmark"},
            "table": "x",
            "origin": "synthetic",
            "form": form,
            "files": ["x"],
            "read": read if form == "table" else {},
            "dimensions": {
                "Region": {
                    "column": "area_code",
                    "ignore": [code for code in codes()["Region"] if code not in known],
                },
                "Alder": {"column": "age"},
                "Kon": {"column": "sex", "codes": SEXES},
                "Tid": {"column": "period"},
            },
        }
    )


def measure(form: str, path: Path) -> tuple[float, float, int]:
    """Seconds of wall time and of the processors, and rows, of one file from disk into a database on disk."""
    project, definition = load_project(ROOT), dataset(form)
    with tempfile.TemporaryDirectory() as folder:
        start, worked = time.perf_counter(), time.process_time()
        content = path.read_bytes()
        snapshot = Snapshot(definition.id, path.name, "", digest(content), len(content), "", "")
        with draft(Path(folder) / "alemap.duckdb", fresh=True) as store:
            records.prepare(store)
            rows = load_files(project, definition, store, iter([(snapshot, content)])).rows
        return time.perf_counter() - start, time.process_time() - worked, rows


def main() -> None:
    """Measure every form in a process of its own; with `--one FORM FILE`, that form in this one."""
    if sys.argv[1:2] == ["--one"]:
        form, path = sys.argv[2], Path(sys.argv[3])
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1000
        runs = [measure(form, path) for _ in range(3)]
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1000
        wall, worked, rows = min(runs)
        sys.stdout.write(f"{wall:.2f} {worked:.2f} {rows} {before} {most}\n")
        return
    sys.stdout.write(
        f"{'':10s} {'wall s':>7s} {'CPU s':>6s} {'cells':>9s} {'MB before':>9s} {'MB most':>8s}\n"
    )
    with tempfile.TemporaryDirectory() as folder:
        for form in sys.argv[1:] or LIMITS:
            path = Path(folder) / form
            write(form, path)
            done = subprocess.run(  # noqa: S603 - our own program
                [sys.executable, __file__, "--one", form, str(path)],
                capture_output=True,
                text=True,
                check=True,
            )
            wall, worked, rows, before, most = done.stdout.split()
            limit, memory = LIMITS[form]
            told = f"  (set: {limit} s" + (f", {memory} MB)" if memory else ")")
            sys.stdout.write(f"{form:10s} {wall:>7s} {worked:>6s} {rows:>9s} {before:>9s} {most:>8s}{told}\n")
            path.unlink()


if __name__ == "__main__":
    main()
