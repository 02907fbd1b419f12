"""The error tree: what is wrong, where, what to type next, and the exit status it leads to.

A message is an English template with named fields, kept apart from its values so that the
command line can say it in Swedish.
"""

from __future__ import annotations

from dataclasses import field
from enum import IntEnum
from typing import TYPE_CHECKING, Any

from alemap.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping

DID_YOU_MEAN = "did you mean {suggestion}?"


class ExitStatus(IntEnum):
    """What a command's exit status says."""

    DONE = 0
    FINDINGS = 1
    USAGE = 2
    UNAVAILABLE = 3
    BUSY = 4
    BUG = 70


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: a file, and in it a line and column or a cell."""

    file: str
    line: int | None = None
    column: int | None = None
    cell: str | None = None

    def __str__(self) -> str:
        parts = [self.file]
        if self.line is not None:
            parts.append(str(self.line))
            if self.column is not None:
                parts.append(str(self.column))
        text = ":".join(parts)
        return f"{text} {self.cell}" if self.cell else text


class AlemapError(Exception):
    """Something the user can mend: a template, its fields, the place and a hint.

    `suggestion`: known names like the one that is not known; with it the hint asks whether they were meant.
    """

    error_code = "AM000"
    exit_status = ExitStatus.USAGE

    def __init__(
        self,
        message: str,
        *,
        place: Place | None = None,
        hint: str | None = None,
        suggestion: str | None = None,
        **fields: Any,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.fields = fields if suggestion is None else {**fields, "suggestion": suggestion}
        self.place = place
        self.hint = hint if suggestion is None else DID_YOU_MEAN

    def __str__(self) -> str:
        text = self.message.format(**self.fields)
        return f"{self.place}: {text}" if self.place else text


class UsageError(AlemapError):
    """A name, option or combination that the command does not know."""

    error_code = "AM100"


class ProjectError(AlemapError):
    """No project here, or its settings cannot be read."""

    error_code = "AM110"


class SourceError(AlemapError):
    """A file is not what its definition says: header, code, number, mark or length."""

    error_code = "AM200"


class MissingDataError(AlemapError):
    """What was asked for is not in the database."""

    error_code = "AM300"


class ModelError(AlemapError):
    """A SQL model does not parse, bind or keep its contract."""

    error_code = "AM400"


class CheckFailedError(AlemapError):
    """A data check found rows that must not be published."""

    error_code = "AM500"
    exit_status = ExitStatus.FINDINGS


class BusyError(AlemapError):
    """Another run holds the database."""

    error_code = "AM600"
    exit_status = ExitStatus.BUSY


class UnavailableError(AlemapError):
    """An agency did not answer, or not with what was asked; trying later may help."""

    error_code = "AM650"
    exit_status = ExitStatus.UNAVAILABLE


class IncompleteError(UnavailableError):
    """An agency's answer lacks something that was asked for; the message names it."""

    error_code = "AM651"


class OfflineError(UnavailableError):
    """Something would have to be fetched, and the network may not be used."""

    error_code = "AM652"


class PassingError(UnavailableError):
    """A failure that may pass by itself: the request is sent again before it becomes an error for the user.

    `wait`: the seconds that the agency asks to wait; None when it does not say. `incomplete`: there was an
    answer, and it lacks something that was asked for.
    """

    error_code = "AM653"

    def __init__(
        self, message: str, *, wait: float | None = None, incomplete: bool = False, **fields: Any
    ) -> None:
        super().__init__(message, **fields)
        self.wait = wait
        self.incomplete = incomplete


class LedgerError(AlemapError):
    """The ledger of what has been published cannot be used."""

    error_code = "AM800"


class DisclosureError(AlemapError):
    """A table that, with what has been published, would give a small count away."""

    error_code = "AM801"
    exit_status = ExitStatus.FINDINGS


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault in a definition or a model; `message` and `hint` are templates, filled from `fields`."""

    place: Place
    code: str
    message: str
    hint: str | None = None
    warning: bool = False
    fields: Mapping[str, object] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The message in English, filled in."""
        return self.message.format(**self.fields) if self.fields else self.message

    def __str__(self) -> str:
        return f"{self.place}: {self.code} {self.text}"


def fault(
    place: Place,
    code: str,
    message: str,
    *,
    hint: str | None = None,
    suggestion: str | None = None,
    warning: bool = False,
    **fields: object,
) -> Problem:
    """Make a problem from templates and their fields, as an error is made.

    `suggestion`: known names like the one that is not known; with it the hint asks whether they were meant.
    """
    if suggestion is not None:
        hint, fields = DID_YOU_MEAN, {**fields, "suggestion": suggestion}
    return Problem(place, code, message, hint, warning, fields)


class DefinitionError(AlemapError):
    """One or more faults in the project's files, all reported at once."""

    error_code = "AM120"

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("{count} fault(s) in the project's definitions", count=len(problems))
        self.problems = problems
