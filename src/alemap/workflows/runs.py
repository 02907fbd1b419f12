"""Runs: what ingest and build did and how it ended is noted, whether they succeed or not."""

from __future__ import annotations

import time
from contextlib import contextmanager, suppress
from dataclasses import field
from typing import TYPE_CHECKING, Any

from alemap.definitions.settings import load_settings
from alemap.domain import Label
from alemap.errors import AlemapError, MissingDataError
from alemap.results.history import LoadedDataset, Run, RunLog
from alemap.results.targets import Why
from alemap.values import dataclass
from alemap.warehouse.runs import append, log_of, read

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from alemap.workflows.build import BuildResult
    from alemap.workflows.ingest import IngestResult


@dataclass(slots=True)
class Recording:
    """What a run has done so far."""

    status: str = "unchanged"
    build: int | None = None
    warnings: int = 0
    datasets: list[dict[str, Any]] = field(default_factory=list)

    def built(self, result: BuildResult | None) -> None:
        """Note a build."""
        if result is None:
            return
        self.build, self.warnings = result.build, len(result.warnings)
        if result.build is not None:
            self.status = "done"

    def ingested(self, result: IngestResult) -> None:
        """Note what was read, and the build that followed."""
        self.datasets = [
            {"dataset": each.dataset, "vintage": result.vintages.get(each.dataset), "rows": each.rows}
            for each in result.datasets
            if each.outcome == "loaded"
        ]
        if self.datasets:
            self.status = "done"
        self.built(result.build)


@contextmanager
def recorded(
    root: Path,
    command: str,
    words: Sequence[str],
    now: str,
    *,
    dry_run: bool = False,
    clock: Callable[[], float] = time.perf_counter,
) -> Iterator[Recording]:
    """Note a run in the project's log when it ends, however it ends; a dry run leaves no trace.

    `words`: the arguments it was given; `now`: when it began (UTC, ISO 8601); `clock`: seconds, for how
    long it takes. No names of persons or machines are noted.
    """
    recording = Recording()
    if dry_run:
        yield recording
        return
    start = clock()
    fault: dict[str, Any] = {}
    try:
        yield recording
    except AlemapError as error:
        recording.status = "failed"
        fault = {"code": error.error_code, "error": str(error), "why": _noted(error)}
        raise
    except BaseException as error:
        recording.status = "interrupted" if isinstance(error, KeyboardInterrupt) else "failed"
        fault = {"code": type(error).__name__, "error": str(error)}
        raise
    finally:
        record = {
            "started": now,
            "command": command,
            "words": list(words),
            "status": recording.status,
            "seconds": round(clock() - start, 1),
            "build": recording.build,
            "warnings": recording.warnings,
            "datasets": recording.datasets,
            **fault,
        }
        # A run is worth more than its line: a full disk must not turn what is done into an error.
        with suppress(OSError):
            append(log_of(root / load_settings(root).data.database), record)


def _noted(error: AlemapError) -> dict[str, Any]:
    """An error as JSON holds it, so that it can be read in another language than it was written in."""
    fields: dict[str, Any] = {}
    for name, value in error.fields.items():
        if isinstance(value, AlemapError):
            fields[name] = _noted(value)
        elif isinstance(value, Label):
            fields[name] = {"sv": value.sv, "en": value.en}
        else:
            fields[name] = value if isinstance(value, int | float) else str(value)
    place = None if error.place is None else str(error.place)
    return {"message": error.message, "fields": fields, "place": place}


def _why(noted: dict[str, Any]) -> Why:
    """The same, to be said: a reason within it as an error of its own."""
    fields: dict[str, object] = {}
    for name, value in noted["fields"].items():
        if not isinstance(value, dict):
            fields[name] = value
        elif "message" in value:
            fields[name] = AlemapError(value["message"], **dict[str, Any](_why(value).fields))
        else:
            fields[name] = Label(value["sv"], value["en"])
    return Why(noted["message"], fields)


def runs(root: Path, *, top: int | None = None, every: bool = False) -> RunLog:
    """The runs of the project, the latest first: those that changed something or failed, or `every` one.

    `top`: only so many. MissingDataError when there is none yet.
    """
    log = log_of(root / load_settings(root).data.database)
    found = [_run(record) for record in reversed(read(log))]
    if not found:
        raise MissingDataError("no run has been noted yet", hint="run `alemap ingest`")
    chosen = [run for run in found if every or run.status != "unchanged"]
    return RunLog(tuple(chosen[:top]), len(chosen), len(found) - len(chosen))


def _run(record: dict[str, Any]) -> Run:
    return Run(
        started=record.get("started", ""),
        command=" ".join([record.get("command", ""), *record.get("words", ())]).strip(),
        status=record["status"],
        seconds=record.get("seconds"),
        build=record.get("build"),
        datasets=tuple(
            LoadedDataset(each["dataset"], each.get("vintage"), each["rows"])
            for each in record.get("datasets", ())
        ),
        warnings=record.get("warnings", 0),
        code=record.get("code"),
        error=record.get("error"),
        why=None if "why" not in record else _why(record["why"]),
        place=record.get("why", {}).get("place"),
    )
