"""From an agency's rows to ours: dimensions become columns, codes are mapped, marks become statuses."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import polars as pl

from alemap.definitions.mappings import IGNORE
from alemap.definitions.suggest import suggest
from alemap.domain import Sex, Status, conform_period
from alemap.errors import Place, SourceError
from alemap.sources.decoded import cell_texts
from alemap.values import dataclass
from alemap.warehouse.raw import Coded, Rows
from alemap.workflows.joining import joined

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from alemap.definitions.project import Project
    from alemap.definitions.schema import Dataset, Dimension, MarkMeaning
    from alemap.sources.decoded import Decoded

# SCB's codes of a division's later edition end in its name; DeSO have a letter A-C, RegSO an R.
_EDITION = re.compile(r"(?P<code>\d{4}[A-Z]\d{3,4})_(?:DeSO|RegSO)(?P<year>\d{4})")

_STANDS = ("provisional", "final")
_MOST_RESERVED = (
    "suppressed", "nonresponse", "unpublished", "not_applicable", "missing", "provisional", "final", "zero",
)  # fmt: skip


def conform(decoded: Decoded, dataset: Dataset, project: Project, file: str) -> Rows:
    """Rows of one file as the raw table holds them: declared columns, status and mark, value, place.

    A mapped column is followed by `<column>_source` with the agency's code; a code left out on purpose
    leaves null. SourceError names file and cell of the first code, period or mark that has no meaning.
    """
    decoded = joined(decoded, dataset, file)
    _check_dimensions(decoded, dataset, file)
    columns: list[Coded] = []
    distinct = decoded.distinct
    for name, dimension in dataset.dimensions.items():
        codes = _Codes.of(decoded, name, file)
        if dimension.only is not None:
            _check_only(codes, dimension.only, name)
            continue
        column = _column(name, codes, dimension, project, dataset.id)
        distinct = distinct and (len(column.names) > 1 or _all_different(column))
        columns.append(_checked(column, codes, project))
    for name, text in dataset.constants.items():
        nothing = _Codes((text,), pl.Series([], dtype=pl.UInt32), decoded, file)
        _checked(Coded((name,), ((text,),), nothing.at), nothing, project)
    signs, value = _figures(decoded, dataset, project, file)
    return Rows(
        coded=(*columns, signs),
        fixed=dict(dataset.constants),
        value=value,
        place=decoded.frame["cell"],
        cells=decoded.cells,
        distinct=distinct,
    )


def spelled_out(rows: Rows) -> pl.DataFrame:
    """The rows of one file as a table of text: what the raw table shows, but for the snapshot."""
    place = rows.place if rows.cells is None else cell_texts(rows.place, rows.cells)
    keys = [column for coded in rows.coded[:-1] for column in coded.columns()]
    fixed = [
        pl.Series(name, [text], dtype=pl.String).new_from_index(0, len(rows.value))
        for name, text in rows.fixed.items()
    ]
    return pl.DataFrame(
        [*keys, *fixed, rows.value.alias("value"), *rows.coded[-1].columns(), place.alias("cell")]
    )


@dataclass(frozen=True, slots=True)
class _Codes:
    """A dimension's codes, each once, and which of them each row has."""

    codes: tuple[str, ...]
    at: pl.Series
    decoded: Decoded
    file: str

    @classmethod
    def of(cls, decoded: Decoded, name: str, file: str) -> _Codes:
        column = decoded.frame[name]
        if not isinstance(column.dtype, pl.Enum):
            known = column.drop_nulls().unique(maintain_order=True).to_list()
            column = column.cast(pl.Enum(known))
        kind = column.dtype
        codes = tuple(kind.categories) if isinstance(kind, pl.Enum) else ()
        return cls(codes, column.to_physical(), decoded, file)

    def place(self, number: int) -> Place | None:
        """Where the first row with a code stands; None when no row has it."""
        rows = (self.at == number).arg_true()
        if len(rows):
            return Place(self.file, cell=self.decoded.cell(int(rows[0])))
        return None if len(self.at) else Place(self.file)


