"""`alemap ingest`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from alemap.cli.build import say_build
from alemap.cli.context import load, now, prepare
from alemap.cli.options import DryRunOption, LangOption, ProjectOption, QuietOption
from alemap.cli.progress import Progress

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from alemap.workflows.ingest import DatasetResult


def command(
    datasets: Annotated[
        list[str] | None, typer.Argument(help="Datasets to read (default: all).", show_default=False)
    ] = None,
    anew: Annotated[
        bool, typer.Option("--anew", help="Into an empty database, whatever the old one holds.")
    ] = False,
    no_build: Annotated[bool, typer.Option("--no-build", help="Store and load only; build later.")] = False,
    dry_run: DryRunOption = False,
    quiet: QuietOption = False,
    lang: LangOption = None,
    project: ProjectOption = None,
) -> None:
    """Read the agencies' files, keep them as snapshots, load what is new and build the indicators.

    Unchanged files are left alone. A fault anywhere stops everything before anything is changed.

    \b
    Examples:
      alemap ingest
      alemap ingest scb__deso_labour_status --dry-run
    """  # noqa: D301 - the backspace keeps the examples' lines apart
    from alemap.render.translate import translator

    root, language = prepare(project, lang)
    _ = translator(language)
    from alemap.workflows.runs import recorded

    started = now()
    words = [*(datasets or ()), *(["--anew"] if anew else []), *(["--no-build"] if no_build else [])]
    with (
        recorded(root, "ingest", words, started, dry_run=dry_run) as run,
        Progress(quiet=quiet) as progress,
    ):
        if not (datasets or anew) and _nothing_new(root, _, quiet=quiet):
            return
        from alemap.workflows.ingest import ingest

        def tell(result: DatasetResult, number: int, total: int) -> None:
            progress.step(result.dataset, number, total)
            if not quiet or result.outcome != "unchanged":
                progress.line(_line(result, _))

        result = ingest(
            load(root), datasets or (), now=started, build=not no_build, dry_run=dry_run, anew=anew,
            report=tell, report_build=progress.step,
        )  # fmt: skip
        run.ingested(result)
        if result.aside is not None:
            text = _("the old database could not be read: history begins anew; it is kept as {file}")
            progress.line(text.format(file=result.aside.name))
        say_build(result.build, progress, _, quiet=quiet)


def _nothing_new(root: Path, _: Callable[[str], str], *, quiet: bool) -> bool:
    """Whether nothing at all has changed since the last run; says so for each dataset."""
    from alemap.definitions.settings import load_settings
    from alemap.warehouse.snapshots import SnapshotStore
    from alemap.workflows.unchanged import unchanged_datasets

    data = load_settings(root).data
    names = unchanged_datasets(root, root / data.database, SnapshotStore(root / data.snapshots))
    if names and not quiet:
        lines = [_("{dataset}: unchanged").format(dataset=name) for name in names]
        sys.stderr.write("\n".join([*lines, _("nothing to build: everything is up to date")]) + "\n")
    return bool(names)


def _line(result: DatasetResult, _: Callable[[str], str]) -> str:
    template = {
        "loaded": _("{dataset}: loaded, {rows} figures from {files} file(s)"),
        "unchanged": _("{dataset}: unchanged"),
        "would load": _("{dataset}: would be read, {files} file(s), {size} bytes"),
    }[result.outcome]
    return template.format(dataset=result.dataset, rows=result.rows, files=result.files, size=result.size)
