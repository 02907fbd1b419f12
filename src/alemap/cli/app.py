"""The `alemap` command: its subcommands, and what becomes of an error."""

from __future__ import annotations

import gc
import os
import sys
from typing import Annotated, NoReturn

import typer

from alemap.cli.context import LANGUAGE, language
from alemap.cli.group import LazyGroup
from alemap.errors import AlemapError, ExitStatus

app = typer.Typer(
    name="alemap",
    cls=LazyGroup,
    help="Indicators for a municipality's social mapping: from the agencies' files to ranked risk and"
    " difference tables, each figure with its uncertainty and its source.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        sys.stdout.write(f"alemap {version('alemap')}\n")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[  # noqa: ARG001 - its callback does the work
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False,
) -> None:
    if debug:
        os.environ["ALEMAP_DEBUG"] = "1"


def main() -> NoReturn:
    """Run the command line; every way it can end has its exit status."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that lacks a sign shows another one; it does not stop the table.
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    try:
        app(prog_name="alemap", standalone_mode=True)
    except AlemapError as error:
        status = _report(error)
    except Exception as error:  # noqa: BLE001 - the last line of defence: a bug must not look like a finding
        status = _report_bug(error)
    else:
        status = ExitStatus.DONE
    sys.exit(status)


def entry() -> NoReturn:
    """Run the command line as a program of its own.

    The process ends as soon as everything is written: taking every library down in order would cost a
    reading command a tenth of its time. Files and the database are closed by then.
    """
    # Looking for circles among objects takes another tenth, and so short a life leaves few to find.
    gc.set_threshold(50_000, 20, 100)
    # Looking for plugins of pydantic reads every installed package's metadata; alemap has none.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    try:
        main()
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else ExitStatus.BUG if end.code else ExitStatus.DONE
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit(status)


def _report(error: AlemapError) -> ExitStatus:
    if os.environ.get("ALEMAP_DEBUG"):
        import traceback

        traceback.print_exception(error)
    from alemap.render.error import error_text

    sys.stderr.write(error_text(error, os.environ.get(LANGUAGE) or language(None, None)))
    return error.exit_status


def _report_bug(error: Exception) -> ExitStatus:
    if os.environ.get("ALEMAP_DEBUG"):
        import traceback

        traceback.print_exception(error)
    name = type(error).__name__
    sys.stderr.write(
        f"error: alemap has a bug: {name}: {error}\n\n"
        "hint: run the command again with `alemap --debug ...` and report it\n"
    )
    return ExitStatus.BUG
