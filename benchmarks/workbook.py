"""How long a workbook of 200,000 rows takes from its bytes to rows: `python benchmarks/workbook.py [ROWS]`.

Two label columns and three years of figures, 1 % of the last marked. Given are the fastest of five runs in
seconds of wall time, how long the cores worked on it, and the most memory the process held, in megabytes.
The project has set itself 3 s.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from pathlib import Path

import xlsxwriter

from alemap.definitions.read_options import WorkbookRead
from alemap.sources import decode

OPTIONS = WorkbookRead(header_row=3, headers=["år"], labels=["region", "ålder"])
LIMIT = 3.0


def write(path: Path, rows: int) -> None:
    """Write the workbook: a title, a blank row, the header, the figures."""
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("Data")
        sheet.write_row(0, 0, ["Tabell"])
        sheet.write_row(2, 0, ["region", "ålder", "2021", "2022", "2023"])
        for row in range(rows):
            labels = [f"{row % 6160:04d}A{row % 7:04d}", f"{row // 6160}-åringar"]
            figures = [row % 1000, (row % 977) / 10, ".." if row % 100 == 0 else row % 50]
            sheet.write_row(row + 3, 0, [*labels, *figures])


def main() -> None:
    """Read the workbook five times and say how long it took."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "book.xlsx"
        write(path, rows)
        content = path.read_bytes()
    seconds, worked = [], []
    for _ in range(5):
        begun, busy = time.perf_counter(), time.process_time()
        height = decode("workbook", content, OPTIONS, "book.xlsx", [".."]).frame.height
        seconds.append(time.perf_counter() - begun)
        worked.append(time.process_time() - busy)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    fastest = f"{min(seconds):.1f} s, {min(worked):.1f} s of work (limit {LIMIT:.0f} s)"
    print(f"{rows} rows, {height} figures: {fastest}, {memory:.0f} MB")  # noqa: T201


if __name__ == "__main__":
    main()
