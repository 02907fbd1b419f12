"""How each form of file is read: a strict model of options per form, the `read` of a dataset."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from alemap.definitions.settings import Strict
from alemap.definitions.wording import UnfitError


def _regex(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise UnfitError("not a regular expression: {said}", said=str(error)) from error
    return text


Regex = Annotated[str, AfterValidator(_regex)]


class JsonStatRead(Strict):
    """JSON-stat 1.x and 2.0 (PxWeb v2, Eurostat): dimensions are named by id."""

    dataset: str | None = Field(default=None, description="key in a bundle of several datasets")


class PxwebJsonRead(Strict):
    """PxWeb v1 `json`: dimensions are named by column code; the value columns make `measure`."""

    measure: str = "measure"


class PxRead(Strict):
    """PX file: dimensions are named as in STUB and HEADING of `language` (default: the file's own)."""

    language: str | None = None
    encoding: str | None = None


class KoladaRead(Strict):
    """Kolada v3 (or v2) data pages: dimensions `kpi`, `municipality`, `period`, `gender`."""


# How numbers that are text in the file are written: the sign before the decimals.
DecimalSign = Literal[",", "."]


class SkolverketRead(Strict):
    """A school unit's statistics, as Skolverket's interface gives them.

    `measures`: the interface's names of the measures to read (default: all); the others are passed over.
    """

    measures: list[str] = Field(default_factory=list)


class WorkbookRead(Strict):
    """Sheets with stacked headers: leading label columns, then value columns under header rows.

    `sheet`: the one sheet, by name or pattern; `sheets`: every sheet whose name the pattern is found in,
    one after the other, its named groups becoming dimensions. Rows and columns count from 1. `header_row`:
    the first header row. `headers`: one dimension per header row, outermost first; a blank repeats the text
    to its left; rows under the same name make one text together. `labels`: dimensions of the leading
    columns, blanks filled from above; with `labels_by_name` they are found by the text of the (single)
    header row instead, wherever they stand. `stop`: a pattern on the first label cell that ends the data;
    without it the first row whose label cells and value cells are all blank does. `title`: patterns, each
    searched in the cells above the headers; their named groups become dimensions. `decimal`: the decimal
    sign of numbers kept as text; the other one may then stand between thousands. `skip`: header texts (of
    the last header row) of columns left out on purpose.
    """

    sheet: Regex | None = None
    sheets: Regex | None = None
    header_row: int = Field(default=1, ge=1)
    headers: list[str] = Field(min_length=1)
    labels: list[str] = Field(min_length=1)
    labels_by_name: bool = False
    stop: Regex | None = None
    title: Regex | list[Regex] | None = None
    decimal: DecimalSign | None = None
    skip: list[str] = Field(default_factory=list)

    @model_validator(mode="after")
    def _one_way_to_sheets(self) -> WorkbookRead:
        if self.sheet is not None and self.sheets is not None:
            raise ValueError("give `sheet` (one) or `sheets` (several), not both")
        return self

    @property
    def titles(self) -> list[str]:
        """The patterns to be found above the headers."""
        return self.title if isinstance(self.title, list) else [] if self.title is None else [self.title]


class TableRead(Strict):
    """Delimited text: found or declared encoding, preamble, header, labels, value columns.

    `header_starts`: how the header line begins (default: the first non-blank line). `labels`: header
    texts of the label columns, each a dimension of that name. Wide form: every other column is a value
    column, its header text the dimension `measure`; `measure_pattern` splits it into named groups, each
    a dimension. Long form: `value` names the one value column, and every column in neither is a fault.
    `preamble`: patterns searched in the lines above the header; named groups become dimensions.
    `stop`: pattern at the start of a line or of its first label that ends the data. `decimal`: the decimal
    sign; the other one may then stand between thousands. `skip`: header texts of columns left out on
    purpose ("" for one without a header).
    """

    encoding: str | None = None
    delimiter: str = Field(default=";", min_length=1, max_length=1)
    header_starts: str | None = None
    labels: list[str] = Field(min_length=1)
    measure: str = "measure"
    measure_pattern: Regex | None = None
    value: str | None = None
    preamble: list[Regex] = Field(default_factory=list)
    stop: Regex | None = None
    decimal: DecimalSign | None = None
    skip: list[str] = Field(default_factory=list)


class LongRead(Strict):
    """A row per figure: CSV, Parquet or JSON, found by the file itself.

    `labels`: the columns that become dimensions. `value`: the column of figures. `mark`: the column with the
    sign or word in or beside a figure (a status, a flag). Every other column is a fault unless in `skip`.
    `rows`: where in a JSON document the rows stand, as `data` or `body.items`. A list of names instead leads
    through lists within lists, from the outside in: a row then has the fields of all that holds it, too,
    `sex.value` being the field of an object, and fields that are not named are passed over. `encoding` and
    `delimiter` are for CSV, `decimal` for figures that are text.
    """

    labels: list[str] = Field(min_length=1)
    value: str
    mark: str | None = None
    rows: str | list[str] | None = None
    skip: list[str] = Field(default_factory=list)
    encoding: str | None = None
    delimiter: str = Field(default=",", min_length=1, max_length=1)
    decimal: DecimalSign | None = None


ReadOptions = (
    JsonStatRead | PxwebJsonRead | PxRead | KoladaRead | SkolverketRead | WorkbookRead | TableRead | LongRead
)

READERS: dict[str, type[Strict]] = {
    "jsonstat": JsonStatRead,
    "pxweb_json": PxwebJsonRead,
    "px": PxRead,
    "kolada": KoladaRead,
    "skolverket": SkolverketRead,
    "workbook": WorkbookRead,
    "table": TableRead,
    "long": LongRead,
}
