"""The register of interventions: its rows read and checked, every fault with its cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alemap.definitions.interventions import Intervention
from alemap.definitions.register_cells import (
    FIRST_YEAR,
    LAST_YEAR,
    Cells,
    Reading,
    read_areas,
    read_code,
    read_factor,
    read_id,
    read_indicators,
    read_number,
    read_reach,
    read_when,
)
from alemap.definitions.register_columns import COLUMNS, column_names
from alemap.definitions.register_words import (
    Arena,
    Evidence,
    Phase,
    Principal,
    Reaching,
    RecordOrigin,
    Role,
    TargetGroup,
    folded,
)
from alemap.definitions.suggest import suggest
from alemap.errors import Place, fault
from alemap.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from alemap.definitions.project import Project
    from alemap.errors import Problem

OLDEST = 120
_KINDS = {column.key: column.choices for column in COLUMNS if column.choices is not None}


@dataclass(frozen=True, slots=True)
class RawTable:
    """A sheet or CSV file as text: the headings and the rows below them, each cell with its place.

    A row may hold fewer or more cells than there are headings.
    """

    file: str
    header: tuple[tuple[str, Place], ...]
    rows: tuple[tuple[tuple[str, Place], ...], ...]


def read_tables(
    tables: Iterable[RawTable], project: Project
) -> tuple[dict[str, Intervention], list[Problem]]:
    """The interventions by id, in the order of the tables, and every fault of every row.

    A row with a fault that is no warning is left out.
    """
    own = {area.code: area.parts for area in project.areas.by_code.values() if area.parts}
    defined = (key.partition(":") for key in project.documents)
    indicators = frozenset(name for kind, _, name in defined if kind == "indicator")
    reading = Reading(project, own, indicators)
    for table in tables:
        keys = _header(table, reading)
        if keys is None:
            continue
        headings = {key: text for key, (text, _) in zip(keys, table.header, strict=True) if key is not None}
        for row in table.rows:
            _row(row, keys, headings, reading)
    reading.problems += _twins(reading.found.values())
    return reading.found, reading.problems


def _header(table: RawTable, reading: Reading) -> list[str | None] | None:
    """The column of each heading, None for an unknown one; None in all when a required one is missing."""
    names = column_names()
    keys: list[str | None] = []
    for text, place in table.header:
        column = names.get(folded(text))
        if column is None:
            what = "`{name}` is not a column of the register"
            known = [name for each in COLUMNS for name in (each.key, each.heading.sv)]
            hint = "`alemap interventions template` shows the columns"
            reading.say(place, "AM921", what, hint=hint, suggestion=suggest(text, known), name=text)
        elif column.key in keys:
            what = "the column `{name}` stands twice"
            reading.say(place, "AM922", what, name=text)
            column = None
        keys.append(column.key if column is not None else None)
    missing = [each.key for each in COLUMNS if each.required and each.key not in keys]
    for name in missing:
        place = table.header[0][1] if table.header else Place(table.file, 1)
        what = "the column `{name}` is missing"
        hint = "`alemap interventions template` shows the columns"
        reading.say(place, "AM923", what, hint=hint, name=name)
    return None if missing else keys


def _row(
    row: Sequence[tuple[str, Place]],
    keys: Sequence[str | None],
    headings: Mapping[str, str],
    reading: Reading,
) -> None:
    """Check a row, all of it, and keep it when nothing is wrong."""
    before = len(reading.problems)
    if len(row) != len(keys):
        what = "the row has {count} cells under {expected} headings"
        hint = "put a text that holds the separator in quotes"
        reading.say(row[0][1], "AM924", what, hint=hint, count=len(row), expected=len(keys))
        return
    by_key = {key: cell for key, cell in zip(keys, row, strict=True) if key is not None}
    cells = Cells(by_key, row[0][1], headings)
    for column in COLUMNS:
        if column.required and not cells.text(column.key):
            what = "`{name}` is empty"
            reading.say(cells.at(column.key), "AM925", what, name=cells.name(column.key))
    made = _made(cells, reading)
    faults = [problem for problem in reading.problems[before:] if not problem.warning]
    if made is not None and not faults:
        reading.found[made.id] = made


def _made(cells: Cells, reading: Reading) -> Intervention | None:
    """The intervention of a row; None when a closed list or the factor cannot be read."""
    key = read_id(cells, reading)
    codes = {name: read_code(cells, name, kind, reading) for name, kind in _KINDS.items()}
    young, old = (read_number(cells, name, reading, OLDEST) for name in ("age_from", "age_to"))
    if young is not None and old is not None and young > old:
        what = "the ages run from {first} to {last}"
        reading.say(cells.at("age_to"), "AM930", what, first=young, last=old)
    reach, few = read_reach(cells, reading)
    cost = read_number(cells, "cost", reading)
    year = read_number(cells, "year", reading, LAST_YEAR, FIRST_YEAR)
    if year is None and not cells.text("year") and (cells.text("reach") or cells.text("cost")):
        what = "reach or cost without the `year` they are of"
        reading.say(cells.at("reach" if cells.text("reach") else "cost"), "AM936", what)
    start, end = (read_when(cells, name, reading) for name in ("start", "end"))
    if (
        start is not None
        and end is not None
        and (end.last_year, end.part or 12) < (start.first_year, start.part)
    ):
        what = "it ends ({last}) before it begins ({first})"
        reading.say(cells.at("end"), "AM931", what, first=start.text, last=end.text)
    factor = read_factor(cells, reading)
    indicators, areas = read_indicators(cells, reading), read_areas(cells, reading)
    principal, group, level = codes["principal"], codes["target_group"], codes["level"]
    if factor is None or principal is None or group is None or level is None:
        return None
    return Intervention(
        id=key, name=cells.text("name"), actor=cells.text("actor"), principal=Principal(principal),
        target_group=TargetGroup(group), level=Reaching(level), factor=factor, areas=areas,
        place=cells.first, arena=Arena(codes["arena"]) if codes["arena"] else None,
        age_from=young or 0, age_to=old, phase=Phase(codes["phase"]) if codes["phase"] else None,
        purpose=cells.text("purpose"), role=Role(codes["role"]) if codes["role"] else None,
        indicators=indicators, method=cells.text("method"),
        evidence=Evidence(codes["evidence"] or Evidence.UNKNOWN), reach=reach, few=few, cost=cost,
        year=year, start=start, end=end, synthetic=codes["origin"] == RecordOrigin.SYNTHETIC,
        note=cells.text("note"),
    )  # fmt: skip


def _twins(interventions: Iterable[Intervention]) -> Iterator[Problem]:
    """Warn of rows that tell the same by all that can be seen: several services report what they share."""
    seen: dict[tuple[object, ...], Intervention] = {}
    for each in interventions:
        key = (folded(each.name), folded(each.actor), each.areas, each.start, each.age_from, each.age_to)
        first = seen.setdefault(key, each)
        if first is not each:
            what = "the same name, actor, areas and ages as `{name}`: {at}"
            hint = "keep one row, or tell them apart by name"
            yield fault(
                each.place, "AM939", what, hint=hint, warning=True, name=first.id, at=str(first.place)
            )
