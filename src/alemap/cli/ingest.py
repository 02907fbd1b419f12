"""`alemap ingest`."""

from __future__ import annotations

import math
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from alemap.cli.build import say_build
from alemap.cli.context import clock, load, now, prepare, today
from alemap.cli.options import DryRunOption, LangOption, ProjectOption, QuietOption
from alemap.cli.progress import Progress
from alemap.errors import OfflineError, UnavailableError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from alemap.errors import PassingError
    from alemap.workflows.ingest import DatasetResult


_LATER = "try again later; what has been fetched is kept, and the next run goes on from there"


def command(
    datasets: Annotated[
        list[str] | None, typer.Argument(help="Datasets to read (default: all).", show_default=False)
    ] = None,
    anew: Annotated[
        bool, typer.Option("--anew", help="Into an empty database, whatever the old one holds.")
    ] = False,
    no_build: Annotated[bool, typer.Option("--no-build", help="Store and load only; build later.")] = False,
    offline: Annotated[
        bool, typer.Option("--offline", help="Use no network: what is fetched stays as it was stored.")
    ] = False,
    due: Annotated[
        bool, typer.Option("--due", help="Fetch only what can be new today by the agencies' calendar.")
    ] = False,
    dry_run: DryRunOption = False,
    quiet: QuietOption = False,
    lang: LangOption = None,
    project: ProjectOption = None,
) -> None:
    """Read the agencies' files, or fetch them, keep them as snapshots, load what is new and build.

    Unchanged files are left alone. A fault in a file stops everything before anything is changed; an agency
    that does not answer leaves its own datasets as they were, and the status is 3.

    \b
    Examples:
      alemap ingest
      alemap ingest --due --quiet
    """  # noqa: D301 - the backspace keeps the examples' lines apart
    from alemap.render.translate import translator

    root, language = prepare(project, lang)
    _ = translator(language)
    from alemap.workflows.runs import recorded

    started = now()
    words = [*(datasets or ()), *(["--anew"] if anew else []), *(["--no-build"] if no_build else [])]
    words += [*(["--offline"] if offline else []), *(["--due"] if due else [])]
    with (
        recorded(root, "ingest", words, started, dry_run=dry_run) as run,
        Progress(quiet=quiet) as progress,
    ):
        if not (datasets or anew) and _nothing_new(root, _, quiet=quiet):
            return
        from alemap.render.error import filled
        from alemap.workflows.fetching import Network
        from alemap.workflows.ingest import ingest

        def tell(result: DatasetResult, number: int, total: int) -> None:
            progress.step(result.dataset, number, total)
            if not quiet or result.outcome not in {"unchanged", "absent"}:
                progress.line(_line(result, language, _))
                hint = _own_hint(result)
                if hint is not None and result.reason is not None:
                    progress.line(f"  {_('hint')}: {filled(_(hint), result.reason.fields, language)}")

        def wait(host: str, reason: PassingError, seconds: float) -> None:
            if not quiet:
                fields = {"host": host, "reason": reason, "seconds": math.ceil(seconds)}
                progress.line(filled(_("{host}: {reason}; trying again in {seconds} s"), fields, language))

        result = ingest(
            load(root), datasets or (), now=started, build=not no_build, dry_run=dry_run, anew=anew,
            only_due=today() if due else None,
            network=Network(clock(), offline, wait, progress.part), report=tell, report_build=progress.step,
        )  # fmt: skip
        run.ingested(result)
        for taken in result.taken:
            text = (
                _("{file}: would be read as {dataset}")
                if dry_run
                else _("{file}: read as {dataset}, now {target}")
            )
            progress.line(text.format(file=taken.file, dataset=taken.dataset, target=taken.target))
        if due and not quiet:
            _say_what_to_fetch(root, progress, _)
        if result.aside is not None:
            text = _("the old database could not be read: history begins anew; it is kept as {file}")
            progress.line(text.format(file=result.aside.name))
        say_build(result.build, progress, _, language, quiet=quiet)
        _raise_unavailable(result.datasets)


