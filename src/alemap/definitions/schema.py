"""What may stand in the project's files: strict models, one per kind of definition.

A field a reader would ask for is a field here; an unknown field is a fault. Codes are text:
a number where a code belongs is a fault too, because YAML would drop its leading zeros.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from alemap.definitions.basics import Change, DatasetId, Id, Text
from alemap.definitions.read_options import (
    READERS,
    KoladaRead,
    ReadOptions,
    Regex,
)
from alemap.definitions.settings import Level, Strict
from alemap.domain import Origin

# What a mark means: a status without value, a true zero, or how the value beside it stands.
MarkMeaning = Literal[
    "suppressed", "not_applicable", "nonresponse", "unpublished", "missing", "zero", "provisional", "final"
]


class Limits(Strict):
    """What an agency's interface allows."""

    calls: int = Field(gt=0)
    seconds: float = Field(gt=0)
    cells: int | None = Field(default=None, gt=0)


class Agency(Strict):
    """Who publishes: protocol, base address, licence, limits, and what its marks mean."""

    id: Id
    name: Text
    short: str = Field(min_length=1)
    protocol: Literal["pxweb1", "pxweb2", "kolada", "file"]
    address: str
    licence: str
    attribution: Text
    limits: Limits | None = None
    contact: str | None = None
    marks: dict[str, MarkMeaning] = Field(default_factory=dict)


class Dimension(Strict):
    """One dimension of the agency's table: the column it becomes and what its codes mean.

    `column`: ours (`area_code`, `period`, `sex`, `measure`, `age`, ...). `codes`: agency's code to
    ours, in place; `map`: the same in a file `mappings/<map>.csv`. Neither: codes stand as they are.
    `pattern`: takes the code out of a longer text (first group). `digits`: a code that is all figures and
    has lost its leading zeros gets them back, up to so many. `ignore`: codes left out on purpose.
    `only`: the dimension must hold this single code and becomes no column.
    """

    column: Id | None = None
    codes: dict[str, str] | None = None
    map: str | None = Field(default=None, pattern=r"^[a-z0-9_]+/[a-z0-9_]+$")
    pattern: Regex | None = None
    digits: int | None = Field(default=None, ge=2, le=12)
    ignore: list[str] = Field(default_factory=list)
    only: str | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Dimension:
        if (self.column is None) == (self.only is None):
            raise ValueError("give `column` (what it becomes) or `only` (the single code it must hold)")
        if self.codes is not None and self.map is not None:
            raise ValueError("give `codes` or `map`, not both")
        return self


class Publication(Strict):
    """When the agency publishes: month, and how many years after the period."""

    month: int = Field(ge=1, le=12)
    lag_years: int = Field(default=1, ge=0)


class Expectation(Strict):
    """What an answer must hold to be the whole table: a range of rows, with the reason."""

    rows: tuple[int, int] | None = Field(default=None, strict=False)
    reason: str


class Dataset(Strict):
    """Which table or file, how it is read, and what its dimensions become.

    `joined`: a dimension put together from others of the file, which it replaces: `{År} {Månad}`, or
    `{Län:02}{Kommun:02}` for codes kept as numbers in several columns, filled up with zeros.
    `noise_from`: the first period whose figures carry the agency's random noise, so that parts need not
    add up to their total.
    """

    id: DatasetId
    agency: Id
    name: Text
    table: str
    page: str | None = None
    licence: str | None = None
    origin: Origin = Field(strict=False)
    note: Text | None = None
    form: Literal["jsonstat", "pxweb_json", "px", "kolada", "workbook", "table"]
    files: list[str] = Field(min_length=1, description="paths or patterns below the project")
    read: ReadOptions = Field(union_mode="left_to_right", default=KoladaRead())
    joined: dict[str, str] = Field(default_factory=dict)
    dimensions: dict[str, Dimension]
    constants: dict[Id, str] = Field(default_factory=dict)
    marks: dict[str, MarkMeaning] = Field(default_factory=dict)
    status: Literal["final", "provisional"] = "final"
    noise_from: str | None = None
    published: Publication | None = None
    expect: Expectation | None = None

    @model_validator(mode="before")
    @classmethod
    def _read_by_form(cls, data: object) -> object:
        if isinstance(data, dict):
            reader = READERS.get(str(data.get("form")))
            read = data.get("read", {})
            if reader is not None and isinstance(read, dict):
                return {**data, "read": reader.model_validate(read)}
        return data

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns the dimensions and constants become, in order."""
        named = [d.column for d in self.dimensions.values() if d.column is not None]
        return (*named, *self.constants)


class LevelDefinition(Strict):
    """A level of areas: its names, its place from the country down, and whether it is the project's own."""

    id: Id
    name: Text
    plural: Text
    own: bool = False


class Factor(Strict):
    """What a category holds; it is measured by indicators."""

    id: Id
    name: Text


class Category(Strict):
    """One of the mapping's categories, with its factors."""

    id: Id
    name: Text
    short: Text
    factors: list[Factor] = Field(min_length=1)


class Unit(Strict):
    """A unit: its text after a value or in a heading, and the text for a difference in it."""

    id: Id
    name: Text
    short: Text
    difference: Text


class Vocabulary(Strict):
    """`pipelines/vocabulary.yaml`: levels from the country down, categories in the mapping's order, units."""

    levels: list[LevelDefinition] = Field(min_length=1)
    categories: list[Category] = Field(min_length=1)
    units: list[Unit] = Field(min_length=1)


class Missing(Strict):
    """What may be missing.

    `min_share`: the least share of a category's indicators an area must have. `min_areas`: the least share
    of the reference areas that must have an indicator for it to take part at a level.
    """

    min_share: float = Field(ge=0, le=1, strict=False)
    min_areas: float = Field(default=0.6, ge=0, le=1, strict=False)


class Index(Strict):
    """A composite risk index: members by category, orientation by polarity, weights, missing rule."""

    id: Id
    name: Text
    definition: Text
    levels: list[Level] = Field(min_length=1)
    reference: dict[Level, Level] = Field(
        description="per level: `project`, or the level whose areas hold the project's municipalities"
    )
    normalisation: Literal["z"]
    category_weights: Literal["equal"] | dict[str, float]
    aggregation: Literal["mean"]
    missing: Missing
    max_age_years: int = Field(ge=0)
    members: dict[Id, list[Id]]
    source: str
    default: bool = False
    revision: int = Field(ge=1)
    changelog: list[Change] = Field(min_length=1)

    @model_validator(mode="after")
    def _reference_for_each_level(self) -> Index:
        if set(self.reference) != set(self.levels):
            raise ValueError("`reference` names each of `levels` once")
        return self
