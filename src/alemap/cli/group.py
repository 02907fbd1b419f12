"""The subcommands: each made when first asked for, since all together take 0.1 s to make."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperGroup
from typer.main import get_command

if TYPE_CHECKING:
    from collections.abc import Iterator

NAMES = (
    "init",
    "ingest",
    "build",
    "calendar",
    "rank",
    "compare",
    "gaps",
    "interventions",
    "programme",
    "explain",
    "profile",
    "evaluate",
    "economics",
    "show",
    "targets",
    "list",
    "export",
    "audit",
    "diff",
    "log",
    "check",
    "schema",
    "inspect",
    "doctor",
)
"""In the order in which they are listed; each is `command` of the module of its name."""
_MODULES = {"list": "listing"}
"""Modules of another name than the command's, where that would hide a word of Python's."""


class Commands(Mapping[str, Any]):
    """The subcommands by name."""

    def __getitem__(self, name: str) -> Any:
        if name not in NAMES:
            raise KeyError(name)
        return _made(name)

    def __iter__(self) -> Iterator[str]:
        return iter(NAMES)

    def __len__(self) -> int:
        return len(NAMES)


class LazyGroup(TyperGroup):
    """The group of all subcommands."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.commands = Commands()  # type: ignore[assignment]  # none is ever added


@cache
def _made(name: str) -> Any:
    module = import_module(f"alemap.cli.{_MODULES.get(name, name)}")
    alone = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)
    alone.command(name)(module.command)
    return get_command(alone)
