"""What `check` tells: one finding a fault, its text already in the reader's language."""

from __future__ import annotations

from alemap.values import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault: where it stands (line and column from 1, None where not known), its code and its text.

    `severity`: `error` or `warning`. `cell`: in a workbook, sheet and cell (`Blad!C7`).
    """

    file: str
    line: int | None
    column: int | None
    code: str
    severity: str
    message: str
    hint: str | None
    cell: str | None = None

    @property
    def place(self) -> str:
        """`file:line:column`, as far as it is known, or `file Sheet!C7`."""
        text = ":".join(str(part) for part in (self.file, self.line, self.column) if part is not None)
        return f"{text} {self.cell}" if self.cell else text

    @property
    def whole(self) -> str:
        """The message, its hint in brackets."""
        return f"{self.message} ({self.hint})" if self.hint else self.message


@dataclass(frozen=True, slots=True)
class CheckSummary:
    """How much was checked and how much was found; `tests`: passed and run, None when not asked for."""

    definitions: int
    models: int
    errors: int
    warnings: int
    tests: tuple[int, int] | None
