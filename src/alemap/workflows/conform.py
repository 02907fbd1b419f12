"""From an agency's rows to ours: dimensions become columns, codes are mapped, marks become statuses."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import polars as pl

from alemap.definitions.mappings import IGNORE
from alemap.definitions.suggest import suggest
from alemap.domain import Sex, Status, conform_period
from alemap.errors import Place, SourceError
from alemap.workflows.joining import joined

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from alemap.definitions.project import Project
    from alemap.definitions.schema import Dataset, Dimension, MarkMeaning
    from alemap.sources.decoded import Decoded

# SCB's codes of a division's later edition end in its name; DeSO have a letter A-C, RegSO an R.
_EDITION = re.compile(r"(?P<code>\d{4}[A-Z]\d{3,4})_(?:DeSO|RegSO)(?P<year>\d{4})")

FIGURE_COLUMNS = ("value", "status", "mark", "cell")


def conform(decoded: Decoded, dataset: Dataset, project: Project, file: str) -> pl.DataFrame:
    """Rows of one file as the raw table holds them: declared columns, value, status, mark, cell.

    A mapped column is followed by `<column>_source` with the agency's code; a code left out on purpose
    leaves null. SourceError names file and cell of the first code, period or mark that has no meaning.
    """
    decoded = joined(decoded, dataset, file)
    frame = decoded.frame
    _check_dimensions(decoded, dataset, file)
    columns: list[pl.Series] = []
    for name, dimension in dataset.dimensions.items():
        codes = frame[name]
        if dimension.only is not None:
            _check_only(codes, dimension.only, name, frame, file)
            continue
        columns += _column(name, codes, dimension, project, frame, file, dataset.id)
    columns += [
        pl.Series(name, [text], dtype=pl.String).new_from_index(0, frame.height)
        for name, text in dataset.constants.items()
    ]
    meanings = {**project.agencies[dataset.agency].marks, **dataset.marks}
    table = pl.DataFrame(columns)
    table = table.with_columns(_figures(frame, meanings, dataset.status))
    return _checked(table, project, file)


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


def _check_only(codes: pl.Series, only: str, name: str, frame: pl.DataFrame, file: str) -> None:
    other = frame.filter(codes != only)
    if other.height:
        raise SourceError(
            "dimension `{name}` holds `{code}` where only `{only}` is expected",
            name=name,
            code=other[name][0],
            only=only,
            place=Place(file, cell=other["cell"][0]),
        )


class _NoMeaning(Exception):  # noqa: N818 - never leaves this module
    """A code that the definition gives no meaning: the message's template and a suggestion."""

    def __init__(self, message: str, suggestion: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.suggestion = suggestion


def _column(
    name: str,
    codes: pl.Series,
    dimension: Dimension,
    project: Project,
    frame: pl.DataFrame,
    file: str,
    dataset: str,
) -> list[pl.Series]:
    """The column a dimension becomes; with a mapping file, also the agency's own code."""
    column = dimension.column or name
    translation: Mapping[str, str] | None = dimension.codes
    where = f"pipelines/datasets/{dataset.replace('__', '/', 1)}.yaml"
    if dimension.map is not None:
        code_map = project.mappings[dimension.map]
        translation, where = code_map.codes, code_map.file
    target: dict[str, str | None] = {}
    for code in codes.unique(maintain_order=True).to_list():
        try:
            target[code] = _translate(code, dimension, translation)
        except _NoMeaning as fault:
            raise SourceError(
                fault.message,
                code=code,
                name=name,
                where=where,
                like=fault.suggestion or "-",
                place=Place(file, cell=frame.filter(codes == code)["cell"][0]),
                hint="add it to {where}, or leave it out on purpose with `ignore`;"
                " known codes like it: {like}",
            ) from None
    if column == "area_code":
        target = {code: ours and _of_edition(ours, project) for code, ours in target.items()}
    mapped = codes.replace_strict(target, return_dtype=pl.String).alias(column)
    if dimension.map is not None:
        return [mapped, codes.alias(f"{column}_source")]
    return [mapped]


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
        return text
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


def _figures(frame: pl.DataFrame, meanings: Mapping[str, MarkMeaning], status: str) -> list[pl.Series]:
    """Value, status, mark and cell: a mark gives the status, a true zero gives the value 0."""
    mark = frame["mark"]
    zeros = [sign for sign, meaning in meanings.items() if meaning == "zero"]
    known = {sign: (status if meaning == "zero" else meaning) for sign, meaning in meanings.items()}
    named = pl.DataFrame({"mark": mark, "value": frame["value"]}).select(
        value=pl.when(pl.col("mark").is_in(zeros)).then(0.0).otherwise(pl.col("value")),
        status=pl.when(pl.col("mark").is_null())
        .then(pl.lit(status))
        .otherwise(
            pl.col("mark").replace_strict(known, default=Status.MISSING.value, return_dtype=pl.String)
        ),
    )
    return [named["value"], named["status"], mark.alias("mark"), frame["cell"].alias("cell")]


def _checked(table: pl.DataFrame, project: Project, file: str) -> pl.DataFrame:
    """The table with its periods in our form; codes of areas and sexes must be known ones."""
    areas = project.areas.by_code
    _each(
        table,
        "area_code",
        file,
        lambda code: code in areas,
        "area code `{code}` is not a known area",
        "add the area to pipelines/areas, map it, or leave it out on purpose with `ignore`",
    )
    _each(
        table,
        "sex",
        file,
        lambda code: code in set(Sex),
        "`{code}` is no code for sex",
        "the codes are _T (total), K (women) and M (men)",
    )
    _each(
        table,
        "period",
        file,
        _is_period,
        "`{code}` is not a period",
        "periods look like 2024, 2021-2024, 2024/25 or 2024-Q3",
    )
    periods = {text: conform_period(text) for text in table["period"].drop_nulls().unique().to_list()}
    return table.with_columns(pl.col("period").replace_strict(periods, return_dtype=pl.String))


def _is_period(text: str) -> bool:
    try:
        conform_period(text)
    except ValueError:
        return False
    return True


def _each(
    table: pl.DataFrame, column: str, file: str, known: Callable[[str], bool], message: str, hint: str
) -> None:
    if column not in table.columns:
        return
    for code in table[column].drop_nulls().unique(maintain_order=True).to_list():
        if not known(code):
            cell = table.filter(pl.col(column) == code)["cell"][0]
            raise SourceError(message, place=Place(file, cell=cell), hint=hint, code=code)
