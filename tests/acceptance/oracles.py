"""Compare alemap's methods with the expected values of a folder of oracles.

`python tests/acceptance/oracles.py DIR` reads DIR/manifest.json, runs the check of each file's family,
prints one line per file and the counts, and exits 1 when a file fails. A file of inputs only is named
as such and not counted: the file of the same stem that holds the expected values reads it.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

# The checks register themselves when imported.
import oracle_areas
import oracle_comparisons
import oracle_composite
import oracle_estimates
import oracle_evaluation
import oracle_published
import oracle_ranks
from oracle_kit import CHECKS, INPUTS, Case, Table

if TYPE_CHECKING:
    from collections.abc import Iterator

MODULES = (
    oracle_areas,
    oracle_comparisons,
    oracle_composite,
    oracle_estimates,
    oracle_evaluation,
    oracle_published,
    oracle_ranks,
)

Result = Literal["passed", "failed", "inputs", "not implemented"]


@dataclass(frozen=True)
class Outcome:
    """What became of one file."""

    file: str
    result: Result
    detail: str


def run(folder: Path) -> Iterator[Outcome]:
    """Check every file of the manifest in `folder`."""
    entries = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    for entry in entries:
        yield _check(entry, folder)


def _check(entry: dict[str, Any], folder: Path) -> Outcome:
    name = str(entry["file"])
    table = Table(folder / name)
    check = CHECKS.get(str(entry["family"]))
    if check is None:
        if str(entry["family"]) in INPUTS or not _expects(entry, table):
            return Outcome(name, "inputs", "read with the file of its stem")
        return Outcome(name, "not implemented", f"family {entry['family']}")
    case = Case(entry, folder, table)
    try:
        check(case)
    except (ArithmeticError, AttributeError, LookupError, OSError, TypeError, ValueError) as error:
        return Outcome(name, "failed", f"{type(error).__name__}: {error}")
    if case.faults:
        return Outcome(name, "failed", "; ".join(case.faults))
    if not case.compared:
        return Outcome(name, "failed", "nothing was compared")
    return Outcome(name, "passed", f"{case.compared} values")


def _expects(entry: dict[str, Any], table: Table) -> bool:
    return bool(entry.get("expected")) or any(each.startswith("exp_") for each in table.names)


def main(arguments: list[str]) -> int:
    """Run the oracles of the folder named by the only argument; the exit status."""
    if len(arguments) != 1 or not (Path(arguments[0]) / "manifest.json").is_file():
        sys.stderr.write("usage: oracles.py DIR, a folder with a manifest.json\n")
        return 2
    counts: dict[str, int] = {"passed": 0, "failed": 0, "inputs": 0, "not implemented": 0}
    for outcome in run(Path(arguments[0])):
        counts[outcome.result] += 1
        sys.stdout.write(f"{outcome.result:<15} {outcome.file}: {outcome.detail}\n")
        sys.stdout.flush()
    sys.stdout.write(
        f"{counts['passed']} passed, {counts['failed']} failed, {counts['not implemented']} not implemented\n"
    )
    return 1 if counts["failed"] else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
