"""What may stand in the project's files: strict models, one per kind of definition.

A field a reader would ask for is a field here; an unknown field is a fault. Codes are text:
a number where a code belongs is a fault too, because YAML would drop its leading zeros.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, model_validator

from alemap.definitions.basics import DatasetId, Id, Text
from alemap.definitions.fetching import Fetch, Interface, Limits, Protocol
from alemap.definitions.read_options import (
    READERS,
    KoladaRead,
    ReadOptions,
    Regex,
)
from alemap.definitions.settings import Strict
from alemap.domain import Origin

# What a mark means: a status without value, a true zero, or how the value beside it stands.
MarkMeaning = Literal[
    "suppressed", "not_applicable", "nonresponse", "unpublished", "missing", "zero", "provisional", "final"
]


class Agency(Strict):
    """Who publishes: protocol, base address, licence, limits, and what its marks mean."""

    id: Id
    name: Text
    short: str = Field(min_length=1)
    protocol: Protocol
    address: str
    licence: str
    attribution: Text
    limits: Limits | None = None
    hosts: list[str] = Field(default_factory=list)
    interfaces: dict[Id, Interface] = Field(default_factory=dict)
    contact: str | None = None
    marks: dict[str, MarkMeaning] = Field(default_factory=dict)

    def interface(self, name: str | None) -> Interface | None:
        """The agency's own interface, or another of its own by name; None when there is none of that name."""
        if name is not None:
            return self.interfaces.get(name)
        return Interface(protocol=self.protocol, address=self.address, limits=self.limits, hosts=self.hosts)


class Dimension(Strict):
    """One dimension of the agency's table: the column it becomes and what its codes mean.

    `column`: ours (`area_code`, `period`, `sex`, `measure`, `age`, ...). `codes`: agency's code to
    ours, in place; `map`: the same in a file `mappings/<map>.csv`. Neither: codes stand as they are.
    `pattern`: takes the code out of a longer text (first group). `digits`: a code that is all figures and
    has lost its leading zeros gets them back, up to so many. `prefix`: what our codes have before the
    agency's. `ignore`: codes left out on purpose.
    `only`: the dimension must hold this single code and becomes no column.
    """

    column: Id | None = None
    codes: dict[str, str] | None = None
    map: str | None = Field(default=None, pattern=r"^[a-z0-9_]+/[a-z0-9_]+$")
    pattern: Regex | None = None
    digits: int | None = Field(default=None, ge=2, le=12)
    prefix: str | None = Field(default=None, pattern=r"^[A-Za-z0-9_]{1,8}$")
    ignore: list[str] = Field(default_factory=list)
    only: str | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Dimension:
        if (self.column is None) == (self.only is None):
            raise ValueError("give `column` (what it becomes) or `only` (the single code it must hold)")
        if self.codes is not None and self.map is not None:
            raise ValueError("give `codes` or `map`, not both")
        if self.prefix is not None and (self.codes is not None or self.map is not None):
            raise ValueError("`codes` and `map` give our whole codes: `prefix` goes with neither")
        return self


class Publication(Strict):
    """When the agency publishes: month, how many years after the period, and how many years apart.

    `next`: the day of the next publication, where the agency has announced it (`2027-02-23`).
    """

    month: int = Field(ge=1, le=12)
    lag_years: int = Field(default=1, ge=0)
    every_years: int = Field(default=1, ge=1)
    next: Annotated[str, Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")] | None = None

    @model_validator(mode="after")
    def _next_is_a_day(self) -> Publication:
        if self.next is not None:
            date.fromisoformat(self.next)
        return self


class Expectation(Strict):
    """What an answer must hold to be the whole table: a range of rows, with the reason."""

    rows: tuple[int, int] | None = Field(default=None, strict=False)
    reason: str


class Dataset(Strict):
    """Which table or file, how it is read, and what its dimensions become.

    `optional`: its files need not be there; until one is, or it is fetched, it has no figures.
    `joined`: a dimension put together from others of the file, which it replaces: `{År} {Månad}`, or
    `{Län:02}{Kommun:02}` for codes kept as numbers in several columns, filled up with zeros.
    `additive`: whether the values are counts, which can be summed and split when areas change; a list names
    the measures that are. `noise_from`: the first period whose figures carry the agency's random noise, so
    that parts need not add up to their total.
    """

    id: DatasetId
    agency: Id
    name: Text
    table: str
    page: str | None = None
    licence: str | None = None
    origin: Origin = Field(strict=False)
    note: Text | None = None
    form: Literal["jsonstat", "pxweb_json", "px", "kolada", "skolverket", "workbook", "table", "long"]
    files: list[str] = Field(default_factory=list, description="paths or patterns below the project")
    optional: bool = False
    fetch: Fetch | None = None
    read: ReadOptions = Field(union_mode="left_to_right", default=KoladaRead())
    joined: dict[str, str] = Field(default_factory=dict)
    dimensions: dict[str, Dimension]
    constants: dict[Id, str] = Field(default_factory=dict)
    marks: dict[str, MarkMeaning] = Field(default_factory=dict)
    status: Literal["final", "provisional"] = "final"
    additive: bool | list[str] = False
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

    @model_validator(mode="after")
    def _has_a_source(self) -> Dataset:
        if not self.files and self.fetch is None:
            raise ValueError("give `files`, `fetch`, or both")
        if self.fetch is not None and self.files and set(self.as_fetched().columns) != set(self.columns):
            raise ValueError("`fetch.answer` makes other columns than the files do")
        return self

    @property
    def fetched(self) -> bool:
        """Whether it comes from the agency: it has no files, or they have been set aside for `fetch`."""
        return not self.files

    def as_fetched(self) -> Dataset:
        """The dataset as it is when fetched: no files, `fetch.answer` in place of the same fields.

        The figures are the agency's then, even where the files hold invented ones.
        """
        if self.fetch is None or self.fetched:
            return self
        other = self.fetch.answer.get("form", self.form) != self.form
        own = self.model_dump(
            exclude={"files", "read", "fetch", *({"joined"} if other else ())},
            exclude_unset=True,
            mode="json",
        )
        if self.origin is Origin.SYNTHETIC:
            own = {key: value for key, value in own.items() if key not in {"licence", "note", "expect"}}
        answer = {"read": {} if other else self.read.model_dump(), **self.fetch.answer}
        fetch = self.fetch.model_copy(update={"answer": {}})
        return Dataset.model_validate({**own, "origin": "real", **answer, "fetch": fetch})

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
