"""The process that reads Parquet files for `parquet`: `python -m alemap.sources.parquet_process`.

One request after the other on standard input, until it is closed: a line of JSON (`size` of the file in
bytes, `columns` wanted or null for all, `most` rows, `largest` size in bytes), then the file. The answer: a
line of JSON (`columns` of the file, its `rows`, the `bytes` they take, `size` of what follows; or `error`),
then the rows as an Arrow stream, empty where there is more of them than may be. A first line says that it is
ready.
"""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any

import polars as pl

MEMORY = 4 << 30
"""The most address space beyond what the libraries take: the largest rows, and those rows sent."""


def main() -> None:
    """Answer requests until there are no more."""
    _limit_memory()
    _say({"ready": True})
    while line := sys.stdin.buffer.readline():
        asked = json.loads(line)
        content = sys.stdin.buffer.read(asked["size"])
        try:
            said, rows = _read(content, asked["columns"], asked["most"], asked["largest"])
        except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError, MemoryError) as error:
            said, rows = {"error": str(error)[:1000]}, b""
        _say(said | {"size": len(rows)})
        sys.stdout.buffer.write(rows)
        sys.stdout.buffer.flush()


def _read(content: bytes, columns: list[str] | None, most: int, largest: int) -> tuple[dict[str, Any], bytes]:
    source = pl.scan_parquet(io.BytesIO(content))
    known = source.collect_schema().names()
    wanted = known if columns is None else [column for column in known if column in columns]
    count = source.select(pl.len()).collect().item()
    said = {"columns": known, "rows": count, "bytes": 0}
    if count > most:
        return said, b""
    frame = source.select(wanted).collect()
    # A text that stands in many rows is held once here, and often where it is worked on.
    texts = frame.select(pl.col(pl.String).str.len_bytes().cast(pl.Int64).sum()).sum_horizontal().sum()
    said["bytes"] = max(int(frame.estimated_size()), int(texts or 0))
    if said["bytes"] > largest:
        return said, b""
    rows = io.BytesIO()
    frame.write_ipc_stream(rows)
    return said, rows.getvalue()


def _say(said: dict[str, Any]) -> None:
    sys.stdout.buffer.write(json.dumps(said).encode() + b"\n")
    sys.stdout.buffer.flush()


def _limit_memory() -> None:
    """Where the system can, make room that is not there an error instead of swapping."""
    try:
        import resource  # noqa: PLC0415 - there is none on Windows

        used = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (used + MEMORY, used + MEMORY))
    except (ImportError, OSError, ValueError):
        return


if __name__ == "__main__":
    main()
