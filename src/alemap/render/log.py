"""The runs of the project, the latest first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alemap.render.error import filled
from alemap.render.numbers import numbers
from alemap.render.table import Align, Column, Style, TableBuilder
from alemap.render.translate import translator

if TYPE_CHECKING:
    from alemap.render.table import TableView
    from alemap.results.history import Run, RunLog

_SECONDS, _BUILD = 30, 60
_LOADED_WIDTH, _COMMAND_WIDTH = 24, 12
_NAMED = 2
"""How many datasets are named; of more, their number is said."""


def view(result: RunLog, lang: str) -> TableView:
    """Make the table of runs."""
    _ = translator(lang)
    runs = result.runs
    shown = _("{shown} of {total} shown") if len(runs) < result.total else _("{total} run(s)")
    builder = TableBuilder(
        _("Runs"), _("the latest first"), shown.format(shown=len(runs), total=result.total)
    )
    words = {
        "done": _("done"),
        "unchanged": _("nothing new"),
        "failed": _("failed"),
        "interrupted": _("interrupted"),
        "unreadable": _("unreadable line"),
    }
    builder.add(Column("started", _("Started (UTC)")), [_time(run.started) for run in runs])
    builder.add(Column("command", _("Command"), wrap=_COMMAND_WIDTH), [run.command for run in runs])
    styles = [Style.WORSE if run.status in {"failed", "interrupted"} else Style.PLAIN for run in runs]
    builder.add(
        Column("status", _("Status")), [words.get(run.status, run.status) for run in runs], styles=styles
    )
    builds = ["" if run.build is None else str(run.build) for run in runs]
    builder.add(Column("build", _("Build"), Align.RIGHT, priority=_BUILD), builds)
    seconds = ["" if run.seconds is None else numbers(lang).text(run.seconds, 1) for run in runs]
    builder.add(Column("seconds", _("Seconds"), Align.RIGHT, priority=_SECONDS), seconds)
    builder.add(Column("loaded", _("What"), wrap=_LOADED_WIDTH), [_what(run, lang) for run in runs])
    if result.unchanged:
        text = _("{count} run(s) that changed nothing are left out; --every shows them.")
        builder.note(text.format(count=result.unchanged))
    return builder.build()


def _time(started: str) -> str:
    return started.replace("T", " ").removesuffix("Z")


def _what(run: Run, lang: str) -> str:
    """Say what was loaded, or why the run failed."""
    _ = translator(lang)
    if run.error is not None:
        where = f"{run.place}: " if run.place else ""
        why = run.error if run.why is None else where + filled(_(run.why.message), run.why.fields, lang)
        return f"{run.code}: {why}"
    count = numbers(lang).text
    figures = sum(each.rows for each in run.datasets)
    parts = []
    if len(run.datasets) > _NAMED:
        text = _("{count} datasets loaded, {rows} figures")
        parts.append(text.format(count=len(run.datasets), rows=count(figures, 0)))
    else:
        text = _("{dataset}: vintage {vintage}, {rows} figures")
        parts += [
            text.format(dataset=each.dataset, vintage=each.vintage, rows=count(each.rows, 0))
            for each in run.datasets
        ]
    if run.warnings:
        parts.append(_("{count} warning(s)").format(count=run.warnings))
    return "; ".join(parts)
