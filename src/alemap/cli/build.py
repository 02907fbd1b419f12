"""`alemap build`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from alemap.cli.context import load, now, prepare
from alemap.cli.options import DryRunOption, LangOption, ProjectOption, QuietOption
from alemap.cli.progress import Progress

if TYPE_CHECKING:
    from collections.abc import Callable

    from alemap.workflows.build import BuildResult


def command(
    select: Annotated[
        list[str] | None,
        typer.Option(
            help="Only this model; `x+` with all that rests on it, `+x` with all it rests on.",
            show_default=False,
        ),
    ] = None,
    full: Annotated[bool, typer.Option("--full", help="Everything anew, from the snapshots.")] = False,
    dry_run: DryRunOption = False,
    quiet: QuietOption = False,
    lang: LangOption = None,
    project: ProjectOption = None,
) -> None:
    """Build indicators, estimates and indexes from what has been ingested; what has not changed is left.

    Readers keep the old figures until the new ones stand complete.

    \b
    Examples:
      alemap build
      alemap build --select ind_low_economic_standard+
    """  # noqa: D301 - the backspace keeps the examples' lines apart
    from alemap.definitions.settings import load_settings
    from alemap.render.translate import translator
    from alemap.workflows.runs import recorded
    from alemap.workflows.unchanged import nothing_to_build

    root, language = prepare(project, lang)
    _ = translator(language)
    started = now()
    words = [*(f"--select {each}" for each in select or ()), *(["--full"] if full else [])]
    with (
        recorded(root, "build", words, started, dry_run=dry_run) as run,
        Progress(quiet=quiet) as progress,
    ):
        database = root / load_settings(root).data.database
        if not (select or full or dry_run) and nothing_to_build(root, database):
            if not quiet:
                progress.line(_("nothing to build: everything is up to date"))
            return
        from alemap.workflows.build import build

        result = build(
            load(root), now=started, select=select or (), full=full, dry_run=dry_run, report=progress.step
        )
        run.built(result)
        if dry_run:
            for name in result.planned:
                progress.line(name)
        say_build(result, progress, _, language, quiet=quiet)


def say_build(
    result: BuildResult | None, progress: Progress, _: Callable[[str], str], lang: str, *, quiet: bool
) -> None:
    """Say what a build made, and the warnings of its data checks; `quiet`, these alone."""
    if result is None:
        return
    for warning in result.warnings:
        if warning.before is None:
            template = _("warning: check `{check}` found {count} row(s): {reason}")
        elif warning.count > warning.before:
            template = _(
                "warning: check `{check}` found {count} row(s), worse than last time ({before}): {reason}"
            )
        else:
            template = _("warning: check `{check}` found {count} row(s), last time {before}: {reason}")
        name, reason = warning.check.name, warning.check.reason.say(lang)
        progress.line(template.format(check=name, count=warning.count, before=warning.before, reason=reason))
        for line in warning.told:
            progress.line(f"  {line}")
    if quiet:
        return
    if result.standing:
        template = _("{count} check(s) found rows before, and nothing they read has changed: `alemap doctor`")
        progress.line(template.format(count=result.standing))
    if result.planned:
        progress.line(_("{count} step(s) would be run").format(count=len(result.planned)))
    elif result.run:
        template = _("built: {run} step(s) run, {skipped} unchanged, {estimated} indicator(s) estimated")
        progress.line(template.format(run=result.run, skipped=result.skipped, estimated=result.estimated))
    else:
        progress.line(_("nothing to build: everything is up to date"))
