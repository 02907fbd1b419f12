"""Progress on standard error: a bar on a terminal, a line per item in a pipe."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from types import TracebackType

    from rich.progress import Progress as RichProgress
    from rich.progress import TaskID


class Progress:
    """Shows how far a job has come; quiet, it shows nothing."""

    def __init__(self, *, quiet: bool) -> None:
        self._bar: RichProgress | None = None
        self._task: TaskID | None = None
        self._part: TaskID | None = None
        self._wanted = not quiet and sys.stderr.isatty()

    def __enter__(self) -> Self:
        if self._wanted:
            from rich.console import Console
            from rich.progress import (
                BarColumn,
                MofNCompleteColumn,
                Progress,
                TextColumn,
                TimeRemainingColumn,
            )

            columns = (
                BarColumn(24), MofNCompleteColumn(), TimeRemainingColumn(compact=True),
                TextColumn("{task.description}"),
            )  # fmt: skip
            self._bar = Progress(*columns, console=Console(stderr=True), transient=True)
            self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    def step(self, name: str, number: int, total: int) -> None:
        """Item `number` of `total` is done."""
        if self._bar is None:
            return
        if self._part is not None:
            self._bar.remove_task(self._part)
            self._part = None
        if self._task is None or number == 1:
            if self._task is not None:
                self._bar.remove_task(self._task)
            self._task = self._bar.add_task(name, total=total)
        self._bar.update(self._task, completed=number, total=total, description=name)

    def part(self, name: str, done: int, total: int) -> None:
        """So much of the item at hand is done: the figures of a dataset that is being fetched."""
        if self._bar is None or not total:
            return
        if self._part is None:
            self._part = self._bar.add_task(name, total=total)
        self._bar.update(self._part, completed=done, total=total)

    def line(self, text: str) -> None:
        """A line that stays."""
        if self._bar is not None:
            self._bar.console.print(text, highlight=False, markup=False)
        else:
            sys.stderr.write(text + "\n")
