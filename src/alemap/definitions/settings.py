"""`alemap.toml`: where the project is and what it has chosen. Light, because every command needs it."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from alemap.domain import RegisterUncertainty
from alemap.errors import DefinitionError, Place, ProjectError, fault

if TYPE_CHECKING:
    from pathlib import Path

    from pydantic_core import ErrorDetails

    from alemap.errors import Problem

SETTINGS_FILE = "alemap.toml"
ID_PATTERN = r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$"

Level = Annotated[str, Field(pattern=ID_PATTERN)]


class Strict(BaseModel):
    """Base of all definitions: frozen, no unknown fields, no type coercion, no number without end."""

    # Built when first used: a model that is part of another is then not built twice.
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, defer_build=True, allow_inf_nan=False)


class ProjectSettings(Strict):
    """[project] of alemap.toml."""

    name: str
    municipalities: list[Annotated[str, Field(pattern=r"^\d{4}$")]] = Field(min_length=1)
    language: Literal["sv", "en"] = "sv"


class ComparisonSettings(Strict):
    """[comparison] of alemap.toml."""

    confidence: float = Field(default=0.95, ge=0.5, lt=1, strict=False)
    register_uncertainty: RegisterUncertainty = Field(
        default=RegisterUncertainty.SUPERPOPULATION, strict=False
    )
    level: Level = "regso"


class SmallNumberSettings(Strict):
    """[small_numbers] of alemap.toml: when a figure is too small to show by itself."""

    threshold: int = Field(default=5, ge=0)
    zeros: Literal["closed", "open"] = "closed"
    dominance: float = Field(default=0.85, gt=0, le=1, strict=False)


class DataSettings(Strict):
    """[data] of alemap.toml: where database, snapshots, spool of fetches, ledger and inbox lie."""

    database: str = "data/alemap.duckdb"
    snapshots: str = "data/snapshots"
    spool: str = "data/spool"
    ledger: str = "ledger"
    inbox: str = "inbox"


class NetworkSettings(Strict):
    """[network] of alemap.toml: what is fetched from the agencies, and how patiently.

    `fetch`: false reads the files of every dataset that has any; true fetches every dataset that can be
    fetched; a list fetches those. A dataset without files is fetched whatever stands here.
    """

    fetch: bool | list[str] = False
    contact: str = ""
    connect_seconds: float = Field(default=10, gt=0, strict=False)
    read_seconds: float = Field(default=60, gt=0, strict=False)
    answer_seconds: float = Field(default=300, gt=0, strict=False)
    longest_wait_seconds: float = Field(default=120, gt=0, strict=False)
    tries: int = Field(default=6, ge=1, le=20)
    max_megabytes: int = Field(default=200, gt=0)


class Settings(Strict):
    """alemap.toml."""

    project: ProjectSettings
    comparison: ComparisonSettings = ComparisonSettings()
    small_numbers: SmallNumberSettings = SmallNumberSettings()
    data: DataSettings = DataSettings()
    network: NetworkSettings = NetworkSettings()


def find_root(start: Path) -> Path:
    """The nearest folder at or above `start` that holds `alemap.toml`; ProjectError when there is none."""
    for folder in (start, *start.parents):
        if (folder / SETTINGS_FILE).is_file():
            return folder
    raise ProjectError(
        "no alemap project in `{folder}` or above it",
        folder=str(start),
        hint="make one with `alemap init DIR`, or name one with `--project DIR`",
    )


def load_settings(root: Path) -> Settings:
    """Read `alemap.toml`; ProjectError or DefinitionError when it cannot be used."""
    path = root / SETTINGS_FILE
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ProjectError(
            "`{folder}` is no alemap project: it holds no alemap.toml",
            folder=str(root),
            hint="make one with `alemap init DIR`",
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        reason, place = _not_toml(str(error))
        raise ProjectError("cannot read the settings: {reason}", reason=reason, place=place) from error
    try:
        return Settings.model_validate(data)
    except ValidationError as error:
        raise DefinitionError([_problem(path, details) for details in error.errors()]) from error


def _not_toml(text: str) -> tuple[str, Place]:
    """What the reader of TOML says, without the place, and the place."""
    match = re.fullmatch(r"(.*) \(at line (\d+), column (\d+)\)", text)
    if match is None:
        return text.removesuffix(" (at end of document)"), Place(SETTINGS_FILE)
    return match[1], Place(SETTINGS_FILE, int(match[2]), int(match[3]))


def _problem(path: Path, details: ErrorDetails) -> Problem:
    from alemap.definitions.documents import fields_at  # noqa: PLC0415
    from alemap.definitions.suggest import suggest  # noqa: PLC0415
    from alemap.definitions.wording import words  # noqa: PLC0415 - only when something is wrong

    steps = [str(step) for step in details["loc"]]
    place, name = Place(SETTINGS_FILE, _toml_line(path, steps)), ".".join(steps)
    if details["type"] == "missing":
        return fault(place, "AM122", "`{field}` is missing", field=name)
    if details["type"] == "extra_forbidden":
        similar = suggest(steps[-1], fields_at(Settings, steps[:-1]))
        return fault(place, "AM123", "`{field}` is not a known field", suggestion=similar, field=name)
    message, fields = words(details)
    return fault(place, "AM125", message, field=name, **fields)


def _toml_line(path: Path, location: list[str]) -> int | None:
    """The line of a setting: its table's heading, then its key."""
    found = None
    section = ""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        text = line.strip()
        if text.startswith("["):
            section = text.strip("[]")
            if location[:1] == [section]:
                found = number
        elif section == location[0] and len(location) > 1 and text.split("=")[0].strip() == location[1]:
            return number
    return found
