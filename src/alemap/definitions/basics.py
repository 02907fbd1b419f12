"""What every definition is written with: ids, texts in both languages, lines of a changelog."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from alemap.definitions.settings import ID_PATTERN, Strict

DATASET_PATTERN = r"^[a-z][a-z0-9]*(_[a-z0-9]+)*__[a-z][a-z0-9]*(_[a-z0-9]+)*$"

Id = Annotated[str, Field(pattern=ID_PATTERN, description="lower snake_case, never reused")]
DatasetId = Annotated[str, Field(pattern=DATASET_PATTERN, description="agency__dataset")]


class Text(Strict):
    """A text in both languages."""

    sv: str = Field(min_length=1)
    en: str = Field(min_length=1)

    def say(self, lang: str) -> str:
        """The text in `lang` (`sv` or `en`)."""
        return self.sv if lang == "sv" else self.en


class Change(Text):
    """A line of a definition's changelog: what changed, in both languages."""

    revision: int = Field(ge=1)
    date: str = Field(pattern=r"^\d{4}-\d{2}-\d{2}$")