def _nothing_new(root: Path, _: Callable[[str], str], *, quiet: bool) -> bool:
    """Whether nothing at all has changed since the last run; says so for each dataset."""
    from alemap.definitions.settings import load_settings
    from alemap.warehouse.snapshots import SnapshotStore
    from alemap.workflows.inbox import waiting
    from alemap.workflows.unchanged import unchanged_datasets

    data = load_settings(root).data
    if waiting(root, data.inbox):
        return False
    names = unchanged_datasets(root, root / data.database, SnapshotStore(root / data.snapshots))
    if names and not quiet:
        lines = [_("{dataset}: unchanged").format(dataset=name) for name in names]
        sys.stderr.write("\n".join([*lines, _("nothing to build: everything is up to date")]) + "\n")
    return bool(names)


def _say_what_to_fetch(root: Path, progress: Progress, _: Callable[[str], str]) -> None:
    """Name the datasets that a person has to do something for, whose next period should be there by now."""
    from alemap.workflows.calendar import due, page_of

    project = load(root)
    for entry in due(project, today()):
        if entry.expected is None or (entry.dataset.fetched and entry.last_asked is None):
            continue
        text = (
            _("{dataset}: {period} was expected in {month}; fetch it from {page} and put it in {inbox}/")
            if entry.last_asked is None
            else _("{dataset}: {period} was expected in {month}; `fetch` asks for nothing after {last}")
        )
        progress.line(
            text.format(
                dataset=entry.dataset.id, period=entry.next_year, month=f"{entry.expected:%Y-%m}",
                page=page_of(project, entry.dataset), inbox=project.settings.data.inbox,
                last=entry.last_asked,
            )
        )  # fmt: skip


def _line(result: DatasetResult, language: str, _: Callable[[str], str]) -> str:
    from alemap.render.error import filled

    template = {
        "loaded": _("{dataset}: loaded, {rows} figures from {files} file(s)"),
        "unchanged": _("{dataset}: unchanged"),
        "absent": _("{dataset}: no file yet; named in `fetch` of alemap.toml it is fetched"),
        "unavailable": _("{dataset}: not fetched, it keeps what it has: {reason}"),
        "would load": _("{dataset}: would be read, {files} file(s), {size} bytes"),
        "would fetch": _("{dataset}: would be fetched, {files} call(s), {cells} cells, about {about}"),
    }[result.outcome]
    fields = {
        "dataset": result.dataset, "rows": result.rows, "files": result.files, "size": result.size,
        "cells": result.cells, "about": _about(result.size), "reason": result.reason,
    }  # fmt: skip
    return filled(template, fields, language)


def _own_hint(result: DatasetResult) -> str | None:
    """What would help with this one alone; None where waiting does."""
    hint = None if result.reason is None or isinstance(result.reason, OfflineError) else result.reason.hint
    return None if hint == _LATER else hint


def _about(size: int) -> str:
    """A size in bytes, as little as may be said of an estimate."""
    return f"{size / 1e6:.0f} MB" if size >= 1e6 else f"{math.ceil(size / 1e3)} kB"  # noqa: PLR2004


def _raise_unavailable(results: Sequence[DatasetResult]) -> None:
    """End with status 3 when something could not be fetched; what each lacks has been said by then."""
    failed = [result for result in results if result.reason is not None]
    if failed:
        hint = _LATER
        if any(_own_hint(result) is not None for result in failed):
            hint = "what would help is said of each of them above; what has been fetched is kept"
        elif all(isinstance(each.reason, OfflineError) for each in failed):
            hint = "leave out `--offline`"
        raise UnavailableError(
            "{count} of {total} dataset(s) could not be fetched: {names}",
            count=len(failed), total=len(results), names=", ".join(f"`{each.dataset}`" for each in failed),
            hint=hint,
        )  # fmt: skip
