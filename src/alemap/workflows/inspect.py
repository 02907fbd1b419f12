"""Inspect: what a file holds, and drafts of the definitions with which `ingest` reads it."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

import polars as pl

from alemap.definitions.documents import FILL_IN
from alemap.definitions.read_options import READERS
from alemap.domain import Period, Remark, conform_period
from alemap.errors import SourceError, UsageError
from alemap.results.inspection import FoundDimension, FoundMark, Inspection
from alemap.sources.block import escaped
from alemap.sources.recognise import METADATA, QUERY, Recognised, decode_leniently, recognise
from alemap.sources.text import decode_json
from alemap.workflows import drafting
from alemap.workflows.drafting import UNNAMED
from alemap.workflows.guessing import Guess, are_periods, area_in, guess_dimensions, year_and_month
from alemap.workflows.inspect_query import inspect_query

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from alemap.definitions.project import Project
    from alemap.results.inspection import Draft
    from alemap.sources.decoded import Decoded

_EXAMPLES = 3
_NOTES, _LONGEST = 5, 300
_NOISE = re.compile(r"cell key|slumpmässig osäkerhet|random (?:noise|uncertainty)", re.IGNORECASE)
_NOISE_YEAR = re.compile(
    r"(?:referensåret|reference year|från och med|from)\D{0,20}((?:19|20)\d\d)", re.IGNORECASE
)
_DATASET = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*__[a-z][a-z0-9]*(_[a-z0-9]+)*")


def inspect(
    content: bytes, name: str, project: Project | None, *, dataset: str | None = None, file: str | None = None
) -> Inspection:
    """Recognise, read and describe a file, and draft its definition.

    `dataset`: the id it is to have (default: to be filled in). `file`: where it will lie below the project.
    SourceError for a file alemap cannot read at all; what is merely odd is told under `remarks`.
    """
    if dataset is not None and not _DATASET.fullmatch(dataset):
        raise UsageError(
            "`{name}` cannot be a dataset's id",
            name=dataset,
            hint="an id is the agency and a name, in small letters: `scb__population`",
        )
    found = recognise(content, name)
    if found.form == QUERY:
        return inspect_query(decode_json(content, name), name, project, dataset or UNNAMED)
    if found.form == METADATA:
        return Inspection(name, found.form, None, None, 0, (), (), (), found.remarks, found.read, ())
    decoded, read, remarks = _decode(content, found, name, project)
    frame = decoded.texts()
    codes = {d: frame[d].unique(maintain_order=True).to_list() for d in decoded.dimensions}
    joined: dict[str, str] = {}
    parts = year_and_month(codes)
    if parts is not None:
        tid = "tid" if "tid" not in codes else "tid_2"
        joined[tid] = f"{{{parts[0]}}} {{{parts[1]}}}"
        pairs = frame.select(pl.concat_str(parts, separator=" ")).to_series().unique(maintain_order=True)
        codes = {d: own for d, own in codes.items() if d not in parts} | {tid: pairs.to_list()}
    guesses = guess_dimensions(codes, decoded.labels, project, decoded.roles)
    sums = (*_doubles(frame, decoded), *_sums(frame, guesses))
    own_id = dataset or UNNAMED
    agency = own_id.partition("__")[0]
    meanings = project.agencies[agency].marks if project is not None and agency in project.agencies else {}
    counts = frame["mark"].drop_nulls().value_counts(sort=True)
    marks = tuple(FoundMark(sign, count, meanings.get(sign)) for sign, count in counts.rows())
    noise = _noise(decoded)
    drafts = _drafts(
        own_id, found.form, file or f"files/{PurePath(name).name}", decoded, read, joined, guesses, marks,
        noise, project,
    )  # fmt: skip
    return Inspection(
        name,
        found.form,
        decoded.title,
        decoded.updated,
        frame.height,
        tuple(_dimension(d, own, guesses[d], decoded) for d, own in codes.items()),
        _periods(codes, guesses),
        marks,
        (
            *remarks,
            *_notes(decoded, noise),
            *sums,
            *_unknown(guesses),
            *_unlike_role(codes, guesses, decoded),
        ),
        read,
        drafts,
    )


def _decode(
    content: bytes, found: Recognised, name: str, project: Project | None
) -> tuple[Decoded, dict[str, Any], tuple[Remark, ...]]:
    """Read as recognised; where no dimension holds areas, take the area from the title if it names one."""
    read = dict(found.read)
    reader = READERS[found.form]
    decoded, _ = decode_leniently(found.form, content, reader.model_validate(read), name)
    key = {"workbook": "title", "table": "preamble"}.get(found.form)
    if project is None or key is None or decoded.title is None:
        return decoded, read, found.remarks
    codes = {
        d: decoded.frame[d].cast(pl.String).unique(maintain_order=True).to_list() for d in decoded.dimensions
    }
    if any(
        guess.column == "area_code" for guess in guess_dimensions(codes, {}, project, decoded.roles).values()
    ):
        return decoded, read, found.remarks
    area = area_in(decoded.title, project)
    if area is None:
        return decoded, read, found.remarks
    before = decoded.title[: decoded.title.index(area[0])][-20:]
    own = read.get(key, [])
    read[key] = [*(own if isinstance(own, list) else [own]), f"{escaped(before)}(?P<area>{escaped(area[0])})"]
    remark = Remark("the area stands in the title alone: `{text}`", {"text": area[0]})
    try:
        again, _ = decode_leniently(found.form, content, reader.model_validate(read), name)
    except SourceError:  # the title stands where the reader does not look for it
        return decoded, dict(found.read), (*found.remarks, remark)
    return again, read, (*found.remarks, remark)


def _dimension(name: str, codes: list[str], guess: Guess, decoded: Decoded) -> FoundDimension:
    labels = decoded.labels.get(name, {})
    examples = tuple((code, labels.get(code, "")) for code in codes[:_EXAMPLES])
    return FoundDimension(name, len(codes), examples, guess.column, guess.matched)


def _periods(codes: Mapping[str, list[str]], guesses: Mapping[str, Guess]) -> tuple[str, ...]:
    own = next((codes[name] for name, guess in guesses.items() if guess.column == "period"), [])
    return tuple(sorted({conform_period(code) for code in own}, key=Period.parse))


def _unknown(guesses: Mapping[str, Guess]) -> Iterator[Remark]:
    for name, guess in guesses.items():
        if guess.unknown:
            first = ", ".join(guess.unknown[:_EXAMPLES])
            fields = {"count": len(guess.unknown), "name": name, "first": first}
            yield Remark("{count} code(s) of `{name}` are no known areas: {first} ...", fields)
    if not any(guess.column == "area_code" for guess in guesses.values()):
        yield Remark("no dimension is recognised as areas")
    if not any(guess.column == "period" for guess in guesses.values()):
        yield Remark("no dimension is recognised as periods")


def _unlike_role(
    codes: Mapping[str, list[str]], guesses: Mapping[str, Guess], decoded: Decoded
) -> Iterator[Remark]:
    """Say where the file calls a dimension time or areas and its codes are none that alemap knows."""
    for name, role in decoded.roles.items():
        column = {"time": "period", "geo": "area_code"}.get(role)
        if column is None or name not in guesses or guesses[name].column == column:
            continue
        message = (
            "the file says that `{name}` is time, and its codes are no periods: {first}"
            if role == "time"
            else "the file says that `{name}` is areas, and hardly any of its codes is a known one: {first}"
        )
        if role == "geo" or not are_periods(codes[name]):
            yield Remark(message, {"name": name, "first": ", ".join(codes[name][:_EXAMPLES])})


def _doubles(frame: pl.DataFrame, decoded: Decoded) -> Iterator[Remark]:
    double = frame.filter(frame.select(decoded.dimensions).is_duplicated())
    if double.height:
        fields = {"count": double.height, "cell": double["cell"][0]}
        yield Remark("{count} figures share all their codes with another, the first in {cell}", fields)


def _sums(frame: pl.DataFrame, guesses: Mapping[str, Guess]) -> Iterator[Remark]:
    """Compare the totals of whole numbers with the sum of women and men."""
    name = next((name for name, guess in guesses.items() if guess.column == "sex"), None)
    if name is None or name not in frame.columns:
        return
    ours = guesses[name].codes or {code: code for code in ("_T", "K", "M")}
    if set(ours.values()) != {"_T", "K", "M"}:
        return
    values = frame["value"].drop_nulls()
    if values.is_empty() or not (values == values.round(0)).all():
        return
    others = [d for d in frame.columns if d not in (name, "value", "mark", "cell")]
    sex = pl.col(name).replace_strict(ours, default=None, return_dtype=pl.String)
    wide = (
        frame.with_columns(ours=sex)
        .group_by(others)
        .agg(
            *(pl.col("value").filter(pl.col("ours") == code).first().alias(code) for code in ("_T", "K", "M"))
        )
        .drop_nulls(["_T", "K", "M"])
    )
    off = wide.filter(pl.col("_T") != pl.col("K") + pl.col("M"))
    if off.height:
        fields = {"count": off.height, "total": wide.height}
        yield Remark("{count} of {total} totals are not the sum of women and men", fields)


def _noise(decoded: Decoded) -> str | None:
    """The first period with random noise, by the file's notes; to be filled in where they do not say."""
    for note in decoded.notes:
        if _NOISE.search(note):
            match = _NOISE_YEAR.search(note)
            return match[1] if match else FILL_IN
    return None