def known_marks(dataset: Dataset, project: Project) -> set[str]:
    """Every sign that may stand in a figure's place in this dataset."""
    return {*project.agencies[dataset.agency].marks, *dataset.marks}


def _check_dimensions(decoded: Decoded, dataset: Dataset, file: str) -> None:
    for name in dataset.dimensions:
        if name not in decoded.dimensions:
            raise SourceError(
                "the file has no dimension `{name}`",
                name=name,
                place=Place(file),
                suggestion=suggest(name, decoded.dimensions),
                known=", ".join(f"`{known}`" for known in decoded.dimensions),
                hint="it has {known}",
            )
    for name in decoded.dimensions:
        if name not in dataset.dimensions:
            raise SourceError(
                "the definition of `{dataset}` says nothing of the file's dimension `{name}`",
                dataset=dataset.id,
                name=name,
                place=Place(file),
                hint="give it a `column`, or say with `only` which single code it must hold",
            )


def _check_only(codes: _Codes, only: str, name: str) -> None:
    for number, code in enumerate(codes.codes):
        if code != only and (place := codes.place(number)) is not None:
            raise SourceError(
                "dimension `{name}` holds `{code}` where only `{only}` is expected",
                name=name,
                code=code,
                only=only,
                place=place,
            )


class _NoMeaning(Exception):  # noqa: N818 - never leaves this module
    """A code that the definition gives no meaning: the message's template and a suggestion."""

    def __init__(self, message: str, suggestion: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.suggestion = suggestion


def _column(name: str, codes: _Codes, dimension: Dimension, project: Project, dataset: str) -> Coded:
    """The column a dimension becomes; with a mapping file, also the agency's own code."""
    column = dimension.column or name
    translation: Mapping[str, str] | None = dimension.codes
    where = f"pipelines/datasets/{dataset.replace('__', '/', 1)}.yaml"
    if dimension.map is not None:
        code_map = project.mappings[dimension.map]
        translation, where = code_map.codes, code_map.file
    target: list[str | None] = []
    for number, code in enumerate(codes.codes):
        try:
            target.append(_translate(code, dimension, translation))
        except _NoMeaning as fault:
            place = codes.place(number)
            if place is None:
                target.append(None)
                continue
            raise SourceError(
                fault.message,
                code=code,
                name=name,
                where=where,
                like=fault.suggestion or "-",
                place=place,
                hint="add it to {where}, or leave it out on purpose with `ignore`;"
                " known codes like it: {like}",
            ) from None
    if column == "area_code":
        target = [ours and _of_edition(ours, project) for ours in target]
    if dimension.map is not None:
        return Coded((column, f"{column}_source"), tuple(zip(target, codes.codes, strict=True)), codes.at)
    return Coded((column,), tuple((text,) for text in target), codes.at)


def _all_different(column: Coded) -> bool:
    kept = [texts[0] for texts in column.texts if texts[0] is not None]
    return len(set(kept)) == len(kept)


def _translate(code: str, dimension: Dimension, translation: Mapping[str, str] | None) -> str | None:
    """Our code for an agency's code; None when it is left out on purpose."""
    if code in dimension.ignore:
        return None
    text = code
    if dimension.pattern is not None:
        match = re.search(dimension.pattern, code)
        if match is None:
            raise _NoMeaning("`{code}` in dimension `{name}` does not look as the definition says")
        text = match[1] if match.groups() else match[0]
        if text in dimension.ignore:
            return None
    if dimension.digits is not None and text.isdecimal():
        text = text.zfill(dimension.digits)
    if translation is None:
        return f"{dimension.prefix or ''}{text}"
    if text not in translation:
        raise _NoMeaning("code `{code}` in dimension `{name}` is not mapped", suggest(text, translation))
    ours = translation[text]
    return None if ours == IGNORE else ours


def _of_edition(code: str, project: Project) -> str:
    """The area's code in our list for one that names its edition, as `1440A0010_DeSO2025` does.

    The code without the ending is only taken when our area of that code belongs to the edition: another
    edition's area may have other borders.
    """
    match = _EDITION.fullmatch(code)
    if match is None or code in project.areas.by_code:
        return code
    area = project.areas.by_code.get(match["code"])
    editions = re.split(r"[^0-9]+", area.edition) if area is not None else []
    return match["code"] if match["year"] in editions else code


def _figures(decoded: Decoded, dataset: Dataset, project: Project, file: str) -> tuple[Coded, pl.Series]:
    """Status and mark of each row, and its value: a mark gives the status, a true zero gives the value 0.

    A mark beside a value says how it stands (provisional, say); one that says there is none contradicts it.
    """
    meanings = {**project.agencies[dataset.agency].marks, **dataset.marks}
    value = decoded.frame["value"]
    marks = _Codes.of(decoded, "mark", file)
    texts: list[tuple[str | None, ...]] = [(dataset.status, None)]
    at = (marks.at.cast(pl.UInt32) + 1).fill_null(0)
    for sign in marks.codes:
        meaning = _meaning(sign, meanings)
        rows = at == len(texts)
        stands = rows & value.is_not_null()
        if meaning == "zero":
            value = value.zip_with(~rows | value.is_not_null(), pl.Series([0.0]))
            stands = rows & (value != 0)
        if meaning not in _STANDS and stands.any():
            raise SourceError(
                "there is a figure although its mark `{sign}` says `{meaning}`",
                sign=sign,
                meaning=meaning,
                place=Place(file, cell=decoded.cell(int(stands.arg_true()[0]))),
                hint="say under `marks` of the dataset what the sign means there: `provisional`, or `final`"
                " where the figure stands as it is",
            )
        texts.append((dataset.status if meaning in {"zero", "final"} else meaning, sign))
        empty = rows & value.is_null()
        if meaning in _STANDS and empty.any():
            # The sign says how a figure stands, and there is none: why, nobody knows.
            at = at.zip_with(~empty, pl.Series([len(texts)], dtype=pl.UInt32))
            texts.append((Status.MISSING.value, sign))
    return Coded(("status", "mark"), tuple(texts), at), value


def _meaning(sign: str, meanings: Mapping[str, MarkMeaning]) -> str:
    """What a sign means; of several letters in one (Eurostat's `bp`) the most reserved counts."""
    if sign in meanings:
        return meanings[sign]
    found = {meanings[letter] for letter in sign if letter in meanings}
    return next((each for each in _MOST_RESERVED if each in found), Status.MISSING.value)


def _checked(column: Coded, codes: _Codes, project: Project) -> Coded:
    """The column with its periods in our form; codes of areas and sexes must be known ones."""
    name = column.names[0]
    if name == "area_code":
        areas = project.areas.by_code
        _each(
            column,
            codes,
            lambda code: code in areas,
            "area code `{code}` is not a known area",
            "add the area to pipelines/areas, map it, or leave it out on purpose with `ignore`",
        )
    elif name == "sex":
        _each(
            column,
            codes,
            lambda code: code in set(Sex),
            "`{code}` is no code for sex",
            "the codes are _T (total), K (women) and M (men)",
        )
    elif name == "period":
        _each(
            column,
            codes,
            _is_period,
            "`{code}` is not a period",
            "periods look like 2024, 2021-2024, 2024/25 or 2024-Q3",
        )
        texts = tuple(
            (None if text is None else conform_period(text), *rest)
            if text is None or _is_period(text)
            else (text, *rest)
            for text, *rest in column.texts
        )
        return Coded(column.names, texts, column.at)
    return column


def _is_period(text: str) -> bool:
    try:
        conform_period(text)
    except ValueError:
        return False
    return True


def _each(column: Coded, codes: _Codes, known: Callable[[str], bool], message: str, hint: str) -> None:
    for number, (code, *_) in enumerate(column.texts):
        if code is not None and not known(code) and (place := codes.place(number)) is not None:
            raise SourceError(message, place=place, hint=hint, code=code)