def _notes(decoded: Decoded, noise: str | None) -> Iterator[Remark]:
    if noise is not None:
        yield Remark(
            "the figures carry random noise from {period} on: parts need not add up", {"period": noise}
        )
    for note in decoded.notes[:_NOTES]:
        yield Remark("note in the file: {text}", {"text": _beginning(" ".join(note.split()))})
    if len(decoded.notes) > _NOTES:
        yield Remark("the file has {count} notes in all", {"count": len(decoded.notes)})


def _beginning(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST].rstrip()} ..."


def _drafts(
    dataset: str,
    form: str,
    file: str,
    decoded: Decoded,
    read: Mapping[str, object],
    joined: Mapping[str, str],
    guesses: Mapping[str, Guess],
    marks: tuple[FoundMark, ...],
    noise: str | None,
    project: Project | None,
) -> tuple[Draft, ...]:
    columns = [guess.column for guess in guesses.values() if guess.column]
    constants = {name: FILL_IN for name in ("area_code", "period") if name not in columns}
    if "sex" not in columns:
        constants["sex"] = "_T"
    drafts = [
        drafting.dataset_draft(
            dataset=dataset,
            form=form,
            file=file,
            title=decoded.title,
            table=PurePath(file).stem,
            read=read,
            joined=joined,
            guesses=guesses,
            constants=constants,
            marks={mark.sign: mark.meaning for mark in marks},
            noise_from=noise,
        ),
        *drafting.agency_drafts(dataset, project),
    ]
    area = next((guess for guess in guesses.values() if guess.column == "area_code"), None)
    if area is not None and area.names:
        drafts.append(drafting.mapping_draft(dataset, area))
    filtered = area is not None and bool(area.unknown or area.map)
    drafts.append(drafting.staging_draft(dataset, [*columns, *constants], filtered=filtered))
    return tuple(drafts)


def write_drafts(root: Path, inspection: Inspection, content: bytes, file: str) -> list[str]:
    """Write the drafts below the project, and the file itself where it is to lie; give what was written.

    UsageError, and nothing written, when any of them is there already with other content.
    """
    texts = {draft.path: draft.text.encode("utf-8") for draft in inspection.drafts}
    if not texts:
        raise UsageError(
            "there is nothing to write: `{file}` holds no figures",
            file=inspection.file,
            hint="fetch the table's data, and inspect those",
        )
    if inspection.form != QUERY and not (root / file).is_file():
        texts[file] = content
    for path in texts:
        if (root / path).exists():
            raise UsageError(
                "`{path}` is there already",
                path=path,
                hint="give the dataset another `--id`, or move that file away first",
            )
    for path, data in texts.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    return list(texts)
